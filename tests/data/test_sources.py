"""Sources by SQL, on a real SQLite and a real PostgreSQL: exact, read only, no secret told."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL

from data import audit, companies, loads
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.frames import open_facts
from data.frames.door import collect
from data.intake.messages import say
from data.intake.watch import Progress, Watch
from data.sources.database import SourceError, reading, stretch
from data.sources.refresh import Refreshed, last_refreshes, refresh
from data.sources.settings import SettingsError, SourceTable, sources
from data.workspace import Workspace, open_workspace
from words import LANGUAGES, Reader

SECRET = "p@ss/w:rd%41"  # noqa: S105 - of nothing
COLUMNS = (
    "order_id varchar(20), customer_id varchar(20), line_no integer, ordered_at timestamp, "
    "product_id varchar(20), quantity numeric(12, 3), amount numeric(20, 4), updated_at timestamp"
)
ROWS = [
    ("007", "C1", 1, "2025-01-01 09:00:00", "P1", "1", "100.10", "2025-01-01 10:00:00"),
    (
        "007",
        "C1",
        2,
        "2025-01-01 09:00:00",
        "P2",
        "2.5",
        "200000000000.0001",
        "2025-01-01 10:00:00",
    ),
    ("008", None, 1, "2025-01-31 23:59:59", "P1", "-1", "-5", "2025-02-01 00:00:00"),
]
MORE = [
    ("009", "C2", 1, "2025-01-31 23:59:59", "P1", "1", "7", "2025-02-01 00:00:00"),
    ("010", "C2", 1, "2025-02-03 08:00:00", "P1", "1", "9", "2025-02-03 08:00:00"),
]
LINES = "select * from sales"


class Shop:
    """A database to read from, and the settings that lead to it."""

    def __init__(self, url: URL, home: Path, template: str) -> None:
        self.engine, self.home, self.template = create_engine(url), home, template
        self.run(f"create table sales ({COLUMNS})")
        self.add(ROWS)

    def run(self, statement: str, *rows: dict[str, Any]) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement), list(rows) or None)

    def add(self, rows: list[tuple[Any, ...]]) -> None:
        names = [
            part.split()[0]
            for part in COLUMNS.replace("(12, 3)", "").replace("(20, 4)", "").split(", ")
        ]
        if self.engine.dialect.name == "postgresql":
            kinds = {"quantity": Decimal, "amount": Decimal}
            times = ("ordered_at", "updated_at")
        else:
            kinds, times = {"quantity": float}, ()
        values = [
            {
                name: kinds.get(name, datetime.fromisoformat if name in times else lambda v: v)(
                    value
                )
                if value is not None
                else None
                for name, value in zip(names, row, strict=True)
            }
            for row in rows
        ]
        asked = ", ".join(f":{name}" for name in names)
        self.run(f"insert into sales values ({asked})", *values)  # noqa: S608

    def settings(self, **order_lines: object) -> None:
        """Write the file of sources with one table."""
        given: dict[str, object] = {"query": LINES, **order_lines}
        kept = {key: value for key, value in given.items() if value is not None}
        lines = [f"{key} = {json.dumps(value)}" for key, value in kept.items()]
        head = ["[shop]", f"url = {json.dumps(self.template)}", 'company = "toko"']
        file = self.home / "sources.toml"
        file.write_text("\n".join([*head, "[shop.tables.order_lines]", *lines]))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(
    request: pytest.FixtureRequest, tmp_path: Path, home: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shop]:
    """A shop's database; its password lies in the environment."""
    monkeypatch.setenv("SHOP_PASSWORD", SECRET)
    if request.param == "sqlite":
        path = tmp_path / "a shop.sqlite"
        made = Shop(URL.create("sqlite", database=str(path)), home.home, f"sqlite:///{path}")
    else:
        url = make_url(request.getfixturevalue("postgres_url"))
        url = url.set(drivername="postgresql+psycopg")
        shown = url.set(drivername="postgresql", password="PASSWORD")  # noqa: S106
        template = shown.render_as_string(hide_password=False)
        made = Shop(url, home.home, template.replace("PASSWORD", "${SHOP_PASSWORD}"))
    yield made
    made.engine.dispose()


def bring(home: Workspace) -> Refreshed:
    (done,) = refresh(home, LOCAL_OWNER, "shop")
    return done


