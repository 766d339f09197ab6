"""The picture of winning against keeping: one bar a side, cost by cost."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.keeping import SIDES, Keeping
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit


def cost_bars(result: Keeping, reader: Reader) -> go.Figure:
    """What a customer won, and a customer kept, cost in the period."""
    chart = theme.figure(height=210, legend=True)
    costs = result.costs["cost"].unique(maintain_order=True).to_list()
    colours = theme.colours(costs)
    sides = SIDES[::-1]
    totals = np.zeros(len(sides))
    for cost in costs:
        found = result.costs.filter(pl.col("cost") == cost)
        each = dict(found.select("side", "per_customer").iter_rows())
        values = np.array([each.get(side) or 0.0 for side in sides])
        totals += values
        name = escape_figure(reader.name(cost))
        money = [escape_figure(reader.figure("per_customer", value)) for value in values.tolist()]
        chart.add_bar(
            x=values,
            y=np.arange(len(sides)),
            orientation="h",
            marker=dict(color=colours[cost], line=dict(width=0)),
            name=name,
            hovertext=[f"{name}: {value}" for value in money],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    chart.update_layout(barmode="relative")
    theme.rows(chart, [reader.word(side) for side in sides])
    theme.scale(chart, "x", totals, Unit.MONEY, reader)
    theme.title(chart, "x", reader.name("per_customer"))
    return chart
