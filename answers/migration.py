"""Who moved to a better or a worse segment, what are they worth, and what comes next?"""

from dataclasses import dataclass, replace
from enum import StrEnum

from analytics.migration import Migration, follow_customers
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from data.frames.migration import customer_months
from data.scope import Scope


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
    """``segmentation``: into which segments; ``window``: how far each standing looks back."""

    segmentation: Segmentation = Segmentation.RFM
    window: Window = Window.QUARTER


def migration(books: Books, scope: Scope, options: MigrationOptions) -> Answer[Migration]:
    """Moves between the last whole month's end and the one a window earlier; the months ahead.

    All months up to the end of the period are read, from the first day of the data on: who was a
    customer before the period is no newcomer in it, and a forecast wants every month there is.
    """
    scope, period = books.settle(scope)
    first = books.span.first if books.span else period.start
    history = scope.between(min(first, period.start), period.end)
    result = follow_customers(
        customer_months(books.facts, history, books.rates, books.service_rates),
        start=history.start or period.start,
        end=period.end,
        by=options.segmentation.value,
        window=MONTHS[options.window],
        table=books.rfm.table,
    )
    answer = reply("migration", books, scope, options, result)
    days = (history.start or period.start, period.end)
    return replace(answer, windows=dict.fromkeys(result.frames(), days))
