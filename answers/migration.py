"""Who moved to a better or a worse segment, what are they worth, and what comes next?"""

from dataclasses import dataclass
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
    """Moves between the last whole month's end and the one a window earlier; the months ahead."""
    scope, period = books.settle(scope)
    result = follow_customers(
        customer_months(books.facts, scope, books.rates, books.service_rates),
        start=period.start,
        end=period.end,
        by=options.segmentation.value,
        window=MONTHS[options.window],
        table=books.rfm.table,
    )
    return reply("migration", books, scope, options, result)
