"""Every file of the collection of bad inputs comes out as its manifest says."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data import companies
from data.actor import LOCAL_OWNER
from data.intake.child import Child
from data.intake.job import Source
from data.intake.run import Outcome, import_files
from data.workspace import Workspace, open_workspace

FOLDER = Path(os.environ.get("PELANGGAN_BAD_INPUTS", "../shared/bad-inputs"))
MANIFEST = FOLDER / "manifest.json"
ENTRIES = json.loads(MANIFEST.read_text())["entries"] if MANIFEST.exists() else []

pytestmark = pytest.mark.skipif(not ENTRIES, reason=f"there is no {MANIFEST}")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path_factory.mktemp("bad") / "home")
    yield opened
    opened.close()


def told(outcome: Outcome) -> str:
    """All that is said about the files: code, line, column and fields of every problem."""
    return json.dumps([problem.plain() for problem in outcome.problems], ensure_ascii=False)


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry["name"]) for entry in ENTRIES])
def test_comes_out_as_expected(entry: dict[str, Any], home: Workspace, child: Child) -> None:
    name = f"bad-{ENTRIES.index(entry)}"
    companies.create(
        home, LOCAL_OWNER, name, title=name, currency="IDR", decimals=0, timezone="Asia/Jakarta"
    )
    source = Source(str(FOLDER / entry["name"]), entry.get("upload_as", entry["name"]))
    outcome = import_files(home, LOCAL_OWNER, name, entry["kind"], [source], child=child)
    expected = entry["expected"]
    codes = {problem.code for problem in outcome.problems}
    said = told(outcome)
    assert outcome.status == expected["status"], said
    if expected["code"]:
        assert expected["code"] in codes, said
    else:
        assert not [code for code in codes if code.startswith("E_")], said
    if expected["rows_read"] is not None:
        assert outcome.rows_read == expected["rows_read"], said
    if expected["status"] == "accepted":
        assert outcome.rows_accepted == expected["rows_accepted"], said
        assert outcome.rows_quarantined == expected["rows_quarantined"], said
        assert outcome.load is not None
    else:
        assert outcome.load is None
        assert companies.version(home, name) == 0
    lines = {str(problem.line) for problem in outcome.problems}
    columns = {problem.column for problem in outcome.problems}
    for wanted in expected["must_name"]:
        assert wanted in codes | lines | columns, said
