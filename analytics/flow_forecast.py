"""How many customers will be won and lost in the next months, and how far off that has been.

Each month of the future takes the rates of one of the last twelve months, drawn at random: the
share of the opening customers who lapse, and the heads that are new and won back; who lapses is
drawn besides. Stayed are the opening customers less those who lapse. Margin follows the heads: who
comes, lapses or stays brings, takes along or changes by what one did in the drawn month. The
forecast is tested by making it from each earlier month on, with what was known then, and counting
how often the interval held what came.

"No change" (the last month again) is the rule to beat. How many are left at the end of a month is
forecast by both together, each weighed by how near it came in the tests that were over by then:
choosing the nearer one flips with chance and did worse than either. The test is of the weighing,
too, as each earlier month weighs by what was known then.

Source of the weights: J. Bates and C. Granger, "The Combination of Forecasts", Operational Research
Quarterly 20(4), 1969 (inverse mean squared errors).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.findings import Finding, Value

Floats = NDArray[np.float64]
Band = tuple[Floats, Floats, Floats]  # middle, low, high by month

_YEAR = 12
_TESTS = 6  # origins a forecast must have been tested from
_DRAWS = 2_000
_LEVEL = 0.90
_SEED = 20
_PARTS = ("new", "stayed", "won_back", "lapsed", "closing")
_MONEY = tuple(f"{part}_margin" for part in _PARTS)
_ENDS = ("", "_low", "_high")
_ENDED = ("closing", "closing_margin")
_HARDLY = 0.05  # of an error: less is no difference


@dataclass(frozen=True)
class Forecast:
    """In heads, or with ``money`` in the margin of twelve months that these heads bring.

    ``months``: month, and for new, stayed, won_back, lapsed, closing (new_margin, ... of money) the
    middle, _low and _high. ``proof``: part (one of these), known_until, months_ahead, held (yes or
    no), forecast, forecast_low, forecast_high, actual, unchanged and by_rates (what "no change" and
    the rates would have said); these six begin with margin_ of money. ``rates_weight``: how much
    the rates count in the closing, 0-1; the rest is "no change".
    """

    months: pl.DataFrame
    proof: pl.DataFrame
    rates_weight: float
    money: bool = False

    def tested(self) -> pl.DataFrame:
        """By part: tests, held_share (how many actual values lay in the interval), mean errors.

        forecast_error, rates_error and naive_error are what the forecast, the rates and "no change"
        were off by, all together, as shares of all that came; blank where nothing came.
        """
        of = "margin_" if self.money else ""
        off = {
            "forecast_error": pl.col(f"{of}forecast"),
            "rates_error": pl.col(f"{of}by_rates"),
            "naive_error": pl.col(f"{of}unchanged"),
        }
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
        proof["rates_weight"] = self.rates_weight
        near = _against(proof["forecast_error"], proof["naive_error"])
        if self.money:
            good = False if near == "bad" else None
            return [Finding("flow.find_outlook_margin", {**fields, **proof}, good=good)]
        found = [Finding("flow.find_outlook", fields)]
        if near is not None:
            good = {"good": True, "even": None, "bad": False}[near]
            found.append(Finding(f"flow.find_proof_{near}", proof, good=good))
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
    tests = [
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
    weight = 1.0
    for name, drawn in _draw(months.tail(_YEAR), ahead, money=money).items():
        weight = _weight(tests, name, months.height)
        ends = zip(_ENDS, _laid(_band(drawn), float(months[name][-1]), weight), strict=True)
        columns += [pl.Series(f"{name}{end}", values) for end, values in ends]
    rows = [_told(test, tests, money=money) for test in tests]
    return Forecast(
        pl.DataFrame(columns), pl.DataFrame(rows), weight, money
    )  # of the last: closing


def _against(own: float | None, naive: float | None) -> str | None:
    """Whether the forecast came nearer than "no change": good, even, bad; None: nothing came."""
    if own is None or naive is None:
        return None
    if abs(own - naive) <= _HARDLY * max(own, naive):
        return "even"
    return "good" if own < naive else "bad"


class _Test(NamedTuple):
    """What the rates said of ``part`` after ``origin`` months for so many ahead, and what came."""

    part: str
    origin: int
    known_until: date
    ahead: int
    middle: float
    low: float
    high: float
    actual: float
    unchanged: float


def _tested(months: pl.DataFrame, origin: int, ahead: int, *, money: bool) -> list[_Test]:
    """What could have been said after ``origin`` months, beside what came."""
    found: list[_Test] = []
    known = months["month"][origin - 1]
    for name, drawn in _draw(months[origin - _YEAR : origin], ahead, money=money).items():
        middle, low, high = (end.tolist() for end in _band(drawn))
        came, now = months[name][origin : origin + ahead].to_list(), months[name][origin - 1]
        found += [
            _Test(
                name, origin, known, step + 1, middle[step], low[step], high[step], came[step], now
            )
            for step in range(ahead)
        ]
    return found


def _weight(tests: Sequence[_Test], part: str, origin: int) -> float:
    """How much the rates count beside "no change", by the tests that were over after ``origin``.

    Half, until there are :data:`_TESTS` of them. Of what comes and goes the rates alone speak.
    """
    if part not in _ENDED:
        return 1.0
    over = [t for t in tests if t.part == part and t.origin + t.ahead <= origin]
    rates = sum((test.middle - test.actual) ** 2 for test in over)
    still = sum((test.unchanged - test.actual) ** 2 for test in over)
    return still / (rates + still) if len(over) >= _TESTS and rates + still > 0 else 0.5


def _laid(band: Band, now: float, weight: float) -> Band:
    """Middle, low and high of both rules together: the band of the rates, laid around them."""
    middle, low, high = band
    shift = (1 - weight) * (now - middle)
    return middle + shift, low + shift, high + shift


def _told(test: _Test, tests: Sequence[_Test], *, money: bool) -> dict[str, object]:
    """The test as it would have been told, with the weight that was known then."""
    weight = _weight(tests, test.part, test.origin)
    band = np.array([test.middle]), np.array([test.low]), np.array([test.high])
    middle, low, high = (float(end[0]) for end in _laid(band, test.unchanged, weight))
    of = "margin_" if money else ""
    return {
        "part": test.part,
        "known_until": test.known_until,
        "months_ahead": test.ahead,
        f"{of}forecast": middle,
        f"{of}forecast_low": low,
        f"{of}forecast_high": high,
        f"{of}actual": test.actual,
        "held": "yes" if low <= test.actual <= high else "no",
        f"{of}unchanged": test.unchanged,
        f"{of}by_rates": test.middle,
    }


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


def _band(drawn: Floats) -> Band:
    """Middle, low and high by month."""
    ends = [0.5, (1 - _LEVEL) / 2, (1 + _LEVEL) / 2]
    middle, low, high = np.quantile(drawn, ends, axis=0)
    return middle, low, high
