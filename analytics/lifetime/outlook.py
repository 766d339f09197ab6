"""A fitted company: its customers, the model of their orders, and what the months ahead bring."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.findings import NotEnoughData
from analytics.frames import CUSTOMER_DAYS
from analytics.lifetime.bands import Future, one_by_one
from analytics.lifetime.customers import UNITS, Worth, customers_of, histories_of, worth_of
from analytics.lifetime.fitting import Fit
from analytics.lifetime.histories import Floats, Histories
from analytics.lifetime.models import MODELS, Model, best_fit
from analytics.lifetime.worth import discounts, orders_by_month

AUTO = "auto"
FEWEST = 100  # customers with a repeat order


@dataclass(frozen=True)
class Outlook:
    """``path``: orders expected of each customer in each month ahead, one row a customer."""

    customers: pl.DataFrame
    seen: Histories
    fit: Fit
    worth: Worth
    alive: Floats
    path: Floats
    discount: Floats
    month: float  # in the unit of the histories

    @property
    def model(self) -> Model:
        """The model that was fitted."""
        return MODELS[self.fit.model]

    @property
    def months(self) -> int:
        """How many months it looks ahead."""
        return len(self.discount)

    @property
    def horizon(self) -> float:
        """The same in the unit of the histories."""
        return self.months * self.month

    @property
    def orders(self) -> Floats:
        """Orders expected of each customer."""
        return np.asarray(self.path.sum(axis=1))

    @property
    def value(self) -> Floats:
        """Margin expected of each customer, discounted."""
        return np.asarray(self.path @ self.discount * self.worth.margin)

    def future(self) -> Future:
        """What intervals need: each customer with the discounted margin of an order."""
        orders = self.orders
        usual = float(self.discount.mean())
        factor = np.full_like(orders, usual)
        np.divide(self.path @ self.discount, orders, out=factor, where=orders > 0)
        known = self.worth.known(self.customers)
        worth = self.worth.margin * factor
        return Future(one_by_one(self.seen), worth, self.worth.spend, known)


def look_ahead(
    frame: pl.DataFrame, *, as_of: int, model: str, unit: str, months: int, discount_rate: float
) -> Outlook:
    """Fit the customers of a CUSTOMER_DAYS frame and look ``months`` ahead from ``as_of``.

    ``discount_rate`` is a month's. Raises ``ValueError`` for unknown options, ``NotEnoughData``
    where there are too few repeat customers, or no model converges on them.
    """
    if model not in (AUTO, *MODELS):
        raise ValueError(f"no model {model!r}; there are {AUTO}, {', '.join(MODELS)}")
    rows = CUSTOMER_DAYS.check(frame).filter(pl.col("day") <= as_of)
    customers = customers_of(rows, as_of=as_of, unit=unit)
    seen = histories_of(customers)
    fit = fitted(customers, seen, model)
    worth = worth_of(rows, customers, as_of=as_of)
    month = UNITS["month"] / UNITS[unit]
    chosen = MODELS[fit.model]
    path = orders_by_month(chosen, fit.values, seen, months=months, per_month=month)
    return Outlook(
        customers=customers,
        seen=seen,
        fit=fit,
        worth=worth,
        alive=seen.each(chosen.alive(fit.values, seen)),
        path=path[seen.who],
        discount=discounts(months, discount_rate),
        month=month,
    )


def fitted(customers: pl.DataFrame, seen: Histories, model: str) -> Fit:
    """The model fitted, or the best of all. ``NotEnoughData`` where there is none to be had."""
    repeat = int((customers["x"] > 0).sum())
    if repeat < FEWEST:
        raise NotEnoughData("not_enough.few_repeat_customers", least=FEWEST, customers=repeat)
    fit = best_fit(seen) if model == AUTO else MODELS[model].fit(seen)
    if fit is None or not fit.converged:
        raise NotEnoughData("not_enough.no_model")
    return fit
