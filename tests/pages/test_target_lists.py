"""The page of target lists, in both languages: counts, freezing, ledger, and who may not keep."""

import json
from datetime import date
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from data import drafts, holdouts, lists
from data.actor import LOCAL_OWNER, Actor, Role
from data.lists import ListState
from data.workspace import Workspace
from tests.pages.conftest import Visit, every_language, fine, read
from ui import desk
from words import Reader

PAGE = "target_lists"


def headings(visitor: AppTest) -> list[str]:
    return [read(one.value) for one in visitor.subheader]


def button(visitor: AppTest, key: str) -> None:
    next(one for one in visitor.button if one.key == key).click()


@every_language
@pytest.mark.parametrize("company", ["satu", "complete-journey"])
def test_without_consent_data_nobody_may_be_contacted(
    filled: Workspace, visit: Visit, company: str, language: str
) -> None:
    visitor = fine(visit(filled, PAGE, company=company, language=language))
    words = Reader(language)
    known = int(visitor.metric[0].value.replace(".", "").replace(",", ""))

    said = words.sentence("target_lists.find_no_consent", {"list_meant": known})
    assert headings(visitor)[0] == read(said)
    assert [card.value for card in visitor.metric[1:4]] == ["0", "0", "0"]
    assert next(one for one in visitor.button if one.key == "list_freeze").disabled


@every_language
def test_a_company_without_sales_says_what_is_missing(
    filled: Workspace, visit: Visit, language: str
) -> None:
    visitor = fine(visit(filled, PAGE, company="kosong", language=language))
    assert Reader(language).text("not_enough.title") in headings(visitor)[0]


@every_language
def test_over_which_days_a_segment_is_scored_is_said(
    generated: Workspace, visit: Visit, language: str
) -> None:
    link = {"list_source": "segment", "list_segment": "rfm:champions", "period": "year"}
    visitor = fine(visit(generated, PAGE, company="toko-nusantara", language=language, **link))
    words = Reader(language)
    days = {"start": words.date(date(2023, 1, 1)), "end": words.date(date(2025, 12, 31))}
    said = [read(one.value) for one in visitor.caption]
    assert read(words.text("target_lists.rfm_days", **days)) in said


@every_language
def test_build_freeze_and_find_it_in_the_ledger(
    stall: Workspace, visit: Visit, language: str
) -> None:
    words = Reader(language, "IDR", 0)
    visitor = fine(visit(stall, PAGE, company="warung", language=language))
    counts = {"list_meant": 6, "list_contactable": 4, "list_left_out": 2}
    assert headings(visitor)[0] == read(words.sentence("target_lists.find_may", counts))

    button(visitor, "list_freeze")
    visitor.run()
    assert words.text("target_lists.wrong_name", most=120) in read(visitor.error[0].value)
    next(one for one in visitor.text_input if one.key == "list_name").input("Lebaran <b>1</b>")
    button(visitor, "list_freeze")
    fine(visitor.run())
    (made,) = lists.listing(stall, LOCAL_OWNER, "warung")
    assert (made.state, made.contacted, made.control) == (ListState.FROZEN, 4, 0)
    assert dict(made.left_out) == {"no_consent": 1, "open_complaint": 1}
    assert "Lebaran <b>1</b>" in headings(visitor)
    shown = "".join(read(one.value) for one in visitor.markdown)
    assert made.hash in shown
    assert "{" not in shown

    before = len(visitor.dataframe)
    visitor.toggle(f"list_members_on_{made.id}").set_value(True)
    fine(visitor.run())
    tables = [table.value for table in visitor.dataframe]
    (members,) = (table for table in tables if "customer_id" in table.columns)
    assert len(visitor.dataframe) == before + 1
    numbers = [number for number, _ in lists.members(stall, LOCAL_OWNER, made.id)]
    assert list(members["customer_id"]) == numbers


