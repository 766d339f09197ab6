"""PostgreSQL's own way of giving many rows: it writes the texts itself, and Arrow splits them.

In the transaction that counted the rows, by the driver that is there. Only where each column is of
a kind whose text is the one wanted; any other query is read value by value.
"""

from collections.abc import Generator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.csv as pv
from sqlalchemy import Connection, Select, Text, cast, column, func, select, text

from data.sources.connecting import execute, refused
from data.sources.texts import texts

TEXTS = frozenset({19, 25, 1042, 1043})  # name, text, char, varchar
"""PostgreSQL's numbers of the kinds that are texts; all its kinds stand in its table pg_type."""
_FLOATS = frozenset({700, 701})
_MOMENT = 1184  # a time with its zone
_PLAIN = frozenset({16, 20, 21, 23, 1082, 1083, 1114, 1700, 2950})
"""Truth, whole numbers of three sizes, date, time of day, time, exact number, uuid."""
_KNOWN = TEXTS | _FLOATS | {_MOMENT} | _PLAIN
_SINCE = 120_000  # from version 12 on its text of a float is the float
_TOGETHER = 4 << 20  # bytes split at a time
_PARSE = pv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False)


def kinds(connection: Connection, query: Select[Any]) -> Mapping[str, int] | None:
    """The kind of each column of ``query``, or None where it cannot be read this way.

    Raises :class:`data.sources.connecting.SourceError`.
    """
    if (connection.dialect.name, connection.dialect.driver) != ("postgresql", "psycopg"):
        return None
    info = _driver(connection).info
    if info.encoding != "utf-8" or info.server_version < _SINCE:
        return None
    if not str(execute(connection, select(func.version())).scalar_one()).startswith("PostgreSQL"):
        return None  # others that speak its protocol and may not know the statement
    with execute(connection, query.limit(0)) as none:
        columns = none.cursor.description
    found = {one.name: one.type_code for one in columns}
    return found if len(found) == len(columns) and _KNOWN.issuperset(found.values()) else None


def tables(
    connection: Connection, query: Select[Any], kinds: Mapping[str, int], zone: ZoneInfo
) -> Generator[pa.Table]:
    """The rows of ``query``, each column as text, some megabytes at a time.

    ``kinds`` as :func:`kinds` gave them. Raises :class:`data.sources.connecting.SourceError`.
    """
    wanted = [
        cast(func.timezone(zone.key, column(name)) if kind == _MOMENT else column(name), Text)
        .label(f"c{place}")  # not by its name, or rows would be sorted by its text
        for place, (name, kind) in enumerate(kinds.items())
    ]  # fmt: skip
    asked = query.with_only_columns(*wanted, maintain_column_froms=True).compile(connection)
    execute(connection, text("set local datestyle to iso"))
    error: type[Exception] = connection.dialect.loaded_dbapi.Error
    rows: list[bytes] = []
    size = 0
    try:
        with (
            _driver(connection).cursor() as cursor,
            cursor.copy(f"copy ({asked}) to stdout (format csv)", asked.params) as copied,
        ):
            for row in copied:
                rows.append(bytes(row))
                size += len(row)
                if size > _TOGETHER:
                    yield _split(rows, kinds, zone)
                    rows, size = [], 0
    except error as problem:
        raise refused(problem) from None
    if rows:
        yield _split(rows, kinds, zone)


def _driver(connection: Connection) -> Any:
    """The driver's own connection, which SQLAlchemy keeps its transaction on."""
    return connection.connection.driver_connection


def _split(rows: Sequence[bytes], kinds: Mapping[str, int], zone: ZoneInfo) -> pa.Table:
    """Lines as PostgreSQL writes them: nothing between two commas is blank, ``""`` is a text."""
    data = b"".join(rows)
    found = pv.read_csv(
        pa.BufferReader(data),
        read_options=pv.ReadOptions(column_names=list(kinds), block_size=len(data)),
        parse_options=_PARSE,
        convert_options=pv.ConvertOptions(
            column_types=dict.fromkeys(kinds, pa.string()),
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        ),
    )
    for place, kind in enumerate(kinds.values()):
        if kind in _FLOATS:  # it writes 1e-07, which is plain digits elsewhere
            cells = found[place].to_pylist()
            plain = texts([None if cell is None else float(cell) for cell in cells], zone)
            found = found.set_column(place, found.field(place), pa.array(plain, pa.string()))
    return found
