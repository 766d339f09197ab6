"""Lifetime value and its proof on the command line."""

from pathlib import Path

import pytest

from data.workspace import open_workspace
from tests import companies, companies_buyers
from tests.cli.running import run

ABOUT = ("--company", "pembeli", "--json")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Buyers who live by the written process, and one customer."""
    folder = tmp_path_factory.mktemp("buyers")
    workspace = open_workspace(folder)
    companies_buyers.company(workspace)
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
