"""What is in the pipeline, how likely is it won, and does its forecast hold?"""

from dataclasses import dataclass, replace
from enum import StrEnum

from analytics.findings import Finding
from analytics.pipeline import Pipeline, read_pipeline
from answers.answer import Answer, Options
from answers.books import Books
from answers.lifetime import day_number
from answers.reply import reply_of_records
from data.frames.lines import EPOCH_ORDINAL
from data.frames.opportunities import opportunities
from data.scope import Scope


class Seen(StrEnum):
    """What win rates are laid side by side of."""

    STAFF = "staff"
    CATEGORY = "category"
    CUSTOMER_TYPE = "customer_type"


@dataclass(frozen=True)
class PipelineOptions(Options):
    """``seen_by``: whose win rates; ``ahead_days``: how far the forecast reaches."""

    seen_by: Seen = Seen.STAFF
    ahead_days: int = 90


def pipeline(books: Books, scope: Scope, options: PipelineOptions) -> Answer[Pipeline]:
    """The opportunities of the scope's customers as known on ``as_of``.

    Win rates are of what ended in the period. Channel and region cut nothing, which is said: an
    opportunity has neither. Raises ``WrongOption``.
    """
    scope, period = books.settle(scope)
    result = read_pipeline(
        opportunities(books.facts, replace(scope, channel=(), region=())),
        first=period.start.toordinal() - EPOCH_ORDINAL,
        last=period.end.toordinal() - EPOCH_ORDINAL,
        as_of=day_number(scope),
        days=options.ahead_days,
        by=options.seen_by.value,
    )
    answer = reply_of_records("pipeline", books, scope, options, result)
    uncut = (Finding("notice.deals_uncut"),) if scope.channel or scope.region else ()
    return replace(answer, notices=uncut)
