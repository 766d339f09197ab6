"""Portfolios and the pipeline: answered where the data can, else why not."""

from collections.abc import Iterator

import pytest

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
