"""Reading a source: one read-only transaction, batch by batch, into a Parquet file of texts.

The texts are exact and in one known form (plain digits, ISO times in the company's time zone,
true and false), so that the intake reads them as it reads any file.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import (
    Connection,
    Select,
    column,
    func,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from data.intake.columnar import TYPED
from data.intake.watch import FETCH, Watch
from data.sources.connecting import SourceError, connected
from data.sources.settings import SourceTable
from data.sources.texts import digest, texts

BATCH = 5_000  # rows in memory at a time
_TOLD = (
    *("syntax error", "no such", "does not exist", "unknown column", "doesn't exist"),
    *("denied", "read-only", "read only", "readonly", "attempt to write"),
)
"""What a database says of a query's form; anything else could name a value."""


class CalledOff(Exception):
    """Somebody stopped the reading of a source."""


@dataclass
class Extract:
    """What came out of a source. ``newest``: greatest value of the column to read on from.

    ``digests``: of each row of the stretch that will be read again next time.
    """

    counted: int
    newest: Any = None
    read: int = 0
    known: int = 0  # rows that an earlier refresh had loaded
    digests: Counter[str] = field(default_factory=Counter)

    @property
    def new(self) -> int:
        """Rows written."""
        return self.read - self.known


@dataclass
class Marks:
    """How rows read before are told: ``known`` are digests of those that were loaded.

    ``column`` is the one to read on from, ``start`` the value from which the next refresh reads.
    """

    column: str | None = None
    start: Any = None
    known: Counter[str] = field(default_factory=Counter)

    def fresh(
        self, columns: Sequence[Sequence[str | None]], newness: Sequence[Any] | None, told: Extract
    ) -> list[bool]:
        """Which rows of a batch are new; notes in ``told`` what the next refresh must know."""
        rows = len(columns[0])
        keep = [True] * rows
        told.read += rows
        for number in range(rows) if newness is not None else ():
            value = newness[number] if newness is not None else None
            late = value is not None and value >= self.start
            if late or self.known:
                mark = digest([values[number] for values in columns])
                told.digests[mark] += late
                if self.known[mark] > 0:
                    self.known[mark] -= 1
                    keep[number] = False
        told.known += keep.count(False)
        return keep


@contextmanager
def reading(url: URL) -> Iterator[Connection]:
    """A read-only transaction that sees the database as it is now. Raises :class:`SourceError`."""
    with connected(url) as connection:
        _only_read(connection)
        yield connection
        connection.rollback()


def stretch(source: SourceTable, connection: Connection, since: Any) -> tuple[Extract, Any]:
    """How many rows there are from ``since`` on (all, if None), and the query that gives them."""
    rows = _rows(source)
    query: Select[Any]
    if source.incremental is None:
        found = _execute(connection, select(func.count()).select_from(rows)).one()
        return Extract(found[0]), select(literal_column("*")).select_from(rows)
    on: Any = column(source.incremental)
    counting = select(func.count(), func.max(on)).select_from(rows)
    query = select(literal_column("*")).select_from(rows).order_by(on)
    if since is not None:
        counting, query = counting.where(on >= since), query.where(on >= since)
    counted, newest = _execute(connection, counting).one()
    return Extract(counted, newest), query


def write(  # noqa: PLR0917 - one read, and where it goes
    connection: Connection,
    query: Any,
    path: Path,
    extract: Extract,
    marks: Marks,
    timezone: str,
    watch: Watch,
) -> None:
    """Write the rows of ``query`` to ``path``, without those known.

    Raises :class:`SourceError`, and :class:`CalledOff` where ``watch`` was called off meanwhile.
    """
    zone = ZoneInfo(timezone)
    result = _execute(connection.execution_options(yield_per=BATCH), query)
    names = list(result.keys())
    if marks.column is not None and marks.column not in names:
        raise SourceError("E_SOURCE_COLUMN", name=marks.column)
    place = names.index(marks.column) if marks.column is not None else None
    schema = pa.schema([(name, pa.string()) for name in names])
    written: set[str] = set()  # columns in which the database itself has texts
    with closing(result), pq.ParquetWriter(path, schema, compression="zstd") as writer:
        try:
            for batch in result.partitions():
                held = dict(zip(names, zip(*batch, strict=True), strict=True))
                columns = [texts(values, zone) for values in held.values()]
                written |= {n for n, values in held.items() if str in set(map(type, values))}
                newness = None if place is None else [row[place] for row in batch]
                keep = marks.fresh(columns, newness, extract)
                _tell(watch, extract)
                arrays = [pa.array(values, pa.string()) for values in columns]
                writer.write_table(pa.table(arrays, schema=schema).filter(pa.array(keep)))
        except DBAPIError as problem:
            raise _told(problem) from None
        typed = [name for name in names if name not in written]
        writer.add_key_value_metadata({TYPED: json.dumps(typed)})
    if extract.read != extract.counted:
        raise SourceError("E_SOURCE_COUNT", counted=extract.counted, read=extract.read)


def _tell(watch: Watch, extract: Extract) -> None:
    watch.move(FETCH, extract.read, extract.counted)
    if watch.cancelled:
        raise CalledOff


def _only_read(connection: Connection) -> None:
    """Have the database itself refuse to write, where its dialect can."""
    statements = {
        "postgresql": ("set transaction read only",),
        "mysql": (
            "set session transaction read only",
            "start transaction with consistent snapshot",
        ),
        "mariadb": (
            "set session transaction read only",
            "start transaction with consistent snapshot",
        ),
        "sqlite": ("pragma query_only = on", "pragma trusted_schema = off", "begin"),
    }
    for statement in statements.get(connection.dialect.name, ()):
        _execute(connection, text(statement))


def _rows(source: SourceTable) -> Any:
    if source.query is None:
        schema, _, name = (source.relation or "").rpartition(".")
        return table(name, schema=schema or None)
    literal = source.query.replace("\\", "\\\\").replace(":", "\\:")  # no parameter of ours
    return text(f"(\n{literal}\n) asked")


def _execute(connection: Connection, statement: Any) -> Any:
    try:
        return connection.execute(statement)
    except DBAPIError as problem:
        raise _told(problem) from None
    except SQLAlchemyError:
        raise SourceError("E_SOURCE_QUERY", told="") from None


def _told(problem: DBAPIError) -> SourceError:
    """The first line of what the database says of the query's form; never of what rows hold."""
    said = str(problem.orig).strip().splitlines()
    first = said[0][:200] if said else ""
    return SourceError(
        "E_SOURCE_QUERY", told=first if any(w in first.lower() for w in _TOLD) else ""
    )
