"""Which tables and columns are there, from where, and which pages do they open?"""

from dataclasses import dataclass

from analytics.data import Coverage, cover
from answers.answer import Answer, Options
from answers.books import Books
from data.frames.coverage import coverage, days
from data.frames.totals import Part, Totals, totals
from data.scope import Scope
from data.tables import TABLES


@dataclass(frozen=True)
class DataOptions(Options):
    """The data have no options; a period or filter does not narrow what is there."""


def data(books: Books, scope: Scope, options: DataOptions) -> Answer[Coverage]:
    """All that is loaded, whatever the scope; a company without anything has an answer too."""
    from answers.opening import ALL, counting  # noqa: PLC0415 - whose registry reads this module

    sold = books.span is not None
    if sold:
        scope, _ = books.settle(scope)
    here = counting([name for name in TABLES if books.facts.has(name)], sold=sold)
    needs = {one.stem: one.needed(here) for one in ALL}
    nothing = Totals(*[Part()] * 6)
    return Answer(
        question="data",
        company=books.company,
        scope=scope,
        options=options,
        version=books.version,
        result=cover(coverage(books.facts), days(books.facts), needs, sold=sold),
        notices=(),
        totals=totals(books.facts, scope) if sold else nothing,
    )