def amounts(home: Workspace) -> dict[str, Decimal]:
    facts = open_facts(home, "toko", companies.version(home, "toko"))
    rows = collect(facts.table("order_lines").select("order_id", "line_no", "amount"))
    return {f"{order}/{line}": amount for order, line, amount in rows.sort("order_id").iter_rows()}


ALL = {
    "007/1": Decimal("100.1"),
    "007/2": Decimal("200000000000.0001"),
    "008/1": Decimal(-5),
}


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


def test_a_changed_line_that_was_appended_is_refused_and_said(home: Workspace, shop: Shop) -> None:
    shop.settings(incremental="updated_at")
    bring(home)
    shop.run("update sales set amount = 1 where order_id = '008'")
    done = bring(home)
    assert (done.outcome.status, done.outcome.problems[0].code) == ("rejected", "E_OVERLAP")
    assert amounts(home) == ALL


@pytest.mark.parametrize(
    "write",
    [
        "insert into sales (order_id) values ('x')",
        "delete from sales",
        "create table other (a integer)",
    ],
)
def test_a_write_is_refused_by_the_database(shop: Shop, write: str) -> None:
    table = SourceTable("order_lines", LINES, None, None, "replace", 0, None)  # type: ignore[arg-type]
    url = shop.engine.url
    with reading(url) as connection:
        assert stretch(table, connection, None)[0].counted == 3
        with pytest.raises(Exception, match=r"(?i)read-?only"):
            connection.execute(text(write))
        connection.rollback()
    with reading(url) as connection:
        assert stretch(table, connection, None)[0].counted == 3


WRONG = {
    "with gone as (delete from sales returning *) select * from gone": "E_SOURCE_QUERY",
    "select nothing from sales": "E_SOURCE_QUERY",
    "select * from no_such_table": "E_SOURCE_QUERY",
    "select * frm sales": "E_SOURCE_QUERY",
    "select cast(order_id as date) / 0 as x from sales": None,
}


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_query_is_told_and_changes_nothing(home: Workspace, shop: Shop, query: str) -> None:
    shop.settings(query=query)
    done = bring(home)
    assert done.outcome.status == "rejected"
    code = WRONG[query]
    assert code in (None, done.outcome.problems[0].code)
    assert companies.names(home) == []
    safe(home, done)


def safe(home: Workspace, done: Refreshed) -> None:
    """No password, address or value of a row stands in any message or in the log."""
    told = [
        say(problem, Reader(language))
        for problem in done.outcome.problems
        for language in LANGUAGES
    ]
    told += [json.dumps(dict(entry.details)) for entry in audit.entries(home)]
    told += [repr(last) for last in last_refreshes(home)]
    assert told
    for line in told:
        assert not [word for word in (SECRET, "p%40ss", "://", "C1", "@") if word in line], line


