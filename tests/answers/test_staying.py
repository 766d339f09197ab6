"""Retention, flow and save list as they are asked: no future, known groups, options in range."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from analytics.backtest import Backtest
from analytics.findings import Meaningless, NotEnoughData, WrongOption
from analytics.target_lists import CLTV, Terms
from answers import Answer, Books, ask, open_books, target_lists
from answers.flow import FlowOptions
from answers.lifetime import LifetimeModel
from answers.proof import caveats
from answers.retention import RetentionOptions
from answers.save_list import SaveListOptions
from answers.target_list_wanted import Wanted
from answers.target_lists import Plan
from data.actor import LOCAL_OWNER
from data.frames.cohorts import CohortBy
from data.samples.install import Recipe, install
from data.scope import Scope
from data.workspace import Workspace, open_workspace
from words import Reader

HERE = Scope("toko-nusantara")
CUT = date(2025, 6, 30)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = open_workspace(tmp_path_factory.mktemp("staying"))
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=600))
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def books(generated: Workspace) -> Books:
    return open_books(generated, LOCAL_OWNER, "toko-nusantara")


@pytest.mark.parametrize("name", ["retention", "flow", "save-list"])
def test_nothing_after_as_of_is_seen(books: Books, name: str) -> None:
    """Whatever the period begins with: who was a customer before it is no newcomer in it."""
    cut = ask(books, LOCAL_OWNER, name, replace(HERE, as_of=CUT)).result
    late = replace(HERE, start=date(2025, 5, 1), as_of=CUT)
    again = ask(books, LOCAL_OWNER, name, late).result
    for frame, rows in cut.frames().items():
        assert rows.equals(again.frames()[frame])
    assert cut.summary() != ask(books, LOCAL_OWNER, name, HERE).result.summary()


def test_the_flow_and_the_cohorts_count_the_same_newcomers(books: Books) -> None:
    cohorts = ask(books, LOCAL_OWNER, "retention", HERE).result.together()
    months = ask(books, LOCAL_OWNER, "flow", HERE).result.months
    won = cohorts.filter(cohorts["age"] == 0).select("month", "customers")
    both = months.select("month", "new").join(won, on="month", how="left").fill_null(0)
    assert both["new"].to_list() == both["customers"].to_list()


@pytest.mark.parametrize("by", list(CohortBy))
def test_every_group_of_this_company_adds_up(books: Books, by: CohortBy) -> None:
    whole = ask(books, LOCAL_OWNER, "retention", HERE).result.cells
    parts = ask(books, LOCAL_OWNER, "retention", HERE, RetentionOptions(by)).result.cells
    assert by in books.cohort_groups
    assert parts["heads"].sum() == whole["heads"].sum()
    assert parts["margin"].sum() == pytest.approx(whole["margin"].sum())


@pytest.fixture(scope="module")
def tested(books: Books) -> Answer[Backtest]:
    """The proof of the forecast, as it is asked."""
    return ask(books, LOCAL_OWNER, "backtest", HERE)


@pytest.mark.parametrize("name", ["lifetime", "save-list", "portfolio"])
def test_what_is_foretold_comes_with_its_proof(
    books: Books, tested: Answer[Backtest], name: str
) -> None:
    """Whoever asks: light, errors and sentences of the backtest, in the answer and on its files."""
    answer = ask(books, LOCAL_OWNER, name, HERE, asked=lambda *_: tested)
    assert answer.proof is not None
    assert answer.proof.light == tested.result.light
    assert answer.proof.findings == tuple(tested.result.findings())
    assert answer.proof.figure("margin_error") == tested.result.summary()["margin_error"]
    assert answer.provenance.proof is answer.proof
    said = caveats(answer, Reader("id"))
    first = tested.result.findings()[0]
    assert said[0].endswith(Reader("id").sentence(first.key, first.fields))
    assert len(said) == 1 + len(answer.notices)


def test_a_list_that_counts_by_lifetime_value_has_its_proof(
    generated: Workspace, books: Books, tested: Answer[Backtest]
) -> None:
    """Amber or green: the plan tells it; red: no such list."""

    def plan(proof: Answer[Backtest]) -> Plan:
        wanted = Wanted(terms=Terms(worth=CLTV))
        asked = partial(ask, asked=lambda *_: proof)
        return target_lists.plan(generated, LOCAL_OWNER, books, wanted, asked=asked)

    proof = plan(tested).proof
    assert proof is not None
    assert (proof.light, proof.holds) == (tested.result.light, True)
    with pytest.raises(NotEnoughData, match="unproved_value"):
        plan(replace(tested, result=replace(tested.result, light="red")))


def test_what_tests_itself_leaves_with_its_test(books: Books) -> None:
    """The forecast of the flow has its errors on the file; the statement foretells nothing."""
    answer = ask(books, LOCAL_OWNER, "flow", HERE)
    proof = answer.origin("flow_forecast").proof
    assert proof is not None
    assert proof.findings == (answer.result.outlook.findings()[-1],)
    assert answer.origin("flow").proof is None
    moved = ask(books, LOCAL_OWNER, "migration", HERE)
    told = moved.origin("forecast").proof
    assert told is not None
    assert all(finding in moved.result.findings() for finding in told.findings)
    assert moved.origin("matrix").proof is None


def test_where_the_proof_fails_nothing_is_foretold(books: Books, tested: Answer[Backtest]) -> None:
    """On red the list knows rhythms alone, and the value is read aloud as what came last."""
    red = replace(tested, result=replace(tested.result, light="red"))
    listed = ask(books, LOCAL_OWNER, "save-list", HERE, asked=lambda *_: red)
    assert listed.proof is not None
    assert not listed.proof.holds
    assert listed.result.model is None
    assert listed.result.customers["value_ahead"].null_count() == listed.result.customers.height > 0
    value = ask(books, LOCAL_OWNER, "lifetime", HERE, asked=lambda *_: red)
    assert "total_value" in value.result.summary()
    assert "total_value" not in value.told.summary()
    came = value.result.customers["margin_before"].sum()
    assert value.told.summary()["margin_before"] == pytest.approx(came)
    held = ask(books, LOCAL_OWNER, "portfolio", HERE, asked=lambda *_: red).result
    assert held.summary()["value_ahead"] is None


def test_what_the_data_do_not_hold_is_refused(books: Books) -> None:
    blind = replace(books, cohort_groups=(CohortBy.EVERYONE,))
    with pytest.raises(NotEnoughData, match="no_cohort_groups"):
        ask(blind, LOCAL_OWNER, "retention", HERE, RetentionOptions(CohortBy.HOME_REGION))
    with pytest.raises(WrongOption, match="lapse"):
        ask(books, LOCAL_OWNER, "flow", HERE, FlowOptions(lapse=0))
    with pytest.raises(WrongOption, match="horizon"):
        ask(books, LOCAL_OWNER, "flow", HERE, FlowOptions(horizon=99))
    with pytest.raises(WrongOption, match="lapse"):
        ask(books, LOCAL_OWNER, "save-list", HERE, SaveListOptions(lapse=-1))
    with pytest.raises(WrongOption, match="horizon"):
        ask(books, LOCAL_OWNER, "save-list", HERE, SaveListOptions(horizon=0))
    with pytest.raises(Meaningless, match="no_contracts"):
        ask(books, LOCAL_OWNER, "save-list", HERE, SaveListOptions(model=LifetimeModel.SBG))
