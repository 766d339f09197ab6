"""Rows made to fit their table: its columns, types and day numbers, its key and its words.

What does not fit is refused, and says so without showing a value.
"""

import polars as pl

from data.tables import DATE, INTEGER, STATUSES, TEXT, Table, day_columns, stored_schema


class TableError(ValueError):
    """Rows do not fit their table. The message names table, column, what was found, what to do."""


def shape(table: Table, frame: pl.LazyFrame, *, coded: bool = False) -> pl.LazyFrame:
    """``frame`` with exactly the columns and types of :func:`stored_schema`, still lazy.

    A column that is not there becomes blank; day numbers are always worked out anew. Text stays an
    Enum where it is one and ``coded`` allows it. Raises :class:`TableError` for a column the table
    does not have.
    """
    found = frame.collect_schema()
    if unknown := sorted(found.keys() - stored_schema(table).keys()):
        raise TableError(
            f"{table.name}: no such column {', '.join(unknown)}. "
            f"It has {', '.join(table.columns)}: rename the column or leave it out."
        )
    columns = [
        _cast(table, c, found[c], coded=coded) if c in found else pl.lit(None, dtype=kind).alias(c)
        for c, kind in table.columns.items()
    ]
    days = [
        pl.col(c).cast(DATE).cast(pl.Int32).cast(INTEGER).alias(day)
        for c, day in day_columns(table).items()
    ]
    return frame.select(columns).with_columns(days)


def check(table: Table, shaped: pl.LazyFrame) -> None:
    """Raise :class:`TableError` for a blank required value, an unknown status or a repeated key."""
    wanted = sorted(table.filled)
    asked = [pl.col(c).null_count().alias(f"blank {c}") for c in wanted]
    asked += [pl.len().alias("rows"), key_hash(table).n_unique().alias("keys")]
    if "status" in table.columns:
        asked.append((~pl.col("status").is_in(STATUSES)).sum().alias("unknown"))
    told = shaped.select(asked).collect(engine="streaming").row(0, named=True)
    blank = [told[f"blank {c}"] for c in wanted]
    if bad := [f"{c} ({n} rows)" for c, n in zip(wanted, blank, strict=True) if n]:
        raise TableError(
            f"{table.name}: blank values in {', '.join(bad)}. Fill them or drop the rows."
        )
    if rows := told.get("unknown"):
        raise TableError(
            f"{table.name}.status: {rows} rows say neither {', nor '.join(STATUSES)}. "
            "Translate the source's status words first; blank counts as completed."
        )
    if told["rows"] == told["keys"]:  # no two rows have one hash, so none have one key: the usual
        return
    repeated = (
        shaped.group_by(table.key)
        .agg(pl.len().alias("rows"))
        .filter(pl.col("rows") > 1)
        .sort(table.key)
        .collect(engine="streaming")
    )
    if repeated.height:
        first = ", ".join(f"{c} {v}" for c, v in zip(table.key, repeated.row(0), strict=False))
        raise TableError(
            f"{table.name}: {repeated.height} keys on more than one row, first {first}. "
            f"Keep one row for each {' + '.join(table.key)}."
        )


def key_hash(table: Table) -> pl.Expr:
    """A number of 64 bits for each row's key: equal keys have equal ones, others hardly ever."""
    return pl.struct(table.key).hash()


def conform(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` as the table stores it, checked: see :func:`shape` and :func:`check`.

    Numbers with more than 4 decimals are rounded to 4. Raises :class:`TableError` also for a value
    that its column's type cannot hold.
    """
    try:
        shaped = shape(table, frame.lazy()).collect()
    except pl.exceptions.PolarsError:
        raise misfit(table) from None
    check(table, shaped.lazy())
    return shaped


def misfit(table: Table) -> TableError:
    """What to say where a cast failed; the engine's own message would show the value."""
    return TableError(
        f"{table.name}: a value does not fit the type of its column. Correct it before loading."
    )


def _cast(table: Table, column: str, found: pl.DataType, *, coded: bool) -> pl.Expr:
    """The column in its stored type; a cast that would change what it says is refused."""
    wanted = table.columns[column]
    if found == wanted or (coded and wanted == TEXT and isinstance(found, pl.Enum)):
        return pl.col(column)
    lossy = found.is_float() and wanted in (TEXT, INTEGER)
    if lossy or (isinstance(found, pl.Datetime) and found.time_zone):
        raise TableError(
            f"{table.name}.{column} is {found}; it must be {wanted}. Write ids as text, counts as "
            "whole numbers and times in the company's own time zone."
        )
    return pl.col(column).cast(wanted)
