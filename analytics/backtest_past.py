"""What was known at an earlier day, what came after it, and what others than a model forecast.

The simple rules need no model; the challenger is a gradient-boosting machine that learnt at a
still earlier day what came after that.

Source: J. Friedman, "Greedy Function Approximation: A Gradient Boosting Machine", Annals of
Statistics 29(5), 2001, in scikit-learn's histogram form.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.lifetime.customers import Worth, customers_of, histories_of, worth_of
from analytics.lifetime.histories import Floats, Histories
from analytics.lifetime.outlook import FEWEST

Known = Callable[[int], pl.DataFrame]
"""A CUSTOMER_DAYS frame as it was known on a day number: nothing later is in it."""

Forecast = tuple[Floats, Floats]
"""Orders and margin of each customer."""

RULES = ("last_period", "average", "zero")
MOST = 100_000  # customers: of more than these, a sample proves the rest
SEED = 12


@dataclass(frozen=True)
class Past:
    """What was known at a cut: order days, customers, histories, the worth of an order."""

    days: pl.DataFrame
    customers: pl.DataFrame
    seen: Histories
    worth: Worth
    cut: int

    @classmethod
    def of(cls, known: Known, cut: int, unit: str) -> "Past":
        """The past at ``cut``; of more customers than :data:`MOST` a sample."""
        frame = known(cut)
        customers = customers_of(frame, as_of=cut, unit=unit)
        if customers.height > MOST:
            chosen = np.random.default_rng(SEED).choice(customers.height, MOST, replace=False)
            customers = customers[np.sort(chosen).tolist()]
        worth = worth_of(frame, customers, as_of=cut)
        return cls(frame, customers, histories_of(customers), worth, cut)

    def came(self, frame: pl.DataFrame, first: int, last: int) -> Forecast:
        """Order days of each customer in (first, last] of ``frame``, and their margin."""
        days = frame.filter(pl.col("day") > first, pl.col("day") <= last)
        sums = days.group_by("customer_id").agg(orders=pl.len(), margin=pl.col("margin").sum())
        joined = self.customers.select("customer_id").join(
            sums, on="customer_id", how="left", maintain_order="left"
        )
        filled = joined.fill_null(0)
        return (
            filled["orders"].to_numpy().astype(np.float64),
            filled["margin"].to_numpy().astype(np.float64),
        )

    def features(self) -> Floats:
        """What the challenger learns from."""
        recent = [self.came(self.days, self.cut - days, self.cut) for days in (30, 90, 365)]
        columns = ["x", "t_x", "T", "orders", "revenue", "margin"]
        known = self.customers.select(columns).to_numpy().astype(np.float64)
        return np.column_stack([known, *[part for pair in recent for part in pair]])


def simple_rules(past: Past, ahead: int) -> dict[str, Forecast]:
    """The simple rules: orders and margin of each customer."""
    last = past.came(past.days, past.cut - ahead, past.cut)
    ones = np.ones(past.customers.height)
    return {
        "last_period": last,
        "average": (ones * last[0].mean(), ones * last[1].mean()),
        "zero": (0 * ones, 0 * ones),
    }


def challenger(known: Known, past: Past, unit: str, ahead: int) -> dict[str, Forecast]:
    """Trees that learnt at the cut one horizon earlier; none where nobody was there then."""
    before = Past.of(known, past.cut - ahead, unit)
    if before.customers.height < FEWEST:
        return {}
    wanted = before.came(past.days, before.cut, past.cut)
    if not wanted[0].any():
        return {}
    then, now = before.features(), past.features()
    with threadpool_limits(1, user_api="openmp"):  # more wait for one another on a busy machine
        orders, margin = (
            HistGradientBoostingRegressor(loss=loss, random_state=SEED).fit(then, came).predict(now)
            for loss, came in zip(("poisson", "squared_error"), wanted, strict=True)
        )
    return {"challenger": (orders, margin)}
