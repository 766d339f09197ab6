"""Segments on the command line: saved from JSON, shown, listed, archived, used as a filter."""

import json
from pathlib import Path

import pytest

from data.workspace import open_workspace
from tests import companies
from tests.cli.running import run

BIG = {"parts": [{"column": "revenue", "operator": "at_least", "values": [300_000]}]}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("segments")
    workspace = open_workspace(folder)
    companies.shop(workspace)
    workspace.close()
    return folder


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("files") / "big.json"
    file.write_text(json.dumps(BIG), encoding="utf-8")
    return str(file)


def test_a_segment_from_file_to_filter(home: Path, big: str) -> None:
    about = ("--company", "toko")
    saved = run(home, "segments", "save", "Besar", *about, "--file", big, "--json").plain
    assert (saved["name"], saved["version"], saved["customers"]) == ("Besar", 1, 7)
    shown = run(home, "segments", "show", "besar", *about, "--language", "id")
    said = shown.out.replace("\N{NO-BREAK SPACE}", " ")
    assert "Pendapatan paling sedikit Rp 300 rb" in said
    assert "7 pelanggan" in shown.out
    answer = run(home, "show", "profit", *about, "--segment", "besar", "--json").plain
    assert answer["summary"]["customers"] == 7
    assert answer["scope"]["segment_version"] == saved["mark"]
    assert answer["reconciliation"]["reconciles"]
    assert "no longer offered" in run(home, "segments", "archive", "Besar", *about).out
    (listed,) = run(home, "segments", "list", *about, "--json").plain["segments"]
    assert listed["archived"]
    assert listed["conditions"]["parts"] == BIG["parts"]


def test_rfm_by_segment_and_as_a_frame(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "rfm.csv"
    asked = (
        "show",
        "rfm",
        "--company",
        "toko",
        "--frame",
        "customers",
        "--frequency-breaks",
        "2,4,6,8",
    )
    assert run(home, *asked, "--out", str(out)).code == 0
    text = out.read_text(encoding="utf-8-sig")
    for column in (
        *("customer_id", "recency_days", "frequency_orders", "monetary", "recency_score"),
        *("frequency_score", "monetary_score", "segment"),
    ):
        assert column in text
    assert "potential_loyal" not in text  # six orders are a score of 4 by these limits
    asked = ("show", "profit", "--company", "toko", "--segment", "rfm:need_attention")
    answer = run(home, *asked, "--json")
    assert answer.plain["summary"]["customers"] == 3


@pytest.mark.parametrize(
    ("conditions", "why", "language"),
    [
        ('{"parts": [{"column": "email", "operator": "filled"}]}', "unknown_column", "en"),
        ('{"parts": []}', "no_condition", "id"),
        ("profit > 3", "unreadable", "id"),
    ],
)
def test_conditions_that_mean_nothing_change_nothing(
    home: Path, tmp_path: Path, conditions: str, why: str, language: str
) -> None:
    file = tmp_path / "x.json"
    file.write_text(conditions, encoding="utf-8")
    asked = ("segments", "save", "X", "--company", "toko", "--file", str(file))
    done = run(home, *asked, "--json", "--language", language)

    assert (done.code, done.plain["error"]["code"]) == (2, why)
    assert run(home, "segments", "show", "X", "--company", "toko").code == 2


def test_a_first_date_that_is_none(home: Path) -> None:
    done = run(home, "show", "migration", "--company", "toko", "--since", "lately", "--json")
    assert (done.code, done.plain["error"]["code"]) == (2, "wrong_option")
    assert "2025-03-31" in done.plain["error"]["message"]


def test_limits_that_are_none(home: Path) -> None:
    done = run(home, "show", "rfm", "--company", "toko", "--recency-breaks", "9,3", "--json")
    assert (done.code, done.plain["error"]["code"]) == (2, "wrong_option")
