"""Picture of the duplicates: how many groups each reason made."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.duplicate_pairs import REASON
from analytics.duplicates import Duplicates
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

_BAR = 34  # pixels a bar takes


def reason_bars(result: Duplicates, reader: Reader) -> go.Figure:
    """One bar for each reason, the surest on top: groups held together by it."""
    reasons = REASON.categories.to_list()[::-1]
    counted = dict(result.groups.group_by(pl.col("reason").cast(pl.String)).len().iter_rows())
    groups = np.array([counted.get(reason, 0) for reason in reasons], dtype=float)
    chart = theme.figure(height=80 + _BAR * len(reasons))
    chart.add_bar(
        x=groups,
        y=np.arange(len(reasons)),
        orientation="h",
        marker=dict(color=theme.MAIN),
        hovertext=[
            f"{escape_figure(reader.word(reason))}<br>{reader.count(int(n))}"
            for reason, n in zip(reasons, groups, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        name=escape_figure(reader.name("groups")),
    )
    theme.scale(chart, "x", groups, Unit.COUNT, reader)
    theme.title(chart, "x", reader.name("groups"))
    theme.rows(chart, [reader.word(reason) for reason in reasons])
    return chart
