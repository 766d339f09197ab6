"""Merges by command line, in the process itself: read as one, listed, taken back, refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from data.workspace import open_workspace
from tests.cli import running
from tests.companies_people import twins

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command on a workspace with the company of twins; code, output, complaint."""
    home = tmp_path / "home"
    workspace = open_workspace(home)
    twins(workspace)
    workspace.close()

    def command(*arguments: str) -> tuple[int, str, str]:
        done = running.run(home, *arguments, "--company", "kembar")
        return done.code, done.out, done.err

    return command


def plain(done: tuple[int, str, str]) -> dict[str, Any]:
    assert done[0] == 0, done[2]
    found: dict[str, Any] = json.loads(done[1])
    return found


def test_a_group_is_merged_listed_and_parted(run: Run) -> None:
    before = plain(run("show", "duplicates", "--json"))
    assert before["summary"]["doubled"] == 1
    (made,) = plain(run("merge", "--group", "1", "--json"))["merges"]
    assert (made["kept"], made["customers"]) == ("C1", ["C2"])
    assert plain(run("show", "duplicates", "--json"))["summary"]["merged"] == 1
    (listed,) = plain(run("merges", "--json"))["merges"]
    assert (listed["reason"], listed["likeness"], listed["undone_at"]) == ("same_phone", 0.95, None)
    assert plain(run("unmerge", made["merge"][:8], "--json")) == {"undone": made["merge"]}
    assert plain(run("show", "duplicates", "--json"))["frames"] == before["frames"]


@pytest.mark.parametrize("language", ["en", "id"])
def test_what_is_said(run: Run, language: str) -> None:
    code, out, _ = run("merge", "C1", "C2", "--reason", "by hand", "--language", language)
    assert code == 0
    assert "C1" in out
    assert "{" not in out
    assert "by hand" in run("merges", "--language", language)[1]


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("merge",), "nothing_named"),
        (("merge", "C1"), "nothing_named"),
        (("merge", "C1", "C9"), "no_such_customer"),
        (("merge", "C1", "C1"), "merge_alone"),
        (("merge", "--group", "7"), "wrong_group"),
        (("unmerge", "zzz"), "no_such_merge"),
    ],
)
def test_refusals_change_nothing(run: Run, arguments: tuple[str, ...], name: str) -> None:
    code, out, err = run(*arguments, "--json")
    told = json.loads(out or err)["error"]
    assert (code, told["code"]) == (2, name)
    assert plain(run("merges", "--json")) == {"merges": []}


def test_rows_behind_a_check(run: Run) -> None:
    found = plain(run("show", "quality-rows", "--check", "invalid_emails", "--json"))
    assert found["frames"]["rows"] == [{"customer_id": "C3"}]
    code, out, err = run("show", "quality-rows", "--check", "spelt_twice", "--json")
    assert (code, json.loads(out or err)["error"]["code"]) == (5, "no_check")
    code, *_ = run("show", "quality", "--stale-days", "0", "--json")
    assert code == 2
