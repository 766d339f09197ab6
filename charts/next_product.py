"""The picture of the trial: how often each way hits with one proposal, with five, with ten."""

import numpy as np
import plotly.graph_objects as go

from analytics.next_product import AT, NextProduct
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

_ROW = 46  # pixels of a way
_COLOURS = dict(zip(AT, (theme.SKY, theme.BLUE, theme.GREY), strict=True))


def hit_points(result: NextProduct, reader: Reader) -> go.Figure:
    """A point and its 95 % interval for each way and each length of the list; best on top."""
    order = result.proof.filter(at=5).sort("hit_rate", "way", descending=[False, True])["way"]
    place = {way: float(n) for n, way in enumerate(order)}
    chart = theme.figure(height=130 + _ROW * len(place), legend=True)
    for at in AT:
        rows = result.proof.filter(at=at)
        low, high, rate = (rows[c].to_numpy() for c in ("hit_low", "hit_high", "hit_rate"))
        y = np.array([place[way] for way in rows["way"]])
        name = escape_figure(reader.text("next_product.chart_at", at=reader.count(at)))
        chart.add_scatter(
            x=np.column_stack([low, high, np.full(len(y), np.nan)]).ravel(),
            y=np.repeat(y, 3),
            mode="lines",
            line=dict(color=theme.QUIET, width=3),
            hoverinfo="skip",
            showlegend=False,
        )
        chart.add_scatter(
            x=rate,
            y=y,
            mode="markers",
            marker=dict(color=_COLOURS[at], size=13),
            name=name,
            hovertext=[
                f"{escape_figure(reader.word(way))}, {name}: {reader.share(share)}"
                for way, share in zip(rows["way"], rate.tolist(), strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    theme.scale(chart, "x", result.proof["hit_high"].to_numpy(), Unit.SHARE, reader)
    theme.title(chart, "x", reader.text("next_product.chart_x"))
    theme.rows(chart, [reader.word(way) for way in order])
    return chart
