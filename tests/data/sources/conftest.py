"""Shops' databases: a real SQLite, a real PostgreSQL, and a MySQL or MariaDB where one is named.

`PELANGGAN_MYSQL_URL` is the address of an empty database in which tables may be made, as
`mysql+pymysql://user:${SHOP_PASSWORD}@host/database`; the tests set the password.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url
from sqlalchemy.engine import URL

from data.workspace import Workspace, open_workspace
from tests.data.sources.databases import SECRET, Shop

MYSQL = "PELANGGAN_MYSQL_URL"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql", "mysql"])
def shop(
    request: pytest.FixtureRequest, tmp_path: Path, home: Workspace, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shop]:
    """A shop's database; its password lies in the environment."""
    monkeypatch.setenv("SHOP_PASSWORD", SECRET)
    if request.param == "sqlite":
        path = tmp_path / "a shop.sqlite"
        made = Shop(URL.create("sqlite", database=str(path)), home.home, f"sqlite:///{path}")
    elif request.param == "mysql":
        made = _mysql(home)
    else:
        url = make_url(request.getfixturevalue("postgres_url"))
        url = url.set(drivername="postgresql+psycopg")
        shown = url.set(drivername="postgresql", password="PASSWORD")  # noqa: S106
        template = shown.render_as_string(hide_password=False)
        made = Shop(url, home.home, template.replace("PASSWORD", "${SHOP_PASSWORD}"))
    yield made
    made.engine.dispose()


def _mysql(home: Workspace) -> Shop:
    template = os.environ.get(MYSQL)
    if not template:
        pytest.skip(f"{MYSQL} names no database")
    url = make_url(template.replace("${SHOP_PASSWORD}", "PASSWORD")).set(password=SECRET)
    return Shop(url.set(drivername="mysql+pymysql"), home.home, template)
