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
from scipy.special import digamma, gammaln, polygamma

from analytics.lifetime.fitting import Fit, Score, maximise
from analytics.lifetime.histories import Counts, Floats, Histories
from analytics.lifetime.series import hypergeometric

_NEAR_ONE = 1e-6
_CHUNK = 8_192  # histories at a time: what is made of these fits into the processor's cache
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
            _Likelihood.of(seen, int(self.modified)),
            start,
            model=self.name,
            names=self.names,
            customers=seen.customers,
            rough=_Likelihood.of(part, int(self.modified)) if part else None,
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
        return self.alive(parameters, seen) * self.if_alive(parameters, seen, horizon)

    def if_alive(self, parameters: Floats, seen: Histories, horizon: float) -> Floats:
        """The same of those alive. Depends on x and T only: each pair is worked out once."""
        ages = seen.ages
        return self._if_alive(parameters, ages.x, ages.T, horizon)[ages.where]

    def expected_of_new(self, parameters: Floats, horizon: float) -> float:
        """Repeat orders expected of somebody who has just ordered first."""
        zero = np.zeros(1)
        chance = self._if_alive(parameters, zero, zero, horizon)[0]
        if self.modified:
            _, _, a, b = parameters
            chance *= b / (a + b)
        return float(chance)

    def draw(
        self, parameters: Floats, seen: Histories, horizon: float, chance: np.random.Generator
    ) -> Counts:
        """One possible number of orders of each entry within ``horizon``."""
        r, alpha, a, b = parameters
        stays = np.flatnonzero(chance.random(len(seen.x)) < self.alive(parameters, seen))
        x, age = seen.x[stays], seen.T[stays]
        orders = chance.poisson(chance.standard_gamma(r + x) / (alpha + age) * horizon)
        buys = orders > 0
        leaves = chance.beta(a, b + x[buys] + int(self.modified))
        last = chance.geometric(np.clip(leaves, 1e-12, 1.0))  # the order after which they leave
        found = np.zeros(len(seen.x), dtype=np.int64)
        found[stays[buys]] = np.minimum(orders[buys], last)
        return found

    def _log_odds(self, parameters: Floats, seen: Histories) -> Floats:
        """Log of the odds of being alive; infinite where nobody can have left yet."""
        r, alpha, a, b = parameters
        shift = seen.x - 1 + int(self.modified)
        with np.errstate(divide="ignore", invalid="ignore"):
            odds = np.log(b + shift) - np.log(a)
        odds = odds - (r + seen.x) * (np.log(alpha + seen.T) - np.log(alpha + seen.t_x))
        return odds if self.modified else np.where(seen.x == 0, np.inf, odds)

    def _if_alive(self, parameters: Floats, x: Floats, age: Floats, horizon: float) -> Floats:
        r, alpha, a, b = parameters
        b = b + int(self.modified)
        if abs(a - 1) < _NEAR_ONE:  # the limit is finite; the formula is 0 / 0
            a = 1 + _NEAR_ONE
        z = horizon / (alpha + age + horizon)
        series = hypergeometric(a + b - 1 - r, a - 1, a + b + x - 1, z)
        remains = np.exp((a - 1) * np.log1p(-z)) * series
        return np.asarray((a + b + x - 1) / (a - 1) * (1 - remains))


