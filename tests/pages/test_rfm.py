"""The RFM page and the builder of segments as their readers meet them."""

import pytest

from analytics.conditions import Condition, Group
from analytics.rfm_settings import USUAL
from data import drafts, segments
from data.actor import LOCAL_OWNER, Actor, Role
from data.workspace import Workspace
from tests import companies
from tests.pages.conftest import Visit, cards, fine, foot, read
from ui import desk
from words import LANGUAGES, Reader

BIG = Group("all", (Condition("revenue", "at_least", (300_000,)),))


def test_the_first_sentence_and_the_cards(filled: Workspace, visit: Visit) -> None:
    """Every one of the twelve ordered six times; C09 to C12 are the latest four."""
    visitor = fine(visit(filled, "rfm", company="toko", language="en"))

    assert read(visitor.subheader[0].value) == (
        "Profit: the segment Could become loyal has 4 customers (33%) and brings 61% of it."
    )
    assert list(cards(visitor).values()) == [
        *("12", "Rp 1.2M", "8", "6.00", "0%", "61%", "0", "Rp 0")
    ]


def test_limits_come_by_link_and_wrong_ones_are_told(filled: Workspace, visit: Visit) -> None:
    visitor = fine(visit(filled, "rfm", company="toko", language="en", recency_breaks="3,5,7,9"))
    assert visitor.text_input(key="recency_breaks").value == "3,5,7,9"
    assert not visitor.warning
    visitor.text_input(key="recency_breaks").set_value("9,3").run()
    assert [read(warning.value) for warning in fine(visitor).warning] == [
        Reader("en").text("rfm.wrong_limits")
    ]
    assert visitor.query_params["recency_breaks"] == "9,3"


def test_a_segment_can_be_kept_as_a_list(own: Workspace, visit: Visit) -> None:
    company = companies.shop(own)
    visitor = fine(visit(own, "rfm", company=company, language="en"))
    visitor.selectbox(key="rfm_segment").select("need_attention").run()
    visitor.button(key="rfm_draft_need_attention_save").click().run()

    (draft,) = drafts.listing(own, LOCAL_OWNER, company)
    assert draft.members == 3
    assert draft.reason == "Need attention, RFM"


def test_the_usual_map_is_kept_once(own: Workspace, visit: Visit) -> None:
    company = companies.shop(own)
    visitor = fine(visit(own, "rfm", company=company, language="en"))
    visitor.button(key="rfm_save").click().run()
    assert [read(info.value) for info in visitor.info] == [Reader("en").text("rfm.unchanged")]
    across = next(c for c in visitor.button_group if str(c.key).startswith("rfm_across_"))
    across.select("monetary").run()
    visitor.button(key="rfm_save").click().run()
    fine(visitor)
    assert segments.rfm_settings(own, company).table.across == "monetary"
    visitor.button(key="rfm_usual").click().run()
    assert segments.rfm_settings(own, company) == USUAL


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_segment_filters_any_page_and_the_foot_adds_up(
    own: Workspace, visit: Visit, language: str
) -> None:
    company = companies.shop(own)
    segments.save(own, LOCAL_OWNER, company, "Besar", BIG)
    visitor = fine(visit(own, "profit", company=company, language=language, segment="Besar"))

    assert visitor.selectbox(key="segment").value == "Besar"
    assert cards(visitor)[Reader(language).name("customers")] == "7"
    assert "Besar" in read(visitor.caption[0].value)
    assert ":material/check_circle:" in foot(visitor)
    visitor.selectbox(key="segment").select("").run()
    assert cards(fine(visitor))[Reader(language).name("customers")] == "12"
    assert "segment" not in visitor.query_params


