"""Whose customers bring the margin, stay, and are worth most in the time to come?

Sales people and partners are laid side by side by what their customers leave after cost, not by
turnover; by how many of them ordered again, against how many would have, had each customer behaved
as all customers do who ordered as often and as lately; and by what the customers are expected to
bring. A portfolio of weak customers is so compared with weak customers elsewhere.

Source: direct comparison with an expected count (indirect standardisation): N. E. Breslow and
N. E. Day, "Statistical Methods in Cancer Research II", IARC 1987, chapter 2; intervals by Wilson,
held to all holders at once by Bonferroni's inequality.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.frames import CUSTOMER_DAYS, PORTFOLIOS
from analytics.shares import LEVEL, wilson

LEAST = 20  # customers who could come again, for a share
LONGEST = 1_096  # days
_KEPT = ("holder", "retained", "were_active", "retention", "expected_retention")
_EQUAL = 1e-9  # shares nearer than this are the same
_OFTEN = (1, 2, 4, 9)  # orders before: one, two, up to four, up to nine, more


@dataclass(frozen=True)
class Portfolio:
    """``holders``, most margin first: rank, holder (blank: nobody's), customers (ever), active (in
    the last ``days``), orders, revenue, margin, margin_before (the ``days`` before), margin_share
    (of revenue), rank_revenue, were_active (in the days before), retained (of these), retention
    with its interval, expected_retention, stands_out (better, worse or blank), value_ahead.
    ``customers``: customer_id, holder, recency_days, revenue, margin, margin_before, value_ahead.

    Shares of fewer than :data:`LEAST` are blank; value_ahead is where no forecast proved itself.
    ``light`` is the proof's: green, amber, red; None where there is none.
    """

    holders: pl.DataFrame
    customers: pl.DataFrame
    days: int
    months: int
    light: str | None

    def summary(self) -> Mapping[str, Value]:
        """All portfolios together."""
        held = self.holders.filter(pl.col("holder").is_not_null())
        margin = float(self.holders["margin"].sum())
        value = held["value_ahead"]
        return {
            "holders": held.height,
            "held_customers": int(held["customers"].sum()),
            "margin": margin,
            "held_margin_share": float(held["margin"].sum()) / margin if margin > 0 else None,
            "retention": self._retention(),
            "value_ahead": float(value.sum()) if value.count() else None,
            "horizon_months": self.months,
            "light": self.light,
            "days": self.days,
        }

    def findings(self) -> list[Finding]:
        """Who brings the margin; where turnover misleads; whose customers stay more, or less."""
        held = self.holders.filter(pl.col("holder").is_not_null())
        best = held.row(0, named=True)
        names = ("holder", "margin", "customers")
        found = [Finding("portfolio.find_best", {n: best[n] for n in names})]
        seller = held.sort("rank_revenue").row(0, named=True)
        if seller["holder"] != best["holder"]:
            fields = {n: seller[n] for n in ("holder", "revenue", "rank")}
            found.append(Finding("portfolio.find_turnover", fields))
        for word, good in (("better", True), ("worse", False)):
            apart = pl.col("retention") - pl.col("expected_retention")
            rows = held.filter(stands_out=word).sort(apart, "holder", descending=[good, False])
            if rows.height:
                row = rows.row(0, named=True)
                fields = {n: row[n] for n in _KEPT}
                found.append(Finding(f"portfolio.find_{word}", fields, good))
        if self.light == "red":
            found.append(Finding("portfolio.find_red", {}, good=False))
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The holders, and their customers."""
        return {"holders": self.holders, "customers": self.customers}

    def _retention(self) -> float | None:
        were = int(self.holders["were_active"].sum())
        return int(self.holders["retained"].sum()) / were if were >= LEAST else None


def weigh_portfolios(
    days_frame: pl.DataFrame,
    holders: pl.DataFrame,
    *,
    as_of: int,
    days: int = 365,
    ahead: pl.DataFrame | None = None,
    months: int = 12,
    light: str | None = None,
) -> Portfolio:
    """Portfolios of PORTFOLIOS over the ``days`` up to day number ``as_of`` of CUSTOMER_DAYS.

    ``ahead``: customer_id and value_ahead over ``months``, with the ``light`` of its proof. Raises
    ``WrongOption``, and ``NotEnoughData`` where no customer has a holder.
    """
    if not 0 < days <= LONGEST:
        raise WrongOption("window_days", days, 0, LONGEST)
    rows = CUSTOMER_DAYS.check(days_frame).filter(pl.col("day") <= as_of)
    held = PORTFOLIOS.check(holders)
    people = _people(rows, as_of, days).join(held, on="customer_id", how="left")
    if people["holder"].null_count() == people.height:
        raise NotEnoughData("not_enough.no_holders")
    value = pl.lit(None, pl.Float64).alias("value_ahead")
    if ahead is not None:
        people = people.join(ahead, on="customer_id", how="left")
        value = pl.col("value_ahead")
    people = (
        _expected(people)
        .with_columns(value)
        .sort("margin", "customer_id", descending=[True, False])
    )
    columns = ("customer_id", "holder", "recency_days", "revenue", "margin", "margin_before")
    return Portfolio(_held(people), people.select(*columns, "value_ahead"), days, months, light)


