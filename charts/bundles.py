"""The picture of bundles: what each wins from new takers and loses on those who buy all anyway."""

import numpy as np
import plotly.graph_objects as go

from analytics.bundles import Bundles
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

_ROW, _MOST = 58, 12  # pixels of a bundle, bundles drawn


def bundle_bars(result: Bundles, reader: Reader) -> go.Figure:
    """A bar to the right for what is won, to the left for what is lost; a point for the gain."""
    rows = result.bundles.head(_MOST)[::-1]
    at = np.arange(rows.height).astype(float)
    chart = theme.figure(height=150 + _ROW * max(rows.height, 1), legend=True)
    won, lost, gain = (rows[c].to_numpy() for c in ("won", "cannibalised", "gain"))
    for key, values, colour in (("won", won, theme.GOOD), ("cannibalised", -lost, theme.BAD)):
        name = escape_figure(reader.name(key))
        chart.add_bar(
            x=values,
            y=at,
            orientation="h",
            marker=dict(color=colour, line=dict(width=0)),
            name=name,
            hovertext=[f"{name}: {reader.compact_money(v)}" for v in values.tolist()],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    name = escape_figure(reader.name("gain"))
    chart.add_scatter(
        x=gain,
        y=at,
        mode="markers",
        marker=dict(color=theme.YELLOW, size=12, line=dict(color=theme.QUIET, width=1)),
        name=name,
        hovertext=[f"{name}: {reader.compact_money(v)}" for v in gain.tolist()],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    chart.update_layout(barmode="relative")
    theme.scale(chart, "x", np.concatenate([won, -lost, gain]), Unit.MONEY, reader)
    theme.title(chart, "x", reader.text("bundles.chart_x"))
    theme.rows(chart, rows["products"].to_list())
    lines = ["<br>".join(escape_figure(p) for p in name.split(" + ")) for name in rows["products"]]
    chart.update_layout(yaxis_ticktext=lines)
    chart.add_vline(x=0, line=theme.RULE)
    return chart
