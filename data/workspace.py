"""One workspace: a folder of immutable snapshots, and the catalogue that says what they are."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL

from data import migrations

HOME = "PELANGGAN_HOME"
CATALOGUE_URL = "PELANGGAN_CATALOGUE_URL"

_PRAGMAS = (
    "journal_mode=DELETE",  # a rollback journal: write-ahead logs broke with two writers
    "synchronous=FULL",
    "fullfsync=ON",  # the Mac's own fsync does not reach the disk
    "foreign_keys=ON",
    "secure_delete=ON",
)


@dataclass(frozen=True)
class Workspace:
    """Where everything of one installation lies; share one per process."""

    home: Path
    engine: Engine

    @cached_property
    def snapshots(self) -> Path:
        """Finished, immutable snapshots, one folder each."""
        return self.home / "snapshots"

    @cached_property
    def staging(self) -> Path:
        """Snapshots being written; nothing here is ever read."""
        return self.home / "staging"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection to read with, in one transaction."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One write transaction: all of it on leaving, or nothing if anything is raised."""
        with self.engine.connect() as connection:
            connection.execution_options(writing=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Let go of the catalogue's connections."""
        self.engine.dispose()


def open_workspace(home: Path | str | None = None, url: str | None = None) -> Workspace:
    """Open, and if need be make, the workspace; its catalogue is brought to the newest shape.

    ``home`` is a folder (else ``PELANGGAN_HOME``, else ``./workspace``); ``url`` a SQLAlchemy URL
    of the catalogue (else ``PELANGGAN_CATALOGUE_URL``, else SQLite inside the home).
    """
    folder = home_folder(home)
    for part in (folder, folder / "snapshots", folder / "staging"):
        _make(part)
    workspace = Workspace(folder, engine_for(folder, url))
    try:
        with workspace.reading() as connection:
            ready = migrations.revision(connection) == migrations.HEAD
        if not ready:
            with workspace.writing() as connection:
                migrations.upgrade(connection)
    except BaseException:
        workspace.close()
        raise
    return workspace


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; Windows knows only files."""
    if sys.platform == "win32" and path.is_dir():
        return
    descriptor = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def home_folder(home: Path | str | None = None) -> Path:
    """The workspace folder as asked for, else by ``PELANGGAN_HOME``, else ``./workspace``."""
    return Path(home or os.environ.get(HOME) or "workspace").expanduser().absolute()


def engine_for(home: Path | None = None, url: str | None = None) -> Engine:
    """An engine on the catalogue. Errors never carry the values of a statement."""
    engine = create_engine(
        _catalogue_url(home, url),
        hide_parameters=True,
        pool_pre_ping=True,
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make(folder: Path) -> None:
    """A folder, and those it lies in, that are still there after a power cut."""
    if folder.is_dir():
        return
    _make(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    to_disk(folder.parent)


def _catalogue_url(home: Path | None, url: str | None) -> URL:
    asked = url or os.environ.get(CATALOGUE_URL)
    if not asked:
        return URL.create("sqlite", database=str(home_folder(home) / "catalogue.sqlite"))
    found = make_url(asked)
    if found.drivername in ("postgres", "postgresql"):
        return found.set(drivername="postgresql+psycopg")
    return found


def _set_up_sqlite(connection: Any, _record: object) -> None:
    """Safe settings, and transactions begun by us: the driver's own would begin too late."""
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=60000")
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its turn at once, so that it never fails halfway for a stale read."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
