from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from data import audit, companies, loads
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.arrivals import Arrival, LoadError, Rows
from data.conform import TableError
from data.loads import Load
from data.workspace import Workspace

Put = Callable[..., list[Load]]


@pytest.fixture
def put(workspace: Workspace, kiosk: str) -> Put:
    """Load into the kiosk as the owner."""

    def load(mode: loads.Mode = "append", **frames: Rows | Arrival) -> list[Load]:
        return loads.put(workspace, LOCAL_OWNER, kiosk, frames, source="a.csv", mode=mode)

    return load


def rows(workspace: Workspace, table: str = "order_lines", version: int | None = None) -> int:
    """Rows of the kiosk's live loads, counted in their files."""
    live = loads.live(workspace, "kiosk", version)
    files = [load.path(workspace) for load in live if load.table_name == table]
    return sum(pl.read_parquet(file).height for file in files)


def test_a_load_says_what_came_in(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame, people: pl.DataFrame
) -> None:
    odd = pl.DataFrame({"line": [7], "code": ["E_DATE"]})
    arrival = Arrival(lines, content="c" * 64, recipe="r" * 64, quarantine=odd, notes={"sheet": 1})
    sales, customers = put(order_lines=arrival, customers=people)
    assert (sales.rows_read, sales.rows_accepted, sales.rows_quarantined) == (6, 5, 1)
    assert sales.amount_total == Decimal("1000000.0500")
    days = [(day - date(1970, 1, 1)).days for day in (date(2025, 1, 1), date(2025, 3, 1))]
    assert [sales.first_day, sales.last_day] == days
    assert (sales.content_hash, sales.recipe_hash) == ("c" * 64, "r" * 64)
    assert (sales.source, sales.actor, sales.notes) == ("a.csv", "local-owner", {"sheet": 1})
    assert sales.files.keys() == {"order_lines.parquet", "quarantine.parquet"}
    assert customers.amount_total is None
    assert customers.path(workspace, personal=True).exists()
    assert loads.live(workspace, kiosk) == [customers, sales]
    assert companies.version(workspace, kiosk) == 1  # one put, one version


def test_the_same_content_twice_changes_nothing(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame
) -> None:
    first = put(order_lines=lines)
    for mode in ("append", "replace"):
        assert put(mode, order_lines=lines.lazy()) == first
    assert companies.version(workspace, kiosk) == 1
    assert loads.history(workspace, kiosk) == first
    assert len(list(workspace.snapshots.iterdir())) == 1


def test_the_same_file_read_another_way_is_another_load(put: Put, people: pl.DataFrame) -> None:
    one = put(customers=Arrival(people, content="c" * 64, recipe="1"))
    two = put(customers=Arrival(people.drop("name"), content="c" * 64, recipe="2"))
    assert one[0].id != two[0].id


def test_order_lines_that_are_there_already_are_refused(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame
) -> None:
    put(order_lines=lines)
    new = lines.head(2).with_columns(order_id=pl.lit("O9"))
    anonymous = lines.filter(pl.col("customer_id").is_null())
    for there in (lines.head(1), anonymous):
        with pytest.raises(LoadError, match=r"order_lines: 1 lines .* are there already"):
            put(order_lines=pl.concat([new, there]))
    assert companies.version(workspace, kiosk) == 1
    assert len(list(workspace.snapshots.iterdir())) == 1
    put(order_lines=new)
    assert rows(workspace) == 7


def test_of_many_who_bring_one_line_at_once_one_may(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame
) -> None:
    def bring(number: int) -> bool:
        own = lines.head(1).with_columns(order_id=pl.lit(f"own {number}"))
        try:
            put(order_lines=pl.concat([own, lines.tail(1)]))
        except LoadError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(bring, range(16))) == 1
    assert (companies.version(workspace, kiosk), rows(workspace)) == (1, 2)
    assert len(list(workspace.snapshots.iterdir())) == 1


def test_a_newer_customer_overrules_an_older_one(put: Put, people: pl.DataFrame) -> None:
    old = put(customers=people)[0]
    new = put(customers=people.with_columns(city=pl.lit("Jakarta")))[0]
    assert old.rank < new.rank


def test_a_reader_keeps_the_version_it_holds(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame
) -> None:
    put(order_lines=lines.head(2))
    put(order_lines=lines.tail(3))
    last = put("replace", order_lines=lines.head(1))
    loads.undo(workspace, LOCAL_OWNER, kiosk, last[0].id)
    seen = [rows(workspace, version=version) for version in range(5)]
    assert seen == [0, 2, 5, 1, 5]
    assert rows(workspace) == 5


