"""Notes and tasks on the command line: written, listed, changed, hidden, refused."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data import audit, lists, team_notes
from data.actor import LOCAL_OWNER, Actor, Role
from data.collaboration import About, Kind
from data.workspace import open_workspace
from tests import zones
from tests.cli import running
from tests.cli.running import Done
from tests.targets import new_list, warung
from words import Reader

ABOUT = ("--company", "warung")
MAKE = ("task", "make", "x", "--customer", "C1", "--for", "sales")
BUDI = Actor("issuer budi", Role.MARKETER)


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company with a target list, and a note of somebody else."""
    folder = tmp_path_factory.mktemp("told")
    workspace = open_workspace(folder)
    warung(workspace)
    lists.build(workspace, LOCAL_OWNER, "warung", new_list(workspace, "Lebaran"))
    team_notes.write(workspace, BUDI, "warung", About(Kind.CUSTOMER, "C2"), "Ring Joko \x09 now")
    workspace.close()
    return folder


@pytest.fixture
def run(home: Path) -> Run:
    """Runs a command on that workspace."""
    return lambda *words: running.run(home, *words)


def test_a_task_from_made_to_done(run: Run) -> None:
    made = run(
        "task", "make", "Print the voucher", *ABOUT, "--for", "marketing", "--list", "lebaran",
        "--due", "2030-01-31", "--json",
    )  # fmt: skip
    number = made.plain["id"]
    run("task", "make", "Call back", *ABOUT, "--for", "service", "--customer", "C1")

    (first, second) = run("task", "list", *ABOUT, "--json").plain["tasks"]
    assert (first["id"], first["text"], first["due"]) == (number, "Print the voucher", "2030-01-31")
    assert (first["about"], first["overdue"], first["revision"]) == ("list", False, 1)
    assert (second["about_id"], second["department"], second["due"]) == ("C1", "service", None)
    said = run("task", "list", *ABOUT, "--list", "Lebaran", "--language", "id").out
    assert "Terbuka · Pemasaran · tenggat 31 Jan 2030 · Tentang daftar target “Lebaran”" in said

    done = run("task", "change", number[:6], *ABOUT, "--state", "done", "--json").plain
    assert [step["state"] for step in done["steps"]] == ["open", "done"]
    late = run("task", "change", number, *ABOUT, "--for", "sales", "--revision", "1", "--json")
    assert (late.code, json.loads(late.out)["error"]["code"]) == (2, "moved_on")
    assert "Done, Marketing" in late.plain["error"]["message"]
    handed = run("task", "change", number, *ABOUT, "--for", "sales", "--no-due")
    assert (handed.code, handed.out.strip()) == (0, f"{number[:8]} · Done · Sales")
    waiting = run("task", "list", *ABOUT, "--state", "open", "--json").plain["tasks"]
    assert [one["about_id"] for one in waiting] == ["C1"]
    assert run("task", "remove", number, *ABOUT).code == 0
    assert len(run("task", "list", *ABOUT, "--json").plain["tasks"]) == 1


def test_notes_of_others_are_hidden_until_they_are_asked_for(run: Run, home: Path) -> None:
    assert run("note", "write", "Kind\x1b", *ABOUT, "--customer", "C2").code == 2
    assert run("note", "write", "Kind", *ABOUT, "--customer", "C2").code == 0
    newest, hidden = run("note", "list", *ABOUT, "--customer", "C2", "--json").plain["notes"]
    assert (newest["text"], newest["author"]) == ("Kind", "local-owner")
    assert (hidden["text"], hidden["author"]) == (None, BUDI.id)
    assert "Joko" not in run("note", "list", *ABOUT).out

    assert "Ring Joko   now" in run("note", "list", *ABOUT, "--reveal").out
    workspace = open_workspace(home)
    assert audit.entries(workspace)[0].action == "collaboration.reveal"
    workspace.close()
    assert run("note", "remove", newest["id"][:8], *ABOUT).code == 0
    assert len(run("note", "list", *ABOUT, "--json").plain["notes"]) == 1


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("note", "write", "x"), 2, "one_about"),
        (("note", "write", "x", "--customer", "C1", "--list", "Lebaran"), 2, "one_about"),
        (("note", "write", " ", "--customer", "C1"), 2, "no_text"),
        (("note", "write", "x", "--customer", "Joko"), 5, "no_such_customer"),
        (("note", "write", "x", "--list", "Natal"), 2, "no_such_list"),
        (("note", "remove", "zz"), 2, "no_such_id"),
        (("task", "change", "zz", "--state", "done"), 2, "no_such_id"),
        ((*MAKE, "--due", "soon"), 2, "not_a_date"),
        ((*MAKE, "--due", "2020-01-01"), 2, "due_past"),
    ],
)
def test_what_is_refused(run: Run, words: tuple[str, ...], code: int, why: str) -> None:
    said = run(*words, *ABOUT, *([] if words[1] in ("remove", "change") else ["--json"]))
    assert said.code == code
    if words[1] not in ("remove", "change"):
        assert said.plain["error"]["code"] == why
    else:
        assert "zz" in said.err


def test_a_note_has_the_day_where_the_company_is(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    zones.move(workspace, warung(workspace))
    about = About(Kind.CUSTOMER, "C1")
    team_notes.write(workspace, LOCAL_OWNER, "warung", about, "Kind")
    (note,) = team_notes.listing(workspace, LOCAL_OWNER, "warung", about=[about])
    workspace.close()
    with zones.server_far_away():
        said = running.run(tmp_path, "note", "list", *ABOUT).out
    assert Reader("en").date(date.fromisoformat(zones.there(note.at))) in said
