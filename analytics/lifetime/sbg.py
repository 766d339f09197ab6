"""Shifted beta-geometric (sBG): how long customers keep renewing a contract.

At each renewal a customer leaves with the same own probability, which is Beta(alpha, beta) over
customers; the careless leave first, so retention rises with age although nobody changes. Where the
data show no such difference, everybody's probability is the same: the geometric, which is its limit
as alpha and beta grow together.

Source: P. Fader and B. Hardie, "How to Project Customer Retention", Journal of Interactive
Marketing 21(1), 2007.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, polygamma

from analytics.lifetime.fitting import Fit, Score, maximise
from analytics.lifetime.histories import Floats

NAMES = ("alpha", "beta")
NAME = "sbg"
_LIMIT = 1e7  # alpha and beta together: so far, customers differ by less than any data could tell
_LOOSEST = 10.0  # standard error of a log-parameter, nine powers of ten to either side
_SAME = 0.01  # of log-likelihood


def fit_contracts(renewals: ArrayLike, ended: ArrayLike) -> Fit:
    """Fit to contracts that were renewed ``renewals`` times and then ``ended``, or still run.

    A contract that ended at its first renewal date has 0 renewals. Raises ``ValueError`` for
    negative renewals.
    """
    times = np.asarray(renewals, dtype=np.int64)
    over = np.asarray(ended, dtype=bool)
    if (times < 0).any():
        raise ValueError("a contract cannot have fewer than 0 renewals")
    size = int(times.max(initial=0)) + 1
    lost = np.bincount(times[over], minlength=size).astype(np.float64)
    kept = np.bincount(times[~over], minlength=size).astype(np.float64)
    ages = np.arange(size, dtype=np.float64)
    heads = len(times)

    def objective(parameters: Floats) -> Score:
        alpha, beta = parameters
        value = lost @ (betaln(alpha + 1, beta + ages) - betaln(alpha, beta))
        value += kept @ (betaln(alpha, beta + ages) - betaln(alpha, beta))
        slope, curves = np.zeros(2), np.zeros((2, 2))
        for order in (0, 1):
            both = heads * polygamma(order, alpha + beta)
            both -= lost @ polygamma(order, alpha + beta + 1 + ages)
            both -= kept @ polygamma(order, alpha + beta + ages)
            by_alpha = lost.sum() * (polygamma(order, alpha + 1) - polygamma(order, alpha))
            by_beta = (lost + kept) @ polygamma(order, beta + ages) - heads * polygamma(order, beta)
            if order == 0:
                slope += [both + by_alpha, both + by_beta]
            else:
                curves += both + np.diag([by_alpha, by_beta])
        return float(value / heads), slope / heads, curves / heads

    found = maximise(objective, np.array([1.0, 1.0]), model=NAME, names=NAMES, customers=heads)
    return _told(found, _alike(lost, kept))


def _told(found: Fit, alike: Fit | None) -> Fit:
    """The fit if the data tell its parameters; else the geometric, where that is as likely."""
    if found.converged and found.covariance.diagonal().max() <= _LOOSEST**2:
        return found
    as_likely = alike is not None and alike.log_likelihood > found.log_likelihood - _SAME
    if alike is not None and as_likely and found.reason != "steps":
        return alike
    return replace(found, reason=found.reason or "hessian")


def _alike(lost: Floats, kept: Floats) -> Fit | None:
    """The geometric, by how many were lost and kept at each age; None where nobody was, or all."""
    left, stayed = float(lost.sum()), float((lost + kept) @ np.arange(len(lost)))
    if not left or not stayed:
        return None
    share = left / (left + stayed)
    value = left * np.log(share) + stayed * np.log1p(-share)
    slopes = np.array([1 / share, -1 / (1 - share)])  # of the log-parameters, by the share
    covariance = share * (1 - share) / (left + stayed) * np.outer(slopes, slopes)
    parameters = dict(zip(NAMES, (share * _LIMIT, (1 - share) * _LIMIT), strict=True))
    return Fit(NAME, parameters, float(value), int((lost + kept).sum()), covariance)


def survival(parameters: Floats, renewals: ArrayLike) -> Floats:
    """The share of new customers who renew at least so many times."""
    alpha, beta = parameters
    times = np.asarray(renewals, dtype=np.float64)
    return np.asarray(np.exp(betaln(alpha, beta + times) - betaln(alpha, beta)))


def retention(parameters: Floats, renewals: ArrayLike) -> Floats:
    """The share of those who have renewed so many times who renew once more."""
    alpha, beta = parameters
    times = np.asarray(renewals, dtype=np.float64)
    return np.asarray((beta + times) / (alpha + beta + times))
