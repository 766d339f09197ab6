"""One look for every figure: colours by meaning, quiet axes, numbers as the reader writes them.

Figures are shown by Streamlit's own theme, which brings text and grid colours for light and dark;
what is set here holds in both. Allowed kinds of trace, all of which ``reports.draw`` can draw:
scatter (line, area, markers, texts: networks too), bar, heat map, Sankey.
"""

import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from textwrap import TextWrapper

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go

from words import Reader, escape_figure
from words.figures import Unit

BLUE, ORANGE, GREEN, PINK = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
SKY, RED, YELLOW, GREY = "#56B4E9", "#D55E00", "#F0E442", "#6B7280"
PALETTE = (BLUE, ORANGE, GREEN, PINK, SKY, RED, YELLOW, GREY)
"""Okabe and Ito's colours, told apart by colour-blind readers too."""
SEQUENTIAL = (
    "#F1F7FB", "#D6E8F3", "#B3D4E8", "#86BADB", "#569DC9",
    "#2F80B3", "#15659B", "#0B4D7D", "#083A61", "#052845",
)  # fmt: skip
"""Little to much, for heat maps."""
SHADES = [[n / 4, colour] for n, colour in enumerate(SEQUENTIAL[:5])]
INK = "#0B1B29"
"""Cells with words in them: the lighter shades, and what is read on every one of them."""
_STRONG, _PAGE = "#000037", "#000038"  # Streamlit's signs for its strongest words, and its page
_HALO = ", ".join(f"{x}px {y}px 2px {_PAGE}" for x in (-1, 0, 1) for y in (-1, 0, 1))
ON_FLOWS = dict(color=_STRONG, size=13, shadow=_HALO)
"""Words upon flows of any colour, in light and in dark: strong ones, with a halo of the page."""
MAIN, GOOD, BAD, QUIET = BLUE, GREEN, RED, "#707C89"

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset"}
RULE = {"color": QUIET, "width": 1, "dash": "dot"}  # simple_white draws shapes with no line
MOST_POINTS = 2_000
WIDTH = "least_width"
"""Where a figure says how narrow it may become, in pixels: see :func:`keep_width`."""
_TITLE = 26  # letters in a line of the title below a plot
_SHORT, _SHORT_MONEY = 10_000.0, 100_000.0  # steps from which on ticks are written in short
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
    chart: go.Figure,
    axis: str,
    values: Sequence[float] | Numbers,
    unit: Unit,
    reader: Reader,
    *,
    room: float = 0.04,
) -> None:
    """Give ``axis`` ("x" or "y") round ticks over ``values`` and 0, written by the reader.

    Values that are not finite count for nothing. ``room`` is left beyond them, as a share of the
    axis: more where words stand at the ends.
    """
    given = np.asarray(values, dtype=float)
    finite = given[np.isfinite(given)]
    low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
    places, texts = ticks(low, high, unit, reader)
    beyond = (high - low or 1.0) * room
    _set_ticks(chart, axis, places, texts)
    ends = [low - beyond if low < 0 else low, high + beyond]
    chart.update_layout({f"{axis}axis": dict(range=ends)})


