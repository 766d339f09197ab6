"""Pictures of the pipeline: who wins how often, and forecasts beside what came."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.pipeline import Pipeline
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

MOST = 20
_ROW = 28


def rate_dots(result: Pipeline, reader: Reader) -> go.Figure:
    """Each group's win rate with its interval, the best on top; the common rate as a line."""
    rows = result.groups.filter(pl.col("win_rate").is_not_null()).head(MOST).reverse()
    chart = theme.figure(height=110 + _ROW * max(rows.height, 1))
    if rows.is_empty():
        return theme.empty(chart, reader.text("pipeline.chart_none"))
    share = rows["win_rate"].to_numpy()
    low, high = (rows[f"win_rate_{end}"].to_numpy() for end in ("low", "high"))
    colours = {"better": theme.GOOD, "worse": theme.BAD}
    keys = ("win_rate", "win_rate_low", "win_rate_high", "deals_won", "deals_lost")
    chart.add_scatter(
        x=share,
        y=np.arange(rows.height),
        mode="markers",
        marker=dict(size=10, color=[colours.get(s, theme.MAIN) for s in rows["stands_out"]]),
        error_x=dict(
            array=high - share, arrayminus=share - low, thickness=1.5, width=0, color=theme.GREY
        ),
        hovertext=[_hover(row, keys, reader) for row in rows.iter_rows(named=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.rows(chart, [_named(name, reader) for name in rows["group"]])
    theme.scale(chart, "x", [0.0, *high.tolist()], Unit.SHARE, reader)
    theme.title(chart, "x", reader.name("win_rate"))
    usual = result.whole["win_rate"]
    if isinstance(usual, float):
        theme.rule(chart, "x", usual, reader.text("pipeline.chart_usual"))
    return chart


def forecast_bars(result: Pipeline, reader: Reader) -> go.Figure:
    """Forecasts of the past with their intervals beside what came, and the forecast from now."""
    rows, made = result.proof, result.forecast
    chart = theme.figure(height=360, legend=True)
    if rows.is_empty():
        return theme.empty(chart, reader.text("pipeline.chart_no_proof"))
    shown = made is not None and result.light != "red"
    names = [reader.date(day) for day in rows["made_on"]]
    values = [rows[f"deal_{end}"].to_list() for end in ("forecast", "low", "high")]
    if made is not None and shown:
        names.append(reader.text("pipeline.chart_now"))
        for column, value in zip(values, (made.value, made.low, made.high), strict=True):
            column.append(value)
    expected, least, most = (np.array(column) for column in values)
    keys = ("deal_forecast", "deal_low", "deal_high")
    hovers = [
        _lines(name, dict(zip(keys, row, strict=True)), reader)
        for name, row in zip(names, zip(expected, least, most, strict=True), strict=True)
    ]
    actual = rows["deal_actual"].to_numpy()
    chart.add_bar(
        x=np.arange(rows.height),
        y=actual,
        name=escape_figure(reader.name("deal_actual")),
        marker=dict(color=theme.GREY, line=dict(width=0)),
        hovertext=[
            escape_figure(f"{reader.name('deal_actual')}: {reader.figure('deal_actual', v)}")
            for v in actual.tolist()
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    chart.add_scatter(
        x=np.arange(len(names)),
        y=expected,
        mode="markers",
        name=escape_figure(reader.name("deal_forecast")),
        marker=dict(size=10, color=theme.MAIN),
        error_y=dict(
            array=most - expected,
            arrayminus=expected - least,
            thickness=1.5,
            width=5,
            color=theme.ORANGE,
        ),
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.names(chart, "x", names)
    theme.scale(chart, "y", [0.0, *most.tolist(), *actual.tolist()], Unit.MONEY, reader)
    theme.title(chart, "x", reader.name("made_on"))
    return chart


def _named(name: str | None, reader: Reader) -> str:
    return reader.text("app.not_stated") if name is None else name


def _hover(row: dict[str, object], keys: tuple[str, ...], reader: Reader) -> str:
    name = _named(row["group"] if isinstance(row["group"], str) else None, reader)
    return _lines(name, {key: row[key] for key in keys}, reader)


def _lines(head: str, values: Mapping[str, object], reader: Reader) -> str:
    said = [f"{reader.name(key)}: {reader.figure(key, value)}" for key, value in values.items()]
    return "<br>".join(escape_figure(line) for line in (head, *said))
