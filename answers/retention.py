"""Do the customers we win stay, and what do they bring?"""

from dataclasses import dataclass, replace
from enum import StrEnum

import polars as pl

from analytics.findings import NotEnoughData
from analytics.retention import Retention, follow
from answers.answer import Answer, Options
from answers.books import Books
from answers.reply import reply
from answers.rfm import segments_of
from data.frames.cohorts import CohortBy, cohort_activity
from data.scope import Scope

_KEYS = {CohortBy.SEGMENT: "segment", CohortBy.FIRST_PRODUCT: "first_product"}


class Measure(StrEnum):
    """What the cells of the cohorts show."""

    SHARE = "share"
    HEADS = "heads"
    REVENUE = "revenue"
    MARGIN = "margin"
    CUMULATIVE = "cumulative_margin"


@dataclass(frozen=True)
class RetentionOptions(Options):
    """``cohorts_by``: into which groups; ``measure``: what the picture of the cohorts shows."""

    cohorts_by: CohortBy = CohortBy.EVERYONE
    measure: Measure = Measure.SHARE


def retention(books: Books, scope: Scope, options: RetentionOptions) -> Answer[Retention]:
    """Cohorts by the month of the first order, followed to the end of the period.

    All days up to then are read, from the first one of the data on: a period that begins later
    cannot say who was a customer before. Raises ``NotEnoughData`` where the data do not hold what
    customers are to be grouped by.
    """
    scope, period = books.settle(scope)
    by = options.cohorts_by
    if by not in books.cohort_groups:
        raise NotEnoughData("not_enough.no_cohort_groups", cohorts_by=by.value)
    first = books.span.first if books.span else period.start
    known = replace(scope.between(min(first, period.end), period.end), as_of=period.end)
    result = follow(
        cohort_activity(books.facts, known, books.rates, by, segments=_segments(books, known, by)),
        first=first,
        as_of=period.end,
        comparable=by is not CohortBy.SEGMENT,
        key=_KEYS.get(by, "group"),
    )
    answer = reply("retention", books, scope, options, result)
    days = (known.start or period.start, period.end)
    return replace(answer, windows=dict.fromkeys(result.frames(), days))


def _segments(books: Books, known: Scope, by: CohortBy) -> pl.DataFrame | None:
    """Where customers stand on the RFM map at the end, where groups of them are asked for."""
    return segments_of(books, known) if by is CohortBy.SEGMENT else None
