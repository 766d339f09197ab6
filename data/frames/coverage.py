"""How far every column of every table is filled, and the days a table covers."""

from datetime import date

import narwhals as nw
import polars as pl

from analytics.frames import COVERAGE
from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import EPOCH_ORDINAL
from data.tables import TABLES, Table, day_columns

_DECLARED = frozenset(
    {
        *("name", "email", "phone", "address", "city", "home_region", "country", "referred_by"),
        *("consent_email", "consent_phone", "consent_chat", "consent_post"),
        *("objects_to_profiling", "satisfaction"),
    }
)
"""What only the customer can tell; the rest is recorded of what was done."""
_ORIGINS = ("observed", "declared", "modelled")  # as `traits.origin` says them


def coverage(facts: Facts) -> pl.DataFrame:
    """The frame COVERAGE: every column of the eleven tables; traits by where they come from."""
    rows = [
        {
            "table_name": table.name,
            "column_name": column,
            "origin": origin,
            "rows": counts.get("rows", 0),
            "rows_filled": counts.get(key, 0),
        }
        for table in TABLES.values()
        for counts in (_counts(facts, table),)
        for column in table.columns
        for origin, key in _origins(table, column)
    ]
    return pl.DataFrame(rows, schema=dict(COVERAGE.columns))


def days(facts: Facts) -> pl.DataFrame:
    """table_name, first_day, last_day, by the first time or date of a table."""
    rows = []
    for table in TABLES.values():
        names = list(day_columns(table).values())
        if not facts.has(table.name) or not names:
            continue
        day = nw.col(names[0])
        found = collect(facts.table(table.name).select(first=day.min(), last=day.max())).row(0)
        if found[0] is not None:
            first, last = (date.fromordinal(number + EPOCH_ORDINAL) for number in found)
            rows.append({"table_name": table.name, "first_day": first, "last_day": last})
    kinds = {"table_name": pl.String(), "first_day": pl.Date(), "last_day": pl.Date()}
    return pl.DataFrame(rows, schema=kinds)


def _origins(table: Table, column: str) -> list[tuple[str, str]]:
    """Each origin of a column, with the name of its count."""
    if (table.name, column) == ("traits", "value"):
        return [(origin, f"value:{origin}") for origin in _ORIGINS]
    return [("declared" if column in _DECLARED else "observed", column)]


def _counts(facts: Facts, table: Table) -> dict[str, int]:
    """Rows of a table, and how many each column fills; nothing where there are none."""
    if not facts.has(table.name):
        return {}
    rows = facts.whole(table.name)
    counts = [_count(~nw.col(column).is_null()).alias(column) for column in table.columns]
    if table.name == "traits":
        value = ~nw.col("value").is_null()
        said = nw.col("origin")
        named = said.is_in(list(_ORIGINS[1:]))
        counts += [
            _count(value & (~named | said.is_null())).alias("value:observed"),
            *[_count(value & (said == origin)).alias(f"value:{origin}") for origin in _ORIGINS[1:]],
        ]
    found = collect(rows.select(nw.len().cast(nw.Int64).alias("rows"), *counts))
    return {name: int(value or 0) for name, value in found.row(0, named=True).items()}


def _count(condition: nw.Expr) -> nw.Expr:
    return condition.fill_null(value=False).cast(nw.Int64).sum()
