"""Notes and tasks in the catalogue, on SQLite and on PostgreSQL: order, steps, rights, log."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from data import audit, collaboration, companies, lists, loads, tasks, team_notes
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.collaboration import LONGEST_NOTE, LONGEST_TASK, About, CollaborationError, Kind
from data.task import Department, Standing, Task, TaskState
from data.workspace import Workspace
from tests import hostile
from tests.targets import new_list, warung

ANI = Actor("issuer ani", Role.MARKETER)
BUDI = Actor("issuer budi", Role.ADMINISTRATOR)
VIEWER = Actor("issuer v", Role.VIEWER)
STUDENT = Actor("class-7", Role.STUDENT, frozenset({"warung"}))
STRANGER = Actor("class-8", Role.STUDENT, frozenset({"kiosk"}))
C1 = About(Kind.CUSTOMER, "C1")
FOR_SERVICE = Standing(Department.SERVICE)
TOLD = "Ring her husband Joko, 0812-3456-7890"


@pytest.fixture
def company(workspace: Workspace) -> str:
    """The name of a company with six customers."""
    return warung(workspace)


def make(workspace: Workspace, text: str, standing: Standing = FOR_SERVICE) -> Task:
    number = tasks.make(workspace, ANI, "warung", C1, text, standing=standing)
    return tasks.get(workspace, ANI, "warung", number)


def test_notes_newest_first_read_by_their_author_alone(workspace: Workspace, company: str) -> None:
    first = team_notes.write(workspace, ANI, company, C1, f"  {TOLD}\r\nin the evening ")
    second = team_notes.write(workspace, BUDI, company, C1, "Second")
    team_notes.write(workspace, BUDI, company, About(Kind.CUSTOMER, "C2"), "Of somebody else")

    mine = team_notes.listing(workspace, ANI, company, about=[C1])
    assert [(n.id, n.text, n.author) for n in mine] == [
        (second, None, BUDI.id),
        (first, f"{TOLD}\nin the evening", ANI.id),
    ]
    assert len(team_notes.listing(workspace, ANI, company)) == 3
    assert len(team_notes.listing(workspace, ANI, company, most=1)) == 1
    others = team_notes.listing(workspace, VIEWER, company, about=[C1])
    assert [note.text for note in others] == [None, None]


def test_revealing_is_logged_and_no_text_is_in_the_log(workspace: Workspace, company: str) -> None:
    note = team_notes.write(workspace, ANI, company, C1, TOLD)
    task = make(workspace, TOLD)
    told = collaboration.reveal(workspace, BUDI, company, [note, task.id, "no such id"])
    assert told == {note: TOLD, task.id: TOLD}

    newest = audit.entries(workspace, company)[0]
    assert (newest.action, newest.actor) == ("collaboration.reveal", BUDI.id)
    assert newest.details == {"notes": 1, "tasks": 1}
    assert audit.verify(workspace)
    log = json.dumps([dict(entry.details) for entry in audit.entries(workspace)])
    assert not any(word in log for word in ("Joko", "0812", "C1"))
    assert {"note.write", "task.make"} <= {e.action for e in audit.entries(workspace, company)}


def test_who_may_not_reveal_does_not(workspace: Workspace, company: str) -> None:
    note = team_notes.write(workspace, ANI, company, C1, TOLD)
    lines = len(audit.entries(workspace))
    for actor in (VIEWER, STUDENT, STRANGER):
        with pytest.raises(Forbidden):
            collaboration.reveal(workspace, actor, company, [note])
    assert len(audit.entries(workspace)) == lines
    elsewhere = companies.create(
        workspace, LOCAL_OWNER, "lain", title="Lain", currency="IDR", decimals=0,
        timezone="Asia/Jakarta",
    )  # fmt: skip
    assert collaboration.reveal(workspace, BUDI, elsewhere.name, [note]) == {}


def test_rights(workspace: Workspace, company: str) -> None:
    task = make(workspace, "x")
    done = replace(FOR_SERVICE, state=TaskState.DONE)
    for attempt in (
        lambda: team_notes.write(workspace, VIEWER, company, C1, "x"),
        lambda: tasks.make(workspace, VIEWER, company, C1, "x", standing=FOR_SERVICE),
        lambda: tasks.change(workspace, VIEWER, company, task.id, seen=1, standing=done),
        lambda: tasks.remove(workspace, STUDENT, company, task.id),
        lambda: team_notes.write(workspace, STRANGER, company, C1, "x"),
        lambda: tasks.listing(workspace, STRANGER, company),
        lambda: tasks.histories(workspace, STRANGER, company, [task.id]),
        lambda: team_notes.listing(workspace, STRANGER, company),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert tasks.change(workspace, STUDENT, company, task.id, seen=1, standing=done).text is None
    assert [found.text for found in tasks.listing(workspace, VIEWER, company)] == [None]


def plant(workspace: Workspace, now: date) -> dict[str, Task]:
    """Four tasks: due in two days, in nine, on no day, and done."""
    sooner, later = now + timedelta(days=2), now + timedelta(days=9)
    standings = {
        "whenever": FOR_SERVICE,
        "far": Standing(Department.SALES, due=later),
        "done": Standing(Department.SALES, TaskState.DONE, due=sooner),
        "near": Standing(Department.SERVICE, TaskState.IN_PROGRESS, sooner),
    }
    return {text: make(workspace, text, standing) for text, standing in standings.items()}


def test_the_most_urgent_first_and_every_filter(workspace: Workspace, company: str) -> None:
    made = plant(workspace, tasks.today(companies.get(workspace, company)))

    def found(**filters: Any) -> list[str | None]:
        return [task.text for task in tasks.listing(workspace, ANI, company, **filters)]

    assert tasks.listing(workspace, ANI, company)[0] == made["near"]
    assert found() == ["near", "far", "whenever", "done"]
    assert found(departments=[Department.SALES]) == ["far", "done"]
    assert found(states=[TaskState.OPEN]) == ["far", "whenever"]
    assert found(most=1) == ["near"]
    assert found(about=[About(Kind.LIST, "C1")]) == []


def test_counts_by_state_and_day(workspace: Workspace, company: str) -> None:
    now = tasks.today(companies.get(workspace, company))
    made = plant(workspace, now)
    sooner, later, third = (now + timedelta(days=n) for n in (2, 9, 3))

    def counts(on: date, *departments: Department) -> tuple[int, int, int, int, date | None]:
        found = tasks.counts(workspace, ANI, company, on, departments=departments)
        assert found.waiting == found.open + found.in_progress
        return (found.open, found.in_progress, found.done, found.overdue, found.next_due)

    assert counts(now) == (2, 1, 1, 0, sooner)
    assert counts(sooner) == (2, 1, 1, 0, sooner)
    assert counts(third) == (2, 1, 1, 1, later)
    assert counts(now, Department.SALES) == (1, 0, 1, 0, later)
    assert counts(now, Department.PRODUCT) == (0, 0, 0, 0, None)
    assert [name for name, task in made.items() if task.is_overdue(third)] == ["near"]
    assert not any(task.is_overdue(sooner) for task in made.values())


def test_equal_tasks_stand_by_age_then_by_their_id(workspace: Workspace, company: str) -> None:
    made = [make(workspace, f"{number}") for number in range(4)]
    with workspace.writing() as connection:
        same = collaboration.tasks.update().values(at=made[0].at)
        connection.execute(same.where(collaboration.tasks.c.id != made[3].id))
    found = [task.id for task in tasks.listing(workspace, ANI, company)]
    assert found == [*sorted(task.id for task in made[:3]), made[3].id]


def test_two_who_close_a_task_at_once_lose_nothing(workspace: Workspace, company: str) -> None:
    task = make(workspace, "x")
    done = replace(FOR_SERVICE, state=TaskState.DONE)

    def close(actor: Actor) -> str:
        try:
            tasks.change(workspace, actor, company, task.id, seen=task.revision, standing=done)
        except CollaborationError as problem:
            return f"{problem.key} {problem.fields['who']}"
        return actor.id

    with ThreadPoolExecutor(2) as pool:
        said = set(pool.map(close, [ANI, BUDI]))
    after = tasks.get(workspace, ANI, company, task.id)
    first = after.changed_by
    assert said == {first, f"inbox.moved_on {first}"}
    assert (after.revision, after.standing) == (2, done)

    again = tasks.change(workspace, BUDI, company, task.id, seen=2, standing=FOR_SERVICE)
    same = tasks.change(workspace, ANI, company, task.id, seen=3, standing=FOR_SERVICE)
    assert again.revision == same.revision == 3
    steps = tasks.histories(workspace, VIEWER, company, [task.id])[task.id]
    assert [(step.revision, step.actor, step.standing.state) for step in steps] == [
        (1, ANI.id, TaskState.OPEN),
        (2, first, TaskState.DONE),
        (3, BUDI.id, TaskState.OPEN),
    ]
    changes = [e for e in audit.entries(workspace, company) if e.action == "task.change"]
    assert [entry.details["revision"] for entry in changes] == [3, 2]


def test_a_day_that_is_past_stays_and_is_not_chosen_anew(
    workspace: Workspace, company: str
) -> None:
    now = tasks.today(companies.get(workspace, company))
    yesterday = now - timedelta(days=1)
    with pytest.raises(CollaborationError, match=r"inbox\.due_past"):
        make(workspace, "x", replace(FOR_SERVICE, due=yesterday))
    with pytest.raises(CollaborationError, match=r"inbox\.due_far"):
        make(workspace, "x", replace(FOR_SERVICE, due=now + timedelta(days=4_000)))
    task = make(workspace, "x", replace(FOR_SERVICE, due=now))
    with workspace.writing() as connection:  # a day later
        steps = collaboration.tasks.metadata.tables["task_steps"]
        connection.execute(steps.update().values(due=yesterday))
    late = replace(FOR_SERVICE, due=yesterday, state=TaskState.DONE)
    closed = tasks.change(workspace, ANI, company, task.id, seen=1, standing=late)
    assert closed.standing == late


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no_text"),
        (" \n\t ", "no_text"),
        ("x" * (LONGEST_NOTE + 1), "long_text"),
        ("nul \x00", "wrong_signs"),
        ("bell \x07", "wrong_signs"),
        ("half \ud800", "wrong_signs"),
    ],
)
def test_what_cannot_be_kept(workspace: Workspace, company: str, text: str, why: str) -> None:
    with pytest.raises(CollaborationError, match=rf"inbox\.{why}"):
        team_notes.write(workspace, ANI, company, C1, text)
    with pytest.raises(CollaborationError, match=rf"inbox\.{why}"):
        make(workspace, text)
    assert team_notes.listing(workspace, ANI, company) == []
    assert tasks.listing(workspace, ANI, company) == []


def test_hostile_texts_come_back_as_they_were(workspace: Workspace, company: str) -> None:
    given = [text for text in (*hostile.MARKUP, *hostile.OWN) if text.strip().isprintable()]
    kept = [text.strip() for text in given if text.strip()]
    for text in kept:
        team_notes.write(workspace, ANI, company, C1, text)
    found = [note.text for note in team_notes.listing(workspace, ANI, company)]
    assert sorted(map(str, found)) == sorted(kept)
    long = make(workspace, "é" * LONGEST_TASK)
    assert long.text == "é" * LONGEST_TASK


def test_lists_of_this_company_alone_and_what_is_left_of_one(
    workspace: Workspace, company: str
) -> None:
    draft = lists.build(workspace, LOCAL_OWNER, company, new_list(workspace))
    about = About(Kind.LIST, draft.id)
    team_notes.write(workspace, ANI, company, about, "Wait for the voucher")
    task = tasks.make(workspace, ANI, company, about, "Print it", standing=FOR_SERVICE)
    other = companies.create(
        workspace, LOCAL_OWNER, "lain", title="Lain", currency="IDR", decimals=0,
        timezone="Asia/Jakarta",
    )  # fmt: skip
    with pytest.raises(CollaborationError, match="no_such_list"):
        team_notes.write(workspace, ANI, other.name, about, "x")

    lists.discard(workspace, LOCAL_OWNER, draft.id)
    assert len(team_notes.listing(workspace, ANI, company, about=[about])) == 1
    done = replace(FOR_SERVICE, state=TaskState.DONE)
    assert tasks.change(workspace, ANI, company, task, seen=1, standing=done).revision == 2
    with pytest.raises(CollaborationError, match="no_such_list"):
        tasks.make(workspace, ANI, company, about, "x", standing=FOR_SERVICE)
    assert tasks.listing(workspace, ANI, other.name) == []
    with pytest.raises(CollaborationError, match="no_such_task"):
        tasks.get(workspace, ANI, other.name, task)


def test_a_load_that_is_undone_takes_no_note_away(workspace: Workspace, company: str) -> None:
    team_notes.write(workspace, ANI, company, C1, "x")
    version = companies.version(workspace, company)
    task = make(workspace, "y")
    assert companies.version(workspace, company) == version  # no answer depends on it
    for load in loads.live(workspace, company, version):
        loads.undo(workspace, LOCAL_OWNER, company, load.id)
    assert [note.text for note in team_notes.listing(workspace, ANI, company)] == ["x"]
    assert tasks.get(workspace, ANI, company, task.id) == task


def test_only_the_author_or_who_may_erase_removes(workspace: Workspace, company: str) -> None:
    note = team_notes.write(workspace, BUDI, company, C1, TOLD)
    task = make(workspace, TOLD)
    with pytest.raises(Forbidden):
        team_notes.remove(workspace, ANI, company, note)
    team_notes.remove(workspace, BUDI, company, note)
    tasks.remove(workspace, BUDI, company, task.id)
    assert team_notes.listing(workspace, BUDI, company) == []
    assert tasks.histories(workspace, BUDI, company, [task.id]) == {}
    with pytest.raises(CollaborationError, match="no_such_note"):
        team_notes.remove(workspace, BUDI, company, note)
    with pytest.raises(CollaborationError, match="no_such_task"):
        tasks.change(workspace, BUDI, company, task.id, seen=1, standing=FOR_SERVICE)
