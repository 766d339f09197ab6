"""Contact lists written to a table, on a real SQLite and a real PostgreSQL."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from data import audit, lists
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.sources.settings import SettingsError, contact_tables, sources
from data.target_list import ListError, ListState
from data.workspace import Workspace, open_workspace
from exports.contact_table import NotWritten, targets, write_contacts
from tests import reached

SECRET = "p@ss/w:rd%41"  # noqa: S105 - of nothing
PEOPLE = [
    reached.person(1),
    reached.person(2),
    reached.person(3, consent_chat=None),
    reached.person(4, name="Robert'); drop table outbox;--"),
    reached.person(5, phone="12"),
]
OUTBOX = (
    "create table outbox (list_id varchar(32), exported_at timestamp, customer_id varchar(50), "
    "arm varchar(64), name varchar(100), phone varchar(20), note varchar(10))"
)


class Crm:
    """A database that takes contact lists, and the settings that lead to it."""

    def __init__(self, url: URL, home: Path, template: str) -> None:
        self.engine, self.home, self.template = create_engine(url), home, template
        self.run(OUTBOX)

    def run(self, statement: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(statement))

    def rows(self, columns: str = "customer_id, arm, name, phone") -> list[tuple[Any, ...]]:
        query = f"select {columns} from outbox order by customer_id"  # noqa: S608 - our own
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def settings(self, company: str = "warga", **contacts: object) -> None:
        """Write the file of sources, with a table for contact lists alone."""
        given = {"table": "outbox", **contacts}
        lines = [f"{key} = {json.dumps(value)}" for key, value in given.items()]
        head = ["[crm]", f"url = {json.dumps(self.template)}", f'company = "{company}"']
        self.home.joinpath("sources.toml").write_text("\n".join([*head, "[crm.contacts]", *lines]))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path / "home")
    reached.company(opened, PEOPLE)
    yield opened
    opened.close()


@pytest.fixture
def number(home: Workspace) -> str:
    """A frozen list for chat, C2 in its control group."""
    return reached.frozen(home, "warga", reached.arms(PEOPLE, C2="control"))


@pytest.fixture(params=["sqlite", "postgresql"])
def crm(
    request: pytest.FixtureRequest, tmp_path: Path, home: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Crm]:
    monkeypatch.setenv("CRM_PASSWORD", SECRET)
    if request.param == "sqlite":
        path = tmp_path / "a crm.sqlite"
        made = Crm(URL.create("sqlite", database=str(path)), home.home, f"sqlite:///{path}")
    else:
        url = make_url(request.getfixturevalue("postgres_url"))
        url = url.set(drivername="postgresql+psycopg")
        shown = url.set(drivername="postgresql", password="PASSWORD")  # noqa: S106
        template = shown.render_as_string(hide_password=False)
        made = Crm(url, home.home, template.replace("PASSWORD", "${CRM_PASSWORD}"))
    made.settings()
    yield made
    made.engine.dispose()


WRITTEN = [
    ("C1", "contact", "Orang 1", "6281200000001"),
    ("C4", "contact", "Robert'); drop table outbox;--", "6281200000004"),
    ("C5", "contact", "Orang 5", None),
]


def test_written_once_however_often(home: Workspace, number: str, crm: Crm) -> None:
    crm.run("insert into outbox (list_id, customer_id) values ('another', 'X')")
    assert targets(home, LOCAL_OWNER, number) == ["crm"]
    for _ in range(2):
        done = write_contacts(home, Actor("m", Role.MARKETER), number, "crm")
        assert (done.rows, done.checked.bad.height) == (3, 1)
    assert crm.rows() == [*WRITTEN, ("X", None, None, None)]
    stamps = [row[0] for row in crm.rows("exported_at") if row[0] is not None]
    assert len(stamps) == 3
    assert {str(stamp)[:2] for stamp in stamps} == {"20"}
    entry = audit.entries(home, "warga")[0]
    assert (entry.action, entry.details["format"], entry.details["rows"]) == (
        "list.export",
        "table:crm",
        3,
    )
    assert lists.get(home, LOCAL_OWNER, number).state is ListState.EXPORTED


def test_nothing_stays_that_was_not_logged(home: Workspace, number: str, crm: Crm) -> None:
    """The log cannot be written: what was put into the table is taken back."""
    with home.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(OperationalError, match="readonly"):
        write_contacts(home, LOCAL_OWNER, number, "crm")
    assert crm.rows() == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("drop table outbox", "E_TARGET_TABLE"),
        ("alter table outbox drop column phone", "E_TARGET_COLUMN"),
        ("create unique index one on outbox (arm)", "E_TARGET_WRITE"),
    ],
)
def test_a_table_that_does_not_fit(
    home: Workspace, number: str, crm: Crm, change: str, code: str
) -> None:
    crm.run(change)
    with pytest.raises(NotWritten) as refused:
        write_contacts(home, LOCAL_OWNER, number, "crm")
    assert refused.value.code == code
    assert "Orang" not in str(refused.value)
    assert audit.entries(home, "warga")[0].action == "list.freeze"


def test_only_where_the_administrator_said_so(home: Workspace, number: str, tmp_path: Path) -> None:
    path = tmp_path / "crm.sqlite"
    url = URL.create("sqlite", database=str(path))
    crm = Crm(url, home.home, f"sqlite:///{path}")
    for wrong in ({"company": "other"}, {"touch_points": ["e-mail"]}):
        crm.settings(**wrong)  # type: ignore[arg-type]
        assert targets(home, LOCAL_OWNER, number) == []
        with pytest.raises(ListError, match=r"no_target|target_point"):
            write_contacts(home, LOCAL_OWNER, number, "crm")
    crm.settings()
    for actor in (Actor("v", Role.VIEWER), Actor("i", Role.INSTRUCTOR)):
        assert contact_tables(home, actor, "warga") == {}
        with pytest.raises(Forbidden):
            write_contacts(home, actor, number, "crm")
    assert sources(home, LOCAL_OWNER) == {}  # nothing is read from it
    crm.engine.dispose()
    path.unlink()
    with pytest.raises(NotWritten, match="E_SOURCE_CONNECT"):
        write_contacts(home, LOCAL_OWNER, number, "crm")
    assert not path.exists()


def test_a_source_to_read_from_is_never_written_to(home: Workspace, number: str) -> None:
    path = home.home / "shop.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute(OUTBOX)
    connection.close()
    text = f'[shop]\nurl = "sqlite:///{path}"\ncompany = "warga"\n[shop.tables.customers]\n'
    home.home.joinpath("sources.toml").write_text(text + 'from = "outbox"\n')
    assert targets(home, LOCAL_OWNER, number) == []
    with pytest.raises(ListError, match="no_target"):
        write_contacts(home, LOCAL_OWNER, number, "shop")


@pytest.mark.parametrize(
    ("contacts", "message"),
    [
        ('contacts = "outbox"', "write .crm.contacts. with table"),
        ("[crm.contacts]\ntouch_points = ['chat']", "table must be a text"),
        ("[crm.contacts]\ntable = 'a'\ntouch_points = ['fax']", "touch_points are some of"),
        ("[crm.contacts]\ntable = 'a'\nquery = 'x'", "no setting query"),
    ],
)
def test_settings_that_mean_nothing(home: Workspace, contacts: str, message: str) -> None:
    head = '[crm]\nurl = "sqlite:///x"\ncompany = "warga"\n'
    home.home.joinpath("sources.toml").write_text(head + contacts)
    with pytest.raises(SettingsError, match=message):
        contact_tables(home, LOCAL_OWNER, "warga")


def test_a_moment_as_the_column_takes_it(home: Workspace, number: str, tmp_path: Path) -> None:
    path = tmp_path / "crm.sqlite"
    crm = Crm(URL.create("sqlite", database=str(path)), home.home, f"sqlite:///{path}")
    crm.run("drop table outbox")
    crm.run(OUTBOX.replace("exported_at timestamp", "exported_at text"))
    crm.settings()
    write_contacts(home, LOCAL_OWNER, number, "crm")
    crm.engine.dispose()
    with sqlite3.connect(path) as connection:
        (stamp,) = connection.execute("select distinct exported_at from outbox").fetchone()
    connection.close()
    assert datetime.fromisoformat(stamp).tzinfo is not None
