"""Picture of the data's quality: what each check found."""

import numpy as np
import plotly.graph_objects as go
import polars as pl

from analytics.quality import Quality
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit

_BAR = 30  # pixels a bar takes


def check_bars(result: Quality, reader: Reader) -> go.Figure:
    """One bar for each check that found something: the share of the rows it looked at.

    The largest on top; a chart without any bar says that nothing was found.
    """
    found = result.checks.filter(pl.col("state") == "found").sort("share", "check")
    chart = theme.figure(height=90 + _BAR * max(found.height, 2))
    if found.is_empty():
        return theme.empty(chart, reader.word("clean"))
    hovers = [
        "<br>".join(
            escape_figure(line)
            for line in (
                reader.name(row["check"]),
                reader.share(row["share"]),
                f"{reader.count(row['rows_hit'])} / {reader.count(row['rows_of'])}",
            )
        )
        for row in found.iter_rows(named=True)
    ]
    shares = found["share"].to_numpy()
    chart.add_bar(
        x=shares,
        y=np.arange(found.height),
        orientation="h",
        marker=dict(color=theme.MAIN),
        hovertext=hovers,
        hovertemplate="%{hovertext}<extra></extra>",
        name=escape_figure(reader.text("quality.chart_share")),
    )
    theme.scale(chart, "x", shares, Unit.SHARE, reader)
    theme.title(chart, "x", reader.text("quality.chart_share"))
    theme.rows(chart, [reader.name(check) for check in found["check"]])
    return chart
