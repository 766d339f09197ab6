"""Clusters, migration and worth of segmentations: answered where the data can, else why not."""

import pytest

from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import Workspace, open_workspace
from tests.pages.conftest import Visit, read
from words import LANGUAGES, Reader

PAGES = ("clusters", "migration", "segment_worth")
CURRENCY = {"complete-journey": "USD"}

every_page = pytest.mark.parametrize("page", PAGES)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Toko Nusantara with 600 customers."""
    workspace = open_workspace(tmp_path_factory.mktemp("segmented"))
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=600))
    return workspace


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
    words = Reader(language, "IDR", 0)

    assert not visitor.exception
    assert not visitor.error
    assert visitor.title[0].value == words.text(f"{page}.title")
    assert len(visitor.metric) == 8
    assert not {"None", "nan", "inf", ""} & {read(card.value) for card in visitor.metric}
    assert "{" not in visitor.subheader[0].value
    said = read(visitor.caption[-1].value)
    assert said.startswith(f":material/check_circle: {words.text('foot.adds_up')[:8]}")


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
