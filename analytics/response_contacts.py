"""Which customers do campaigns contact too often, and which too rarely?

Too often: several contacts of late, and none was answered. Too rarely: among the best fifth by
contribution, and no contact of late. Neither says what a contact would change: that takes a control
group.
"""

from typing import NamedTuple

import polars as pl

TOO_OFTEN, TOO_RARELY = "too_often", "too_rarely"
LEAST_OFTEN = 2
"""Contacts, none of which was answered, from which on they are called too many."""
_BEST = 5  # one in so many

_COLUMNS = {
    "customer_id": pl.String(),
    "how_contacted": pl.String(),
    "recent_contacts": pl.Int64(),
    "recent_answers": pl.Int64(),
    "contribution": pl.Float64(),
}


class Worth(NamedTuple):
    """``customers``: customer_id and contribution of the year that ends on ``as_of``, a day."""

    customers: pl.DataFrame
    as_of: int


def wrongly_contacted(
    campaigns: pl.DataFrame, members: pl.DataFrame, worth: Worth | None, *, days: int
) -> pl.DataFrame:
    """customer_id, how_contacted (too_often, too_rarely), recent_contacts and recent_answers (in
    the last ``days``), contribution; the best first. ``members`` are marked; nobody without worth.
    """
    if worth is None:
        return pl.DataFrame(schema=_COLUMNS)
    began = campaigns.select("campaign_id", "first")
    on = pl.coalesce("contacted", "first")
    recent = (
        members.filter("reached")
        .join(began, on="campaign_id")
        .filter(on > worth.as_of - days, on <= worth.as_of)
        .group_by("customer_id")
        .agg(recent_contacts=pl.len().cast(pl.Int64), recent_answers=pl.col("answered").sum())
    )
    known = worth.customers.select("customer_id", "contribution").sort(
        "contribution", "customer_id", descending=[True, False]
    )
    best = pl.int_range(pl.len()) < -(-known.height // _BEST)
    people = known.with_columns(best=best & (pl.col("contribution") > 0)).join(
        recent, on="customer_id", how="full", coalesce=True
    )
    contacts, answers = (pl.col(f"recent_{name}").fill_null(0) for name in ("contacts", "answers"))
    return (
        people.with_columns(
            recent_contacts=contacts,
            recent_answers=answers.cast(pl.Int64),
            contribution=pl.col("contribution").fill_null(0.0),
        )
        .with_columns(
            how_contacted=pl.when(contacts >= LEAST_OFTEN, answers == 0)
            .then(pl.lit(TOO_OFTEN))
            .when("best", contacts == 0)
            .then(pl.lit(TOO_RARELY))
        )
        .filter(pl.col("how_contacted").is_not_null())
        .sort("contribution", "customer_id", descending=[True, False])
        .select(pl.col(name).cast(kind) for name, kind in _COLUMNS.items())
    )
