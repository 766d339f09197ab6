"""In which segment every customer stands at the end of each month, by one of three segmentations.

A standing looks back over a window of whole months and never beyond its own day. ``rfm``: scores by
quantiles of that window on the company's map; ``tiers``: vital few, useful many and loss makers by
the window's profit; ``activity``: ordered in the window (active), in the one before it (cooling).
Who ordered only before that has lapsed; who has not ordered yet stands nowhere.
"""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.findings import NotEnoughData
from analytics.frames import CUSTOMER_MONTHS
from analytics.rfm_scores import score
from analytics.rfm_table import DEFAULT, SegmentTable, assign

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int8]

SEGMENTATIONS = ("rfm", "tiers", "activity")
LAPSED = "lapsed"
NOWHERE = -1
_TIERS = ("vital_few", "useful_many", "loss_makers", LAPSED)
_ACTIVITY = ("active", "cooling", LAPSED)
_CUTOFF = 0.80
_EPOCH = dt.date(1970, 1, 1)


@dataclass(frozen=True)
class Standings:
    """Customers x month ends. ``segments``: best first, the last has lapsed.

    ``places``: the segment of each customer at each of ``ends``, by number; -1: not a customer yet.
    ``profit``: customers x months, aligned with ``ends``: profit in the month that ends there.
    ``windows``: likewise, profit of the window that ends there.
    """

    customer_ids: pl.Series
    ends: tuple[dt.date, ...]
    segments: tuple[str, ...]
    places: Places
    profit: Array
    windows: Array
    window: int


@dataclass(frozen=True)
class Trail:
    """Where each customer stood at dates one window apart, the last one last: no two overlap.

    ``places``: customers x ``ends``, the number of the segment; -1: not a customer yet.
    """

    customer_ids: pl.Series
    ends: tuple[dt.date, ...]
    segments: tuple[str, ...]
    places: Places

    @property
    def bytes(self) -> int:
        """What it takes in memory."""
        return int(self.places.nbytes + self.customer_ids.estimated_size())

    def of(self, customer_id: str) -> pl.DataFrame:
        """day, from_segment (null: not a customer yet), to_segment: the changes of one customer,
        newest first, each on the date on which it was seen."""
        kinds = {"day": pl.Date, "from_segment": pl.String, "to_segment": pl.String}
        at = self.customer_ids.index_of(customer_id)
        stood = [] if at is None else [int(place) for place in self.places[at]]
        changes = [
            (day, None if was == NOWHERE else self.segments[was], self.segments[now])
            for day, was, now in zip(self.ends, [NOWHERE, *stood], stood, strict=False)
            if now not in (was, NOWHERE)
        ]
        return pl.DataFrame(changes[::-1], schema=kinds, orient="row")


def trail(stood: Standings) -> Trail:
    """The standings whose windows do not overlap, counted back from the last."""
    first = (len(stood.ends) - 1) % stood.window
    places = np.ascontiguousarray(stood.places[:, first :: stood.window])
    return Trail(stood.customer_ids, stood.ends[first :: stood.window], stood.segments, places)


def standings(
    customer_months: pl.DataFrame,
    *,
    start: dt.date,
    end: dt.date,
    by: str = "rfm",
    window: int = 3,
    table: SegmentTable = DEFAULT,
) -> Standings:
    """Standings at each month's end from CUSTOMER_MONTHS of ``start`` to ``end``.

    Months that the days do not cover whole are left out, at both ends. ``NotEnoughData`` where
    there is no whole window with an order in it.
    """
    if by not in SEGMENTATIONS:
        raise ValueError(f"by must be one of {', '.join(SEGMENTATIONS)}; got {by!r}")
    if window < 1:
        raise ValueError(f"window must be 1 month or more; got {window}")
    months = whole_months(start, end)
    frame = CUSTOMER_MONTHS.check(customer_months).filter(pl.col("month").is_in(months))
    if len(months) < window + 1:
        raise NotEnoughData("not_enough.few_months", months=len(months), least=window + 1)
    ids = frame.filter(pl.col("orders") > 0)["customer_id"].unique().sort()
    if ids.is_empty():
        raise NotEnoughData("not_enough.no_customers")
    dense = _Dense(frame, ids, months)
    segments = {"rfm": (*(s.key for s in table.segments), LAPSED), "tiers": _TIERS}.get(
        by, _ACTIVITY
    )
    ends = [_month_end(month) for month in months[window - 1 :]]
    places = np.full((len(ids), len(ends)), NOWHERE, dtype=np.int8)
    for at, day in enumerate(ends):
        been = dense.orders[:, : at + window].any(axis=1)
        places[been, at] = len(segments) - 1
        _place(places[:, at], dense, _Look(at, window, day), by, table)
    cumulated = np.cumsum(np.pad(dense.profit, ((0, 0), (1, 0))), axis=1)
    windows = np.round(cumulated[:, window:] - cumulated[:, :-window], 6)
    profit = dense.profit[:, window - 1 :]
    return Standings(ids, tuple(ends), segments, places, profit, windows, window)


