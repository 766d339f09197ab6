"""RFM of a million customers, beside the same ranks by pandas."""

import sys
import time
from collections.abc import Sequence

import numpy as np
import pandas as pd
import polars as pl

from analytics.frames import ACTIVITY, CUSTOMER_ACTIVITY, CUSTOMER_RECENCY
from analytics.rfm import segment_customers
from benchmarks import measuring
from benchmarks.measuring import machine, table, write

SIZES = (100_000, 1_000_000)
ROUNDS = 5
ABOUT = """`segment_customers`: bases, scores with ties together, map, thresholds, segments and
yardsticks of made-up customers, from frames in memory; medians of five rounds in a process of its
own. Beside it pandas ranks the same three columns and cuts them into fifths, nothing else."""


def frames(customers: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Customers with few orders most often, and money that is skewed."""
    chance = np.random.default_rng(1)
    ids = pl.Series([f"C{n:07}" for n in range(customers)])
    orders = chance.geometric(0.3, customers)
    days = chance.integers(0, 730, customers)
    money = np.round(chance.lognormal(11, 1, customers) * orders, 2)
    activity = pl.DataFrame({"customer_id": ids, "orders": orders, "revenue": money})
    blank = [pl.lit(0, kind).alias(c) for c, kind in ACTIVITY.items() if c not in activity.columns]
    recency = pl.DataFrame(
        {"customer_id": ids, "recency_days": days, "tenure_days": days, "frequency_orders": orders}
    )
    return activity.with_columns(blank).select(*CUSTOMER_ACTIVITY.columns), recency.select(
        *CUSTOMER_RECENCY.columns
    )


def ours(activity: pl.DataFrame, recency: pl.DataFrame) -> int:
    """Customers with the best recency score."""
    found = segment_customers(activity, recency).customers
    return found.filter(recency_score=5).height


def by_pandas(values: "pd.DataFrame") -> int:
    """The same by ranks of pandas: fifths of those who are strictly worse."""
    worse = pd.DataFrame(
        {
            "recency": values["recency_days"].rank(method="min", ascending=False) - 1,
            "frequency": values["frequency_orders"].rank(method="min") - 1,
            "monetary": values["revenue"].rank(method="min") - 1,
        }
    )
    scores = (worse * 5 // len(values) + 1).astype(int)
    return int((scores["recency"] == 5).sum())


def measure(customers: int) -> dict[str, float]:
    """Median CPU seconds of both, and what both found."""
    activity, recency = frames(customers)
    values = recency.join(activity, on="customer_id").to_pandas()
    costs: dict[str, list[float]] = {"ours": [], "pandas": []}
    found = set()
    for _ in range(ROUNDS):
        for name, run in (
            ("ours", lambda: ours(activity, recency)),
            ("pandas", lambda: by_pandas(values)),
        ):
            begin = time.process_time()
            found.add(run())
            costs[name].append(time.process_time() - begin)
    if len(found) > 1:
        raise ValueError(f"the two roads disagree: {found}")
    return {name: float(np.median(seconds)) for name, seconds in costs.items()}


def main(sizes: Sequence[int] = SIZES) -> str:
    """Measure all sizes and write the table; gives its text."""
    rows = []
    for customers in sizes:
        cost = measuring.measure(measure, customers).answer
        rows.append((f"{customers:,}", f"{cost['ours']:.2f}", f"{cost['pandas']:.2f}"))
    text = table(("customers", "all of RFM, CPU s", "pandas, scores alone, CPU s"), rows)
    write("rfm", "# RFM", ABOUT, text, machine("polars", "pandas"))
    return text


if __name__ == "__main__":
    print(main([int(size) for size in sys.argv[1:]] or SIZES))
