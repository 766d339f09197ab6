"""Which touches come before a purchase, and what comes after a complaint?"""

from dataclasses import dataclass
from datetime import timedelta

from analytics.findings import WrongOption
from analytics.paths import LONGEST, Paths, follow_paths
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply_of_records
from data.frames.lines import EPOCH_ORDINAL
from data.frames.touches import touches
from data.scope import Scope


@dataclass(frozen=True)
class PathsOptions(Options):
    """``within`` days part two journeys and hold a purchase to one; ``lost_days`` is a loss."""

    within: int = 30
    lost_days: int = 180


def paths(books: Books, scope: Scope, options: PathsOptions) -> Answer[Paths]:
    """Journeys of the scope's customers that begin in its period, as far as ``as_of`` knows."""
    for name in ("within", "lost_days"):
        if not 1 <= getattr(options, name) <= LONGEST:
            raise WrongOption(name, getattr(options, name), 1, LONGEST)
    scope, period = books.settle(scope)
    since = period.start - timedelta(days=options.within)
    known = touches(books.facts, scope.between(since, period.end))
    start, end, as_of = (
        day.toordinal() - EPOCH_ORDINAL for day in (period.start, period.end, period.as_of)
    )
    result = follow_paths(
        known,
        start=start,
        end=end,
        as_of=as_of,
        within=options.within,
        lost=options.lost_days,
    )
    return reply_of_records("paths", books, scope, options, result)
