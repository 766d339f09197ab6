"""How many customers will be won and lost in the next months, and how far off that has been.

Each month of the future takes the rates of one of the last twelve months, drawn at random: the
share of the opening customers who lapse, and the heads that are new and won back; who lapses is
drawn besides. Stayed are the opening customers less those who lapse. Margin follows the heads: who
comes, lapses or stays brings, takes along or changes by what one did in the drawn month. The
forecast is tested by making it from each earlier month on, with what was known then, and counting
how often the interval held what came. "No change" is the rule to beat.
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
_MONEY = tuple(f"{part}_margin" for part in _PARTS)
_ENDS = ("", "_low", "_high")


@dataclass(frozen=True)
class Forecast:
    """In heads, or with ``money`` in the margin of twelve months that these heads bring.

    ``months``: month, and for new, stayed, won_back, lapsed, closing (new_margin, ... of money) the
    middle, _low and _high. ``proof``: part (one of these), known_until, months_ahead, held (yes or
    no), forecast, forecast_low, forecast_high, actual and unchanged (what "no change" would have
    said); these five begin with margin_ of money.
    """

    months: pl.DataFrame
    proof: pl.DataFrame
    money: bool = False

    def tested(self) -> pl.DataFrame:
        """By part: tests, held_share (how many actual values lay in the interval), and mean errors.

        forecast_error and naive_error are what the forecast and "no change" were off by, all
        together, as shares of all that came; blank where nothing came.
        """
        of = "margin_" if self.money else ""
        off = {"forecast_error": pl.col(f"{of}forecast"), "naive_error": pl.col(f"{of}unchanged")}
        actual = pl.col(f"{of}actual")
        came = actual.abs().sum()
        return self.proof.group_by("part", maintain_order=True).agg(
            tests=pl.len().cast(pl.Int64),
            held_share=(pl.col("held") == "yes").mean(),
            **{
                name: pl.when(came > 0).then((said - actual).abs().sum() / came)
                for name, said in off.items()
            },
        )

    def findings(self) -> list[Finding]:
        """Where it leads, and whether to believe it."""
        name = "closing_margin" if self.money else "closing"
        last = self.months.row(-1, named=True)
        fields: dict[str, Value] = {
            "month": last["month"],
            **{f"{name}{end}": last[f"{name}{end}"] for end in _ENDS},
        }
        if not self.money:
            fields |= {f"{name}{end}": round(last[f"{name}{end}"]) for end in _ENDS}
        proof = self.tested().filter(part=name).drop("part").row(0, named=True)
        if self.money:
            better = (proof["forecast_error"] or 0.0) <= (proof["naive_error"] or 0.0)
            whole = {**fields, **proof}
            return [Finding("flow.find_outlook_margin", whole, good=None if better else False)]
        found = [Finding("flow.find_outlook", fields)]
        if proof["forecast_error"] is not None:
            better = proof["forecast_error"] < proof["naive_error"]
            key = "flow.find_proof_good" if better else "flow.find_proof_bad"
            found.append(Finding(key, proof, good=better))
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The forecast and its proof."""
        name = "flow_margin" if self.money else "flow"
        return {f"{name}_forecast": self.months, f"{name}_proof": self.proof}


def forecast(months: pl.DataFrame, *, ahead: int, money: bool = False) -> Forecast | None:
    """Forecast ``ahead`` months after the complete ``months`` of a flow statement.

    None where there are not a year of months to learn from and some more to test on.
    """
    if months.height < _YEAR + _TESTS + 1:
        return None
    kept = pl.col("opening_margin") - pl.col("lapsed_margin") + pl.col("change_margin")
    months = months.with_columns(stayed=pl.col("opening") - pl.col("lapsed"))
    months = months.with_columns(stayed_margin=kept) if money else months
    proof = [
        row
        for origin in range(_YEAR, months.height)
        for row in _tested(months, origin, min(ahead, months.height - origin), money=money)
    ]
    last: date = months["month"][-1]
    following = []
    for _ in range(ahead):
        last = (last + timedelta(days=32)).replace(day=1)
        following.append(last)
    columns = [pl.Series("month", following, dtype=pl.Date)]
    for name, drawn in _draw(months.tail(_YEAR), ahead, money=money).items():
        low, middle, high = _band(drawn)
        ends = zip(_ENDS, (middle, low, high), strict=True)
        columns += [pl.Series(f"{name}{end}", values) for end, values in ends]
    return Forecast(pl.DataFrame(columns), pl.DataFrame(proof), money)


