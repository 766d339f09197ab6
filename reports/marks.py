"""The marks of our figures on matplotlib axes: one function for each kind of trace."""

import datetime as dt
import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from matplotlib import colors
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

_CATEGORIES = "_pelanggan_categories"


def draw_all(axes: Axes, figure: go.Figure, palette: Sequence[str], ink: str) -> None:
    """Draw every trace. Raises ``ValueError`` for a kind the house does not use."""
    setattr(axes, _CATEGORIES, _categories(figure))
    bars = [trace for trace in figure.data if trace.type == "bar"]
    if bars:
        _bars(axes, figure, bars, palette)
    for place, trace in enumerate(figure.data):
        if trace.type == "bar":
            continue
        if trace.type not in _MARKS:
            known = ", ".join(sorted([*_MARKS, "bar"]))
            raise ValueError(f"no way to draw a trace of type {trace.type}; there are {known}")
        _MARKS[trace.type](axes, trace, palette[place % len(palette)], ink)


def places(axes: Axes, name: str, values: Iterable[Any]) -> list[float]:
    """Values of an axis as numbers: categories by their order, dates by their day."""
    known: Mapping[Any, int] = getattr(axes, _CATEGORIES, {}).get(name, {})
    return [_number(value, known) for value in values]


def categories(axes: Axes, name: str) -> list[str]:
    """The categories of an axis, in order; none where it holds numbers or dates."""
    return list(getattr(axes, _CATEGORIES, {}).get(name, {}))


def _number(value: Any, known: Mapping[Any, int]) -> float:
    if str(value) in known:
        return float(known[str(value)])
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, str):
        value = dt.datetime.fromisoformat(value)
    if isinstance(value, dt.datetime):
        return value.toordinal() + (value.hour * 60 + value.minute) / 1440
    if isinstance(value, dt.date):
        return float(value.toordinal())
    return float("nan") if value is None else float(value)


def _categories(figure: go.Figure) -> dict[str, dict[str, int]]:
    """The texts of each axis in order of appearance; none for numbers and dates."""
    found: dict[str, dict[str, int]] = {"x": {}, "y": {}}
    for trace in figure.data:
        for name in ("x", "y"):
            values = getattr(trace, name, None) if trace.type != "sankey" else None
            if values is None or not len(values) or not isinstance(values[0], str):
                continue
            if getattr(figure.layout, f"{name}axis").type != "date" and not _is_date(values[0]):
                for value in values:
                    found[name].setdefault(str(value), len(found[name]))
        order = {n: getattr(figure.layout, f"{n}axis").categoryarray for n in ("x", "y")}
        for name, wanted in order.items():
            if wanted is not None:
                found[name] = {str(value): place for place, value in enumerate(wanted)}
    return found


def _is_date(value: str) -> bool:
    try:
        dt.date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True


def _bars(axes: Axes, figure: go.Figure, bars: Sequence[Any], palette: Sequence[str]) -> None:
    """Bars beside each other, stacked, or lying; those below zero stack downwards."""
    stacked = figure.layout.barmode in ("stack", "relative")
    lying = bars[0].orientation == "h"
    along, up = ("y", "x") if lying else ("x", "y")
    every = sorted({p for bar in bars for p in places(axes, along, getattr(bar, along))})
    room = min(np.diff(every), default=1.0) * (1 - (figure.layout.bargap or 0.2))
    thick = room if stacked or len(bars) == 1 else room / len(bars)
    tops: dict[tuple[float, bool], float] = {}
    for place, bar in enumerate(bars):
        where = places(axes, along, getattr(bar, along))
        sizes = places(axes, up, getattr(bar, up))
        shift = 0.0 if stacked or len(bars) == 1 else (place - (len(bars) - 1) / 2) * thick
        base = _bases(bar, where, sizes, tops) if stacked else (_own_base(bar, len(sizes)))
        shown = axes.barh if lying else axes.bar
        shown(
            [w + shift for w in where],
            sizes,
            thick,
            base,
            color=_colours(bar, palette[place % len(palette)], len(sizes)),
            label=_text(bar.name),
        )
        _labels(axes, bar, [w + shift for w in where], sizes, lying=lying)


