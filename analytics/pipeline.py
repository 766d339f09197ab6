"""What is in the pipeline, how likely is it won, how long does that take, and may we believe it?

Win rates with their intervals of what ended in the period; the time to win, counting what is still
open; the value of what is open, by seller and stage; and a forecast of the next months, made again
at past dates and laid beside what came.

Source: intervals by Wilson (:mod:`analytics.shares`), held to all sellers at once by Bonferroni's
inequality where one is called better or worse; times and chances by Aalen and Johansen
(:mod:`analytics.pipeline_chances`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.frames import OPPORTUNITIES
from analytics.pipeline_chances import ends_of, histories
from analytics.pipeline_forecast import Forecast, error, foresee, held, light, prove
from analytics.pipeline_scores import Score, score
from analytics.proof import Proof
from analytics.shares import LEVEL, wilson

BY = ("staff", "category", "customer_type")
LEAST = 10  # that ended, for a win rate
LONGEST = 730  # days
_EQUAL = 1e-9  # shares nearer than this are the same
_LATE = 0.9  # of the won ones were won sooner


@dataclass(frozen=True)
class Pipeline:
    """``groups`` (of ``by``): group, deals_won, deals_lost, win_rate with its interval and whether
    the interval at the level for all groups leaves out the common rate (``stands_out``: better,
    worse, blank), won_value, cycle_days, deals_open, open_value, expected_value. ``stages`` of what
    is open: stage, deals_open, open_value, expected_value, deal_forecast. ``deals``, most expected
    first: what is open, with age_days, deal_chance (ever), chance_soon (within ``days``),
    expected_value, overdue. ``proof``: see :func:`analytics.pipeline_forecast.prove`.

    Shares of fewer than :data:`LEAST` are blank; so are forecasts where ``forecast`` is None.
    """

    groups: pl.DataFrame
    stages: pl.DataFrame
    deals: pl.DataFrame
    proof: pl.DataFrame
    forecast: Forecast | None
    score: Score
    by: str
    days: int
    whole: Mapping[str, Value]

    @property
    def light(self) -> str | None:
        """Whether the forecast held in the past: green, amber, red; None where nobody can say."""
        return light(self.proof)

    def summary(self) -> Mapping[str, Value]:
        """The pipeline in single figures."""
        made, shown = self.forecast, self.forecast is not None and self.light != "red"
        return {
            **self.whole,
            "forecast_days": self.days,
            "light": self.light,
            "deal_forecast": made.value if made and shown else None,
            "deal_low": made.low if made and shown else None,
            "deal_high": made.high if made and shown else None,
            "forecasts_tested": self.proof.height,
            "deal_error": error(self.proof, "deal_forecast"),
            "repeated_error": error(self.proof, "deal_repeated"),
            "weighted_error": error(self.proof, "deal_weighted"),
            "deals_held": held(self.proof) if self.proof.height else None,
            "deal_auc": self.score.auc if self.score.used else None,
        }

    def findings(self) -> list[Finding]:
        """What is to come and whether to believe it; who wins more; what is overdue."""
        summary = self.summary()
        found = [self._first(summary)]
        for word, good in (("better", True), ("worse", False)):
            rows = self.groups.filter(pl.col("stands_out") == word)
            if rows.height:
                row = rows.row(0 if good else -1, named=True)
                names = ("group", "deals_won", "deals_ended", "win_rate")
                fields: dict[str, Value] = {n: row[n] for n in names}
                fields["usual_rate"] = self.whole["win_rate"]
                found.append(Finding(f"pipeline.find_{word}", fields, good=good))
        if self.score.used:
            tested: dict[str, Value] = {
                "deals_ended": self.score.tested,
                "deal_auc": self.score.auc,
            }
            found.append(Finding("pipeline.find_scored", tested))
        if self.whole["overdue_deals"]:
            late = ("overdue_deals", "overdue_value", "late_days")
            found.append(
                Finding("pipeline.find_overdue", {n: self.whole[n] for n in late}, good=False)
            )
        return found

    def proof_of(self, frame: str) -> Proof | None:
        """How such forecasts fared; only of what is open something is foretold."""
        if frame not in {"stages", "deals"} or self.light is None:
            return None
        return Proof(self.light, {}, (self._first(self.summary()),))

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it."""
        return {
            "groups": self.groups,
            "stages": self.stages,
            "deals": self.deals,
            "forecasts": self.proof,
        }

    def _first(self, summary: Mapping[str, Value]) -> Finding:
        def fields(*names: str) -> dict[str, Value]:
            return {n: summary[n] for n in names}

        if self.light is None:
            return Finding("pipeline.find_open", fields("deals_open", "open_value"))
        tested = fields("forecasts_tested", "deal_error", "repeated_error")
        if self.light == "red":
            return Finding("pipeline.find_red", tested, good=False)
        ahead = fields("deal_forecast", "deal_low", "deal_high", "forecast_days")
        good = True if self.light == "green" else None
        return Finding(f"pipeline.find_{self.light}", ahead | tested, good=good)


