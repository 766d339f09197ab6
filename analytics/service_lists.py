"""Whom to turn to: valuable but unhappy, solved and open to an offer, valuable and never contacted.

*Valuable* is the best fifth of the period's customers by margin, above nothing. *Unhappy*: the last
mark was 2 or less, or the last complaint is not solved. *Open to an offer*: the last contact was
solved in the last 60 days, the last mark was 4 or more, no request of these days is open, and no
complaint at all: target lists would leave them out as well.
"""

import polars as pl

from analytics.concentration import fifth
from analytics.contact_groups import LEAST_MARKS, measures, with_shares
from analytics.issues import COMPLAINT, asking, open_complaint

LOW, HIGH = 2, 4
"""Marks up to which a customer is unhappy, and from which on one is content."""
RECENT = 60
"""Days within which a solved contact is still in mind."""
LISTS = ("unhappy", "open_to_offer", "never_contacted")

_COLUMNS = (
    *("list", "rank", "customer_id", "reason", "margin", "orders", "recency_days"),
    *("last_mark", "open_contacts", "contact_days"),
)


def lists(rows: pl.DataFrame, days: pl.DataFrame, *, start: int, end: int) -> pl.DataFrame:
    """The lists one after the other: list, rank, customer_id, reason, margin and orders of the
    period, recency_days, last_mark, open_contacts, contact_days (since the last contact).

    ``rows``: contacts of named customers of all time with their ``day``; ``days``: CUSTOMER_DAYS.
    Those who never ordered in the period are on no list.
    """
    buyers = (
        days.filter(pl.col("day").is_between(start, end))
        .group_by("customer_id")
        .agg(pl.col("margin", "orders").sum(), recency_days=end - pl.col("day").max())
        .sort("margin", "customer_id", descending=[True, False])
        .with_row_index("rank", offset=1)
    )
    best = (pl.col("rank") <= fifth(buyers.height)) & (pl.col("margin") > 0)
    people = buyers.with_columns(valuable=best).join(
        _contacts(rows, end), on="customer_id", how="left", maintain_order="left"
    )
    low = (pl.col("last_mark") <= LOW).fill_null(value=False)
    sore = pl.col("complaint_open").fill_null(value=False)
    unhappy = (
        pl.when(low & sore)
        .then(pl.lit("low_mark_open_complaint"))
        .when(sore)
        .then(pl.lit("open_complaint"))
        .when(low)
        .then(pl.lit("low_last_mark"))
    )
    quiet = (pl.col("open_contacts") == 0) & ~pl.col("any_complaint_open")
    glad = (pl.col("last_mark") >= HIGH) & pl.col("last_solved") & quiet
    offer = (glad & (pl.col("contact_days") <= RECENT)).fill_null(value=False)
    parts = {
        "unhappy": people.with_columns(reason=unhappy).filter(
            "valuable", pl.col("reason").is_not_null()
        ),
        "open_to_offer": people.filter(offer).with_columns(reason=pl.lit("solved_and_content")),
        "never_contacted": people.filter("valuable", pl.col("contact_days").is_null()).with_columns(
            reason=pl.lit("no_contact")
        ),
    }
    return pl.concat(
        part.select(pl.lit(name).alias("list"), pl.all()).select(
            pl.col(_COLUMNS).exclude("rank", "open_contacts"),
            pl.col("rank").cast(pl.Int64),
            pl.col("open_contacts").fill_null(0).cast(pl.Int64),
        )
        for name, part in parts.items()
    ).select(_COLUMNS)


def _contacts(rows: pl.DataFrame, end: int) -> pl.DataFrame:
    """How each customer's contacts stand: the last mark, what is open, when the last one was."""
    complaint = (pl.col("kind").str.to_lowercase() == COMPLAINT).fill_null(value=False)
    is_open = asking() & ~pl.col("resolved")
    recent = pl.col("day") > end - RECENT
    asked = pl.col("resolved").filter(asking())
    return (
        rows.sort("at", "interaction_id")
        .group_by("customer_id")
        .agg(
            last_mark=pl.col("satisfaction").drop_nulls().last(),
            complaint_open=~pl.col("resolved").filter(complaint).last(),
            any_complaint_open=open_complaint().any(),
            last_solved=asked.last(),
            open_contacts=(is_open & recent).sum(),
            contact_days=end - pl.col("day").max(),
        )
    )


def by_expectation(rows: pl.DataFrame, expected: pl.DataFrame) -> pl.DataFrame:
    """Satisfaction of customers by what they expect: trait, expected, customers, satisfaction.

    One mark a customer, the mean of theirs, so that nobody counts twice; an answer with fewer than
    20 customers has no mean. ``rows``: contacts of the period, ``expected``: EXPECTATIONS.
    """
    each = (
        rows.filter(pl.col("satisfaction").is_not_null())
        .group_by("customer_id")
        .agg(pl.col("satisfaction").mean())
        .sort("customer_id")
    )
    told = expected.join(each, on="customer_id", how="inner").sort("name", "value", "customer_id")
    blank = [pl.lit(None, pl.Boolean).alias(c) for c in ("resolved", "at_once", "repeated")]
    nothing = [pl.lit(0.0).alias(c) for c in ("minutes", "cost")]
    sums = told.with_columns(*blank, *nothing).group_by("name", "value").agg(measures())
    return (
        with_shares(sums)
        .filter(pl.col("satisfaction_marks") >= LEAST_MARKS)
        .select(
            pl.col("name").alias("trait"),
            pl.col("value").alias("expected"),
            pl.col("satisfaction_marks").alias("customers"),
            *("satisfaction", "satisfaction_low", "satisfaction_high"),
        )
        .sort("trait", "expected")
    )
