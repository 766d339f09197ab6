"""Lifetime value and its proof on the command line."""

from pathlib import Path

import pytest

from data.workspace import open_workspace
from tests import companies, companies_buyers
from tests.cli.running import run
from words import Reader

ABOUT = ("--company", "pembeli", "--json")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Buyers who live by the written process, and one customer."""
    folder = tmp_path_factory.mktemp("buyers")
    workspace = open_workspace(folder)
    companies_buyers.company(workspace)
    companies_buyers.company(workspace, "menurun", kept=0.3)
    companies_buyers.contracts_alone(workspace)
    companies.one_customer(workspace)
    workspace.close()
    return folder


def test_parameters_by_their_names(home: Path) -> None:
    summary = run(home, "show", "lifetime", *ABOUT, "--model", "pareto_nbd").plain["summary"]

    assert (summary["model"], summary["converged"], summary["customers"]) == (
        *("pareto_nbd", True, 600),
    )
    assert all(summary[name] > 0 for name in ("r", "alpha", "s", "beta", "p", "q", "v"))
    assert summary["log_likelihood"] < 0
    assert summary["total_value_low"] < summary["total_value"] < summary["total_value_high"]


def test_what_is_foretold_is_told_with_its_proof(home: Path, tmp_path: Path) -> None:
    """First in the text, beside the summary in JSON, at the end of a file's header."""
    asked = ("show", "save-list", "--company", "pembeli", "--model", "bg_nbd")
    file = tmp_path / "list.csv"
    plain = run(home, *asked, "--json", "--frame", "save_list", "--out", str(file)).plain
    first = plain["proof"]["findings"][0]["text"]
    assert plain["proof"]["light"] in {"green", "amber"}
    assert abs(plain["proof"]["summary"]["margin_error"]) < 0.35
    assert first in run(home, *asked).out.splitlines()[2]
    header = file.read_text(encoding="utf-8-sig").splitlines()[0]
    assert first.replace('"', '""') in header
    assert run(home, "show", "profit", *ABOUT).plain["proof"] is None


def test_what_failed_its_proof_is_not_read_aloud(home: Path) -> None:
    """On red the text has the last months instead; JSON has both, and the light."""
    about = ("--company", "menurun", "--model", "bg_nbd")
    said = run(home, "show", "lifetime", *about).out
    assert "do not believe it" in said
    assert "the present customers brought" in said
    assert Reader("en").name("total_value") not in said
    plain = run(home, "show", "lifetime", *about, "--json").plain
    assert (plain["proof"]["light"], plain["proof"]["holds"]) == ("red", False)
    assert plain["summary"]["total_value"] > 0


@pytest.mark.parametrize(
    ("question", "option", "value", "why"),
    [
        ("retention", "--model", "bg_nbd", "no model is in its figures"),
        ("flow", "--model", "sbg", "its forecast draws from the company's own last months"),
        ("flow", "--time-unit", "week", "kept by the month"),
        ("save-list", "--model", "sbg", "a contract says itself when it ends"),
    ],
)
def test_a_model_that_means_nothing_is_refused_with_the_reason(
    home: Path, question: str, option: str, value: str, why: str
) -> None:
    refused = run(home, "show", question, "--company", "satu", "--json", option, value)
    assert (refused.code, refused.plain["error"]["code"]) == (2, "wrong_option")
    assert why in refused.plain["error"]["message"]


def test_auto_is_taken_by_all(home: Path) -> None:
    common = ("--company", "menurun", "--json", "--as-of", "2024-06-30", "--model", "auto")
    for question in ("retention", "flow"):
        done = run(home, "show", question, *common, "--time-unit", "month")
        assert done.code == 0
        assert "model" not in done.plain["options"]  # none is in the figures


def test_contracts(home: Path) -> None:
    summary = run(home, "show", "lifetime", *ABOUT, "--model", "sbg").plain["summary"]
    assert {"alpha", "beta"} <= summary.keys()
    assert summary["model"] == "sbg"


def test_a_company_of_contracts_alone(home: Path) -> None:
    """The best model is that of contracts, told as text; models of orders say what they lack."""
    shown = run(home, "show", "lifetime", "--company", "langganan").out
    assert all(said in shown for said in ("sBG (contracts)", "30% of its fee", "beta", "Yes"))
    orders = run(home, "show", "lifetime", "--company", "langganan", "--json", "--model", "bg_nbd")
    assert (orders.code, orders.plain["error"]["code"]) == (5, "no_order_lines")


def test_nothing_after_as_of_is_seen(home: Path) -> None:
    """The proof as of an earlier day ends there, and fewer customers are known by then."""
    early = ("--as-of", "2024-12-31", "--model", "bg_nbd")
    proof = run(home, "show", "backtest", *ABOUT, *early, "--horizon", "6")
    assert proof.plain["summary"]["light"] in {"green", "amber", "red"}
    assert len(proof.plain["frames"]["months"]) == 6
    assert "31 Dec 2024" in proof.plain["findings"][0]["text"]
    value = run(home, "show", "lifetime", *ABOUT, *early, "--horizon", "3", "--time-unit", "day")
    last = max(row["last_day"] for row in value.plain["frames"]["customers"])
    assert last <= "2024-12-31"
    assert [row["month_ahead"] for row in value.plain["frames"]["path"]] == [1, 2, 3]


def test_refusals_have_their_codes(home: Path) -> None:
    few = run(home, "show", "lifetime", "--company", "satu", "--json")
    assert (few.code, few.plain["error"]["code"]) == (5, "few_repeat_customers")
    none = run(home, "show", "lifetime", "--company", "satu", "--json", "--model", "sbg")
    assert (none.code, none.plain["error"]["code"]) == (5, "no_contracts")
    assert run(home, "show", "lifetime", *ABOUT, "--horizon", "0").code == 2
