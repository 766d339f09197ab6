"""When each customer of a period ordered first and last in it, and how often."""

import narwhals as nw
import polars as pl

from analytics.frames import CUSTOMER_RECENCY
from data.facts import Facts
from data.frames.door import at_the_door, collect
from data.frames.lines import EPOCH_ORDINAL, orders_of, sold
from data.scope import Scope


def customer_recency(facts: Facts, scope: Scope) -> pl.DataFrame:
    """CUSTOMER_RECENCY of the settled scope: customers with at least one order in it, by id.

    Days run from the last, and from the first, order of the period to ``as_of``. An order's day is
    that of its earliest line in the period; returns and lines of quantity 0 alone are no order.
    """
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    as_of = scope.as_of.toordinal() - EPOCH_ORDINAL
    named = sold(facts, scope).filter(~nw.col("customer_id").is_null())
    heads = (
        orders_of(named)
        .group_by("customer_id")
        .agg(
            last_day=nw.col("day").max(),
            first_day=nw.col("day").min(),
            frequency_orders=nw.len().cast(nw.Int64),
        )
    )
    frame = collect(heads).with_columns(
        recency_days=as_of - pl.col("last_day"), tenure_days=as_of - pl.col("first_day")
    )
    return CUSTOMER_RECENCY.check(at_the_door(frame, CUSTOMER_RECENCY).sort("customer_id"))
