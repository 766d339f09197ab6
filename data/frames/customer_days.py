"""The days on which each named customer ordered, over all that is known of them."""

from datetime import date

import narwhals as nw
import polars as pl

from analytics.frames import CUSTOMER_DAYS
from data.facts import Facts
from data.frames.door import at_the_door, collect
from data.frames.lines import orders_by_day, sold
from data.rates import Rates
from data.scope import Scope

_MONEY = ("revenue", "line_cost", "shipping_cost", "fee")
_COSTS = pl.col("line_cost") + pl.col("shipping_cost") + pl.col("fee")


def customer_days(
    facts: Facts, scope: Scope, rates: Rates, *, customer: str | None = None
) -> pl.DataFrame:
    """CUSTOMER_DAYS of the settled scope's customers, up to ``as_of``; by customer and day.

    The period's first and last day cut nothing: a history needs all that came before. A channel or
    region does: then only orders there count. An order's day is that of its earliest line. Margin
    is contribution: revenue less the cost of lines, shipping and fees. Money of days without an
    order goes to the order day before, that of days before the first order to the first.
    ``customer``: of this one alone.
    """
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    lines = sold(facts, scope.between(date.min, scope.as_of), rates)
    one = nw.col("customer_id") == customer
    named = lines.filter(~nw.col("customer_id").is_null() if customer is None else one)
    money = named.group_by("customer_id", "day").agg(*[nw.col(c).sum() for c in _MONEY])
    keys = ("customer_id", pl.col("day").cast(pl.Int64))
    frame = collect(money).select(*keys, pl.col(_MONEY).cast(pl.Float64))
    frame = frame.join(
        collect(orders_by_day(named)).select(*keys, "orders"), on=["customer_id", "day"], how="left"
    )
    return CUSTOMER_DAYS.check(at_the_door(_on_order_days(frame), CUSTOMER_DAYS))


def _on_order_days(days: pl.DataFrame) -> pl.DataFrame:
    """Every day's money on the order day it belongs to; customers without one are left out."""
    order_day = pl.when(pl.col("orders") > 0).then("day")
    nearest = order_day.forward_fill().backward_fill().over("customer_id")
    return (
        days.sort("customer_id", "day")
        .with_columns(day=nearest, margin=pl.col("revenue") - _COSTS)
        .filter(pl.col("day").is_not_null())
        .group_by("customer_id", "day", maintain_order=True)
        .agg(pl.col("orders", "revenue", "margin").sum())
        .sort("customer_id", "day")
    )
