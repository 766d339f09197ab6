"""The pages on duplicates and data quality: what they show, and what their buttons do."""

import pytest

from data import drafts, merges
from data.actor import LOCAL_OWNER, Actor, Role
from data.workspace import Workspace
from tests.companies_people import twins
from tests.pages.conftest import Visit, read
from ui import desk
from words import LANGUAGES, Reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_without_contacts_says_what_is_missing(
    filled: Workspace, visit: Visit, language: str
) -> None:
    visitor = visit(filled, "duplicates", company="toko", language=language)
    assert not visitor.exception
    words = Reader(language)
    assert read(words.text("not_enough.no_contacts")) in [read(m.value) for m in visitor.markdown]
    without = visit(filled, "duplicates", company="satu", language=language)
    wanted = read(words.text("not_enough.no_customers_table"))
    assert wanted in [read(m.value) for m in without.markdown]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_group_is_told_counted_and_drawn(own: Workspace, visit: Visit, language: str) -> None:
    visitor = visit(own, "duplicates", company=twins(own), language=language)
    assert not visitor.exception
    cards = {card.label: card.value for card in visitor.metric}
    words = Reader(language, "IDR", 0)
    assert cards[words.name("doubled")] == "1"
    assert cards[words.name("customers")] == "3"
    assert not any("Wijaya" in str(m.value) for m in visitor.markdown)


def test_undo_by_button(own: Workspace, visit: Visit) -> None:
    company = twins(own)
    merges.merge(own, LOCAL_OWNER, company, [merges.Wish("C1", ("C2",), "same_phone")])
    visitor = visit(own, "duplicates", company=company, language="en")
    assert "No two of the 2 customers" in visitor.subheader[0].value
    (undo,) = [button for button in visitor.button if button.label == "Undo"]
    undo.click().run()
    assert not visitor.exception
    assert merges.listing(own, LOCAL_OWNER, company)[0].undone_at is not None
    assert "1 record looks" in visitor.subheader[0].value


def test_who_may_not_import_sees_no_undo(
    own: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = twins(own)
    merges.merge(own, LOCAL_OWNER, company, [merges.Wish("C1", ("C2",), "")])
    monkeypatch.setattr(desk, "actor", lambda: Actor("v", Role.VIEWER))
    visitor = visit(own, "duplicates", company=company, language="en")
    assert not [button for button in visitor.button if button.label == "Undo"]


def test_quality_shows_its_tiles_and_keeps_who_to_archive(own: Workspace, visit: Visit) -> None:
    company = twins(own)
    visitor = visit(own, "quality", company=company, language="en", inactive_days="20")
    assert not visitor.exception
    cards = {read(card.label): card.value for card in visitor.metric}
    assert cards["Sales without a customer"] == "20%"
    assert cards["E-mails that cannot be right"] == "50%"
    assert len(cards) == 6
    said = [read(text.value) for text in visitor.markdown]
    assert any(text.startswith("1 customer has not ordered in the 20 days") for text in said)
    (keep,) = [b for b in visitor.button if b.key == "quality_archive_save"]
    keep.click().run()
    (kept,) = drafts.listing(own, LOCAL_OWNER, company)
    assert drafts.members(own, LOCAL_OWNER, kept.id) == ["C1"]
    assert "20" in kept.reason


def test_a_link_opens_the_rows_of_a_check(own: Workspace, visit: Visit) -> None:
    visitor = visit(own, "quality", company=twins(own), language="en", check="invalid_emails")
    assert not visitor.exception
    assert visitor.selectbox(key="check").value == "invalid_emails"
    assert any(read(c.value).startswith("1 row found") for c in visitor.caption)
