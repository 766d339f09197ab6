"""Customers who live by the written process: orders at a rate of their own until they leave."""

import datetime as dt
from collections.abc import Mapping
from functools import cache

import numpy as np
import polars as pl

from analytics.backtest import Backtest, prove
from analytics.frames import CUSTOMER_DAYS, CUSTOMER_ORIGINS
from analytics.lifetime.contract_value import forecast_contracts
from analytics.lifetime.histories import Floats
from analytics.lifetime.value import Lifetime, forecast_value

PURE: Mapping[str, float] = {"r": 0.8, "alpha": 6.0, "a": 0.7, "b": 3.5}
"""BG/NBD, time in weeks."""
START = (dt.date(2023, 1, 1) - dt.date(1970, 1, 1)).days
WEEKS = 156


def order_weeks(
    customers: int,
    seed: int,
    *,
    weeks: float = WEEKS,
    joined: float = 0.6,
    process: Mapping[str, float] = PURE,
) -> tuple[np.ndarray, Floats]:
    """Who orders and when, in weeks from the start, the first order of each included.

    Customers join evenly over the first ``joined`` of the weeks, and live by the ``process``.
    """
    chance = np.random.default_rng(seed)
    first = chance.uniform(0.0, weeks * joined, customers)
    rate = np.maximum(chance.gamma(process["r"], 1 / process["alpha"], customers), 1e-9)
    leaves = chance.beta(process["a"], process["b"], customers)
    who, when = [np.arange(customers)], [first]
    here, now = np.arange(customers), first
    while len(here):
        now = now + chance.exponential(1 / rate[here])
        on = now < weeks
        here, now = here[on], now[on]
        who.append(here)
        when.append(now)
        stays = chance.random(len(here)) >= leaves[here]
        here, now = here[stays], now[stays]
    return np.concatenate(who), np.concatenate(when)


def days(
    customers: int = 1_500,
    seed: int = 4,
    *,
    weeks: float = WEEKS,
    margin: float = 0.3,
    process: Mapping[str, float] = PURE,
) -> pl.DataFrame:
    """CUSTOMER_DAYS of such customers; spend is Gamma-Gamma, the margin rate a customer's own."""
    who, when = order_weeks(customers, seed, weeks=weeks, process=process)
    chance = np.random.default_rng(seed + 1_000)
    level = 6.0 * 40.0 / np.maximum(chance.gamma(4.0, 1.0, customers), 0.05)
    rate = chance.normal(margin, 0.1, customers)
    revenue = chance.gamma(6.0, 1.0, len(who)) / 6.0 * level[who]
    frame = pl.DataFrame(
        {
            "customer_id": [f"C{n:05}" for n in who.tolist()],
            "day": START + np.floor(when * 7).astype(np.int64),
            "orders": np.ones(len(who), dtype=np.int64),
            "revenue": revenue,
            "margin": revenue * (rate[who] + chance.normal(0, 0.02, len(who))),
        }
    )
    once = frame.group_by("customer_id", "day").agg(pl.col("orders", "revenue", "margin").sum())
    return CUSTOMER_DAYS.check(once.sort("customer_id", "day"))


def last_day(weeks: float = WEEKS) -> int:
    """The day number on which these customers' histories end."""
    return START + round(weeks * 7) - 1


def origins(frame: pl.DataFrame) -> pl.DataFrame:
    """CUSTOMER_ORIGINS of the same: two channels of different cost; every tenth was referred."""
    ids = frame["customer_id"].unique().sort()
    at = pl.int_range(pl.len())
    return (
        pl.DataFrame({"customer_id": ids})
        .select(
            "customer_id",
            acquisition_channel=pl.when(at % 2 == 0).then(pl.lit("Store")).otherwise(pl.lit("Web")),
            customer_type=pl.lit(None, pl.String),
            segment=pl.when(at % 3 == 0).then(pl.lit("champions")).otherwise(pl.lit("loyal")),
            acquisition_cost=pl.when(at % 2 == 0).then(20.0).otherwise(60.0),
            referred_by=pl.when(at % 10 == 1).then(pl.col("customer_id").shift(1)),
        )
        .select(*CUSTOMER_ORIGINS.columns)
    )


def contracts(count: int = 600, seed: int = 2, months: int = 30) -> pl.DataFrame:
    """CONTRACTS that are renewed by sBG(1, 8); the fee is 10 or 30 a month."""
    chance = np.random.default_rng(seed)
    month = 365.25 / 12
    start = np.floor(chance.uniform(0, months * month * 0.8, count))
    theta = chance.beta(1.0, 8.0, count)
    end = np.floor(start + chance.geometric(theta) * month)
    over = end <= months * month
    return pl.DataFrame(
        {
            "contract_id": [f"L{n:04}" for n in range(count)],
            "customer_id": [f"C{n // 2:04}" for n in range(count)],
            "started": START + start.astype(np.int64),
            "ended": pl.Series(START + end.astype(np.int64)).set(pl.Series(~over), None),
            "fee_per_month": np.where(np.arange(count) % 3, 10.0, 30.0),
        }
    )


@cache
def lifetime(
    *, margin: float = 0.3, channel: str = "Web", model: str = "bg_nbd", cost: float = 1.0
) -> Lifetime:
    """The value of 600 such customers, won at so many times the usual cost, or of contracts."""
    if model == "sbg":
        return forecast_contracts(contracts(), as_of=START + 913, margin_rate=0.5)
    frame = days(600, margin=margin)
    known = origins(frame).with_columns(
        pl.col("acquisition_channel").replace({"Web": channel}),
        pl.col("acquisition_cost") * cost,
    )
    return forecast_value(frame, as_of=last_day(), model=model, origins=known)


@cache
def backtest(*, kept: float = 1.0, margin: float = 0.3) -> Backtest:
    """The proof of 600 such customers; of their orders in the last year only some are ``kept``."""
    frame = days(600, margin=margin)
    stays = pl.Series(np.random.default_rng(1).random(frame.height) < kept)
    rows = frame.filter((pl.col("day") <= last_day() - 365) | stays)
    return prove(rows, as_of=last_day(), model="bg_nbd", months=12)
