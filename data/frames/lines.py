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
BASKET = (
    *("customer_id", "order_id", "day", "month"),
    *("channel", "region", "store", "staff_id", "partner_id"),
)
"""What lines must share to be added up and still be found by any scope, month or group of sales."""
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
    """The rows of customers of the scope's types and segment; anonymous rows have neither."""
    if scope.segment is not None:
        frame = frame.join(_members(frame, facts), on="customer_id", how="inner")
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


def _members(frame: Lazy, facts: Facts) -> Lazy:
    """The customers of the scope's segment on the engine of ``frame``."""
    if facts.members is None:
        raise ValueError("the scope's segment has no members: call answers.segments first")
    rows = nw.from_native(facts.members.rows, eager_only=True)
    return rows.lazy(backend=frame.implementation)


def selected(facts: Facts, scope: Scope) -> Lazy:
    """The counted lines of the scope: its period, channels, regions and customer types."""
    return _within(counted(facts.table("order_lines")), facts, scope)


def sales(facts: Facts, rates: Rates | None = None, *, by_category: bool = False) -> Lazy:
    """All counted lines or, where the facts have them, the baskets these add up to.

    Either has the columns of :data:`BASKET`, ``quantity`` and those of :func:`flagged`; with
    ``rates`` also those of :func:`costed`. ``by_category`` parts the baskets and names each row's
    ``category``. Whatever adds rows up gets the same from lines and from baskets.
    """
    kept = facts.baskets
    if kept is not None and rates in (None, kept.rates):
        return nw.from_native((kept.by_category() if by_category else kept.rows).lazy())
    lines = counted(facts.table("order_lines"))
    lines = flagged(lines) if rates is None else costed(lines, facts, rates)
    lines = lines.with_columns(month=month_of("ordered_at"))
    return with_category(lines, facts) if by_category else lines


def sold(
    facts: Facts, scope: Scope, rates: Rates | None = None, *, by_category: bool = False
) -> Lazy:
    """:func:`sales` of the scope: its period, channels, regions and customer types."""
    return _within(sales(facts, rates, by_category=by_category), facts, scope)


def orders_of(lines: Lazy) -> Lazy:
    """Each order among ``lines``: customer_id, order_id, quantity, and its earliest line's day."""
    orders = lines.group_by("customer_id", "order_id").agg(
        nw.col("quantity").sum(), nw.col("day").min()
    )
    return orders.filter(nw.col("quantity") > 0)


def orders_by_day(lines: Lazy) -> Lazy:
    """How many ``orders`` each customer placed on each day."""
    return orders_of(lines).group_by("customer_id", "day").agg(orders=nw.len().cast(nw.Int64))


def with_category(lines: Lazy, facts: Facts) -> Lazy:
    """Add the ``category`` of each line's product; blank where it is not known."""
    if not facts.has("products"):
        return lines.with_columns(category=nw.lit(None, dtype=nw.String))
    categories = facts.table("products").select("product_id", "category")
    return lines.join(categories, on="product_id", how="left")


def _within(rows: Lazy, facts: Facts, scope: Scope) -> Lazy:
    rows = in_period(rows, scope)
    if scope.channel:
        rows = rows.filter(nw.col("channel").is_in(list(scope.channel)))
    if scope.region:
        rows = rows.filter(nw.col("region").is_in(list(scope.region)))
    return of_customers(rows, facts, scope)


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
    if scope.segment is not None:
        chosen = _members(within, facts).with_columns(in_segment=nw.lit(value=True))
        within = within.join(chosen, on="customer_id", how="left")
        conditions.append(nw.col("in_segment"))
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
    """Add ``returned_value``, filled costs and the columns of :func:`flagged`."""
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
        line_cost=nw.coalesce(nw.col("line_cost").cast(COST), stand_in),
        discount=nw.col("discount").fill_null(nothing),
        shipping_cost=nw.col("shipping_cost").fill_null(nothing),
        fee=nw.col("fee").fill_null(nothing),
        returned_value=nw.when(returned).then(nothing - amount).otherwise(nothing),
    )


def flagged(lines: Lazy) -> Lazy:
    """Add what is counted, each 0 or 1: ``lines``, ``returns`` and ``sent`` to the customer.

    And ``revenue`` and ``assumed``, that of lines without a cost of their own.
    """
    nothing = nw.lit(0).cast(MONEY)
    kept = (
        nw.col("delivery_method").is_null()
        & nw.col("promised_at").is_null()
        & nw.col("delivered_at").is_null()
    )
    return lines.with_columns(
        lines=nw.lit(1).cast(nw.Int64),
        returns=(nw.col("quantity") < 0).cast(nw.Int64),
        sent=(~kept).cast(nw.Int64),
        revenue=nw.col("amount"),
        assumed=nw.when(nw.col("line_cost").is_null()).then(nw.col("amount")).otherwise(nothing),
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
