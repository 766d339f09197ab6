import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError

from data import companies, migrations
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.catalogue import metadata
from data.companies import CompanyError, NoSuchCompanyError
from data.workspace import Workspace, engine_for, open_workspace

ROOT = Path(__file__).parents[2]
INI = ROOT / "data" / "migrations" / "alembic.ini"


def test_migrations_give_the_tables_the_code_describes(workspace: Workspace) -> None:
    with workspace.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert migrations.revision(connection) == migrations.HEAD


def test_head_is_the_newest_script() -> None:
    assert ScriptDirectory.from_config(Config(str(INI))).get_current_head() == migrations.HEAD


def test_opening_again_asks_which_shape_it_has_and_changes_nothing(
    workspace: Workspace, catalogue_url: str | None, kiosk: str
) -> None:
    asked: list[str] = []

    def hear(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        again = open_workspace(workspace.home, catalogue_url)
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    assert 0 < len(asked) < 10
    asks = ("SELECT", "PRAGMA", "SHOW")
    assert [one for one in asked if one != "BEGIN" and not one.upper().startswith(asks)] == []
    assert companies.names(again) == [kiosk]
    again.close()


def test_many_processes_may_open_a_new_workspace_at_once(
    tmp_path: Path, catalogue_url: str | None
) -> None:
    opening = "from data.workspace import open_workspace as o; import sys; o(*sys.argv[1:]).close()"
    command = [sys.executable, "-W", "error", "-c", opening, str(tmp_path / "new")]
    command += [catalogue_url] if catalogue_url else []
    running = [
        subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)  # noqa: S603
        for _ in range(4)
    ]
    for process in running:
        _, errors = process.communicate(timeout=300)
        assert (process.returncode, errors) == (0, b"")
    opened = open_workspace(tmp_path / "new", catalogue_url)
    assert companies.names(opened) == []
    opened.close()


def test_many_threads_may_open_new_workspaces_at_once(tmp_path: Path) -> None:
    def open_one(number: int) -> None:
        url = f"sqlite:///{tmp_path / str(number % 4)}.sqlite"
        open_workspace(tmp_path / str(number), url).close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_one, range(24)))


def test_a_catalogue_of_a_newer_version_is_left_alone(
    workspace: Workspace, catalogue_url: str | None
) -> None:
    with workspace.writing() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(migrations.NewerCatalogueError, match=r"revision 9999.*Update Pelanggan"):
        open_workspace(workspace.home, catalogue_url)


def test_sqlite_is_set_to_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PELANGGAN_CATALOGUE_URL", raising=False)
    opened = open_workspace(tmp_path)
    with opened.reading() as connection:
        found = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    opened.close()
    assert found == {
        "journal_mode": "delete",
        "synchronous": 2,  # full
        "foreign_keys": 1,
        "busy_timeout": 60_000,
    }


def test_the_environment_says_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PELANGGAN_HOME", str(tmp_path / "there"))
    monkeypatch.setenv("PELANGGAN_CATALOGUE_URL", f"sqlite:///{tmp_path / 'other.sqlite'}")
    opened = open_workspace()
    opened.close()
    assert opened.home == tmp_path / "there"
    assert (tmp_path / "other.sqlite").exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_any_postgresql_address_is_spoken_to_by_psycopg(scheme: str) -> None:
    engine = engine_for(url=f"{scheme}://somebody:word@host/base")
    assert engine.url.drivername == "postgresql+psycopg"


def test_an_error_never_shows_the_values(workspace: Workspace) -> None:
    with pytest.raises(DBAPIError) as failed, workspace.writing() as connection:
        connection.execute(text("insert into nowhere values (:who)"), {"who": "ani@example.com"})
    assert "ani@example.com" not in str(failed.value)


def test_maintainers_can_use_alembic(
    workspace: Workspace, catalogue_url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PELANGGAN_HOME", str(workspace.home))
    monkeypatch.setenv("PELANGGAN_CATALOGUE_URL", catalogue_url or "")
    command = [sys.executable, "-m", "alembic", "-c", str(INI), "check"]
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, check=False
    )
    assert "No new upgrade operations detected" in done.stdout, done.stderr


def test_a_failed_write_leaves_nothing(workspace: Workspace, kiosk: str) -> None:
    def fail_halfway() -> None:
        with workspace.writing() as connection:
            companies.move(connection, companies.lock(connection, kiosk))
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail_halfway()
    assert companies.version(workspace, kiosk) == 0


def test_companies_come_in_the_order_they_were_made(workspace: Workspace, kiosk: str) -> None:
    made = companies.create(
        workspace,
        LOCAL_OWNER,
        "apotek",
        title="Apotek",
        currency="IDR",
        decimals=0,
        timezone="Asia/Makassar",
        sample=True,
    )
    assert companies.names(workspace) == [kiosk, "apotek"]
    assert companies.get(workspace, "apotek") == made
    assert (made.version, made.is_sample, str(made.created_at.tzinfo)) == (0, True, "UTC")
    with pytest.raises(NoSuchCompanyError, match="no company 'toko'"):
        companies.get(workspace, "toko")
    with pytest.raises(NoSuchCompanyError):
        companies.version(workspace, "toko")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": "kiosk"}, "already"),
        ({"name": "Kiosk & Co"}, "small letters"),
        ({"name": "../kiosk"}, "small letters"),
        ({"title": " "}, "title"),
        ({"currency": "Rp"}, "three letters"),
        ({"decimals": 5}, "0 to 4"),
        ({"timezone": "Bandung"}, "Asia/Jakarta"),
    ],
)
def test_a_company_is_well_named(
    workspace: Workspace, kiosk: str, change: dict[str, object], message: str
) -> None:
    asked: dict[str, object] = {
        "name": "toko",
        "title": "Toko",
        "currency": "IDR",
        "decimals": 0,
        "timezone": "Asia/Jakarta",
    }
    with pytest.raises(CompanyError, match=message):
        companies.create(workspace, LOCAL_OWNER, **{**asked, **change})  # type: ignore[arg-type]
    assert companies.names(workspace) == [kiosk]


def test_only_who_imports_makes_companies(workspace: Workspace) -> None:
    with pytest.raises(Forbidden):
        companies.create(
            workspace,
            Actor("x", Role.MARKETER),
            "toko",
            title="Toko",
            currency="IDR",
            decimals=0,
            timezone="Asia/Jakarta",
        )
