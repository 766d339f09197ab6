"""Contacts of a period in groups: how many, how long, what they cost, and how they end."""

import numpy as np
import polars as pl
from scipy.special import stdtrit

from analytics.issues import DAY
from analytics.shares import LEVEL, wilson
from analytics.waiting import quantiles

LEAST_MARKS = 20
"""Marks of satisfaction below which no mean is given."""
LEAST_ENDS = 10
"""Contacts with a known end below which no share and no time is given."""

COLUMNS = (
    *("contacts", "share", "contacts_before", "change"),
    *("contact_minutes", "contacts_cost", "cost_per_contact"),
    *("resolved_share", "resolved_share_low", "resolved_share_high", "resolved_of"),
    *("first_contact_share", "first_contact_share_low", "first_contact_share_high", "at_once_of"),
    *("repeat_share", "repeat_share_low", "repeat_share_high", "repeated_of"),
    *("satisfaction", "satisfaction_low", "satisfaction_high", "satisfaction_marks"),
    *("resolve_median_hours", "resolve_most_hours"),
)
"""What is known of a group, beside its name."""

_TIMED = 500  # groups whose time to resolve is worked out: the largest
_HOUR = 60.0


def measures() -> list[pl.Expr]:
    """What is counted of the contacts of one group; shares stand over what is known."""
    marks = pl.col("satisfaction").count()
    return [
        pl.len().cast(pl.Int64).alias("contacts"),
        pl.col("minutes").sum().alias("contact_minutes"),
        pl.col("cost").sum().alias("contacts_cost"),
        pl.col("resolved").sum().cast(pl.Int64).alias("resolved"),
        pl.col("resolved").count().cast(pl.Int64).alias("resolved_of"),
        pl.col("at_once").sum().cast(pl.Int64).alias("at_once"),
        pl.col("at_once").count().cast(pl.Int64).alias("at_once_of"),
        pl.col("repeated").sum().cast(pl.Int64).alias("repeated"),
        pl.col("repeated").count().cast(pl.Int64).alias("repeated_of"),
        marks.cast(pl.Int64).alias("satisfaction_marks"),
        pl.col("satisfaction").mean().alias("satisfaction"),
        (pl.col("satisfaction").std() / marks.sqrt()).alias("error"),
    ]


def with_shares(sums: pl.DataFrame) -> pl.DataFrame:
    """:func:`measures` with their shares and intervals, and without what too few tell."""
    marks = sums["satisfaction_marks"].to_numpy()
    width = stdtrit(np.maximum(marks - 1, 1), (1 + LEVEL) / 2)
    told = pl.col("satisfaction_marks") >= LEAST_MARKS
    half = pl.col("error") * pl.Series(width, dtype=pl.Float64)
    mean = pl.col("satisfaction")
    frame = sums.with_columns(
        pl.when(told).then(mean).alias("satisfaction"),
        pl.when(told & (half > 0)).then((mean - half).clip(1, 5)).alias("satisfaction_low"),
        pl.when(told & (half > 0)).then((mean + half).clip(1, 5)).alias("satisfaction_high"),
        (pl.col("contacts_cost") / pl.col("contacts")).alias("cost_per_contact"),
    ).drop("error")
    for name, share in (
        ("resolved", "resolved_share"),
        ("at_once", "first_contact_share"),
        ("repeated", "repeat_share"),
    ):
        known = pl.col(f"{name}_of") >= LEAST_ENDS
        ends = wilson(pl.col(name), pl.col(f"{name}_of"))
        names = (share, f"{share}_low", f"{share}_high")
        frame = frame.with_columns(
            pl.when(known).then(end).alias(called) for end, called in zip(ends, names, strict=True)
        )
    return frame.drop("resolved", "at_once", "repeated")


def by_group(rows: pl.DataFrame, before: pl.DataFrame | None, by: str, last: int) -> pl.DataFrame:
    """One row for each value of ``by``, the most contacts first; ``group`` may be blank.

    ``before`` are the contacts of the period before, ``last`` the last minute seen.
    """
    sums = rows.group_by(pl.col(by).alias("group")).agg(measures())
    frame = with_shares(sums).with_columns(share=pl.col("contacts") / rows.height)
    if before is None:
        earlier = pl.lit(None, dtype=pl.Int64)
        frame = frame.with_columns(contacts_before=earlier)
    else:
        counts = before.group_by(pl.col(by).alias("group")).agg(contacts_before=pl.len())
        frame = frame.join(counts, on="group", how="left", nulls_equal=True).with_columns(
            pl.col("contacts_before").fill_null(0).cast(pl.Int64)
        )
    change = pl.col("contacts") / pl.col("contacts_before") - 1
    frame = frame.with_columns(change=pl.when(pl.col("contacts_before") > 0).then(change))
    frame = frame.sort("contacts", "group", descending=[True, False], nulls_last=True)
    times = _times(rows, frame["group"].head(_TIMED), by, last)
    frame = frame.join(times, on="group", how="left", nulls_equal=True, maintain_order="left")
    return frame.select("group", *COLUMNS)


def whole(rows: pl.DataFrame, last: int) -> dict[str, float | None]:
    """:func:`measures` of all ``rows`` together, with the time to resolve."""
    frame = with_shares(rows.select(measures()))
    waits = rows.select(waiting(last)).drop_nulls()
    return {**frame.row(0, named=True), **_quantiles(waits)}


def waiting(last: int) -> list[pl.Expr]:
    """Minutes waited and whether it was solved then; blank where nobody can tell."""
    solved = pl.col("resolved") & pl.col("asks")
    waits = pl.when(solved).then("resolve_minutes").otherwise(last - pl.col("at"))
    known = pl.col("asks") & pl.col("resolved").is_not_null()
    return [
        pl.when(known).then(waits).cast(pl.Float64).alias("waited"),
        pl.when(known).then("resolved").alias("solved"),
    ]


def _times(rows: pl.DataFrame, groups: pl.Series, by: str, last: int) -> pl.DataFrame:
    """Time to resolve of each of ``groups``."""
    chosen = rows.select(pl.col(by).alias("group"), *waiting(last)).drop_nulls(["waited", "solved"])
    parts = chosen.filter(pl.col("group").is_in(groups.implode(), nulls_equal=True)).partition_by(
        "group", as_dict=True
    )
    found = [{"group": name, **_quantiles(parts[name,])} for name in groups if (name,) in parts]
    hours = ("resolve_median_hours", "resolve_most_hours")
    return pl.DataFrame(found, schema={"group": groups.dtype, **dict.fromkeys(hours, pl.Float64())})


def _quantiles(waits: pl.DataFrame) -> dict[str, float | None]:
    """The times by which half and nine of ten are solved, in hours."""
    names = ("resolve_median_hours", "resolve_most_hours")
    if waits.height < LEAST_ENDS:
        return dict.fromkeys(names)
    found = quantiles(waits["waited"].to_numpy(), waits["solved"].to_numpy())
    return {
        name: None if minutes is None else minutes / _HOUR
        for name, minutes in zip(names, found, strict=True)
    }


def hour() -> pl.Expr:
    """The hour of the day, 0 to 23."""
    return pl.col("at") // 60 % 24


def weekday() -> pl.Expr:
    """The day of the week, 1 (Monday) to 7: 1 January 1970 was a Thursday."""
    return (pl.col("at") // DAY + 3) % 7 + 1


def month() -> pl.Expr:
    """The first day of the month."""
    day = pl.lit(0).cast(pl.Date) + pl.duration(days=pl.col("at") // DAY)
    return day.cast(pl.Date).dt.month_start()
