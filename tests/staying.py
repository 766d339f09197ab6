"""Made-up customers who come, stay and leave, seeded: cohorts and a statement of some years."""

from datetime import date

import numpy as np
import polars as pl

from analytics.flow import EPOCH, Flow, flow
from analytics.frames import COHORT_ACTIVITY, CUSTOMER_DAYS
from analytics.retention import Retention, follow

FIRST, LAST = date(2023, 1, 1), date(2025, 12, 14)


def days(customers: int = 400, seed: int = 1, leaves: float = 0.08) -> pl.DataFrame:
    """CUSTOMER_DAYS: each comes on some day and orders about monthly until leaving."""
    rng = np.random.default_rng(seed)
    zero, end = (FIRST - EPOCH).days, (LAST - EPOCH).days
    rows = []
    for i in range(customers):
        day = zero + int(rng.integers(0, 1_076))
        worth = float(rng.gamma(4, 25))
        while day <= end:
            rows.append((f"C{i:04}", day, 1, worth, worth * 0.4))
            if rng.random() < leaves:
                break
            day += 1 + int(rng.gamma(3, 10))
    return pl.DataFrame(rows, schema=dict(CUSTOMER_DAYS.columns), orient="row")


def cohorts(frame: pl.DataFrame, groups: int = 1) -> pl.DataFrame:
    """COHORT_ACTIVITY of CUSTOMER_DAYS; of more than one group, by the customer's number."""
    month = pl.from_epoch("day", time_unit="d").cast(pl.Date).dt.truncate("1mo")
    number = pl.col("customer_id").str.tail(1).cast(pl.Int64) % groups
    name = number.cast(pl.String) if groups > 1 else pl.lit(None, dtype=pl.String)
    rows = frame.with_columns(month=month, group=name)
    rows = rows.with_columns(cohort=pl.col("month").min().over("customer_id"))
    return (
        rows.group_by("group", "cohort", "month")
        .agg(
            heads=pl.col("customer_id").n_unique().cast(pl.Int64),
            orders=pl.col("orders").sum(),
            revenue=pl.col("revenue").sum(),
            margin=pl.col("margin").sum(),
        )
        .select(*COHORT_ACTIVITY.columns)
        .sort("group", "cohort", "month")
    )


def retention(groups: int = 1) -> Retention:
    """400 customers followed to the middle of December 2025."""
    return follow(cohorts(days(), groups), first=FIRST, as_of=LAST)


def statement(lapse: int | None = 60) -> Flow:
    """The customer-flow statement of the same customers."""
    return flow(days(), first=FIRST, as_of=LAST, lapse=lapse)
