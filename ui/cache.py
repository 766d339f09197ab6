"""The one cache: open books and answers, shared by all visitors, each within a budget of bytes.

A key holds the code's age, the company's version, the settled scope, the options and the role, and
never a frame: Streamlit would hash its printed form. Answers are frozen; nobody changes them.
"""

import os
from collections.abc import Callable, Hashable
from functools import partial
from pathlib import Path
from threading import Condition
from typing import Any, TypeVar

from cachetools import LRUCache, cached

from answers import Answer, Books, Options, ask, open_books
from data import companies
from data.actor import Actor
from data.frames.baskets import size
from data.scope import Scope
from data.workspace import Workspace

BUDGET = int(os.environ.get("PELANGGAN_CACHE_MB", "1024")) * 1024 * 1024
BOOKS_BUDGET = int(os.environ.get("PELANGGAN_BOOKS_MB", "1024")) * 1024 * 1024
_SMALL = 16_384  # what an answer takes beside its frames, and books beside their baskets
_HOUSE = Path(__file__).parents[1]
_ROOMS = ("analytics", "answers", "data", "words")
_CODE = max(p.stat().st_mtime_ns for room in _ROOMS for p in (_HOUSE / room).rglob("*.py"))


def _bytes_of_books(books: Books) -> int:
    """At most the budget: books in use are always kept, if need be alone."""
    return min(_SMALL + size(books.facts), BOOKS_BUDGET)


_OPEN: LRUCache[Hashable, Books] = LRUCache(maxsize=BOOKS_BUDGET, getsizeof=_bytes_of_books)


def _bytes(answer: Answer[Any]) -> int:
    frames = answer.result.frames().values()
    apart = int(getattr(answer.result, "bytes_apart", 0))  # of the few results that hold more
    return _SMALL + apart + sum(int(frame.estimated_size()) for frame in frames)


_ANSWERS: LRUCache[Hashable, Answer[Any]] = LRUCache(maxsize=BUDGET, getsizeof=_bytes)

_DRAWN: LRUCache[Hashable, Any] = LRUCache(maxsize=256)  # none is large: 100 kB, 100 rows


def books(workspace: Workspace, actor: Actor, company: str) -> Books:
    """The books of a company at its newest version."""
    return _open(workspace, actor, company, companies.version(workspace, company))


@cached(
    _OPEN,
    key=lambda workspace, actor, company, version: (
        _CODE,
        str(workspace.home),
        str(workspace.engine.url),
        company,
        version,
        actor.role,
        actor.companies,
    ),
    condition=Condition(),
)
def _open(workspace: Workspace, actor: Actor, company: str, version: int) -> Books:
    del version  # in the key
    return open_books(workspace, actor, company)


@cached(
    _ANSWERS,
    key=lambda workspace, books, actor, question, scope, options: (
        _CODE,
        str(workspace.home),
        str(workspace.engine.url),
        books.company.name,
        books.version,
        question,
        scope,
        options,
        actor.role,
        actor.companies,
    ),
    condition=Condition(),
)
def answer(  # noqa: PLR0917 - all that an answer depends on
    workspace: Workspace, books: Books, actor: Actor, question: str, scope: Scope, options: Options
) -> Answer[Any]:
    """``ask``, remembered until data, scope, options or role change. ``scope`` must be settled."""
    return ask(books, actor, question, scope, options, asked=partial(answer, workspace))


T = TypeVar("T")


def drawn(key: Hashable, make: Callable[[], T]) -> T:
    """What ``make`` gives, remembered: a chart or a table as it is shown.

    ``key`` holds all that it shows and the reader. Nobody changes what comes back.
    """
    found: T = _drawn(key, make) if BUDGET else make()
    return found


@cached(_DRAWN, key=lambda key, _make: key, condition=Condition())
def _drawn(_key: Hashable, make: Callable[[], Any]) -> Any:
    return make()


def clear() -> None:
    """Forget everything: for tests and for measuring what an uncached answer costs."""
    _OPEN.clear()
    _ANSWERS.clear()
    _DRAWN.clear()
