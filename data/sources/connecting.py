"""A connection to a database of somebody else's: nothing kept, and errors that name no value."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

_TOLD = (
    *("syntax error", "no such", "does not exist", "unknown column", "doesn't exist"),
    *("denied", "read-only", "read only", "readonly", "attempt to write"),
)
"""What a database says of a query's form; anything else could name a value."""


class SourceError(RuntimeError):
    """A source cannot be read. ``code`` and ``fields`` name it in the catalogue of words."""

    def __init__(self, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.code, self.fields = code, fields


@contextmanager
def connected(url: URL, *, write: bool = False) -> Iterator[Connection]:
    """A connection that is closed on leaving. Raises :class:`SourceError` (``E_SOURCE_CONNECT``).

    One that is not to ``write`` sees the database as it is at its first query, where the database
    can do that.
    """
    try:
        engine = _engine(url, write=write)
    except (NoSuchModuleError, ImportError):
        raise SourceError("E_SOURCE_CONNECT") from None
    try:
        try:
            connection = engine.connect()
        except (SQLAlchemyError, OSError, sqlite3.Error):
            raise SourceError("E_SOURCE_CONNECT") from None
        with connection:
            yield connection
    finally:
        engine.dispose()


def execute(connection: Connection, statement: Any) -> Any:
    """The result of ``statement``. Raises :class:`SourceError` (``E_SOURCE_QUERY``)."""
    try:
        return connection.execute(statement)
    except DBAPIError as problem:
        raise refused(problem.orig) from None
    except SQLAlchemyError:
        raise SourceError("E_SOURCE_QUERY", told="") from None


def refused(problem: BaseException | None) -> SourceError:
    """The first line of what a driver says of the query's form; never of what rows hold."""
    said = str(problem).strip().splitlines()
    first = said[0][:200] if said else ""
    known = any(words in first.lower() for words in _TOLD)
    return SourceError("E_SOURCE_QUERY", told=first if known else "")


def _engine(url: URL, *, write: bool) -> Engine:
    options: dict[str, Any] = {"hide_parameters": True, "poolclass": NullPool}
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        mode = "rw" if write else "ro"  # a file that is not there is not made
        address = f"file:{quote(str(file.absolute()))}?mode={mode}"
        return create_engine(
            "sqlite://",
            creator=lambda: sqlite3.connect(address, uri=True, check_same_thread=False),
            **options,
        )
    if url.get_backend_name() == "postgresql" and not write:
        options["isolation_level"] = "REPEATABLE READ"
    return create_engine(url, **options)
