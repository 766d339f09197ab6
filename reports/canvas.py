"""What every mark is drawn on: the axes, where values lie on them, colours and texts."""

import datetime as dt
import html
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import plotly.graph_objects as go
from matplotlib import colors
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from charts.theme import PALETTE, SEQUENTIAL

POINT = 0.75  # of a point is one pixel: 72 points or 96 pixels to the inch
DASHES: Mapping[str, Any] = {"dot": ":", "dash": "--", "dashdot": "-.", "longdash": (0, (8, 3))}

Numbers = npt.NDArray[np.float64]
Colour = tuple[float, float, float, float]


@dataclass(frozen=True)
class Canvas:
    """One sheet: ``categories`` give the order of the texts on each axis, ``legend`` is filled."""

    figure: go.Figure
    axes: Axes
    ink: str
    categories: Mapping[str, Mapping[str, int]]
    legend: list[tuple[Artist, str]] = field(default_factory=list)

    def places(self, axis: str, values: Iterable[Any]) -> Numbers:
        """Where ``values`` lie on ``axis``: texts by their order, times by their day."""
        given = np.asarray(values)
        if given.dtype.kind in "iufb":
            return given.astype(float)
        known = self.categories[axis]
        return np.array([_place(value, known) for value in given.tolist()], dtype=float)

    def usual(self, trace: Any) -> str:
        """The colour of a trace that names none."""
        palette = self.figure.layout.colorway or PALETTE
        place = next(n for n, other in enumerate(self.figure.data) if other is trace)
        return str(palette[place % len(palette)])

    def enter(self, trace: Any, handle: Artist) -> None:
        """Name ``handle`` in the legend, unless the trace is not to be named."""
        if trace.name and trace.showlegend is not False:
            self.legend.append((handle, read(trace.name)))


def categories(figure: go.Figure) -> dict[str, dict[str, int]]:
    """The texts of each axis in their order: as the layout says, else as they first appear."""
    found: dict[str, dict[str, int]] = {"x": {}, "y": {}}
    for axis, order in found.items():
        wanted = getattr(figure.layout, f"{axis}axis").categoryarray
        lists = [wanted] if wanted is not None else []
        lists += [getattr(t, axis) for t in figure.data if t.type != "sankey"]
        for values in lists:
            for value in () if values is None else values:
                if isinstance(value, str) and not _is_day(value):
                    order.setdefault(value, len(order))
    return found


def _place(value: Any, known: Mapping[str, int]) -> float:
    if isinstance(value, str):
        if value in known:
            return float(known[value])
        value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value.toordinal() + (value.hour * 60 + value.minute) / 1440
    if isinstance(value, dt.date):
        return float(value.toordinal())
    return float("nan") if value is None else float(value)


def _is_day(value: str) -> bool:
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return not value.isdigit()


def read(value: object) -> str:
    """A string of a figure as it is read: line breaks and entities undone."""
    return html.unescape("" if value is None else str(value).replace("<br>", "\n"))


def wrap(text: str, width: int, *, most: int = 3) -> str:
    """``text`` on lines of about ``width`` characters, at most ``most`` of them."""
    lines = [
        part
        for line in text.split("\n")
        for part in textwrap.wrap(line, width) or ([line] * bool(line))
    ]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: width - 1]}…"]
    return "\n".join(lines)


def colour(named: object, alpha: float = 1.0) -> Colour:
    """A colour of Plotly's (#rrggbb, a name, rgb(), rgba()) as matplotlib takes it."""
    text = str(named).strip()
    if text.startswith("rgb"):
        parts = [float(part) for part in text[text.index("(") + 1 : -1].split(",")]
        red, green, blue = (part / 255 for part in parts[:3])
        return red, green, blue, (parts[3] if len(parts) > 3 else 1.0) * alpha
    red, green, blue, own = colors.to_rgba(text)
    return red, green, blue, own * alpha


def shades(scale: Any, values: Numbers, low: float | None, high: float | None) -> Numbers:
    """The colours (…, 4) of ``values`` between ``low`` and ``high`` on a colour scale."""
    stops = [(float(stop), colour(name)) for stop, name in scale or ()] or [
        (place / (len(SEQUENTIAL) - 1), colour(name)) for place, name in enumerate(SEQUENTIAL)
    ]
    finite = values[np.isfinite(values)]
    bottom = float(finite.min(initial=np.inf)) if low is None else float(low)
    top = float(finite.max(initial=-np.inf)) if high is None else float(high)
    part = (values - bottom) / (top - bottom) if top > bottom else np.zeros_like(values)
    ramp = colors.LinearSegmentedColormap.from_list("scale", stops)
    return np.asarray(ramp(np.clip(part, 0, 1)), dtype=float)


def readable(shade: Colour | Numbers) -> str:
    """Black or white, whichever is read better on ``shade``."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shade[:3]]
    light = float(np.dot(linear, (0.2126, 0.7152, 0.0722)))
    return "#1B2733" if light > 0.25 else "#FFFFFF"