def test_replace_touches_only_the_tables_it_brings(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame, people: pl.DataFrame
) -> None:
    put(order_lines=lines, customers=people)
    put("replace", customers=people.head(1))
    assert (rows(workspace), rows(workspace, "customers")) == (5, 1)
    replaced = next(load for load in loads.history(workspace, kiosk) if load.replaced_by)
    with pytest.raises(LoadError, match="was replaced by load"):
        loads.undo(workspace, LOCAL_OWNER, kiosk, replaced.id)


def test_undo_twice_changes_nothing_more(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame
) -> None:
    load = put(order_lines=lines)[0]
    loads.undo(workspace, LOCAL_OWNER, kiosk, load.id)
    loads.undo(workspace, LOCAL_OWNER, kiosk, load.id)
    assert (companies.version(workspace, kiosk), rows(workspace)) == (2, 0)
    again = put(order_lines=lines)[0]  # and it may come in again
    assert again.id != load.id
    assert (companies.version(workspace, kiosk), rows(workspace)) == (3, 5)
    with pytest.raises(LoadError, match="has no load"):
        loads.undo(workspace, LOCAL_OWNER, kiosk, "nothing")


def test_undo_never_doubles_a_line(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame
) -> None:
    put(order_lines=lines)
    small = put("replace", order_lines=lines.head(1))[0]
    part = put(order_lines=lines.tail(2))[0]
    with pytest.raises(LoadError, match=r"2 lines .* are there already"):
        loads.undo(workspace, LOCAL_OWNER, kiosk, small.id)
    assert (companies.version(workspace, kiosk), rows(workspace)) == (3, 3)
    loads.undo(workspace, LOCAL_OWNER, kiosk, part.id)
    loads.undo(workspace, LOCAL_OWNER, kiosk, small.id)
    assert rows(workspace) == 5


def test_undo_after_the_replaced_content_came_again(
    workspace: Workspace, kiosk: str, put: Put, people: pl.DataFrame
) -> None:
    put(customers=people)
    taker = put("replace", customers=people.head(1))[0]
    put(customers=people)
    loads.undo(workspace, LOCAL_OWNER, kiosk, taker.id)
    assert rows(workspace, "customers") == 3


def test_a_restored_load_keeps_its_place_in_the_order(
    workspace: Workspace, kiosk: str, put: Put, people: pl.DataFrame
) -> None:
    first = put(customers=people)[0]
    taker = put("replace", customers=people.head(1))[0]
    newer = put(customers=people.with_columns(city=pl.lit("Jakarta")))[0]
    loads.undo(workspace, LOCAL_OWNER, kiosk, taker.id)
    restored, kept = loads.live(workspace, kiosk)
    assert (restored.folder, restored.notes) == (first.folder, {"restores": first.id})
    assert kept == newer


def test_all_tables_of_a_put_come_in_or_none(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame, people: pl.DataFrame
) -> None:
    with pytest.raises(TableError, match="customers"):
        put(order_lines=lines, customers=pl.concat([people, people]))
    with pytest.raises(LoadError, match="no table sales"):
        put(order_lines=lines, sales=lines)
    assert loads.history(workspace, kiosk) == []
    assert list(workspace.snapshots.iterdir()) == []


def test_who_may_not_import_changes_nothing(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame
) -> None:
    load = put(order_lines=lines)[0]
    for actor in (
        Actor("x", Role.MARKETER),
        Actor("x", Role.ADMINISTRATOR, frozenset({"another"})),
    ):
        with pytest.raises(Forbidden):
            loads.put(workspace, actor, kiosk, {"order_lines": lines}, source="a.csv")
        with pytest.raises(Forbidden):
            loads.undo(workspace, actor, kiosk, load.id)
    assert companies.version(workspace, kiosk) == 1


def test_every_load_and_undo_is_logged(
    workspace: Workspace, kiosk: str, put: Put, lines: pl.DataFrame
) -> None:
    load = put(order_lines=lines)[0]
    put(order_lines=lines)  # nothing happened, nothing to log
    loads.undo(workspace, LOCAL_OWNER, kiosk, load.id)
    told = [(entry.action, entry.details.get("load")) for entry in audit.entries(workspace, kiosk)]
    assert told == [("load.undo", load.id), ("load.put", load.id), ("company.create", None)]
    assert audit.verify(workspace) == 3
