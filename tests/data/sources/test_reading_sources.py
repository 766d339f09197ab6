"""Sources by SQL, on real databases: exact, each row once, and only read."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from data import companies, loads
from data.actor import LOCAL_OWNER
from data.frames import open_facts
from data.frames.door import collect
from data.sources.refresh import refresh
from data.workspace import Workspace
from tests.data.sources.databases import ALL, MORE, Shop, amounts, bring


def test_rows_come_in_as_from_any_file(home: Workspace, shop: Shop) -> None:
    shop.settings()
    done = bring(home)
    assert done.outcome.status == "accepted"
    assert (done.counted, done.outcome.rows_read, done.outcome.rows_accepted) == (3, 3, 3)
    assert amounts(home) == ALL
    facts = open_facts(home, "toko", 1)
    rows = collect(facts.table("order_lines")).sort("order_id", "line_no")
    assert rows["ordered_at"].to_list()[-1] == datetime(2025, 1, 31, 23, 59, 59)
    assert rows["quantity"].to_list() == [Decimal(1), Decimal("2.5"), Decimal(-1)]
    assert rows["customer_id"].to_list() == ["C1", "C1", None]
    again = bring(home)
    assert again.outcome.load == done.outcome.load  # the same rows change nothing
    assert companies.version(home, "toko") == 1


def test_a_table_by_its_name_reads_the_same(home: Workspace, shop: Shop) -> None:
    shop.settings(**{"query": None, "from": "sales"})
    assert bring(home).outcome.rows_accepted == 3


def test_everything_again_follows_what_was_changed_and_deleted(home: Workspace, shop: Shop) -> None:
    shop.settings()
    bring(home)
    shop.run("update sales set amount = 6 where order_id = '008'")
    shop.run("delete from sales where line_no = 2")
    assert bring(home).outcome.rows_accepted == 2
    assert amounts(home) == {"007/1": Decimal("100.1"), "008/1": Decimal(6)}


def test_reading_on_brings_each_row_once(home: Workspace, shop: Shop) -> None:
    """Rows that share the newest value came and went between two refreshes."""
    shop.settings(incremental="updated_at")
    first = bring(home)
    assert (first.counted, first.known) == (3, 0)
    nothing = bring(home)
    assert (nothing.counted, nothing.known, nothing.outcome.load) == (1, 1, None)
    assert companies.version(home, "toko") == 1

    shop.add(MORE)
    second = bring(home)
    assert (second.counted, second.known, second.outcome.rows_accepted) == (3, 1, 2)
    assert amounts(home) == {**ALL, "009/1": Decimal(7), "010/1": Decimal(9)}
    assert bring(home).outcome.load is None

    assert second.outcome.load is not None
    loads.undo(home, LOCAL_OWNER, "toko", second.outcome.load.id)
    assert amounts(home) == ALL
    assert bring(home).outcome.rows_accepted == 2  # taken back, so it is read again
    assert amounts(home) == {**ALL, "009/1": Decimal(7), "010/1": Decimal(9)}


def test_a_period_follows_changes_and_deletions_of_its_last_days(
    home: Workspace, shop: Shop
) -> None:
    shop.settings(incremental="ordered_at", mode="period", look_back_days=2)
    bring(home)
    assert bring(home).outcome.load is None
    shop.add(MORE)
    shop.run("delete from sales where order_id = '008'")
    done = bring(home)
    assert done.outcome.load is not None
    assert (done.outcome.load.mode, done.outcome.rows_accepted) == ("period", 2)
    expected = {key: value for key, value in ALL.items() if key != "008/1"}
    assert amounts(home) == {**expected, "009/1": Decimal(7), "010/1": Decimal(9)}
    shop.run("update sales set amount = 8 where order_id = '010'")
    bring(home)
    assert amounts(home)["010/1"] == Decimal(8)
    assert amounts(home)["009/1"] == Decimal(7)


@pytest.mark.parametrize("shop", ["postgresql"], indirect=True)
def test_kinds_of_values_keep_what_they_say(home: Workspace, shop: Shop) -> None:
    """Truths, times with a zone, numbers beyond a float, blanks; a binary column is left out."""
    shop.settings()
    shop.run(
        "create table people as select 'C1' as customer_id, true as consent_email, "
        "null::boolean as consent_phone, date '2025-01-02' as joined_on, "
        "12345678901234.5678::numeric as acquisition_cost, "
        "timestamptz '2025-01-01 20:00:00.25+00' as consent_recorded_at, 'a:b %s'::text as city, "
        "'\\x00'::bytea as photo"
    )
    file = home.home / "sources.toml"
    query = "select * from people where city <> ':x' and city like 'a:b %%%' and 1::int = 1"
    query = query.replace("%%%", "%")
    file.write_text(file.read_text() + f'\n[shop.tables.customers]\nquery = "{query}"\n')
    bring_all = refresh(home, LOCAL_OWNER, "shop")
    assert [done.outcome.status for done in bring_all] == ["accepted", "accepted"]
    facts = open_facts(home, "toko", companies.version(home, "toko"))
    row = collect(facts.table("customers")).row(0, named=True)
    assert row["consent_email"] is True
    assert row["consent_phone"] is None
    assert row["joined_on"] == date(2025, 1, 2)
    assert row["acquisition_cost"] == Decimal("12345678901234.5678")
    assert row["consent_recorded_at"].replace(microsecond=0) == datetime(2025, 1, 2, 3, 0, 0)
    assert row["city"] == "a:b %s"


def test_texts_that_may_be_thousands_are_asked_about(home: Workspace, shop: Shop) -> None:
    """A number of the database is what it is, with three decimals too; a text may be either."""
    columns = "order_id, customer_id, line_no, ordered_at, product_id, quantity"
    shop.settings(query=f"select {columns}, '1.250' as amount from sales")  # noqa: S608
    asked = bring(home).outcome
    assert asked.status == "question"
    assert [(p.code, p.column) for p in asked.problems] == [("E_AMBIGUOUS_NUMBER", "amount")]


def test_more_rows_than_a_batch(home: Workspace, shop: Shop) -> None:
    """Each of 12,000 rows once, though four thousand share the newest time."""
    shop.run("delete from sales")
    shop.add(
        [
            (
                f"{n}",
                "C1",
                1,
                "2025-03-01 00:00:00",
                "P1",
                "1",
                "0.01",
                f"2025-03-0{1 + n // 4_000} 00:00:00",
            )
            for n in range(12_000)
        ]
    )
    shop.settings(incremental="updated_at")
    assert bring(home).outcome.rows_accepted == 12_000
    done = bring(home)
    assert (done.counted, done.known, done.outcome.load) == (4_000, 4_000, None)
    assert sum(amounts(home).values()) == Decimal(120)