def read_pipeline(
    frame: pl.DataFrame,
    *,
    first: int,
    as_of: int,
    last: int | None = None,
    days: int = 90,
    by: str = "staff",
) -> Pipeline:
    """The pipeline of an OPPORTUNITIES frame on day number ``as_of``.

    Win rates are of what ended on days ``first`` to ``last`` (None: ``as_of``); forecasts reach
    ``days`` ahead. Raises ``WrongOption``, and ``NotEnoughData`` where there is no opportunity.
    """
    if by not in BY:
        raise ValueError(f"by must be one of {', '.join(BY)}; got {by}")
    if not 0 < days <= LONGEST:
        raise WrongOption("ahead_days", days, 0, LONGEST)
    rows = OPPORTUNITIES.check(frame).sort("opportunity_id")
    if rows.is_empty():
        raise NotEnoughData("not_enough.no_opportunities")
    scored = score(rows)
    made = foresee(rows, as_of=as_of, days=days, scored=scored)
    rows = _judged(rows, made, as_of)
    within = pl.col("closed").is_between(first, as_of if last is None else last)
    ended = rows.filter(pl.col("outcome").is_not_null(), within)
    going = rows.filter(pl.col("outcome").is_null())
    usual, late = _times(rows, as_of)
    deals = _deals(going, late)
    return Pipeline(
        groups=_groups(ended, going, by),
        stages=_stages(deals),
        deals=deals,
        proof=prove(rows, as_of=as_of, days=days),
        forecast=made,
        score=scored,
        by=by,
        days=days,
        whole=_whole(ended, deals, usual, late),
    )


def _judged(rows: pl.DataFrame, made: Forecast | None, as_of: int) -> pl.DataFrame:
    """Add age_days, chance, chance_soon and expected_value; the last three blank if unknown."""
    blank = np.full(rows.height, np.nan)
    ever, soon = (blank, blank) if made is None else (made.ever, made.chance)
    return rows.with_columns(
        age_days=as_of - pl.col("opened"),
        deal_chance=pl.Series(ever).fill_nan(None),
        chance_soon=pl.Series(soon).fill_nan(None),
    ).with_columns(
        expected_value=pl.col("amount") * pl.col("deal_chance"),
        deal_forecast=pl.col("amount") * pl.col("chance_soon"),
    )


def _times(rows: pl.DataFrame, as_of: int) -> tuple[int | None, int | None]:
    """Days within which half, and nine tenths, of those ever won are won; None: too few."""
    if (rows["outcome"] == "won").sum() < LEAST:
        return None, None
    won = ends_of(*histories(rows, as_of)).won
    half, most = (int(np.searchsorted(won, share * won[-1] - 1e-12)) for share in (0.5, _LATE))
    return half, most


def _deals(going: pl.DataFrame, late: int | None) -> pl.DataFrame:
    overdue = pl.lit(value=False) if late is None else pl.col("age_days") > late
    columns = ("opportunity_id", "customer_id", "staff", "category", "customer_type", "stage")
    return (
        going.with_columns(overdue=pl.when(overdue).then(pl.lit("overdue")))
        .sort(
            pl.col("expected_value").fill_null(0.0),
            "amount",
            "opportunity_id",
            descending=[True, True, False],
        )
        .select(
            *columns, "amount", "age_days", "deal_chance", "chance_soon", "expected_value",
            "deal_forecast", "overdue",
        )
    )  # fmt: skip


