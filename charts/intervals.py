"""Points with their intervals, and bands: how several pictures show what is not quite sure."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from charts import theme

Floats = npt.NDArray[np.float64]

BAND = "rgba(86,180,233,0.25)"
"""Where a line may lie; of ``theme.SKY``."""


def points(
    chart: go.Figure,
    ends: tuple[Floats, Floats],
    values: Floats,
    *,
    colours: Sequence[str],
    hover: Sequence[str],
    size: int = 11,
    line: tuple[str, int] = (theme.QUIET, 3),
) -> None:
    """A row for each value from below up; where it is blank (NaN), the interval alone.

    ``hover`` is escaped already; ``line`` is colour and width of all the intervals.
    """
    at, gap = np.arange(len(values)).astype(float), np.full(len(values), np.nan)
    chart.add_scatter(
        x=np.column_stack([*ends, gap]).ravel(),
        y=np.repeat(at, 3),
        mode="lines",
        line=dict(color=line[0], width=line[1]),
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=values,
        y=at,
        mode="markers",
        marker=dict(color=list(colours), size=size),
        hovertext=list(hover),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def point(
    chart: go.Figure,
    place: int,
    ends: tuple[float, float],
    value: float,
    *,
    colour: str,
    hover: str,
    size: int = 11,
) -> None:
    """One row whose interval has the colour of its point; ``hover`` is escaped already."""
    chart.add_scatter(
        x=np.array(ends),
        y=np.array([place, place]),
        mode="lines",
        line=dict(color=colour, width=4),
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=np.array([value]),
        y=np.array([place]),
        mode="markers",
        marker=dict(color=colour, size=size),
        hovertext=[hover],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def band(chart: go.Figure, x: Floats, ends: tuple[Floats, Floats], *, colour: str = BAND) -> None:
    """The area between two lines over ``x``; drawn before the line that lies in it."""
    for values, fill in zip(ends, (None, "tonexty"), strict=True):
        chart.add_scatter(
            x=x,
            y=values,
            mode="lines",
            line=dict(width=0, color=colour),
            fill=fill,
            fillcolor=colour,
            hoverinfo="skip",
            showlegend=False,
        )
