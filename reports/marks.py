"""Lines, areas, markers, networks and heat maps of our figures, on matplotlib axes."""

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Polygon, Rectangle

from reports.canvas import DASHES, POINT, Canvas, Colour, Numbers, colour, read, readable, shades

_SYMBOLS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle-up": "^",
    "triangle-down": "v",
    "x": "X",
    "cross": "P",
}
_STEPS = {"hv": "post", "vh": "pre", "hvh": "mid"}
_AREA = 0.2  # opacity of an area that names no colour


def scatter(canvas: Canvas, trace: Any) -> None:
    """A line, an area, markers or texts; a network is lines with gaps, then markers."""
    if trace.x is None or trace.y is None or not len(trace.x):
        return
    x, y = canvas.places("x", trace.x), canvas.places("y", trace.y)
    mode = trace.mode or "lines"
    plain = trace.marker.color if isinstance(trace.marker.color, str) else None
    main = colour(trace.line.color or plain or canvas.usual(trace), opacity(trace))
    handles: list[Artist] = []
    if trace.fill not in (None, "none"):
        handles.append(_area(canvas, trace, (x, y), main))
    if "lines" in mode:
        handles.append(_line(canvas, trace, (x, y), main))
    if "markers" in mode:
        handles.append(_dots(canvas, trace, (x, y), main))
    intervals(canvas, trace, (x, y), main)
    if "text" in mode and trace.text is not None:
        _words(canvas, trace, (x, y))
    if handles:
        canvas.enter(trace, handles[-1])


def opacity(trace: Any) -> float:
    """How opaque a whole trace is, 0-1."""
    return 1.0 if trace.opacity is None else float(trace.opacity)


def _line(canvas: Canvas, trace: Any, points: tuple[Numbers, Numbers], main: Colour) -> Line2D:
    step = _STEPS.get(trace.line.shape or "")
    (drawn,) = canvas.axes.plot(
        *points,
        color=main,
        linewidth=POINT * (2 if trace.line.width is None else trace.line.width),
        linestyle=DASHES.get(trace.line.dash or "", "-"),
        drawstyle=f"steps-{step}" if step else "default",
        solid_joinstyle="round",
        zorder=2.5,
    )
    return drawn


def _area(canvas: Canvas, trace: Any, points: tuple[Numbers, Numbers], main: Colour) -> Patch:
    """Down to zero, down to the line before, or a closed shape."""
    x, y = points
    shade = colour(trace.fillcolor, opacity(trace)) if trace.fillcolor else (*main[:3], _AREA)
    if trace.fill == "tozeroy":
        step: Any = _STEPS.get(trace.line.shape or "")
        canvas.axes.fill_between(x, y, color=shade, linewidth=0, step=step)
    elif trace.fill in ("tonexty", "toself"):
        if trace.fill == "tonexty":
            before = _before(canvas, trace)
            x = np.concatenate([x, canvas.places("x", before.x)[::-1]])
            y = np.concatenate([y, canvas.places("y", before.y)[::-1]])
        known = np.isfinite(x) & np.isfinite(y)
        corners = np.column_stack([x[known], y[known]])
        canvas.axes.add_patch(Polygon(corners, closed=True, color=shade, linewidth=0))
    else:
        raise ValueError(f"no way to fill {trace.fill}; there are tozeroy, tonexty, toself")
    return Patch(color=shade, linewidth=0)


def _before(canvas: Canvas, trace: Any) -> Any:
    """The line an area reaches down to."""
    lines = [other for other in canvas.figure.data if other.type == "scatter"]
    place = next(n for n, other in enumerate(lines) if other is trace)
    if place == 0:
        raise ValueError("fill='tonexty' needs a line before it")
    return lines[place - 1]


def _dots(canvas: Canvas, trace: Any, points: tuple[Numbers, Numbers], main: Colour) -> Line2D:
    """Markers; what stands for them in the legend is one of middling size."""
    marker, count = trace.marker, len(points[0])
    size = np.asarray(6.0 if marker.size is None else marker.size, dtype=float)
    if marker.size is not None and size.ndim:
        size = size / (marker.sizeref or 1.0)
        size = np.sqrt(size) if marker.sizemode == "area" else size
    symbol = marker.symbol if isinstance(marker.symbol, str) else "circle"
    shape = _SYMBOLS.get(symbol.removesuffix("-open"), "o")
    fills = colours(canvas, trace, count)
    hollow = symbol.endswith("-open")
    edges = fills if hollow else [colour(marker.line.color or canvas.ink)]
    canvas.axes.scatter(
        *points,
        s=(np.broadcast_to(size, count) * POINT) ** 2,
        marker=shape,
        c=[(0, 0, 0, 0)] * count if hollow else fills,
        edgecolors=edges if hollow or marker.line.width else "none",
        linewidths=POINT * (marker.line.width or (2 if hollow else 0)),
        zorder=3,
    )
    look: dict[str, Any] = {"color": fills[0] if count else main}
    look["markerfacecolor"] = "none" if hollow else look["color"]
    return Line2D([], [], marker=shape, markersize=7, linestyle="", **look)


