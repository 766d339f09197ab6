"""The Indonesian year as a deformation of time.

Customers live in *purchase days*: in that time the process is exactly BG/NBD. The calendar lends
each hour a weight; where the weight is high, purchase days pass quickly. With seasons switched off
(and no decline) a purchase day is a calendar day.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache

import numpy as np
import polars as pl

from data.samples.toko_nusantara.layers import Array

START = date(2023, 1, 1)
END = date(2025, 12, 31)
DAYS = (END - START).days + 1  # 1096
FUTURE_DAYS = 730  # the calendar is written this much further, for true future values
LEBARAN = (
    *(date(2023, 4, 22), date(2024, 4, 10), date(2025, 3, 31)),
    *(date(2026, 3, 21), date(2027, 3, 10)),
)
DECLINE_FROM = date(2025, 1, 1)
WEEKDAY = np.array([0.94, 0.92, 0.94, 0.96, 1.04, 1.12, 1.08])
PAY_DAY, YEAR_END, SHOPPING_DAY = 1.25, 1.35, 1.60
HOUR = np.array([0.0] * 7 + [0.5, 0.9, 1.2, 1.3, 1.2, 1.4, 1.1, 1.0, 1.1, 1.3, 1.5, 1.8, 1.9, 1.6]
                + [1.0, 0.4, 0.1])  # fmt: skip


def lebaran_weight(day: date) -> float:
    """Rising over the three weeks before Idul Fitri, low in the week of the holiday itself."""
    for feast in LEBARAN:
        ahead = (feast - day).days
        if 1 <= ahead <= 21:
            return 1.25 + 0.65 * (1 - ahead / 21)
        if -6 <= ahead <= 0:
            return 0.55
    return 1.0


def day_weight(day: date) -> float:
    """The season's weight of one day, before the whole is scaled to a mean of one."""
    weight = float(WEEKDAY[day.weekday()]) * lebaran_weight(day)
    if day.day >= 25 or day.day <= 2:
        weight *= PAY_DAY
    if day.month == 12 and day.day >= 15:
        weight *= YEAR_END
    if (day.month, day.day) in {(11, 11), (12, 12)}:
        weight *= SHOPPING_DAY
    return weight


@lru_cache(maxsize=8)
def day_weights(seasons: bool, decline: float = 0.0) -> Array:  # noqa: FBT001
    """Weight of each day from :data:`START`; seasons have a mean of one over the three years."""
    days = [START + timedelta(days=n) for n in range(DAYS + FUTURE_DAYS)]
    weights = np.array([day_weight(day) if seasons else 1.0 for day in days])
    weights /= weights[:DAYS].mean()
    weights[(DECLINE_FROM - START).days :] *= 1 - decline
    return weights


@lru_cache(maxsize=8)
def _clock(seasons: bool, decline: float) -> tuple[Array, Array]:  # noqa: FBT001
    """Calendar days and the purchase days passed by then, at every full hour."""
    hours = HOUR / HOUR.sum() if seasons else np.full(24, 1 / 24)
    passed = np.concatenate([[0.0], np.cumsum(np.outer(day_weights(seasons, decline), hours))])
    return np.arange(len(passed)) / 24, passed


def to_purchase_days(when: Array | float, *, seasons: bool, decline: float = 0.0) -> Array:
    """Purchase days passed at calendar time ``when`` (days since START)."""
    calendar, passed = _clock(seasons, decline)
    return np.asarray(np.interp(when, calendar, passed))


def to_calendar(passed_days: Array, *, seasons: bool, decline: float = 0.0) -> Array:
    """Calendar time (days since START) at which that many purchase days have passed."""
    calendar, passed = _clock(seasons, decline)
    return np.asarray(np.interp(passed_days, passed, calendar))


def as_times(when: Array) -> pl.Series:
    """Days since START as naive local times, to the second; NaN becomes blank."""
    blank = np.isnan(when)
    seconds = np.floor(np.where(blank, 0.0, when) * 86_400).astype(np.int64)
    origin = int((datetime(START.year, 1, 1) - datetime(1970, 1, 1)).total_seconds())  # noqa: DTZ001
    times = pl.Series((seconds + origin) * 1_000_000).cast(pl.Datetime("us"))
    return times.set(pl.Series(blank), None) if blank.any() else times


def as_dates(when: Array) -> pl.Series:
    """Days since START as dates; NaN becomes blank."""
    return as_times(when).cast(pl.Date)


def day_number(day: date) -> int:
    """Days since START of a date."""
    return (day - START).days
