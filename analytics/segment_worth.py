"""Which segmentation is worth having: how well does each tell the profit of the next period?

Each segmentation is learnt at a first date, and the mean profit of each of its segments over the
period that followed is its forecast. At a second date customers are laid in the same segments by
what was known then, and the forecast meets what came. "None" gives everybody one mean. R2 is the
share of squared error that a segmentation takes off what "none" leaves, out of time; below 0 it is
worse than none. Customers drawn again 500 times say how sure that is.

Source: J. Y. Campbell and S. B. Thompson, "Predicting Excess Stock Returns Out of Sample", Review
of Financial Studies 21(4), 2008 (R2 out of sample); B. Efron and R. J. Tibshirani, "An Introduction
to the Bootstrap", 1993.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import Frame

Array = npt.NDArray[np.float64]

NONE = "none"
LEAST = 50  # customers at each date
DRAWS = 500
SEED = 20_250_101
_LEAST_OF_SEGMENT = 5  # customers a mean rests on; below it everybody's mean stands in

STANDING = Frame(
    "standing",
    key=("customer_id",),
    columns={"customer_id": pl.String(), "profit_next": pl.Float64()},
)
"""Customers at one date, and their profit over the period that followed (0 for who did nothing).
Beside it one column of text for each segmentation: the segment at that date, blank for none."""


@dataclass(frozen=True)
class SegmentWorth:
    """``worth``: one row a segmentation, best first: segmentation, segments, r2 with r2_low and
    r2_high (90 % interval), error (mean absolute error, money), better (yes, no: the interval lies
    above 0), or reason (a key of ``not_enough``) where the company has no such segmentation.
    ``means``: segmentation, segment, customers and profit_next (mean, money) at the first date,
    customers_after and profit_came at the second. ``customers``: those of the second date.
    """

    worth: pl.DataFrame
    means: pl.DataFrame
    customers: int
    learnt_customers: int
    mean_profit: float

    @property
    def best(self) -> dict[str, Value]:
        """The segmentation that takes off most error."""
        return self.worth.filter(pl.col("r2").is_not_null()).row(0, named=True)

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures."""
        best = self.best
        none = self.worth.row(by_predicate=pl.col("segmentation") == NONE, named=True)
        better = self.worth.filter(better="yes").height
        return {
            "best_segmentation": best["segmentation"],
            "r2": best["r2"],
            "r2_low": best["r2_low"],
            "r2_high": best["r2_high"],
            "better_ones": better,
            "customers": self.customers,
            "absolute_error": best["absolute_error"],
            "none_error": none["absolute_error"],
        }

    def findings(self) -> list[Finding]:
        """What it means, most important first."""
        best = self.best
        rows = self.worth.filter(pl.col("r2").is_not_null(), pl.col("segmentation") != NONE)
        useless = rows.filter(better="no")
        found: list[Finding] = []
        if rows.is_empty():
            return [
                Finding("segment_worth.find_nothing", {"customers": self.customers}, good=False)
            ]
        if best["segmentation"] == NONE or best["better"] == "no":
            found.append(
                Finding("segment_worth.find_none", {"customers": self.customers}, good=False)
            )
        else:
            fields = {key: best[key] for key in ("segmentation", "r2", "r2_low", "r2_high")}
            found.append(Finding("segment_worth.find_best", fields, good=True))
            found += [
                Finding("segment_worth.find_useless", {"segmentation": name, "r2": r2}, good=False)
                for name, r2 in useless.select("segmentation", "r2").rows()
            ]
        found += [
            Finding("segment_worth.find_missing", {"segmentation": name})
            for name in self.worth.filter(pl.col("r2").is_null())["segmentation"]
        ]
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it."""
        return {"worth": self.worth, "means": self.means}


def compare_segmentations(
    learnt: pl.DataFrame, met: pl.DataFrame, *, missing: Mapping[str, str] | None = None
) -> SegmentWorth:
    """Compare the segmentations that stand as columns in two frames STANDING, at two dates.

    ``learnt`` gives each segment its mean, ``met`` is what the means are held against. ``missing``:
    segmentations there are not, with the key of the reason. Raises ``NotEnoughData`` where either
    date has under :data:`LEAST` customers, ``FrameError`` for a broken frame.
    """
    for frame in (learnt, met):
        STANDING.check(frame)
        if frame.height < LEAST:
            raise NotEnoughData(
                "not_enough.few_customers_worth", customers=frame.height, least=LEAST
            )
    learnt, met = learnt.sort("customer_id"), met.sort("customer_id")
    names = [c for c in learnt.columns if c not in STANDING.columns]
    came = met["profit_next"].to_numpy()
    overall = float(learnt["profit_next"].mean() or 0.0)  # type: ignore[arg-type]
    plain = np.full(met.height, overall)
    rng = np.random.default_rng(SEED)
    drawn = rng.multinomial(met.height, np.full(met.height, 1 / met.height), DRAWS)
    rows, means = [_row(NONE, 1, plain, (came, plain), drawn)], []
    for name in names:
        known = _means(learnt, met, name)
        means.append(known)
        trusted = known.filter(pl.col("customers") >= _LEAST_OF_SEGMENT)
        guess = (
            met.select(pl.col(name).alias("segment"))
            .join(
                trusted.select("segment", "profit_next"),
                on="segment",
                how="left",
                maintain_order="left",
                nulls_equal=True,
            )["profit_next"]
            .fill_null(overall)
            .to_numpy()
        )
        rows.append(_row(name, known.height, guess, (came, plain), drawn))
    table = pl.DataFrame(rows)
    gone = pl.DataFrame(
        {"segmentation": list(missing or {}), "reason": list((missing or {}).values())},
        schema={"segmentation": pl.String, "reason": pl.String},
    )
    table = pl.concat([table, gone], how="diagonal")
    return SegmentWorth(
        worth=table.sort("r2", "segmentation", descending=[True, False], nulls_last=True),
        means=pl.concat(means) if means else pl.DataFrame(),
        customers=met.height,
        learnt_customers=learnt.height,
        mean_profit=overall,
    )


def _means(learnt: pl.DataFrame, met: pl.DataFrame, name: str) -> pl.DataFrame:
    """What each segment brought after the first date, and after the second."""
    first, second = (
        frame.group_by(pl.col(name).alias("segment")).agg(
            pl.len().cast(pl.Int64).alias(heads), pl.col("profit_next").mean().alias(money)
        )
        for frame, heads, money in (
            (learnt, "customers", "profit_next"),
            (met, "customers_after", "profit_came"),
        )
    )
    joined = first.join(second, on="segment", how="full", coalesce=True, nulls_equal=True)
    return joined.sort("segment", nulls_last=True).select(
        pl.lit(name).alias("segmentation"),
        pl.col("segment").cast(pl.String),
        pl.col("customers").fill_null(0),
        "profit_next",
        pl.col("customers_after").fill_null(0),
        "profit_came",
    )


def _row(
    name: str, segments: int, guess: Array, truth: tuple[Array, Array], drawn: npt.NDArray[np.int64]
) -> dict[str, object]:
    came, plain = truth
    own, other = (came - guess) ** 2, (came - plain) ** 2
    left = drawn @ other
    again = 1 - (drawn @ own) / np.where(left > 0, left, 1.0)
    low, high = np.quantile(again, [0.05, 0.95])
    whole = float(other.sum())
    r2 = 1 - float(own.sum()) / whole if whole > 0 else 0.0
    return {
        "segmentation": name,
        "segments": segments,
        "r2": round(r2, 9),
        "r2_low": round(float(low), 9),
        "r2_high": round(float(high), 9),
        "absolute_error": float(np.abs(came - guess).mean()),
        "better": "yes" if low > 0 else "no",
    }
