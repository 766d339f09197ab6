"""From a frozen list to its incremental profit: worked out by hand from what was planted."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from answers import list_measure
from answers.response import Outcome
from data import audit, companies, lists, loads
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.list_results import bring_back, read_results
from data.target_list import ListError, ListState
from data.workspace import Workspace, open_workspace
from tests import lists_measured, reached
from words import LANGUAGES, Reader

MARKETER = Actor("m", Role.MARKETER)
DAY = date(2026, 2, 10)
ARMS = {f"C{n}": "control" if n % 2 else "contact" for n in range(1, lists_measured.BUYERS + 1)}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path)
    lists_measured.shop(opened)
    yield opened
    opened.close()


@pytest.fixture
def number(workspace: Workspace) -> str:
    made = reached.frozen(workspace, "kedai", ARMS)
    lists.mark_exported(workspace, LOCAL_OWNER, made, {})
    return made


def test_the_profit_that_it_brought(workspace: Workspace, number: str) -> None:
    """200 treated buy for 90,000 and their number at a cost of 30,000; 150 of 200 in control do.

    The difference of means lies near 60,200 × (1 − 3/4) = 15,050 a head; 200 heads bring 3.01
    millions, less 200 × 500 and 10,000 that the campaign cost.
    """
    lists_measured.later(workspace, ARMS, DAY)
    bring_back(workspace, MARKETER, number, contacted_on=DAY)
    found = list_measure.measure(workspace, MARKETER, number, days=15)
    row = found.row
    assert (row["state"], row["members"], row["control"], row["contacted"]) == (
        "measured", 400, 200, 200,
    )  # fmt: skip
    assert row["incremental_profit"] == pytest.approx(3_010_000 - 110_000, rel=0.02)
    assert row["incremental_low"] < row["incremental_profit"] < row["incremental_high"]
    assert row["incremental_low"] > 0
    arms = {arm["figure"]: arm for arm in found.arms}
    assert list(arms) == ["response_rate", "revenue", "contribution", "profit"]  # all order once
    assert arms["response_rate"]["mean_difference"] == pytest.approx(0.25)
    assert arms["profit"]["mean_difference"] == row["value_effect"]
    assert found.target_list.state is ListState.MEASURED
    entry = audit.entries(workspace, "kedai")[0]
    assert (entry.action, entry.details["basis"], entry.details["days"]) == (
        "list.measure", "profit", 15,
    )  # fmt: skip
    assert entry.details["incremental_profit"] == row["incremental_profit"]
    for language in LANGUAGES:
        first, sure, each = list_measure.sentences(found.told, Reader(language, "IDR", 0))
        assert "Rp" in first
        assert sure
        assert "15" in each
        assert len(list_measure.by_arm(found, Reader(language, "IDR", 0))) == len(arms)


def test_by_assigned_arm_whoever_was_reached(workspace: Workspace, number: str) -> None:
    """Nobody but one was reached: the arms stay as they were drawn, and so does the effect."""
    lists_measured.later(workspace, ARMS, DAY)
    bring_back(workspace, MARKETER, number, contacted_on=DAY)
    whole = list_measure.measure(workspace, MARKETER, number, days=15).row
    file = workspace.home / "a.csv"
    file.write_text(f"customer_id,contacted_at\nC2,{DAY}\n")
    told = read_results(workspace, MARKETER, number, file).rows
    bring_back(workspace, MARKETER, number, told)
    one = list_measure.measure(workspace, MARKETER, number, days=15).row
    assert one["value_effect"] == pytest.approx(whole["value_effect"])
    assert one["contacted"] == 1


def test_without_a_file_the_list_becomes_a_campaign(workspace: Workspace, number: str) -> None:
    """By default it was sent on the day it left, and looked at as long as there are sales."""
    one = lists.get(workspace, LOCAL_OWNER, number)
    assert one.exported_at is not None
    lists_measured.later(workspace, ARMS, list_measure.left_on(workspace, one))
    found = list_measure.measure(workspace, MARKETER, number, basis=Outcome.REVENUE)
    assert (found.days, found.wanted) == (21, 21)
    assert found.row["incremental_profit"] > 0


def test_what_cannot_be_measured(workspace: Workspace, number: str) -> None:
    before = companies.version(workspace, "kedai")
    with pytest.raises(ListError, match="too_early"):
        list_measure.measure(workspace, MARKETER, number)
    assert companies.version(workspace, "kedai") == before
    assert lists.get(workspace, MARKETER, number).state is ListState.EXPORTED
    lists_measured.later(workspace, ARMS, DAY)
    bring_back(workspace, MARKETER, number, contacted_on=DAY)
    with pytest.raises(ListError, match="too_early"):
        list_measure.measure(workspace, MARKETER, number, days=60)
    with pytest.raises(Forbidden):
        list_measure.measure(workspace, Actor("v", Role.VIEWER), number)
    other = reached.frozen(workspace, "kedai", {"C1": "contact", "C2": "contact"}, called="Lain")
    with pytest.raises(ListError, match="not_exported"):
        list_measure.measure(workspace, MARKETER, other)


def test_without_a_control_group_no_effect(workspace: Workspace) -> None:
    everybody = dict.fromkeys(ARMS, "contact")
    number = reached.frozen(workspace, "kedai", everybody)
    lists.mark_exported(workspace, LOCAL_OWNER, number, {})
    lists_measured.later(workspace, everybody, DAY)
    bring_back(workspace, MARKETER, number, contacted_on=DAY)
    found = list_measure.measure(workspace, MARKETER, number, days=15)
    assert (found.row["state"], found.row["incremental_profit"]) == ("no_control", None)
    (said,) = list_measure.sentences(found.told, Reader("en", "IDR", 0))
    assert "no control group" in said


def test_a_start_that_the_members_were_chosen_by_is_not_measured(workspace: Workspace) -> None:
    """It was kept before such days were refused, or came with a file of campaigns."""
    number = reached.frozen(workspace, "kedai", ARMS, as_of=date(2026, 1, 29))
    lists.mark_exported(workspace, LOCAL_OWNER, number, {})
    lists_measured.later(workspace, ARMS, DAY)
    started = {"campaign_id": number, "name": "Lebaran", "starts_on": date(2026, 1, 29)}
    table = {"campaigns": pl.DataFrame([started])}
    loads.put(workspace, LOCAL_OWNER, "kedai", table, source="earlier")
    with pytest.raises(ListError, match="known_day"):
        list_measure.measure(workspace, MARKETER, number, days=15)
    assert lists.get(workspace, MARKETER, number).state is ListState.EXPORTED
    bring_back(workspace, MARKETER, number, contacted_on=DAY)
    assert list_measure.measure(workspace, MARKETER, number, days=15).row["state"] == "measured"
