"""Target lists: who is to be contacted, who is control, and what became of it.

A list is a **draft** until it is **frozen**; from then on its members, arms and conditions never
change, and a hash over all three is checked whenever they are read. It is **exported** when contact
data left for it, and **measured** when its results came back. Its id is also the id of the campaign
that it becomes. Who may stand on a list is found in :mod:`data.contactable`.
"""

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from data import audit, companies
from data.actor import Actor, Right, require
from data.audit import Entry
from data.catalogue import companies as companies_table
from data.catalogue import target_lists, target_members
from data.companies import Company
from data.target_list import (
    LONGEST_NAME,
    ListError,
    ListState,
    NewList,
    NoSuchListError,
    TargetList,
    digest,
)
from data.workspace import Workspace

__all__ = [
    "ListError",
    "ListState",
    "NewList",
    "NoSuchListError",
    "TargetList",
    "arms",
    "build",
    "discard",
    "find",
    "freeze",
    "get",
    "listing",
    "mark",
    "mark_exported",
    "mark_measured",
    "measurements",
    "members",
]

_BATCH = 8_000  # four values a row: below every database's limit on values in one statement


def build(
    workspace: Workspace, actor: Actor, company: str, new: NewList, *, replaces: str | None = None
) -> TargetList:
    """Keep a list as a draft, or in the place of the draft ``replaces``. Raises `ListError`."""
    require(actor, Right.DRAFT, company)
    new.check()
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        number = replaces or uuid.uuid4().hex
        row = _values(new, actor)
        if replaces is not None:
            _held(connection, held, replaces, ListState.DRAFT)
            connection.execute(delete(target_members).where(target_members.c.list_id == number))
        _refuse_taken(connection, held, new.name, number)
        if replaces is not None:
            mine = target_lists.c.id == number
            connection.execute(update(target_lists).where(mine).values(row))
        else:
            made = {"id": number, "company_id": held.id, "state": ListState.DRAFT.value}
            connection.execute(insert(target_lists).values(row | made))
        for part in new.members.iter_slices(_BATCH):
            rows = part.select("customer_id", "arm", "stratum").to_dicts()
            connection.execute(insert(target_members), [{"list_id": number} | r for r in rows])
        details = {"list": number, "members": new.members.height}
        audit.append(connection, actor, "list.build", company, details)
    return get(workspace, actor, number)


def freeze(workspace: Workspace, actor: Actor, list_id: str) -> TargetList:
    """Freeze a draft: from now on it never changes, and the log holds its hash.

    Raises :class:`ListError` where data or other lists have moved on since it was built: who may be
    contacted must then be found anew (``target_lists.moved_on``).
    """
    found = get(workspace, actor, list_id)
    require(actor, Right.DRAFT, found.company)
    with workspace.writing() as connection:
        held = companies.lock(connection, found.company)
        row = _held(connection, held, list_id, ListState.DRAFT)
        if row.company_version != held.version or row.ledger_mark != _frozen(connection, held.id):
            raise ListError("target_lists.moved_on", name=row.name)
        draft = _list(row, found.company)
        if not draft.contacted:
            raise ListError("target_lists.nobody_to_contact", name=row.name)
        hashed = digest(draft, _members(connection, list_id))
        after = {
            "state": ListState.FROZEN.value,
            "hash": hashed,
            "frozen_at": datetime.now(UTC),
            "frozen_by": actor.id,
        }
        mine = target_lists.c.id == list_id
        connection.execute(update(target_lists).where(mine).values(after))
        audit.append(connection, actor, "list.freeze", found.company, _details(draft, hashed))
    return get(workspace, actor, list_id)


def discard(workspace: Workspace, actor: Actor, list_id: str) -> None:
    """Throw a draft away. Raises :class:`ListError` for a list that is frozen."""
    found = get(workspace, actor, list_id)
    require(actor, Right.DRAFT, found.company)
    with workspace.writing() as connection:
        held = companies.lock(connection, found.company)
        _held(connection, held, list_id, ListState.DRAFT)
        connection.execute(delete(target_members).where(target_members.c.list_id == list_id))
        connection.execute(delete(target_lists).where(target_lists.c.id == list_id))
        audit.append(connection, actor, "list.discard", found.company, {"list": list_id})


