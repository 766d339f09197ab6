"""Overview: how is the company doing against the period before and the year before, and why?

Revenue = active customers x orders of each x average order. A change of revenue is laid on these
factors so that the parts add up to the whole change. Months and channels show where it came from.

Source: the decomposition is that of :mod:`analytics.factors`.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analytics import overview_findings
from analytics.bases import BASES, FREE, ServiceRates, add_bases
from analytics.factors import lay_on_factors
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import MONTH_ACTIVITY, MONTH_CUSTOMERS, PERIOD_ACTIVITY

CARDS = (
    *("revenue", "gross_margin", "profit", "orders"),
    *("active", "new", "returning", "average_order"),
)
COVERAGE = pl.Enum(["whole", "part"])
FACTORS = ("active", "orders_per_customer", "orders", "average_order")

_YEAR = 365  # days: whoever bought nothing for so long is not missed as a regular

Row = Mapping[str, Any]
Days = tuple[date, date]


@dataclass(frozen=True)
class Unseen:
    """The data begin on ``first_day``, less than a period's length before that period.

    Who bought before that day is taken for new. ``now``: in the period on screen itself; else in
    one that it is compared with.
    """

    first_day: date
    now: bool


@dataclass(frozen=True)
class Overview:
    """The period on screen, beside the period before and the same period a year before.

    ``cards``: figure (of :data:`CARDS`), now, before, year_before, and change and change_year
    (relative; null where there is nothing to compare with, or it is 0 or less).
    ``trends``: month, coverage (``part``: the period covers the month only in part), and the
    figures of CARDS. ``months``: month, channel, coverage, orders, lines and the four bases
    (money).
    ``channels``: channel, revenue, revenue_before, effect (their difference), change, and share of
    revenue, of the last ``span`` whole months against as many before them, largest fall first.
    ``factors``: for each comparison (before, year_before) the factor, now, before, and effect
    (money): effects add up to the change of revenue.
    Average order is revenue, net of discounts and returns, over orders. Revenue, orders and
    average order are of the whole company; active, new and returning are customers with a name.
    ``unseen``: where the data begin too late to tell who is new. ``days`` and ``days_year``: how
    many days the period and the same period a year before have; None where that is not compared.
    """

    cards: pl.DataFrame
    trends: pl.DataFrame
    months: pl.DataFrame
    channels: pl.DataFrame
    factors: pl.DataFrame
    span: int
    anonymous_revenue: float
    unseen: Unseen | None = None
    days: int = 0
    days_year: int | None = None

    def card(self, figure: str) -> Row:
        """One card, by the key of its figure."""
        return self.cards.row(by_predicate=pl.col("figure") == figure, named=True)

    def spark(self, figure: str) -> list[float | None]:
        """The monthly series of one figure, whole months only."""
        return self.trends.filter(coverage="whole")[figure].to_list()

    def summary(self) -> Mapping[str, Value]:
        """Each figure of CARDS, the change of revenue and of profit, and anonymous_revenue."""
        now = dict(self.cards.select("figure", "now").iter_rows())
        return {
            **now,
            "change": self.card("revenue")["change"],
            "change_year": self.card("revenue")["change_year"],
            "profit_change": self.card("profit")["change"],
            "anonymous_revenue": self.anonymous_revenue,
        }

    def findings(self) -> list[Finding]:
        """What it means, most important first."""
        return overview_findings.of(self)

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it."""
        names = ("cards", "trends", "months", "channels", "factors")
        return {name: getattr(self, name) for name in names}


def compare_periods(
    period_activity: pl.DataFrame,
    month_activity: pl.DataFrame,
    month_customers: pl.DataFrame,
    *,
    rates: ServiceRates = FREE,
    start: date | None = None,
    as_of: date | None = None,
    first: date | None = None,
) -> Overview:
    """Compare the current period with those before it, and follow it by month and channel.

    The frames are PERIOD_ACTIVITY, MONTH_ACTIVITY and MONTH_CUSTOMERS. ``start`` and ``as_of`` are
    the first and last day that the monthly frames cover (by default those of the current period):
    a month that reaches beyond them is marked, and left out of what is said about months.
    ``first`` is the first day of all data (None: long before): new and returning customers are
    compared only where there is as much to look back on as the period is long, a year at most.

    Raises ``NotEnoughData`` without any sale in the current period, ``FrameError`` for a broken
    frame.
    """
    periods = _periods(PERIOD_ACTIVITY.check(period_activity), rates)
    if "current" not in periods:
        raise NotEnoughData("not_enough.no_sales")
    current = periods["current"]
    covered = (start or current["start"], as_of or current["end"])
    months = _months(MONTH_ACTIVITY.check(month_activity), rates, covered)
    span = _span(months)
    short = {name for name, row in periods.items() if first and _looks_back_too_little(row, first)}
    year = periods.get("year_before")
    return Overview(
        cards=_cards(periods, short),
        trends=_trends(months, MONTH_CUSTOMERS.check(month_customers), covered),
        months=months,
        channels=_channels(months, span),
        factors=_factors(periods),
        span=span,
        anonymous_revenue=current["anonymous_revenue"],
        unseen=Unseen(first, now="current" in short) if first and short else None,
        days=_days(current),
        days_year=None if year is None else _days(year),
    )


def _days(period: Row) -> int:
    start, end = _ends(period)
    return (end - start).days + 1


def _looks_back_too_little(period: Row, first: date) -> bool:
    return (_ends(period)[0] - first).days < min(_days(period), _YEAR)


def _ends(period: Row) -> Days:
    return period["start"], period["end"]


