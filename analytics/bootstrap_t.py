"""The interval of a difference of means where money is skewed: the bootstrap-t.

Each group is drawn again from itself; of each draw the difference is divided by its own standard
error. How far these studentised differences reach takes the place of Student's t: with many small
orders and few large ones they reach further, and an interval by t is too short. It is taken on both
sides alike: on skewed money that came nearest to what it promises (Hall's symmetric bootstrap-t).

Source: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap", Chapman & Hall 1993,
chapter 12; P. Hall, "Theoretical Comparison of Bootstrap Confidence Intervals", Annals of
Statistics 16, 1988, pp. 927-953.
"""

import numpy as np
import numpy.typing as npt

from analytics.shares import Floats

DRAWS = 999
_AT_ONCE = 4_000_000  # values drawn at once


def studentised(group: Floats, other: Floats, *, seed: int, draws: int = DRAWS) -> Floats:
    """How far ``draws`` drawings of both groups differ from them, studentised; sorted, unsigned.

    Drawings without any spread are left out. The same values in the same order and the same seed
    give the same differences.
    """
    chance = np.random.default_rng(seed)
    means, errors = _draw(group, chance, draws)
    other_means, other_errors = _draw(other, chance, draws)
    away = (means - other_means) - (group.mean() - other.mean())
    error = np.sqrt(errors + other_errors)
    return np.sort(np.abs(away[error > 0]) / error[error > 0])


def _draw(values: Floats, chance: np.random.Generator, draws: int) -> tuple[Floats, Floats]:
    """Mean and squared standard error of each drawing of ``values`` from itself.

    The commonest value, mostly nothing bought, is drawn as a count: it has no need of places.
    """
    size = len(values)
    found, counts = np.unique(values, return_counts=True)
    usual = found[counts.argmax()]
    rest = values[values != usual] - usual
    first, second = np.zeros(draws), np.zeros(draws)
    if len(rest):
        picked = chance.binomial(size, len(rest) / size, draws)
        for block in _blocks(picked):
            drawn = rest[chance.integers(len(rest), size=picked[block].sum(), dtype=np.int32)]
            first[block], second[block] = (
                _sums(drawn, picked[block]),
                _sums(drawn**2, picked[block]),
            )
    spread = np.maximum(second - first**2 / size, 0.0) / (size - 1)
    return usual + first / size, spread / size


def _blocks(picked: npt.NDArray[np.int64]) -> list[slice]:
    """The drawings in stretches that fit the memory."""
    each = max(1, _AT_ONCE // max(1, int(picked.max())))
    return [slice(at, at + each) for at in range(0, len(picked), each)]


def _sums(values: Floats, sizes: npt.NDArray[np.int64]) -> Floats:
    """Sums of consecutive stretches of ``values``; a stretch may be empty."""
    running = np.concatenate([[0.0], np.cumsum(values)])
    ends = np.concatenate([[0], np.cumsum(sizes)])
    return np.asarray(np.diff(running[ends]))