def test_a_missing_secret_is_named(
    home: Workspace, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.template = "postgresql://reader:${SHOP_PASSWORD}@127.0.0.1:1/shop"
    shop.settings()
    monkeypatch.delenv("SHOP_PASSWORD")
    done = bring(home)
    assert [p.code for p in done.outcome.problems] == ["E_SOURCE_SECRET"]
    assert "SHOP_PASSWORD" in say(done.outcome.problems[0], Reader("en"))
    safe(home, done)


def test_a_database_that_is_not_there(home: Workspace, shop: Shop, tmp_path: Path) -> None:
    for template in (
        "postgresql://reader:${SHOP_PASSWORD}@127.0.0.1:1/shop?connect_timeout=2",
        f"sqlite:///{tmp_path}/none.sqlite",
        "oracle://reader:${SHOP_PASSWORD}@127.0.0.1/shop",
    ):
        shop.template = template
        shop.settings()
        done = bring(home)
        assert [p.code for p in done.outcome.problems] == ["E_SOURCE_CONNECT"]
        safe(home, done)
    assert not (tmp_path / "none.sqlite").exists()
    (last,) = last_refreshes(home)
    assert (last.status, last.code, last.load_id) == ("rejected", "E_SOURCE_CONNECT", None)


def test_secrets_may_hold_any_sign(home: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (home.home / "sources.toml").write_text(
        '[shop]\nurl = "postgresql://u:${SHOP_PASSWORD}@h/d"\ncompany = "toko"\n'
        '[shop.tables.order_lines]\nquery = "select 1"\n'
    )
    monkeypatch.setenv("SHOP_PASSWORD", SECRET)
    source = sources(home, LOCAL_OWNER)["shop"]
    assert source.url().password == SECRET
    assert source.url().host == "h"
    assert SECRET not in repr(source)
    assert "://" not in repr(source)


BAD = {
    "no SELECT": 'query = "delete from sales"',
    "one SELECT": 'query = "select 1; drop table sales"',
    "either query or from": 'query = "select 1"\nfrom = "sales"',
    "no setting": 'query = "select 1"\nquerry = "x"',
    "mode period needs": 'query = "select 1"\nmode = "period"',
    "mode replace": 'query = "select 1"\nmode = "replace"\nincremental = "a"',
    "look_back_days": 'query = "select 1"\nlook_back_days = -1',
    "recipe cannot": 'query = "select 1"\nrecipe = "none.toml"',
    "mode is append": 'query = "select 1"\nmode = "merge"',
}


@pytest.mark.parametrize("table", BAD.values(), ids=list(BAD))
def test_settings_that_cannot_be_meant_are_refused(home: Workspace, table: str) -> None:
    head = '[shop]\nurl = "sqlite:///x"\ncompany = "toko"\n[shop.tables.order_lines]\n'
    (home.home / "sources.toml").write_text(head + table)
    with pytest.raises(SettingsError, match=r"shop\.tables\.order_lines: "):
        sources(home, LOCAL_OWNER)


def test_a_password_in_the_file_is_refused_without_saying_it(home: Workspace) -> None:
    table = '[shop.tables.order_lines]\nquery = "select 1"\n'
    file = home.home / "sources.toml"
    for url in ("postgresql://u:hunter2@h/d", "postgresql://u:hunter2${X}@h/d"):
        file.write_text(f'[shop]\nurl = "{url}"\ncompany = "toko"\n{table}')
        with pytest.raises(SettingsError, match="environment variable") as refused:
            sources(home, LOCAL_OWNER)
        assert "hunter2" not in str(refused.value)
    file.write_text("[shop\nurl = 'hunter2'")
    with pytest.raises(SettingsError, match="no TOML") as refused:
        sources(home, LOCAL_OWNER)
    assert "hunter2" not in str(refused.value)


def test_only_an_administrator_refreshes(home: Workspace, shop: Shop) -> None:
    shop.settings()
    with pytest.raises(Forbidden):
        refresh(home, Actor("m", Role.MARKETER), "shop")
    with pytest.raises(SettingsError, match="no source"):
        refresh(home, Actor("a", Role.ADMINISTRATOR, frozenset({"other"})), "shop")
    with pytest.raises(SettingsError, match="no table"):
        refresh(home, LOCAL_OWNER, "shop", table="customers")


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


def test_reading_can_be_called_off_and_changes_nothing(home: Workspace, shop: Shop) -> None:
    shop.settings()
    told: list[Progress] = []

    def stop(progress: Progress) -> None:
        told.append(progress)
        watch.cancel()

    watch = Watch(stop)
    (done,) = refresh(home, LOCAL_OWNER, "shop", watch=watch)
    assert (done.outcome.status, done.outcome.load) == ("cancelled", None)
    assert told == [Progress("fetch", 3, 3)]
    assert "toko" not in companies.names(home)
    assert last_refreshes(home)[0].status == "cancelled"
    assert bring(home).outcome.status == "accepted"


def test_a_count_that_does_not_agree_loads_nothing(home: Workspace, tmp_path: Path) -> None:
    """A query that gives other rows each time it is asked."""
    path = tmp_path / "x.sqlite"
    sqlite3.connect(path).close()
    query = (
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) "
        "select i as product_id from n limit abs(random()) % 20000"
    )
    head = f'[shop]\nurl = "sqlite:///{path}"\ncompany = "toko"\n[shop.tables.products]\n'
    (home.home / "sources.toml").write_text(f'{head}query = "{query}"\n')
    done = bring(home)
    assert [p.code for p in done.outcome.problems] == ["E_SOURCE_COUNT"]
    assert companies.names(home) == []
    assert isinstance(last_refreshes(home)[0].at, datetime)
    assert last_refreshes(home)[0].at.tzinfo is UTC


def test_a_source_is_read_but_never_made(tmp_path: Path) -> None:
    with (
        pytest.raises(SourceError, match="E_SOURCE_CONNECT"),
        reading(URL.create("sqlite", database=str(tmp_path / "none"))),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