def _bases(
    bar: Any, where: Sequence[float], sizes: Sequence[float], tops: dict[tuple[float, bool], float]
) -> list[float]:
    base = []
    for at, size in zip(where, sizes, strict=True):
        base.append(tops.get((at, size < 0), 0.0))
        tops[at, size < 0] = base[-1] + (size if size == size else 0.0)  # noqa: PLR0124 - NaN
    return base


def _own_base(bar: Any, size: int) -> list[float]:
    if bar.base is None:
        return [0.0] * size
    return [float(b) for b in np.broadcast_to(np.asarray(bar.base, dtype=float), size)]


def _labels(
    axes: Axes, bar: Any, where: Sequence[float], sizes: Sequence[float], *, lying: bool
) -> None:
    if bar.text is None or bar.textposition in (None, "none"):
        return
    for at, size, text in zip(where, sizes, np.broadcast_to(bar.text, len(sizes)), strict=True):
        x, y = (size, at) if lying else (at, size)
        shift = ((4 if size >= 0 else -4), 0) if lying else (0, 4 if size >= 0 else -4)
        side = {"ha": "left" if size >= 0 else "right", "va": "center"} if lying else {
            "ha": "center",
            "va": "bottom" if size >= 0 else "top",
        }
        axes.annotate(
            _text(text),
            (x, y),
            shift,
            textcoords="offset points",
            fontsize=8,
            color=axes.xaxis.label.get_color(),
            **side,
        )


def _colours(trace: Any, usual: str, size: int) -> list[Any]:
    given = trace.marker.color
    wanted = [usual] * size if given is None else list(np.broadcast_to(given, size))
    opacity = trace.marker.opacity if trace.marker.opacity is not None else trace.opacity
    alphas = np.broadcast_to(1.0 if opacity is None else opacity, size)
    return [colour(c, float(a)) for c, a in zip(wanted, alphas, strict=True)]


def colour(text: Any, alpha: float = 1.0) -> tuple[float, float, float, float]:
    """A colour of Plotly's (#rrggbb, rgb(), rgba()) as matplotlib takes it."""
    named = str(text).strip()
    if named.startswith("rgb"):
        parts = [float(part) for part in named[named.index("(") + 1 : -1].split(",")]
        red, green, blue = (part / 255 for part in parts[:3])
        return red, green, blue, (parts[3] if len(parts) > 3 else 1.0) * alpha
    red, green, blue, own = colors.to_rgba(named)
    return red, green, blue, own * alpha


def _scatter(axes: Axes, trace: Any, usual: str, ink: str) -> None:
    """A line, an area, markers or texts."""
    mode = trace.mode or "lines"
    if trace.x is None or not len(trace.x):
        return
    x, y = places(axes, "x", trace.x), places(axes, "y", trace.y)
    opacity = 1.0 if trace.opacity is None else float(trace.opacity)
    main = colour(trace.line.color or usual, opacity)
    label = _text(trace.name) if trace.showlegend is not False else None
    dashes = {"dot": ":", "dash": "--", "dashdot": "-."}
    if "lines" in mode:
        width = 2 if trace.line.width is None else trace.line.width
        style = dashes.get(trace.line.dash or "", "-")
        axes.plot(x, y, color=main, linewidth=width, linestyle=style, label=label)
    if trace.fill in ("tozeroy", "tonexty"):
        axes.fill_between(x, y, color=colour(trace.fillcolor or usual, 0.2), linewidth=0)
    if "markers" in mode:
        size = np.asarray(6.0 if trace.marker.size is None else trace.marker.size, dtype=float)
        dots = np.broadcast_to(size, len(x))
        names = None if "lines" in mode else label
        marks = _colours(trace, str(trace.line.color or usual), len(x))
        axes.scatter(x, y, s=dots**2 * 0.6, c=marks, label=names, zorder=3, linewidths=0)
    if "text" in mode and trace.text is not None:
        for at, height, text in zip(x, y, np.broadcast_to(trace.text, len(x)), strict=True):
            axes.annotate(
                _text(text),
                (at, height),
                (0, 6),
                textcoords="offset points",
                ha="center",
                fontsize=8,
                color=ink,
            )


