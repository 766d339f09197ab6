"""How much better than chance is a ranking: gains, lift, calibration, and their intervals.

Members are ranked within their own campaign, so a campaign that many answered helps no model.

Source: of lift and gains, S. Rosset et al., KDD 2001, pp. 456-463; of the area under the curve,
J. A. Hanley and B. J. McNeil, Radiology 143, 1982, pp. 29-36; of calibration, A. H. Murphy and
R. L. Winkler, Applied Statistics 26, 1977, pp. 41-47; resampling whole customers, A. C. Davison and
D. V. Hinkley, "Bootstrap Methods and their Application", Cambridge 1997.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.shares import LEVEL, wilson

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

TENTHS = 10
_STEPS = 100  # points of the curve of gains
_DRAWS = 400


@dataclass(frozen=True)
class Interval:
    """A figure with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Lifts:
    """Lift of the best tenth by the model, by RFM, and the difference of the two."""

    model: Interval
    rfm: Interval
    ahead: Interval


def places(members: pl.DataFrame, score: Floats) -> Floats:
    """The place of each member in its own campaign, 0 best to 1; ties by customer_id."""
    ranked = (
        members.select("campaign_id", "customer_id")
        .with_columns(score=pl.Series(score))
        .with_row_index("row")
        .sort("campaign_id", "score", "customer_id", descending=[False, True, False])
        .with_columns(
            place=(pl.int_range(pl.len()).over("campaign_id") + 0.5) / pl.len().over("campaign_id")
        )
    )
    return ranked.sort("row")["place"].to_numpy()


def rfm_score(members: pl.DataFrame) -> Floats:
    """The sum of three ranks within the campaign: recency, frequency, monetary; ties alike."""
    count = pl.len().over("campaign_id")

    def rank(of: pl.Expr) -> pl.Expr:
        return of.rank("average").over("campaign_id") / count

    recent = -pl.col("recency_days").fill_null(pl.col("recency_days").max().fill_null(0) + 1)
    total = rank(recent) + rank(pl.col("orders_before")) + rank(pl.col("revenue"))
    return members.select(total.alias("score"))["score"].to_numpy()


def auc(members: pl.DataFrame, score: Floats, answers: Flags) -> float | None:
    """The chance that who answered stands above who did not, both of one campaign; ties half.

    Campaigns weigh by their pairs. None where no campaign has both.
    """
    table = members.select("campaign_id").with_columns(
        rank=pl.Series(score).rank("average"), answer=pl.Series(answers)
    )
    each = (
        table.with_columns(rank=pl.col("rank").rank("average").over("campaign_id"))
        .group_by("campaign_id")
        .agg(
            answered=pl.col("answer").sum().cast(pl.Float64),
            others=(~pl.col("answer")).sum().cast(pl.Float64),
            ranks=pl.col("rank").filter("answer").sum(),
        )
    )
    above = pl.col("ranks") - pl.col("answered") * (pl.col("answered") + 1) / 2
    pairs, won = each.select(
        (pl.col("answered") * pl.col("others")).sum(), above.sum().alias("won")
    ).row(0)
    return won / pairs if pairs else None


def log_loss(chance: Floats, answers: Flags) -> float:
    """Mean of minus the log of the chance given to what happened: smaller is better."""
    sure = np.clip(chance, 1e-9, 1 - 1e-9)
    return float(-np.where(answers, np.log(sure), np.log1p(-sure)).mean())


def tenths(place: Floats, answers: Flags, *, level: float = LEVEL) -> pl.DataFrame:
    """By tenth, best first: tenth, contacted, responses, response_rate, low, high, lift, gains."""
    tenth = np.minimum((place * TENTHS).astype(int), TENTHS - 1) + 1
    table = pl.DataFrame({"tenth": tenth, "answer": answers}, schema_overrides={"tenth": pl.Int64})
    share, low, high = wilson(pl.col("responses"), pl.col("contacted"), level=level)
    total = max(int(answers.sum()), 1)
    rate = total / len(answers)
    return (
        table.group_by("tenth")
        .agg(contacted=pl.len().cast(pl.Int64), responses=pl.col("answer").sum().cast(pl.Int64))
        .sort("tenth")
        .with_columns(response_rate=share, response_low=low, response_high=high)
        .with_columns(
            lift=pl.col("response_rate") / rate, gains=pl.col("responses").cum_sum() / total
        )
    )


def curve(place: Floats, other: Floats, answers: Flags) -> pl.DataFrame:
    """Gains of two rankings at a hundred depths: depth, gains, gains_rfm; from nobody to all."""
    depths = np.linspace(0, 1, _STEPS + 1)
    total = max(int(answers.sum()), 1)
    found = [
        np.searchsorted(np.sort(rank[answers]), depths, side="right") / total
        for rank in (place, other)
    ]
    return pl.DataFrame({"depth": depths, "gains": found[0], "gains_rfm": found[1]})


def calibration(chance: Floats, answers: Flags, *, level: float = LEVEL) -> pl.DataFrame:
    """By ten groups of rising chance: bin, contacted, expected_rate, response_rate, low, high."""
    order = np.argsort(chance, kind="stable")
    group = np.empty(len(chance), dtype=np.int64)
    group[order] = np.arange(len(chance)) * TENTHS // max(len(chance), 1)
    share, low, high = wilson(pl.col("responses"), pl.col("contacted"), level=level)
    table = pl.DataFrame({"bin": group + 1, "chance": chance, "answer": answers})
    return (
        table.group_by("bin")
        .agg(
            contacted=pl.len().cast(pl.Int64),
            expected_rate=pl.col("chance").mean(),
            responses=pl.col("answer").sum().cast(pl.Int64),
        )
        .sort("bin")
        .with_columns(response_rate=share, response_low=low, response_high=high)
    )


def lifts(
    customers: pl.Series, place: Floats, other: Floats, answers: Flags, *, seed: int
) -> Lifts:
    """Lift of the best tenth by two rankings; whole customers are drawn again, 400 times."""
    tops = [rank < 1 / TENTHS for rank in (place, other)]
    columns = {"answers": answers, "rows": np.ones(len(answers), dtype=bool)}
    for number, top in enumerate(tops):
        columns |= {f"top{number}": top, f"hits{number}": top & answers}
    each = (
        pl.DataFrame({name: values.astype(np.float64) for name, values in columns.items()})
        .with_columns(customer=customers)
        .group_by("customer")
        .sum()
        .sort("customer")
        .select(*columns)
        .to_numpy()
    )
    rng = np.random.default_rng(seed)
    draws = np.array([rng.poisson(1.0, len(each)) @ each for _ in range(_DRAWS)])
    whole = _lift(each.sum(axis=0)[None, :])[0]
    drawn = _lift(draws)
    model, rfm = (_interval(whole[n], drawn[:, n]) for n in (0, 1))
    return Lifts(model, rfm, _interval(whole[0] - whole[1], drawn[:, 0] - drawn[:, 1]))


def _lift(sums: Floats) -> Floats:
    """Lifts of both rankings, from sums of answers, rows, top and hits of each."""
    rate = np.maximum(sums[:, 0] / np.maximum(sums[:, 1], 1), 1e-12)
    parts = [sums[:, 3 + 2 * n] / np.maximum(sums[:, 2 + 2 * n], 1) / rate for n in (0, 1)]
    return np.column_stack(parts)


def _interval(value: float, drawn: Floats) -> Interval:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(value), float(low), float(high))
