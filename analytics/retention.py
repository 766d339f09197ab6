"""Do the customers we win stay, and what do they bring?

Customers are put together by the month of their first order (a cohort) and followed month by month.
A cell is *complete* when its month is over; others are shown as what they are and left out of every
mean. The first cohort of the data may hold customers who bought before the data begin: it is shown
and left out of the means too.

Source: P. Fader, B. Hardie and M. Ross, "The Customer-Base Audit", Wharton School Press, 2022;
interval of a share: E. B. Wilson, Journal of the American Statistical Association 22, 1927.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import COHORT_ACTIVITY
from analytics.shares import LEVEL, wilson

_FEW = 3  # complete cohorts below which a mean is not given
_KEYS = (1, 3, 6, 12)
_YEAR = 12


@dataclass(frozen=True)
class Retention:
    """``cells``: group, cohort, age (months since the first order's), month, customers (of the
    cohort), heads, share, revenue, margin, margin_per_head, cumulative_margin (per head of the
    cohort, up to this month), complete, counted (in the means).

    ``curve``: group, age, cohorts, customers, heads, share with share_low and share_high,
    margin_per_head and cumulative_margin: of all counted cells of that age together, each share
    over the customers of just these cohorts.

    ``comparable`` is False where groups are made of what customers did later: then staying is what
    put them there, and no group is called better. ``key`` names the column of the groups in
    :meth:`frames`: they may be segments, or products with a blank for all others.
    """

    cells: pl.DataFrame
    curve: pl.DataFrame
    comparable: bool = True
    key: str = "group"

    def summary(self) -> Mapping[str, Value]:
        """Customers, cohorts, and the share that ordered after 1, 3, 6 and 12 months.

        ``first_year_margin`` is that of a head in the month of the first order and the 11 after.
        """
        whole = self._whole()
        at = dict(whole.select("age", "share").iter_rows())
        value = dict(whole.select("age", "cumulative_margin").iter_rows())
        first = self.cells.filter(pl.col("age") == 0)
        return {
            "customers": int(first["customers"].sum()),
            "cohorts": first["cohort"].n_unique(),
            **{f"retention_{age}": at.get(age) for age in _KEYS},
            "first_year_margin": value.get(_YEAR - 1),
            "cohorts_counted": self.cells.filter("counted")["cohort"].n_unique(),
        }

    def findings(self) -> list[Finding]:
        """How many stay; whether newer cohorts stay better; which group stays best."""
        summary = self.summary()
        found: list[Finding] = []
        known = [age for age in _KEYS if summary[f"retention_{age}"] is not None]
        if known:
            age = known[-1]
            fields: dict[str, Value] = {"age": age, "share": summary[f"retention_{age}"]}
            found.append(Finding("retention.find_kept", fields))
        else:
            few: dict[str, Value] = {name: summary[name] for name in ("customers", "cohorts")}
            found.append(Finding("retention.find_short", few))
        found += self._change()
        found += self._best_group() if self.comparable else []
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The cells, with complete and counted as yes or no, and the curves."""
        said = [
            pl.when(name).then(pl.lit("yes")).otherwise(pl.lit("no")).alias(name)
            for name in ("complete", "counted")
        ]
        found = {"cohorts": self.cells.with_columns(said), "curve": self.curve}
        return {name: frame.rename({"group": self.key}) for name, frame in found.items()}

    def together(self) -> pl.DataFrame:
        """The cells of all groups together, with a blank group."""
        keys = ("cohort", "age", "month")
        whole = pl.col("cumulative_margin") * pl.col("customers")
        heads = pl.col("customers").sum()
        return (
            self.cells.group_by(keys)
            .agg(
                pl.lit(None, dtype=pl.String).alias("group"),
                heads.alias("customers"),
                pl.col("heads", "revenue", "margin").sum(),
                share=pl.col("heads").sum() / heads,
                margin_per_head=pl.col("margin").sum() / heads,
                cumulative_margin=whole.sum() / heads,
                complete=pl.col("complete").all(),
                counted=pl.col("counted").all(),
            )
            .select(self.cells.columns)
            .sort("cohort", "age")
        )

    def _whole(self) -> pl.DataFrame:
        """The curve of all groups together."""
        return _curve(self.cells.with_columns(group=pl.lit(None, dtype=pl.String)))

    def _change(self) -> list[Finding]:
        """The newest counted cohorts against the ones before, three months after the first order.

        Said only where the intervals of the two shares do not touch.
        """
        cells = self.cells.filter("counted", pl.col("age") == 3)
        months = cells["cohort"].unique().sort().to_list()
        if len(months) < 4 * _FEW:
            return []
        later = pl.col("cohort") >= months[-len(months) // 4]
        new, old = _together(cells.filter(later)), _together(cells.filter(~later))
        if new["share_low"] <= old["share_high"] and old["share_low"] <= new["share_high"]:
            return []
        better = new["share"] > old["share"]
        fields: dict[str, Value] = {
            "newer_share": new["share"],
            "older_share": old["share"],
            "cohort": min(m for m in months if m >= months[-len(months) // 4]),
        }
        key = "retention.find_better" if better else "retention.find_worse"
        return [Finding(key, fields, good=better)]

    def _best_group(self) -> list[Finding]:
        """The group that stays best three months on, if surely better than all others together."""
        cells = self.cells.filter("counted", pl.col("age") == 3)
        names = cells["group"].drop_nulls().unique().sort()
        if len(names) < 2:
            return []
        level = 1 - (1 - LEVEL) / len(names)  # the best of many looks good by chance alone
        best: tuple[str, dict[str, float]] | None = None
        for name in names:
            own = _together(cells.filter(pl.col("group") == name), level)
            if best is None or own["share_low"] > best[1]["share_low"]:
                best = (name, own)
        assert best is not None  # noqa: S101 - there are two groups
        rest = _together(cells.filter(pl.col("group").ne_missing(best[0])), level)
        if best[1]["share_low"] <= rest["share_high"]:
            return []
        fields: dict[str, Value] = {
            "group": best[0],
            "share": best[1]["share"],
            "other_share": rest["share"],
        }
        return [Finding("retention.find_group", fields, good=True)]


def follow(
    frame: pl.DataFrame,
    *,
    first: date,
    as_of: date,
    comparable: bool = True,
    key: str = "group",
) -> Retention:
    """Follow the cohorts of a COHORT_ACTIVITY frame.

    ``first`` is the first day of the data, ``as_of`` the last one seen; ``comparable``: whether the
    groups were known when the first order came; ``key`` names them. Raises ``NotEnoughData`` where
    nobody ordered, or only in one month.
    """
    rows = COHORT_ACTIVITY.check(frame)
    last = as_of.replace(day=1)
    if rows.is_empty() or rows["cohort"].min() == last:
        raise NotEnoughData("not_enough.one_month")
    over = last if (as_of + timedelta(days=1)).day != 1 else _next(last)
    cells = _filled(rows, last).with_columns(complete=pl.col("month") < over)
    # a cohort whose own month is not over will still grow: none of its shares is final
    grown = pl.col("cohort") < over
    counted = pl.col("complete") & grown & (pl.col("cohort") > first.replace(day=1))
    cells = cells.with_columns(counted=counted)
    return Retention(cells, _curve(cells), comparable, key)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _filled(rows: pl.DataFrame, last: date) -> pl.DataFrame:
    """Every month of every cohort up to the last, with zeros where nothing happened."""
    size = rows.filter(pl.col("month") == pl.col("cohort")).select(
        "group", "cohort", customers="heads"
    )
    months = (
        size.with_columns(month=pl.date_ranges("cohort", pl.lit(last), "1mo"))
        .explode("month")
        .join(rows, on=["group", "cohort", "month"], how="left", nulls_equal=True)
        .with_columns(pl.col("heads", "orders", "revenue", "margin").fill_null(0))
        .sort("group", "cohort", "month")
    )
    since = pl.col("month").dt.year() * 12 + pl.col("month").dt.month()
    start = pl.col("cohort").dt.year() * 12 + pl.col("cohort").dt.month()
    running = pl.col("margin").cum_sum().over("group", "cohort")
    return months.select(
        "group",
        "cohort",
        (since - start).cast(pl.Int64).alias("age"),
        "month",
        "customers",
        "heads",
        (pl.col("heads") / pl.col("customers")).alias("share"),
        "revenue",
        "margin",
        (pl.col("margin") / pl.col("customers")).alias("margin_per_head"),
        (running / pl.col("customers")).alias("cumulative_margin"),
    )


def _curve(cells: pl.DataFrame) -> pl.DataFrame:
    """The counted cells of each age together, where there are enough cohorts."""
    sums = (
        cells.filter("counted")
        .group_by("group", "age")
        .agg(
            cohorts=pl.col("cohort").n_unique(),
            customers=pl.col("customers").sum(),
            heads=pl.col("heads").sum(),
            margin_per_head=pl.col("margin").sum() / pl.col("customers").sum(),
            cumulative_margin=(pl.col("cumulative_margin") * pl.col("customers")).sum()
            / pl.col("customers").sum(),
        )
        .filter(pl.col("cohorts") >= _FEW)
    )
    share, low, high = wilson(pl.col("heads"), pl.col("customers"))
    return sums.select(
        *("group", "age", "cohorts", "customers", "heads"),
        share.alias("share"),
        low.alias("share_low"),
        high.alias("share_high"),
        *("margin_per_head", "cumulative_margin"),
    ).sort("group", "age")


def _together(cells: pl.DataFrame, level: float = LEVEL) -> dict[str, float]:
    """Share and its interval of all these cells together."""
    share, low, high = wilson(pl.col("heads").sum(), pl.col("customers").sum(), level=level)
    return cells.select(share=share, share_low=low, share_high=high).row(0, named=True)
