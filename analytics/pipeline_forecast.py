"""What will the open opportunities bring, and did such forecasts hold?

The forecast adds amount x chance to be won within the horizon over what is open. It is made again
at cuts in the past, from what was known then, and laid beside what was won, and beside two simple
rules: the last such time repeats, and amount x win rate as sales meetings reckon.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.pipeline_chances import OPEN, ends_of, histories
from analytics.pipeline_scores import Score, score

Floats = npt.NDArray[np.float64]

LEVEL = 0.9
CUTS = 8  # at most
LEAST_ENDED, LEAST_OPEN = 30, 5  # for a forecast
LEAST_CUTS = 4  # for a light
NEAR, FAR = 0.25, 0.5  # of what was won: within the first green, beyond the second red
HELD = 0.7  # of the intervals, to be green
_DRAWS = 200
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Forecast:
    """``value`` of what is open won within the horizon, its 90 % interval, and each row's chance.

    ``chance`` is blank (NaN) for opportunities that have ended.
    """

    value: float
    low: float
    high: float
    chance: Floats
    ever: Floats


def as_known(rows: pl.DataFrame, day: int) -> pl.DataFrame:
    """The rows opened by ``day``; what ended later is open."""
    ended = pl.col("closed") <= day
    blank = [pl.when(ended).then(c).alias(c) for c in ("closed", "outcome")]
    return rows.filter(pl.col("opened") <= day).with_columns(blank)


def foresee(
    rows: pl.DataFrame, *, as_of: int, days: int, scored: Score | None = None, seed: int = 0
) -> Forecast | None:
    """The forecast on day ``as_of``; None where too few have ended or are open.

    The interval holds the luck of each opportunity and what the past leaves uncertain.
    """
    taken, ended = histories(rows, as_of)
    is_open = ended == OPEN
    if int((~is_open).sum()) < LEAST_ENDED or int(is_open.sum()) < LEAST_OPEN:
        return None
    scored = scored or score(rows)
    amount = rows["amount"].to_numpy()[is_open]
    lift, age = scored.relative[is_open], taken[is_open]
    whole = ends_of(taken, ended)
    chance = np.clip(whole.chance(age, days) * lift, 0.0, 1.0)
    chances, ever = np.full(rows.height, np.nan), np.full(rows.height, np.nan)
    chances[is_open] = chance
    ever[is_open] = np.clip(whole.chance(age, None) * lift, 0.0, 1.0)
    rng = np.random.default_rng(seed)
    drawn = np.empty(_DRAWS)
    for n in range(_DRAWS):
        again = ends_of(taken, ended, rng.exponential(size=len(taken)))
        luck = rng.random(len(amount)) < np.clip(again.chance(age, days) * lift, 0.0, 1.0)
        drawn[n] = amount[luck].sum()
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Forecast(float(amount @ chance), float(low), float(high), chances, ever)


def prove(rows: pl.DataFrame, *, as_of: int, days: int) -> pl.DataFrame:
    """Forecasts made in the past and what came, oldest first.

    made_on, deal_forecast, deal_low, deal_high, deal_actual, and the two simple rules,
    deal_repeated and deal_weighted. Cuts lie ``days`` apart, at most :data:`CUTS`.
    """
    found = []
    for back in range(CUTS, 0, -1):
        day = as_of - back * days
        known = as_known(rows, day)
        made = foresee(known, as_of=day, days=days)
        if made is None:
            continue
        actual = _came(rows, day, days)
        ended = known.filter(pl.col("outcome").is_not_null())
        rate = float((ended["outcome"] == "won").to_numpy().mean())
        found.append(
            {
                "made_on": _EPOCH + timedelta(days=day),
                "deal_forecast": made.value,
                "deal_low": made.low,
                "deal_high": made.high,
                "deal_actual": actual,
                "deal_repeated": _came(rows, day - days, days),
                "deal_weighted": rate
                * float(known.filter(pl.col("outcome").is_null())["amount"].sum()),
            }
        )
    return pl.DataFrame(found, schema=SCHEMA)


SCHEMA = {
    "made_on": pl.Date(),
    **dict.fromkeys(
        ("deal_forecast", "deal_low", "deal_high", "deal_actual", "deal_repeated", "deal_weighted"),
        pl.Float64(),
    ),
}


def _came(rows: pl.DataFrame, day: int, days: int) -> float:
    """What was open on ``day`` and won within ``days`` of it."""
    won = (
        (pl.col("opened") <= day)
        & (pl.col("closed") > day)
        & (pl.col("closed") <= day + days)
        & (pl.col("outcome") == "won")
    )
    return float(rows.filter(won)["amount"].sum())


def error(proof: pl.DataFrame, rule: str) -> float | None:
    """Sum of misses against the sum of what came; None where nothing came."""
    came = float(proof["deal_actual"].sum())
    return float((proof[rule] - proof["deal_actual"]).abs().sum()) / came if came > 0 else None


def light(proof: pl.DataFrame) -> str | None:
    """green, amber or red; None where fewer than :data:`LEAST_CUTS` forecasts could be tested."""
    missed = error(proof, "deal_forecast")
    if proof.height < LEAST_CUTS or missed is None:
        return None
    rivals = [error(proof, rule) or 0.0 for rule in ("deal_repeated", "deal_weighted")]
    if missed > FAR or missed > min(rivals):
        return "red"
    return "green" if missed <= NEAR and held(proof) >= HELD else "amber"


def held(proof: pl.DataFrame) -> float:
    """The share of the intervals that held what came."""
    came = proof["deal_actual"].is_between(proof["deal_low"], proof["deal_high"])
    return float(came.to_numpy().mean())
