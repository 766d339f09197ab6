"""Whom a segment means: its customers, for the scope of any question and for counts as one types.

A saved segment is found by its conditions over the days it looks back on; a segment of the RFM map
over the period and filters of the scope, as the RFM page shows it.
"""

from dataclasses import replace

import polars as pl

from analytics.conditions import Group
from answers.books import Books
from data.actor import Actor, Right, require
from data.frames import segments
from data.scope import Scope, ScopeError
from data.segments import RFM_PREFIX


def narrowed(books: Books, scope: Scope) -> Books:
    """The books with the customers of the settled scope's segment; as they are where it has none.

    Raises :class:`ScopeError` for a segment that the company does not have.
    """
    if scope.segment is None:
        return books
    chosen = customers_of(books, scope, scope.segment)
    return replace(books, facts=segments.narrowed(books.facts, chosen))


def customers_of(books: Books, scope: Scope, segment: str) -> pl.DataFrame:
    """The customers of a segment by name, as of the settled ``scope``: one column customer_id.

    Raises :class:`ScopeError` for a segment that the company does not have.
    """
    if books.segment_mark(segment) is None:
        raise ScopeError("error.no_segment", name=segment)
    whole = replace(scope, segment=None, segment_version=None)
    asked = (books.facts, whole, books.rates, books.service_rates)
    saved = books.segment_of(segment)
    if saved is None:
        key = segment.removeprefix(RFM_PREFIX)
        return segments.rfm_members(*asked, segment=key, rfm=books.rfm)
    return segments.members(*asked, wanted=saved.conditions, days=saved.days, rfm=books.rfm)


def count(
    books: Books, actor: Actor, scope: Scope, wanted: Group, *, days: int | None = None
) -> tuple[int, int]:
    """How many customers meet conditions that are not saved yet, and how many there are in all.

    Raises ``Forbidden``, ``NotEnoughData`` where nothing was sold yet.
    """
    require(actor, Right.SEE, books.company.name)
    scope, _ = books.settle(replace(scope, segment=None))
    asked = (books.facts, scope, books.rates, books.service_rates)
    everyone = segments.members(*asked, wanted=Group(), rfm=books.rfm).height
    if not wanted.parts:
        return everyone, everyone
    return segments.members(*asked, wanted=wanted, days=days, rfm=books.rfm).height, everyone
