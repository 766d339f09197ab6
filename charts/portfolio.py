"""The picture of portfolios: margin of the last time, and how many customers came again."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.portfolio import Portfolio
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

MOST = 15
_ROW = 32


def margin_bars(result: Portfolio, reader: Reader) -> go.Figure:
    """Margin of each portfolio in the last time, and in the time before as a mark."""
    rows = _first(result)
    chart = theme.figure(height=120 + _ROW * max(rows.height, 1), legend=True)
    now, before = rows["margin"].to_numpy(), rows["margin_before"].to_numpy()
    places = np.arange(rows.height)
    hovers = _hovers(rows, ("margin", "margin_before", "revenue", "customers"), reader)
    chart.add_bar(
        x=now,
        y=places,
        orientation="h",
        name=escape_figure(reader.name("margin")),
        marker=dict(color=theme.MAIN, line=dict(width=0)),
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    chart.add_scatter(
        x=before,
        y=places,
        mode="markers",
        name=escape_figure(reader.name("margin_before")),
        marker=dict(symbol="diamond", size=9, color=theme.ORANGE),
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.rows(chart, [str(name) for name in rows["holder"]])
    theme.scale(chart, "x", [0.0, *now.tolist(), *before.tolist()], Unit.MONEY, reader)
    return chart


def retention_dots(result: Portfolio, reader: Reader) -> go.Figure:
    """How many of each portfolio came again, with interval, and how many were expected to."""
    rows = _first(result).filter(pl.col("retention").is_not_null())
    chart = theme.figure(height=120 + _ROW * max(rows.height, 1), legend=True)
    if rows.is_empty():
        return theme.empty(chart, reader.text("portfolio.chart_none"))
    places = np.arange(rows.height)
    share = rows["retention"].to_numpy()
    low, high = (rows[f"retention_{end}"].to_numpy() for end in ("low", "high"))
    keys = ("retention", "retention_low", "retention_high", "expected_retention", "were_active")
    hovers = _hovers(rows, keys, reader)
    colours = {"better": theme.GOOD, "worse": theme.BAD}
    chart.add_scatter(
        x=share,
        y=places,
        mode="markers",
        name=escape_figure(reader.name("retention")),
        marker=dict(size=10, color=[colours.get(s, theme.MAIN) for s in rows["stands_out"]]),
        error_x=dict(
            array=high - share, arrayminus=share - low, thickness=1.5, width=0, color=theme.GREY
        ),
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    chart.add_scatter(
        x=rows["expected_retention"].to_numpy(),
        y=places,
        mode="markers",
        name=escape_figure(reader.name("expected_retention")),
        marker=dict(symbol="diamond", size=9, color=theme.ORANGE),
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.rows(chart, [str(name) for name in rows["holder"]])
    theme.scale(chart, "x", [*low.tolist(), *high.tolist()], Unit.SHARE, reader)
    return chart


def _first(result: Portfolio) -> pl.DataFrame:
    return result.holders.filter(pl.col("holder").is_not_null()).head(MOST).reverse()


def _hovers(rows: pl.DataFrame, keys: tuple[str, ...], reader: Reader) -> list[str]:
    found = []
    for row in rows.iter_rows(named=True):
        said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
        found.append("<br>".join(escape_figure(line) for line in (str(row["holder"]), *said)))
    return found
