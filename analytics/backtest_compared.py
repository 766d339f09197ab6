"""How near a forecast came: beside its rivals, by month, by bin, by decile; and the light."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from analytics.backtest_past import RULES, Forecast, Past
from analytics.lifetime.customers import UNITS
from analytics.lifetime.draws import Band
from analytics.lifetime.fits import Fits
from analytics.lifetime.histories import Counts, Floats

MONTH = 365.25 / 12
OFF, OFF_MARGIN = 0.10, 0.15  # of what came: beyond, not green
FAR_OFF, FAR_OFF_MARGIN = 0.25, 0.35  # beyond, red
COVERED = 0.80  # of the customers: fewer in their 90 % interval are too few
NEAR = 0.05  # so near, it does not matter that the interval was missed
MOST_BEFORE = 6  # orders before the cut, from which on customers are counted together
_KINDS = ("orders", "margin")


def rivals_of(forecasts: Mapping[str, Forecast], orders: Floats, margin: Floats) -> pl.DataFrame:
    """How far off each was: in total, and a customer."""
    total, money = float(orders.sum()), float(margin.sum())
    return pl.DataFrame(
        [
            {
                "rival": name,
                "orders": float(own.sum()),
                "orders_error": float(own.sum()) / total - 1 if total else None,
                "order_miss": float(np.abs(own - orders).mean()),
                "margin": float(worth.sum()),
                "margin_error": float(worth.sum()) / money - 1 if money > 0 else None,
                "margin_miss": float(np.abs(worth - margin).mean()),
            }
            for name, (own, worth) in forecasts.items()
        ],
        schema_overrides={"orders_error": pl.Float64, "margin_error": pl.Float64},
    )


def light_of(
    rivals: pl.DataFrame, limits: Band, orders: float, covered: float
) -> tuple[str, tuple[str, ...]]:
    """Green: orders within 10 % and money within 15 % of what came, no simple rule nearer for the
    customers, the total in its interval or within 5 %, and at least 80 % of the customers in
    theirs. Red: off by more than 25 % or 35 %, or a simple rule is nearer both in total and for
    the customers. Amber: in between. The reasons are what keeps it from green.
    """
    own = rivals.row(0, named=True)
    rules = rivals.filter(pl.col("rival").is_in(list(RULES)))
    if own["orders_error"] is None or own["margin_error"] is None:
        return "red", ("nothing_came",)
    off, money = abs(own["orders_error"]), abs(own["margin_error"])
    nearer = bool((rules["order_miss"] < own["order_miss"]).any())
    better = bool((rules["orders_error"].abs() < off).any())
    held = limits.total_low <= orders <= limits.total_high or off <= NEAR
    reasons = [
        name
        for name, wrong in (
            ("orders", off > OFF),
            ("margin", money > OFF_MARGIN),
            ("rule", nearer),
            ("interval", not held),
            ("coverage", covered < COVERED),
        )
        if wrong
    ]
    if off > FAR_OFF or money > FAR_OFF_MARGIN or (nearer and better):
        return "red", tuple(reasons)
    return ("amber" if reasons else "green"), tuple(reasons)


def by_month(
    rows: pl.DataFrame, past: Past, fits: Fits, worth: Floats, *, unit: str, ahead: int
) -> pl.DataFrame:
    """Forecast and actual by month after the cut; the last ends on the last day.

    ``worth``: margin of an order of each customer.
    """
    months = max(1, round(ahead / MONTH))
    ends = [*(round(MONTH * month) for month in range(1, months)), ahead]
    until = [fits.expected(end / UNITS[unit]) for end in ends]
    found = []
    start, before = 0, np.zeros(past.customers.height)
    for month, (end, orders) in enumerate(zip(ends, until, strict=True), 1):
        came = past.came(rows, past.cut + start, past.cut + end)
        step = orders - before
        found.append(
            {
                "month_ahead": month,
                "orders_forecast": float(step.sum()),
                "orders_actual": float(came[0].sum()),
                "margin_forecast": float((step * worth).sum()),
                "margin_actual": float(came[1].sum()),
            }
        )
        start, before = end, orders
    names = ("orders_forecast", "orders_actual", "margin_forecast", "margin_actual")
    return pl.DataFrame(found).with_columns(
        *[pl.col(name).cum_sum().alias(f"{name}_so_far") for name in names]
    )


def by_bin(before: Counts, forecast: Forecast, came: Forecast) -> pl.DataFrame:
    """Means of a customer, forecast and actual, by how many orders they had made ``before``."""
    frame = _beside(forecast, came).with_columns(orders_before=np.minimum(before, MOST_BEFORE))
    means = {
        "mean_forecast": "orders_forecast",
        "mean_actual": "orders_actual",
        "mean_margin_forecast": "margin_forecast",
        "mean_margin_actual": "margin_actual",
    }
    return (
        frame.group_by("orders_before")
        .agg(customers=pl.len(), **{name: pl.col(column).mean() for name, column in means.items()})
        .sort("orders_before")
    )


def by_decile(forecast: Forecast, came: Forecast) -> pl.DataFrame:
    """Orders and margin by decile of the forecast margin; ties in the order of the customers."""
    margin = forecast[1]
    place = np.argsort(np.argsort(-margin, kind="stable"), kind="stable")
    frame = _beside(forecast, came).with_columns(decile=place * 10 // len(margin) + 1)
    sums = [pl.col(f"{name}_{kind}").sum() for name in _KINDS for kind in ("forecast", "actual")]
    return frame.group_by("decile").agg(pl.len().alias("customers"), *sums).sort("decile")


def _beside(forecast: Forecast, came: Forecast) -> pl.DataFrame:
    """Each customer's orders and margin, forecast and actual."""
    pairs = zip(_KINDS, forecast, came, strict=True)
    return pl.DataFrame(
        {
            f"{name}_{kind}": values
            for name, expected, actual in pairs
            for kind, values in (("forecast", expected), ("actual", actual))
        }
    )
