"""Who moved to a better or a worse segment, what are they worth, and what comes next?"""

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum

from analytics.migration import Migration, follow_customers
from analytics.standings import first_dates
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from data.frames.migration import customer_months
from data.scope import Period, Scope


class Segmentation(StrEnum):
    """What customers are laid in segments by."""

    RFM = "rfm"
    TIERS = "tiers"
    ACTIVITY = "activity"


class Window(StrEnum):
    """How far a standing looks back."""

    QUARTER = "three_months"
    HALF_YEAR = "six_months"
    YEAR = "twelve_months"


MONTHS = {Window.QUARTER: 3, Window.HALF_YEAR: 6, Window.YEAR: 12}


@dataclass(frozen=True)
class MigrationOptions(Options):
    """``segmentation``: into which segments; ``window``: how far each standing looks back.

    ``since``: the first of the two dates, the last day of a month; blank: one window earlier.
    """

    segmentation: Segmentation = Segmentation.RFM
    window: Window = Window.QUARTER
    since: str = ""

    @property
    def first_date(self) -> dt.date | None:
        """``since`` as a day. ``ValueError`` where it is none."""
        try:
            return dt.date.fromisoformat(self.since) if self.since else None
        except ValueError:
            raise ValueError(
                f"since must be the last day of a month, as in 2025-03-31; got {self.since!r}"
            ) from None


def migration(books: Books, scope: Scope, options: MigrationOptions) -> Answer[Migration]:
    """Moves between the last whole month's end and an earlier one, month by month, and ahead.

    All months up to the end of the period are read, from the first day of the data on: who was a
    customer before the period is no newcomer in it, and a forecast wants every month there is.
    """
    scope, period = books.settle(scope)
    first = _first(books, period)
    history = scope.between(first, period.end)
    result = follow_customers(
        customer_months(books.facts, history, books.rates, books.service_rates),
        start=first,
        end=period.end,
        by=options.segmentation.value,
        window=MONTHS[options.window],
        since=options.first_date,
        table=books.rfm.table,
    )
    answer = reply("migration", books, scope, options, result)
    windows = dict.fromkeys(result.frames(), (first, period.end))
    return replace(answer, windows=windows)


def dates(books: Books, scope: Scope, window: Window) -> list[dt.date]:
    """The first dates there are to choose from, newest first; none where the months are too few."""
    _, period = books.settle(scope)
    return first_dates(_first(books, period), period.end, MONTHS[window])


def _first(books: Books, period: Period) -> dt.date:
    """The first day of the data, or of the period where that begins earlier."""
    return min(books.span.first, period.start) if books.span else period.start
