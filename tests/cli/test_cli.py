"""The command line as a process: what it prints, where it writes, and how it ends."""

import csv
import io
from pathlib import Path

import openpyxl
import polars as pl
import pytest

import cli
from answers import QUESTIONS
from data.workspace import open_workspace
from tests import companies
from tests.cli.running import Done, as_process, run


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli")
    workspace = open_workspace(folder)
    companies.shop(workspace, title="Toko \x1b[31mContoh")
    companies.empty(workspace)
    workspace.close()
    return folder


REFUSED = {
    "no_such_company": (2, "show profit --company nowhere"),
    "not_a_date": (2, "show profit --company toko --from 31/12/2025"),
    "period_empty": (2, "show overview --company toko --from 2025-06-02 --to 2025-06-01"),
    "no_segment": (2, "show profit --company toko --segment vip"),
    "unknown_choice": (2, "show profit --company toko --channel Radio"),
    "unknown_frame": (2, "show profit --company toko --frame nothing --out x.csv"),
    "unknown_format": (2, "show profit --company toko --frame customers --out x.doc"),
    "cannot_write": (2, "show profit --company toko --frame customers --out no/such/x.csv"),
    "wrong_option": (2, "show profit --company toko --cutoff 1.5"),
    "no_order_lines": (5, "show profit --company kosong"),
    "no_customers": (5, "show profit --company toko --from 2025-06-19 --to 2025-06-19"),
}
WRONG = (
    "show profit --company toko --cutoff many",
    "show profit --company toko --basis luck",
    "show profit --company toko --nonsense",
    "show profit",
    "show nothing --company toko",
    "nothing",
)


COMMANDS = [*REFUSED.items(), *(("wrong_option", (2, command)) for command in WRONG)]


