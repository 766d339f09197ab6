"""The fits of a company: one of all customers, and of groups apart where there is enough to see.

A group of its own is fitted where at least :data:`analytics.lifetime.fits.FEWEST` of its customers
ordered again and a model converges; the customers of all other groups take the fit of all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import polars as pl

from analytics.findings import NotEnoughData
from analytics.lifetime.customers import histories_of
from analytics.lifetime.fitting import Fit
from analytics.lifetime.histories import Counts, Floats, Histories
from analytics.lifetime.models import MODELS, Model, best_fit

AUTO = "auto"
FEWEST = 100  # customers with a repeat order

_SCHEMA = {
    "group": pl.String,
    "fitted": pl.String,
    "customers": pl.Int64,
    "repeat_customers": pl.Int64,
    "model": pl.String,
    "log_likelihood": pl.Float64,
}


@dataclass(frozen=True)
class Part:
    """Customers who share a fit: ``who`` are their rows. ``group`` is None of those together."""

    group: str | None
    who: Counts
    seen: Histories
    fit: Fit

    @property
    def model(self) -> Model:
        """The model that was fitted."""
        return MODELS[self.fit.model]


@dataclass(frozen=True)
class Fits:
    """``together`` is the fit of all; ``parts`` hold each customer once.

    ``entry[i]`` is the entry of the i-th customer among the entries of all parts, in their order.
    ``groups``: group, fitted ("own_fit" or "joint_fit"), customers, repeat_customers, model,
    log_likelihood; none if nothing was asked to be fitted apart.
    """

    together: Fit
    parts: Sequence[Part]
    entry: Counts
    groups: pl.DataFrame

    def by_entry(self, figure: Callable[[Model, Floats, Histories], Floats]) -> Floats:
        """A figure of each entry, by the model and parameters of its part."""
        return np.concatenate([figure(one.model, one.fit.values, one.seen) for one in self.parts])

    def each(self, values: Floats) -> Floats:
        """Values of the entries, laid out for each customer."""
        return values[self.entry]

    def alive(self) -> Floats:
        """The chance that each customer still buys."""
        return self.each(self.by_entry(lambda model, place, seen: model.alive(place, seen)))

    def expected(self, horizon: float) -> Floats:
        """Orders expected of each customer within ``horizon``."""
        return self.each(
            self.by_entry(lambda model, place, seen: model.expected(place, seen, horizon))
        )

    @property
    def gain(self) -> float:
        """By how much groups apart lower BIC against one fit for all; below 0: they do not."""
        own = [one for one in self.parts if one.group is not None]
        better, customers = 0.0, len(self.entry)
        for one in own:
            model, place = MODELS[self.together.model], self.together.values
            better += one.fit.log_likelihood
            better -= float(model.log_likelihoods(place, one.seen) @ one.seen.weight)
        spared = len(self.together.parameters) if len(own) == len(self.parts) else 0
        more = sum(len(one.fit.parameters) for one in own) - spared
        return 2 * better - more * float(np.log(customers))

    def of_new(self, horizon: float) -> float:
        """Repeat orders expected of somebody new, on the average of the parts."""
        heads = np.array([len(one.who) for one in self.parts], dtype=np.float64)
        orders = [one.model.expected_of_new(one.fit.values, horizon) for one in self.parts]
        return float(heads @ np.array(orders) / heads.sum())

    def changed(self, parameters: Callable[[Fit], dict[str, float]]) -> Self:
        """The same with other parameters."""
        parts = [
            replace(one, fit=replace(one.fit, parameters=parameters(one.fit))) for one in self.parts
        ]
        return replace(self, parts=parts)


def fit_all(customers: pl.DataFrame, model: str, group: pl.Series | None = None) -> Fits:
    """Fit ``customers`` (x, t_x, T), apart by ``group`` where given: one name, or null, a customer.

    Raises ``ValueError`` for an unknown model, ``NotEnoughData`` where there are too few repeat
    customers, or no model converges on all of them.
    """
    if model not in (AUTO, *MODELS):
        raise ValueError(f"no model {model!r}; there are {AUTO}, {', '.join(MODELS)}")
    seen = histories_of(customers)
    together = _fitted(customers, seen, model)
    none = pl.DataFrame(schema=_SCHEMA)
    if group is None:
        whole = Part(None, np.arange(customers.height), seen, together)
        return Fits(together, (whole,), seen.who, none)
    rows = customers.select("x", group=group).with_row_index("row")
    parts: list[Part] = []
    rest: list[Counts] = []
    told = []
    for (name,), some in rows.sort("group", "row", nulls_last=True).group_by(
        "group", maintain_order=True
    ):
        who = some["row"].to_numpy().astype(np.int64)
        own = _own(customers[who.tolist()], str(name), who, model) if name is not None else None
        (rest.append(who) if own is None else parts.append(own))
        fit = together if own is None else own.fit
        told.append(
            {
                "group": name,
                "fitted": "joint_fit" if own is None else "own_fit",
                "customers": len(who),
                "repeat_customers": int((some["x"] > 0).sum()),
                "model": fit.model,
                "log_likelihood": None if own is None else own.fit.log_likelihood,
            }
        )
    if rest:
        who = np.sort(np.concatenate(rest))
        parts.append(Part(None, who, histories_of(customers[who.tolist()]), together))
    entry, start = np.empty(customers.height, dtype=np.int64), 0
    for one in parts:
        entry[one.who] = one.seen.who + start
        start += len(one.seen.x)
    return Fits(together, tuple(parts), entry, pl.DataFrame(told, schema=_SCHEMA))


def _own(customers: pl.DataFrame, name: str, who: Counts, model: str) -> Part | None:
    seen = histories_of(customers)
    try:
        return Part(name, who, seen, _fitted(customers, seen, model))
    except NotEnoughData:
        return None


def _fitted(customers: pl.DataFrame, seen: Histories, model: str) -> Fit:
    """The model fitted, or the best of all. ``NotEnoughData`` where there is none to be had."""
    repeat = int((customers["x"] > 0).sum())
    if repeat < FEWEST:
        raise NotEnoughData("not_enough.few_repeat_customers", least=FEWEST, customers=repeat)
    fit = best_fit(seen) if model == AUTO else MODELS[model].fit(seen)
    if fit is None or not fit.converged:
        raise NotEnoughData("not_enough.no_model")
    return fit
