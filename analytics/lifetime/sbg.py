"""Shifted beta-geometric (sBG): how long customers keep renewing a contract.

At each renewal a customer leaves with the same own probability, which is Beta(alpha, beta) over
customers; the careless leave first, so retention rises with age although nobody changes.

Source: P. Fader and B. Hardie, "How to Project Customer Retention", Journal of Interactive
Marketing 21(1), 2007.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, polygamma

from analytics.lifetime.fitting import Fit, Score, maximise
from analytics.lifetime.histories import Floats

NAMES = ("alpha", "beta")
NAME = "sbg"


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

    return maximise(objective, np.array([1.0, 1.0]), model=NAME, names=NAMES, customers=heads)


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