def test_a_segment_that_is_not_there_is_named(filled: Workspace, visit: Visit) -> None:
    visitor = visit(filled, "profit", company="toko", language="en", segment="vip")

    assert [read(text.value) for text in visitor.warning] == [
        Reader("en").text("error.no_segment", name="vip")
    ]
    assert not visitor.metric
    visitor.selectbox(key="segment").select("rfm:need_attention").run()
    assert cards(fine(visitor))["Customers"] == "3"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_builder_counts_saves_and_archives(own: Workspace, visit: Visit, language: str) -> None:
    company, words = companies.shop(own), Reader(language)
    visitor = fine(visit(own, "segments", company=company, language=language))
    assert "13" in visitor.subheader[0].value
    what = next(box for box in visitor.selectbox if str(box.key).startswith("segment_column_"))
    what.select("orders").run()
    number = next(box for box in visitor.number_input if str(box.key).endswith("_number"))
    number.set_value(1).run()
    fine(visitor)
    counted = words.text(
        "segments.counted",
        customers=words.count(1),
        everyone=words.count(13),
        share=words.share(1 / 13),
    )
    assert read(visitor.subheader[0].value) == counted  # C99 returned and never ordered
    name = next(box for box in visitor.text_input if str(box.key).startswith("segment_name_"))
    name.set_value("Sekali")
    visitor.button(key="segment_save").click().run()
    (saved,) = segments.listing(own, LOCAL_OWNER, company)
    assert (saved.name, saved.conditions.parts) == (
        "Sekali",
        (Condition("orders", "at_most", (1.0,)),),
    )
    fine(visitor).button(key="segments_archive").click().run()
    (saved,) = segments.listing(own, LOCAL_OWNER, company)
    assert saved.archived
    assert not visitor.exception


def test_a_segment_is_offered_by_its_name_as_it_was_typed(own: Workspace, visit: Visit) -> None:
    """A list that drops down shows no markdown: a backslash would be read."""
    company, name = companies.shop(own), "win-back_2025 (a+b) *x*"
    wanted = Group("all", (Condition("orders", "at_least", (1.0,)),))
    segments.save(own, LOCAL_OWNER, company, name, wanted)
    visitor = fine(visit(own, "segments", company=company, language="en"))
    assert visitor.selectbox(key="segments_pick").options == [name]

    visitor = fine(visit(own, "profit", company=company, language="en", segment=name))
    assert any(name in option for option in visitor.selectbox(key="segment").options)


def test_a_name_is_asked_for(own: Workspace, visit: Visit) -> None:
    visitor = visit(own, "segments", company=companies.shop(own), language="en")
    visitor.button(key="segment_save").click().run()

    assert [read(error.value) for error in visitor.error] == [
        Reader("en").text("segments.wrong_name", most=80)
    ]


def test_a_saved_segment_is_opened_as_it_was(own: Workspace, visit: Visit) -> None:
    company = companies.shop(own)
    nested = Group("any", (BIG, Group("all", (Condition("product", "any_of", ("P1", "P2")),))))
    segments.save(own, LOCAL_OWNER, company, "Dua", nested, days=90)
    visitor = fine(visit(own, "segments", company=company, language="en"))
    visitor.button(key="segments_open").click().run()
    name = next(box for box in visitor.text_input if str(box.key).startswith("segment_name_"))
    assert name.value == "Dua"
    visitor.button(key="segment_save").click().run()

    (saved,) = segments.listing(own, LOCAL_OWNER, company)
    assert (saved.conditions, saved.days, saved.version) == (nested, 90, 1)


def test_who_may_only_look_changes_nothing(
    filled: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "actor", lambda: Actor("v", Role.VIEWER))
    builder = fine(visit(filled, "segments", company="toko", language="en"))
    assert not [button for button in builder.button if button.key == "segment_save"]
    page = fine(visit(filled, "rfm", company="toko", language="en"))
    assert page.button(key="rfm_save").disabled


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_builder_without_a_company_or_a_sale(
    filled: Workspace, own: Workspace, visit: Visit, language: str
) -> None:
    words = Reader(language)
    nowhere = fine(visit(own, "segments", language=language))
    assert words.text("not_enough.title") in nowhere.subheader[0].value
    empty = fine(visit(filled, "segments", company="kosong", language=language))
    assert read(empty.markdown[0].value) == words.text("not_enough.no_order_lines")
