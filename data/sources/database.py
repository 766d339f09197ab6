"""Reading a source: one read-only transaction, batch by batch, into a Parquet file of texts.

The texts are exact and in one known form (plain digits, ISO times in the company's time zone,
true and false), so that the intake reads them as it reads any file.
"""

import json
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
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
    or_,
    select,
    table,
    text,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from data.intake.columnar import TYPED
from data.intake.watch import FETCH, Watch
from data.sources import copying
from data.sources.connecting import SourceError, connected, execute, refused
from data.sources.settings import SourceTable
from data.sources.texts import digest, texts

BATCH = 5_000  # rows in memory at a time


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

    def parted(self, query: Select[Any]) -> tuple[Select[Any], Select[Any] | None]:
        """The rows that no refresh will read again, and those that it may, if there are such."""
        if self.column is None:
            return query, None
        on: Any = column(self.column)
        return query.where(on < self.start), query.where(or_(on >= self.start, on.is_(None)))

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


def stretch(source: SourceTable, connection: Connection, since: Any) -> tuple[Extract, Select[Any]]:
    """How many rows there are from ``since`` on (all, if None), and the query that gives them."""
    rows = _relation(source)
    query: Select[Any]
    if source.incremental is None:
        found = execute(connection, select(func.count()).select_from(rows)).one()
        return Extract(found[0]), select(literal_column("*")).select_from(rows)
    on: Any = column(source.incremental)
    counting = select(func.count(), func.max(on)).select_from(rows)
    query = select(literal_column("*")).select_from(rows).order_by(on)
    if since is not None:
        counting, query = counting.where(on >= since), query.where(on >= since)
    counted, newest = execute(connection, counting).one()
    return Extract(counted, newest), query


def write(  # noqa: PLR0917 - one read, and where it goes
    connection: Connection,
    query: Select[Any],
    path: Path,
    extract: Extract,
    marks: Marks,
    timezone: str,
    watch: Watch,
) -> None:
    """Write the rows of ``query`` to ``path``, without those known.

    Raises :class:`SourceError`, and :class:`CalledOff` where ``watch`` was called off meanwhile.
    """
    read = _Read(connection, extract, marks, ZoneInfo(timezone))
    with closing(read.rows(query)) as parts:
        names = next(parts).column_names
        if marks.column is not None and marks.column not in names:
            raise SourceError("E_SOURCE_COLUMN", name=marks.column)
        with pq.ParquetWriter(path, _schema(names), compression="zstd") as writer:
            for rows in parts:
                watch.move(FETCH, extract.read, extract.counted)
                if watch.cancelled:
                    raise CalledOff
                writer.write_table(rows)
            typed = [name for name in names if name not in read.written]
            writer.add_key_value_metadata({TYPED: json.dumps(typed)})
    if extract.read != extract.counted:
        raise SourceError("E_SOURCE_COUNT", counted=extract.counted, read=extract.read)


@dataclass
class _Read:
    """The reading of one query. ``written``: columns in which the database itself has texts."""

    connection: Connection
    extract: Extract
    marks: Marks
    zone: ZoneInfo
    written: set[str] = field(default_factory=set)

    def rows(self, query: Select[Any]) -> Generator[pa.Table]:
        """First no row, for the columns; then those not known: at once where that can be."""
        kinds = None if self.marks.known else copying.kinds(self.connection, query)
        if kinds is None:
            yield from self._by_value(query)
            return
        yield _schema(kinds).empty_table()
        self.written |= {name for name, kind in kinds.items() if kind in copying.TEXTS}
        bulk, rest = self.marks.parted(query)
        with closing(copying.tables(self.connection, bulk, kinds, self.zone)) as found:
            for rows in found:
                self.extract.read += rows.num_rows
                yield rows
        if rest is not None:
            yield from self._by_value(rest)

    def _by_value(self, query: Select[Any]) -> Generator[pa.Table]:
        """First no row; then those that the driver makes values of, without the ones known."""
        result = execute(self.connection.execution_options(yield_per=BATCH), query)
        names, on = list(result.keys()), self.marks.column
        schema = _schema(names)
        yield schema.empty_table()
        with closing(result):
            try:
                for batch in result.partitions():
                    held = dict(zip(names, zip(*batch, strict=True), strict=True))
                    columns = [texts(values, self.zone) for values in held.values()]
                    self.written |= {n for n, each in held.items() if str in set(map(type, each))}
                    newness = None if on is None else held[on]
                    keep = self.marks.fresh(columns, newness, self.extract)
                    arrays = [pa.array(values, pa.string()) for values in columns]
                    yield pa.table(arrays, schema=schema).filter(pa.array(keep))
            except DBAPIError as problem:
                raise refused(problem.orig) from None


def _schema(names: Iterable[str]) -> pa.Schema:
    return pa.schema([(name, pa.string()) for name in names])


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
        execute(connection, text(statement))


def _relation(source: SourceTable) -> Any:
    if source.query is None:
        schema, _, name = (source.relation or "").rpartition(".")
        return table(name, schema=schema or None)
    literal = source.query.replace("\\", "\\\\").replace(":", "\\:")  # no parameter of ours
    return text(f"(\n{literal}\n) asked")
