"""The picture of what segmentations are worth: how much error each takes off, with its interval."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.segment_worth import SegmentWorth
from charts import intervals, theme
from words import Reader, escape_figure
from words.figures import Unit

_ROW = 52  # pixels of a segmentation


def worth_bars(result: SegmentWorth, reader: Reader) -> go.Figure:
    """A point and its 90 % interval for each segmentation; to the right of 0 it beats none."""
    rows = result.worth.filter(pl.col("r2").is_not_null())[::-1]
    low, high, found = (rows[c].to_numpy() for c in ("r2_low", "r2_high", "r2"))
    chart = theme.figure(height=120 + _ROW * rows.height)
    colours = [theme.GOOD if better == "yes" else theme.QUIET for better in rows["better"]]
    hover = [_hover(row, reader) for row in rows.iter_rows(named=True)]
    intervals.points(chart, (low, high), found, colours=colours, hover=hover, size=13)
    room = -0.03 * float(high.max(initial=0.0))  # so that a point at 0 is whole
    theme.scale(chart, "x", np.concatenate([low, high, [room]]), Unit.SHARE, reader)
    theme.title(chart, "x", reader.text("segment_worth.chart_r2"))
    theme.names(chart, "y", [reader.word(name) for name in rows["segmentation"]])
    chart.update_layout(yaxis=dict(range=[-0.6, rows.height - 0.4], showgrid=False))
    chart.add_vline(x=0, line=theme.RULE)
    return chart


def _hover(row: dict[str, object], reader: Reader) -> str:
    keys = ("r2", "r2_low", "r2_high", "absolute_error")
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    name = reader.word(str(row["segmentation"]))
    return "<br>".join(escape_figure(line) for line in (name, *said))
