"""What came before and after contacts: deliveries, and what customers expect."""

import narwhals as nw
import polars as pl

from analytics.frames import DELIVERIES, EXPECTATIONS
from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import EPOCH_ORDINAL, counted, of_customers
from data.scope import Scope


def deliveries(facts: Facts, scope: Scope) -> pl.DataFrame:
    """DELIVERIES of the settled scope's customers up to ``as_of``; by customer, day and order.

    Of an order of several lines the latest day counts, promised and actual. An order whose
    delivery is not known by ``as_of`` is left out: whether it will be late nobody knows.
    """
    last = _last(scope)
    lines = counted(facts.table("order_lines")).filter(
        ~nw.col("customer_id").is_null(),
        nw.col("day") <= last,
        nw.col("quantity") > 0,
        ~nw.col("promised_day").is_null(),
        nw.col("delivered_day") <= last,
    )
    late = (nw.col("delivered_day") > nw.col("promised_day")).cast(nw.Int64)
    orders = (
        of_customers(lines, facts, scope)
        .with_columns(late=late)
        .group_by("customer_id", "order_id")
        .agg(nw.col("day").min(), nw.col("late").max())
    )
    frame = collect(orders).select(
        "customer_id",
        "order_id",
        pl.col("day").cast(pl.Int64),
        late=pl.col("late").cast(pl.Int64) > 0,
    )
    return DELIVERIES.check(frame.sort("customer_id", "day", "order_id"))


def expectations(facts: Facts, scope: Scope) -> pl.DataFrame:
    """EXPECTATIONS recorded by ``as_of``, or at a time not known."""
    if not facts.has("traits"):
        return EXPECTATIONS.empty()
    day = nw.col("recorded_day")
    rows = facts.table("traits").filter(
        nw.col("domain") == "expectation",
        ~nw.col("value").is_null(),
        day.is_null() | (day <= _last(scope)),
    )
    frame = collect(of_customers(rows, facts, scope).select("customer_id", "name", "value"))
    ordered = frame.sort("customer_id", "name", "value")
    return EXPECTATIONS.check(
        ordered.unique(["customer_id", "name"], keep="first", maintain_order=True)
    )


def _last(scope: Scope) -> int:
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    return scope.as_of.toordinal() - EPOCH_ORDINAL
