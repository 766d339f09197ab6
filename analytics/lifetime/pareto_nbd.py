"""Pareto/NBD: orders come at a customer's own rate until an unseen moment of leaving.

While alive, orders are Poisson with rate lambda ~ Gamma(r, alpha); the time until leaving is
exponential with rate mu ~ Gamma(s, beta).

Source: D. Schmittlein, D. Morrison and R. Colombo, "Counting Your Customers: Who Are They and What
Will They Do Next?", Management Science 33(1), 1987; P. Fader and B. Hardie, "A Note on Deriving
the Pareto/NBD Model and Related Expressions", 2005. The likelihood's integral over the moment of
leaving is taken by Gauss-Legendre quadrature after a change of variable that flattens it; it has
no differences of large numbers, unlike its hypergeometric form.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from analytics.lifetime.fitting import Fit, Score, maximise
from analytics.lifetime.histories import Counts, Floats, Histories

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_NODES, _WEIGHTS = (_NODES + 1) / 2, _WEIGHTS / 2
_CHUNK = 1_024  # histories at a time: the nodes of these fit into the processor's cache
_NEAR_ONE = 1e-6
_TINY = 1e-300
_ALL = -1 + 1e-15


@dataclass(frozen=True)
class ParetoNBD:
    """The model. Parameters: r, alpha, s, beta."""

    names = ("r", "alpha", "s", "beta")
    name = "pareto_nbd"

    def fit(self, seen: Histories) -> Fit:
        """Fit by maximum likelihood."""
        rate = max(float((seen.weight * seen.x).sum() / (seen.weight * seen.T).sum()), 1e-6)
        age = max(float(seen.T.mean()), 1e-6)
        start = np.array([0.5, max(0.5 / rate, 1e-3), 0.6, age])
        part = seen.sample()
        return maximise(
            partial(_objective, seen=seen),
            start,
            model=self.name,
            names=self.names,
            customers=seen.customers,
            rough=partial(_objective, seen=part) if part else None,
        )

    def log_likelihoods(self, parameters: Floats, seen: Histories) -> Floats:
        """The log-likelihood of each entry."""
        r, alpha, s, beta = parameters
        common = gammaln(r + seen.x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        return np.asarray(common + _by_chunks(parameters, seen, _Ends.log_sum))

    def alive(self, parameters: Floats, seen: Histories) -> Floats:
        """The chance that the customer of each entry still buys."""
        return _by_chunks(parameters, seen, _Ends.stays)

    def expected(self, parameters: Floats, seen: Histories, horizon: float) -> Floats:
        """Orders expected of each entry within ``horizon`` after T."""
        r, alpha, s, beta = parameters
        rate = (r + seen.x) / (alpha + seen.T)
        left = _time_left(s, beta + seen.T, horizon)
        return np.asarray(rate * left * self.alive(parameters, seen))

    def expected_of_new(self, parameters: Floats, horizon: float) -> float:
        """Repeat orders expected of somebody who has just ordered first."""
        r, alpha, s, beta = parameters
        return float(r / alpha * _time_left(s, np.array([beta]), horizon)[0])

    def draw(
        self, parameters: Floats, seen: Histories, horizon: float, chance: np.random.Generator
    ) -> Counts:
        """One possible number of orders of each entry within ``horizon``."""
        r, alpha, s, beta = parameters
        stays = np.flatnonzero(chance.random(len(seen.x)) < self.alive(parameters, seen))
        x, age = seen.x[stays], seen.T[stays]
        rate = chance.standard_gamma(r + x) / (alpha + age)
        leaving = np.maximum(chance.standard_gamma(s, len(age)) / (beta + age), _TINY)
        until = np.minimum(chance.standard_exponential(len(age)) / leaving, horizon)
        found = np.zeros(len(seen.x), dtype=np.int64)
        found[stays] = chance.poisson(rate * until)
        return found


def _time_left(s: float, beta: Floats, horizon: float) -> Floats:
    """Expected time alive within ``horizon``, leaving at a rate of Gamma(s, beta)."""
    growth = np.log1p(horizon / beta)
    if abs(s - 1) < _NEAR_ONE:
        left: Floats = beta * growth
        return left
    return np.asarray(-beta * np.expm1(-(s - 1) * growth) / (s - 1))


def _objective(parameters: Floats, seen: Histories) -> Score:
    """Mean log-likelihood with its derivatives by r, alpha, s and beta."""
    value, slope, curves = _counts(parameters, seen)
    for start in range(0, len(seen.x), _CHUNK):
        part = slice(start, start + _CHUNK)
        ends = _Ends.of(parameters, seen.x[part], seen.t_x[part], seen.T[part])
        more, steeper, rounder = ends.score(parameters, seen.weight[part])
        value, slope, curves = value + more, slope + steeper, curves + rounder
    everybody = seen.weight.sum()
    return float(value / everybody), slope / everybody, curves / everybody


def _counts(parameters: Floats, seen: Histories) -> Score:
    """The part that depends on the number of orders alone."""
    r, alpha, s, beta = parameters
    x, which = np.unique(seen.x, return_inverse=True)
    heads = np.bincount(which, weights=seen.weight)
    everybody = heads.sum()
    value = heads @ (gammaln(r + x) - gammaln(r))
    value += everybody * (r * np.log(alpha) + s * np.log(beta))
    slope = np.array(
        [
            heads @ (digamma(r + x) - digamma(r)) + everybody * np.log(alpha),
            everybody * r / alpha,
            everybody * np.log(beta),
            everybody * s / beta,
        ]
    )
    rounds = [heads @ (polygamma(1, r + x) - polygamma(1, r)), r / alpha**2, 0.0, s / beta**2]
    curves = np.diag([rounds[0], *(-everybody * part for part in rounds[1:])])
    curves[0, 1] = curves[1, 0] = everybody / alpha
    curves[2, 3] = curves[3, 2] = everybody / beta
    return value, slope, curves


def _by_chunks(parameters: Floats, seen: Histories, what: "Callable[[_Ends], Floats]") -> Floats:
    parts = [
        what(_Ends.of(parameters, seen.x[i:j], seen.t_x[i:j], seen.T[i:j]))
        for i in range(0, len(seen.x), _CHUNK)
        for j in [i + _CHUNK]
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


@dataclass(frozen=True)
class _Ends:
    """The two ways a history can have ended: still alive at T, or left between t_x and T.

    ``alive`` and ``left`` are the logs of the two terms of the likelihood. At each node, one a
    column, ``log_a`` and ``log_b`` are the logs of alpha + t and beta + t, and ``share`` is the
    part of the second term that lies there.
    """

    alive: Floats
    left: Floats
    exponent: Floats  # r + x
    end: Floats  # T
    log_a: Floats
    log_b: Floats
    share: Floats

    @classmethod
    def of(cls, parameters: Floats, x: Counts, t_x: Floats, end: Floats) -> "_Ends":
        """The integral of (alpha + t)^-(r + x) (beta + t)^-(s + 1) over t_x < t < T.

        With m the larger of alpha and beta, y = ((m + t_x) / (m + t))^(r + s + x) makes the
        integrand nearly flat, whatever x.
        """
        r, alpha, s, beta = parameters
        exponent = r + x
        larger, gap = max(alpha, beta), abs(alpha - beta)
        power = exponent + s
        log_start = np.log(larger + t_x)
        span = np.log(larger + end) - log_start
        lowest = np.exp(-power * span)
        width = -np.expm1(-power * span)
        y = lowest[:, None] + width[:, None] * _NODES
        log_large = log_start[:, None] - np.log(np.maximum(y, _TINY)) / power[:, None]
        inner = np.maximum(-gap * np.exp(-log_large), _ALL)  # at t near 0 all but alpha is gone
        smallest = np.log(min(alpha, beta) + t_x)[:, None]
        log_small = np.maximum(log_large + np.log1p(inner), smallest)
        ratio = (s + 1 if alpha >= beta else exponent[:, None]) * (log_large - log_small)
        top = ratio.max(axis=1, keepdims=True)
        weights = np.exp(ratio - top) * _WEIGHTS
        total = weights.sum(axis=1)
        log_integral = np.log(np.maximum(width * total, _TINY)) + top[:, 0]
        log_integral -= power * log_start + np.log(power)
        log_a, log_b = (log_large, log_small) if alpha >= beta else (log_small, log_large)
        return cls(
            alive=-exponent * np.log(alpha + end) - s * np.log(beta + end),
            left=np.log(s) + log_integral,
            exponent=exponent,
            end=end,
            log_a=log_a,
            log_b=log_b,
            share=weights / total[:, None],
        )

    def log_sum(self) -> Floats:
        """Log of the likelihood, but for what does not depend on the end."""
        return np.asarray(np.logaddexp(self.alive, self.left))

    def stays(self) -> Floats:
        """The chance of being alive at the end."""
        return np.asarray(np.exp(self.alive - np.logaddexp(self.alive, self.left)))

    def score(self, parameters: Floats, weight: Floats) -> Score:
        """The weighted sum of :meth:`log_sum`, with its derivatives by r, alpha, s and beta.

        Those of a sum of likelihoods are means over its terms, and the curvature also has their
        variance: here between the two ways to end, and between the moments of leaving.
        """
        _, alpha, s, beta = parameters
        e = self.exponent
        stays = self.stays()
        by_a, by_b = np.exp(-self.log_a), np.exp(-self.log_b)
        at_nodes = np.stack([-self.log_a, -e[:, None] * by_a, -self.log_b, -(s + 1) * by_b])
        mean = (at_nodes * self.share).sum(axis=2)
        of_left = mean + np.array([0.0, 0.0, 1 / s, 0.0])[:, None]
        end_a, end_b = 1 / (alpha + self.end), 1 / (beta + self.end)
        of_alive = np.stack([np.log(end_a), -e * end_a, np.log(end_b), -s * end_b])
        heads, gone = weight * stays, weight * (1 - stays)
        apart, around = of_alive - of_left, at_nodes - mean[:, :, None]
        curves = np.einsum("in,jn->ij", apart * (heads * (1 - stays)), apart)
        share = self.share * gone[:, None]
        curves += np.einsum("ink,jnk->ij", around * share, around)
        near, far = by_a * share, by_b * share
        r_alpha = -(heads @ end_a + near.sum())
        s_beta = -(heads @ end_b + far.sum())
        curves[0, 1], curves[1, 0] = curves[0, 1] + r_alpha, curves[1, 0] + r_alpha
        curves[2, 3], curves[3, 2] = curves[2, 3] + s_beta, curves[3, 2] + s_beta
        curves[1, 1] += (heads * e) @ end_a**2 + e @ (near * by_a).sum(axis=1)
        curves[2, 2] -= gone.sum() / s**2
        curves[3, 3] += s * heads @ end_b**2 + (s + 1) * (far * by_b).sum()
        return float(weight @ self.log_sum()), of_alive @ heads + of_left @ gone, curves
