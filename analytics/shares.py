"""How sure is a share, and how sure is the difference of two?

A share by E. B. Wilson's score interval; the difference of two shares by R. G. Newcombe's method
10, which puts two Wilson intervals together and so stays honest for small groups and near 0 and 1.

Source: E. B. Wilson, Journal of the American Statistical Association 22, 1927, pp. 209-212;
R. G. Newcombe, "Interval Estimation for the Difference between Independent Proportions",
Statistics in Medicine 17, 1998, pp. 873-890.
"""

from typing import Any, TypeVar, cast

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import ndtr, ndtri

LEVEL = 0.95
Floats = npt.NDArray[np.float64]
Numbers = TypeVar("Numbers", pl.Expr, Floats)

_HALVINGS = 60  # of the search for the p-value: finer than a float tells apart
_FARTHEST = 40.0  # standard errors


def quantile_of(level: float) -> float:
    """Standard errors on either side that hold ``level`` of a normal distribution: 1.96 for .95."""
    return float(ndtri((1 + level) / 2))


def wilson(
    heads: Numbers, of: Numbers, *, level: float = LEVEL
) -> tuple[Numbers, Numbers, Numbers]:
    """A share with the ends of its interval; ``heads`` out of ``of``, as columns or arrays."""
    share: Any = cast("Any", heads) / of
    low, high = _wilson(share, of, quantile_of(level))
    return share, low.clip(0.0, 1.0), high.clip(0.0, 1.0)


def newcombe(
    heads: Floats, of: Floats, other_heads: Floats, other_of: Floats, *, level: float = LEVEL
) -> tuple[Floats, Floats, Floats]:
    """The first share less the other, with the ends of its interval; arrays of counts."""
    share, other = heads / of, other_heads / other_of
    down, up = _distances(share, of, other, other_of, quantile_of(level))
    return share - other, share - other - down, share - other + up


def newcombe_p(heads: Floats, of: Floats, other_heads: Floats, other_of: Floats) -> Floats:
    """The two-sided p-value that belongs to :func:`newcombe`.

    The level at which the interval just reaches 0: so the two never contradict each other.
    """
    share, other = heads / of, other_heads / other_of
    below, above = np.zeros(share.shape), np.full(share.shape, _FARTHEST)
    for _ in range(_HALVINGS):
        z = (below + above) / 2
        down, up = _distances(share, of, other, other_of, z)
        reaches = np.where(share > other, down, up) >= np.abs(share - other)
        below, above = np.where(reaches, below, z), np.where(reaches, z, above)
    p: Floats = 2 * ndtr(-(below + above) / 2)
    return np.where(share == other, 1.0, p)


def _wilson(share: Any, of: Any, z: Any) -> tuple[Any, Any]:
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    half = (share * (1 - share) / of + z**2 / (4 * of**2)) ** 0.5 * z / (1 + z**2 / of)
    return middle - half, middle + half


def _distances(
    share: Floats, of: Floats, other: Floats, other_of: Floats, z: float | Floats
) -> tuple[Floats, Floats]:
    """How far the interval of the difference reaches below and above the difference."""
    low, high = _wilson(share, of, z)
    other_low, other_high = _wilson(other, other_of, z)
    return (
        np.hypot(share - low, other_high - other),
        np.hypot(high - share, other - other_low),
    )
