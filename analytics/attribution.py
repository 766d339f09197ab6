"""Which touch point is a purchase put down to? Four rules, each an association.

A journey is the touch points a customer met in order, and whether it ended in a purchase. *First*
and *last* give the whole purchase to the first or last touch, *linear* an equal part to each.
*Markov* asks what would be lost: journeys are read as a walk from touch to touch; the removal
effect of a touch point is the share of purchases that the walk loses when whoever comes to it never
buys. None of these says that a touch point caused anything.

Source: E. Anderl, I. Becker, F. von Wangenheim and J. Schumann, "Mapping the customer journey",
International Journal of Research in Marketing 33(3), 2016.
"""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

START, BOUGHT, LOST = "start", "bought", "lost"


def transitions(journeys: pl.DataFrame) -> pl.DataFrame:
    """How often one touch point follows another: came_from, went_to, times, share (of came_from).

    ``journeys``: touch_points (a list, never empty) and bought. A journey comes from ``start`` and
    goes to ``bought`` or ``lost``. Touch points are given as they stand, the ends by number: see
    :func:`removal`.
    """
    end = pl.when("bought").then(pl.lit(-2)).otherwise(pl.lit(-3))
    steps = journeys.select(
        went_to=pl.concat_list("touch_points", end.cast(pl.Int64)),
        came_from=pl.concat_list(pl.lit(-1, pl.Int64), "touch_points"),
    ).explode("came_from", "went_to")
    counts = steps.group_by("came_from", "went_to").agg(times=pl.len().cast(pl.Int64))
    share = pl.col("times") / pl.col("times").sum().over("came_from")
    return counts.with_columns(share=share).sort("came_from", "went_to")


def removal(steps: pl.DataFrame, count: int) -> npt.NDArray[np.float64]:
    """The removal effect of touch points 0 to ``count`` - 1 from their :func:`transitions`.

    1 less the chance of a purchase without it over that with it; nought where nobody bought.
    """
    walk = np.zeros((count + 1, count + 1))  # the last one is the start
    buys = np.zeros(count + 1)
    for came, went, _, share in steps.iter_rows():
        here = count if came == -1 else came
        if went == -2:
            buys[here] = share
        elif went >= 0:
            walk[here, went] = share
    whole = _chance(walk, buys)
    if whole <= 0:
        return np.zeros(count)
    return np.array([1 - _chance(*_without(walk, buys, place)) / whole for place in range(count)])


def credited(journeys: pl.DataFrame, count: int) -> Mapping[str, npt.NDArray[np.float64]]:
    """Purchases put down to touch points 0 to ``count`` - 1 by first, last and linear rule."""
    bought = journeys.filter("bought").select(
        "touch_points", size=pl.col("touch_points").list.len()
    )
    first = _count(bought["touch_points"].list.first(), None, count)
    last = _count(bought["touch_points"].list.last(), None, count)
    each = bought.explode("touch_points")
    linear = _count(each["touch_points"], 1 / each["size"].to_numpy(), count)
    return {"first_touch": first, "last_touch": last, "linear": linear}


def _count(
    places: pl.Series, weights: npt.NDArray[np.float64] | None, count: int
) -> npt.NDArray[np.float64]:
    found = np.bincount(places.to_numpy(), weights=weights, minlength=count)
    return found.astype(float)


def _chance(walk: npt.NDArray[np.float64], buys: npt.NDArray[np.float64]) -> float:
    """The chance that a walk from the start (the last place) ends in a purchase."""
    return float(np.linalg.solve(np.eye(len(walk)) - walk, buys)[-1])


def _without(
    walk: npt.NDArray[np.float64], buys: npt.NDArray[np.float64], place: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The walk in which whoever comes to ``place`` never buys."""
    less, sold = walk.copy(), buys.copy()
    less[place], sold[place] = 0.0, 0.0
    return less, sold
