"""Cross-sell and what is bought next, on samples and on small companies."""

import pytest

from data import drafts
from data.actor import LOCAL_OWNER
from data.workspace import Workspace
from tests.pages.conftest import Visit, every_language, read
from words import Reader

PAGES = ("rules", "sequences")

every_page = pytest.mark.parametrize("page", PAGES)


@every_language
@pytest.mark.parametrize("company", ["satu", "sama", "rugi"])
def test_who_bought_once_is_followed_by_nothing(
    filled: Workspace, visit: Visit, company: str, language: str
) -> None:
    visitor = visit(filled, "sequences", company=company, language=language)
    words = Reader(language)

    assert not visitor.exception
    assert words.text("not_enough.no_second_purchase") in [
        read(text.value) for text in visitor.markdown
    ]


def test_what_goes_with_this(generated: Workspace, visit: Visit) -> None:
    """The item of a link is searched for, and all that is shown begins with it."""
    link = {"company": "toko-nusantara", "period": "all", "language": "en"}
    visitor = visit(generated, "rules", **link, begins_with="Popok")

    assert not visitor.exception
    assert visitor.selectbox(key="begins_with").value == "Popok"
    shown = next(table.value for table in visitor.dataframe if "sentence" in table.value)
    assert all(text.startswith("Who buys Popok") for text in shown["sentence"])
    visitor.selectbox(key="begins_with").select("*").run()
    assert "begins_with" not in visitor.query_params


@every_page
def test_customers_become_a_draft_list(generated: Workspace, visit: Visit, page: str) -> None:
    visitor = visit(generated, page, company="toko-nusantara", period="all", language="en")
    before = len(drafts.listing(generated, LOCAL_OWNER, "toko-nusantara"))
    visitor.button(key=f"{page}_draft_save").click().run()

    assert not visitor.exception
    kept = drafts.listing(generated, LOCAL_OWNER, "toko-nusantara")
    assert len(kept) == before + 1
    assert kept[0].members > 0


@every_page
@pytest.mark.parametrize(
    "link",
    [
        {"level": "colour", "begins_with": "zzz"},
        {"min_support": "-5", "min_confidence": "7", "min_lift": "nan", "max_items": "99"},
        {"min_support": "inf", "min_confidence": "x", "min_lift": "1e400", "min_times": "0"},
        {"exclude": "'; drop table x --", "level": ["product", "brand"]},
        {"min_support": "100000000"},
        {"beyond_chance": "maybe", "shortest": "yes", "any_consequent": "yes"},
    ],
    ids=str,
)
def test_no_link_breaks_a_page(
    generated: Workspace, visit: Visit, page: str, link: dict[str, str]
) -> None:
    visitor = visit(generated, page, company="toko-nusantara", **link)

    assert not visitor.exception
    assert not visitor.error
    assert visitor.metric


@every_language
def test_complete_journey_by_product_is_answered(
    filled: Workspace, visit: Visit, language: str
) -> None:
    """68,000 products in 142,000 orders, from the files to the page."""
    visitor = visit(
        filled,
        "rules",
        company="complete-journey",
        level="product",
        period="all",
        language=language,
    )
    assert not visitor.exception
    assert not visitor.error
    words = Reader(language, "USD")
    cards = {read(card.label): read(card.value) for card in visitor.metric}
    assert 50 < int(cards[words.name("rules")]) <= 300
