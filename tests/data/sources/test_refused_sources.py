"""What a source may not do, or cannot: told, without a secret, and nothing is changed."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from data import companies
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.intake.messages import say
from data.intake.watch import Progress, Watch
from data.sources.connecting import SourceError
from data.sources.database import reading, stretch
from data.sources.refresh import last_refreshes, refresh
from data.sources.settings import SettingsError, SourceTable
from data.workspace import Workspace
from tests.data.sources.databases import ALL, LINES, Shop, amounts, bring, safe
from words import Reader


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
        with pytest.raises(Exception, match=r"(?i)read[- ]?only"):
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


def test_only_an_administrator_refreshes(home: Workspace, shop: Shop) -> None:
    shop.settings()
    with pytest.raises(Forbidden):
        refresh(home, Actor("m", Role.MARKETER), "shop")
    with pytest.raises(SettingsError, match="no source"):
        refresh(home, Actor("a", Role.ADMINISTRATOR, frozenset({"other"})), "shop")
    with pytest.raises(SettingsError, match="no table"):
        refresh(home, LOCAL_OWNER, "shop", table="customers")


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
