"""Pictures of who answers: gains by depth, and whether the chances came true."""

import numpy as np
import plotly.graph_objects as go

from analytics.propensity import Propensity
from charts import theme
from words import Reader, escape_figure
from words.figures import Unit


def gains_curve(result: Propensity, reader: Reader) -> go.Figure:
    """Share of all responses among the best-ranked so many: by the model, by RFM, by lot."""
    chart = theme.figure(height=400, legend=True)
    depth = result.curve["depth"].to_numpy()
    lines = (
        ("gains", result.curve["gains"].to_numpy(), reader.word(result.model), theme.MAIN, 3),
        (
            "gains_rfm",
            result.curve["gains_rfm"].to_numpy(),
            reader.word("rfm_rank"),
            theme.ORANGE,
            2,
        ),
    )
    for key, values, name, colour, width in lines:
        chart.add_scatter(
            x=depth,
            y=values,
            mode="lines",
            name=escape_figure(name),
            line=dict(color=colour, width=width),
            hovertext=[
                escape_figure(f"{reader.share(x)} · {reader.name(key)}: {reader.share(y)}")
                for x, y in zip(depth, values, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    chart.add_scatter(
        x=np.array([0.0, 1.0]),
        y=np.array([0.0, 1.0]),
        mode="lines",
        name=escape_figure(reader.text("propensity.chart_lot")),
        line=dict(color=theme.QUIET, width=1, dash="dot"),
        hoverinfo="skip",
    )
    theme.scale(chart, "x", [0.0, 1.0], Unit.SHARE, reader)
    theme.scale(chart, "y", [0.0, 1.0], Unit.SHARE, reader)
    theme.title(chart, "x", reader.text("propensity.chart_depth"))
    theme.title(chart, "y", reader.name("gains"))
    return chart


def calibration_points(result: Propensity, reader: Reader) -> go.Figure:
    """Ten groups of rising chance: what was expected, and what came, with its interval."""
    chart = theme.figure(height=360)
    rows = result.calibration
    top = float(rows.select("expected_rate", "response_high").max_horizontal().max() or 1.0)  # type: ignore[arg-type]
    chart.add_scatter(
        x=np.array([0.0, top]),
        y=np.array([0.0, top]),
        mode="lines",
        line=dict(color=theme.QUIET, width=1, dash="dot"),
        hoverinfo="skip",
    )
    for row in rows.iter_rows(named=True):
        chart.add_scatter(
            x=np.array([row["expected_rate"]] * 2),
            y=np.array([row["response_low"], row["response_high"]]),
            mode="lines",
            line=dict(color=theme.SKY, width=3),
            hoverinfo="skip",
        )
    keys = ("contacted", "expected_rate", "response_rate", "response_low", "response_high")
    chart.add_scatter(
        x=rows["expected_rate"].to_numpy(),
        y=rows["response_rate"].to_numpy(),
        mode="markers",
        marker=dict(color=theme.MAIN, size=9),
        hovertext=[
            "<br>".join(
                escape_figure(f"{reader.name(key)}: {reader.figure(key, row[key])}") for key in keys
            )
            for row in rows.iter_rows(named=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    theme.scale(chart, "x", [0.0, top], Unit.SHARE, reader)
    theme.scale(chart, "y", [0.0, top], Unit.SHARE, reader)
    theme.title(chart, "x", reader.name("expected_rate"))
    theme.title(chart, "y", reader.name("response_rate"))
    return chart
