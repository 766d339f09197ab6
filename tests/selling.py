"""Opportunities and portfolios that tests share: drawn with known rates, or written by hand."""

from dataclasses import replace

import numpy as np
import polars as pl

from analytics.frames import CUSTOMER_DAYS, OPPORTUNITIES, PORTFOLIOS
from analytics.pipeline import Pipeline, read_pipeline
from analytics.portfolio import Portfolio, weigh_portfolios

TODAY = 20_000
RATES = {"Ani": 0.7, "Budi": 0.4, "Citra": 0.4, "Dodi": 0.15}


def deals(count: int = 900, *, seed: int = 3) -> pl.DataFrame:
    """OPPORTUNITIES over three years: each seller wins at their own rate, after some 40 days."""
    rng = np.random.default_rng(seed)
    staff = rng.choice(list(RATES), count)
    opened = TODAY - rng.integers(0, 1_000, count)
    closed = opened + np.maximum(1, rng.lognormal(3.6, 0.5, count).astype(int))
    won = rng.random(count) < np.array([RATES[name] for name in staff])
    ended = closed <= TODAY
    outcome = np.where(won, "won", "lost")
    frame = pl.DataFrame(
        {
            "opportunity_id": [f"O{n:04}" for n in range(count)],
            "customer_id": [f"C{n % 300:03}" for n in range(count)],
            "staff": staff,
            "category": rng.choice(["Paper", "Pens"], count),
            "customer_type": "business",
            "stage": pl.Series([None if e else "quote" for e in ended], dtype=pl.String),
            "amount": np.round(rng.lognormal(5, 0.4, count), 2),
            "opened": opened,
            "closed": pl.Series(
                [int(c) if e else None for c, e in zip(closed, ended, strict=True)]
            ),
            "outcome": pl.Series(
                [str(o) if e else None for o, e in zip(outcome, ended, strict=True)]
            ),
            "bought_before": rng.integers(0, 2, count),
        }
    )
    return OPPORTUNITIES.check(frame.cast(dict(OPPORTUNITIES.columns)))


def pipeline() -> Pipeline:
    """The pipeline of :func:`deals`."""
    return read_pipeline(deals(), first=0, as_of=TODAY, days=60)


def few() -> Pipeline:
    """The pipeline of nine opportunities: too few for rates and forecasts."""
    return read_pipeline(deals(9), first=0, as_of=TODAY)


def ordered(
    who: str, *days_ago: int, margin: float = 10.0, revenue: float = 25.0
) -> list[tuple[str, int, int, float, float]]:
    """Orders of one customer, so many days before :data:`TODAY`."""
    return [(who, TODAY - ago, 1, revenue, margin) for ago in days_ago]


def days_of(rows: list[tuple[str, int, int, float, float]]) -> pl.DataFrame:
    """CUSTOMER_DAYS of such orders."""
    columns = ("customer_id", "day", "orders", "revenue", "margin")
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return CUSTOMER_DAYS.check(frame.cast(dict(CUSTOMER_DAYS.columns)))


def held_by(holders: dict[str, str]) -> pl.DataFrame:
    """PORTFOLIOS: who holds each customer."""
    pairs = {"customer_id": list(holders), "holder": list(holders.values())}
    return PORTFOLIOS.check(pl.DataFrame(pairs, schema=dict(PORTFOLIOS.columns)))


def portfolio(first: str = "Ani") -> Portfolio:
    """Two people with forty customers each, all alike but that fewer of Budi's came again."""
    rows, holders = [], {}
    for n in range(80):
        who, name = f"C{n:02}", first if n < 40 else "Budi"
        holders[who] = name
        came = n < 36 or 40 <= n < 52
        rows += ordered(who, *([500, 100] if came else [500]))
    rows += ordered("C99", 500, 20, margin=-3.0)
    return weigh_portfolios(days_of(rows), held_by(holders), as_of=TODAY)


def every() -> list[Pipeline | Portfolio]:
    """One of each thing that pipelines and portfolios have to say."""
    found = pipeline()
    proof = found.proof
    unsure = proof.with_columns(
        deal_forecast=pl.col("deal_actual") * 1.3, deal_repeated=pl.lit(0.0)
    )
    wrong = proof.with_columns(deal_forecast=pl.col("deal_actual") * 3)
    late = found.deals.with_columns(overdue=pl.lit("overdue"))
    whole = {**found.whole, "overdue_deals": late.height, "overdue_value": 90.0}
    weighted = pl.lit(0.0).alias("deal_weighted")
    held = portfolio()
    turned = held.holders.with_columns(rank_revenue=pl.lit(3) - pl.col("rank"))
    return [
        found,
        replace(found, proof=unsure.with_columns(weighted)),
        replace(found, proof=wrong),
        replace(found, deals=late, whole=whole),
        few(),
        held,
        replace(held, holders=turned, light="red"),
    ]
