"""What every page begins with: its question, the books, the scope, the words."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import streamlit as st

from analytics.findings import NotEnoughData
from answers import Answer, Books, Instead, Options, Question, question
from data.actor import Actor
from data.samples.example import ONLOOKER
from data.scope import Scope
from data.workspace import Workspace
from ui import cache, customers, desk, example, link
from ui.scope_bar import scope_bar
from words import Reader, escape

T = TypeVar("T")


@dataclass(frozen=True)
class View:
    """One visitor's look at one question."""

    question: Question
    books: Books
    scope: Scope
    reader: Reader
    actor: Actor
    example: bool = False  # of the sample company, in the stead of one without the tables

    @property
    def workspace(self) -> Workspace:
        """Where the company lies that is looked at."""
        return example.workspace() if self.example else desk.workspace()

    def text(self, key: str, **fields: object) -> str:
        """A message of this page."""
        return self.reader.text(f"{self.question.stem}.{key}", **fields)

    def mark(self, answer: Answer[Any], *more: object) -> str:
        """A short mark of what is on screen: what was chosen in one view is not in another."""
        who = (self.workspace.home, self.actor.role, self.actor.companies)
        about = (answer.company.name, answer.version, answer.scope)
        what = (*who, *about, answer.question, answer.options, *more)
        return hashlib.sha256(repr(what).encode()).hexdigest()[:12]

    def drawn(self, answer: Answer[Any], name: str, make: Callable[[], T], *more: object) -> T:
        """What ``make`` draws of ``answer`` under ``name``, remembered; it depends on ``more``."""
        return cache.drawn((self.mark(answer, name, *more), self.reader), make)

    def ask(self, options: Options, name: str | None = None) -> Answer[Any]:
        """The answer to the page's question, or to another, over the page's scope."""
        scope = self.scope
        if self.question.needs:
            scope, _ = self.books.settle(scope, self.question.instead)
        return cache.answer(
            self.workspace, self.books, self.actor, name or self.question.name, scope, options
        )


def opened(name: str, *, dated: bool = True) -> View:
    """Open the page of a question: title, period and filters, and what it speaks of.

    A page that is not ``dated`` has no period: it opens where nothing was sold, too. Raises
    ``NotEnoughData`` where there is no company, or nothing was sold: the frame then shows what is
    missing.
    """
    asked = question(name)
    company = link.asked("company")
    if not company:
        reader = desk.reader_of(link.asked("language")[0], None)
        st.title(reader.text(f"{asked.stem}.title"))
        raise NotEnoughData("not_enough.no_company")
    books, reader = _at(company[0])
    if not dated:
        return _undated(asked, reader, books)
    if books.span is None and asked.instead is Instead.RECORDS and books.record_span:
        customers.allow(may=False)  # one customer's page is of sales
        return _undated(asked, reader, books)
    if books.span is None and not (asked.instead is Instead.CONTRACTS and books.contract_span):
        st.title(reader.text(f"{asked.stem}.title"))
        books.sold()
    lacking = example.missing(asked, books)
    customers.allow(not lacking)  # the sample's customers are none of this company
    if lacking:
        return _example(asked, reader, books, lacking)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title(reader.text(f"{asked.stem}.title"), width="stretch")
        scope = scope_bar(books, reader, asked.instead)
    view = View(asked, books, scope, reader, desk.actor())
    _say_scope(view)
    return view


def entered(title: str) -> tuple[Books, Reader]:
    """Open a page that asks no question, by the key of its title: the company's books and words.

    Raises ``NotEnoughData`` where there is no company.
    """
    company = link.asked("company")
    st.title(desk.reader_of(link.asked("language")[0], None).text(title))
    if not company:
        raise NotEnoughData("not_enough.no_company")
    return _at(company[0])


def _at(company: str) -> tuple[Books, Reader]:
    books = cache.books(desk.workspace(), desk.actor(), company)
    reader = desk.reader_of(link.asked("language")[0], books.company)
    return books, replace(reader, own=books.own_names(reader.language))


def _undated(asked: Question, reader: Reader, books: Books) -> View:
    """The page of a question that has no period."""
    st.title(reader.text(f"{asked.stem}.title"))
    view = View(asked, books, Scope(books.company.name), reader, desk.actor())
    about = {"company": books.company.title, "version": books.version}
    st.caption(escape(reader.text("scope.line_undated", **about)))
    return view


def _example(asked: Question, reader: Reader, books: Books, lacking: tuple[str, ...]) -> View:
    """The page as the sample company would have it, behind what is missing here."""
    sample = example.books()
    st.title(reader.text(f"{asked.stem}.title"))
    example.announce(reader, lacking, books.company.title, sample.company.title)
    scope, _ = sample.settle(Scope(sample.company.name))
    reader = example.reader_of(reader, sample)
    view = View(asked, sample, scope, reader, ONLOOKER, example=True)
    _say_scope(view)
    return view


def _say_scope(view: View) -> None:
    scope, reader = view.scope, view.reader
    company = view.books.company.title
    line = reader.text(
        "scope.line",
        company=reader.text("example.line", company=company) if view.example else company,
        start=reader.date(scope.start),
        end=reader.date(scope.end),
        version=view.books.version,
    )
    filters = [*scope.channel, *scope.region, *scope.customer_type]
    filters += [reader.segment_filter(scope.segment)] if scope.segment else []
    if filters:
        line += " · " + reader.text("scope.line_filters", filters=", ".join(filters))
    st.caption(escape(line))
