"""The picture of price ladders: how far customers of each group rise, with its interval."""

import numpy as np
import plotly.graph_objects as go

from analytics.upsell import Upsell
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

_ROW, _MOST = 34, 15  # pixels of a group, groups drawn


def rise_points(result: Upsell, reader: Reader) -> go.Figure:
    """A point and its 95 % interval for each group, the surest climb on top; green: it climbs."""
    rows = result.ladders.head(_MOST)[::-1]
    low, high, rise = (rows[c].to_numpy() for c in ("rise_low", "rise_high", "rise"))
    at = np.arange(rows.height).astype(float)
    chart = theme.figure(height=130 + _ROW * rows.height)
    chart.add_scatter(
        x=np.column_stack([low, high, np.full(len(at), np.nan)]).ravel(),
        y=np.repeat(at, 3),
        mode="lines",
        line=dict(color=theme.QUIET, width=3),
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=rise,
        y=at,
        mode="markers",
        marker=dict(
            color=[theme.GOOD if climbs == "yes" else theme.QUIET for climbs in rows["climbs"]],
            size=13,
        ),
        hovertext=[_hover(row, reader) for row in rows.iter_rows(named=True)],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.scale(chart, "x", np.concatenate([low, high]), Unit.NUMBER, reader)
    theme.title(chart, "x", reader.text("upsell.chart_x"))
    theme.rows(chart, rows["group"].to_list())
    chart.add_vline(x=0, line=theme.RULE)
    return chart


def _hover(row: dict[str, object], reader: Reader) -> str:
    keys = ("rise", "rise_low", "rise_high", "moved_up", "moved_down")
    said = [f"{reader.name(key)}: {reader.figure(key, row[key])}" for key in keys]
    return "<br>".join(escape_figure(line) for line in (str(row["group"]), *said))
