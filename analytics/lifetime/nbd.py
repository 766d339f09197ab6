"""NBD: orders come at each customer's own rate, and nobody leaves.

Orders are Poisson with rate lambda ~ Gamma(r, alpha): what BG/NBD, MBG/NBD and Pareto/NBD come down
to where nobody is seen to drop out, and their parameters of leaving have no finite optimum.

Sources: A. Ehrenberg, "The Pattern of Consumer Purchases", Applied Statistics 8(1), 1959;
D. Morrison and D. Schmittlein, "Generalizing the NBD Model for Customer Purchases", Journal of
Business & Economic Statistics 6(2), 1988. The likelihood is of the times of the orders, as that of
the other models, so that they can be compared.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from analytics.lifetime.fitting import Fit, Score, maximise
from analytics.lifetime.histories import Counts, Floats, Histories


@dataclass(frozen=True)
class NBD:
    """The model. Parameters: r, alpha."""

    name = "nbd"
    names = ("r", "alpha")

    def fit(self, seen: Histories) -> Fit:
        """Fit by maximum likelihood."""
        rate = max(float((seen.weight * seen.x).sum() / (seen.weight * seen.T).sum()), 1e-6)
        return maximise(
            _Likelihood(seen),
            np.array([0.5, max(0.5 / rate, 1e-3)]),
            model=self.name,
            names=self.names,
            customers=seen.customers,
        )

    def log_likelihoods(self, parameters: Floats, seen: Histories) -> Floats:
        """The log-likelihood of each entry."""
        r, alpha = parameters
        rose = gammaln(r + seen.x) - gammaln(r) + r * np.log(alpha)
        return np.asarray(rose - (r + seen.x) * np.log(alpha + seen.T))

    def alive(self, parameters: Floats, seen: Histories) -> Floats:
        """The chance that the customer of each entry still buys: 1."""
        return np.ones(len(seen.x))

    def expected(self, parameters: Floats, seen: Histories, horizon: float) -> Floats:
        """Orders expected of each entry within ``horizon`` after T."""
        r, alpha = parameters
        return np.asarray((r + seen.x) / (alpha + seen.T) * horizon)

    def expected_of_new(self, parameters: Floats, horizon: float) -> float:
        """Repeat orders expected of somebody who has just ordered first."""
        r, alpha = parameters
        return float(r / alpha * horizon)

    def draw(
        self, parameters: Floats, seen: Histories, horizon: float, chance: np.random.Generator
    ) -> Counts:
        """One possible number of orders of each entry within ``horizon``."""
        r, alpha = parameters
        rates = chance.standard_gamma(r + seen.x) / (alpha + seen.T)
        found: Counts = chance.poisson(rates * horizon)
        return found


@dataclass(frozen=True)
class _Likelihood:
    """Mean log-likelihood with its derivatives by r and alpha."""

    seen: Histories

    def __call__(self, parameters: Floats) -> Score:
        r, alpha = parameters
        x, heads = self.seen.x, self.seen.weight
        everybody, end = heads.sum(), alpha + self.seen.T
        value = heads @ (gammaln(r + x) - gammaln(r) - (r + x) * np.log(end))
        by_r = heads @ (digamma(r + x) - digamma(r) - np.log(end))
        by_alpha = -(heads @ ((r + x) / end))
        curves = np.empty((2, 2))
        curves[0, 0] = heads @ (polygamma(1, r + x) - polygamma(1, r))
        curves[0, 1] = curves[1, 0] = everybody / alpha - heads @ (1 / end)
        curves[1, 1] = heads @ ((r + x) / end**2) - everybody * r / alpha**2
        value = value / everybody + r * np.log(alpha)
        slope = np.array([by_r / everybody + np.log(alpha), by_alpha / everybody + r / alpha])
        return value, slope, curves / everybody
