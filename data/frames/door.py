"""The door of analytics: lazy facts become small Polars frames, and exact money becomes Float64."""

from typing import Any

import narwhals as nw
import polars as pl

from analytics.frames import Frame


def collect(frame: "nw.LazyFrame[Any]") -> pl.DataFrame:
    """Run the query on its engine and bring the rows over as Polars, money still exact."""
    native = frame.to_native()
    if isinstance(native, pl.LazyFrame):
        return native.collect(engine="streaming")
    rows: pl.DataFrame = frame.collect("polars").to_native()
    return rows


def at_the_door(frame: pl.DataFrame, contract: Frame) -> pl.DataFrame:
    """``frame`` in the types of ``contract``; a number that is not there is 0."""
    columns = []
    for name, kind in contract.columns.items():
        column = pl.col(name) if name in frame.columns else pl.lit(None).alias(name)
        column = column.cast(kind)
        columns.append(column.fill_null(0) if kind.is_numeric() else column)
    return frame.select(columns)
