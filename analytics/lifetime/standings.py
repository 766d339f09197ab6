"""What each customer is worth, in frames: who is most valuable, and what to do about them."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from analytics.lifetime.draws import Band
from analytics.lifetime.outlook import Outlook

ACTIONS = ("nurture", "win_back", "develop", "let_be")
PARAMETERS = ("r", "alpha", "a", "b", "s", "beta", "p", "q", "v")
MONTH = 365.25 / 12
_ALIVE = 0.5
_EPOCH = date(1970, 1, 1)


def own_parameters(ahead: Outlook) -> pl.DataFrame:
    """The parameters of the groups that are fitted apart: group, parameter, parameter_value."""
    rows = []
    for one, worth in zip(ahead.fits.parts, ahead.worths, strict=True):
        spend = worth.fit.parameters if worth.fit else {}
        if one.group is not None:
            rows += [(one.group, *item) for item in {**one.fit.parameters, **spend}.items()]
    schema = {"group": pl.String, "parameter": pl.String, "parameter_value": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def valued(ahead: Outlook, band: Band, before: pl.DataFrame) -> pl.DataFrame:
    """What is known and expected of each customer; ``before``: their days of the last period."""
    past = before.group_by("customer_id").agg(margin_before=pl.col("margin").sum())
    expected, value, alive = ahead.orders, ahead.value, ahead.fits.alive()
    if_alive = np.zeros_like(value)
    np.divide(value, alive, out=if_alive, where=alive > 1e-12)
    day = pl.lit(_EPOCH) + pl.duration(days=pl.col("last_day"))
    return (
        ahead.customers.select(
            "customer_id",
            "orders",
            last_day=day.cast(pl.Date),
            margin_so_far=pl.col("margin"),
            first_number=pl.col("first_day"),
        )
        .with_columns(
            alive=pl.Series(alive),
            expected_orders=pl.Series(expected),
            order_margin=pl.Series(ahead.margin),
            value_ahead=pl.Series(value),
            value_low=pl.Series(band.low),
            value_high=pl.Series(band.high),
            value_if_alive=pl.Series(if_alive),
        )
        .join(past, on="customer_id", how="left", maintain_order="left")
        .with_columns(pl.col("margin_before").fill_null(0.0))
        .with_columns(potential=pl.col("value_ahead") - pl.col("margin_before"))
    )


def ranked(people: pl.DataFrame) -> pl.DataFrame:
    """The most valuable first, each with what to do: value above the average, and alive, or not."""
    high = pl.col("value_if_alive") > pl.col("value_if_alive").mean()
    alive = pl.col("alive") >= _ALIVE
    action = (
        pl.when(high & alive)
        .then(pl.lit("nurture"))
        .when(high)
        .then(pl.lit("win_back"))
        .when(alive)
        .then(pl.lit("develop"))
        .otherwise(pl.lit("let_be"))
    )
    ordered = people.with_columns(action=action).sort(
        "value_ahead", "customer_id", descending=[True, False]
    )
    return ordered.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)).select(
        "rank", pl.exclude("rank")
    )


def path_of(ahead: Outlook, as_of: int) -> pl.DataFrame:
    """Orders and discounted margin of all customers by month ahead, the margin also added up."""
    first = _EPOCH + timedelta(days=as_of + 1)
    days = [first + timedelta(days=round(MONTH * step)) for step in range(ahead.months)]
    orders, value = ahead.by_month
    return pl.DataFrame(
        {
            "month_ahead": np.arange(1, ahead.months + 1),
            "start": days,
            "expected_orders": orders,
            "value_ahead": value,
            "value_so_far": value.cumsum(),
        }
    )


def by_action(people: pl.DataFrame) -> pl.DataFrame:
    """Heads and value of each action, in the order of :data:`ACTIONS`."""
    sums = people.group_by("action").agg(
        customers=pl.len().cast(pl.Int64),
        alive=pl.col("alive").mean(),
        value_ahead=pl.col("value_ahead").sum(),
        value_if_alive=pl.col("value_if_alive").sum(),
    )
    order = pl.DataFrame({"action": ACTIONS})
    return order.join(sums, on="action", how="inner", maintain_order="left")
