"""Pictures of the proof: the forecast and what came, by month, by decile, by orders before."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.backtest import Backtest
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

_ROW = 40  # pixels of a rival


def tracking_lines(result: Backtest, reader: Reader, measure: str = "orders") -> go.Figure:
    """Forecast and actual of each month after the cut; ``measure`` is "orders" or "margin"."""
    unit = Unit.COUNT if measure == "orders" else Unit.MONEY
    chart, rows = theme.figure(height=340, legend=True), result.months
    x = rows["month_ahead"].to_numpy()
    heights = []
    for kind, colour, dash in (("forecast", theme.MAIN, "solid"), ("actual", theme.QUIET, "dot")):
        key = f"{measure}_{kind}"
        y = rows[key].to_numpy()
        heights.append(y)
        chart.add_scatter(
            x=x,
            y=y,
            mode="lines+markers",
            line=dict(color=colour, width=3, dash=dash),
            marker=dict(size=7),
            name=escape_figure(reader.name(key)),
            hovertext=_said(key, y, reader),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    ticks = dict(
        tickmode="array", tickvals=x, ticktext=[escape_figure(reader.count(m)) for m in x.tolist()]
    )
    chart.update_layout(xaxis=ticks)
    theme.title(chart, "x", reader.text("backtest.chart_months"))
    theme.scale(chart, "y", np.concatenate(heights), unit, reader, room=0.08)
    return chart


def decile_bars(result: Backtest, reader: Reader) -> go.Figure:
    """Margin forecast and actual of each tenth of the customers, the best forecast first."""
    names = [reader.count(row) for row in result.deciles["decile"]]
    keys = ("margin_forecast", "margin_actual")
    chart = _pairs(result.deciles, keys, names, Unit.MONEY, reader)
    theme.title(chart, "x", reader.text("backtest.chart_deciles"))
    return chart


def bin_bars(result: Backtest, reader: Reader) -> go.Figure:
    """Mean orders forecast and actual, by how many orders customers had made before the cut."""
    last = result.bins["orders_before"].max()
    names = [
        reader.text("backtest.chart_or_more", orders=reader.count(n))
        if n == last and n == 6
        else reader.count(n)
        for n in result.bins["orders_before"]
    ]
    chart = _pairs(result.bins, ("mean_forecast", "mean_actual"), names, Unit.NUMBER, reader)
    theme.title(chart, "x", reader.text("backtest.chart_bins"))
    return chart


def rival_bars(result: Backtest, reader: Reader) -> go.Figure:
    """How far each forecast missed a customer's margin on average; the shortest bar is best."""
    rows = result.rivals[::-1]
    chart = theme.figure(height=110 + _ROW * rows.height)
    own = result.fit.model
    chart.add_bar(
        x=rows["margin_miss"].to_numpy(),
        y=np.arange(rows.height),
        orientation="h",
        marker=dict(
            color=[theme.MAIN if name == own else theme.QUIET for name in rows["rival"]],
            line=dict(width=0),
        ),
        hovertext=[_hover(row, reader) for row in rows.iter_rows(named=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.scale(chart, "x", rows["margin_miss"].to_numpy(), Unit.MONEY, reader)
    theme.title(chart, "x", reader.name("margin_miss"))
    theme.rows(chart, [reader.word(name) for name in rows["rival"]])
    return chart


def _pairs(
    rows: pl.DataFrame, keys: Sequence[str], names: Sequence[str], unit: Unit, reader: Reader
) -> go.Figure:
    """Two bars beside each other in each place: the forecast and what came."""
    chart = theme.figure(height=340, legend=True)
    for key, colour in zip(keys, (theme.MAIN, theme.QUIET), strict=True):
        y = rows[key].to_numpy()
        chart.add_bar(
            x=np.arange(rows.height),
            y=y,
            marker=dict(color=colour, line=dict(width=0)),
            name=escape_figure(reader.name(key)),
            hovertext=_said(key, y, reader),
            hovertemplate="%{hovertext}<extra></extra>",
        )
    chart.update_layout(barmode="group")
    theme.names(chart, "x", names)
    theme.scale(chart, "y", np.concatenate([rows[key].to_numpy() for key in keys]), unit, reader)
    return chart


def _said(key: str, values: theme.Numbers, reader: Reader) -> list[str]:
    written = (reader.figure(key, value, compact=True) for value in values.tolist())
    return [escape_figure(f"{reader.name(key)}: {text}") for text in written]


def _hover(row: dict[str, object], reader: Reader) -> str:
    keys = ("margin_miss", "margin_error", "orders_error")
    said = [f"{reader.name(key)}: {reader.figure(key, row[key], compact=True)}" for key in keys]
    name = reader.word(str(row["rival"]))
    return "<br>".join(escape_figure(line) for line in (name, *said))