def mark_exported(
    workspace: Workspace, actor: Actor, list_id: str, details: Mapping[str, Any]
) -> TargetList:
    """Contact data leave for a frozen list: say so first; an export that is not logged must not be.

    ``details`` (format, rows, columns, ...) go into the log. Raises :class:`ListError`.
    """
    require(actor, Right.EXPORT_CONTACTS, get(workspace, actor, list_id).company)
    return _move(workspace, actor, list_id, ListState.EXPORTED, details)


def mark_measured(
    workspace: Workspace, actor: Actor, list_id: str, details: Mapping[str, Any]
) -> TargetList:
    """The results of an exported list came back, once more perhaps. Raises :class:`ListError`."""
    require(actor, Right.DRAFT, get(workspace, actor, list_id).company)
    return _move(workspace, actor, list_id, ListState.MEASURED, details)


def measurements(workspace: Workspace, actor: Actor, company: str) -> dict[str, Entry]:
    """What was last measured of each list, by its id, as the log has it."""
    require(actor, Right.SEE, company)
    lines = audit.entries(workspace, company, action="list.measure")
    return {str(line.details["list"]): line for line in reversed(lines)}


def listing(workspace: Workspace, actor: Actor, company: str) -> list[TargetList]:
    """The ledger: every list of a company, newest first."""
    require(actor, Right.SEE, company)
    newest = target_lists.c.created_at.desc()
    query = _LISTS.where(companies_table.c.name == company).order_by(newest, target_lists.c.id)
    with workspace.reading() as connection:
        return [_list(row, row.company) for row in connection.execute(query)]


def get(workspace: Workspace, actor: Actor, list_id: str) -> TargetList:
    """One list by its id. Raises :class:`NoSuchListError`."""
    with workspace.reading() as connection:
        row = connection.execute(_LISTS.where(target_lists.c.id == list_id)).one_or_none()
    if row is None or not actor.may(Right.SEE, row.company):
        raise NoSuchListError(list_id)
    return _list(row, row.company)


def find(workspace: Workspace, actor: Actor, company: str, name: str) -> TargetList:
    """A list of a company by id or name, whatever the case. Raises :class:`NoSuchListError`."""
    wanted = name.strip().casefold()
    known = listing(workspace, actor, company)
    found = [one for one in known if name == one.id or wanted == one.name.casefold()]
    if not found:
        raise NoSuchListError(name)
    return found[0]


def members(workspace: Workspace, actor: Actor, list_id: str) -> list[tuple[str, str]]:
    """Everybody on the list with their arm (``control`` or a treatment), sorted by customer_id.

    Raises :class:`ListError` where a frozen list is not what was frozen.
    """
    return [(customer, arm) for customer, arm, _ in arms(workspace, actor, list_id).iter_rows()]


def arms(workspace: Workspace, actor: Actor, list_id: str) -> pl.DataFrame:
    """Like :func:`members`: customer_id, arm, stratum, sorted by customer_id."""
    found = get(workspace, actor, list_id)
    with workspace.reading() as connection:
        rows = _members(connection, list_id)
    if found.hash is not None and digest(found, rows) != found.hash:
        raise ListError("target_lists.tampered", name=found.name)
    texts = dict.fromkeys(("customer_id", "arm", "stratum"), pl.String)
    return pl.DataFrame(rows, schema=texts, orient="row")


def mark(workspace: Workspace, company: Company) -> int:
    """How many lists of the company were frozen so far: what a new one must have looked at."""
    with workspace.reading() as connection:
        return _frozen(connection, company.id)


_LISTS = select(target_lists, companies_table.c.name.label("company")).join(companies_table)


