"""Scores of recency, frequency and monetary value from 1 to 5, by one stated rule.

By quantiles, a customer's score is 1 + the fifths of all customers that are strictly worse: with 5
at least four fifths are worse, with 1 less than one fifth is. Customers of one value are worse than
the same others, so ties are together, whatever the order of the rows. Where all customers have one
value nobody is better or worse, and all score 3. Or by own breaks, in days, orders and money.

Source: A. M. Hughes, "Strategic Database Marketing", 1994 (3rd ed. 2005), chapter on RFM, where
customers are sorted and cut into fifths; there a cut may part customers of one value.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, fields

import polars as pl

from analytics.frames import CUSTOMER_RFM

BEST = 5
SCORES = range(1, BEST + 1)
MIDDLE = 3
MEASURES = ("recency", "frequency", "monetary")
VALUES = {
    "recency": "recency_days",
    "frequency": "frequency_orders",
    "monetary": "monetary",
}
"""The column each measure is read from; few days are good, many orders and much money are."""


@dataclass(frozen=True)
class Breaks:
    """Own limits in business units, four rising numbers each; none: by quantiles.

    ``recency`` holds the most days for scores 5, 4, 3 and 2, ``frequency`` and ``monetary`` the
    least orders and money for scores 2, 3, 4 and 5. ``ValueError`` for anything else.
    """

    recency: tuple[float, ...] = ()
    frequency: tuple[float, ...] = ()
    monetary: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Refuse limits that do not make five scores."""
        for field in fields(self):
            limits = self.of(field.name)
            rising = all(low < high for low, high in itertools.pairwise(limits))
            if limits and (len(limits) != BEST - 1 or not rising or not _finite(limits)):
                raise ValueError(
                    f"{field.name} breaks must be four rising numbers, as in 30,90,180,365; "
                    f"got {','.join(f'{limit:g}' for limit in limits)}"
                )

    def of(self, measure: str) -> tuple[float, ...]:
        """The limits of one of :data:`MEASURES`."""
        limits: tuple[float, ...] = getattr(self, measure)
        return limits


QUANTILES = Breaks()
"""No limits of one's own."""


def score(customer_rfm: pl.DataFrame, *, breaks: Breaks = QUANTILES) -> pl.DataFrame:
    """A frame CUSTOMER_RFM with ``recency_score``, ``frequency_score``, ``monetary_score`` (1-5).

    Sorted by customer_id. Raises ``FrameError`` for a broken frame.
    """
    frame = CUSTOMER_RFM.check(customer_rfm).sort("customer_id")
    scores = [_score(measure, breaks.of(measure)) for measure in MEASURES]
    return frame.with_columns(scores)


def thresholds(scored: pl.DataFrame, *, breaks: Breaks = QUANTILES) -> pl.DataFrame:
    """What each score means in days, orders and money: measure, score, low, high, customers.

    ``low`` and ``high`` are the least and most that the score's customers have, null where it has
    none. Of own breaks they are the limits, null at an open end; money stays below ``high``. 15
    rows, best score first.
    """
    rows = []
    for measure in MEASURES:
        groups = scored.group_by(f"{measure}_score").agg(
            low=pl.col(VALUES[measure]).min().cast(pl.Float64),
            high=pl.col(VALUES[measure]).max().cast(pl.Float64),
            customers=pl.len(),
        )
        found = {row[0]: row[1:] for row in groups.rows()}
        for each in reversed(SCORES):
            low, high, customers = found.get(each, (None, None, 0))
            if limits := breaks.of(measure):
                low, high = _limits(measure, each, limits)
            rows.append((measure, each, low, high, customers))
    return pl.DataFrame(
        rows,
        schema={
            "measure": pl.Enum(MEASURES),
            "score": pl.Int64,
            "low": pl.Float64,
            "high": pl.Float64,
            "customers": pl.Int64,
        },
        orient="row",
    )


def _score(measure: str, limits: tuple[float, ...]) -> pl.Expr:
    value = pl.col(VALUES[measure])
    fewer_is_better = measure == "recency"
    if limits:
        passed = [value <= limit if fewer_is_better else value >= limit for limit in limits]
        found = 1 + pl.sum_horizontal(p.cast(pl.Int64) for p in passed)
    else:
        worse = value.rank("min", descending=fewer_is_better).cast(pl.Int64) - 1
        fifths = worse * BEST // pl.len().cast(pl.Int64) + 1
        found = pl.when(value.min() == value.max()).then(MIDDLE).otherwise(fifths)
    return found.cast(pl.Int64).alias(f"{measure}_score")


def _limits(
    measure: str, each: int, limits: tuple[float, ...]
) -> tuple[float | None, float | None]:
    """The least and most of a score by own breaks; days and orders are whole, money goes below."""
    if measure == "recency":
        ends = (None, *reversed(limits), None)  # of scores 1 ... 5, from many days to few
        return _whole(ends[each], math.floor, 1), _whole(ends[each - 1], math.floor)
    ends = (None, *limits, None)
    low, high = ends[each - 1], ends[each]
    if measure == "monetary":
        return low, high
    return _whole(low, math.ceil), _whole(high, math.ceil, -1)


def _whole(limit: float | None, rounded: Callable[[float], int], more: int = 0) -> float | None:
    return None if limit is None else float(rounded(limit) + more)


def _finite(limits: tuple[float, ...]) -> bool:
    return all(math.isfinite(limit) for limit in limits)
