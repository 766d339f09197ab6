"""Parquet and SQLite files: columns that carry types, given as text in one known form."""

import json
import sqlite3
import tempfile
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from data.intake import header as headers
from data.intake.limits import Limits
from data.intake.problems import Problem, ask, reject
from data.intake.raw import Raw
from data.intake.synonyms import fits, names_table

TYPED = "pelanggan.typed"
"""Of a Parquet file: its columns of texts that were made of typed values, as a list in JSON."""
_DAYS = 2_932_897  # from 1970 to the year 10000, which none is written in


def read_parquet(data: bytes, name: str, limits: Limits, timezone: str) -> Raw:
    """The rows of a Parquet file; times with a zone are given in ``timezone``.

    Nested columns are left out and named. Raises E_CORRUPT, E_NO_ROWS, E_DUP_HEADER, E_LIMIT.
    """
    frame, nested, told = _frame(data, name, limits)
    if not frame.height:
        raise headers.none_left(name)
    binary = frozenset(c for c, kind in frame.schema.items() if kind == pl.Binary)
    warnings = [Problem("W_COLUMN", name, None, column) for column in nested]
    warnings += [
        Problem("W_TZ", name, None, c)
        for c, kind in frame.schema.items()
        if isinstance(kind, pl.Datetime) and kind.time_zone
    ]
    try:
        cells = frame.select(_text(c, kind, timezone) for c, kind in frame.schema.items())
    except pl.exceptions.PanicException:  # a time of day or a duration that is none
        raise reject("E_CORRUPT", name) from None
    lines = pl.int_range(1, frame.height + 1, eager=True)
    return Raw(
        name, list(cells.columns), cells, lines, [], warnings,
        binary=binary, typed=True, texts=_texts(frame, told),
    )  # fmt: skip


def _frame(data: bytes, name: str, limits: Limits) -> tuple[pl.DataFrame, list[str], bytes]:
    """The columns that are not nested, the names of those that are, and our own mark, if any."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        headers.guard_width(len(file.schema_arrow.names), limits.columns, name)
        size = sum(
            file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)
        )
        if size > limits.expanded:
            raise reject("E_LIMIT", name, rows_found=file.metadata.num_rows, columns=0)
        columns = headers.names(file.schema_arrow.names, name)
        table = file.read()
        table.validate(full=True)  # texts that are no UTF-8 would stop the writer
    except (pa.ArrowException, OSError, ValueError):
        raise reject("E_CORRUPT", name) from None
    nested = [f.name for f in table.schema if pa.types.is_nested(f.type)]
    renamed = dict(zip(table.schema.names, columns, strict=True))
    frame = pl.from_arrow(table.drop_columns(nested))
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a table becomes a frame
    frame = frame.rename({old: new for old, new in renamed.items() if old in frame.columns})
    return frame, nested, (file.metadata.metadata or {}).get(TYPED.encode()) or b"[]"


def _texts(frame: pl.DataFrame, told: bytes) -> frozenset[str]:
    """The columns of texts that somebody wrote."""
    texts = {c for c, kind in frame.schema.items() if kind in {pl.String(), pl.Categorical()}}
    try:
        return frozenset(texts - set(json.loads(told)))
    except (ValueError, TypeError):  # the mark is not ours
        return frozenset(texts)


def _text(column: str, kind: pl.DataType, timezone: str) -> pl.Expr:
    values = pl.col(column)
    if kind in {pl.Binary(), pl.Null()}:
        return pl.lit(None, pl.String).alias(column)
    if not isinstance(kind, pl.Date | pl.Datetime):
        return values.cast(pl.String)
    held = values.to_physical().cast(pl.Int64)
    known = held.is_between(-_far(kind), _far(kind), closed="none")  # others are no dates
    values = pl.when(known).then(values)
    if isinstance(kind, pl.Datetime) and kind.time_zone:
        values = values.dt.convert_time_zone(timezone).dt.replace_time_zone(None)
    form = "%Y-%m-%d" if isinstance(kind, pl.Date) else "%Y-%m-%d %H:%M:%S"
    said = values.dt.strftime(form)
    return pl.when(known).then(said).otherwise(pl.format("{} since 1970", held)).alias(column)


def _far(kind: pl.DataType) -> int:
    """How far from 1970 a date or time may lie, in its own unit."""
    units = {"ms": 10**3, "us": 10**6, "ns": 10**9}
    unit = 86_400 * units[kind.time_unit] if isinstance(kind, pl.Datetime) else 1
    return min(_DAYS * unit, 2**63 - 1)


def read_sqlite(data: bytes, name: str, limits: Limits, answers: dict[str, str], table: str) -> Raw:
    """The rows of the one table of a SQLite file that fits. Raises E_SHEET, E_CORRUPT."""
    with tempfile.TemporaryDirectory(prefix="intake") as folder:
        path = Path(folder) / "source.sqlite"  # SQLite reads files only; the name is ours
        path.write_bytes(data)
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            connection.execute("pragma trusted_schema = off")
            if connection.execute("pragma quick_check(1)").fetchone() != ("ok",):
                raise reject("E_CORRUPT", name)
            chosen = _choose(_tables(connection), name, answers, table)
            found = connection.execute(f'select * from "{chosen.replace(chr(34), chr(34) * 2)}"')  # noqa: S608 - a name out of its own schema, quoted
            columns = headers.names([item[0] for item in found.description], name)
            headers.guard_width(len(columns), limits.columns, name)
            rows = found.fetchall()
        except (sqlite3.Error, UnicodeDecodeError):
            raise reject("E_CORRUPT", name) from None
        finally:
            connection.close()
    if not rows:
        raise headers.none_left(name)
    frame = pl.DataFrame(
        {c: [_plain(row[i]) for row in rows] for i, c in enumerate(columns)},
        schema=dict.fromkeys(columns, pl.String),
    )
    binary = frozenset(c for i, c in enumerate(columns) if isinstance(rows[0][i], bytes))
    lines = pl.int_range(1, frame.height + 1, eager=True)
    texts = frozenset(c for i, c in enumerate(columns) if any(type(r[i]) is str for r in rows))
    return Raw(
        name, columns, frame, lines,
        binary=binary, typed=True, texts=texts, settings={"sheet": chosen},
    )  # fmt: skip


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    """Columns by table; views and virtual tables are not read."""
    listed = connection.execute(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' "
        "escape '\\' and sql not like 'create virtual%'"
    ).fetchall()
    columns = "select name from pragma_table_info(?)"
    return {
        table: [str(column) for (column,) in connection.execute(columns, (table,))]
        for (table,) in listed
    }


def _choose(tables: dict[str, list[str]], name: str, answers: dict[str, str], table: str) -> str:
    if not tables:
        raise reject("E_EMPTY", name)
    if (wanted := answers.get("E_SHEET")) in tables:
        return wanted
    if len(tables) == 1:
        return next(iter(tables))
    named = [one for one in tables if names_table(one) == table]
    if len(named) == 1:
        return named[0]
    # Without a table that it is for, as when it is only looked at, nothing tells one from another.
    fitting = [one for one in named or tables if fits(tables[one], table)] if table else []
    if len(fitting) == 1:
        return fitting[0]
    raise ask("E_SHEET", name, choices=", ".join(sorted(tables)))


def _plain(value: object) -> str | None:
    if value is None or isinstance(value, bytes):
        return None
    return str(value)
