"""How many columns of each table are full, filled in part, or blank."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.data import Coverage
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

_BAR = 34
_FULL = 0.999  # one blank in a thousand is still a full column
_PARTS = (("full", theme.MAIN), ("in_part", theme.SKY), ("blank", theme.GRID))


def column_bars(result: Coverage, reader: Reader) -> go.Figure:
    """A bar for each table that is there: its columns by how well they are filled."""
    columns = result.columns.filter(pl.col("rows") > 0)
    filled = columns.group_by("table_name", "column_name", maintain_order=True).agg(
        share=pl.col("rows_filled").sum() / pl.col("rows").max()
    )
    names = filled["table_name"].unique(maintain_order=True).to_list()[::-1]
    chart = theme.figure(height=110 + _BAR * max(len(names), 1), legend=True)
    for part, colour in _PARTS:
        found = filled.filter(_part(part))
        by_table = {name: found.filter(table_name=name)["column_name"].to_list() for name in names}
        chart.add_bar(
            x=np.array([len(by_table[name]) for name in names], dtype=float),
            y=np.arange(len(names)),
            orientation="h",
            marker=dict(color=colour),
            name=escape_figure(reader.text(f"data.{part}")),
            hovertext=[_told(reader, name, part, by_table[name]) for name in names],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    most = filled.group_by("table_name").len()["len"].max() or 0
    theme.scale(chart, "x", [float(most)], Unit.COUNT, reader)  # type: ignore[arg-type]
    theme.title(chart, "x", reader.name("columns"))
    theme.names(chart, "y", [reader.text(f"data_tables.{name}") for name in names])
    chart.update_layout(barmode="stack", legend_traceorder="normal", yaxis=dict(showgrid=False))
    return chart


def _part(part: str) -> pl.Expr:
    share = pl.col("share")
    if part == "full":
        return share >= _FULL
    return (share == 0) if part == "blank" else (share > 0) & (share < _FULL)


def _told(reader: Reader, table: str, part: str, columns: list[str]) -> str:
    """The table, the state, and the columns in it."""
    said = ", ".join(reader.text(f"fields.{column}") for column in columns)
    lines = [reader.text(f"data_tables.{table}"), f"{reader.text(f'data.{part}')}: {said or '–'}"]
    return "<br>".join(escape_figure(line) for line in lines)