def names(chart: go.Figure, axis: str, texts: Sequence[str], *, most: int | None = None) -> None:
    """Write ``texts`` at 0, 1, 2 … of ``axis``; of more than ``most`` only every so many."""
    step = max(1, -(-len(texts) // most)) if most else 1
    places = [float(place) for place in range(0, len(texts), step)]
    _set_ticks(chart, axis, places, [escape_figure(text) for text in texts[::step]])


def rows(chart: go.Figure, texts: Sequence[str]) -> None:
    """Name the rows of a chart of lying bars, from the bottom up."""
    names(chart, "y", texts)
    chart.update_layout(yaxis=dict(showgrid=False, range=[-0.6, len(texts) - 0.4]))


def keep_width(chart: go.Figure, pixels: int) -> None:
    """Never draw ``chart`` narrower: on a small screen it is moved sideways instead.

    For cells and columns with words in them, which would otherwise lie over each other.
    """
    chart.update_layout(meta={WIDTH: pixels}, dragmode=False)


def every_month(known: Iterable[dt.date]) -> list[dt.date]:
    """The months (their first days) from the first known to the last, those between without gap."""
    days = sorted(known)
    if not days:
        return []
    numbers = [day.year * 12 + day.month - 1 for day in (days[0], days[-1])]
    return [dt.date(n // 12, n % 12 + 1, 1) for n in range(numbers[0], numbers[1] + 1)]


def months(
    chart: go.Figure, axis: str, days: Sequence[dt.date], reader: Reader, *, most: int = 12
) -> None:
    """Write the months of ``days`` at 0, 1, 2 … of ``axis``: Mei 2025, Agu 2025."""
    names(chart, axis, [reader.month(day) for day in days], most=most)


def _set_ticks(chart: go.Figure, axis: str, places: list[float], texts: list[str]) -> None:
    ticks = dict(tickmode="array", tickvals=places, ticktext=texts)
    chart.update_layout({f"{axis}axis": ticks})


def title(chart: go.Figure, axis: str, text: str) -> None:
    """Name an axis, in as many lines as ``text`` has; below the plot in short ones.

    Beside long names of rows little is left of a phone's width, and a longer line would be cut.
    """
    lines = text.split("\n")
    if axis == "x":
        lines = [short for line in lines for short in _lines(line)]
    told = "<br>".join(escape_figure(line) for line in lines)
    chart.update_layout({f"{axis}axis": dict(title=dict(text=told))})


def _lines(text: str) -> list[str]:
    """Lines of about the same length: no word is left alone on the last one."""
    wrapper = TextWrapper(_TITLE, break_long_words=False, break_on_hyphens=False)
    fewest = len(wrapper.wrap(text))
    made = []
    for wrapper.width in range(max(1, len(text) // max(1, fewest)), _TITLE + 1):
        made.append(wrapper.wrap(text))
    return next((lines for lines in made if len(lines) <= fewest), [text])


def ticks(
    low: float, high: float, unit: Unit, reader: Reader, *, about: int = 5
) -> tuple[list[float], list[str]]:
    """About ``about`` round places from ``low`` to ``high``, and how the reader writes them.

    Steps are 1, 2 or 5 times a power of ten (so that short forms are exact), whole for counts.
    """
    step = _round_step((high - low) / about) if high > low else 1.0
    if unit in (Unit.COUNT, Unit.DAYS):
        step = max(1.0, step)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    places = [round(step * n, 12) for n in range(first, last + 1)]
    write = writer(unit, reader, step=step)
    return places, [escape_figure(write(place)) for place in places]


def writer(unit: Unit, reader: Reader, *, step: float) -> Callable[[float], str]:
    """How numbers of ``unit`` are written beside an axis whose ticks are ``step`` apart.

    All in full or all in short, with as many decimals as the step has.
    """
    decimals = max(0, -math.floor(math.log10(step)))
    if unit is Unit.MONEY:
        short, full = reader.compact_money, replace(reader, decimals=decimals).money
        return lambda value: short(value) if value and step >= _SHORT_MONEY else full(value)
    if unit is Unit.SHARE:
        return lambda value: reader.share(value, decimals=max(0, decimals - 2))
    short, places = reader.compact, decimals
    return lambda value: short(value) if step >= _SHORT else reader.number(value, decimals=places)


def _round_step(rough: float) -> float:
    """The nearest of 1, 2, 5 times a power of ten, by ratio."""
    power = 10.0 ** math.floor(math.log10(rough))
    return min(
        (nice * power for nice in (1.0, 2.0, 5.0, 10.0)), key=lambda s: abs(math.log(s / rough))
    )


def thin(x: Numbers, y: Numbers, most: int = MOST_POINTS) -> npt.NDArray[np.int64]:
    """Places of at most ``most`` (5 or more) points of a line whose ``x`` rises.

    Kept are both ends and, of each stretch, its lowest and highest point and its corner: the
    point farthest from the straight line between the stretch's ends. Gaps (NaN) stay gaps.
    """
    size = len(x)
    if size <= most:
        return np.arange(size)
    kept = [0, size - 1]
    for stretch in np.array_split(np.arange(size), max(1, (most - 2) // 3)):
        across, up = x[stretch].astype(float), y[stretch].astype(float)
        if np.isnan(up).any():
            kept.append(int(stretch[np.isnan(up).argmax()]))
            up = np.where(np.isnan(up), np.nanmean(up) if np.isfinite(up).any() else 0.0, up)
        else:
            away = (up - up[0]) * (across[-1] - across[0]) - (across - across[0]) * (up[-1] - up[0])
            kept.append(int(stretch[np.abs(away).argmax()]))
        kept += [int(stretch[up.argmin()]), int(stretch[up.argmax()])]
    return np.unique(np.array(kept, dtype=np.int64))


def colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each name, in order; beyond the palette they repeat."""
    return {name: PALETTE[place % len(PALETTE)] for place, name in enumerate(names)}


def empty(chart: go.Figure, text: str) -> go.Figure:
    """The figure without axes: one sentence in their stead."""
    chart.update_layout(xaxis_visible=False, yaxis_visible=False)
    place = dict(x=0.5, y=0.5, xref="paper", yref="paper")
    chart.add_annotation(text=escape_figure(text), showarrow=False, **place)
    return chart


def beside(chart: go.Figure, texts: Iterable[str], *, room: int) -> None:
    """Words to the right of the rows 0, 1, 2 ..., in a column of ``room`` pixels of their own."""
    for place, text in enumerate(texts):
        chart.add_annotation(
            text=escape_figure(text),
            x=1,
            y=place,
            xref="paper",
            xanchor="left",
            showarrow=False,
            font=dict(size=12),
        )
    chart.update_layout(margin_r=room)


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
        chart.add_annotation(text=label, showarrow=False, font=dict(size=12), **place)