def colours(canvas: Canvas, trace: Any, count: int) -> list[Colour]:
    """The colour of each bar or marker: one for all, one each, or by number on a scale."""
    marker = trace.marker
    given = canvas.usual(trace) if marker.color is None else marker.color
    alphas = np.broadcast_to(1.0 if marker.opacity is None else marker.opacity, count)
    alphas = alphas * opacity(trace)
    if np.asarray(given).dtype.kind in "iuf":
        values = np.broadcast_to(np.asarray(given, dtype=float), count)
        ramp = shades(marker.colorscale, values, marker.cmin, marker.cmax)
        return [(*shade[:3], float(a)) for shade, a in zip(ramp, alphas, strict=True)]
    names = np.broadcast_to(np.asarray(given, dtype=object), count)
    return [colour(name, float(a)) for name, a in zip(names, alphas, strict=True)]


def intervals(canvas: Canvas, trace: Any, points: tuple[Numbers, Numbers], main: Colour) -> None:
    """The intervals of a trace (error bars), as arrays of distances."""
    for axis in ("x", "y"):
        given = getattr(trace, f"error_{axis}")
        if given.visible is False or given.array is None:
            continue
        up = np.asarray(given.array, dtype=float)
        down = up if given.arrayminus is None else np.asarray(given.arrayminus, dtype=float)
        canvas.axes.errorbar(
            *points,
            **{f"{axis}err": np.abs(np.stack([down, up]))},
            fmt="none",
            ecolor=colour(given.color) if given.color else main,
            elinewidth=POINT * (given.thickness or 2),
            capsize=POINT * (4 if given.width is None else given.width),
            zorder=2.8,
        )


def _words(canvas: Canvas, trace: Any, points: tuple[Numbers, Numbers]) -> None:
    upright, _, side = str(trace.textposition or "middle center").partition(" ")
    away = 6.0
    shift = (
        {"left": -away, "right": away}.get(side, 0.0),
        {"top": away, "bottom": -away}.get(upright, 0.0),
    )
    across: Any = {"left": "right", "right": "left"}.get(side, "center")
    down: Any = {"top": "bottom", "bottom": "top"}.get(upright, "center")
    size = POINT * (trace.textfont.size or 12)
    ink = trace.textfont.color or canvas.ink
    for x, y, text in zip(*points, np.broadcast_to(trace.text, len(points[0])), strict=True):
        canvas.axes.annotate(
            read(text),
            (x, y),
            shift,
            textcoords="offset points",
            ha=across,
            va=down,
            fontsize=size,
            color=ink,
            zorder=4,
        )


def heatmap(canvas: Canvas, trace: Any) -> None:
    """A grid of cells, each with its text in black or white; a cell without value stays empty."""
    if trace.showscale is not False:
        raise ValueError("a heat map is read by its cells' texts: set showscale=False")
    grid = np.asarray(trace.z, dtype=float)
    rows, columns = grid.shape
    across = canvas.places("x", range(columns) if trace.x is None else trace.x)
    down = canvas.places("y", range(rows) if trace.y is None else trace.y)
    fills = shades(trace.colorscale, grid, trace.zmin, trace.zmax)
    gaps = (trace.xgap or 0) / 200, (trace.ygap or 0) / 200
    for row, column in np.argwhere(np.isfinite(grid)):
        fill, x, y = fills[row, column], across[column], down[row]
        corner, size = (x - 0.5 + gaps[0], y - 0.5 + gaps[1]), (1 - 2 * gaps[0], 1 - 2 * gaps[1])
        canvas.axes.add_patch(Rectangle(corner, *size, facecolor=fill, linewidth=0))
        if trace.text is not None:
            words, ink = read(trace.text[row][column]), readable(fill)
            canvas.axes.text(x, y, words, ha="center", va="center", fontsize=9, color=ink)
    canvas.axes.set_xlim(min(across) - 0.5, max(across) + 0.5)
    canvas.axes.set_ylim(min(down) - 0.5, max(down) + 0.5)
