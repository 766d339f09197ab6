"""Notes, tasks and the inbox, without a browser: written, hidden, filtered, refused, literal."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from data import audit, companies, lists, tasks, team_notes
from data.actor import LOCAL_OWNER, Actor, Role
from data.catalogue import task_steps
from data.collaboration import About, Kind
from data.task import Department, Standing, TaskState
from data.workspace import Workspace
from tests import hostile
from tests.companies import empty
from tests.pages.conftest import Visit, every_language, fine, read
from tests.targets import new_list
from ui import desk
from words import Reader

ANI = Actor("issuer ani", Role.MARKETER)
C1 = About(Kind.CUSTOMER, "C1")
TOLD = "Ring her husband Joko, 0812-3456-7890"
FOR_SERVICE = Standing(Department.SERVICE)


def said(visitor: AppTest) -> str:
    """All that stands on the page."""
    parts = [*visitor.markdown, *visitor.caption, *visitor.subheader, *visitor.info]
    return "\n".join(read(part.value) for part in parts)


def task(workspace: Workspace, text: str, standing: Standing = FOR_SERVICE) -> str:
    return tasks.make(workspace, ANI, "warung", C1, text, standing=standing)


@every_language
def test_an_empty_inbox_says_where_tasks_come_from(
    own: Workspace, visit: Visit, language: str
) -> None:
    words = Reader(language)
    nowhere = fine(visit(own, "inbox", language=language))
    assert words.text("not_enough.no_company") in said(nowhere)
    empty(own)
    visitor = fine(visit(own, "inbox", company="kosong", language=language))
    assert read(visitor.subheader[0].value) == words.text("inbox.lead_none")
    assert words.text("inbox.empty") in said(visitor)


@every_language
def test_written_on_a_customer_found_in_the_inbox_and_done(
    stall: Workspace, visit: Visit, language: str
) -> None:
    words = Reader(language)
    visitor = fine(visit(stall, "customer", company="warung", customer="C1", language=language))
    visitor.text_area[0].set_value("First line\n# second line")
    next(b for b in visitor.button if b.label == words.text("inbox.note_save")).click()
    fine(visitor.run())
    assert visitor.text_area[0].value == ""
    assert "First line  \n# second line" in said(visitor)
    visitor.text_area[1].set_value("Call back")
    next(box for box in visitor.selectbox if "task_for" in box.key).select(Department.SALES)
    next(b for b in visitor.button if b.label == words.text("inbox.task_save")).click()
    fine(visitor.run())

    (made,) = tasks.listing(stall, LOCAL_OWNER, "warung")
    assert (made.text, made.standing) == ("Call back", Standing(Department.SALES))
    inbox = fine(visit(stall, "inbox", company="warung", language=language))
    assert read(inbox.subheader[0].value) == words.text("inbox.lead_waiting", tasks=words.count(1))
    assert "Call back" in said(inbox)
    inbox.button(key=f"task_done_{made.id}").click()
    fine(inbox.run())
    assert read(inbox.subheader[0].value) == words.text("inbox.lead_done")
    assert words.text("inbox.none_here") in said(inbox)
    assert tasks.get(stall, LOCAL_OWNER, "warung", made.id).standing.state is TaskState.DONE


def test_what_cannot_be_kept_is_said_and_stays_in_the_form(stall: Workspace, visit: Visit) -> None:
    visitor = fine(visit(stall, "customer", company="warung", customer="C1", language="en"))
    visitor.text_area[0].set_value("half \x07")
    next(b for b in visitor.button if b.label == "Keep the note").click()
    fine(visitor.run())
    assert "control characters" in read(visitor.warning[0].value)
    assert visitor.text_area[0].value == "half \x07"
    assert team_notes.listing(stall, LOCAL_OWNER, "warung") == []


def test_texts_of_others_are_shown_on_request_and_once_logged(
    stall: Workspace, visit: Visit
) -> None:
    task(stall, TOLD)
    visitor = fine(visit(stall, "inbox", company="warung", language="en"))
    assert "Joko" not in said(visitor)
    assert "Text hidden" in said(visitor)
    visitor.toggle(key="reveal_inbox").set_value(True).run()
    assert TOLD in said(fine(visitor))
    visitor.run()
    looks = [e for e in audit.entries(stall) if e.action == "collaboration.reveal"]
    assert [dict(look.details) for look in looks] == [{"notes": 0, "tasks": 1}]
    visitor.toggle(key="reveal_inbox").set_value(False).run()
    assert "Joko" not in said(fine(visitor))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.INSTRUCTOR])
def test_who_may_not_reveal_sees_no_text_of_others(
    stall: Workspace, visit: Visit, role: Role, monkeypatch: pytest.MonkeyPatch
) -> None:
    task(stall, TOLD)
    team_notes.write(stall, ANI, "warung", C1, TOLD)
    monkeypatch.setattr(desk, "actor", lambda: Actor("issuer somebody", role))
    for page, more in (("inbox", {}), ("customer", {"customer": "C1"})):
        visitor = fine(visit(stall, page, company="warung", language="en", **more))
        text = said(visitor)
        assert "Joko" not in text
        assert "which your role may not see" in text
        assert not [toggle for toggle in visitor.toggle if toggle.key.startswith("reveal_")]
        writes = [b.label for b in visitor.button if b.label in ("Done", "Keep the note")]
        assert bool(writes) is (role is Role.INSTRUCTOR)


def test_somebody_was_faster(stall: Workspace, visit: Visit) -> None:
    number = task(stall, "x")
    visitor = fine(visit(stall, "inbox", company="warung", language="en"))
    done = replace(FOR_SERVICE, state=TaskState.DONE)
    tasks.change(stall, ANI, "warung", number, seen=1, standing=done)
    visitor.button(key=f"task_in_progress_{number}").click()
    fine(visitor.run())
    assert "Meanwhile this task was changed (issuer ani, " in read(visitor.warning[0].value)
    after = tasks.get(stall, LOCAL_OWNER, "warung", number)
    assert (after.revision, after.changed_by) == (2, ANI.id)


def test_filters_stand_in_the_link_and_what_is_late_is_said(stall: Workspace, visit: Visit) -> None:
    today = tasks.today(companies.get(stall, "warung"))
    late = tasks.make(
        stall, LOCAL_OWNER, "warung", C1, "Late", standing=replace(FOR_SERVICE, due=today)
    )
    with stall.writing() as connection:
        before = update(task_steps).values(due=today - timedelta(days=2))
        connection.execute(before.where(task_steps.c.task_id == late))
    sales = Standing(Department.SALES, TaskState.IN_PROGRESS, today + timedelta(days=5))
    tasks.make(stall, LOCAL_OWNER, "warung", C1, "Soon", standing=sales)

    link = {"company": "warung", "language": "en"}
    visitor = fine(visit(stall, "inbox", **link))
    words = Reader("en")
    next_day = words.text("inbox.lead_next", day=words.date(today + timedelta(days=5)))
    lead = f"2 tasks wait to be done. One is overdue. {next_day}"
    assert read(visitor.subheader[0].value) == lead
    text = said(visitor)
    assert text.index("Late") < text.index("Soon")
    only = said(fine(visit(stall, "inbox", task_department="sales", task_state="all", **link)))
    assert "Soon" in only
    assert "Late" not in only
    product = fine(visit(stall, "inbox", task_department="product", **link))
    assert read(product.subheader[0].value) == words.text("inbox.lead_none_here")
    strange = fine(visit(stall, "inbox", task_department="kitchen", task_state="<b>", **link))
    assert "task_department" not in strange.query_params
    assert read(strange.subheader[0].value) == lead


def test_texts_are_shown_as_they_were_typed(stall: Workspace, visit: Visit) -> None:
    hard = [text for text in (*hostile.MARKUP, *hostile.OWN) if text.strip()]
    kept = [text for text in hard if all(c.isprintable() or c in "\n\t" for c in text)]
    for text in kept:
        tasks.make(stall, LOCAL_OWNER, "warung", C1, text, standing=FOR_SERVICE)
    link = {"company": "warung", "language": "en"}
    visitor = fine(visit(stall, "inbox", **link))
    shown = [one.value for one in visitor.markdown]
    wanted = [one.text for one in tasks.listing(stall, LOCAL_OWNER, "warung", most=30)]
    for text in wanted:
        assert any(read(str(text)) == read(one).replace("  \n", "\n") for one in shown)
    for active in (
        r"(?<!\\)\]\(http",
        r"(?<!\\)<(script|img|iframe|svg)",
        ":material/delete:",
        r"\n# ",
    ):
        assert not re.search(active, "\n".join(shown))


@every_language
def test_on_a_list_and_what_is_left_when_it_is_thrown_away(
    stall: Workspace, visit: Visit, language: str
) -> None:
    words = Reader(language)
    draft = lists.build(stall, LOCAL_OWNER, "warung", new_list(stall, "Lebaran <b>1</b>"))
    link = {"company": "warung", "language": language}
    visitor = fine(visit(stall, "target_lists", list_view="ledger", list=draft.id, **link))
    next(box for box in visitor.text_area if "task_text" in box.key).set_value("Print it")
    next(b for b in visitor.button if b.label == words.text("inbox.task_save")).click()
    fine(visitor.run())
    assert "Print it" in said(visitor)
    inbox = fine(visit(stall, "inbox", **link))
    assert words.text("inbox.about_list", name="Lebaran <b>1</b>") in said(inbox)
    lists.discard(stall, LOCAL_OWNER, draft.id)
    after = fine(visit(stall, "inbox", **link))
    assert words.text("inbox.about_lost_list") in said(after)
