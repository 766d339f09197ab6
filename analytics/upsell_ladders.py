"""Price tiers inside groups of products, and whether customers climb them.

A product's tier is its place among the prices of its group, in as many equal parts as asked for;
a customer's tier on a day is the mean of what was bought. Customers mix tiers, so going up once is
no climb. The rise (last day less first day, over customers) is free of that: mixing adds as much to
either end. A customer moved up for good if the last two days are both above the first two.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy.stats import norm

from analytics.rule_measures import false_discovery

_Z = 1.959963984540054
_FALSE = 0.05
LEAST = 50  # customers who bought on two days or more


def tiered(rows: pl.DataFrame, tiers: int) -> pl.DataFrame:
    """Products of a TIER_PURCHASES frame: group, item, unit_price, tier (1 is the cheapest).

    Products of one price share a tier. Groups with fewer prices than tiers are left out.
    """
    items = rows.group_by("group", "item").agg(pl.col("revenue", "quantity").sum())
    items = items.filter(pl.col("quantity") > 0, pl.col("revenue") > 0).with_columns(
        unit_price=pl.col("revenue") / pl.col("quantity")
    )
    place = (pl.col("unit_price").rank("min").over("group") - 1) / pl.len().over("group")
    enough = pl.col("unit_price").n_unique().over("group") >= tiers
    found = items.filter(enough).with_columns(tier=1 + (place * tiers).floor().cast(pl.Int64))
    return found.select("group", "item", "unit_price", "tier").sort("group", "unit_price", "item")


def by_day(rows: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """group, customer_id, day, tier (mean of the day), revenue, quantity; in that order."""
    known = rows.join(items.select("group", "item", "tier"), on=["group", "item"])
    days = known.group_by("group", "customer_id", "day").agg(
        pl.col("tier").mean(), pl.col("revenue", "quantity").sum()
    )
    return days.sort("group", "customer_id", "day")


def steps(items: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Each tier: group, tier, items, price_low, price_high, customers, contribution_each (unit)."""
    known = rows.join(items.select("group", "item", "tier"), on=["group", "item"])
    brought = known.group_by("group", "tier").agg(
        customers=pl.col("customer_id").n_unique().cast(pl.Int64),
        contribution_each=pl.col("contribution").sum() / pl.col("quantity").sum(),
    )
    prices = items.group_by("group", "tier").agg(
        items=pl.len().cast(pl.Int64),
        price_low=pl.col("unit_price").min(),
        price_high=pl.col("unit_price").max(),
    )
    return prices.join(brought, on=["group", "tier"], how="left").sort("group", "tier")


def moves(days: pl.DataFrame) -> pl.DataFrame:
    """Customers with four days or more who moved for good: group, customer_id, up, moved_on.

    ``moved_on``: the first day of the last stretch above (below) all of the first two days.
    """
    who = ["group", "customer_id"]
    early, late = pl.col("tier").head(2), pl.col("tier").tail(2)
    ends = (
        days.group_by(who, maintain_order=True)
        .agg(
            pl.len(),
            top=early.max(),
            bottom=early.min(),
            up=late.min() > early.max(),
            down=late.max() < early.min(),
        )
        .filter(pl.col("len") >= 4, pl.col("up") | pl.col("down"))
    )
    known = days.join(ends, on=who, maintain_order="left")
    back = pl.when("up").then(pl.col("tier") <= pl.col("top"))
    last_back = known.filter(back.otherwise(pl.col("tier") >= pl.col("bottom")))
    last_back = last_back.group_by(who).agg(before=pl.col("day").max())
    return (
        known.join(last_back, on=who)
        .filter(pl.col("day") > pl.col("before"))
        .group_by(who, maintain_order=True)
        .agg(pl.col("up").first(), moved_on=pl.col("day").min())
        .sort(who)
    )


def climbed(days: pl.DataFrame, moved: pl.DataFrame) -> pl.DataFrame:
    """Each group with 50 customers who came twice, the surest climb first.

    group, customers, repeaters, rise (tiers), rise_low, rise_high, moved_up, moved_down, climbs
    (beyond chance, false discoveries held at 5 % over the groups).
    """
    who = ["group", "customer_id"]
    ends = days.group_by(who, maintain_order=True).agg(
        pl.len(), rise=pl.col("tier").last() - pl.col("tier").first()
    )
    twice = pl.col("len") > 1
    found = (
        ends.group_by("group")
        .agg(
            customers=pl.len().cast(pl.Int64),
            repeaters=twice.sum().cast(pl.Int64),
            rise=pl.col("rise").filter(twice).mean(),
            error=pl.col("rise").filter(twice).std() / twice.sum().sqrt(),
        )
        .filter(pl.col("repeaters") >= LEAST, pl.col("error") > 0)
        .sort("group")
    )
    chances = norm.sf((found["rise"] / found["error"]).to_numpy())
    sure = false_discovery(np.asarray(chances, dtype=float), found.height)
    found = found.with_columns(
        rise_low=pl.col("rise") - _Z * pl.col("error"),
        rise_high=pl.col("rise") + _Z * pl.col("error"),
        climbs=pl.Series(["yes" if q <= _FALSE else "no" for q in sure], dtype=pl.String),
    )
    counts = moved.group_by("group").agg(
        moved_up=pl.col("up").sum().cast(pl.Int64), moved_down=(~pl.col("up")).sum().cast(pl.Int64)
    )
    found = found.join(counts, on="group", how="left").with_columns(
        pl.col("moved_up", "moved_down").fill_null(0)
    )
    columns: Sequence[str] = (
        *("group", "customers", "repeaters", "rise", "rise_low", "rise_high"),
        *("moved_up", "moved_down", "climbs"),
    )
    return found.sort("rise_low", "group", descending=[True, False]).select(columns)
