"""What every question says beside its result: notices and the reconciliation, in one place."""

from typing import TypeVar

from analytics.findings import Result
from answers.answer import Answer, Options
from answers.books import Books
from answers.notices import contract_notices, notices
from data.frames.totals import totals
from data.scope import Scope

R = TypeVar("R", bound=Result)


def reply(
    name: str,
    books: Books,
    scope: Scope,
    options: Options,
    result: R,
    *,
    acquisition: bool = False,
    campaigns: bool = False,
    contracts: bool = False,
) -> Answer[R]:
    """The answer to the question ``name``: ``result`` over the settled ``scope`` of ``books``.

    ``acquisition`` and ``campaigns``: whether those costs were asked for; ``contracts``: whether
    the figures are of contracts.
    """
    return Answer(
        question=name,
        company=books.company,
        scope=scope,
        options=options,
        version=books.version,
        result=result,
        notices=contract_notices(books)
        if contracts
        else notices(books, scope, acquisition=acquisition, campaigns=campaigns),
        totals=totals(books.facts, scope),
    )
