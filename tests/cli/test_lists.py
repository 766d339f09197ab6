"""Target lists on the command line: built, tried, frozen, told in the ledger, refused."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from data import lists
from data.actor import LOCAL_OWNER
from data.workspace import open_workspace
from tests import companies, zones
from tests.cli import running
from tests.cli.running import Done
from tests.targets import new_list, warung
from words import Reader

ABOUT = ("--company", "warung")


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lists")
    workspace = open_workspace(folder)
    warung(workspace)
    companies.empty(workspace)
    companies.equals(workspace)
    workspace.close()
    return folder


@pytest.fixture
def run(home: Path) -> Run:
    """Runs a command on that workspace."""
    return lambda *words: running.run(home, "list", *words)


def test_build_freeze_ledger(run: Run, tmp_path: Path) -> None:
    asked = ("build", "Lebaran", *ABOUT, "--everybody", "--stratum", "none")
    tried = run(*asked, "--try", "--json").plain
    assert (tried["list"], tried["left_out"]) == (None, {"no_consent": 1, "open_complaint": 1})
    made = run(*asked, "--control", "0.25", "--contact-cost", "250", "--note", "x",
               "--json").plain  # fmt: skip
    assert made["summary"]["list_contacted"] == made["list"]["contacted"] == 3
    assert (made["list"]["state"], made["list"]["cost"]) == ("draft", 750)
    assert made["findings"][0]["text"] == "4 of 6 may be contacted; 2 are left out."

    frozen = run("freeze", "LEBARAN", *ABOUT, "--json").plain
    assert (frozen["state"], len(frozen["hash"]), frozen["arms"]) == (
        "frozen",
        64,
        {"contact": 3, "control": 1},
    )
    (told,) = run("ledger", *ABOUT, "--json").plain["lists"]
    assert told == frozen
    said = run("ledger", *ABOUT, "--language", "id").out
    assert "Dibekukan" in said
    assert "6 dimaksud, 2 tidak diikutkan, 3 akan dihubungi" in said


def test_a_draft_is_replaced_and_never_empty(run: Run, tmp_path: Path) -> None:
    made = run("build", "Second", *ABOUT, "--everybody", "--json").plain
    file = tmp_path / "conditions.json"
    rich = [{"column": "revenue", "operator": "at_least", "values": [1]}]
    file.write_text(json.dumps({"parts": rich}), encoding="utf-8")
    again = ("build", "second", *ABOUT, "--file", str(file), "--touch-point", "post")
    taken = run(*again, "--json")
    assert (taken.code, taken.plain["error"]["code"]) == (2, "taken")
    replaced = run(*again, "--replace", "--json").plain
    assert replaced["list"]["id"] == made["list"]["id"]
    assert replaced["left_out"] == {"no_consent": 6}
    assert replaced["findings"][0]["text"] == "0 of 6 may be contacted: no consent recorded."
    empty = run("freeze", "Second", *ABOUT, "--json")
    assert (empty.code, empty.plain["error"]["code"]) == (2, "nobody_to_contact")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), "no_source"),
        (("--everybody", "--segment", "a"), "one_source"),
        (("--segment", "gone"), "no_segment"),
        (("--draft", "gone"), "no_such_draft"),
        (("--everybody", "--touch-point", "pigeon"), "wrong_option"),
        (("--everybody", "--control", "2"), "out_of_range"),
        (("--everybody", "--lift", "nan"), "out_of_range"),
        (("--everybody", "--exclude", "gone"), "no_such_list"),
        (("--everybody", "--treatment", "control"), "wrong_arm"),
    ],
)
def test_what_is_wrong_is_named(run: Run, options: tuple[str, ...], code: str) -> None:
    refused = run("build", "Wrong", *ABOUT, *options, "--json")
    assert (refused.code, refused.plain["error"]["code"]) == (2, code)
    assert refused.plain["error"]["message"]


def test_a_company_without_sales_has_too_little(run: Run) -> None:
    refused = run("build", "a", "--company", "kosong", "--everybody", "--json")
    assert (refused.code, refused.plain["error"]["code"]) == (5, "no_order_lines")
    missing = run("freeze", "gone", "--company", "sama", "--language", "id")
    assert missing.code == 2
    assert "Tidak ada daftar target" in missing.err


def test_the_ledger_has_the_day_where_the_company_is(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    zones.move(workspace, warung(workspace))
    made = lists.build(workspace, LOCAL_OWNER, "warung", new_list(workspace)).created_at
    workspace.close()
    with zones.server_far_away():
        said = running.run(tmp_path, "list", "ledger", *ABOUT).out
    day = Reader("en").date(date.fromisoformat(zones.there(made)))
    assert f" · Draft · {day} · " in said
