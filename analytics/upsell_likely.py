"""Who is likely to move up a price ladder, from what was known before, and how well that tells.

At a day 70 % through the purchases of the group every customer below the top is described by what
they had done there; *moved* means that, of those who bought on, the mean tier afterwards was half a
tier or more above the usual one before. A logistic model is tried on fifths of the customers that
it has not seen. Where that does no better than tossing a coin, no chance is given.

Sources: area under the curve and its error, J. A. Hanley and B. J. McNeil, Radiology 143, 1982;
differences, Welch 1947.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.linear_model import LogisticRegression

from analytics.shares import wilson

Floats = NDArray[np.float64]

FEATURES = ("spent_before", "days_before", "tier_before", "tenure_before", "quiet_before")
LEAST = 50  # of those who moved and of those who did not
_CUT = 0.7
_FOLDS = 5
_HALF = 0.5  # of a tier
_BINS = 5
_ASTRAY = 1  # fifths whose interval may miss what was told
_OUTSIDE = ~pl.col("expected_share").is_between("came_low", "came_high")
_Z = 1.959963984540054


class Likely(NamedTuple):
    """``contrasts``: factor, moved_mean, stayed_mean, apart_by, apart_low, apart_high.

    ``calibration``: bin, customers, expected_share, came_share, came_low, came_high. ``customers``:
    customer_id, tier_before, chance_up, expected_contribution; the most to expect first. Empty
    where too few moved, ``auc_low`` is not above .5, or more than one fifth came otherwise than
    told (``calibration`` is then empty too).
    """

    contrasts: pl.DataFrame
    calibration: pl.DataFrame
    customers: pl.DataFrame
    moved: int
    stayed: int
    auc: float | None
    auc_low: float | None
    horizon_days: int


def likely_movers(days: pl.DataFrame, extra: dict[int, float], *, tiers: int, seed: int) -> Likely:
    """Chances for the customers of one group's days (see :func:`analytics.upsell_ladders.by_day`).

    ``extra`` is what a unit brings more in the tier above each.
    """
    cut = int(np.quantile(days["day"].to_numpy(), _CUT, method="lower"))
    end = int(days["day"].max() or 0) + 1  # type: ignore[arg-type]
    before = described(days, cut).filter(pl.col("tier_before") <= tiers - _HALF)
    later = days.filter(pl.col("day") >= cut).group_by("customer_id")
    after = later.agg(tier_after=pl.col("tier").mean(), days_after=pl.len())
    known = before.join(after, on="customer_id", how="left").sort("customer_id")
    back = known.drop_nulls("tier_after")
    moved = (back["tier_after"] - back["tier_before"] >= _HALF).to_numpy()
    count, others = int(moved.sum()), int((~moved).sum())
    contrasts = _contrasts(back, moved)
    blank = _blank()
    if min(count, others) < LEAST:
        return Likely(contrasts, *blank, count, others, None, None, end - cut)
    x = _columns(back)
    told = _out_of_fold(x, moved, seed)
    auc, low = _area(told, moved)
    fit = _calibrated(told, moved)
    if low <= 0.5 or fit.filter(_OUTSIDE).height > _ASTRAY:
        return Likely(contrasts, *blank, count, others, auc, low, end - cut)
    # those who came back, and how often they did in a stretch as long as the later part
    often = float(known["days_after"].fill_null(0).mean() or 0.0)  # type: ignore[arg-type]
    chances = _fitted(x, moved), x
    now = described(days, end).filter(pl.col("tier_before") <= tiers - _HALF)
    customers = _told(now, chances, {step: often * more for step, more in extra.items()}, tiers)
    return Likely(contrasts, fit, customers, count, others, auc, low, end - cut)


def _told(
    now: pl.DataFrame,
    fitted: tuple[LogisticRegression, Floats],
    extra: dict[int, float],
    tiers: int,
) -> pl.DataFrame:
    """Chances of customers as they are now, and what they can be expected to bring more."""
    model, learnt = fitted
    now = now.sort("customer_id")
    chance = pl.Series(model.predict_proba(_scaled(_columns(now), learnt))[:, 1])
    step = now["tier_before"].round().cast(pl.Int64).clip(1, tiers - 1)
    more = step.replace_strict(extra, default=0.0, return_dtype=pl.Float64)
    told = now.select("customer_id", "tier_before").with_columns(
        chance_up=chance, expected_contribution=chance * more * now["units"]
    )
    order = ["expected_contribution", "chance_up", "customer_id"]
    return told.sort(order, descending=[True, True, False])


def described(days: pl.DataFrame, cut: int) -> pl.DataFrame:
    """What each customer had done in the group before day ``cut``; see :data:`FEATURES`.

    The usual tier is the mean of the last three days; tenure is counted from the first day, quiet
    from the last. Beside them tier_last and units, of the last day and of a usual one.
    """
    known = days.filter(pl.col("day") < cut).sort("customer_id", "day")
    return known.group_by("customer_id", maintain_order=True).agg(
        spent_before=pl.col("revenue").sum(),
        days_before=pl.len().cast(pl.Int64),
        tier_before=pl.col("tier").tail(3).mean(),
        tenure_before=cut - pl.col("day").min(),
        quiet_before=cut - pl.col("day").max(),
        tier_last=pl.col("tier").last(),
        units=pl.col("quantity").mean(),
    )


def _contrasts(back: pl.DataFrame, moved: NDArray[np.bool_]) -> pl.DataFrame:
    rows = []
    for name in FEATURES:
        values = back[name].to_numpy().astype(float)
        up, rest = values[moved], values[~moved]
        if min(len(up), len(rest)) < 2:
            continue
        gap = up.mean() - rest.mean()
        half = _Z * np.sqrt(up.var(ddof=1) / len(up) + rest.var(ddof=1) / len(rest))
        rows.append((name, up.mean(), rest.mean(), gap, gap - half, gap + half))
    names = ["factor", "moved_mean", "stayed_mean", "apart_by", "apart_low", "apart_high"]
    kinds = [pl.String(), *[pl.Float64()] * 5]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _columns(frame: pl.DataFrame) -> Floats:
    """Features of the model: logarithms of amounts and counts, tiers with bends.

    Who mixes tiers is on the way between two: the distance to the nearest tells that.
    """
    logs = [pl.col(c).clip(0).cast(pl.Float64).log1p() for c in FEATURES if c != "tier_before"]
    usual = pl.col("tier_before")
    bends = {
        "usual": usual,
        "squared": usual**2,
        "between": (usual - usual.round()).abs(),
        "last": pl.col("tier_last"),
    }
    return frame.select(*logs, **bends).to_numpy().astype(float)


def _scaled(x: Floats, by: Floats) -> Floats:
    spread = by.std(axis=0)
    return np.asarray((x - by.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _fitted(x: Floats, moved: NDArray[np.bool_]) -> LogisticRegression:
    return LogisticRegression(max_iter=500).fit(_scaled(x, x), moved)


def _out_of_fold(x: Floats, moved: NDArray[np.bool_], seed: int) -> Floats:
    """The chance of each customer from a model that has not seen them."""
    fold = np.random.default_rng(seed).permutation(len(x)) % _FOLDS
    told = np.empty(len(x))
    for one in range(_FOLDS):
        rest, here = fold != one, fold == one
        model = _fitted(x[rest], moved[rest])
        told[here] = model.predict_proba(_scaled(x[here], x[rest]))[:, 1]
    return told


def _area(told: Floats, moved: NDArray[np.bool_]) -> tuple[float, float]:
    """The chance that one who moved is told above one who did not, and its lower limit (95 %)."""
    up, rest = int(moved.sum()), int((~moved).sum())
    auc = float((rankdata(told)[moved].sum() - up * (up + 1) / 2) / (up * rest))
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (up - 1) * (q1 - auc**2) + (rest - 1) * (q2 - auc**2)
    return auc, auc - _Z * float(np.sqrt(max(spread, 0.0) / (up * rest)))


def _calibrated(told: Floats, moved: NDArray[np.bool_]) -> pl.DataFrame:
    """Fifths of customers by chance: what was told beside what came, with Wilson's interval."""
    rows = []
    for number, part in enumerate(np.array_split(np.argsort(told, kind="stable"), _BINS), 1):
        n = len(part)
        ends = wilson(np.array([float(moved[part].sum())]), np.array([float(n)]))
        rows.append((number, n, float(told[part].mean()), *(float(end[0]) for end in ends)))
    return pl.DataFrame(rows, schema=_CALIBRATION, orient="row")


_CALIBRATION = {
    "bin": pl.Int64(),
    "customers": pl.Int64(),
    "expected_share": pl.Float64(),
    "came_share": pl.Float64(),
    "came_low": pl.Float64(),
    "came_high": pl.Float64(),
}


def _blank() -> tuple[pl.DataFrame, pl.DataFrame]:
    kinds = {
        "customer_id": pl.String(),
        "tier_before": pl.Float64(),
        "chance_up": pl.Float64(),
        "expected_contribution": pl.Float64(),
    }
    return pl.DataFrame(schema=_CALIBRATION), pl.DataFrame(schema=kinds)
