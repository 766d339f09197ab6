"""One look for every figure: colours by meaning, quiet axes, numbers as the reader writes them.

Figures are shown by Streamlit's own theme, which brings text and grid colours for light and dark;
what is set here holds in both. Allowed kinds of trace: line, area, markers, bar, heat map, Sankey.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from words import Reader, escape_figure
from words.figures import Unit

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, RED, YELLOW, GREY = "#56B4E9", "#D55E00", "#F0E442", "#6B7280"
PALETTE = (BLUE, ORANGE, GREEN, PINK, SKY, RED, YELLOW, GREY)
"""Okabe and Ito's colours, told apart by colour-blind readers too."""
MAIN, GOOD, BAD, QUIET = BLUE, GREEN, RED, "#8A97A5"

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset"}
RULE = {"color": QUIET, "width": 1, "dash": "dot"}  # simple_white draws shapes with no line
MOST_POINTS = 2_000
GRID = "rgba(128,140,152,0.22)"

Numbers = npt.NDArray[np.float64]


def figure(*, height: int = 380, legend: bool = False) -> go.Figure:
    """An empty figure in the house style; the legend stands above the plot, never over data."""
    return go.Figure(
        layout=go.Layout(
            height=height,
            margin=dict(l=8, r=16, t=36 if legend else 16, b=8),
            paper_bgcolor="rgba(0,0,0,0)",
            plot_bgcolor="rgba(0,0,0,0)",
            hovermode="closest",
            showlegend=legend,
            legend=dict(orientation="h", x=0, y=1.02, xanchor="left", yanchor="bottom", title=None),
            xaxis=dict(automargin=True, zeroline=False, showgrid=False, fixedrange=True),
            yaxis=dict(automargin=True, zeroline=False, gridcolor=GRID, fixedrange=True),
            colorway=list(PALETTE),
            bargap=0.25,
        )
    )


def scale(
    chart: go.Figure, axis: str, values: Sequence[float] | Numbers, unit: Unit, reader: Reader
) -> None:
    """Give ``axis`` ("x" or "y") round ticks over ``values`` and 0, written by the reader."""
    low, high = min(0.0, float(np.min(values))), max(0.0, float(np.max(values)))
    places, texts = ticks(low, high, unit, reader)
    room = (high - low or 1.0) * 0.04
    chart.update_layout(
        {
            f"{axis}axis": dict(
                tickmode="array",
                tickvals=places,
                ticktext=texts,
                range=[low - room if low < 0 else low, high + room],
            )
        }
    )


def title(chart: go.Figure, axis: str, text: str) -> None:
    """Name an axis."""
    chart.update_layout({f"{axis}axis": dict(title=dict(text=escape_figure(text)))})


def ticks(
    low: float, high: float, unit: Unit, reader: Reader, *, about: int = 5
) -> tuple[list[float], list[str]]:
    """About ``about`` round places from ``low`` to ``high``, and how the reader writes them."""
    step = _round_step((high - low) / about) if high > low else 1.0
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    places = [round(step * n, 12) for n in range(first, last + 1)]
    write = writer(unit, reader, step=step)
    return places, [escape_figure(write(place)) for place in places]


def writer(unit: Unit, reader: Reader, *, step: float = 1.0) -> Callable[[float], str]:
    """How numbers of ``unit`` are written beside an axis whose ticks are ``step`` apart."""
    if unit is Unit.MONEY:
        return reader.compact_money
    if unit is Unit.SHARE:
        return lambda value: reader.share(value, decimals=0 if step >= 0.01 else 1)
    if unit is Unit.COUNT or step >= 1:
        return reader.compact
    return lambda value: reader.number(value, decimals=max(0, -math.floor(math.log10(step))))


def _round_step(rough: float) -> float:
    """The next of 1, 2, 2.5, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    for nice in (1.0, 2.0, 2.5, 5.0):
        if nice * power >= rough * (1 - 1e-9):
            return nice * power
    return 10.0 * power


def thin(x: Numbers, y: Numbers, most: int = MOST_POINTS) -> npt.NDArray[np.int64]:
    """Places of at most about ``most`` points that keep the ends and each stretch's extremes."""
    size = len(x)
    if size <= most:
        return np.arange(size)
    stretches = np.array_split(np.arange(size), max(1, most // 3))
    kept = [0, size - 1]
    for stretch in stretches:
        kept += [stretch[0], stretch[np.argmin(y[stretch])], stretch[np.argmax(y[stretch])]]
    return np.unique(np.array(kept, dtype=np.int64))


def colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each name, in order; beyond the palette they repeat."""
    return {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(names)}


def rule(chart: go.Figure, axis: str, at: float, text: str = "") -> None:
    """A dotted line across the plot at ``at`` on ``axis``, with a word beside it."""
    label = escape_figure(text)
    if axis == "x":
        chart.add_vline(x=at, line=RULE)
        place = dict(x=at, y=1, xref="x", yref="paper", xanchor="left", yanchor="top", xshift=4)
    else:
        chart.add_hline(y=at, line=RULE)
        place = dict(x=1, y=at, xref="paper", yref="y", xanchor="right", yanchor="bottom")
    if label:
        chart.add_annotation(text=label, showarrow=False, font=dict(color=QUIET, size=12), **place)
