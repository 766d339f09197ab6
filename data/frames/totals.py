"""The reconciliation: each accepted line is in one place, and the money adds up to the cent."""

from dataclasses import dataclass
from decimal import Decimal

import narwhals as nw
import polars as pl

from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import Lazy, left_out, sold
from data.scope import Scope

ZERO = Decimal("0.0000")


@dataclass(frozen=True)
class Part:
    """Some of the accepted lines: how many, and their exact amount."""

    lines: int = 0
    amount: Decimal = ZERO

    def __add__(self, other: "Part") -> "Part":
        return Part(self.lines + other.lines, self.amount + other.amount)


@dataclass(frozen=True)
class Totals:
    """Where the accepted lines are: customers, returns only, anonymous, left out, not counted."""

    accepted: Part
    customers: Part  # customers of the period: at least one order in it
    returns_only: Part  # customers with lines but no order in the period
    anonymous: Part
    left_out: Part  # counted lines outside the period or the filters
    not_counted: Part  # cancelled

    @property
    def shown(self) -> Part:
        """The lines the page speaks of."""
        return self.customers + self.returns_only + self.anonymous

    @property
    def reconciles(self) -> bool:
        """Whether the parts add up to the accepted lines, to the cent."""
        return self.shown + self.left_out + self.not_counted == self.accepted


def totals(facts: Facts, scope: Scope) -> Totals:
    """Lay every accepted line of the company on its place in the settled ``scope``.

    Each place is added up on its own road, so that a line lost or doubled on the way shows.
    A company without order lines has none to lay.
    """
    if not facts.has("order_lines"):
        return Totals(*[Part()] * 6)
    kept = facts.baskets
    places = _places(facts, scope)
    return Totals(
        accepted=kept.accepted if kept else accepted(facts),
        customers=places["customers"],
        returns_only=places["returns_only"],
        anonymous=places["anonymous"],
        left_out=_part(collect(_sums(left_out(facts, scope)))),
        not_counted=kept.cancelled if kept else cancelled(facts),
    )


def accepted(facts: Facts) -> Part:
    """All lines of the company, added up."""
    return _part(collect(_sums(facts.table("order_lines"))))


def cancelled(facts: Facts) -> Part:
    """The lines that do not count, added up."""
    lines = facts.table("order_lines").filter(nw.col("status") == "cancelled")
    return _part(collect(_sums(lines)))


def _places(facts: Facts, scope: Scope) -> dict[str, Part]:
    orders = (
        sold(facts, scope)
        .group_by("customer_id", "order_id")
        .agg(
            nw.col("lines").sum().cast(nw.Int64),
            nw.col("quantity").sum(),
            amount=nw.col("revenue").sum(),
        )
    )
    heads = orders.with_columns(bought=(nw.col("quantity") > 0).cast(nw.Int64))
    heads = heads.group_by("customer_id").agg(
        nw.col("amount").sum(), nw.col("lines").sum().cast(nw.Int64), nw.col("bought").max()
    )
    frame = collect(heads)
    named = frame.filter(pl.col("customer_id").is_not_null())
    return {
        "customers": _part(named.filter(pl.col("bought") > 0)),
        "returns_only": _part(named.filter(pl.col("bought") == 0)),
        "anonymous": _part(frame.filter(pl.col("customer_id").is_null())),
    }


def _sums(lines: Lazy) -> Lazy:
    return lines.select(lines=nw.len().cast(nw.Int64), amount=nw.col("amount").sum())


def _part(frame: pl.DataFrame) -> Part:
    amount = frame["amount"].cast(pl.Decimal(38, 4)).sum()
    return Part(int(frame["lines"].sum()), Decimal(amount or 0))
