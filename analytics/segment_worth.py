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
    r2_high (90 % interval), absolute_error (mean, money), better (yes, no: the interval lies
    above 0), or reason (a key of ``not_enough``) where the company has no such segmentation.
    ``means``: segmentation, segment, customers and profit_next (mean, money) at the first date,
    customers_after and profit_came at the second. ``customers``: those of the second date.
    """

    worth: pl.DataFrame
    means: pl.DataFrame
    customers: int

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
    guesses, sizes, means = [plain], {NONE: 1}, []
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
        guesses.append(guess)
        sizes[name] = known.height
    table = _measured(sizes, np.column_stack(guesses), came)
    gone = pl.DataFrame(
        {"segmentation": list(missing or {}), "reason": list((missing or {}).values())},
        schema={"segmentation": pl.String, "reason": pl.String},
    )
    table = pl.concat([table, gone], how="diagonal")
    return SegmentWorth(
        worth=table.sort("r2", "segmentation", descending=[True, False], nulls_last=True),
        means=pl.concat(means) if means else pl.DataFrame(),
        customers=met.height,
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


def _measured(sizes: Mapping[str, int], guesses: Array, came: Array) -> pl.DataFrame:
    """R2 and its interval for each column of ``guesses``, the first of which is "none"."""
    squared = (came[:, None] - guesses) ** 2
    drawn = _drawn(squared)
    low, high = np.quantile(_r2(drawn), [0.05, 0.95], axis=0)
    return pl.DataFrame(
        {
            "segmentation": list(sizes),
            "segments": list(sizes.values()),
            "r2": _r2(squared.sum(axis=0, keepdims=True))[0].round(9),
            "r2_low": low.round(9),
            "r2_high": high.round(9),
            "absolute_error": np.abs(came[:, None] - guesses).mean(axis=0),
            "better": ["yes" if least > 0 else "no" for least in low],
        }
    )


def _r2(sums: Array) -> Array:
    """What each column takes off the first; nothing where the first leaves no error."""
    none = sums[:, :1]
    return np.where(none > 0, 1 - sums / np.where(none > 0, none, 1.0), 0.0)


def _drawn(squared: Array) -> Array:
    """Sums of the columns over customers drawn again, :data:`DRAWS` times, one at a time: all at
    once they would not fit into memory."""
    rng = np.random.default_rng(SEED)
    size = len(squared)
    sums = np.empty((DRAWS, squared.shape[1]))
    for draw in range(DRAWS):
        times = np.bincount(rng.integers(0, size, size), minlength=size)
        sums[draw] = times @ squared
    return sums
