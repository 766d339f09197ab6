"""Next products, price ladders and bundles: answered on the samples, refused with the reason."""

import pytest

from data import drafts
from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import Workspace, open_workspace
from tests.pages.conftest import Visit, read
from words import LANGUAGES, Reader

PAGES = ("next_product", "upsell", "bundles")

every_page = pytest.mark.parametrize("page", PAGES)
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Toko Nusantara with 1,500 customers."""
    workspace = open_workspace(tmp_path_factory.mktemp("offered"))
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=1_500))
    return workspace


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
@every_page
@pytest.mark.parametrize("company", ["satu", "sama", "rugi", "toko"])
def test_a_small_company_has_its_sentence(
    filled: Workspace, visit: Visit, page: str, company: str, language: str
) -> None:
    visitor = visit(filled, page, company=company, language=language)
    words = Reader(language)

    assert not visitor.exception
    assert not visitor.error
    assert visitor.title[0].value == words.text(f"{page}.title")
    assert visitor.subheader
    assert "{" not in visitor.subheader[0].value


def test_whom_to_offer_an_item_becomes_a_draft_list(generated: Workspace, visit: Visit) -> None:
    link = {"company": "toko-nusantara", "period": "all", "item": "Madu", "most": "20"}
    visitor = visit(generated, "next_product", **link)
    visitor.text_input(key="next_draft_name").set_value("Madu").run()
    visitor.button(key="next_draft_save").click().run()

    assert not visitor.exception
    kept = drafts.listing(generated, LOCAL_OWNER, "toko-nusantara")
    assert [(draft.name, draft.members) for draft in kept] == [("Madu", 20)]


@every_page
def test_no_link_breaks_a_page(generated: Workspace, visit: Visit, page: str) -> None:
    link = {"level": "x", "item": "<b>", "ladder": "x", "take_up": "999", "rank_by": "y"}
    visitor = visit(generated, page, company="toko-nusantara", period="all", **link)

    assert not visitor.exception
    assert not visitor.error
