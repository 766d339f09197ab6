"""Pictures of moods: by topic or touch point, and month by month."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.topics import Topics
from charts import intervals, theme
from words import Reader, escape_figure
from words.figures import Unit

BARS, MONTHS = 12, 36
_ROW = 34
_BANDS = {"bad": "rgba(213,94,0,0.16)", "good": "rgba(0,158,115,0.16)"}
_SIDES = (("bad", theme.BAD, -1), ("good", theme.GOOD, 1))


def mood_bars(result: Topics, reader: Reader, *, by: str = "note_topic") -> go.Figure:
    """Shares of notes in a bad mood to the left and in a good one to the right, by group.

    ``by`` is note_topic or touch_point. The thin line is the 95 % interval.
    """
    groups = result.topics if by == "note_topic" else result.touch_points
    rows = groups.drop_nulls(["bad_share", by]).head(BARS).reverse()
    if rows.is_empty():
        return theme.empty(theme.figure(height=160), reader.text("topics.chart_none"))
    chart = theme.figure(height=120 + _ROW * rows.height, legend=True)
    places = np.arange(rows.height)
    for side, colour, sign in _SIDES:
        chart.add_bar(
            x=sign * rows[f"{side}_share"].to_numpy(),
            y=places,
            orientation="h",
            name=escape_figure(reader.name(f"{side}_share")),
            marker=dict(color=colour, line=dict(width=0)),
            hovertext=[_said(reader, by, row) for row in rows.iter_rows(named=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
        for place, row in enumerate(rows.iter_rows(named=True)):
            ends = sign * np.array([row[f"{side}_share_low"], row[f"{side}_share_high"]])
            chart.add_scatter(
                x=ends,
                y=np.array([place, place]),
                mode="lines",
                line=dict(color=theme.QUIET, width=2),
                hoverinfo="skip",
                showlegend=False,
            )
    chart.update_layout(barmode="relative")
    theme.rows(chart, [reader.figure(by, name) for name in rows[by]])
    reach = [-_most(rows, "bad"), _most(rows, "good")]
    theme.scale(chart, "x", reach, Unit.SHARE, reader)
    texts = [text.lstrip("−-") for text in chart.layout.xaxis.ticktext]  # both sides are shares
    chart.update_layout(xaxis=dict(ticktext=texts, range=[1.06 * reach[0], 1.06 * reach[1]]))
    theme.title(chart, "x", reader.text("topics.chart_share"))
    return chart


def mood_lines(result: Topics, reader: Reader) -> go.Figure:
    """The shares of bad and of good notes month by month, each with its 95 % band."""
    if result.months["bad_share"].count() < 2:
        return theme.empty(theme.figure(height=160), reader.text("topics.chart_none"))
    every = pl.DataFrame({"month": theme.every_month(result.months["month"])[-MONTHS:]})
    rows = every.join(result.months, on="month", how="left", maintain_order="left")
    chart = theme.figure(height=360, legend=True)
    x = np.arange(rows.height).astype(float)
    for side, colour, _ in _SIDES:
        low, high = (rows[f"{side}_share_{end}"].to_numpy() for end in ("low", "high"))
        intervals.band(chart, x, (low, high), colour=_BANDS[side])
        chart.add_scatter(
            x=x,
            y=rows[f"{side}_share"].to_numpy(),
            mode="lines+markers",
            name=escape_figure(reader.name(f"{side}_share")),
            line=dict(color=colour, width=2.5),
            marker=dict(color=colour, size=6),
            hovertext=[_said(reader, "month", row) for row in rows.iter_rows(named=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    theme.months(chart, "x", rows["month"].to_list(), reader)
    theme.scale(chart, "y", [max(_most(rows, "bad"), _most(rows, "good"))], Unit.SHARE, reader)
    return chart


def _most(rows: pl.DataFrame, side: str) -> float:
    return float(rows[f"{side}_share_high"].max() or 0.0)  # type: ignore[arg-type]


def _said(reader: Reader, by: str, row: dict[str, Any]) -> str:
    keys = (
        *("notes", "note_customers", "bad_share", "bad_share_low", "bad_share_high"),
        *("good_share", "good_share_low", "good_share_high"),
    )
    lines = [reader.figure(by, row[by])]
    lines += [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    return "<br>".join(escape_figure(line) for line in lines)