class _Dense:
    """The frame as customers x months; nothing done is 0."""

    def __init__(self, frame: pl.DataFrame, ids: pl.Series, months: list[dt.date]) -> None:
        known = frame.join(
            pl.DataFrame({"customer_id": ids}).with_row_index("row"), on="customer_id"
        ).join(
            pl.DataFrame({"month": months}, schema={"month": pl.Date}).with_row_index("column"),
            on="month",
        )
        at = known["row"].to_numpy(), known["column"].to_numpy()
        shape = len(ids), len(months)
        self.ids = ids
        self.orders = np.zeros(shape, dtype=np.int32)
        self.last = np.zeros(shape, dtype=np.int32)
        self.profit = np.zeros(shape)
        self.orders[at] = known["orders"].to_numpy()
        self.last[at] = known["last_day"].to_numpy()
        self.profit[at] = known["profit"].to_numpy()

    def measures(self, inside: npt.NDArray[np.bool_], here: slice, day: dt.date) -> pl.DataFrame:
        """CUSTOMER_RFM of who ordered in these months, as of a day."""
        days = (day - _EPOCH).days - self.last[inside, here].max(axis=1)
        return pl.DataFrame(
            {
                "customer_id": self.ids.filter(pl.Series(inside)),
                "recency_days": days.astype(np.int64),
                "frequency_orders": self.orders[inside, here].sum(axis=1).astype(np.int64),
                "monetary": np.round(self.profit[inside, here].sum(axis=1), 6),
            }
        )


class _Look(NamedTuple):
    """A standing's window: its first column, its months, its last day."""

    at: int
    window: int
    day: dt.date

    @property
    def months(self) -> slice:
        """The columns of the window."""
        return slice(self.at, self.at + self.window)

    @property
    def before(self) -> slice:
        """The columns of the window before it."""
        return slice(max(0, self.at - self.window), self.at)


def _place(places: Places, dense: _Dense, look: _Look, by: str, table: SegmentTable) -> None:
    """Lay all who ordered in the window, or just before it, on their segments."""
    inside: npt.NDArray[np.bool_] = np.asarray(dense.orders[:, look.months].any(axis=1))
    if by == "activity":
        places[dense.orders[:, look.before].any(axis=1)] = 1
        places[inside] = 0
    elif by == "tiers":
        places[inside] = _tiers(dense.profit[inside, look.months].sum(axis=1))
    else:
        places[inside] = _rfm(dense.measures(inside, look.months, look.day), table)


def _tiers(money: Array) -> Places:
    """The fewest who make most of it, who lose money, and all others."""
    order = np.argsort(-money, kind="stable")
    total = float(money.sum())
    running = np.cumsum(money[order])
    few = int((running >= _CUTOFF * total).argmax()) + 1 if total > 0 else 0
    found = np.where(money < 0, 2, 1).astype(np.int8)
    best = order[:few]
    found[best[money[best] >= 0]] = 0
    return found


def _rfm(measured: pl.DataFrame, table: SegmentTable) -> Places:
    """The segment of each row on the map, by number."""
    placed = assign(score(measured), table).sort("customer_id")["segment"].cast(pl.String)
    number = {segment.key: place for place, segment in enumerate(table.segments)}
    return placed.replace_strict(number, return_dtype=pl.Int8).to_numpy()


def whole_months(start: dt.date, end: dt.date) -> list[dt.date]:
    """The first days of the months that lie wholly between two days."""
    first = start.year * 12 + start.month - 1 + (start.day > 1)
    last = end.year * 12 + end.month - 1 - (end != _month_end(end.replace(day=1)))
    return [dt.date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


def first_dates(start: dt.date, end: dt.date, window: int) -> list[dt.date]:
    """The months' ends that the last one can be compared with, newest first: no window overlaps."""
    months = whole_months(start, end)
    return [_month_end(month) for month in reversed(months[window - 1 : len(months) - window])]


def _month_end(month: dt.date) -> dt.date:
    """The last day of the month that begins on this day."""
    return (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
