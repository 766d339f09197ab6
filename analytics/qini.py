"""Does a ranking find those whom a contact changes? The Qini curve, by one definition.

Among the best-ranked share φ of all members, treated and control, Q(φ) = R_t(φ) − R_c(φ) ·
N_t(φ)/N_c(φ): responses of the treated beyond what as many of the control group would have given.
A ranking by lot gives the straight line from 0 to Q(1). The coefficient is the area between curve
and line, divided by the number treated. Where N_c(φ) = 0 nothing is said. Ties are taken together.

Source: N. J. Radcliffe, "Using Control Groups to Target on Predicted Lift", Direct Marketing
Analytics Journal, 2007; P. Gutierrez and J.-Y. Gérardy, JMLR Workshop 67, 2017.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.shares import LEVEL

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]

DRAWS = 400
_STEPS = 50  # depths of the band


@dataclass(frozen=True)
class Qini:
    """``depth`` (0-1) and ``value`` (responses) of the curve; ``coefficient`` with its interval.

    ``grid``, ``low`` and ``high``: the band of the curve at fifty depths. ``low``/``high`` and the
    ends of the interval are 95 %, from members drawn again within their arm; the ranking is kept.
    """

    depth: Floats
    value: Floats
    coefficient: float
    coefficient_low: float
    coefficient_high: float
    grid: Floats
    low: Floats
    high: Floats

    @property
    def total(self) -> float:
        """Q(1): the responses won by contacting everybody who was treated."""
        return float(self.value[-1])

    @property
    def sure(self) -> bool:
        """Whether the ranking beats the lot: the interval of the coefficient lies above 0."""
        return self.coefficient_low > 0


def qini(score: Floats, answers: Flags, treated: Flags, *, seed: int = 0) -> Qini:
    """The curve of a ranking by ``score``, more first. ``ValueError`` without both arms."""
    if not 0 < treated.sum() < len(treated):
        raise ValueError("a Qini curve needs treated members and a control group")
    order = np.argsort(-score, kind="stable")
    ranked, hits, arm = score[order], answers[order], treated[order]
    last: Places = np.flatnonzero(np.append(np.diff(ranked) != 0, True))  # ends of ties
    ones = np.ones(len(arm))
    depth, value = _curve(ones, hits, arm, last)
    rng = np.random.default_rng(seed)
    grid = np.linspace(0, 1, _STEPS + 1)
    drawn, found = np.empty((DRAWS, len(grid))), np.empty(DRAWS)
    for number in range(DRAWS):
        again = _again(arm, rng)
        x, y = _curve(again, hits, arm, last)
        drawn[number] = np.interp(grid, x, y)
        found[number] = _area(x, y) / arm.sum()
    ends = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    low, high = np.quantile(drawn, ends, axis=0)
    least, most = np.quantile(found, ends)
    coefficient = _area(depth, value) / int(arm.sum())
    return Qini(depth, value, float(coefficient), float(least), float(most), grid, low, high)


def _curve(weight: Floats, hits: Flags, arm: Flags, last: Places) -> tuple[Floats, Floats]:
    """Depths and Q at the ends of ties, from (0, 0); places without control are left out."""
    sums = [
        np.cumsum(weight * part)[last].astype(float)
        for part in (arm, ~arm, arm & hits, ~arm & hits)
    ]
    in_treated, in_control, won, anyway = sums
    said = in_control > 0
    value = won[said] - anyway[said] * in_treated[said] / in_control[said]
    depth = np.cumsum(weight)[last][said] / weight.sum()
    return np.concatenate([[0.0], depth]), np.concatenate([[0.0], value])


def _area(depth: Floats, value: Floats) -> float:
    """Between curve and straight line, by trapezia."""
    return float(np.trapezoid(value - depth * value[-1], depth))


def _again(arm: Flags, rng: np.random.Generator) -> Floats:
    """How often each member is drawn: as many as there are, with putting back, in each arm."""
    weight = np.zeros(len(arm))
    for side in (arm, ~arm):
        places = np.flatnonzero(side)
        weight[places] = np.bincount(
            rng.integers(len(places), size=len(places)), minlength=len(places)
        )
    return weight
