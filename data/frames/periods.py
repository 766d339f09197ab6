"""Whole periods and months of a company: totals, heads and orders, anonymous sales included."""

import datetime as dt

import narwhals as nw
import polars as pl

from analytics.frames import MONTH_ACTIVITY, MONTH_CUSTOMERS, PERIOD_ACTIVITY
from data.facts import Facts
from data.frames.contacts import contact_costs
from data.frames.customers import customer_activity, first_orders
from data.frames.door import at_the_door, collect
from data.frames.lines import Lazy, in_period, sold, summed
from data.frames.orders import bought
from data.rates import Rates
from data.scope import Period, Scope

_EPOCH = dt.date(1970, 1, 1)


def period_activity(
    facts: Facts, scope: Scope, rates: Rates, *, period: Period, first: dt.date
) -> pl.DataFrame:
    """PERIOD_ACTIVITY of the settled ``period``, the one before it and the year before.

    A period that starts before ``first``, the first day of the data, is left out: half a period
    compares with nothing. So is one without any line.
    """
    rows = [PERIOD_ACTIVITY.empty()]
    periods = {
        "current": period,
        "before": period.before(),
        "year_before": period.year_before(),
    }
    for name, days in periods.items():
        if name == "current" or days.start >= first:
            rows.append(_period(facts, scope.between(days.start, days.end), rates, name))
    return PERIOD_ACTIVITY.check(pl.concat(rows).filter(pl.col("lines") > 0))


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
    """MONTH_ACTIVITY of the settled scope: each month as if it were the period.

    Money, lines and returns belong to the month of the line, and so does an order: the lines that
    it has in a month are an order of that month.
    """
    by = ("month", "channel")
    lines = sold(facts, scope, rates)
    months = collect(summed(lines, *by))
    orders = collect(bought(lines, *by, within=("month",)))
    frames = [months.join(orders, on=by, how="left", nulls_equal=True)]
    contacts = contact_costs(facts, scope, rates)
    if contacts is not None:
        costs = [nw.col(c).sum() for c in ("contact_cost", "visit_cost")]
        sums = collect(contacts.group_by("month").agg(*costs))
        frames.append(sums.with_columns(channel=pl.lit(None, pl.String)))
    dated = [
        at_the_door(frame.with_columns(_first_day("month")), MONTH_ACTIVITY) for frame in frames
    ]
    numbers = [c for c in MONTH_ACTIVITY.columns if c not in by]
    together = pl.concat(dated).group_by(by).agg(pl.col(numbers).sum())
    return MONTH_ACTIVITY.check(together.sort(by))


def month_customers(facts: Facts, scope: Scope) -> pl.DataFrame:
    """MONTH_CUSTOMERS of the settled scope: every month of the period, also those without sales.

    Each month as if it were the period: an order is what it has of lines in the month.
    """
    orders = collect(_orders(facts, scope)).with_columns(_first_day("month"))
    named = orders.filter(pl.col("customer_id").is_not_null())
    firsts = collect(in_period(first_orders(facts, scope), scope, "first_day"))
    firsts = firsts.with_columns(month=_month("first_day"))
    new = named.join(firsts, on=["customer_id", "month"], how="semi")
    months = pl.DataFrame({"month": _months(scope)}, schema={"month": pl.Date})
    counts = [
        orders.group_by("month").agg(orders=pl.col("orders").sum()),
        named.group_by("month").agg(active=pl.len()),
        new.group_by("month").agg(new=pl.len()),
    ]
    for count in counts:
        months = months.join(count, on="month", how="left")
    return MONTH_CUSTOMERS.check(at_the_door(months, MONTH_CUSTOMERS).sort("month"))


def _orders(facts: Facts, scope: Scope) -> Lazy:
    """Orders of each customer who ordered in a month: month, customer_id, orders."""
    lines = sold(facts, scope)
    orders = lines.group_by("month", "customer_id", "order_id").agg(nw.col("quantity").sum())
    placed = orders.filter(nw.col("quantity") > 0)
    return placed.group_by("month", "customer_id").agg(orders=nw.len().cast(nw.Int64))


def _first_day(month: str) -> pl.Expr:
    """The first day of a month that :func:`data.frames.lines.month_of` numbered."""
    number = pl.col(month)
    return pl.date(number // 12, number % 12 + 1, 1).alias(month)


def _month(day: str) -> pl.Expr:
    return (pl.lit(_EPOCH) + pl.duration(days=pl.col(day))).dt.month_start().cast(pl.Date)


def _months(scope: Scope) -> list[dt.date]:
    """The first days of the months that the settled scope touches."""
    if scope.start is None or scope.end is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    first, last = (day.year * 12 + day.month - 1 for day in (scope.start, scope.end))
    return [dt.date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]
