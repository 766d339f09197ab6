"""Maximum likelihood: damped Newton steps on the logarithms of the parameters.

Every model gives its mean negative log-likelihood with analytic gradient and Hessian. A fit is good
only when the gradient is zero, no parameter lies on its bound and the Hessian is positive definite;
else it says why not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from analytics.lifetime.histories import Floats

Score = tuple[float, Floats, Floats]
"""A value, its gradient and its Hessian."""

Objective = Callable[[Floats], Score]
"""Parameters to the mean log-likelihood of a customer, and its derivatives by the parameters."""

LOWEST, HIGHEST = -14.0, 18.0  # of a log-parameter: beyond, the model has no finite optimum here
_STEPS = 60
_FLAT = 1e-8  # of the mean gradient
_LONGEST = 1.5  # a step in log-parameters
_SINGULAR = 1e-8  # of the largest curvature: flatter, and the data do not tell the parameters


@dataclass(frozen=True)
class Fit:
    """Parameters by their names in the literature, and how far to trust them.

    ``covariance`` is that of the *log*-parameters, from the inverse Hessian. ``reason`` says why a
    fit did not converge ("bounds", "hessian", "steps"), else it is None.
    """

    model: str
    parameters: Mapping[str, float]
    log_likelihood: float
    customers: int
    covariance: Floats
    reason: str | None = None

    @property
    def converged(self) -> bool:
        """Whether the figures may be used."""
        return self.reason is None

    @property
    def values(self) -> Floats:
        """The parameters in their order."""
        return np.array(list(self.parameters.values()))

    @property
    def bic(self) -> float:
        """Schwarz' criterion: lower is better."""
        return len(self.parameters) * float(np.log(self.customers)) - 2 * self.log_likelihood


def maximise(
    objective: Objective,
    start: Floats,
    *,
    model: str,
    names: Sequence[str],
    customers: int,
    rough: Objective | None = None,
) -> Fit:
    """Fit from ``start`` (parameters, not their logarithms).

    ``rough`` is the same objective on part of the customers: the search begins on it, so that few
    steps remain on all of them.
    """
    begin = np.log(start)
    if rough is not None:
        place, _, reason = _climb(partial(_in_logs, rough), begin)
        begin = begin if reason else place
    place, (value, _, hessian), reason = _climb(partial(_in_logs, objective), begin)
    if (place <= LOWEST + 0.01).any() or (place >= HIGHEST - 0.01).any():
        reason = "bounds"
    covariance = _inverse(hessian * customers)
    if reason is None and covariance is None:
        reason = "hessian"
    if covariance is None:
        covariance = np.full_like(hessian, np.nan)
    parameters = dict(zip(names, np.exp(place).tolist(), strict=True))
    return Fit(model, parameters, -value * customers, customers, covariance, reason)


def _in_logs(objective: Objective, place: Floats) -> Score:
    """The mean negative log-likelihood by log-parameters."""
    parameters = np.exp(place)
    value, slope, curves = objective(parameters)
    inner = slope * parameters
    return -value, -inner, -(curves * np.outer(parameters, parameters) + np.diag(inner))


def _climb(objective: Objective, place: Floats) -> tuple[Floats, Score, str | None]:
    """Where it is best, how good it is there, and why that is not an optimum (else None)."""
    score = objective(place)
    for _ in range(_STEPS):
        if np.abs(score[1]).max() < _FLAT:
            return place, score, None
        moved = _step(objective, place, score)
        if moved is None:  # no way down: at the optimum as far as floats can tell
            break
        place, score = moved
    return place, score, None if np.abs(score[1]).max() < 100 * _FLAT else "steps"


def _step(objective: Objective, place: Floats, score: Score) -> tuple[Floats, Score] | None:
    """One Newton step, turned downhill where the Hessian is not positive, halved until it helps."""
    value, slope, hessian = score
    if not np.isfinite(hessian).all():
        return None
    curves, axes = np.linalg.eigh(hessian)
    way = -(axes @ ((axes.T @ slope) / np.maximum(np.abs(curves), 1e-8)))
    way *= min(1.0, _LONGEST / max(float(np.abs(way).max()), 1e-300))
    length = 1.0
    while length > 1e-10:
        there = np.clip(place + length * way, LOWEST, HIGHEST)
        better = objective(there)
        if np.isfinite(better[0]) and better[0] < value + 1e-4 * length * float(slope @ way):
            return there, better
        length /= 2
    return None


def _inverse(hessian: Floats) -> Floats | None:
    """The inverse of a positive definite matrix, or None."""
    if not np.isfinite(hessian).all():
        return None
    curves, axes = np.linalg.eigh(hessian)
    if curves.min() <= _SINGULAR * max(1.0, float(curves.max())):
        return None
    inverse: Floats = (axes / curves) @ axes.T
    return inverse