def _stages(deals: pl.DataFrame) -> pl.DataFrame:
    """What is open by stage: most value first."""
    return (
        deals.group_by("stage")
        .agg(**_open())
        .sort("open_value", "stage", descending=[True, False], nulls_last=True)
    )


def _open() -> dict[str, pl.Expr]:
    return {
        "deals_open": pl.len().cast(pl.Int64),
        "open_value": pl.col("amount").sum(),
        "expected_value": _sum("expected_value"),
        "deal_forecast": _sum("deal_forecast"),
    }


def _sum(column: str) -> pl.Expr:
    """A sum that is blank where all is."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum()).first()


def _groups(ended: pl.DataFrame, going: pl.DataFrame, by: str) -> pl.DataFrame:
    """Win rates and what is open by group, best rate first; groups of too few behind them."""
    group = pl.col(by).alias("group")
    won = pl.col("outcome") == "won"
    took = (pl.col("closed") - pl.col("opened")).filter(won)
    rates = ended.group_by(group).agg(
        deals_won=won.sum().cast(pl.Int64),
        deals_lost=(~won).sum().cast(pl.Int64),
        won_value=pl.col("amount").filter(won).sum(),
        cycle_days=pl.when(won.sum() >= LEAST).then(took.median()),
    )
    held_open = going.group_by(group).agg(**_open())
    counts = ("deals_won", "deals_lost", "deals_open")
    table = rates.join(
        held_open, on="group", how="full", coalesce=True, nulls_equal=True
    ).with_columns(pl.col(*counts, "won_value", "open_value").fill_null(0))
    table = table.with_columns(deals_ended=pl.col("deals_won") + pl.col("deals_lost"))
    return _rated(table).sort("win_rate", "group", descending=[True, False], nulls_last=True)


def _rated(table: pl.DataFrame) -> pl.DataFrame:
    """Add win_rate, win_rate_low, win_rate_high and stands_out."""
    enough = pl.col("deals_ended") >= LEAST
    compared = int(table.select(enough.sum()).item())
    common = float(table["deals_won"].sum()) / max(float(table["deals_ended"].sum()), 1.0)
    share, low, high = wilson(pl.col("deals_won"), pl.col("deals_ended"))
    _, least, most = wilson(
        pl.col("deals_won"), pl.col("deals_ended"), level=1 - (1 - LEVEL) / max(compared, 1)
    )
    known = {"win_rate": share, "win_rate_low": low, "win_rate_high": high}
    stands_out = (
        pl.when(enough & (least > common + _EQUAL)).then(pl.lit("better"))
        .when(enough & (most < common - _EQUAL)).then(pl.lit("worse"))
    )  # fmt: skip
    return table.with_columns(
        stands_out=stands_out, **{name: pl.when(enough).then(c) for name, c in known.items()}
    ).select(
        *(
            "group",
            "deals_won",
            "deals_lost",
            "deals_ended",
            "win_rate",
            "win_rate_low",
            "win_rate_high",
        ),
        *("stands_out", "won_value", "cycle_days"),
        *("deals_open", "open_value", "expected_value"),
    )


def _whole(
    ended: pl.DataFrame, deals: pl.DataFrame, usual: int | None, late: int | None
) -> dict[str, Value]:
    """The figures of all opportunities together."""
    won = int((ended["outcome"] == "won").sum())
    rate: tuple[float | None, ...] = (None, None, None)
    if ended.height >= LEAST:
        ends = wilson(np.array([float(won)]), np.array([float(ended.height)]))
        rate = tuple(float(end[0]) for end in ends)
    overdue = deals.filter(pl.col("overdue").is_not_null())
    expected = deals["expected_value"]
    return {
        "deals_open": deals.height,
        "open_value": float(deals["amount"].sum()),
        "expected_value": float(expected.sum()) if expected.count() else None,
        "deals_won": won,
        "deals_lost": ended.height - won,
        "win_rate": rate[0],
        "win_rate_low": rate[1],
        "win_rate_high": rate[2],
        "cycle_days": usual,
        "late_days": late,
        "overdue_deals": overdue.height,
        "overdue_value": float(overdue["amount"].sum()),
    }
