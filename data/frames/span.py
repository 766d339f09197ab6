"""The first and last day of a company's data."""

from datetime import date
from typing import NamedTuple

import narwhals as nw
import polars as pl

from analytics.findings import NotEnoughData
from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import EPOCH_ORDINAL, counted, sales


class Span(NamedTuple):
    """``first``: day of the first counted line. ``last``: last day with an order."""

    first: date
    last: date


def contract_span(facts: Facts) -> Span | None:
    """First and last day on which a contract with a customer and a fee began; None where none did.

    An end that lies later may be planned: without a clock nobody knows, so it moves no as-of date.
    """
    if not facts.has("contracts"):
        return None
    begun = nw.col("started_day")
    named = facts.table("contracts").filter(
        ~nw.col("customer_id").is_null(), ~nw.col("fee_per_month").is_null()
    )
    return _span(*collect(named.select(first=begun.min(), last=begun.max())).row(0))


def line_span(facts: Facts) -> Span | None:
    """First and last day of any order line, counted or not; None where there is none."""
    if not facts.has("order_lines"):
        return None
    day = nw.col("day")
    lines = facts.table("order_lines").select(first=day.min(), last=day.max())
    return _span(*collect(lines).row(0))


def any_sold(lines: pl.DataFrame) -> bool:
    """Whether there is an order among these rows of ``order_lines``, not loaded yet, as in span."""
    orders = counted(nw.from_native(lines.lazy())).group_by("customer_id", "order_id")
    bought = orders.agg(nw.col("quantity").sum()).filter(nw.col("quantity") > 0)
    return collect(bought).height > 0


def span(facts: Facts) -> Span:
    """First line and last order, as the house counts. ``NotEnoughData`` where nothing was sold."""
    if not facts.has("order_lines"):
        raise NotEnoughData("not_enough.no_order_lines")
    orders = (
        sales(facts)
        .group_by("customer_id", "order_id")
        .agg(nw.col("quantity").sum(), nw.col("day").min(), last=nw.col("day").max())
    )
    bought = nw.col("quantity") > 0
    days = collect(
        orders.select(
            first=nw.col("day").min(),
            last=nw.when(bought).then(nw.col("last")).max(),
        )
    )
    found = _span(*days.row(0))
    if found is None:
        raise NotEnoughData("not_enough.no_orders")
    return found


def _span(first: int | None, last: int | None) -> Span | None:
    """From days since the epoch; None where one is missing."""
    if first is None or last is None:
        return None
    return Span(date.fromordinal(first + EPOCH_ORDINAL), date.fromordinal(last + EPOCH_ORDINAL))
