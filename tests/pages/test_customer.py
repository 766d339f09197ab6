"""The page of one customer, without a browser: empty, found, shown, and by a wrong link."""

import pytest

from data.workspace import Workspace
from tests.pages.conftest import Visit, every_language, read
from words import Reader


@every_language
def test_before_anybody_is_chosen_it_says_how(
    filled: Workspace, visit: Visit, language: str
) -> None:
    visitor = visit(filled, "customer", company="toko", language=language)
    assert not visitor.exception
    assert not visitor.error
    said = [read(caption.value) for caption in visitor.caption]
    assert Reader(language).text("not_enough.no_customer_chosen") in said


@every_language
@pytest.mark.parametrize(("company", "customer"), [("toko", "C05"), ("satu", "Budi")])
def test_a_link_opens_a_customer(
    filled: Workspace, visit: Visit, language: str, company: str, customer: str
) -> None:
    visitor = visit(filled, "customer", company=company, customer=customer, language=language)
    assert not visitor.exception
    assert not visitor.error
    assert customer in read(visitor.header[0].value)
    cards = [read(card.value) for card in visitor.metric]
    assert len(cards) == 8
    assert not {"None", "nan", ""} & set(cards)
    words = Reader(language, "IDR")
    named = {read(card.label): read(card.value) for card in visitor.metric}
    assert named[words.name("open_issues")] == "–"  # neither company records contacts
    adds_up = words.text("foot.adds_up")[:8]
    assert read(visitor.caption[-1].value).startswith(f":material/check_circle: {adds_up}")


def test_a_search_shows_masked_rows_and_is_not_in_the_link(filled: Workspace, visit: Visit) -> None:
    visitor = visit(filled, "customer", company="toko", language="en")
    visitor.text_input[0].set_value("C0")
    visitor.button[0].click().run()
    assert not visitor.exception
    assert len(visitor.dataframe[0].value) == 9
    assert "C0" not in str(dict(visitor.query_params))


def test_nobody_by_this_number(filled: Workspace, visit: Visit) -> None:
    visitor = visit(filled, "customer", company="toko", customer="<b>x</b>", language="en")
    assert not visitor.exception
    assert not visitor.error
    assert "No customer has the number" in read(visitor.markdown[-1].value)


def test_what_is_ahead_of_a_small_company_is_not_made_up(filled: Workspace, visit: Visit) -> None:
    visitor = visit(filled, "customer", company="toko", customer="C05", language="en")
    visitor.button(key="ahead").click().run()
    assert not visitor.exception
    assert not visitor.error
    words = Reader("en").text("customer.find_unproven")
    assert any(words in read(text.value) for text in visitor.markdown)