@dataclass(frozen=True)
class _Likelihood:
    """Mean log-likelihood with its derivatives by r, alpha, a and b.

    What depends on the number of orders alone is taken once per number. The rest is the sum of two
    ways a history can have ended, alive at T or left after t_x: its derivatives are means over the
    two, and its curvature also has their variance.
    """

    seen: Histories
    x: Floats
    base: Floats  # of the log of the chance to stay after the last order, less b; below 0: unknown
    counts: Floats
    heads: Floats  # how many customers have each of the counts

    @classmethod
    def of(cls, seen: Histories, shift: int) -> "_Likelihood":
        """``shift`` is 1 for the modified model."""
        counts, which = np.unique(seen.x, return_inverse=True)
        heads = np.bincount(which, weights=seen.weight).astype(np.float64)
        x = seen.x.astype(np.float64)
        return cls(seen, x, x - 1 + shift, counts.astype(np.float64), heads)

    def __call__(self, parameters: Floats) -> Score:
        r, alpha, a, b = parameters
        value, slope, curves = self._counts(r, alpha, a, b)
        for start in range(0, len(self.x), _CHUNK):
            more, steeper, rounder = self._ends(slice(start, start + _CHUNK), r, alpha, a, b)
            value, slope, curves = value + more, slope + steeper, curves + rounder
        everybody = self.heads.sum()
        return value / everybody, slope / everybody, curves / everybody

    def _counts(self, r: float, alpha: float, a: float, b: float) -> Score:
        """The part that depends on the number of orders alone."""
        x, heads, shift = self.counts, self.heads, self.base[0] + 1 - self.x[0]
        everybody, stayed = heads.sum(), x + shift
        value = heads @ (gammaln(r + x) - gammaln(r)) + everybody * r * np.log(alpha)
        value += everybody * (gammaln(a + b) - gammaln(b))
        value += heads @ (gammaln(b + stayed) - gammaln(a + b + stayed))
        both = heads @ (digamma(a + b) - digamma(a + b + stayed))
        slope = [
            heads @ (digamma(r + x) - digamma(r)) + everybody * np.log(alpha),
            everybody * r / alpha,
            both,
            both + heads @ (digamma(b + stayed) - digamma(b)),
        ]
        curves = np.zeros((4, 4))
        curves[0, 0] = heads @ (_trigamma(r + x) - _trigamma(r))
        curves[0, 1] = curves[1, 0] = everybody / alpha
        curves[1, 1] = -everybody * r / alpha**2
        curves[2:, 2:] = heads @ (_trigamma(a + b) - _trigamma(a + b + stayed))
        curves[3, 3] += heads @ (_trigamma(b + stayed) - _trigamma(b))
        return value, np.array(slope), curves

    def _ends(self, part: slice, r: float, alpha: float, a: float, b: float) -> Score:
        """The part of the two ways a history can have ended, of some histories."""
        weight, base = self.seen.weight[part], self.base[part]
        exponent, end, last = (
            r + self.x[part],
            alpha + self.seen.T[part],
            alpha + self.seen.t_x[part],
        )
        log_end, log_last, by_end, by_last = np.log(end), np.log(last), 1 / end, 1 / last
        stay = np.where(base < 0, 1.0, b + base)
        odds = np.log(stay) - np.log(a) - exponent * (log_end - log_last)
        odds[base < 0] = np.inf
        small = np.exp(-np.abs(odds))
        stays = np.where(odds >= 0, 1.0, small) / (1 + small)
        weigh_end, weigh_last = weight * stays, weight * (1 - stays)
        near, far = weigh_last * by_last, weigh_end * by_end
        left = weigh_last.sum()
        value = weight @ (np.log1p(small) + np.maximum(-odds, 0.0) - exponent * log_end)
        slope = [
            -(weigh_end @ log_end) - weigh_last @ log_last,
            -(exponent @ (near + far)),
            left / a,
            -(weigh_last @ (1 / stay)),
        ]
        apart = np.stack(
            [
                log_last - log_end,
                exponent * (by_last - by_end),
                np.full_like(stay, -1 / a),
                1 / stay,
            ]
        )
        curves = np.einsum("ik,jk->ij", apart * (weigh_last * stays), apart)
        curves[0, 1] -= (near + far).sum()
        curves[1, 0] = curves[0, 1]
        curves[1, 1] += exponent @ (near * by_last + far * by_end)
        curves[2, 2] -= left / a**2
        curves[3, 3] += weigh_last @ stay**-2
        return value, np.array(slope), curves


def _trigamma(x: Floats | float) -> Floats:
    return np.asarray(polygamma(1, x))


def _logistic(odds: Floats) -> Floats:
    """1 / (1 + exp(-odds)), without overflow."""
    from_above = np.exp(-np.abs(odds))
    return np.asarray(np.where(odds >= 0, 1.0, from_above) / (1 + from_above))
