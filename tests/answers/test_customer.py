"""One customer through the door: masked, revealed by right and logged, found, and adding up."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from matplotlib.text import Text

from analytics.bases import BASES
from analytics.findings import NotEnoughData
from answers import Answer, Books, Options, ask, open_books
from answers.customer import CustomerOptions, reveal, with_parts
from answers.customer_search import find_customers
from answers.profit import ProfitOptions
from data import audit
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.scope import Scope
from data.workspace import Workspace, open_workspace
from exports import export_sheet
from reports.customer import _sheet, customer_sheet
from tests import companies, companies_people
from words import LANGUAGES, Reader

VIEWER = Actor("viewer", Role.VIEWER)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    made = open_workspace(tmp_path_factory.mktemp("one"))
    companies.shop(made)
    companies_people.twins(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shop(workspace: Workspace) -> Books:
    return open_books(workspace, LOCAL_OWNER, "toko")


@pytest.fixture(scope="module")
def twins(workspace: Workspace) -> Books:
    return open_books(workspace, LOCAL_OWNER, "kembar")


def test_the_place_is_that_of_the_profit_page_for_everybody(shop: Books) -> None:
    scope = Scope("toko")
    ranked = ask(shop, LOCAL_OWNER, "profit", scope, ProfitOptions()).result.customers
    for row in ranked.iter_rows(named=True):
        options = CustomerOptions(row["customer_id"])
        answer = ask(shop, LOCAL_OWNER, "customer", scope, options)
        summary = answer.result.summary()
        same = ("rank_profit", "rank_revenue", "orders", *BASES)
        assert {name: summary[name] for name in same} == {name: row[name] for name in same}
        # no contacts here: the orders add up to the value, on each basis
        sums = answer.result.orders.select(pl.col(*BASES).sum()).row(0, named=True)
        assert sums == pytest.approx({basis: row[basis] for basis in BASES})
        assert answer.totals.reconciles


def test_a_period_cuts_the_value_and_not_the_history(shop: Books) -> None:
    assert shop.span
    june = Scope("toko", start=shop.span.last.replace(day=1))
    whole = ask(shop, LOCAL_OWNER, "customer", Scope("toko"), CustomerOptions("C05")).result
    cut = ask(shop, LOCAL_OWNER, "customer", june, CustomerOptions("C05")).result
    assert (whole.bought, cut.bought, cut.ever) == (6, 1, 6)
    assert cut.orders.equals(whole.orders)
    before = replace(june, start=None, as_of=june.start)
    seen = ask(shop, LOCAL_OWNER, "customer", before, CustomerOptions("C05")).result
    assert seen.ever == 5


@pytest.mark.parametrize(
    ("number", "why"), [("", "no_customer_chosen"), ("c05", "no_such_customer")]
)
def test_nobody_is_guessed(shop: Books, number: str, why: str) -> None:
    with pytest.raises(NotEnoughData, match=why):
        ask(shop, LOCAL_OWNER, "customer", Scope("toko"), CustomerOptions(number))


def test_an_outlook_of_a_small_company_foretells_nothing(shop: Books) -> None:
    options = CustomerOptions("C05", outlook=True)
    found = ask(shop, LOCAL_OWNER, "customer", Scope("toko"), options).result
    assert found.outlook is not None
    assert not found.outlook.ahead
    assert found.outlook.proposals.is_empty()
    assert "customer.find_unproven" in [finding.key for finding in found.findings()]


def test_a_record_that_may_be_another_ones_is_told(twins: Books) -> None:
    told = {}
    for who in ("C1", "C2", "C3"):
        options = CustomerOptions(who, outlook=True)
        found = ask(twins, VIEWER, "customer", Scope("kembar"), options).result
        said = {finding.key: finding.fields for finding in found.findings()}
        told[who] = said.get("customer.find_twins")
    assert told == {
        "C1": {"records": 1, "other_id": "C2"},
        "C2": {"records": 1, "other_id": "C1"},
        "C3": None,
    }


def test_what_is_revealed_is_logged_and_needs_the_right(workspace: Workspace, twins: Books) -> None:
    scope, before = Scope("kembar"), len(audit.entries(workspace))
    with pytest.raises(Forbidden):
        reveal(workspace, VIEWER, twins, scope, "C1")
    assert len(audit.entries(workspace)) == before
    record, notes = reveal(workspace, LOCAL_OWNER, twins, scope, "C1")
    assert record["name"].to_list() == ["Ani Wijaya"]
    assert notes.is_empty()
    (entry, *_) = audit.entries(workspace)
    assert entry.action == "people.reveal"
    assert "Ani" not in repr(entry.details)
    masked = ask(twins, VIEWER, "customer", scope, CustomerOptions("C1")).result
    assert ("name", "A••• W•••") in masked.record.rows()


@pytest.mark.parametrize(
    ("text", "owner", "viewer"),
    [
        ("C3", ["C3"], ["C3"]),
        ("c", ["C1", "C2", "C3"], ["C1", "C2", "C3"]),
        ("wijaya", ["C1", "C2"], []),
        ("ani wijaya", ["C1"], ["C1"]),
        ("ANI@contoh.id", ["C1"], ["C1"]),
        ("0812-3456-7890", ["C1", "C2"], ["C1", "C2"]),
        ("contoh", ["C1", "C3"], []),
        (".*", [], []),
        ("   ", [], []),
        ("81234", [], []),
    ],
)
def test_who_is_found_and_by_whom(
    twins: Books, text: str, owner: list[str], viewer: list[str]
) -> None:
    """By parts of names only whoever may see names: else they could be read off."""
    for actor, wanted in ((LOCAL_OWNER, owner), (VIEWER, viewer)):
        found = find_customers(actor, twins, text)
        assert found["customer_id"].to_list() == wanted
        assert "Wijaya" not in repr(found.rows())
    with pytest.raises(Forbidden):
        find_customers(Actor("x", Role.VIEWER, frozenset()), twins, text)


def test_an_answer_with_its_outlook_says_that_it_was_asked_for(twins: Books) -> None:
    answer = ask(twins, LOCAL_OWNER, "customer", Scope("kembar"), CustomerOptions("C1"))

    def refuse(name: str, options: Options) -> Answer[Any]:
        raise NotEnoughData("not_enough.customers")

    told = with_parts(answer, refuse)
    assert (answer.provenance.options["outlook"], told.provenance.options["outlook"]) == (
        False,
        True,
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_is_one_page_without_a_name_and_logged(
    workspace: Workspace, twins: Books, language: str
) -> None:
    answer = ask(twins, LOCAL_OWNER, "customer", Scope("kembar"), CustomerOptions("C1"))
    reader = Reader(language, "IDR", 0)
    about = {"name": "customer", "provenance": answer.provenance}
    sheet = export_sheet(
        workspace, LOCAL_OWNER, lambda: customer_sheet(answer, reader), **about
    ).content
    assert sheet == customer_sheet(answer, reader)
    assert sheet.startswith(b"%PDF")
    assert sheet.count(b"/Type /Page ") + sheet.count(b"/Type /Page\n") == 1
    said = " ".join(text.get_text() for text in _sheet(answer, reader).findobj(Text))
    assert "A••• W•••" in said
    assert not any(secret in said for secret in ("Wijaya", "contoh", "3456", "Mawar"))
    (entry, *_) = audit.entries(workspace)
    assert entry.action == "export.sheet"
    assert "C1" not in repr(entry.details)
    with pytest.raises(Forbidden):
        export_sheet(workspace, VIEWER, bytes, **about)


def test_a_long_record_is_printed_to_its_end(twins: Books) -> None:
    """Closer and smaller, above the foot; only what no page could hold is counted."""
    answer = ask(twins, LOCAL_OWNER, "customer", Scope("kembar"), CustomerOptions("C1"))

    def printed(rows: int) -> tuple[list[str], float, float]:
        record = pl.DataFrame(
            {"record_field": ["city"] * rows, "record_value": [f"row {n}" for n in range(rows)]}
        )
        longer = replace(answer, result=replace(answer.result, record=record))
        texts = _sheet(longer, Reader("en", "IDR", 0)).findobj(Text)
        mine = [text for text in texts if text.get_text().startswith("row ")]
        lowest = min(text.get_position()[1] for text in mine)
        return [text.get_text() for text in mine], lowest, float(mine[0].get_fontsize())

    short, _, usual = printed(5)
    long, lowest, size = printed(45)
    endless, deepest, least = printed(400)
    assert (len(short), len(long)) == (5, 45)
    assert 5 < least <= size < usual
    assert 45 < len(endless) < 400
    assert min(lowest, deepest) > 0.05
