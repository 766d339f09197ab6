"""BG/NBD and MBG/NBD: orders come at a customer's own rate until the customer drops out.

While alive, orders are Poisson with rate lambda ~ Gamma(r, alpha); after each order the customer
leaves with probability p ~ Beta(a, b). In the modified model (MBG) also right after the first
order, so that one-time buyers may have left too.

Sources: P. Fader, B. Hardie and K. L. Lee, "Counting Your Customers the Easy Way", Marketing
Science 24(2), 2005; E. Batislam, M. Denizel and A. Filiztekin, "Empirical Validation and Comparison
of Models for Customer Base Analysis", International Journal of Research in Marketing 24(3), 2007.
The expectation is taken by Euler's transformation of 2F1, which neither overflows nor cancels.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import digamma, gammaln

from analytics.lifetime.fitting import Fit, maximise
from analytics.lifetime.histories import Counts, Floats, Histories
from analytics.lifetime.series import hypergeometric

_NEAR_ONE = 1e-6
_ALIKE = 1e4  # of a: everybody leaves with the same chance, and the series loses its digits


@dataclass(frozen=True)
class BetaGeometric:
    """The model; ``modified`` for MBG/NBD. Parameters: r, alpha, a, b."""

    modified: bool = False
    names = ("r", "alpha", "a", "b")

    @property
    def name(self) -> str:
        """The name on the command line."""
        return "mbg_nbd" if self.modified else "bg_nbd"

    def fit(self, seen: Histories) -> Fit:
        """Fit by maximum likelihood."""
        rate = max(float((seen.weight * seen.x).sum() / (seen.weight * seen.T).sum()), 1e-6)
        start = np.array([0.5, max(0.5 / rate, 1e-3), 1.0, 2.5])
        part = seen.sample()
        fit = maximise(
            _Likelihood(seen, int(self.modified)),
            start,
            model=self.name,
            names=self.names,
            customers=seen.customers,
            rough=_Likelihood(part, int(self.modified)) if part else None,
        )
        return replace(fit, reason="bounds") if fit.parameters["a"] > _ALIKE else fit

    def log_likelihoods(self, parameters: Floats, seen: Histories) -> Floats:
        """The log-likelihood of each entry."""
        r, alpha, a, b = parameters
        x, c = seen.x, int(self.modified)
        common = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        common += gammaln(a + b) + gammaln(b + x + c) - gammaln(b) - gammaln(a + b + x + c)
        stayed = -(r + x) * np.log(alpha + seen.T)
        return np.asarray(common + stayed + np.logaddexp(0.0, -self._log_odds(parameters, seen)))

    def alive(self, parameters: Floats, seen: Histories) -> Floats:
        """The chance that the customer of each entry still buys."""
        return _logistic(self._log_odds(parameters, seen))

    def expected(self, parameters: Floats, seen: Histories, horizon: float) -> Floats:
        """Orders expected of each entry within ``horizon`` after T."""
        stays = self.alive(parameters, seen)
        return stays * self._if_alive(parameters, seen.x, seen.T, horizon)

    def expected_of_new(self, parameters: Floats, horizon: float) -> float:
        """Repeat orders expected of somebody who has just ordered first."""
        zero = np.zeros(1)
        chance = self._if_alive(parameters, zero.astype(np.int64), zero, horizon)[0]
        if self.modified:
            _, _, a, b = parameters
            chance *= b / (a + b)
        return float(chance)

    def draw(
        self, parameters: Floats, seen: Histories, horizon: float, chance: np.random.Generator
    ) -> Counts:
        """One possible number of orders of each entry within ``horizon``."""
        r, alpha, a, b = parameters
        stays = chance.random(len(seen.x)) < self.alive(parameters, seen)
        rate = chance.gamma(r + seen.x, 1.0 / (alpha + seen.T))
        leaves = chance.beta(a, b + seen.x + int(self.modified))
        orders = chance.poisson(rate * horizon)
        last = chance.geometric(np.clip(leaves, 1e-12, 1.0))  # the order after which they leave
        return np.where(stays, np.minimum(orders, last), 0)

    def _log_odds(self, parameters: Floats, seen: Histories) -> Floats:
        """Log of the odds of being alive; infinite where nobody can have left yet."""
        r, alpha, a, b = parameters
        shift = seen.x - 1 + int(self.modified)
        with np.errstate(divide="ignore", invalid="ignore"):
            odds = np.log(b + shift) - np.log(a)
        odds = odds - (r + seen.x) * (np.log(alpha + seen.T) - np.log(alpha + seen.t_x))
        return odds if self.modified else np.where(seen.x == 0, np.inf, odds)

    def _if_alive(self, parameters: Floats, x: Counts, age: Floats, horizon: float) -> Floats:
        """Orders expected of those alive. Depends on x and T only: each pair is worked out once."""
        r, alpha, a, b = parameters
        b = b + int(self.modified)
        if abs(a - 1) < _NEAR_ONE:  # the limit is finite; the formula is 0 / 0
            a = 1 + _NEAR_ONE
        pairs, where = np.unique(np.column_stack((x, age)), axis=0, return_inverse=True)
        count, known = pairs[:, 0], pairs[:, 1]
        z = horizon / (alpha + known + horizon)
        series = hypergeometric(a + b - 1 - r, a - 1, a + b + count - 1, z)
        remains = np.exp((a - 1) * np.log1p(-z)) * series
        orders: Floats = (a + b + count - 1) / (a - 1) * (1 - remains)
        return orders[where.reshape(-1)]


@dataclass(frozen=True)
class _Likelihood:
    """Mean negative log-likelihood in log-parameters, with its gradient.

    Gamma functions are taken once per distinct x, logarithms once per history.
    """

    seen: Histories
    shift: int  # 1 for the modified model

    def __call__(self, place: Floats) -> tuple[float, Floats]:
        parameters = np.exp(place)
        everybody = self.seen.weight.sum()
        value, slope = self._counts(*parameters)
        more, steeper = self._ends(*parameters)
        total = np.array(slope) + np.array(steeper)
        return float(-(value + more) / everybody), -total * parameters / everybody

    def _counts(self, r: float, alpha: float, a: float, b: float) -> tuple[float, list[float]]:
        """The part that depends on the number of orders alone."""
        x, which = np.unique(self.seen.x, return_inverse=True)
        heads = np.bincount(which.reshape(-1), weights=self.seen.weight)
        everybody, stayed = heads.sum(), x + self.shift
        value = heads @ (gammaln(r + x) - gammaln(r)) + everybody * r * np.log(alpha)
        value += everybody * (gammaln(a + b) - gammaln(b))
        value += heads @ (gammaln(b + stayed) - gammaln(a + b + stayed))
        both, all_of = digamma(a + b), digamma(a + b + stayed)
        return value, [
            heads @ (digamma(r + x) - digamma(r)) + everybody * np.log(alpha),
            everybody * r / alpha,
            heads @ (both - all_of),
            heads @ (both + digamma(b + stayed) - digamma(b) - all_of),
        ]

    def _ends(self, r: float, alpha: float, a: float, b: float) -> tuple[float, list[float]]:
        """The part of the two ways a history can have ended: alive at T, or left after t_x."""
        seen, weight = self.seen, self.seen.weight
        exponent = r + seen.x
        log_end, log_last = np.log(alpha + seen.T), np.log(alpha + seen.t_x)
        before = seen.x - 1 + self.shift
        may_leave = before >= 0
        base = np.where(may_leave, b + before, 1.0)
        odds = np.log(base) - np.log(a) - exponent * (log_end - log_last)
        stays = np.where(may_leave, _logistic(odds), 1.0)
        left = 1 - stays
        loss = np.where(may_leave, np.logaddexp(0.0, -odds), 0.0)
        near = stays / (alpha + seen.T) + left / (alpha + seen.t_x)
        return weight @ (loss - exponent * log_end), [
            -weight @ (stays * log_end + left * log_last),
            -weight @ (exponent * near),
            weight @ left / a,
            -weight @ (left / base),
        ]


def _logistic(odds: Floats) -> Floats:
    """1 / (1 + exp(-odds)), without overflow."""
    from_above = np.exp(-np.abs(odds))
    return np.asarray(np.where(odds >= 0, 1.0, from_above) / (1 + from_above))
