"""The picture of groups: which products, channels, regions, ... make our profit?"""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.profit_groups import Groups
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

GROUPS = 12  # bars shown, beside those that lose
_BAR = 26  # pixels a bar takes


def groups_bars(result: Groups, reader: Reader, *, most: int = GROUPS) -> go.Figure:
    """One bar for each of the best groups and of the worst that lose.

    What is no group of that name stands beneath, in figures without a bar: all others together,
    what is not stated, and what no group caused. Any of them may be many times the largest group,
    and would make the groups too short to tell apart.
    """
    top = result.top(most)
    is_group = pl.col("group").is_not_null()
    bars, beneath = top.filter(is_group)[::-1], top.filter(~is_group)[::-1]
    chart = theme.figure(height=90 + _BAR * top.height)
    values = bars[result.basis].to_numpy()
    places = np.arange(bars.height) + beneath.height
    names = [str(group) for group in bars["group"]]
    figures = [escape_figure(reader.compact_money(value)) for value in values.tolist()]
    chart.add_bar(
        x=values,
        y=places,
        orientation="h",
        marker=dict(color=[theme.BAD if value < 0 else theme.MAIN for value in values.tolist()]),
        hovertext=[
            f"{escape_figure(name)}<br>{escape_figure(reader.figure(result.basis, value))}"
            for name, value in zip(names, values.tolist(), strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        text=figures,
        textposition="outside",
        cliponaxis=False,
        name=escape_figure(reader.name(result.basis)),
    )
    theme.scale(chart, "x", values, Unit.MONEY, reader, room=0.14)
    theme.title(chart, "x", reader.name(result.basis))
    others = _beneath(chart, beneath, result.basis, reader)
    theme.rows(chart, [*others, *names])
    return chart


def _beneath(chart: go.Figure, beneath: pl.DataFrame, basis: str, reader: Reader) -> list[str]:
    """Write the lines without a bar; gives their names, from the bottom up."""
    if beneath.is_empty():
        return []
    chart.add_scatter(
        x=np.zeros(beneath.height),
        y=np.arange(beneath.height),
        mode="text",
        text=[f"\u2002{escape_figure(reader.compact_money(value))}" for value in beneath[basis]],
        textposition="middle right",
        textfont=dict(size=12),
        hoverinfo="skip",
        showlegend=False,
    )
    chart.add_hline(y=beneath.height - 0.5, line=theme.RULE)
    return [
        reader.text("app.not_stated" if kind == "group" else f"profit.chart_{kind}").capitalize()
        for kind in beneath["kind"]
    ]
