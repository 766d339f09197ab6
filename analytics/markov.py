"""A Markov chain of heads, estimated from moves between months, and what it says of those ahead.

Each month a customer of a segment moves to another, or stays, by chances that the past shows;
newcomers join. The forecast is drawn many times: chances not known exactly (Dirichlet), moves that
fall by chance (multinomial), and months that differ more than chance alone (where the data show
it), so its interval holds all three.

Source: P. E. Pfeifer and R. L. Carraway, "Modeling Customer Relationships as Markov Chains",
Journal of Interactive Marketing 14(2), 2000; T. W. Anderson and L. A. Goodman, "Statistical
Inference about Markov Chains", Annals of Mathematical Statistics 28(1), 1957.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

DRAWS = 1_000
LOW, HIGH = 0.05, 0.95  # the ends of a 90 % interval
_CERTAIN = 1e6  # moves that a row rests on where nobody ever stood
_SURE = 1.645  # standard errors, from which on months are taken to differ beyond chance


@dataclass(frozen=True)
class Chain:
    """A chain of S segments. Rows of ``chances`` (S x S) add up to 1.

    ``moves``: all moves seen (S x S). ``spread``: how unlike each other months are, for each row:
    0 is chance alone, 1 is all or nothing. ``arrivals``: newcomers by month and segment (T x S).
    ``months``: how many months of moves there are.
    """

    months: int
    moves: Counts
    chances: Array
    spread: Array
    arrivals: Counts

    @property
    def known(self) -> Array:
        """How many independent moves each row's chances rest on."""
        total = self.moves.sum(axis=1)
        return np.asarray(total / (1 + self.spread * np.maximum(self._each - 1, 0)))

    @property
    def _each(self) -> Array:
        """Heads of a row in a month, on average."""
        return np.asarray(self.moves.sum(axis=1) / self.months)


@dataclass(frozen=True)
class Forecast:
    """Drawn heads, draws x steps x segments."""

    heads: Counts

    @property
    def mean(self) -> Array:
        """Expected heads: steps x segments."""
        return np.asarray(self.heads.mean(axis=0))

    @property
    def interval(self) -> tuple[Array, Array]:
        """The ends of the 90 % interval: steps x segments."""
        return between(self.heads)


def between(drawn: Array | Counts) -> tuple[Array, Array]:
    """The ends of the 90 % interval over the first axis."""
    low, high = np.quantile(drawn, [LOW, HIGH], axis=0)
    return np.asarray(low), np.asarray(high)


def estimate(moves: Counts, arrivals: Counts) -> Chain:
    """The chain of ``moves`` by month (T x S x S, from row to column) and ``arrivals`` (T x S).

    Chances are shares of the moves seen, with one move shared out over each row for what was never
    seen. A row nobody ever stood in stays where it is.
    """
    if moves.ndim != 3 or not len(moves) or (moves < 0).any():
        raise ValueError(
            "moves must be months x segments x segments, at least one month, not below 0"
        )
    total = moves.sum(axis=0)
    size = total.shape[0]
    seen = total.sum(axis=1, keepdims=True)
    chances = np.where(seen > 0, (total + 1 / size) / (seen + 1), np.eye(size))
    spread = np.array([_spread(moves[:, row], chances[row]) for row in range(size)])
    return Chain(len(moves), total, chances, spread, arrivals)


def _spread(rows: Counts, chances: Array) -> float:
    """How much more months differ than by chance, as the likeness of moves within a month."""
    tries = rows.sum(axis=1).astype(float)
    kept = tries > 0
    rows, tries = rows[kept], tries[kept]
    seen = rows.sum(axis=0) > 0
    free = (len(tries) - 1) * (int(seen.sum()) - 1)
    if free < 1:
        return 0.0
    pooled = rows[:, seen].sum(axis=0) / tries.sum()
    expected = tries[:, None] * pooled
    ratio = float(((rows[:, seen] - expected) ** 2 / expected).sum()) / free
    if ratio <= 1 + _SURE * np.sqrt(2 / free):
        return 0.0
    return min((ratio - 1) / max(float(tries.mean()) - 1, 1.0), 0.9)


def forecast(
    chain: Chain, start: Counts, *, steps: int, seed: int = 1, draws: int = DRAWS
) -> Forecast:
    """The heads of each segment over the next ``steps`` months, from ``start`` on."""
    rng = np.random.default_rng(seed)
    size = len(start)
    known = np.where(chain.known > 0, chain.known, _CERTAIN)[:, None]
    chances = _likely(known * chain.chances, rng, (draws, size, size))
    mean, shape = _coming(chain.arrivals, rng, draws)
    now = np.broadcast_to(start, (draws, size)).astype(np.int64)
    found = np.empty((draws, steps, size), dtype=np.int64)
    for step in range(steps):
        after = np.zeros_like(now)
        for row in range(size):
            here = chances[:, row]
            if chain.spread[row] > 0:
                here = _likely(here * (1 / chain.spread[row] - 1), rng, here.shape)
            after += rng.multinomial(now[:, row], here)
        rate = mean if shape is None else rng.gamma(shape, mean / shape)
        now = after + rng.poisson(rate)
        found[:, step] = now
    return Forecast(found)


def _likely(weights: Array, rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Chances drawn from Dirichlet distributions of these weights, along the last axis."""
    drawn = rng.standard_gamma(np.maximum(np.broadcast_to(weights, shape), 1e-9))
    total = drawn.sum(axis=-1, keepdims=True)
    even = np.broadcast_to(weights, shape)
    even = even / np.maximum(even.sum(axis=-1, keepdims=True), 1e-300)
    drawn = np.where(total > 0, drawn / np.where(total > 0, total, 1.0), even)
    return np.asarray(drawn / drawn.sum(axis=-1, keepdims=True))


def _coming(arrivals: Counts, rng: np.random.Generator, draws: int) -> tuple[Array, Array | None]:
    """The mean of newcomers by segment, drawn as it is known; and how far months go beyond chance.

    The second is the shape of a gamma distribution for each segment, None where Poisson will do.
    """
    months = max(len(arrivals), 1)
    total = arrivals.sum(axis=0).astype(float)
    mean = total / months
    excess = arrivals.var(axis=0, ddof=1) - mean if months > 2 else np.zeros_like(mean)
    sure = excess > _SURE * mean * np.sqrt(2 / max(months - 1, 1))
    shape = np.where(sure, mean**2 / np.where(sure, excess, 1.0), np.inf)
    loose = np.where(sure, 1 + excess / np.maximum(mean, 1e-12), 1.0)
    drawn = rng.standard_gamma((total / loose)[None, :], (draws, len(mean))) * loose / months
    return drawn, np.where(np.isfinite(shape), np.maximum(shape, 1e-6), 1e9) if sure.any() else None
