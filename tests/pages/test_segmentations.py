"""Clusters, migration and worth of segmentations: answered where the data can, else why not."""

from collections.abc import Iterator

import pytest

from data.workspace import Workspace
from tests import nusantara
from tests.pages.conftest import Visit, answered, every_language, read
from words import Reader

PAGES = ("clusters", "migration", "segment_worth")
CURRENCY = {"complete-journey": "USD"}

every_page = pytest.mark.parametrize("page", PAGES)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Toko Nusantara with 600 customers."""
    with nusantara.generated(tmp_path_factory.mktemp("segmented"), customers=600) as workspace:
        yield workspace


@every_language
@every_page
@pytest.mark.parametrize("company", ["satu", "sama", "rugi", "toko"])
def test_a_small_company_is_told_what_is_missing(
    filled: Workspace, visit: Visit, page: str, company: str, language: str
) -> None:
    visitor = visit(filled, page, company=company, language=language)
    words = Reader(language)

    assert not visitor.exception
    assert not visitor.error
    assert visitor.title[0].value == words.text(f"{page}.title")
    assert words.text("not_enough.title") in visitor.subheader[0].value
    assert "{" not in "".join(text.value for text in visitor.markdown)
    assert not visitor.metric


@every_language
@every_page
def test_title_sentence_cards_and_foot(
    generated: Workspace, visit: Visit, page: str, language: str
) -> None:
    visitor = visit(generated, page, company="toko-nusantara", period="all", language=language)
    answered(visitor, page, Reader(language, "IDR", 0))


@every_language
def test_complete_journey_has_no_kinds_and_is_told_so(
    filled: Workspace, visit: Visit, language: str
) -> None:
    visitor = visit(filled, "clusters", company="complete-journey", language=language)

    start = Reader(language).text("not_enough.no_clusters").partition("{")[0]
    assert any(read(text.value).startswith(read(start)) for text in visitor.markdown)


@every_page
@pytest.mark.parametrize(
    "link",
    [
        {"areas": "colour"},
        {"areas": ["channels", "x"]},
        {"segmentation": "foo", "window": "bar", "ahead": "1"},
    ],
    ids=str,
)
def test_no_link_breaks_a_page(
    generated: Workspace, visit: Visit, page: str, link: dict[str, str]
) -> None:
    visitor = visit(generated, page, company="toko-nusantara", period="all", **link)

    assert not visitor.exception
    assert not visitor.error
    assert visitor.title
