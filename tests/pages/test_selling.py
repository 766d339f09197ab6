"""Portfolios and the pipeline: answered where the data can, else why not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from answers import ask, open_books
from data.actor import LOCAL_OWNER
from data.scope import Scope
from data.workspace import Workspace
from tests import nusantara
from tests.pages.conftest import Visit, every_language, read
from words import Reader


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Toko Nusantara with 2,500 customers."""
    with nusantara.generated(tmp_path_factory.mktemp("selling"), customers=2_500) as workspace:
        yield workspace


@every_language
@pytest.mark.parametrize(("page", "cards"), [("portfolio", 6), ("pipeline", 8)])
def test_sentence_cards_and_tables(
    generated: Workspace, visit: Visit, page: str, cards: int, language: str
) -> None:
    visitor = visit(generated, page, company="toko-nusantara", language=language)
    words = Reader(language)
    assert not visitor.exception
    assert not visitor.error
    assert visitor.title[0].value == words.text(f"{page}.title")
    assert "{" not in visitor.subheader[0].value
    assert len(visitor.metric) == cards
    assert visitor.dataframe


def test_win_rates_are_of_the_period_and_filters_that_cut_nothing_are_named(
    generated: Workspace,
) -> None:
    books = open_books(generated, LOCAL_OWNER, "toko-nusantara")
    whole = Scope("toko-nusantara", date(2025, 1, 1), date(2025, 12, 31), date(2025, 12, 31))
    quarter = replace(whole, end=date(2025, 3, 31), channel=("Shopee",))
    year, part = (ask(books, LOCAL_OWNER, "pipeline", scope) for scope in (whole, quarter))
    assert 0 < part.result.summary()["deals_won"] < year.result.summary()["deals_won"]
    assert ([n.key for n in part.notices], year.notices) == (["notice.deals_uncut"], ())


@every_language
def test_who_has_nobody_is_told_what_to_bring_in(
    filled: Workspace, visit: Visit, language: str
) -> None:
    visitor = visit(filled, "portfolio", company="toko", language=language)
    words = Reader(language)
    assert not visitor.exception
    said = [read(text.value) for text in visitor.markdown]
    assert read(words.text("not_enough.no_holders")) in said


def test_the_link_keeps_what_was_chosen(generated: Workspace, visit: Visit) -> None:
    visitor = visit(generated, "portfolio", company="toko-nusantara", holder="partner")
    assert not visitor.exception
    holders = visitor.dataframe[0].value["holder"].to_list()
    assert "Tokopedia" in holders
