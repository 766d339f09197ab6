"""What other analyses foretell of one customer, cut from what they say of all.

A chance of being alive and a value ahead are shown only where the forecast was tried on the past
and its light is not red; a segment's change and next products come as their analyses give them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics.backtest import Backtest
from analytics.duplicates import Duplicates
from analytics.findings import Value
from analytics.lifetime.nbd import NBD
from analytics.lifetime.value import Lifetime
from analytics.migration import Migration
from analytics.next_product import NextProduct

_AHEAD = ("alive", "expected_orders", "value_ahead", "value_low", "value_high", "order_margin")
_ONCE_ALIVE = "bg_nbd"  # lets a customer leave only after coming back: who came once is never gone
SEGMENTS = {"day": pl.Date, "from_segment": pl.String, "to_segment": pl.String}
_PROPOSALS = ("place", "item", "next_chance", "because")


@dataclass(frozen=True)
class Outlook:
    """``light`` of the proof (green, amber, red; None: there is none). ``ahead``: alive,
    expected_orders, value_ahead, value_low, value_high (its 90 % interval), order_margin,
    value_rank, horizon_months; empty where nothing may be foretold. ``alive`` is blank where the
    model cannot tell: of who ordered once, or where nobody leaves. ``moved``: from_segment and
    to_segment, where the segment changed. ``proposals``: place, item, next_chance, because.
    ``segments``: day, from_segment (null: not a customer yet), to_segment; every change, newest
    first. ``twins``: the numbers of records that may be of the same person, the likest first.
    """

    light: str | None
    ahead: Mapping[str, Value]
    moved: Mapping[str, Value]
    proposals: pl.DataFrame
    segments: pl.DataFrame
    twins: tuple[str, ...] = ()

    def summary(self) -> Mapping[str, Value]:
        """What is ahead, and the light of its proof."""
        names = ("alive", "expected_orders", "value_ahead", "value_low", "value_high")
        first = self.proposals.head(1)
        return {
            "light": self.light,
            **{name: self.ahead.get(name) for name in names},
            "next_item": first["item"][0] if first.height else None,
        }


def foretell(
    customer_id: str,
    *,
    lifetime: Lifetime | None = None,
    proof: Backtest | None = None,
    migration: Migration | None = None,
    next_product: NextProduct | None = None,
    duplicates: Duplicates | None = None,
) -> Outlook:
    """The outlook of one customer from the results for all; None where one could not be had."""
    return Outlook(
        light=None if proof is None else proof.light,
        ahead=_ahead(customer_id, lifetime, proof),
        moved=_moved(customer_id, migration),
        proposals=_proposals(customer_id, next_product),
        segments=_segments(customer_id, migration),
        twins=_twins(customer_id, duplicates),
    )


def _ahead(
    customer_id: str, lifetime: Lifetime | None, proof: Backtest | None
) -> Mapping[str, Value]:
    if lifetime is None or proof is None or proof.light == "red":
        return {}
    mine = lifetime.customers.filter(customer_id=customer_id)
    if mine.is_empty():
        return {}
    row = mine.row(0, named=True)
    told: dict[str, Value] = {name: row[name] for name in _AHEAD}
    never = lifetime.model == NBD.name
    if never or (lifetime.model == _ONCE_ALIVE and row["orders"] <= 1):
        told["alive"] = None
    return told | {"value_rank": row["rank"], "horizon_months": lifetime.months}


def _moved(customer_id: str, migration: Migration | None) -> Mapping[str, Value]:
    if migration is None:
        return {}
    mine = migration.customers.filter(customer_id=customer_id)
    if mine.is_empty():
        return {}
    row = mine.row(0, named=True)
    then, now = row["from_segment"], row["to_segment"]
    return {} if then is None or then == now else {"from_segment": then, "to_segment": now}


def _segments(customer_id: str, migration: Migration | None) -> pl.DataFrame:
    if migration is None:
        return pl.DataFrame(schema=SEGMENTS)
    return migration.trail.of(customer_id)


def _twins(customer_id: str, found: Duplicates | None) -> tuple[str, ...]:
    if found is None:
        return ()
    ends = ("customer_id", "other_id")
    both = pl.concat(
        found.pairs.filter(pl.col(mine) == customer_id).select(
            pl.col(other).alias("other_id"), "likeness"
        )
        for mine, other in (ends, ends[::-1])
    )
    return tuple(both.sort("likeness", "other_id", descending=[True, False])["other_id"])


def _proposals(customer_id: str, found: NextProduct | None) -> pl.DataFrame:
    kinds = dict(zip(_PROPOSALS, (pl.Int64, pl.String, pl.Float64, pl.String), strict=True))
    if found is None:
        return pl.DataFrame(schema=kinds)
    mine = found.proposals.filter(customer_id=customer_id).sort("place", "item")
    return mine.select(pl.col(name).cast(kind) for name, kind in kinds.items())