def _move(
    workspace: Workspace, actor: Actor, list_id: str, to: ListState, details: Mapping[str, Any]
) -> TargetList:
    found = get(workspace, actor, list_id)
    before = {
        ListState.EXPORTED: (ListState.FROZEN, ListState.EXPORTED),
        ListState.MEASURED: (ListState.EXPORTED, ListState.MEASURED),
    }[to]
    with workspace.writing() as connection:
        held = companies.lock(connection, found.company)
        row = _held(connection, held, list_id, *before)
        now = datetime.now(UTC)
        after: dict[str, Any] = {"state": to.value, f"{to.value}_at": now}
        after[f"{to.value}_by"] = actor.id
        if to is ListState.EXPORTED:
            after |= {"exported_at": row.exported_at or now, "exported_last": now}
        mine = target_lists.c.id == list_id
        connection.execute(update(target_lists).where(mine).values(after))
        told = dict(details) | {"list": list_id, "hash": row.hash}
        action = "list.export" if to is ListState.EXPORTED else "list.measure"
        audit.append(connection, actor, action, found.company, told)
    return get(workspace, actor, list_id)


def _held(connection: Connection, held: Company, list_id: str, *states: ListState) -> Row[Any]:
    """The list under the company's lock, in one of ``states``."""
    mine = (target_lists.c.id == list_id) & (target_lists.c.company_id == held.id)
    row = connection.execute(select(target_lists).where(mine)).one_or_none()
    if row is None:
        raise NoSuchListError(list_id)
    if row.state not in states:
        raise ListError("target_lists.wrong_state", name=row.name, list_state=row.state)
    return row


def _refuse_taken(connection: Connection, held: Company, name: str, number: str) -> None:
    same = (target_lists.c.company_id == held.id) & (target_lists.c.name_key == _key(name))
    taken = connection.scalar(select(target_lists.c.id).where(same, target_lists.c.id != number))
    if taken is not None:
        raise ListError("target_lists.taken", name=name.strip())


def _frozen(connection: Connection, company_id: int) -> int:
    frozen = (target_lists.c.company_id == company_id) & target_lists.c.frozen_at.is_not(None)
    return int(connection.scalar(select(func.count()).where(frozen)) or 0)


def _members(connection: Connection, list_id: str) -> list[tuple[str, str, str]]:
    """Sorted here: databases sort letters by rules of their own."""
    columns = target_members.c
    query = select(columns.customer_id, columns.arm, columns.stratum)
    return sorted(tuple(row) for row in connection.execute(query.where(columns.list_id == list_id)))


def _values(new: NewList, actor: Actor) -> dict[str, Any]:
    row = {f.name: getattr(new, f.name) for f in fields(new) if f.name != "members"}
    return row | {
        "name": new.name.strip(),
        "name_key": _key(new.name),
        "owner": new.owner.strip() or actor.id,
        "scope": dict(new.scope),
        "conditions": dict(new.conditions),
        "left_out": dict(new.left_out),
        "arms": dict(sorted(Counter(new.members["arm"].to_list()).items())),
        "strata": list(new.strata),
        "created_at": datetime.now(UTC),
        "created_by": actor.id,
    }


def _details(one: TargetList, hashed: str) -> dict[str, Any]:
    """What the log says of a list that is frozen."""
    return {
        "list": one.id,
        "purpose": one.purpose,
        "touch_point": one.touch_point,
        "scope": one.scope,
        "conditions": one.conditions,
        "found": one.found,
        "left_out": one.left_out,
        "arms": one.arms,
        "data_version": one.company_version,
        "hash": hashed,
    }


def _key(name: str) -> str:
    return name.strip().casefold()[:LONGEST_NAME]


def _list(row: Row[Any], company: str) -> TargetList:
    values = dict(row._mapping)
    wanted: dict[str, Any] = {f.name: values.get(f.name) for f in fields(TargetList)}
    wanted |= {"company": company, "state": ListState(row.state), "strata": tuple(row.strata)}
    return TargetList(**wanted)
