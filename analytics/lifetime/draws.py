"""Intervals: what could come, given that parameters are only estimated and customers buy by chance.

Each draw takes parameters from the fit's normal approximation (in logarithms), then each customer's
own rate and moment of leaving from what is known of them, then their orders, and, with a fit of
spend, the money of these orders.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.lifetime.fitting import Fit
from analytics.lifetime.histories import Floats, Histories
from analytics.lifetime.models import Model

DRAWS = 400


@dataclass(frozen=True)
class Spend:
    """What orders are worth: the Gamma-Gamma fit, and what was seen of each customer.

    ``orders`` values of mean ``mean`` were seen of each; 0 of mean 0 of those without.
    """

    fit: Fit
    orders: Floats
    mean: Floats


@dataclass(frozen=True)
class Band:
    """Lower and upper limit per customer and of the total, in orders or in money."""

    low: Floats
    high: Floats
    total_low: float
    total_high: float

    def holds(self, total: float) -> bool:
        """Whether the total that came lies in the interval of the total."""
        return self.total_low <= total <= self.total_high


def parameter_draws(fit: Fit, size: int, chance: np.random.Generator) -> Floats:
    """``size`` rows of parameters that the data allow. Raises ``ValueError`` for a bad fit."""
    if not fit.converged:
        raise ValueError(f"{fit.model} did not converge ({fit.reason}): it has no interval")
    logs = chance.multivariate_normal(np.log(fit.values), fit.covariance, size, method="eigh")
    return np.asarray(np.exp(logs))


def drawn_orders(
    model: Model, fit: Fit, people: Histories, horizon: float, chance: np.random.Generator
) -> NDArray[np.float32]:
    """Possible orders of each customer (one an entry) within ``horizon``: one row a draw."""
    found = np.empty((DRAWS, len(people.x)), dtype=np.float32)
    for i, parameters in enumerate(parameter_draws(fit, DRAWS, chance)):
        found[i] = model.draw(parameters, people, horizon, chance)
    return np.asarray(found)


def spent(money: Floats, spend: Spend, orders: Floats, chance: np.random.Generator) -> Floats:
    """The money of so many orders, given what each customer's orders were worth so far."""
    p, q, v = money
    scale = chance.gamma(p * spend.orders + q, 1.0) / (v + spend.orders * spend.mean)
    buying = orders > 0
    worth = np.zeros_like(orders)
    worth[buying] = chance.gamma(p * orders[buying], 1.0) / scale[buying]
    return worth
