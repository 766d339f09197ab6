"""How many customers will be won and lost in the next months, and how far off that has been.

Each month of the future takes the rates of one of the last twelve months, drawn at random: the
share of the opening customers who lapse, and the heads that are new and won back; who lapses is
drawn besides. Stayed are the opening customers less those who lapse. The forecast is tested by
making it from each earlier month on, with what was known then, and counting how often the interval
held what came. "No change" is the rule to beat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.findings import Finding, Value

Floats = NDArray[np.float64]

_YEAR = 12
_TESTS = 6  # origins a forecast must have been tested from
_DRAWS = 2_000
_LEVEL = 0.90
_SEED = 20
_PARTS = ("new", "stayed", "won_back", "lapsed", "closing")


@dataclass(frozen=True)
class Forecast:
    """``months``: month, and for new, stayed, won_back, lapsed, closing the middle, _low and _high.

    ``proof``: part (one of these), known_until, months_ahead, forecast, forecast_low,
    forecast_high, actual, held (yes or no) and unchanged (what "no change" would have said).
    """

    months: pl.DataFrame
    proof: pl.DataFrame

    def tested(self) -> pl.DataFrame:
        """By part: tests, held_share (how many actual values lay in the interval), and mean errors.

        forecast_error and naive_error are what the forecast and "no change" were off by, all
        together, as shares of all that came; blank where nothing came.
        """
        off = {"forecast_error": pl.col("forecast"), "naive_error": pl.col("unchanged")}
        came = pl.col("actual").sum()
        return self.proof.group_by("part", maintain_order=True).agg(
            tests=pl.len().cast(pl.Int64),
            held_share=(pl.col("held") == "yes").mean(),
            **{
                name: pl.when(came > 0).then((said - pl.col("actual")).abs().sum() / came)
                for name, said in off.items()
            },
        )

    def findings(self) -> list[Finding]:
        """Where it leads, and whether to believe it."""
        last = self.months.row(-1, named=True)
        fields: dict[str, Value] = {
            "month": last["month"],
            "closing": round(last["closing"]),
            "closing_low": round(last["closing_low"]),
            "closing_high": round(last["closing_high"]),
        }
        found = [Finding("flow.find_outlook", fields)]
        proof = self.tested().filter(part="closing").drop("part").row(0, named=True)
        if proof["forecast_error"] is not None:
            better = proof["forecast_error"] < proof["naive_error"]
            key = "flow.find_proof_good" if better else "flow.find_proof_bad"
            found.append(Finding(key, proof, good=better))
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The forecast and its proof."""
        return {"flow_forecast": self.months, "flow_proof": self.proof}


def forecast(months: pl.DataFrame, *, ahead: int) -> Forecast | None:
    """Forecast ``ahead`` months after the complete ``months`` of a flow statement.

    None where there are not a year of months to learn from and some more to test on.
    """
    if months.height < _YEAR + _TESTS + 1:
        return None
    months = months.with_columns(stayed=pl.col("opening") - pl.col("lapsed"))
    proof = [
        row
        for origin in range(_YEAR, months.height)
        for row in _tested(months, origin, min(ahead, months.height - origin))
    ]
    last: date = months["month"][-1]
    following = []
    for _ in range(ahead):
        last = (last + timedelta(days=32)).replace(day=1)
        following.append(last)
    drawn = _draw(months.tail(_YEAR), ahead)
    rows = {"month": pl.Series(following, dtype=pl.Date)}
    for place, name in enumerate(_PARTS):
        low, middle, high = _band(drawn[:, :, place])
        rows |= {name: pl.Series(middle), f"{name}_low": pl.Series(low)}
        rows |= {f"{name}_high": pl.Series(high)}
    return Forecast(pl.DataFrame(rows), pl.DataFrame(proof))


def _tested(months: pl.DataFrame, origin: int, ahead: int) -> list[dict[str, object]]:
    """The forecast that could have been made after ``origin`` months, beside what came."""
    drawn = _draw(months[origin - _YEAR : origin], ahead)
    rows: list[dict[str, object]] = []
    for place, name in enumerate(_PARTS):
        low, middle, high = _band(drawn[:, :, place])
        came = months[name][origin : origin + ahead].to_list()
        rows += [
            {
                "part": name,
                "known_until": months["month"][origin - 1],
                "months_ahead": step + 1,
                "forecast": float(middle[step]),
                "forecast_low": float(low[step]),
                "forecast_high": float(high[step]),
                "actual": came[step],
                "held": "yes" if low[step] <= came[step] <= high[step] else "no",
                "unchanged": months[name][origin - 1],
            }
            for step in range(ahead)
        ]
    return rows


def _draw(year: pl.DataFrame, ahead: int) -> Floats:
    """Possible futures: draws x months x parts."""
    chance = np.random.default_rng(_SEED)
    opening = year["opening"].to_numpy().astype(np.float64)
    rate = year["lapsed"].to_numpy() / np.maximum(opening, 1.0)
    heads = np.full(_DRAWS, float(year["closing"][-1]))
    drawn = np.empty((_DRAWS, ahead, len(_PARTS)))
    for step in range(ahead):
        month = chance.integers(0, year.height, _DRAWS)
        new = chance.poisson(year["new"].to_numpy()[month])
        won = chance.poisson(year["won_back"].to_numpy()[month])
        lost = chance.binomial(heads.astype(np.int64), np.clip(rate[month], 0.0, 1.0))
        stayed = heads - lost
        heads = stayed + new + won
        drawn[:, step] = np.column_stack((new, stayed, won, lost, heads))
    return drawn


def _band(drawn: Floats) -> tuple[Floats, Floats, Floats]:
    """Low, middle and high by month."""
    ends = [(1 - _LEVEL) / 2, 0.5, (1 + _LEVEL) / 2]
    low, middle, high = np.quantile(drawn, ends, axis=0)
    return low, middle, high
