"""What to sell to whom: every page answers on the samples, or refuses with the reason."""

import pytest

from data import drafts
from data.actor import LOCAL_OWNER
from data.workspace import Workspace
from tests.pages.conftest import Visit, answered, every_language, field
from words import Reader, escape

PAGES = ("next_product", "upsell", "bundles")
ALWAYS = ("rules", "sequences")  # whose cards are never 0 here

every_page = pytest.mark.parametrize("page", PAGES)


@every_language
@pytest.mark.parametrize("page", [*ALWAYS, *PAGES])
def test_title_sentence_cards_and_foot(
    generated: Workspace, visit: Visit, page: str, language: str
) -> None:
    visitor = visit(generated, page, company="toko-nusantara", period="all", language=language)
    never = ("0",) if page in ALWAYS else ()
    answered(visitor, page, Reader(language, "IDR", 0), never=never)


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
    link |= {"exclude": "P0001,*nobody*"}
    visitor = visit(generated, "next_product", **link)
    field(visitor, "next_draft_name").set_value("Madu")
    visitor.button(key="next_draft_save").click().run()

    assert not visitor.exception
    assert any("1 product is left out" in said.value for said in visitor.markdown)
    assert any(escape(": *nobody*") in said.value for said in visitor.caption)
    kept = drafts.listing(generated, LOCAL_OWNER, "toko-nusantara")
    assert (kept[0].name, kept[0].members) == ("Madu", 20)


def test_who_has_a_part_of_a_bundle_becomes_a_draft_list(
    generated: Workspace, visit: Visit
) -> None:
    link = {"company": "toko-nusantara", "period": "all", "most": "7", "bundle_size": "2"}
    visitor = visit(generated, "bundles", **link)
    products = visitor.selectbox(key="bundle").options[1]
    visitor.selectbox(key="bundle").set_value(products).run()
    proposed = field(visitor, "bundles_draft_name").value
    assert proposed.startswith(f"Bundle {products}")  # it follows what is chosen
    field(visitor, "bundles_draft_name").set_value("Paket")
    visitor.button(key="bundles_draft_save").click().run()

    assert not visitor.exception
    kept = next(one for one in drafts.listing(generated, LOCAL_OWNER, "toko-nusantara"))
    assert (kept.name, kept.members) == ("Paket", 7)
    assert products in kept.reason


@every_page
def test_no_link_breaks_a_page(generated: Workspace, visit: Visit, page: str) -> None:
    link = {"level": "x", "item": "<b>", "ladder": "x", "take_up": "999", "rank_by": "y"}
    link |= {"tiers": "99", "bundle_size": "x", "exclude": "'; drop table x --", "bundle": "<b>"}
    visitor = visit(generated, page, company="toko-nusantara", period="all", **link)

    assert not visitor.exception
    assert not visitor.error
