"""The generator's own best classifier: the most probable segment of each customer, by Bayes.

It knows the planted shares and sees only what lies in ``order_lines``: the channel of each order,
and of each line the category, the price tier and whether it was discounted. No analysis can do
better on these traits; what it reaches is the yardstick for clusters.
"""

import numpy as np
import polars as pl

from data.samples.toko_nusantara import catalogue, places
from data.samples.toko_nusantara.company import Company
from data.samples.toko_nusantara.layers import Array, Layer
from data.samples.toko_nusantara.profiles import Profiles

LEAST = 0.002  # chance left for what a segment never does of itself (planted lines)


def classify(company: Company) -> pl.DataFrame:
    """customer_id, segment (planted), guess; one row for each customer (not each duplicate)."""
    recipe = company.recipe
    profiles = recipe.written.profiles
    lines = _sold(company)
    products = pl.DataFrame(
        {
            "product_id": catalogue.PRODUCT_IDS[: catalogue.SHELF],
            "category": pl.Series(catalogue.CATEGORY).cast(pl.Int64),
            "tier": pl.Series(catalogue.TIER).cast(pl.Int64),
        }
    )
    channels = pl.DataFrame({"channel": places.CHANNELS}).with_row_index("channel_number")
    orders = lines.unique(["customer_id", "order_id"]).join(channels, on="channel")
    lines = lines.join(products, on="product_id").with_columns(
        discounted=(pl.col("discount") > 0).cast(pl.Int64)
    )
    chances = [_log_chances(orders, "channel_number", profiles.column("channels"))]
    chances.append(_log_chances(lines, "category", _category_shares(profiles)))
    if Layer.PRICE_TIERS in recipe.layers:
        chances.append(_log_chances(lines, "tier", profiles.column("tiers")))
    if Layer.DISCOUNTS in recipe.layers:
        share = profiles.column("discounted")
        chances.append(_log_chances(lines, "discounted", np.column_stack([1 - share, share])))
    total = pl.concat(chances).group_by("customer_id").sum()
    prior = np.log(profiles.column("weight"))
    score = total.select(pl.exclude("customer_id")).to_numpy() + prior
    guess = pl.Series(profiles.names).gather(score.argmax(axis=1))
    truth = company.truth.customers.select("customer_id", "segment")
    found = total.select("customer_id").with_columns(guess=guess)
    return truth.join(found, on="customer_id", how="left", maintain_order="left")


def _sold(company: Company) -> pl.DataFrame:
    """Identified lines as sold, under the id of the person."""
    persons = company.truth.duplicates.select("customer_id", "same_as")
    return (
        company.tables["order_lines"]
        .filter(pl.col("customer_id").is_not_null(), pl.col("status") == "completed")
        .select("customer_id", "order_id", "product_id", "discount", "channel")
        .join(persons, on="customer_id", how="left")
        .with_columns(customer_id=pl.coalesce("same_as", "customer_id"))
    )


def _category_shares(profiles: Profiles) -> Array:
    """Share of each category for each profile (profiles × categories)."""
    names = catalogue.CATEGORIES
    return np.array([[row.categories.get(name, 0.0) for name in names] for row in profiles.rows])


def _log_chances(rows: pl.DataFrame, column: str, shares: Array) -> pl.DataFrame:
    """For each customer the summed log chance of what was seen, one column for each segment."""
    smooth = np.maximum(shares, LEAST)
    logs = np.log(smooth / smooth.sum(axis=1, keepdims=True))
    table = pl.DataFrame(
        {column: np.arange(shares.shape[1]), **{f"s{n}": row for n, row in enumerate(logs)}}
    ).with_columns(pl.col(column).cast(rows.schema[column]))
    counted = rows.group_by("customer_id", column).len()
    joined = counted.join(table, on=column)
    return joined.group_by("customer_id").agg(
        (pl.col(f"s{n}") * pl.col("len")).sum() for n in range(len(logs))
    )
