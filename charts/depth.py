"""The picture of depth: profit of contacting the best-ranked so many, with its band."""

import numpy as np
import plotly.graph_objects as go

from analytics.depth import Depth
from charts import intervals, theme
from words import Reader, escape_figure
from words.figures import Unit

_RIGHT = 0.7  # depth


def profit_by_depth(result: Depth, reader: Reader) -> go.Figure:
    """Profit at each depth with its 95 % band; the best depth, and where it may lie, in green."""
    chart, rows = theme.figure(height=420), result.depths
    depth = rows["depth"].to_numpy()
    low, high = rows["profit_low"].to_numpy(), rows["profit_high"].to_numpy()
    intervals.band(chart, depth, (low, high))
    chart.add_scatter(
        x=depth,
        y=rows["profit"].to_numpy(),
        mode="lines+markers",
        line=dict(color=theme.MAIN, width=3),
        marker=dict(size=6),
        hovertext=[_hover(row, reader) for row in rows.iter_rows(named=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    spread = float(np.concatenate([high, low]).max() - np.concatenate([high, low]).min()) or 1.0
    floor = min(float(low.min()), 0.0) - 0.03 * spread
    if result.best is not None:
        chart.add_scatter(
            x=np.array([result.best.low, result.best.high]),
            y=np.array([floor, floor]),
            mode="lines",
            line=dict(color=theme.GOOD, width=7),
            hovertext=[_best(result, reader)] * 2,
            hovertemplate="%{hovertext}<extra></extra>",
        )
        best = reader.figure("best_depth", result.best.value)
        theme.rule(chart, "x", result.best.value)
        right = result.best.value > _RIGHT  # words there would leave the picture
        chart.add_annotation(
            text=escape_figure(f"{reader.name('best_depth')}: {best}"),
            x=result.best.value,
            y=1,
            yref="paper",
            xanchor="right" if right else "left",
            yanchor="top",
            xshift=-4 if right else 4,
            showarrow=False,
            font=dict(size=12),
        )
    theme.scale(chart, "x", [0.0, 1.0], Unit.SHARE, reader)
    theme.scale(chart, "y", np.concatenate([low, high, [floor]]), Unit.MONEY, reader)
    theme.rule(chart, "y", 0.0)
    theme.title(chart, "x", reader.text("depth.chart_depth"))
    theme.title(chart, "y", reader.word(str(result.summary()["profit_kind"])))
    return chart


def _hover(row: dict[str, object], reader: Reader) -> str:
    keys = ("depth", "contacted", "profit", "profit_low", "profit_high", "margin", "spent")
    return "<br>".join(
        escape_figure(f"{reader.name(key)}: {reader.figure(key, row[key], compact=True)}")
        for key in keys
    )


def _best(result: Depth, reader: Reader) -> str:
    told = result.summary()
    low, high = (reader.figure(f"best_depth_{end}", told[f"best_depth_{end}"]) for end in _ENDS)
    return escape_figure(f"{reader.name('best_depth')}: {low}–{high}")


_ENDS = ("low", "high")
