"""What came after, compared among customers who were alike before.

Customers whom something happened to are set against customers whom it did not happen to, within
strata of what they were like before: how lately, how often and for how much they had bought. The
difference in each stratum is weighted by those whom it happened to (the effect *on them*, if there
is one); strata without enough of either are left out and counted. This takes away what the strata
know about, and nothing else: it is no proof of cause.

Source: P. Rosenbaum and D. Rubin, Biometrika 70, 1983; W. G. Cochran, Biometrics 24, 1968, on
strata; balance as the standardised difference, P. Austin, Statistics in Medicine 28, 2009; the
ratio of shares over strata: S. Greenland and J. Robins, Biometrics 41, 1985.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.shares import LEVEL, quantile_of

BEFORE = ("earlier_margin", "orders_before", "recency_days")
"""What customers are made alike in: margin, orders and days since the last one, before it."""
OUTCOMES = ("ordered_again", "orders_after", "margin_after")
LEAST = 30
"""Customers on either side, within strata that have both, below which nothing is compared."""

_FEWEST = 2  # of either side in a stratum: a spread needs two
_PARTS = 3


@dataclass(frozen=True)
class Comparison:
    """``effects``: figure (one of OUTCOMES), mean_with, mean_without, after_gap, low,
    high. ``balance``: figure, mean_with, mean_without, apart_before, apart_after (in
    standard deviations). ``ratio`` with its interval: how many times as many ordered again.
    ``exposed`` and ``others`` were compared; ``alone`` had nobody like them.
    """

    effects: pl.DataFrame
    balance: pl.DataFrame
    ratio: tuple[float, float, float] | None
    exposed: int
    others: int
    alone: int


def compare(customers: pl.DataFrame) -> Comparison | None:
    """Compare ``customers``: customer_id, exposed, the columns of BEFORE and of OUTCOMES.

    ``orders_before`` 0 is a stratum of its own; ``recency_days`` is blank there. None where fewer
    than :data:`LEAST` of either side are left.
    """
    rows = customers.sort("customer_id").with_columns(stratum=_stratum(customers))
    counts = rows.group_by("stratum").agg(n=pl.col("exposed").sum(), m=(~pl.col("exposed")).sum())
    both = counts.filter(pl.col("n") >= _FEWEST, pl.col("m") >= _FEWEST).sort("stratum")
    exposed, others = int(both["n"].sum()), int(both["m"].sum())
    if min(exposed, others) < LEAST:
        return None
    kept = rows.join(both, on="stratum", how="inner").sort("customer_id")
    weight = pl.when("exposed").then(1.0).otherwise(pl.col("n") / pl.col("m"))
    kept = kept.with_columns(weight=weight)
    alone = int(rows["exposed"].sum()) - exposed
    effects = pl.DataFrame([_effect(kept, name, exposed) for name in OUTCOMES])
    return Comparison(effects, _balance(rows, kept), _ratio(kept), exposed, others, alone)


def _stratum(rows: pl.DataFrame) -> pl.Series:
    """Thirds of value, thirds of recency and one, two to three, four and more orders."""
    some = pl.col("orders_before") > 0
    ends = rows.filter(some)
    parts = [
        pl.when(pl.col("orders_before") > 3)
        .then(3)
        .when(pl.col("orders_before") > 1)
        .then(2)
        .when(some)
        .then(1)
        .otherwise(0)
    ]
    for name in ("earlier_margin", "recency_days"):
        cuts = [ends[name].quantile(n / _PARTS) or 0.0 for n in range(1, _PARTS)]
        above = [pl.when(some & (pl.col(name) > cut)).then(1).otherwise(0) for cut in cuts]
        parts.append(pl.sum_horizontal(above))
    code = parts[0] * _PARTS**2 + parts[1] * _PARTS + parts[2]
    return rows.sort("customer_id").select(code.cast(pl.Int64)).to_series()


def _effect(kept: pl.DataFrame, name: str, exposed: int) -> dict[str, float | str]:
    """The weighted difference of one outcome and its interval, from the spread within strata."""
    value = pl.col(name).cast(pl.Float64)
    each = kept.group_by("stratum", "exposed").agg(
        mean=value.mean(), variance=value.var(), size=pl.len()
    )
    pairs = each.filter("exposed").join(each.filter(~pl.col("exposed")), on="stratum")
    share = pl.col("size") / exposed
    spread = pl.col("variance") / pl.col("size") + pl.col("variance_right") / pl.col("size_right")
    told = pairs.select(
        one=(share * pl.col("mean")).sum(),
        other=(share * pl.col("mean_right")).sum(),
        variance=(share**2 * spread).sum(),
    ).row(0)
    far = quantile_of(LEVEL) * told[2] ** 0.5
    effect = told[0] - told[1]
    return {
        "figure": name,
        "mean_with": told[0],
        "mean_without": told[1],
        "after_gap": effect,
        "low": effect - far,
        "high": effect + far,
    }


def _ratio(kept: pl.DataFrame) -> tuple[float, float, float] | None:
    """Mantel and Haenszel's ratio of the shares that ordered again, with Greenland's interval."""
    each = (
        kept.group_by("stratum")
        .agg(
            a=(pl.col("exposed") & pl.col("ordered_again")).sum(),
            b=(~pl.col("exposed") & pl.col("ordered_again")).sum(),
            n=pl.col("exposed").sum(),
            m=(~pl.col("exposed")).sum(),
        )
        .sort("stratum")
    )
    a, b, n, m = (each[c].to_numpy().astype(float) for c in "abnm")
    total = n + m
    top, bottom = float((a * m / total).sum()), float((b * n / total).sum())
    if top == 0 or bottom == 0:
        return None
    variance = max(0.0, float(((n * m * (a + b) - a * b * total) / total**2).sum())) / (
        top * bottom
    )
    ratio, far = top / bottom, float(np.exp(quantile_of(LEVEL) * variance**0.5))
    return ratio, ratio / far, ratio * far


def _balance(rows: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """How far apart both sides were before, as they came and as they are weighted."""
    found = []
    for name in BEFORE:
        known = rows.filter(pl.col(name).is_not_null())
        one, other = (
            known.filter(pl.col("exposed") == side)[name].to_numpy().astype(float)
            for side in (True, False)
        )
        spread = sum(float(v.var(ddof=1)) if len(v) > 1 else 0.0 for v in (one, other)) / 2
        sides, scale = _means(kept, name), spread**0.5
        raw = float(one.mean() - other.mean()) if len(one) and len(other) else 0.0
        found.append(
            {
                "figure": name,
                "mean_with": sides[True],
                "mean_without": sides[False],
                "apart_before": raw / scale if scale else 0.0,
                "apart_after": (sides[True] - sides[False]) / scale if scale else 0.0,
            }
        )
    return pl.DataFrame(found)


def _means(kept: pl.DataFrame, name: str) -> Mapping[bool, float]:
    known = kept.filter(pl.col(name).is_not_null())
    weighted = (pl.col(name) * pl.col("weight")).sum() / pl.col("weight").sum()
    found = dict(known.group_by("exposed").agg(weighted).iter_rows())
    return {side: float(found.get(side) or 0.0) for side in (True, False)}


def around(events: pl.DataFrame, days: pl.DataFrame, *, blank: int, follow: int) -> pl.DataFrame:
    """What customers were like before an event and did after it, for :func:`compare`.

    ``events``: customer_id, day, exposed; one row a customer. ``days`` is CUSTOMER_DAYS. Before is
    up to ``blank`` days before the event, so that nothing the event did can count as before; after
    is the ``follow`` days that follow it.
    """
    joined = events.join(days, on="customer_id", how="left", suffix="_of")
    when = pl.col("day_of")
    cut = pl.col("day") - blank
    after = (when > pl.col("day")) & (when <= pl.col("day") + follow)
    return (
        joined.group_by("customer_id")
        .agg(
            pl.col("exposed").first(),
            orders_before=pl.col("orders").filter(when <= cut).sum(),
            earlier_margin=pl.col("margin").filter(when <= cut).sum(),
            recency_days=(pl.col("day").first() - when.filter(when <= cut).max()).cast(pl.Float64),
            orders_after=pl.col("orders").filter(after).sum(),
            margin_after=pl.col("margin").filter(after).sum(),
        )
        .with_columns(ordered_again=pl.col("orders_after") > 0)
        .sort("customer_id")
    )


def first_of(events: pl.DataFrame, *, start: int, end: int, quiet: int) -> pl.DataFrame:
    """Each customer's first event within the days, after ``quiet`` days without one.

    ``events``: customer_id, day, exposed. Of several on one day any that is exposed counts.
    """
    daily = events.group_by("customer_id", "day").agg(pl.col("exposed").any())
    since = pl.col("day") - pl.col("day").shift().over("customer_id")
    return (
        daily.sort("customer_id", "day")
        .filter(since.is_null() | (since > quiet))
        .filter(pl.col("day").is_between(start, end))
        .unique("customer_id", keep="first", maintain_order=True)
    )
