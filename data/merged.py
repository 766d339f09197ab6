"""Tables read with merged records as one: on any engine, in Narwhals.

`customer_id` becomes the number that was kept. Where a table has one row for each customer, the
kept record's values win and its blanks are filled from the others, in the order of their numbers.
A consent that one record gives and another refuses is refused; an objection counts whoever made
it; whoever a campaign reached under any number was reached.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from data.tables import Table

SCHEMA: Mapping[str, pl.DataType] = {
    "customer_id": pl.String(),
    "kept_id": pl.String(),
    "place": pl.Int64(),
}
"""One row for each record of a merge, the kept one at place 0."""

Lazy = nw.LazyFrame[Any]


@dataclass(frozen=True)
class Merged:
    """A Parquet file of :data:`SCHEMA`; ``most`` is the highest place in it."""

    file: Path
    most: int


def apply(rows: Lazy, table: Table, merged: Merged, scan: Callable[[Path], Any]) -> Lazy:
    """``rows`` of ``table`` as they read with the merges; a table without customers as it is.

    ``rows`` may have fewer columns than the table, but its whole key.
    """
    if "customer_id" not in table.columns:
        return rows
    numbers = nw.from_native(scan(merged.file))
    columns = rows.collect_schema().names()
    if "customer_id" not in table.key or table.name == "order_lines":
        return _renamed(rows, "customer_id", numbers).select(columns)
    blended = _blended(rows, table, merged, numbers)
    if "referred_by" in columns:
        blended = _renamed(blended, "referred_by", numbers)
    return blended.select(columns)


def _renamed(rows: Lazy, column: str, numbers: Lazy) -> Lazy:
    """``column`` with the numbers that were kept."""
    others = numbers.filter(nw.col("place") > 0).select(
        kept_id=nw.col("kept_id"), merged_id=nw.col("customer_id")
    )
    found = rows.join(others, left_on=column, right_on="merged_id", how="left")
    return found.with_columns(nw.coalesce(nw.col("kept_id"), nw.col(column)).alias(column)).drop(
        "kept_id"
    )


def _blended(rows: Lazy, table: Table, merged: Merged, numbers: Lazy) -> Lazy:
    """Rows of untouched customers, and one row for each key of those who were merged."""
    columns = rows.collect_schema().names()
    touched = rows.join(numbers, on="customer_id", how="inner")
    touched = touched.drop("customer_id").rename({"kept_id": "customer_id"})
    key = list(table.key)
    result = touched.select(key).unique(subset=key)
    values = [c for c in columns if c not in key]
    for place in range(merged.most + 1):
        own = touched.filter(nw.col("place") == place).select(
            *[nw.col(c) for c in key], *[nw.col(c).alias(f"{c}:{place}") for c in values]
        )
        result = result.join(own, on=key, how="left")
    places = range(merged.most + 1)
    result = result.select(
        *[nw.col(c) for c in key],
        *[_value(c, [nw.col(f"{c}:{p}") for p in places]).alias(c) for c in values],
    )
    untouched = rows.join(numbers.select("customer_id"), on="customer_id", how="anti")
    return nw.concat([untouched.select(columns), result.select(columns)])


def _value(column: str, said: list[nw.Expr]) -> nw.Expr:
    """What the records say together, the kept one first."""
    first = nw.coalesce(*said) if len(said) > 1 else said[0]
    if column.startswith("consent_") and column not in ("consent_recorded_at", "consent_source"):
        if column == "consent_recorded_day":
            return first
        refused = nw.any_horizontal(*[~one for one in said], ignore_nulls=True)
        return nw.when(refused).then(nw.lit(value=False)).otherwise(first)
    if column == "objects_to_profiling":
        objects = nw.any_horizontal(*said, ignore_nulls=True)
        return nw.when(objects).then(nw.lit(value=True)).otherwise(first)
    if column == "arm":
        reached = [nw.when(one != "control").then(one) for one in said]
        return nw.coalesce(*reached, first)
    return first


def kept_numbers(merged: Merged | None) -> pl.DataFrame:
    """customer_id of records that are read under another number, and that number, kept_id."""
    if merged is None:
        return pl.DataFrame(schema={"customer_id": pl.String, "kept_id": pl.String})
    numbers = pl.read_parquet(merged.file)
    return numbers.filter(pl.col("place") > 0).select("customer_id", "kept_id")