@pytest.mark.parametrize(("name", "refused"), COMMANDS)
def test_every_refusal_is_one_object(
    home: Path,
    name: str,
    refused: tuple[int, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In this process: starting eighteen takes a minute."""
    code, command = refused
    monkeypatch.setenv("PELANGGAN_HOME", str(home))
    with pytest.raises(SystemExit) as ended:
        cli.main([*command.split(), "--json"])
    done = Done(int(str(ended.value.code)), *capsys.readouterr())
    assert (done.code, done.err) == (code, "")
    assert done.plain.keys() == {"error"}
    assert done.plain["error"]["code"] == name
    assert done.plain["error"]["message"].strip()


USES = {
    "show profit --company toko --cutoff many": ("Nilai --cutoff", "angka"),
    "show profit --company toko --basis luck": ("Nilai --basis", "gross_margin"),
    "show profit --company toko --cutoff 1.5": ("Porsi", "1,50"),
    "show profit --company toko --nonsense": ("Tidak ada opsi --nonsense", ""),
    "show profit --company toko --cutof 0.5": ("Tidak ada opsi --cutof", "--cutoff"),
    "show profit --company toko --json=3": ("--json", "tidak menerima nilai"),
    "show profit": ("--company", "belum diberikan"),
    "undo": ("LOAD", "belum diberikan"),
    "show nothing --company toko": ("Tidak ada perintah nothing", "overview"),
    "nothing": ("Tidak ada perintah nothing", "show"),
    "companies toko": ("toko", "berlebih"),
    "sample toko-nusantara --seed x": ("--seed", "bilangan bulat"),
}


@pytest.mark.parametrize("command", USES)
def test_wrong_use_is_told_in_indonesian_too(
    home: Path, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PELANGGAN_HOME", str(home))
    with pytest.raises(SystemExit) as ended:
        cli.main([*command.split(), "--language", "id"])
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert [words for words in USES[command] if words not in said] == []
    english = (" is ", "Invalid", "valid ", "Missing", "No such", "must", "unexpected")
    assert [word for word in english if word in said] == []


def test_no_such_sample(tmp_path: Path) -> None:
    done = as_process(tmp_path, "sample", "nothing", "--language", "id")
    assert (done.code, done.out) == (2, "")
    assert "complete-journey" in done.err


def test_a_refusal_in_words_speaks_the_language_asked_for(home: Path) -> None:
    english = as_process(home, "show", "profit", "--company", "kosong")
    words = as_process(home, "show", "profit", "--company", "kosong", "--language=id")
    assert (english.code, words.code, english.out, words.out) == (5, 5, "", "")
    assert english.err.startswith("There are no sales yet.")
    assert words.err.startswith("Belum ada")


def test_a_workspace_that_cannot_be_opened(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    done = as_process(blocked, "companies", "--json")
    assert done.code == 1
    assert done.plain["error"]["code"] == "unexpected"
    done = as_process(tmp_path, "companies", PELANGGAN_CATALOGUE_URL="strange://who:password@where")
    assert done.code == 1
    assert "password" not in done.err


@pytest.mark.parametrize("question", [question.name for question in QUESTIONS])
def test_an_answer_as_json(home: Path, question: str) -> None:
    """Or, where the shop's twelve customers are too few, the reason why there is none."""
    done = run(home, "show", question, "--company", "toko", "--json")
    assert done.err == ""
    if done.code == 5:
        assert done.plain["error"]["code"] == companies.REFUSED[question]
        assert set(done.plain["error"]) == {"code", "message"}
        return
    assert done.code == 0
    assert question not in companies.REFUSED
    plain = done.plain
    wanted = ("analysis", "company", "scope", "options", "summary", "findings", "frames")
    assert [key for key in wanted if key not in plain] == []
    assert (plain["analysis"], plain["company"]) == (question, "toko")
    assert (plain["scope"]["from"], plain["scope"]["to"]) == ("2025-01-06", "2025-06-20")
    assert all({"key", "fields", "text"} == set(finding) for finding in plain["findings"])
    assert all(isinstance(rows, list) for rows in plain["frames"].values())
    assert plain["reconciliation"]["reconciles"] is True


def test_the_summary_of_profit(home: Path) -> None:
    scope = ("--from", "2025-06-01", "--to", "2025-06-30", "--as-of", "2025-06-30")
    options = ("--channel", "Web", "--channel", "Kios", "--customer-type", "Grosir")
    more = ("--region", "Medan", "--region", "Solo", "--region", "Bandung", "--basis", "revenue")
    command = ("show", "profit", "--company", "toko", *scope, *options, *more, "--json")
    plain = as_process(home, *command, "--language", "id").plain
    wanted = "customers revenue gross_margin contribution profit top_fifth_share customers_for_80"
    wanted += " gini peak loss_makers loss anonymous_revenue"
    assert [key for key in wanted.split() if key not in plain["summary"]] == []
    assert plain["summary"]["customers"] == 4
    assert plain["summary"]["revenue"] == (9 + 10 + 11 + 12) * 9_000
    assert plain["scope"]["channel"] == ["Web", "Kios"]
    assert plain["options"]["basis"] == "revenue"
    assert "pelanggan" in plain["findings"][0]["text"]


def test_an_answer_in_words_holds_no_control_character(home: Path) -> None:
    done = as_process(home, "show", "profit", "--company", "toko", "--language", "id")
    assert done.code == 0
    assert "\x1b" not in done.out
    assert "Rp" in done.out


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_a_frame_as_a_file(home: Path, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"out.{ending}"
    command = ("show", "profit", "--company", "toko", "--frame", "customers", "--out", str(file))
    done = as_process(home, *command)
    assert (done.code, done.err) == (0, "")
    assert str(file) in done.out
    content = file.read_bytes()
    if ending == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        found = [row["customer_id"] for row in rows]
    elif ending == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
        found = [str(row[1].value) for row in sheet.iter_rows(min_row=2)]
    else:
        found = pl.read_parquet(file)["customer_id"].to_list()
    assert sorted(found) == [f"C{i:02}" for i in range(1, 13)]
    if ending == "csv":  # its last head says what the rows are not for
        assert list(rows[0])[-1] == "for analysis, not for contacting"


def test_companies(home: Path, tmp_path: Path) -> None:
    listed = as_process(home, "companies", "--json").plain["companies"]
    assert [company["name"] for company in listed] == ["toko", "kosong"]
    assert {"name", "title", "currency", "sample", "data_version"} == set(listed[0])
    assert "toko" in as_process(home, "companies").out
    assert as_process(tmp_path / "new", "companies", "--json").plain == {"companies": []}
    assert as_process(tmp_path / "new", "companies", "--language", "id").code == 0


def test_a_filled_workspace_is_left_alone(home: Path) -> None:
    before = as_process(home, "companies", "--json").plain
    done = as_process(home, "sample", "--if-empty")
    assert (done.code, done.err) == (0, "")
    assert "toko" in done.out
    assert as_process(home, "companies", "--json").plain == before


@pytest.mark.long
def test_complete_journey_is_put_once(tmp_path: Path) -> None:
    first = as_process(tmp_path, "sample", "complete-journey", "--if-empty")
    assert first.code == 0
    assert "1,469,307" in first.out
    assert "2,469" in first.out
    before = as_process(tmp_path, "companies", "--json").plain
    again = as_process(tmp_path, "sample", "complete-journey", "--if-empty", "--language", "id")
    assert (again.code, "1.469.307" in again.out) == (0, False)
    assert as_process(tmp_path, "companies", "--json").plain == before
    shown = as_process(tmp_path, "show", "profit", "--company", "complete-journey", "--json").plain
    assert shown["summary"]["customers"] == 2_469
