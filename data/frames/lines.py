"""Order lines that count, costed, and the sums every frame is made of.

A cancelled line never counts. An order is an (order_id, customer_id) with positive total quantity;
a return changes money, never the number of orders. Where a line has no cost of its own, the margin
rate of its category stands in: cost = amount x (1 - rate), exactly.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import narwhals as nw

from data.facts import Facts
from data.rates import Rates
from data.scope import Scope

Lazy = nw.LazyFrame[Any]

SUMS = ("revenue", "discount", "returned_value", "line_cost", "shipping_cost", "fee")
COUNTS = ("lines", "returns")
MONEY = nw.Decimal(20, 4)
COST = nw.Decimal(30, 10)  # money x share: both exact, so every engine gives the same
_SHARE = nw.Decimal(8, 6)
EPOCH_ORDINAL = 719_163  # date(1970, 1, 1).toordinal()


def counted(lines: Lazy) -> Lazy:
    """The lines whose status counts: anything but cancelled, blank included."""
    return lines.filter(nw.col("status").is_null() | (nw.col("status") != "cancelled"))


def in_period(frame: Lazy, scope: Scope, column: str = "day") -> Lazy:
    """The rows whose day number lies in the settled period of ``scope``."""
    first, last = _days(scope)
    return frame.filter((nw.col(column) >= first) & (nw.col(column) <= last))


def _days(scope: Scope) -> tuple[int, int]:
    if scope.start is None or scope.end is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    return scope.start.toordinal() - EPOCH_ORDINAL, scope.end.toordinal() - EPOCH_ORDINAL


def outside_period(frame: Lazy, scope: Scope) -> Lazy:
    """The rows before the first or after the last day of the settled period."""
    first, last = _days(scope)
    return frame.filter((nw.col("day") < first) | (nw.col("day") > last))


def of_customers(frame: Lazy, facts: Facts, scope: Scope) -> Lazy:
    """The rows of customers of the scope's types; anonymous rows have no type."""
    if not scope.customer_type:
        return frame
    if not facts.has("customers"):
        return frame.filter(nw.col("customer_id").is_null() & ~nw.col("customer_id").is_null())
    wanted = (
        facts.table("customers")
        .filter(nw.col("customer_type").is_in(list(scope.customer_type)))
        .select("customer_id")
    )
    return frame.join(wanted, on="customer_id", how="inner")


def selected(facts: Facts, scope: Scope) -> Lazy:
    """The counted lines of the scope: its period, channels, regions and customer types."""
    lines = in_period(counted(facts.table("order_lines")), scope)
    if scope.channel:
        lines = lines.filter(nw.col("channel").is_in(list(scope.channel)))
    if scope.region:
        lines = lines.filter(nw.col("region").is_in(list(scope.region)))
    return of_customers(lines, facts, scope)


def left_out(facts: Facts, scope: Scope) -> Lazy:
    """The counted lines that :func:`selected` leaves out, found by the opposite conditions."""
    lines = counted(facts.table("order_lines"))
    within = in_period(lines, scope)
    conditions = [
        nw.col(column).is_in(list(wanted))
        for column, wanted in (("channel", scope.channel), ("region", scope.region))
        if wanted
    ]
    if scope.customer_type:
        within = _with_customer_type(within, facts)
        conditions.append(nw.col("customer_type").is_in(list(scope.customer_type)))
    parts = [outside_period(lines, scope).select("amount")]
    if conditions:
        inside = nw.all_horizontal(
            *[c.fill_null(value=False) for c in conditions], ignore_nulls=False
        )
        parts.append(within.filter(~inside).select("amount"))
    return nw.concat(parts) if len(parts) > 1 else parts[0]


def _with_customer_type(lines: Lazy, facts: Facts) -> Lazy:
    if not facts.has("customers"):
        return lines.with_columns(customer_type=nw.lit(None, dtype=nw.String))
    customers = facts.table("customers").select("customer_id", "customer_type")
    return lines.join(customers, on="customer_id", how="left")


def costed(lines: Lazy, facts: Facts, rates: Rates) -> Lazy:
    """Add ``revenue``, ``returned_value``, filled costs and the columns of :func:`flagged`."""
    usual = share = exactly(1 - rates.margin_default, _SHARE)
    if facts.has("products") and rates.margin:
        shares = {name: 1 - rate for name, rate in rates.margin.items()}
        known = rate_of(nw.col("category"), shares, 1 - rates.margin_default, _SHARE)
        products = facts.table("products").select("product_id", cost_share=known)
        lines = lines.join(products, on="product_id", how="left")
        share = nw.coalesce(nw.col("cost_share"), usual)
    amount = nw.col("amount")
    stand_in = (amount.cast(COST) * share).cast(COST)
    nothing = nw.lit(0).cast(MONEY)
    returned = nw.col("quantity") < 0
    return flagged(lines).with_columns(
        revenue=amount,
        line_cost=nw.coalesce(nw.col("line_cost").cast(COST), stand_in),
        discount=nw.col("discount").fill_null(nothing),
        shipping_cost=nw.col("shipping_cost").fill_null(nothing),
        fee=nw.col("fee").fill_null(nothing),
        returned_value=nw.when(returned).then(nothing - amount).otherwise(nothing),
    )


def flagged(lines: Lazy) -> Lazy:
    """Add the 0/1 columns that are counted: ``lines``, ``returns`` and ``sent`` to the customer."""
    kept = (
        nw.col("delivery_method").is_null()
        & nw.col("promised_at").is_null()
        & nw.col("delivered_at").is_null()
    )
    return lines.with_columns(
        lines=nw.lit(1).cast(nw.Int64),
        returns=(nw.col("quantity") < 0).cast(nw.Int64),
        sent=(~kept).cast(nw.Int64),
    )


def summed(lines: Lazy, *by: str) -> Lazy:
    """The money and the lines of each group ``by``, from :func:`costed`; no orders."""
    sums = [nw.col(c).sum() for c in SUMS]
    return lines.group_by(list(by)).agg(*[nw.col(c).sum().cast(nw.Int64) for c in COUNTS], *sums)


def month_of(time: str) -> nw.Expr:
    """The calendar month of a time as one number: year x 12 + month - 1."""
    when = nw.col(time).dt
    return when.year().cast(nw.Int64) * 12 + when.month().cast(nw.Int64) - 1


def rate_of(
    name_of: nw.Expr, rates: Mapping[str, Decimal], default: Decimal, kind: nw.Decimal
) -> nw.Expr:
    """The rate of what ``name_of`` names, else ``default``, as one expression on any engine.

    Names of one rate are asked together, and none inside another: thousands are not too deep.
    """
    names: dict[Decimal, list[str]] = {}
    for name, rate in sorted(rates.items()):
        names.setdefault(rate, []).append(name)
    found = [
        nw.when(name_of == n[0] if len(n) == 1 else name_of.is_in(n)).then(exactly(rate, kind))
        for rate, n in names.items()
    ]
    return nw.coalesce(*found, exactly(default, kind)) if found else exactly(default, kind)


def exactly(value: Decimal, kind: nw.Decimal) -> nw.Expr:
    """A constant of ``kind``, rounded to its decimals; never by way of a float."""
    return nw.lit(f"{round(value, kind.scale):f}").cast(kind)
