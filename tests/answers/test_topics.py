"""Notes of contacts are counted for whoever may see answers, and shown to nobody."""

import dataclasses
import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from answers import Answer, ask, open_books
from data.actor import Actor, Right, Role
from data.scope import Scope
from data.workspace import Workspace, open_workspace
from tests.companies import Line, order_lines, put

SECRETS = ("zulaikha", "kartika", "0812", "jalan melati", "sandinya", "contoh.id")
NAME = "Sri Kartika"
SAID = (
    "Bu Kartika kecewa, paket telat. Hubungi 0812 3456 789",
    "kartika: kurir ramah, kirim struk ke kartika@contoh.id",
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A shop whose notes name a customer's name, an address that one wrote, a number, e-mail."""
    found = open_workspace(tmp_path_factory.mktemp("words"))
    day = datetime(2025, 3, 1, 9)
    rows = [
        {
            "interaction_id": f"I{n}",
            "customer_id": f"C{n % 12}",
            "happened_at": day + timedelta(days=n),
            "touch_point": "phone",
            "note": "zulaikha, jalan melati 3, sandinya parah" if n % 12 == 1 else SAID[n % 2],
        }
        for n in range(60)
    ]
    who = {"customer_id": [f"C{n}" for n in range(12)], "name": [NAME] * 12}
    lines = [Line(f"O{n}", f"C{n}", date(2025, 3, 1 + n), 9_000.0, 5_000.0) for n in range(12)]
    lines += [Line("O99", "C1", date(2025, 5, 30), 9_000.0, 5_000.0)]
    tables = {"order_lines": order_lines(lines), "interactions": pl.DataFrame(rows)}
    put(found, "warung", {**tables, "customers": pl.DataFrame(who)})
    yield found
    found.close()


def everything(answer: Answer) -> str:
    """All that an answer holds, as text."""
    frames = [str(row) for f in answer.result.frames().values() for row in f.iter_rows()]
    findings = [str(finding) for finding in answer.result.findings()]
    rest = [str(dataclasses.replace(answer, result=None)), str(answer.result.summary())]
    return " ".join([*frames, *findings, *rest]).lower()


@pytest.mark.parametrize("role", list(Role))
def test_no_note_comes_out_whatever_the_role(
    workspace: Workspace, role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    actor = Actor("somebody", role, frozenset({"warung"}))
    assert actor.may(Right.SEE)
    with caplog.at_level(logging.DEBUG):
        books = open_books(workspace, actor, "warung")
        answer = ask(books, actor, "topics", Scope("warung"))
    assert answer.result.summary()["notes"] == 60
    told = everything(answer)
    assert {"telat", "ramah"} <= set(answer.result.words["word"])
    for secret in (*SECRETS, "hubungi 0812", "bu kartika"):
        assert secret not in told
        assert secret not in caplog.text.lower()


def test_its_files_hold_no_note_beside_the_personal_one(workspace: Workspace) -> None:
    """Nothing of it is kept: reading the words writes nowhere."""
    holding = [path for path in Path(workspace.home).rglob("*.parquet") if _holds(path)]
    assert holding
    assert all(path.name.endswith(".personal.parquet") for path in holding)


def _holds(path: Path) -> bool:
    frame = pl.read_parquet(path)
    texts = [column for column in frame if column.dtype == pl.String]
    return any(column.str.contains("(?i)zulaikha").any() for column in texts)
