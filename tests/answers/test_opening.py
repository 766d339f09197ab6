"""How many pages a company's tables open is one number, wherever it is said."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.findings import NotEnoughData
from answers import ask, open_books
from answers.opening import ALL, counting, opened_by, waiting
from data.actor import LOCAL_OWNER
from data.samples.example import COMPANY, ONLOOKER, example
from data.scope import Scope
from data.workspace import Workspace, open_workspace
from tests import companies
from ui.navigation import FOLDER


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path_factory.mktemp("opening"))
    for put in (companies.shop, companies.empty, companies.returned):
        put(opened)
    yield opened
    opened.close()


@pytest.mark.parametrize("name", ["toko", "kosong"])
def test_the_wizard_and_the_data_page_count_the_same_pages(workspace: Workspace, name: str) -> None:
    books = open_books(workspace, LOCAL_OWNER, name)
    told = ask(books, LOCAL_OWNER, "data", Scope(name)).result.summary()
    here = [table for table in ("order_lines", "customers", "products") if books.facts.has(table)]
    assert (told["pages_open"], told["pages"]) == (len(opened_by(here)), len(ALL))
    assert len(opened_by(here)) + len(waiting(here)) == len(ALL)


def test_what_is_said_of_returns_alone_is_what_happens(workspace: Workspace) -> None:
    """No page is said to open, and none does: each refuses."""
    books = open_books(workspace, LOCAL_OWNER, "retur")
    told = ask(books, LOCAL_OWNER, "data", Scope("retur")).result
    assert (told.unsold, told.opened) == (True, [])
    assert opened_by(counting(["order_lines"], sold=False)) == []
    for known in ALL:
        with pytest.raises(NotEnoughData, match=r"not_enough\.no_orders"):
            ask(books, LOCAL_OWNER, known.name, Scope("retur"))


@pytest.mark.long
def test_whatever_shows_an_example_has_an_answer_there(tmp_path: Path) -> None:
    books = open_books(example(tmp_path), ONLOOKER, COMPANY)
    shown = [known for known in ALL if known.example]
    assert len(shown) > 5
    for known in shown:
        assert ask(books, ONLOOKER, known.name, Scope(COMPANY)).result.findings()


def test_every_page_that_opens_is_one() -> None:
    assert all((FOLDER / f"{known.stem}.py").exists() for known in ALL)
    assert {"quality", "duplicates"} <= {known.name for known in ALL}