def _people(rows: pl.DataFrame, as_of: int, days: int) -> pl.DataFrame:
    """Each customer's last and the time before: orders, money, and whether they came again."""
    now, then = pl.col("day") > as_of - days, pl.col("day") > as_of - 2 * days
    before = then & ~now
    people = rows.group_by("customer_id").agg(
        recency_days=as_of - pl.col("day").max(),
        orders=pl.col("orders").filter(now).sum(),
        revenue=pl.col("revenue").filter(now).sum(),
        margin=pl.col("margin").filter(now).sum(),
        margin_before=pl.col("margin").filter(before).sum(),
        orders_before=pl.col("orders").filter(before).sum(),
        lately=(pl.col("day") > as_of - days - days // 2).and_(before).any(),
    )
    were, active = pl.col("orders_before") > 0, pl.col("orders") > 0
    often = sum(((pl.col("orders_before") > n).cast(pl.Int64) for n in _OFTEN), pl.lit(0))
    return people.with_columns(
        active=active.cast(pl.Int64),
        were_active=were.cast(pl.Int64),
        retained=(were & active).cast(pl.Int64),
        often=often,
    )


def _expected(people: pl.DataFrame) -> pl.DataFrame:
    """Add expected: the share that came again of those who ordered as often and as lately.

    Of those with a holder alone: who is found with a seller has bought, unlike the rest.
    """
    held = pl.col("holder").is_not_null()
    alike = pl.col("retained").sum() / pl.col("were_active").sum()
    like = alike.over("often", "lately", "were_active", held)
    counts = held & (pl.col("were_active") > 0)
    return people.with_columns(expected=pl.when(counts).then(like).otherwise(0.0))


def _held(people: pl.DataFrame) -> pl.DataFrame:
    sums = ("active", "orders", "revenue", "margin", "margin_before", "were_active", "retained")
    value = pl.col("value_ahead")
    table = people.group_by("holder").agg(
        pl.len().cast(pl.Int64).alias("customers"),
        *[pl.col(name).sum() for name in sums],
        expected=pl.col("expected").sum(),
        value_ahead=pl.when(value.count() > 0).then(value.sum()),
    )
    ranked = table.sort(
        pl.col("holder").is_null(), "margin", "holder", descending=[False, True, False]
    )
    stated = pl.col("holder").is_not_null()
    place = pl.when(stated).then(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(stated))
    by_revenue = pl.when(stated).then(
        pl.col("revenue").rank("ordinal", descending=True).over(stated)
    )
    return _shares(ranked.with_columns(rank=place, rank_revenue=by_revenue.cast(pl.Int64)))


def _shares(table: pl.DataFrame) -> pl.DataFrame:
    """Add margin_share, retention with interval and expectation, and stands_out."""
    enough = pl.col("were_active") >= LEAST
    named = enough & pl.col("holder").is_not_null()
    level = 1 - (1 - LEVEL) / max(int(table.select(named.sum()).item()), 1)
    share, low, high = wilson(pl.col("retained"), pl.col("were_active"))
    _, least, most = wilson(pl.col("retained"), pl.col("were_active"), level=level)
    usual = pl.col("expected") / pl.col("were_active")
    known = {
        "retention": share,
        "retention_low": low,
        "retention_high": high,
        "expected_retention": pl.when(pl.col("holder").is_not_null()).then(usual),
    }
    stands_out = (
        pl.when(named & (least > usual + _EQUAL)).then(pl.lit("better"))
        .when(named & (most < usual - _EQUAL)).then(pl.lit("worse"))
    )  # fmt: skip
    margin = pl.when(pl.col("revenue") > 0).then(pl.col("margin") / pl.col("revenue"))
    return table.with_columns(
        margin_share=margin,
        stands_out=stands_out,
        **{name: pl.when(enough).then(column) for name, column in known.items()},
    ).select(
        *("rank", "holder", "customers", "active", "orders", "revenue", "margin"),
        *("margin_before", "margin_share", "rank_revenue", "were_active", "retained"),
        *("retention", "retention_low", "retention_high", "expected_retention", "stands_out"),
        "value_ahead",
    )
