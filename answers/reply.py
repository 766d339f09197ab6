"""What every question says beside its result: notices and the reconciliation, in one place."""

from dataclasses import replace
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
    told = (
        contract_notices(books)
        if contracts
        else notices(books, scope, acquisition=acquisition, campaigns=campaigns)
    )
    return replace(reply_of_records(name, books, scope, options, result), notices=told)


def reply_of_records(
    name: str, books: Books, scope: Scope, options: Options, result: R
) -> Answer[R]:
    """:func:`reply` where the figures count records: no rate is in them, and no notice."""
    return Answer(
        question=name,
        company=books.company,
        scope=scope,
        options=options,
        version=books.version,
        result=result,
        notices=(),
        totals=totals(books.facts, scope),
    )