def _periods(activity: pl.DataFrame, rates: ServiceRates) -> dict[str, Row]:
    rows = add_bases(activity, rates).with_columns(
        returning=pl.col("active") - pl.col("new"), average_order=_per("revenue", "orders")
    )
    return {row["period"]: row for row in rows.iter_rows(named=True)}


def _per(total: str, count: str) -> pl.Expr:
    return pl.when(pl.col(count) > 0).then(pl.col(total) / pl.col(count))


def _cards(periods: Mapping[str, Row], short: Set[str]) -> pl.DataFrame:
    """``short``: the periods in which nobody can tell who is new."""

    def of(period: str) -> list[object]:
        return [periods[period][figure] if period in periods else None for figure in CARDS]

    values = {"now": of("current"), "before": of("before"), "year_before": of("year_before")}
    floats = dict.fromkeys(values, pl.Float64)
    cards = pl.DataFrame(
        {"figure": CARDS, **values}, schema={"figure": pl.String, **floats}, strict=False
    )
    return cards.with_columns(
        change=_change("before", short), change_year=_change("year_before", short)
    )


def _change(before: str, short: Set[str]) -> pl.Expr:
    """Relative change, where the base is above 0; of new and returning where they are known."""
    told = pl.lit(not short & {"current", before}) | ~pl.col("figure").is_in(["new", "returning"])
    return pl.when(told, pl.col(before) > 0).then(pl.col("now") / pl.col(before) - 1)


def _months(activity: pl.DataFrame, rates: ServiceRates, covered: Days) -> pl.DataFrame:
    split = {"orders": "order_share", "deliveries": "delivery_share"}
    return (
        add_bases(activity, rates, **split)
        .sort("month", "channel", nulls_last=True)
        .select("month", "channel", _coverage(covered), "orders", "lines", *BASES)
    )


def _coverage(covered: Days) -> pl.Expr:
    first, last = covered
    part = (pl.col("month") < first) | (pl.col("month").dt.month_end() > last)
    word = pl.when(part).then(pl.lit("part")).otherwise(pl.lit("whole"))
    return word.cast(COVERAGE).alias("coverage")


def _trends(months: pl.DataFrame, heads: pl.DataFrame, covered: Days) -> pl.DataFrame:
    """Every month that has money or a row of heads; what it has not is 0."""
    money = months.group_by("month", maintain_order=True).agg(pl.col(BASES).sum())
    return (
        money.join(heads, on="month", how="full", coalesce=True)
        .with_columns(pl.col(*BASES, "active", "new", "orders").fill_null(0))
        .with_columns(
            _coverage(covered),
            returning=pl.col("active") - pl.col("new"),
            average_order=_per("revenue", "orders"),
        )
        .sort("month")
        .select("month", "coverage", *CARDS)
    )


def _span(months: pl.DataFrame) -> int:
    """How many whole months to compare with as many before: at most 12, as many as there are."""
    whole: list[date] = months.filter(coverage="whole")["month"].to_list()  # in order
    if not whole:
        return 0
    first, last = whole[0], whole[-1]
    return min(12, ((last.year - first.year) * 12 + last.month - first.month + 1) // 2)


def _channels(months: pl.DataFrame, span: int) -> pl.DataFrame:
    whole = months.filter(pl.col("coverage") == "whole", pl.col("channel").is_not_null())
    number = pl.col("month").dt.year().cast(pl.Int64) * 12 + pl.col("month").dt.month()
    age = (
        months.filter(coverage="whole").select(number.max()).item() - number if span else pl.lit(0)
    )
    late, early = (age < span), (age >= span) & (age < 2 * span)
    return (
        whole.group_by("channel", maintain_order=True)
        .agg(
            revenue=pl.col("revenue").filter(late).sum(),
            revenue_before=pl.col("revenue").filter(early).sum(),
        )
        .with_columns(
            effect=pl.col("revenue") - pl.col("revenue_before"),
            change=pl.when(pl.col("revenue_before") > 0).then(
                pl.col("revenue") / pl.col("revenue_before") - 1
            ),
            share=pl.when(pl.col("revenue").sum() > 0).then(
                pl.col("revenue") / pl.col("revenue").sum()
            ),
        )
        .sort("effect", "channel")
    )


def _factors(periods: Mapping[str, Row]) -> pl.DataFrame:
    """The change of revenue by factor; no row where a factor is 0 or less, or unknown.

    With anonymous sales nobody knows how often a customer ordered: then orders are one factor.
    """
    rows = []
    for period in ("before", "year_before"):
        if period not in periods:
            continue
        pair = (periods["current"], periods[period])
        named = not any(row["anonymous_revenue"] for row in pair)
        now, before = (_parts(row, named=named) for row in pair)
        if min(*now.values(), *before.values()) > 0:
            rows += [
                {
                    "period": period,
                    "factor": f,
                    "now": now[f],
                    "before": before[f],
                    "effect": effect,
                }
                for f, effect in lay_on_factors(now, before).items()
            ]
    schema: dict[str, pl.DataType] = {"period": pl.String(), "factor": pl.Enum(FACTORS)}
    return pl.DataFrame(
        rows, schema=schema | dict.fromkeys(("now", "before", "effect"), pl.Float64())
    )


def _parts(row: Row, *, named: bool) -> dict[str, float]:
    orders, average = float(row["orders"]), float(row["average_order"] or 0)
    if not named:
        return {"orders": orders, "average_order": average}
    active = float(row["active"])
    each = orders / active if active else 0.0
    return {"active": active, "orders_per_customer": each, "average_order": average}