def _heatmap(axes: Axes, trace: Any, _usual: str, _ink: str) -> None:
    """A grid of cells, each with its text in black or white, whichever is read better."""
    grid = np.array(trace.z, dtype=float)
    scale = [(float(stop), str(name)) for stop, name in trace.colorscale or ()]
    steps = scale or [(0.0, "#f1f7fb"), (1.0, "#052845")]
    shades = colors.LinearSegmentedColormap.from_list("house", steps)
    low = np.nanmin(grid) if trace.zmin is None else trace.zmin
    high = np.nanmax(grid) if trace.zmax is None else trace.zmax
    span = (high - low) or 1.0
    across = places(axes, "x", trace.x if trace.x is not None else range(grid.shape[1]))
    down = places(axes, "y", trace.y if trace.y is not None else range(grid.shape[0]))
    for row, y in enumerate(down):
        for column, x in enumerate(across):
            value = grid[row, column]
            if np.isnan(value):
                continue
            shade = shades((value - low) / span)
            axes.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, color=shade, linewidth=0))
            if trace.text is not None:
                dark = float(np.dot(shade[:3], (0.3, 0.6, 0.1))) < 0.55
                cell = _text(trace.text[row][column])
                ink = "#FFFFFF" if dark else "#1B2733"
                axes.text(x, y, cell, ha="center", va="center", fontsize=8, color=ink)
    axes.set_xlim(min(across) - 0.5, max(across) + 0.5)
    axes.set_ylim(min(down) - 0.5, max(down) + 0.5)


def _sankey(axes: Axes, trace: Any, usual: str, ink: str) -> None:
    """Flows from left to right: nodes in columns by their distance from a source."""
    links = [
        (int(a), int(b), float(v))
        for a, b, v in zip(trace.link.source, trace.link.target, trace.link.value, strict=True)
    ]
    labels = [_text(label) for label in trace.node.label]
    column = _columns(len(labels), links)
    flow = [
        max(sum(v for a, _, v in links if a == n), sum(v for _, b, v in links if b == n))
        for n in range(len(labels))
    ]
    top, gap = _stack(column, flow)
    names = trace.node.color if trace.node.color is not None else usual
    shades = [colour(c) for c in np.broadcast_to(names, len(labels))]
    out, into = list(top), list(top)
    for source, target, value in links:
        start, end = (column[source] + 0.04, out[source]), (column[target] - 0.04, into[target])
        axes.add_patch(_band(start, end, value, shades[source]))
        out[source] -= value
        into[target] -= value
    last = max(column, default=0)
    for node, label in enumerate(labels):
        box = (column[node] - 0.04, top[node] - flow[node])
        axes.add_patch(Rectangle(box, 0.08, flow[node], color=shades[node], linewidth=0))
        right = column[node] < last or last == 0
        x, side = (column[node] + 0.06, "left") if right else (column[node] - 0.06, "right")
        axes.text(x, top[node] - flow[node] / 2, label, ha=side, va="center", color=ink, fontsize=9)
    axes.set_xlim(-0.1, last + 0.1)
    axes.set_ylim(min((t - f for t, f in zip(top, flow, strict=True)), default=0) - gap, gap)
    axes.set_axis_off()


def _columns(nodes: int, links: Sequence[tuple[int, int, float]]) -> list[int]:
    column = [0] * nodes
    for _ in range(nodes):
        for source, target, _value in links:
            column[target] = max(column[target], min(column[source] + 1, nodes - 1))
    return column


def _stack(column: Sequence[int], flow: Sequence[float]) -> tuple[list[float], float]:
    """The upper edge of each node, columns filled from above."""
    gap = 0.04 * max(sum(flow) / max(len(set(column)), 1), 1e-9)
    used: dict[int, float] = {}
    top = []
    for node, at in enumerate(column):
        top.append(-used.get(at, 0.0))
        used[at] = used.get(at, 0.0) + flow[node] + gap
    return top, gap


def _band(
    start: tuple[float, float], end: tuple[float, float], thick: float, shade: tuple[float, ...]
) -> PathPatch:
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    corners = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    back = [(x1, y1 - thick), (middle, y1 - thick), (middle, y0 - thick), (x0, y0 - thick)]
    moves = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    path = Path([*corners, *back, (x0, y0)], moves)
    return PathPatch(path, facecolor=(*shade[:3], 0.35), linewidth=0)


def _text(value: object) -> str:
    return html.unescape(str("" if value is None else value).replace("<br>", "\n"))


_MARKS: Mapping[str, Callable[[Axes, Any, str, str], None]] = {
    "scatter": _scatter,
    "heatmap": _heatmap,
    "sankey": _sankey,
}
