"""Intervals of what customers bring: orders, their money and margin, discounted.

Up to :data:`MOST` customers are drawn one by one. Of more, customers with about the same chance of
being alive and the same expected orders share the draws of one in their midst, each at the worth of
an order of their own; the total then varies with the parameters, and by the normal law with the
chance of each customer.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from analytics.lifetime.draws import DRAWS, Band, Spend, parameter_draws, spent
from analytics.lifetime.fitting import Fit
from analytics.lifetime.gamma_gamma import expected_spend
from analytics.lifetime.histories import Counts, Floats, Histories
from analytics.lifetime.models import Model

MOST = 5_000
_GROUPS = 2_000
_BY_ALIVE = 10
_LEVEL = 0.90


@dataclass(frozen=True)
class Future:
    """Customers one by one: their histories, and what an order of each brings.

    ``worth``: margin of an order, discounted as a mean over the horizon; ``spend``: its revenue as
    expected; ``known``: what was seen of it, None where spend could not be fitted.
    """

    people: Histories
    worth: Floats
    spend: Floats
    known: Spend | None

    def part(self, who: Counts) -> Self:
        """Some of them."""
        x, t_x, age = self.people.x[who], self.people.t_x[who], self.people.T[who]
        ones, places = np.ones(len(who)), np.arange(len(who), dtype=np.int64)
        known = self.known
        if known is not None:
            known = Spend(known.fit, known.orders[who], known.mean[who])
        people = Histories(x, t_x, age, ones, places)
        return type(self)(people, self.worth[who], self.spend[who], known)


def one_by_one(seen: Histories) -> Histories:
    """The same customers, each an entry of their own."""
    x, t_x, age = seen.x[seen.who], seen.t_x[seen.who], seen.T[seen.who]
    return Histories(
        x, t_x, age, np.ones(seen.customers), np.arange(seen.customers, dtype=np.int64)
    )


def value_band(
    model: Model, fit: Fit, future: Future, horizon: float, chance: np.random.Generator
) -> Band:
    """The central 90 % interval of each customer's value within ``horizon``, and of the total."""
    size = len(future.worth)
    if size <= MOST:
        values = _draws(model, fit, future, horizon, chance) * future.worth
        low, high = _ends(values)
        totals = np.asarray(values.sum(axis=1))
    else:
        group, middle = _groups(model, fit, future.people, horizon)
        few = future.part(middle)
        drawn = _draws(model, fit, few, horizon, chance)
        ends = np.stack([end[group] * future.worth for end in _ends(drawn)])
        low, high = ends.min(axis=0), ends.max(axis=0)
        weights = np.asarray(np.bincount(group, future.worth, _GROUPS), dtype=np.float64)
        spread = np.sqrt(float((future.worth**2 * drawn.var(axis=0)[group]).sum()))
        every = float(model.expected(fit.values, future.people, horizon) @ future.worth)
        of_few = float(model.expected(fit.values, few.people, horizon) @ weights)
        totals = _totals(model, fit, few, horizon, chance, weights=weights) + every - of_few
        totals = totals + chance.normal(0.0, spread, len(totals))
    total_low, total_high = _ends(totals)
    return Band(low, high, float(total_low), float(total_high))


def _ends(values: Floats) -> tuple[Floats, Floats]:
    low, high = np.quantile(values, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2], axis=0)
    return low.astype(np.float64) + 0.0, high.astype(np.float64) + 0.0


def _groups(model: Model, fit: Fit, people: Histories, horizon: float) -> tuple[Counts, Counts]:
    """The group of each customer, and who stands in the middle of each group."""
    alive = model.alive(fit.values, people)
    expected = model.expected(fit.values, people, horizon)
    order = np.lexsort((expected, np.floor(alive * _BY_ALIVE)))
    size = len(order)
    place = np.empty(size, dtype=np.int64)
    place[order] = np.arange(size)
    middle = order[
        (np.arange(_GROUPS) * size // _GROUPS + (np.arange(1, _GROUPS + 1) * size // _GROUPS)) // 2
    ]
    return place * _GROUPS // size, middle


def _draws(
    model: Model, fit: Fit, future: Future, horizon: float, chance: np.random.Generator
) -> Floats:
    """Possible orders of each customer, in orders of the worth expected: one row a draw."""
    parameters = parameter_draws(fit, DRAWS, chance)
    known = future.known
    money = parameter_draws(known.fit, DRAWS, chance) if known else None
    found = np.empty((DRAWS, len(future.worth)), dtype=np.float32)
    for i in range(DRAWS):
        orders = model.draw(parameters[i], future.people, horizon, chance).astype(np.float64)
        if known is not None and money is not None:
            orders = spent(money[i], known, orders, chance) / future.spend
        found[i] = orders
    return found.astype(np.float64)


def _totals(
    model: Model,
    fit: Fit,
    future: Future,
    horizon: float,
    chance: np.random.Generator,
    *,
    weights: Floats,
) -> Floats:
    """What the total is expected to be for parameters that the data allow."""
    parameters = parameter_draws(fit, DRAWS, chance)
    known = future.known
    money = parameter_draws(known.fit, DRAWS, chance) if known else None
    found = np.empty(DRAWS)
    for i in range(DRAWS):
        orders = model.expected(parameters[i], future.people, horizon)
        if known is not None and money is not None:
            spend = expected_spend(money[i], known.orders, known.mean)
            orders = orders * np.where(np.isfinite(spend), spend, future.spend) / future.spend
        found[i] = float(orders @ weights)
    return found
