"""Value by where customers came from, against what it cost to win them; and by whom they came.

The payback month is the first month of a customer's life in which the margin of the average
customer, added up, has passed what the average customer cost. Each month's margin is that of the
customers who have lived through it, so that young customers pull nothing down.
"""

import polars as pl

DIMENSIONS = ("segment", "acquisition_channel", "customer_type")
_MONTH = 365.25 / 12
_LONGEST = 60  # months


def by_group(
    people: pl.DataFrame, days: pl.DataFrame, origins: pl.DataFrame, *, as_of: int
) -> pl.DataFrame:
    """Value, margin and acquisition cost per customer, by origin and by year of the first order.

    ``people``: customer_id, first_number (day), margin_so_far, value_ahead. A dimension of which
    nothing is known is left out; a blank group is "not stated".
    """
    rows = days.filter(pl.col("day") <= as_of)
    year = (pl.lit(0).cast(pl.Date) + pl.duration(days=pl.col("first_number"))).dt.year()
    known = people.join(origins, on="customer_id", how="left", maintain_order="left").with_columns(
        cohort=year.cast(pl.String)
    )
    found = [
        _one(known, rows, dimension, as_of)
        for dimension in ("cohort", *DIMENSIONS)
        if known[dimension].n_unique() > 1
    ]
    return pl.concat(found) if found else _one(known.head(0), rows, "cohort", as_of)


def _one(known: pl.DataFrame, rows: pl.DataFrame, dimension: str, as_of: int) -> pl.DataFrame:
    sums = known.group_by(pl.col(dimension).alias("group")).agg(
        customers=pl.len().cast(pl.Int64),
        value_ahead=pl.col("value_ahead").sum(),
        value_per_customer=pl.col("value_ahead").mean(),
        margin_per_customer=pl.col("margin_so_far").mean(),
        cost_per_customer=pl.col("acquisition_cost").mean(),
    )
    who = known.select("customer_id", "first_number", group=dimension)
    paid = _payback(who, rows, sums, as_of)
    return (
        sums.join(paid, on="group", how="left", nulls_equal=True)
        .select(pl.lit(dimension).alias("dimension"), pl.all())
        .sort("value_per_customer", "group", descending=[True, False], nulls_last=True)
    )


def _payback(who: pl.DataFrame, rows: pl.DataFrame, sums: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """The first month of life in which added-up margin per head has passed the cost per head."""
    age = ((pl.col("day") - pl.col("first_number")) / _MONTH).floor().cast(pl.Int64)
    months = pl.DataFrame({"age": range(_LONGEST)}, schema={"age": pl.Int64})
    lived = who.with_columns(
        lived=((as_of - pl.col("first_number") + 1) / _MONTH).floor().cast(pl.Int64)
    )
    heads = (
        lived.group_by("group", "lived")
        .len()
        .join(months, how="cross")
        .filter(pl.col("lived") > pl.col("age"))
        .group_by("group", "age")
        .agg(heads=pl.col("len").sum())
    )
    margin = (
        rows.join(lived, on="customer_id", how="inner")
        .with_columns(age=age)
        .filter(pl.col("age") < pl.col("lived"))
        .group_by("group", "age")
        .agg(margin=pl.col("margin").sum())
    )
    each = (
        heads.join(margin, on=["group", "age"], how="left", nulls_equal=True)
        .join(sums.select("group", "cost_per_customer"), on="group", nulls_equal=True)
        .sort("group", "age")
        .with_columns(brought=(pl.col("margin").fill_null(0.0) / pl.col("heads")))
        .with_columns(brought=pl.col("brought").cum_sum().over("group"))
        .filter(pl.col("brought") >= pl.col("cost_per_customer"))
    )
    return each.group_by("group").agg(payback_month=(pl.col("age").min() + 1).cast(pl.Int64))


def add_referrals(people: pl.DataFrame, origins: pl.DataFrame) -> pl.DataFrame:
    """Add what the customers whom each referred have brought and will; as it is if none did.

    Columns: referred (how many), referred_value (their margin so far and value ahead).
    """
    named = origins.filter(pl.col("referred_by").is_not_null()).select("customer_id", "referred_by")
    people = people.drop("first_number")
    if named.is_empty():
        return people
    brought = (
        people.join(named, on="customer_id", how="inner")
        .group_by("referred_by")
        .agg(
            referred=pl.len().cast(pl.Int64),
            referred_value=(pl.col("margin_so_far") + pl.col("value_ahead")).sum(),
        )
    )
    joined = people.join(
        brought, left_on="customer_id", right_on="referred_by", how="left", maintain_order="left"
    )
    return joined.with_columns(pl.col("referred", "referred_value").fill_null(0))
