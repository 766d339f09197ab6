"""Writing to a source: rows into the one table its administrator named, in one transaction.

The table must be there with the columns that are to be filled; nothing of it is made or changed.
Rows of the same list go first, so that writing twice leaves them there once.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Connection,
    DateTime,
    MetaData,
    Table,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import NoSuchTableError, SQLAlchemyError

from data.sources.connecting import SourceError, connected

_BATCH = 1_000  # rows of a statement


@contextmanager
def transaction(url: URL) -> Iterator[Connection]:
    """One transaction that is kept on leaving, or undone where anything is raised.

    Raises :class:`SourceError` (``E_SOURCE_CONNECT``, ``E_TARGET_WRITE``).
    """
    with connected(url, write=True) as connection:
        begun = connection.begin()
        try:
            yield connection
        except BaseException:
            begun.rollback()
            raise
        with _refusals():
            begun.commit()


def replace(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    *,
    key: Mapping[str, Any],
) -> int:
    """Put ``rows`` in the place of those with ``key``; gives how many of that key are there now.

    Raises :class:`SourceError`: ``E_TARGET_TABLE`` where there is no such table,
    ``E_TARGET_COLUMN`` for the first column it lacks, ``E_TARGET_WRITE`` where it takes no rows.
    """
    schema, _, name = table.rpartition(".")
    with _refusals(table):
        target = Table(name, MetaData(), schema=schema or None, autoload_with=connection)
    for wanted in (*key, *columns):
        if wanted not in target.c:
            raise SourceError("E_TARGET_COLUMN", name=wanted)
    mine = [target.c[name] == value for name, value in key.items()]
    with _refusals():
        connection.execute(delete(target).where(*mine))
        for start in range(0, len(rows), _BATCH):
            part = [_fitting(target, {**row, **key}) for row in rows[start : start + _BATCH]]
            connection.execute(insert(target), part)
        there = connection.scalar(select(func.count()).select_from(target).where(*mine))
    if there != len(rows):
        raise SourceError("E_TARGET_WRITE")
    return int(there)


@contextmanager
def _refusals(table: str = "") -> Iterator[None]:
    """What the database will not do, without a word of the rows."""
    try:
        yield
    except NoSuchTableError:
        raise SourceError("E_TARGET_TABLE", name=table) from None
    except SQLAlchemyError:
        raise SourceError("E_TARGET_WRITE") from None


def _fitting(target: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as its columns take it: moments with or without a zone, or as text."""
    return {
        name: _moment(target.c[name].type, value) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def _moment(kind: Any, value: datetime) -> datetime | str:
    if not isinstance(kind, DateTime):
        return value.isoformat(timespec="seconds")
    return value if kind.timezone else value.astimezone(UTC).replace(tzinfo=None)
