"""What the data themselves are like: how far they are filled, and what the checks counted."""

import polars as pl

from analytics.frames.contract import COUNT, MONEY, Frame

QUALITY_CHECKS = Frame(
    "quality_checks",
    key=("check",),
    columns={
        "check": pl.String(),
        "rows_hit": COUNT,
        "rows_of": COUNT,  # rows that could have been hit
        "revenue": MONEY,  # of the rows hit
        "revenue_of": MONEY,
    },
    may_be_blank=frozenset({"revenue", "revenue_of"}),
)
"""What each check of the data counted; a check whose table is missing has no row."""

COVERAGE = Frame(
    name="coverage",
    key=("table_name", "column_name", "origin"),
    columns={
        "table_name": pl.String(),
        "column_name": pl.String(),
        "origin": pl.Enum(["observed", "declared", "modelled"]),
        "rows": pl.Int64(),  # of the table
        "rows_filled": pl.Int64(),  # in which the column has a value
    },
)
"""How far every column of every table is filled, by where its values come from."""
