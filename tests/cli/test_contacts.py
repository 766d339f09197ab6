"""Lists leave and come back on the command line: files, tables, words, and how refusals end."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from data import lists
from data.actor import LOCAL_OWNER
from data.workspace import open_workspace
from tests import lists_measured, reached
from tests.cli.running import run

DAY = date(2026, 2, 10)
ARMS = {f"C{n}": "control" if n % 2 else "contact" for n in range(1, lists_measured.BUYERS + 1)}
ABOUT = ("--company", "kedai")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("contacts")
    workspace = open_workspace(folder)
    lists_measured.shop(workspace)
    reached.frozen(workspace, "kedai", ARMS, called="Promo")
    workspace.close()
    return folder


def test_a_list_leaves_and_its_profit_comes_back(home: Path, tmp_path: Path) -> None:
    early = run(home, "list", "measure", "promo", *ABOUT)
    assert (early.code, "not sent out yet" in early.err) == (2, True)
    out = tmp_path / "promo.csv"
    told = run(home, "list", "export", "promo", *ABOUT, "--out", str(out), "--json").plain
    assert (told["rows"], told["customers"], told["reached"]) == (200, 200, 200)
    rows = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig")))
    gone = {row["customer_id"] for row in rows}
    assert gone == {who for who, arm in ARMS.items() if arm == "contact"}

    workspace = open_workspace(home)
    lists_measured.later(workspace, ARMS, DAY)
    workspace.close()
    file = tmp_path / "hasil.csv"
    file.write_text(lists_measured.results(ARMS, DAY) + f"C777,{DAY},\n")
    asked = ("list", "measure", "promo", *ABOUT, "--results", str(file), "--days", "15")
    found = run(home, *asked, "--json").plain
    assert (found["state"], found["list_state"], found["days"]) == ("measured", "measured", 15)
    assert (found["results"]["matched"], found["results"]["strangers"]) == (200, 1)
    low, value, high = (found[f"incremental_{k}"] for k in ("low", "profit", "high"))
    assert 0 < low < value < high < 200 * found["arms"][-1]["high"]
    said = run(home, *asked, "--language", "id")
    assert all(f"{text}: Rp" in said.out for text in ("Laba inkremental", "diperlakukan, Laba"))
    assert "1 pelanggan dalam berkas tidak ada dalam daftar" in said.out
    file.write_text(lists_measured.results(ARMS, DAY).replace("responded_at", "responded", 1))
    told = run(home, *asked).out
    assert "40 rows say neither yes nor no" in told


def test_into_a_table(home: Path, tmp_path: Path) -> None:
    workspace = open_workspace(home)
    reached.frozen(workspace, "kedai", {"C1": "contact", "C2": "control"}, called="Tabel")
    workspace.close()
    refused = run(home, "list", "export", "tabel", *ABOUT, "--write", "crm", "--json")
    assert json.loads(refused.out)["error"]["code"] == "no_target"
    path = tmp_path / "crm.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "create table box (list_id text, exported_at text, customer_id text, arm text, "
            "name text, phone text)"
        )
    text = f'[crm]\nurl = "sqlite:///{path}"\ncompany = "kedai"\n[crm.contacts]\ntable = "box"\n'
    (home / "sources.toml").write_text(text)
    said = run(home, "list", "export", "tabel", *ABOUT, "--write", "crm").out
    assert "Written to crm: 1 contact." in said
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("select customer_id, phone from box").fetchall()
    assert rows == [("C1", "6281200000001")]
    text = text.replace("box", "gone")
    (home / "sources.toml").write_text(text)
    refused = run(home, "list", "export", "tabel", *ABOUT, "--write", "crm")
    assert (refused.code, "has no table gone" in refused.err) == (2, True)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("export", "nobody", "--out", "x.csv"), "no target list"),
        (("export", "post", "--format", "google", "--out", "x.csv"), "does not suit"),
        (("export", "post", "--arm", "b", "--out", "x.csv"), "has no treatment"),
        (("export", "post"), "either --out FILE or --write"),
    ],
)
def test_refusals(home: Path, tmp_path: Path, asked: tuple[str, ...], said: str) -> None:
    workspace = open_workspace(home)
    if not [o for o in lists.listing(workspace, LOCAL_OWNER, "kedai") if o.name == "Post"]:
        reached.frozen(workspace, "kedai", {"C1": "contact"}, "post", "Post")
    workspace.close()
    given = [str(tmp_path / part) if part == "x.csv" else part for part in asked]
    done = run(home, "list", *given, *ABOUT)
    assert done.code == 2
    assert said in done.err
    assert not (tmp_path / "x.csv").exists()


def test_days_before_the_list_are_refused(home: Path, tmp_path: Path) -> None:
    workspace = open_workspace(home)
    number = reached.frozen(workspace, "kedai", ARMS, called="Awal", as_of=date(2026, 1, 29))
    lists.mark_exported(workspace, LOCAL_OWNER, number, {})
    workspace.close()
    asked = ("list", "measure", "awal", *ABOUT)
    refused = run(home, *asked, "--contacted-on", "2026-01-29")
    assert refused.code == 2
    assert "29 Jan 2026 cannot be a day of contact or answer for “Awal”" in refused.err
    file = tmp_path / "hasil.csv"
    file.write_text(lists_measured.results(ARMS, date(2026, 1, 5)))
    said = run(home, *asked, "--results", str(file), "--language", "id").err
    assert "5 Jan 2026 tidak mungkin" in said
    assert "setelah 29 Jan 2026" in said
