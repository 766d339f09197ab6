"""Gamma-Gamma: what a customer's orders are worth on average, seen through how many there were.

Each order's value is Gamma(p, nu) for its customer, nu ~ Gamma(q, v) over customers; the number of
orders and their value are taken to be independent. Few orders pull the estimate to the average of
all customers.

Source: P. Fader and B. Hardie, "The Gamma-Gamma Model of Monetary Value", note, 2013; P. Fader,
B. Hardie and K. L. Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis", Journal
of Marketing Research 42(4), 2005.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import digamma, gammaln, polygamma

from analytics.lifetime.fitting import Fit, Score, maximise
from analytics.lifetime.histories import Floats

NAMES = ("p", "q", "v")
NAME = "gamma_gamma"
_SAMPLE = 10_000  # customers: about so many begin the search where there are many more


def fit_spend(orders: ArrayLike, mean_value: ArrayLike) -> Fit:
    """Fit to customers with ``orders`` >= 1 values of positive mean ``mean_value`` each.

    Raises ``ValueError`` where a count or a mean is not positive.
    """
    x = np.asarray(orders, dtype=np.float64)
    m = np.asarray(mean_value, dtype=np.float64)
    if not (x > 0).all() or not (m > 0).all():
        raise ValueError("every customer needs at least one order and a positive mean value")
    level = float(np.average(m, weights=x))  # so that the search starts alike in any currency
    step = len(x) // _SAMPLE
    fit = maximise(
        _Likelihood.of(x, m / level),
        np.array([6.0, 4.0, 0.5]),
        model=NAME,
        names=NAMES,
        customers=len(x),
        rough=_Likelihood.of(x[::step], m[::step] / level) if step > 1 else None,
    )
    parameters = {**fit.parameters, "v": fit.parameters["v"] * level}
    value = fit.log_likelihood - len(x) * float(np.log(level))
    return Fit(NAME, parameters, value, len(x), fit.covariance, fit.reason)


@dataclass(frozen=True)
class _Likelihood:
    """Mean log-likelihood with its derivatives by p, q and v."""

    x: Floats
    total: Floats  # x m of each customer
    counts: Floats  # each number of orders there is, once
    heads: Floats  # how many customers have it
    log_m: float  # sum of log m
    x_log_xm: float  # sum of x log (x m)

    @classmethod
    def of(cls, x: Floats, m: Floats) -> "_Likelihood":
        """What stays the same while parameters change."""
        counts, which = np.unique(x, return_inverse=True)
        heads = np.bincount(which.reshape(-1)).astype(np.float64)
        return cls(x, x * m, counts, heads, float(np.log(m).sum()), float(x @ np.log(x * m)))

    def __call__(self, parameters: Floats) -> Score:
        p, q, v = parameters
        size, counts, heads = len(self.x), self.counts, self.heads
        shape, log_t, inverse = p * counts + q, np.log(self.total + v), 1 / (self.total + v)
        logs, all_inverse, squares = log_t.sum(), inverse.sum(), inverse @ inverse
        x_logs, x_inverse = self.x @ log_t, self.x @ inverse
        value = heads @ (gammaln(shape) - gammaln(p * counts))
        value += size * (q * np.log(v) - gammaln(q)) - self.log_m
        value += p * (self.x_log_xm - x_logs) - q * logs
        slope = [
            heads @ (counts * (digamma(shape) - digamma(p * counts))) + self.x_log_xm - x_logs,
            heads @ digamma(shape) + size * (np.log(v) - digamma(q)) - logs,
            size * q / v - p * x_inverse - q * all_inverse,
        ]
        bent = polygamma(1, shape)
        p_p = heads @ (counts**2 * (bent - polygamma(1, p * counts)))
        p_q, q_q = heads @ (counts * bent), heads @ bent - size * polygamma(1, q)
        q_v = size / v - all_inverse
        v_v = p * (self.x @ inverse**2) + q * squares - size * q / v**2
        curves = np.array([[p_p, p_q, -x_inverse], [p_q, q_q, q_v], [-x_inverse, q_v, v_v]])
        return float(value / size), np.array(slope) / size, curves / size


def expected_spend(parameters: Floats, orders: ArrayLike, mean_value: ArrayLike) -> Floats:
    """The value expected of each customer's next orders; with no orders, that of the average one.

    Where q is at most 1 the average of all has no finite value: then those without orders get
    infinity, which the caller must not show.
    """
    p, q, v = parameters
    x = np.asarray(orders, dtype=np.float64)
    m = np.asarray(mean_value, dtype=np.float64)
    with np.errstate(divide="ignore"):
        spend = p * (v + x * m) / np.maximum(p * x + q - 1, 0.0)
    return np.asarray(spend, dtype=np.float64)
