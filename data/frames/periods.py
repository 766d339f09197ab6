"""Whole periods and months of a company: totals, heads and orders, anonymous sales included."""

import datetime as dt

import narwhals as nw
import polars as pl

from analytics.frames import (
    ACTIVITY,
    MONTH_ACTIVITY,
    MONTH_CUSTOMERS,
    PERIOD_ACTIVITY,
)
from data.facts import Facts
from data.frames.contacts import contact_costs
from data.frames.customers import customer_activity, first_orders
from data.frames.door import at_the_door, collect
from data.frames.lines import Lazy, add_up, by_order, costed, in_period, selected
from data.rates import Rates
from data.scope import Period, Scope

_EPOCH = dt.date(1970, 1, 1)


def period_activity(
    facts: Facts, scope: Scope, rates: Rates, *, period: Period, first: dt.date
) -> pl.DataFrame:
    """PERIOD_ACTIVITY of the settled ``period``, the one before it and the year before.

    A period that starts before ``first``, the first day of the data, is left out: half a period
    compares with nothing.
    """
    rows = []
    periods = {
        "current": period,
        "before": period.before(),
        "year_before": period.year_before(),
    }
    for name, days in periods.items():
        if name == "current" or days.start >= first:
            rows.append(_period(facts, scope.between(days.start, days.end), rates, name))
    return PERIOD_ACTIVITY.check(pl.concat(rows))


def _period(facts: Facts, scope: Scope, rates: Rates, name: str) -> pl.DataFrame:
    activity = customer_activity(facts, scope, rates)
    everyone = pl.concat([activity.named.drop("customer_id"), activity.anonymous])
    firsts = in_period(first_orders(facts, scope), scope, "first_day").select("customer_id")
    buyers = activity.named.filter(pl.col("orders") > 0).select("customer_id")
    row = everyone.sum().with_columns(
        period=pl.lit(name),
        start=pl.lit(scope.start),
        end=pl.lit(scope.end),
        active=pl.lit(buyers.height),
        new=pl.lit(buyers.join(collect(firsts), on="customer_id", how="semi").height),
        anonymous_revenue=pl.lit(activity.anonymous["revenue"].sum()),
    )
    return at_the_door(row, PERIOD_ACTIVITY)


def month_activity(facts: Facts, scope: Scope, rates: Rates) -> pl.DataFrame:
    """MONTH_ACTIVITY of the settled scope. An order, its money and its returns
    belong to the month of its first line."""
    lines = costed(selected(facts, scope), facts, rates)
    days = collect(add_up(by_order(lines, "channel"), "day", "channel"))
    frames = [_to_months(days, ["channel"])]
    contacts = contact_costs(facts, scope, rates)
    if contacts is not None:
        sums = contacts.group_by("day").agg(
            *[nw.col(c).sum() for c in ("contact_cost", "visit_cost")]
        )
        costs = collect(sums).with_columns(channel=pl.lit(None, pl.String))
        frames.append(_to_months(costs, ["channel"]))
    months = [at_the_door(frame, MONTH_ACTIVITY) for frame in frames]
    together = pl.concat(months).group_by("month", "channel").agg(pl.col(*ACTIVITY).sum())
    return MONTH_ACTIVITY.check(together.sort("month", "channel"))


def month_customers(facts: Facts, scope: Scope) -> pl.DataFrame:
    """MONTH_CUSTOMERS of the settled scope: every month of the period, also those without sales."""
    orders = _orders(facts, scope)
    days = collect(orders).with_columns(month=_month("day"))
    named = days.filter(pl.col("customer_id").is_not_null())
    firsts = collect(in_period(first_orders(facts, scope), scope, "first_day"))
    firsts = firsts.with_columns(month=_month("first_day"))
    new = named.join(firsts, on=["customer_id", "month"], how="semi")
    months = pl.DataFrame({"month": _months(scope)}, schema={"month": pl.Date})
    counts = [
        days.group_by("month").agg(orders=pl.len()),
        named.group_by("month").agg(active=pl.col("customer_id").n_unique()),
        new.group_by("month").agg(new=pl.col("customer_id").n_unique()),
    ]
    for count in counts:
        months = months.join(count, on="month", how="left")
    return MONTH_CUSTOMERS.check(at_the_door(months, MONTH_CUSTOMERS).sort("month"))


def _orders(facts: Facts, scope: Scope) -> Lazy:
    """One row for each order of the scope: customer_id, order_id, day of its first line."""
    orders = (
        selected(facts, scope)
        .group_by("customer_id", "order_id")
        .agg(nw.col("quantity").sum(), nw.col("day").min())
    )
    return orders.filter(nw.col("quantity") > 0).select("customer_id", "order_id", "day")


def _to_months(days: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Add day rows up to calendar months, exact money still exact."""
    numbers = [c for c in days.columns if c in ACTIVITY]
    return days.group_by(_month("day").alias("month"), *by).agg(pl.col(numbers).sum())


def _month(day: str) -> pl.Expr:
    return (pl.lit(_EPOCH) + pl.duration(days=pl.col(day))).dt.month_start().cast(pl.Date)


def _months(scope: Scope) -> list[dt.date]:
    """The first days of the months that the settled scope touches."""
    if scope.start is None or scope.end is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    first, last = (day.year * 12 + day.month - 1 for day in (scope.start, scope.end))
    return [dt.date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]
