"""Which topics would an answer of one's own save us?

A *simple* contact is one that a page of answers could have spared: no complaint, solved at first
contact and not asked again, in no more minutes than is usual. What simple contacts of a topic cost
in a year, times the share that a page would catch, is what it would save; that share is the
reader's assumption. A topic of few contacts is left out.
"""

import polars as pl

from analytics.issues import COMPLAINT
from analytics.shares import wilson

LEAST = 30
"""Contacts of a topic whose end is known, below which it is no candidate."""
YEAR = 365.25


def candidates(
    rows: pl.DataFrame, *, days: int, self_service: tuple[str, ...], deflection: float
) -> pl.DataFrame:
    """Topics of ``rows`` (contacts of a period with their issues), the largest saving first.

    Columns: topic, contacts, share (of all that was asked of people), contacts_cost,
    cost_per_contact, usual_minutes, simple_share with its Wilson interval, simple_cost_year and
    savings_year.
    """
    asked = rows.filter("asks", ~pl.col("touch_point").str.to_lowercase().is_in(self_service))
    usual = asked["minutes"].median()
    quick = (
        pl.lit(value=True) if usual is None else (pl.col("minutes") <= usual).fill_null(value=True)
    )
    calm = pl.col("kind").str.to_lowercase().ne_missing(COMPLAINT)
    told = pl.col("at_once").is_not_null() | ~pl.col("begins").fill_null(value=False)
    known = told & pl.col("repeated").is_not_null() & pl.col("resolved").is_not_null()
    simple = pl.col("at_once").fill_null(value=False) & calm & quick
    topics = (
        asked.filter(pl.col("topic").is_not_null())
        .group_by("topic")
        .agg(
            contacts=pl.len().cast(pl.Int64),
            share=pl.len() / asked.height,
            contacts_cost=pl.col("cost").sum(),
            usual_minutes=pl.col("minutes").median(),
            simple=(simple & known).sum(),
            known=known.sum().cast(pl.Int64),
            simple_cost=pl.col("cost").filter(simple & known).sum(),
            known_cost=pl.col("cost").filter(known).sum(),
        )
        .filter(pl.col("known") >= LEAST)
    )
    share, low, high = wilson(pl.col("simple"), pl.col("known"))
    part = pl.when(pl.col("known_cost") > 0).then(pl.col("simple_cost") / pl.col("known_cost"))
    yearly = pl.col("contacts_cost") * part.fill_null(0.0) * YEAR / days
    return topics.select(
        *("topic", "contacts", "share", "contacts_cost"),
        (pl.col("contacts_cost") / pl.col("contacts")).alias("cost_per_contact"),
        "usual_minutes",
        share.alias("simple_share"),
        low.alias("simple_share_low"),
        high.alias("simple_share_high"),
        yearly.alias("simple_cost_year"),
        (yearly * deflection).alias("savings_year"),
    ).sort("savings_year", "topic", descending=[True, False])
