"""Pictures of uplift: the Qini curve beside the lot, and what each group's two arms tell."""

import numpy as np
import plotly.graph_objects as go

from analytics.uplift import LOST, PERSUADABLE, SLEEPING, SURE, UNKNOWN, Uplift
from charts import intervals, theme
from words import Reader, escape_figure
from words.figures import Unit

_ROW = 46  # pixels of a group
_COLOURS = {
    PERSUADABLE: theme.GOOD,
    SLEEPING: theme.BAD,
    SURE: theme.BLUE,
    LOST: theme.ORANGE,
    UNKNOWN: theme.QUIET,
}


def qini_curve(result: Uplift, reader: Reader) -> go.Figure:
    """Orders won among the best-ranked so many, with its 95 % band, and the line of the lot."""
    chart, found = theme.figure(height=420, legend=True), result.qini
    intervals.band(chart, found.grid, (found.low, found.high))
    kept = theme.thin(found.depth, found.value, 600)
    depth, value = found.depth[kept], found.value[kept]
    chart.add_scatter(
        x=depth,
        y=value,
        mode="lines",
        name=escape_figure(reader.word(result.method)),
        line=dict(color=theme.MAIN, width=3),
        hovertext=[
            escape_figure(f"{reader.share(x)} · {reader.name('won_responses')}: {reader.number(y)}")
            for x, y in zip(depth, value, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    chart.add_scatter(
        x=np.array([0.0, 1.0]),
        y=np.array([0.0, found.total]),
        mode="lines",
        name=escape_figure(reader.text("uplift.chart_lot")),
        line=dict(color=theme.QUIET, width=1, dash="dot"),
        hoverinfo="skip",
    )
    theme.scale(chart, "x", [0.0, 1.0], Unit.SHARE, reader)
    theme.scale(chart, "y", np.concatenate([found.low, found.high, value]), Unit.NUMBER, reader)
    theme.title(chart, "x", reader.text("uplift.chart_depth"))
    theme.title(chart, "y", reader.name("won_responses"))
    return chart


def group_points(result: Uplift, reader: Reader) -> go.Figure:
    """Uplift of each group with its interval; green, red or grey by what it may be called."""
    rows = result.groups.reverse()
    chart = theme.figure(height=110 + _ROW * rows.height)
    keys = ("members", "control_members", "response_rate", "control_rate", *_ENDS)
    for place, row in enumerate(rows.iter_rows(named=True)):
        if row["uplift"] is None:
            continue
        colour = _COLOURS[row["uplift_group"]]
        said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
        hover = "<br>".join(escape_figure(line) for line in said)
        span = row["uplift_low"], row["uplift_high"]
        intervals.point(chart, place, span, row["uplift"], colour=colour, hover=hover)
    names = [
        f"{row['group_no']} · {reader.word(row['uplift_group'])}"
        for row in rows.iter_rows(named=True)
    ]
    ends = rows.select(_ENDS).fill_null(0.0).to_numpy().ravel()
    theme.rows(chart, names)
    theme.scale(chart, "x", ends, Unit.SHARE, reader)
    low, high = float(ends.min(initial=0.0)), float(ends.max(initial=0.0))
    room = 0.06 * (high - low or 1.0)
    chart.update_layout(xaxis=dict(range=[low - room, high + room]))
    theme.rule(chart, "x", 0.0)
    theme.title(chart, "x", reader.name("uplift"))
    return chart


_ENDS = ("uplift", "uplift_low", "uplift_high")
