"""Pictures of paths: purchases by four rules, and what came after contacts."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.paths import RULES, Paths
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

POINTS, KINDS = 10, 8
_ROW = 34


def attribution_bars(result: Paths, reader: Reader) -> go.Figure:
    """Purchases put down to each touch point by each rule; the first ones."""
    rows = result.attribution.head(POINTS)
    chart = theme.figure(height=380, legend=True)
    names = [reader.figure("touch_point", name) for name in rows["touch_point"]]
    x, width = np.arange(rows.height), 0.8 / len(RULES)
    for place, rule in enumerate(RULES):
        values = rows[rule].to_numpy()
        called = reader.name(rule)
        chart.add_bar(
            x=x + (place - (len(RULES) - 1) / 2) * width,
            y=values,
            width=width,
            name=escape_figure(called),
            marker=dict(color=theme.PALETTE[place], line=dict(width=0)),
            hovertext=[
                "<br>".join(
                    escape_figure(line)
                    for line in (name, f"{called}: {reader.figure(rule, value)}")
                )
                for name, value in zip(names, values.tolist(), strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    theme.names(chart, "x", names)
    tallest = rows.select(pl.max_horizontal(RULES)).to_series()
    theme.scale(chart, "y", tallest.to_list(), Unit.COUNT, reader)
    theme.title(chart, "y", reader.name("purchases"))
    chart.update_layout(barmode="overlay")
    return chart


def after_points(result: Paths, reader: Reader) -> go.Figure:
    """The share of customers lost after each kind of contact and end, with 95 % intervals."""
    rows = result.after.filter(pl.col("lost_share").is_not_null()).head(KINDS).reverse()
    chart = theme.figure(height=110 + _ROW * max(rows.height, 1))
    if rows.is_empty():
        return theme.empty(chart, reader.text("paths.chart_none"))
    places = np.arange(rows.height)
    gap = [np.nan] * rows.height
    ends = [rows[f"lost_share_{end}"].to_list() for end in ("low", "high")]
    chart.add_scatter(
        x=np.array([v for three in zip(*ends, gap, strict=True) for v in three]),
        y=np.repeat(places, 3).astype(float),
        mode="lines",
        line=dict(color=theme.SKY, width=4),
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=rows["lost_share"].to_numpy(),
        y=places,
        mode="markers",
        marker=dict(color=theme.MAIN, size=10),
        hovertext=[_said(row, reader) for row in rows.iter_rows(named=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.rows(chart, [_named(row, reader) for row in rows.iter_rows(named=True)])
    theme.scale(chart, "x", ends[1], Unit.SHARE, reader)
    theme.title(chart, "x", reader.name("lost_share"))
    return chart


def _named(row: dict[str, Any], reader: Reader) -> str:
    kind = reader.figure("contact_kind", row["contact_kind"])
    return f"{kind} · {reader.word(str(row['contact_end'])).lower()}"


def _said(row: dict[str, Any], reader: Reader) -> str:
    keys = ("lost_share", "lost_share_low", "lost_share_high", "lost_of", "bought_share")
    lines = [_named(row, reader), *(f"{reader.name(k)}: {reader.figure(k, row[k])}" for k in keys)]
    return "<br>".join(escape_figure(line) for line in lines)
