"""How far may the profit of a contact lie from what a plan expects?

What a contact earns is p_t (m - o) - p_c m - k: of the share that orders when contacted, the share
that orders anyway, the margin m of an order, the cost of an offer o taken up and of the contact k.
Both shares and the margin were measured once, each with an interval of its own; how far their
errors move the profit is added up in squares, on either side. Without an offer and with a margin
that is known this is Newcombe's interval of the effect, times the margin.

Source: G. Y. Zou and A. Donner, "Construction of Confidence Limits about Effect Measures: a General
Approach", Statistics in Medicine 27(10), 2008 (square-and-add); of shares :mod:`analytics.shares`,
of the mean Student's t.
"""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t

from analytics.shares import LEVEL, wilson


@dataclass(frozen=True)
class Measure:
    """A figure with the ends of its interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of_share(cls, heads: int, of: int) -> "Measure":
        """A share by Wilson's interval."""
        share, low, high = (
            float(end[0]) for end in wilson(np.array([float(heads)]), np.array([float(of)]))
        )
        return cls(share, low, high)

    @classmethod
    def of_mean(cls, values: npt.NDArray[np.float64]) -> "Measure | None":
        """A mean by Student's t; None of fewer than two values."""
        if len(values) < 2:
            return None
        mean, error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(len(values))
        half = float(t.ppf((1 + LEVEL) / 2, len(values) - 1)) * error
        return cls(mean, mean - half, mean + half)

    @classmethod
    def known(cls, value: float) -> "Measure":
        """A figure that somebody gave: nothing about it is open."""
        return cls(value, value, value)

    def moves(self, times: float) -> tuple[float, float]:
        """How far ``times`` this figure may lie below and above."""
        down, up = (self.value - self.low) * times, (self.high - self.value) * times
        return (down, up) if times >= 0 else (-up, -down)


def range_each(
    treated: Measure, control: Measure, margin: Measure, offer: float
) -> tuple[float, float]:
    """How far below and above what is expected the profit of one contact may lie, in money."""
    effect = treated.value - control.value
    parts = (
        treated.moves(margin.value - offer),
        control.moves(-margin.value),
        margin.moves(effect),
    )
    return math.hypot(*(down for down, _ in parts)), math.hypot(*(up for _, up in parts))
