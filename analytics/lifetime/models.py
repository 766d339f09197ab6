"""The models of repeat buying by name, and what they have in common."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from analytics.lifetime.bg_nbd import BetaGeometric
from analytics.lifetime.fitting import Fit
from analytics.lifetime.histories import Counts, Floats, Histories
from analytics.lifetime.nbd import NBD
from analytics.lifetime.pareto_nbd import ParetoNBD


class Model(Protocol):
    """A model of when customers order again and when they have left.

    Parameters are arrays in the order of ``names``; every figure is one per entry of the
    histories. Times are in the unit of the histories.
    """

    @property
    def name(self) -> str:
        """The name on the command line."""
        ...

    @property
    def names(self) -> Sequence[str]:
        """The parameters as the literature names them."""
        ...

    def fit(self, seen: Histories) -> Fit:
        """Fit by maximum likelihood."""
        ...

    def log_likelihoods(self, parameters: Floats, seen: Histories) -> Floats:
        """The log-likelihood of each entry."""
        ...

    def alive(self, parameters: Floats, seen: Histories) -> Floats:
        """The chance of still being a customer."""
        ...

    def expected(self, parameters: Floats, seen: Histories, horizon: float) -> Floats:
        """Orders expected within ``horizon`` after T."""
        ...

    def expected_of_new(self, parameters: Floats, horizon: float) -> float:
        """Repeat orders expected of somebody who has just ordered first."""
        ...

    def draw(
        self, parameters: Floats, seen: Histories, horizon: float, chance: np.random.Generator
    ) -> Counts:
        """One possible number of orders within ``horizon`` after T."""
        ...


_ALL: tuple[Model, ...] = (BetaGeometric(), BetaGeometric(modified=True), ParetoNBD(), NBD())
MODELS: Mapping[str, Model] = {model.name: model for model in _ALL}


def best_fit(seen: Histories, names: Sequence[str] = tuple(MODELS)) -> Fit | None:
    """Of the models that converge, the one with the lowest BIC (the first of equals); else None."""
    fits = [fit for name in names if (fit := MODELS[name].fit(seen)).converged]
    return min(fits, key=lambda fit: fit.bic, default=None)
