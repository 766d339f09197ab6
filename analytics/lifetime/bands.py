"""Intervals of what customers bring: orders, their money and margin, discounted.

Up to :data:`MOST` customers are drawn one by one. Of more, customers with about the same chance of
being alive and the same expected orders share the draws of one in their midst, each at the worth of
an order of their own; the total then varies with the parameters, and by the normal law with the
chance of each customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from analytics.lifetime.draws import DRAWS, Band, Spend, drawn_orders, parameter_draws, spent
from analytics.lifetime.fits import Fits
from analytics.lifetime.fitting import Fit
from analytics.lifetime.gamma_gamma import expected_spend
from analytics.lifetime.histories import Counts, Floats, Histories
from analytics.lifetime.models import MODELS, Model

MOST = 5_000
LEVEL = 0.90
_GROUPS = 2_000
_BY_ALIVE = 10


@dataclass(frozen=True)
class Future:
    """Customers one by one, under one fit: their histories, and what an order of each brings.

    ``who``: their rows among all. ``worth``: margin of an order, discounted as a mean over the
    horizon; ``spend``: its revenue as expected; ``known``: what was seen of it, None where spend
    could not be fitted.
    """

    fit: Fit
    who: Counts
    people: Histories
    worth: Floats
    spend: Floats
    known: Spend | None

    @property
    def model(self) -> Model:
        """The model that was fitted."""
        return MODELS[self.fit.model]

    def part(self, who: Counts) -> Self:
        """Some of them."""
        x, t_x, age = self.people.x[who], self.people.t_x[who], self.people.T[who]
        ones, places = np.ones(len(who)), np.arange(len(who), dtype=np.int64)
        known = self.known
        if known is not None:
            known = Spend(known.fit, known.orders[who], known.mean[who])
        people = Histories(x, t_x, age, ones, places)
        worth, spend = self.worth[who], self.spend[who]
        return type(self)(self.fit, self.who[who], people, worth, spend, known)


def one_by_one(seen: Histories) -> Histories:
    """The same customers, each an entry of their own."""
    x, t_x, age = seen.x[seen.who], seen.t_x[seen.who], seen.T[seen.who]
    return Histories(
        x, t_x, age, np.ones(seen.customers), np.arange(seen.customers, dtype=np.int64)
    )


def order_band(
    fits: Fits, horizon: float, chance: np.random.Generator, *, level: float = LEVEL
) -> Band:
    """The central interval of what customers order within ``horizon``."""
    futures = []
    for one in fits.parts:
        ones = np.ones(len(one.who))
        futures.append(Future(one.fit, one.who, one_by_one(one.seen), ones, ones, None))
    return value_band(futures, horizon, chance, level=level)


def value_band(
    futures: Sequence[Future], horizon: float, chance: np.random.Generator, *, level: float = LEVEL
) -> Band:
    """The central interval of each customer's value within ``horizon``, and of the total.

    Parts with fits of their own are taken to go their ways independently.
    """
    size = sum(len(future.who) for future in futures)
    low, high, totals = np.empty(size), np.empty(size), np.zeros(DRAWS)
    for future in futures:
        drawn = _each if len(future.who) <= MOST else _shared
        low[future.who], high[future.who], more = drawn(future, horizon, chance, level)
        totals += more
    total_low, total_high = _ends(totals[:, None], level)
    return Band(low, high, float(total_low[0]), float(total_high[0]))


def _each(
    future: Future, horizon: float, chance: np.random.Generator, level: float
) -> tuple[Floats, Floats, Floats]:
    """Ends of each customer, drawn one by one, and the totals of the draws."""
    values = _draws(future, horizon, chance) * future.worth
    return *_ends(values, level), np.asarray(values.sum(axis=1))


def _shared(
    future: Future, horizon: float, chance: np.random.Generator, level: float
) -> tuple[Floats, Floats, Floats]:
    """The same where groups share the draws of one in their midst."""
    group, middle, expected = _groups(future, horizon)
    few = future.part(middle)
    drawn = _draws(few, horizon, chance)
    ends = np.stack([end[group] * future.worth for end in _ends(drawn, level)])
    weights = np.asarray(np.bincount(group, future.worth, _GROUPS), dtype=np.float64)
    spread = np.sqrt(float((future.worth**2 * drawn.var(axis=0)[group]).sum()))
    every, of_few = float(expected @ future.worth), float(expected[middle] @ weights)
    totals = _totals(few, horizon, chance, weights=weights) + every - of_few
    return ends.min(axis=0), ends.max(axis=0), totals + chance.normal(0.0, spread, DRAWS)


def _ends(values: Floats | NDArray[np.float32], level: float) -> tuple[Floats, Floats]:
    """The central ``level`` of each column."""
    columns: NDArray[np.floating] = np.ascontiguousarray(values.T)
    ends = np.array([(1 - level) / 2, (1 + level) / 2])
    low, high = np.asarray(np.quantile(columns, ends, axis=1), dtype=np.float64)
    return low + 0.0, high + 0.0


def _groups(future: Future, horizon: float) -> tuple[Counts, Counts, Floats]:
    """The group of each customer, who stands in the middle of each, and the orders expected."""
    alive = future.model.alive(future.fit.values, future.people)
    expected = future.model.expected(future.fit.values, future.people, horizon)
    order = np.lexsort((expected, np.floor(alive * _BY_ALIVE)))
    size = len(order)
    place = np.empty(size, dtype=np.int64)
    place[order] = np.arange(size)
    middle = order[
        (np.arange(_GROUPS) * size // _GROUPS + (np.arange(1, _GROUPS + 1) * size // _GROUPS)) // 2
    ]
    return place * _GROUPS // size, middle, expected


def _draws(future: Future, horizon: float, chance: np.random.Generator) -> NDArray[np.float32]:
    """Possible orders of each customer, in orders of the worth expected: one row a draw."""
    found = drawn_orders(future.model, future.fit, future.people, horizon, chance)
    known = future.known
    if known is not None:
        for i, money in enumerate(parameter_draws(known.fit, DRAWS, chance)):
            found[i] = spent(money, known, found[i].astype(np.float64), chance) / future.spend
    return found


def _totals(
    future: Future, horizon: float, chance: np.random.Generator, *, weights: Floats
) -> Floats:
    """What the total is expected to be for parameters that the data allow."""
    known = future.known
    money = parameter_draws(known.fit, DRAWS, chance) if known else None
    found = np.empty(DRAWS)
    for i, parameters in enumerate(parameter_draws(future.fit, DRAWS, chance)):
        orders = future.model.expected(parameters, future.people, horizon)
        if known is not None and money is not None:
            spend = expected_spend(money[i], known.orders, known.mean)
            orders = orders * np.where(np.isfinite(spend), spend, future.spend) / future.spend
        found[i] = float(orders @ weights)
    return found