def _tested(
    months: pl.DataFrame, origin: int, ahead: int, *, money: bool
) -> list[dict[str, object]]:
    """The forecast that could have been made after ``origin`` months, beside what came."""
    of = "margin_" if money else ""
    rows: list[dict[str, object]] = []
    for name, drawn in _draw(months[origin - _YEAR : origin], ahead, money=money).items():
        low, middle, high = _band(drawn)
        came = months[name][origin : origin + ahead].to_list()
        rows += [
            {
                "part": name,
                "known_until": months["month"][origin - 1],
                "months_ahead": step + 1,
                f"{of}forecast": float(middle[step]),
                f"{of}forecast_low": float(low[step]),
                f"{of}forecast_high": float(high[step]),
                f"{of}actual": came[step],
                "held": "yes" if low[step] <= came[step] <= high[step] else "no",
                f"{of}unchanged": months[name][origin - 1],
            }
            for step in range(ahead)
        ]
    return rows


def _draw(year: pl.DataFrame, ahead: int, *, money: bool) -> dict[str, Floats]:
    """Possible futures of each part: draws x months."""
    chance = np.random.default_rng(_SEED)
    opening = year["opening"].to_numpy().astype(np.float64)
    rate = year["lapsed"].to_numpy() / np.maximum(opening, 1.0)
    heads = np.full(_DRAWS, float(year["closing"][-1]))
    picked = np.empty((_DRAWS, ahead), dtype=np.int64)
    drawn = np.empty((len(_PARTS), _DRAWS, ahead))
    for step in range(ahead):
        month = picked[:, step] = chance.integers(0, year.height, _DRAWS)
        new = chance.poisson(year["new"].to_numpy()[month])
        won = chance.poisson(year["won_back"].to_numpy()[month])
        lost = chance.binomial(heads.astype(np.int64), np.clip(rate[month], 0.0, 1.0))
        stayed = heads - lost
        heads = stayed + new + won
        drawn[:, :, step] = (new, stayed, won, lost, heads)
    return _in_money(year, picked, drawn) if money else dict(zip(_PARTS, drawn, strict=True))


def _in_money(year: pl.DataFrame, picked: NDArray[np.int64], heads: Floats) -> dict[str, Floats]:
    """What the drawn heads bring: each at the margin that one had in the month that was drawn."""
    new, stayed, won, lost, _ = heads
    came, back, gone, change = (
        count * (year[margin].to_numpy() / np.maximum(year[of].to_numpy(), 1))[picked]
        for count, margin, of in (
            (new, "new_margin", "new"),
            (won, "won_back_margin", "won_back"),
            (lost, "lapsed_margin", "lapsed"),
            (stayed, "change_margin", "stayed"),
        )
    )
    closing = float(year["closing_margin"][-1]) + (came + back - gone + change).cumsum(axis=1)
    kept = closing - came - back
    return dict(zip(_MONEY, (came, kept, back, gone, closing), strict=True))


def _band(drawn: Floats) -> tuple[Floats, Floats, Floats]:
    """Low, middle and high by month."""
    ends = [(1 - _LEVEL) / 2, 0.5, (1 + _LEVEL) / 2]
    low, middle, high = np.quantile(drawn, ends, axis=0)
    return low, middle, high
