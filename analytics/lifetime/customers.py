"""From order days to what the models need of each customer, and what an order of theirs is worth.

An order day counts once, however many orders it has. The worth of an order is a mean of revenue,
drawn towards that of all customers by the Gamma-Gamma model, times a margin rate, drawn towards
that of all by credibility: the fewer and the more uneven a customer's orders, the more it is drawn.
Customers who lose money keep a rate below zero.

Source of credibility: H. Buehlmann and E. Straub, "Glaubwuerdigkeit fuer Schadensaetze",
Mitteilungen der Vereinigung schweizerischer Versicherungsmathematiker 70, 1970.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.lifetime.draws import Spend
from analytics.lifetime.fitting import Fit
from analytics.lifetime.gamma_gamma import expected_spend, fit_spend
from analytics.lifetime.histories import Floats, Histories

UNITS = {"day": 1.0, "week": 7.0, "month": 365.25 / 12}
_FEWEST = 30  # customers with a positive mean, for a fit of spend


def customers_of(frame: pl.DataFrame, *, as_of: int, unit: str = "week") -> pl.DataFrame:
    """One row a customer of a CUSTOMER_DAYS frame with an order up to ``as_of``, by customer_id.

    Columns: customer_id, x, t_x, T (in ``unit``; see :mod:`analytics.lifetime.histories`),
    first_day, last_day, orders (order days), revenue, margin. Raises ``ValueError`` for a unit that
    is not in :data:`UNITS`.
    """
    if unit not in UNITS:
        raise ValueError(f"no unit of time {unit!r}; there are {', '.join(UNITS)}")
    days = UNITS[unit]
    rows = frame.filter(pl.col("day") <= as_of)
    first, last = pl.col("day").min(), pl.col("day").max()
    return (
        rows.group_by("customer_id", maintain_order=True)
        .agg(
            x=(pl.len() - 1).cast(pl.Int64),
            t_x=(last - first) / days,
            T=(as_of - first) / days,
            first_day=first,
            last_day=last,
            orders=pl.len().cast(pl.Int64),
            revenue=pl.col("revenue").sum(),
            margin=pl.col("margin").sum(),
        )
        .sort("customer_id")
    )


def histories_of(customers: pl.DataFrame) -> Histories:
    """Their histories, in the order of the rows."""
    return Histories.of(customers["x"], customers["t_x"], customers["T"])


@dataclass(frozen=True)
class Worth:
    """What an order of each customer is worth, in the order of the customers.

    ``spend`` is revenue per order, ``rate`` margin as a share of it. ``fit`` is None where there
    are too few customers to fit one, or it does not converge: then spend is the mean of all.
    """

    spend: Floats
    rate: Floats
    fit: Fit | None

    def known(self, customers: pl.DataFrame) -> Spend | None:
        """What intervals of money need; None where spend could not be fitted."""
        if self.fit is None:
            return None
        orders = customers["orders"].to_numpy().astype(np.float64)
        mean = customers["revenue"].to_numpy() / orders
        return Spend(self.fit, np.where(mean > 0, orders, 0.0), np.where(mean > 0, mean, 0.0))

    @property
    def margin(self) -> Floats:
        """Margin per order."""
        return self.spend * self.rate


def worth_of(frame: pl.DataFrame, customers: pl.DataFrame, *, as_of: int) -> Worth:
    """The worth of an order of each of ``customers``, from the order days up to ``as_of``."""
    orders = customers["orders"].to_numpy().astype(np.float64)
    mean = customers["revenue"].to_numpy() / orders
    fit = _spend(orders, mean)
    level = float(mean.mean()) if len(mean) else 0.0
    if fit is None:
        spend = np.full(len(mean), level)
    else:
        # a mean of 0 or less says nothing of the next sale: such customers count as unknown
        known = mean > 0
        spend = expected_spend(fit.values, np.where(known, orders, 0), np.where(known, mean, 0))
    days = frame.filter(pl.col("day") <= as_of)
    return Worth(spend, _rates(days, customers), fit)


def _spend(orders: Floats, mean: Floats) -> Fit | None:
    """The Gamma-Gamma fit, where it has a finite mean."""
    known = mean > 0
    if known.sum() < _FEWEST:
        return None
    fit = fit_spend(orders[known], mean[known])
    return fit if fit.converged and fit.parameters["q"] > 1 else None


def _rates(days: pl.DataFrame, customers: pl.DataFrame) -> Floats:
    """Margin rate of each customer by credibility, weighted with revenue."""
    sold = days.filter(pl.col("revenue") > 0).with_columns(
        rate=pl.col("margin") / pl.col("revenue")
    )
    each = sold.group_by("customer_id", maintain_order=True).agg(
        weight=pl.col("revenue").sum(),
        margin=pl.col("margin").sum(),
        number=pl.len(),
        spread=(
            pl.col("revenue")
            * (pl.col("rate") - pl.col("margin").sum() / pl.col("revenue").sum()) ** 2
        ).sum(),
    )
    if each.is_empty():
        return np.zeros(customers.height)
    each = each.with_columns(rate=pl.col("margin") / pl.col("weight"))
    whole = float(each["weight"].sum())
    mean = float(each["margin"].sum()) / whole
    within, between = _variances(each, mean, whole)
    weight = pl.col("weight").fill_null(0.0)
    trust = weight * between / (weight * between + within) if between > 0 else pl.lit(0.0)
    joined = customers.select("customer_id").join(
        each, on="customer_id", how="left", maintain_order="left"
    )
    rate = trust * pl.col("rate").fill_null(mean) + (1 - trust) * mean
    return joined.select(rate).to_series().fill_nan(mean).to_numpy().astype(np.float64)


def _variances(each: pl.DataFrame, mean: float, whole: float) -> tuple[float, float]:
    """Variance of an order's rate at weight 1, and between customers (at least 0)."""
    extra = int(each["number"].sum()) - each.height
    within = float(each["spread"].sum()) / extra if extra > 0 else 0.0
    around = float((each["weight"] * (each["rate"] - mean) ** 2).sum())
    scale = whole - float((each["weight"] ** 2).sum()) / whole
    between = (around - (each.height - 1) * within) / scale if scale > 0 else 0.0
    return max(within, 1e-12), max(between, 0.0)
