"""Duplicates as they are asked for: side by side, merged and parted, by those who may."""

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from answers import Books, ask, duplicates, open_books
from answers.plain import as_plain
from answers.quality import Check, QualityRowsOptions
from data import audit, merges
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.merges import MergeError, Wish
from data.scope import Scope
from data.workspace import Workspace, open_workspace
from tests.companies_people import twins
from words import Reader

VIEWER = Actor("issuer viewer", Role.VIEWER)
SCOPE = Scope("kembar")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path)
    twins(opened)
    yield opened
    opened.close()


def books(workspace: Workspace, actor: Actor = LOCAL_OWNER) -> Books:
    return open_books(workspace, actor, "kembar")


def test_merged_the_two_are_one_everywhere_and_parted_again(workspace: Workspace) -> None:
    found = ask(books(workspace), LOCAL_OWNER, "duplicates", SCOPE).result
    assert found.of(1) == ["C1", "C2"]
    wish = duplicates.wish_for(found, 1)
    assert (wish.kept, wish.others, wish.reason, wish.score) == (
        *("C1", ("C2",), "same_phone"),
        Decimal("0.95"),
    )
    (made,) = duplicates.merge(workspace, LOCAL_OWNER, books(workspace), [wish])
    one = books(workspace)
    after = ask(one, LOCAL_OWNER, "duplicates", SCOPE).result
    assert (after.groups.height, after.merged, after.customers) == (0, 1, 2)
    profit = ask(one, LOCAL_OWNER, "profit", SCOPE)
    assert profit.totals.reconciles
    orders = dict(profit.result.customers.select("customer_id", "orders").iter_rows())
    assert orders == {"C1": 3, "C3": 1}
    merges.unmerge(workspace, LOCAL_OWNER, "kembar", made)
    again = ask(books(workspace), LOCAL_OWNER, "profit", SCOPE).result.customers
    assert dict(again.select("customer_id", "orders").iter_rows()) == {"C1": 2, "C2": 1, "C3": 1}


def test_filters_that_cut_nothing_are_named(workspace: Workspace) -> None:
    told = ask(books(workspace), LOCAL_OWNER, "duplicates", replace(SCOPE, segment="rfm:champions"))
    assert [notice.key for notice in told.notices] == ["notice.records_uncut"]
    assert not ask(books(workspace), LOCAL_OWNER, "duplicates", SCOPE).notices


def test_side_by_side_is_masked_until_somebody_may_look(workspace: Workspace) -> None:
    told = duplicates.side_by_side(workspace, VIEWER, books(workspace), ["C1", "C2"])
    rows = {row["field"]: row for row in told.iter_rows(named=True)}
    assert (rows["name"]["C1"], rows["name"]["C2"]) == ("A••• W•••", "A••• W•••")
    assert (rows["email"]["C1"], rows["email"]["C2"]) == ("a•••@c•••.id", None)
    assert (rows["phone"]["same"], rows["name"]["same"], rows["email"]["same"]) == (
        *(True, False),
        None,
    )
    before = len(audit.entries(workspace))
    with pytest.raises(Forbidden):
        duplicates.side_by_side(workspace, VIEWER, books(workspace), ["C1"], reveal=True)
    assert len(audit.entries(workspace)) == before
    shown = duplicates.side_by_side(
        workspace, LOCAL_OWNER, books(workspace), ["C1", "C2"], reveal=True
    )
    assert "Ani Wijaya" in shown["C1"].to_list()
    entry = audit.entries(workspace)[0]
    assert (entry.action, entry.details["customers"]) == ("people.reveal", 2)
    assert "Ani" not in json.dumps(dict(entry.details))


def test_who_is_not_there_cannot_be_merged(workspace: Workspace) -> None:
    with pytest.raises(MergeError, match="no_such_customer"):
        duplicates.merge(workspace, LOCAL_OWNER, books(workspace), [Wish("C1", ("C9",), "")])
    with pytest.raises(Forbidden):
        duplicates.merge(workspace, VIEWER, books(workspace), [Wish("C1", ("C2",), "")])


def test_no_answer_carries_a_name_or_a_contact(workspace: Workspace) -> None:
    opened = books(workspace)
    answers = [ask(opened, VIEWER, name, SCOPE) for name in ("duplicates", "quality")]
    answers += [
        ask(opened, VIEWER, "quality-rows", SCOPE, QualityRowsOptions(check))
        for check in (Check.INVALID_EMAILS, Check.NO_CONSENT, Check.ANONYMOUS_LINES)
    ]
    for answer in answers:
        text = json.dumps(as_plain(answer, Reader()), ensure_ascii=False)
        assert not [
            word for word in ("Wijaya", "Halim", "contoh.id", "3456", "Mawar") if word in text
        ]
    emails = answers[2].result.rows
    assert isinstance(emails, pl.DataFrame)
    assert emails.rows() == [("C3",)]
