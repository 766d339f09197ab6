"""How customers came to us: channel, cost, who recommended us; and what kind they are."""

import narwhals as nw
import polars as pl

from analytics.frames import CUSTOMER_ORIGINS
from data.facts import Facts
from data.frames.door import collect

_KNOWN = ("acquisition_channel", "customer_type", "acquisition_cost", "referred_by")


def customer_origins(facts: Facts, segments: pl.DataFrame | None = None) -> pl.DataFrame:
    """CUSTOMER_ORIGINS of all customers that the company has written down, by customer_id.

    ``segments``: customer_id and segment, where they are known; it brings in those who are not
    written down. No row where there is neither.
    """
    frame = CUSTOMER_ORIGINS.empty().drop("segment")
    if facts.has("customers"):
        frame = collect(
            facts.table("customers").select("customer_id", *[nw.col(c) for c in _KNOWN])
        ).select(frame.columns)
        frame = frame.with_columns(pl.col("acquisition_cost").cast(pl.Float64))
    if segments is None:
        frame = frame.with_columns(segment=pl.lit(None, pl.String))
    else:
        named = segments.select("customer_id", pl.col("segment").cast(pl.String))
        frame = frame.join(named, on="customer_id", how="full", coalesce=True)
    frame = frame.select(*CUSTOMER_ORIGINS.columns).sort("customer_id")
    return CUSTOMER_ORIGINS.check(frame)
