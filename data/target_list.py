"""What a target list is: its states, what it holds, and the hash that a frozen one bears."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import polars as pl

from analytics.control import CONTROL

LONGEST_NAME, LONGEST_NOTE, LONGEST_ARM = 120, 400, 64


class ListState(StrEnum):
    """How far a list has come."""

    DRAFT = "draft"
    FROZEN = "frozen"
    EXPORTED = "exported"
    MEASURED = "measured"


RUNNING = (ListState.FROZEN, ListState.EXPORTED)
"""The states in which a list still waits for its result."""


class ListError(ValueError):
    """A list that cannot be kept or moved on. ``key`` and ``fields`` say why in the catalogue."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(f"{key}: {fields}")
        self.key, self.fields = key, fields


class NoSuchListError(ListError):
    """No target list of this id or name is in the workspace."""

    def __init__(self, name: str) -> None:
        super().__init__("target_lists.no_such_list", name=name[:LONGEST_NAME])


@dataclass(frozen=True)
class NewList:
    """A list as it was worked out, to be kept.

    ``members``: customer_id, arm (``control`` or the name of a treatment), stratum; one row a
    customer. ``found`` customers were meant; ``left_out`` says how many of them are not on the
    list, by their first reason. ``scope`` and ``conditions`` are plain values: all that the members
    follow from. Costs are in the company's currency. ``ledger_mark``: :func:`mark` when it was
    worked out.
    """

    name: str
    touch_point: str
    members: pl.DataFrame
    found: int
    company_version: int
    ledger_mark: int
    left_out: Mapping[str, int] = field(default_factory=dict)
    scope: Mapping[str, Any] = field(default_factory=dict)
    conditions: Mapping[str, Any] = field(default_factory=dict)
    purpose: str = ""
    note: str = ""
    owner: str = ""  # blank: who builds it
    control_share: Decimal = Decimal(0)
    seed: int = 1
    strata: tuple[str, ...] = ()
    contact_cost: Decimal = Decimal(0)
    fixed_cost: Decimal = Decimal(0)
    expected_profit: Decimal | None = None

    def check(self) -> None:
        """Raise :class:`ListError` for a name, text or arm that cannot be kept."""
        name = self.name.strip()
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
            raise ListError("target_lists.wrong_name", most=LONGEST_NAME)
        if max(len(self.note), len(self.purpose), len(self.owner) * 2) > LONGEST_NOTE:
            raise ListError("target_lists.long_note", most=LONGEST_NOTE)
        kept = self.members
        if kept["customer_id"].n_unique() != kept.height or kept["customer_id"].null_count():
            raise ValueError("members: one row for each customer_id is needed")
        if any(not 1 <= len(arm) <= LONGEST_ARM for arm in kept["arm"].unique()):
            raise ListError("target_lists.wrong_arm", most=LONGEST_ARM)


@dataclass(frozen=True)
class TargetList:
    """One list as it is now; ``arms`` and ``left_out`` count customers."""

    id: str
    company: str
    name: str
    purpose: str
    note: str
    owner: str
    touch_point: str
    state: ListState
    scope: Mapping[str, Any]
    conditions: Mapping[str, Any]
    found: int
    left_out: Mapping[str, int]
    arms: Mapping[str, int]
    control_share: Decimal
    seed: int
    strata: tuple[str, ...]
    contact_cost: Decimal
    fixed_cost: Decimal
    expected_profit: Decimal | None
    company_version: int
    ledger_mark: int
    hash: str | None
    created_at: datetime
    created_by: str
    frozen_at: datetime | None
    frozen_by: str | None
    exported_at: datetime | None
    exported_last: datetime | None
    exported_by: str | None
    measured_at: datetime | None
    measured_by: str | None

    @property
    def campaign_id(self) -> str:
        """The id of the campaign that this list becomes."""
        return self.id

    @property
    def members(self) -> int:
        """Everybody on the list, in whatever arm."""
        return sum(self.arms.values())

    @property
    def control(self) -> int:
        """Members who are left alone."""
        return self.arms.get(CONTROL, 0)

    @property
    def contacted(self) -> int:
        """Members who are to be contacted."""
        return self.members - self.control

    @property
    def treatments(self) -> tuple[str, ...]:
        """The names of the arms that are contacted, sorted."""
        return tuple(sorted(self.arms.keys() - {CONTROL}))

    @property
    def cost(self) -> Decimal:
        """What contacting everybody in a treatment costs."""
        return self.fixed_cost + self.contact_cost * self.contacted


def digest(one: TargetList, members: Iterable[tuple[str, str, str]]) -> str:
    """SHA-256 in hex over conditions, and ``members``: customer_id, arm, stratum, sorted.

    JSON with sorted keys, one line for the list and one for each member with their arm, so that
    anybody can work it out again.
    """
    head = {
        "list": one.id,
        "company": one.company,
        "touch_point": one.touch_point,
        "scope": one.scope,
        "conditions": one.conditions,
        "data_version": one.company_version,
    }
    found = hashlib.sha256(json.dumps(head, sort_keys=True, ensure_ascii=True).encode())
    for customer, arm, _ in members:
        found.update(b"\n" + json.dumps([customer, arm], ensure_ascii=True).encode())
    return found.hexdigest()
