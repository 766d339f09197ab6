"""The months ahead: forecast of heads and profit by segment, and its test on months that came."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl

from analytics.markov import Array, Chain, Counts, Forecast, between, estimate, forecast
from analytics.standings import NOWHERE, Standings

STEPS = 6  # months ahead
LEAST = 6  # months of moves to learn from
SEED = 20_250_101
_HELD_BACK = 6  # months at most that the test hides
_RECENT = 12  # months that say how many newcomers to expect, and what a head brings

_CHANCES = {"from_segment": pl.String, "to_segment": pl.String, "chance": pl.Float64} | {
    "moves": pl.Int64
}
_FORECAST = {"month": pl.Date, "segment": pl.String} | dict.fromkeys(
    (
        *("customers_mean", "customers_low", "customers_high"),
        *("profit_mean", "profit_low", "profit_high"),
    ),
    pl.Float64,
)
_TESTED = {"month": pl.Date, "segment": pl.String, "customers_came": pl.Int64} | {
    **dict.fromkeys(("customers_mean", "customers_low", "customers_high"), pl.Float64),
    "held": pl.String,
    "unchanged": pl.Int64,
    **dict.fromkeys(("profit_actual", "profit_mean", "profit_low", "profit_high"), pl.Float64),
    "profit_held": pl.String,
}


class ProfitTest(NamedTuple):
    """Profit of all ``months`` that the test hid: what came, what the forecast without them said
    with its 90 % interval, and what as many months before had brought."""

    months: int
    actual: float
    mean: float
    low: float
    high: float
    repeated: float

    @property
    def held(self) -> bool:
        """Whether the interval held what came."""
        return self.low <= self.actual <= self.high


@dataclass(frozen=True)
class Ahead:
    """``chances``: from_segment, to_segment, chance (of a month), moves (seen). ``forecast``: month
    (its end), segment, customers and profit (of the month): mean, low and high of a 90 % interval.
    ``tested``: month, segment, customers_came, the forecast made without it, held (yes, no),
    unchanged (heads when the test began); profit_actual of the month, its forecast, profit_held.
    ``held_share``: of these, how many the interval of heads held.
    ``error`` and ``naive_error``: heads off on average, as a share of heads, of the forecast and of
    "nothing changes". ``profit_ahead``: profit of all months ahead, with its interval;
    ``profit_test``: how such a sum fared on the months that were hidden.
    """

    chances: pl.DataFrame
    forecast: pl.DataFrame
    tested: pl.DataFrame
    held_share: float | None = None
    error: float | None = None
    naive_error: float | None = None
    profit_ahead: tuple[float | None, float | None, float | None] = (None, None, None)
    profit_test: ProfitTest | None = None


def look_ahead(stood: Standings) -> Ahead:
    """The chain of these standings; forecast and test only with more than :data:`LEAST` months."""
    moves, arrivals = _moved(stood)
    chances = _chances(stood, estimate(moves, arrivals))
    nothing = Ahead(chances, pl.DataFrame(schema=_FORECAST), pl.DataFrame(schema=_TESTED))
    if len(moves) <= LEAST:  # one month more: what cannot be tested is not foretold
        return nothing
    chain = estimate(moves, arrivals[-_RECENT:])
    found = forecast(chain, _heads(stood, -1), steps=STEPS, seed=SEED)
    each = _each(stood)
    money = _money(each, found)
    days = [_months_on(stood.ends[-1], step) for step in range(1, STEPS + 1)]
    whole = money.sum(axis=(1, 2))
    low, high = between(whole)
    tested, profit_test = _tested(stood, each, moves, arrivals)
    return Ahead(
        chances,
        _rows(stood, days, found, money),
        tested,
        *_scored(tested),
        profit_ahead=(float(whole.mean()), float(low), float(high)),
        profit_test=profit_test,
    )


def _moved(stood: Standings) -> tuple[Counts, Counts]:
    """Moves by month (T x S x S) and newcomers by month and segment (T x S)."""
    size = len(stood.segments)
    moves, arrivals = [], []
    for at in range(1, len(stood.ends)):
        before, after = stood.places[:, at - 1].astype(int), stood.places[:, at].astype(int)
        was, comes = before != NOWHERE, (before == NOWHERE) & (after != NOWHERE)
        both = np.bincount(before[was] * size + after[was], minlength=size * size)
        moves.append(both.reshape(size, size))
        arrivals.append(np.bincount(after[comes], minlength=size))
    return np.array(moves, dtype=np.int64), np.array(arrivals, dtype=np.int64)


def _heads(stood: Standings, at: int) -> Counts:
    here = stood.places[:, at]
    return np.bincount(here[here != NOWHERE].astype(int), minlength=len(stood.segments))


def _each(stood: Standings) -> Array:
    """What a head of each segment brought in each month: months x segments, nan where none was."""
    size, months = len(stood.segments), len(stood.ends)
    each = np.full((months, size), np.nan)
    for at in range(months):
        for segment in range(size):
            here = stood.places[:, at] == segment
            if here.any():
                each[at, segment] = stood.profit[here, at].mean()
    return each


def _money(each: Array, found: Forecast) -> Array:
    """Drawn profit: heads x what a head of the segment brings in a month drawn from the past."""
    recent = each[-_RECENT:]
    rng = np.random.default_rng(SEED + 1)
    draws, steps, _ = found.heads.shape
    picked = recent[rng.integers(0, len(recent), (draws, steps))]
    usual = np.where(np.isfinite(recent).any(axis=0), _mean(recent), 0.0)
    return np.asarray(found.heads * np.where(np.isfinite(picked), picked, usual))


def _mean(rows: Array) -> Array:
    given = np.isfinite(rows)
    return np.asarray(np.where(given, rows, 0.0).sum(axis=0) / np.maximum(given.sum(axis=0), 1))


def _tested(
    stood: Standings, each: Array, moves: Counts, arrivals: Counts
) -> tuple[pl.DataFrame, ProfitTest | None]:
    """The forecast made without the last months, beside what came."""
    hidden = min(_HELD_BACK, len(moves) - LEAST)
    if hidden < 1:
        return pl.DataFrame(schema=_TESTED), None
    chain = estimate(moves[:-hidden], arrivals[:-hidden][-_RECENT:])
    start = _heads(stood, -hidden - 1)
    found = forecast(chain, start, steps=hidden, seed=SEED)
    money = _money(each[:-hidden], found)
    low, high = found.interval
    least, most = between(money)
    brought = np.array([_heads(stood, at) for at in range(-2 * hidden, 0)]) * each[-2 * hidden :]
    brought = np.where(np.isfinite(brought), brought, 0.0)
    rows = []
    for step in range(hidden):
        came = _heads(stood, step - hidden)
        for number, segment in enumerate(stood.segments):
            if not (came[number] or start[number] or found.mean[step, number] >= 1):
                continue
            ends = float(low[step, number]), float(high[step, number])
            actual = float(brought[hidden + step, number])
            limits = float(least[step, number]), float(most[step, number])
            rows.append(
                (
                    *(stood.ends[step - hidden], segment, int(came[number])),
                    *(float(found.mean[step, number]), *ends, _said(came[number], ends)),
                    *(int(start[number]), actual, float(money[:, step, number].mean()), *limits),
                    _said(actual, limits),
                )
            )
    whole = money.sum(axis=(1, 2))
    sums = float(brought[hidden:].sum()), float(whole.mean())
    lowest, highest = (float(end) for end in between(whole))
    test = ProfitTest(hidden, *sums, lowest, highest, float(brought[:hidden].sum()))
    return pl.DataFrame(rows, schema=_TESTED, orient="row"), test


def _said(came: float, ends: tuple[float, float]) -> str:
    return "yes" if ends[0] <= came <= ends[1] else "no"


def _scored(tested: pl.DataFrame) -> tuple[float | None, float | None, float | None]:
    """The share held by the interval, and how far off the forecast and "nothing changes" were."""
    if tested.is_empty():
        return None, None, None
    came = tested["customers_came"].to_numpy().astype(float)
    off = [
        float(np.abs(tested[name].to_numpy() - came).sum() / max(came.sum(), 1.0))
        for name in ("customers_mean", "unchanged")
    ]
    return tested.filter(held="yes").height / tested.height, off[0], off[1]


def _rows(stood: Standings, days: list[dt.date], found: Forecast, money: Array) -> pl.DataFrame:
    heads = (found.mean, *found.interval)
    profits = (money.mean(axis=0), *between(money))
    rows = [
        (day, segment, *(float(part[step, number]) for part in (*heads, *profits)))
        for step, day in enumerate(days)
        for number, segment in enumerate(stood.segments)
    ]
    return pl.DataFrame(rows, schema=_FORECAST, orient="row")


def _chances(stood: Standings, chain: Chain) -> pl.DataFrame:
    names = stood.segments
    rows = [
        (before, after, float(chain.chances[i, j]), int(chain.moves[i, j]))
        for i, before in enumerate(names)
        for j, after in enumerate(names)
        if chain.moves[i].sum()
    ]
    return pl.DataFrame(rows, schema=_CHANCES, orient="row")


def _months_on(end: dt.date, months: int) -> dt.date:
    """The last day of the month so many months after the one that ends here."""
    number = end.year * 12 + end.month - 1 + months + 1
    return dt.date(number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)
