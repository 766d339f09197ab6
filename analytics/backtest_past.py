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

from analytics.lifetime.customers import customers_of
from analytics.lifetime.fits import FEWEST
from analytics.lifetime.histories import Floats

Known = Callable[[int], pl.DataFrame]
"""A CUSTOMER_DAYS frame as it was known on a day number: nothing later is in it."""

Forecast = tuple[Floats, Floats]
"""Orders and margin of each customer."""

RULES = ("last_period", "average", "zero")
MOST = 100_000  # customers: of more than these, a sample proves the rest
SEED = 12


@dataclass(frozen=True)
class Past:
    """What was known at a cut: order days and customers, of very many those of a sample.

    ``everybody`` counts the customers there were, in the sample or not.
    """

    days: pl.DataFrame
    customers: pl.DataFrame
    everybody: int
    cut: int

    @classmethod
    def of(cls, known: Known, cut: int, unit: str) -> "Past":
        """The past at ``cut``; of more customers than :data:`MOST` a sample."""
        frame = known(cut)
        names = frame.select("customer_id").unique()
        if names.height > MOST:
            chosen = np.random.default_rng(SEED).choice(names.height, MOST, replace=False)
            some = names.sort("customer_id")[np.sort(chosen).tolist()]
            frame = frame.join(some, on="customer_id", how="semi")
        return cls(frame, customers_of(frame, as_of=cut, unit=unit), names.height, cut)

    def among(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of these customers."""
        if self.customers.height == self.everybody:
            return frame
        return frame.join(self.customers.select("customer_id"), on="customer_id", how="semi")

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
    before = Past.of(lambda day: past.among(known(day)), past.cut - ahead, unit)
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
