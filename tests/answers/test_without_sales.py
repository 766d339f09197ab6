"""A company that has brought its customers alone: who is in the table twice, and how good it is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from analytics.findings import NotEnoughData
from answers import Books, ask, duplicates, open_books
from answers.opening import ALL, opened_by
from answers.quality import Check, QualityRowsOptions
from data import loads
from data.actor import LOCAL_OWNER
from data.scope import Scope
from data.workspace import Workspace, open_workspace
from tests.companies import Line, order_lines, put
from tests.companies_people import twins

NAME = "kontak"
SCOPE = Scope(NAME)
OPEN = {"quality", "duplicates"}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def books(workspace: Workspace) -> Books:
    return open_books(workspace, LOCAL_OWNER, twins(workspace, NAME, sales=False))


def test_who_is_there_twice_is_found_merged_and_what_they_bought_unknown(
    workspace: Workspace, books: Books
) -> None:
    found = ask(books, LOCAL_OWNER, "duplicates", SCOPE).result

    assert found.of(1) == ["C1", "C2"]
    assert found.summary()["revenue"] is None
    assert found.groups.select("orders", "revenue").null_count().row(0) == (1, 1)
    duplicates.merge(workspace, LOCAL_OWNER, books, [duplicates.wish_for(found, 1)])
    after = ask(open_books(workspace, LOCAL_OWNER, NAME), LOCAL_OWNER, "duplicates", SCOPE).result
    assert (after.groups.height, after.merged, after.customers) == (0, 1, 2)


def test_what_can_be_checked_is_and_the_rest_lacks_its_table(books: Books) -> None:
    """By hand: three customers, one e-mail of two is no address, nobody was ever verified."""
    answer = ask(books, LOCAL_OWNER, "quality", SCOPE)
    checks = {row["check"]: row for row in answer.result.checks.iter_rows(named=True)}

    told = {
        c: (checks[c]["rows_hit"], checks[c]["rows_of"]) for c in ("invalid_emails", "nameless")
    }
    assert told == {"invalid_emails": (1, 2), "nameless": (0, 3)}
    assert checks["never_verified"]["share"] == 1
    missing = {check for check, row in checks.items() if row["state"] == "no_table"}
    assert {"anonymous_lines", "unlisted_customers", "inactive", "quiet_days"} <= missing
    assert answer.result.last_order is None
    assert answer.totals.reconciles


def test_the_day_is_that_on_which_the_data_came(books: Books) -> None:
    company, (load,) = books.company, books.loads
    scope = ask(books, LOCAL_OWNER, "quality", SCOPE).scope
    day = company.local(load.loaded_at).date()
    assert (scope.start, scope.end, scope.as_of) == (day, day, day)
    assert abs((day - company.local(datetime.now(UTC)).date()).days) <= 1


def test_rows_of_a_check_without_its_table_are_refused(books: Books) -> None:
    (row,) = ask(
        books, LOCAL_OWNER, "quality-rows", SCOPE, QualityRowsOptions(Check.INVALID_EMAILS)
    ).result.rows.rows()
    assert row == ("C3",)
    with pytest.raises(NotEnoughData, match=r"not_enough\.no_check"):
        ask(books, LOCAL_OWNER, "quality-rows", SCOPE, QualityRowsOptions(Check.INACTIVE))


@pytest.mark.parametrize("tables", [("customers",), ("products",), ("customers", "products")])
def test_what_is_said_to_open_does_and_nothing_else(
    workspace: Workspace, tables: tuple[str, ...]
) -> None:
    frames = {
        "customers": pl.DataFrame({"customer_id": ["C1"], "name": ["Ani"]}),
        "products": pl.DataFrame({"product_id": ["P1"], "name": ["Kopi"]}),
    }
    name = put(workspace, NAME, {table: frames[table] for table in tables})
    books = open_books(workspace, LOCAL_OWNER, name)
    said = {known.name for known in opened_by(tables)}
    assert said == (OPEN if "customers" in tables else {"quality"})
    told = ask(books, LOCAL_OWNER, "data", Scope(name)).result.summary()
    assert told["pages_open"] == len(said)
    for known in ALL:
        if known.name in said:
            assert ask(books, LOCAL_OWNER, known.name, Scope(name)).result.findings()
        else:
            with pytest.raises(NotEnoughData):
                ask(books, LOCAL_OWNER, known.name, Scope(name))


def test_beside_returns_alone_the_days_of_their_lines_are_looked_at(workspace: Workspace) -> None:
    twins(workspace, NAME, sales=False)
    back = [Line("R1", "C9", date(2025, 3, 3), -50_000, -30_000, quantity=-1)]
    lines = {"order_lines": order_lines(back)}
    loads.put(workspace, LOCAL_OWNER, NAME, lines, source="typed by hand")
    books = open_books(workspace, LOCAL_OWNER, NAME)
    answer = ask(books, LOCAL_OWNER, "quality", SCOPE)

    day = date(2025, 3, 3)
    assert (answer.scope.start, answer.scope.end, answer.scope.as_of) == (day, day, day)
    assert answer.totals.reconciles
    checks = {row["check"]: row for row in answer.result.checks.iter_rows(named=True)}
    assert (checks["unlisted_customers"]["rows_hit"], checks["inactive"]["rows_of"]) == (1, 0)
    assert checks["quiet_days"]["rows_of"] == 1  # not all the days until the load
    assert answer.result.last_order is None
    found = ask(books, LOCAL_OWNER, "duplicates", SCOPE).result
    assert found.groups["orders"].to_list() == [0]