def test_a_draft_list_is_where_a_list_begins(stall: Workspace, visit: Visit) -> None:
    number = drafts.save(
        stall, LOCAL_OWNER, "warung", ["C1", "C5", "gone"], name="A", reason="why", scope={}
    )
    visitor = fine(visit(stall, PAGE, company="warung", language="en"))
    assert headings(visitor)[0] == "1 of 3 may be contacted; 2 are left out."
    assert "why" in [read(one.value) for one in visitor.caption]
    linked = fine(visit(stall, PAGE, company="warung", language="en", list_draft=number))
    assert headings(linked)[0] == headings(visitor)[0]


def test_a_link_holds_the_choices(stall: Workspace, visit: Visit) -> None:
    link = {"list_source": "everybody", "list_touch_point": "store", "list_quiet_days": "0",
            "list_budget": "3", "list_contact_cost": "1", "list_control_share": "0.4",
            "list_strata": "none", "list_treatments": "a, b, a, control"}  # fmt: skip
    visitor = fine(visit(stall, PAGE, company="warung", language="en", **link))
    assert [card.value for card in visitor.metric[:4]] == ["6", "5", "3", "2"]
    wrong = dict.fromkeys([*link, "list_seed", "list_lift", "list_window"], "<script>")
    assert fine(visit(stall, PAGE, company="warung", language="en", **wrong)).metric


def test_a_link_holds_the_conditions(stall: Workspace, visit: Visit) -> None:
    """Whoever opens it means the same customers; what is no condition means nobody less."""
    part = {"column": "orders", "operator": "at_least", "values": [1_000]}
    group = {"match": "all", "parts": [part]}
    asked = {"company": "warung", "language": "en", "list_source": "conditions"}
    for plain, meant in ((group | {"days": 30}, "0"), ({"match": "all", "parts": []}, "6")):
        visitor = fine(visit(stall, PAGE, **asked, list_conditions=json.dumps(plain)))
        assert visitor.metric[0].value == meant
        kept = [*visitor.query_params.get("list_conditions", [])]
        told = json.loads("".join(kept))["parts"] if kept else []
        assert told == ([part] if meant == "0" else [])
    for wrong in ("<script>", "[]", '{"match": "all", "parts": [{"column": "x"}]}', "[" * 2_000):
        visitor = fine(visit(stall, PAGE, **asked, list_conditions=wrong))
        assert visitor.metric[0].value == "6"


def test_a_draft_can_be_frozen_or_thrown_away_later(stall: Workspace, visit: Visit) -> None:
    visitor = fine(visit(stall, PAGE, company="warung", language="en"))
    for name in ("One", "Two"):
        next(one for one in visitor.text_input if one.key == "list_name").input(name)
        button(visitor, "list_keep")
        fine(visitor.run())
        visitor = fine(visit(stall, PAGE, company="warung", language="en"))
    one, two = (lists.find(stall, LOCAL_OWNER, "warung", name) for name in ("One", "Two"))
    for draft, what in ((one, "freeze"), (two, "discard")):
        ledger = fine(
            visit(stall, PAGE, company="warung", language="en", list_view="ledger", list=draft.id)
        )
        button(ledger, f"list_{what}_{draft.id}")
        fine(ledger.run())
    (left,) = lists.listing(stall, LOCAL_OWNER, "warung")
    assert (left.name, left.state) == ("One", ListState.FROZEN)


def test_the_hold_out_group_is_set_on_the_page(stall: Workspace, visit: Visit) -> None:
    visitor = fine(visit(stall, PAGE, company="warung", language="en", list_touch_point="store",
                         list_quiet_days="0"))  # fmt: skip
    next(one for one in visitor.number_input if one.key == "list_holdout_0").set_value(50.0)
    button(visitor, "list_holdout_save")
    fine(visitor.run())
    assert "Shared hold-out group: 50%" in [one.label for one in visitor.expander]
    assert holdouts.get(stall, LOCAL_OWNER, "warung").share == Decimal("0.5")


def test_who_may_only_look_is_offered_no_button(
    stall: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "actor", lambda: Actor("v", Role.VIEWER))
    visitor = fine(visit(stall, PAGE, company="warung", language="en"))
    assert not {"list_freeze", "list_keep", "list_holdout_save"} & {b.key for b in visitor.button}
