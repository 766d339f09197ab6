"""Sankey flows on matplotlib axes: nodes in columns, bands as curves between them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from reports.canvas import Canvas, Colour, colour, read, wrap

_HALF = 0.02  # of a node's width, where columns are 1 apart
_AIR = 0.25  # of a column's height, shared out between its nodes
_PALE = 0.35  # opacity of a band that names no colour

Link = tuple[int, int, float]


def sankey(canvas: Canvas, trace: Any) -> None:
    """Flows from left to right; a node is as high as the greater of what enters and leaves."""
    axes = canvas.axes
    axes.set_axis_off()
    links = _links(trace)
    count = max([len(trace.node.label or ()), *(max(a, b) + 1 for a, b, _ in links)], default=0)
    if not count:
        return
    labels = [read(label) for label in trace.node.label or [""] * count]
    column = _columns(count, links)
    leaving, entering = ([0.0] * count for _ in range(2))
    for source, target, value in links:
        leaving[source] += value
        entering[target] += value
    height = [max(pair) for pair in zip(leaving, entering, strict=True)]
    top = _tops(column, height)
    fills = _fills(trace.node.color, count, canvas)
    _bands(canvas, trace, links, (column, top, fills))
    last = max(column)
    for node, label in enumerate(labels):
        low = top[node] - height[node]
        box = (column[node] - _HALF, low)
        axes.add_patch(Rectangle(box, 2 * _HALF, height[node], color=fills[node], linewidth=0))
        outside = -1 if column[node] == 0 else 1
        axes.annotate(
            wrap(label, 28),
            (column[node] + outside * _HALF, low + height[node] / 2),
            (6 * outside, 0),
            textcoords="offset points",
            ha="right" if outside < 0 else "left",
            va="center",
            color=canvas.ink,
            fontsize=9,
        )
    axes.set_xlim(-_HALF, last + _HALF)
    axes.set_ylim(min(t - h for t, h in zip(top, height, strict=True)), max(top))


def _links(trace: Any) -> list[Link]:
    given = [() if v is None else v for v in (trace.link.source, trace.link.target)]
    values = () if trace.link.value is None else trace.link.value
    return [(int(a), int(b), float(v)) for a, b, v in zip(*given, values, strict=True)]


def _fills(given: Any, count: int, canvas: Canvas) -> list[Colour]:
    names = canvas.figure.layout.colorway if given is None else given
    if isinstance(names, str):
        return [colour(names)] * count
    return [colour(names[place % len(names)]) for place in range(count)]


def _bands(
    canvas: Canvas,
    trace: Any,
    links: Sequence[Link],
    nodes: tuple[Sequence[int], Sequence[float], Sequence[Colour]],
) -> None:
    """The bands, laid in the order of the nodes at both ends so that fewest cross."""
    column, top, fills = nodes
    starts, ends = [0.0] * len(links), [0.0] * len(links)
    for own, other, edges in ((0, 1, starts), (1, 0, ends)):
        free = list(top)
        for place in sorted(range(len(links)), key=lambda n: -top[int(links[n][other])]):
            node, value = int(links[place][own]), links[place][2]
            edges[place] = free[node]
            free[node] -= value
    given = trace.link.color
    for place, (source, target, value) in enumerate(links):
        named = given if given is None or isinstance(given, str) else given[place % len(given)]
        shade = (*fills[source][:3], _PALE) if named is None else colour(named)
        begin = (column[source] + _HALF, starts[place])
        canvas.axes.add_patch(_band(begin, (column[target] - _HALF, ends[place]), value, shade))


def _columns(count: int, links: Sequence[Link]) -> list[int]:
    """The longest way to each node. Raises ``ValueError`` where flows go in a circle."""
    column = [0] * count
    for _ in range(count + 1):
        moved = False
        for source, target, _value in links:
            if column[target] <= column[source]:
                column[target], moved = column[source] + 1, True
        if not moved:
            return column
    raise ValueError("flows of a Sankey figure must not go in a circle")


def _tops(column: Sequence[int], height: Sequence[float]) -> list[float]:
    """The upper edge of each node: columns filled from above, in order, centred on 0."""
    places = np.asarray(column)
    tall = max(sum(h for h, c in zip(height, column, strict=True) if c == k) for k in set(column))
    most = max(int((places == k).sum()) for k in set(column))
    gap = (tall or 1.0) * _AIR / max(most, 2)
    top = [0.0] * len(column)
    for here in set(column):
        nodes = [node for node, at in enumerate(column) if at == here]
        edge = (sum(height[node] for node in nodes) + gap * (len(nodes) - 1)) / 2
        for node in nodes:
            top[node] = edge
            edge -= height[node] + gap
    return top


def _band(
    start: tuple[float, float], end: tuple[float, float], thick: float, shade: Colour
) -> PathPatch:
    """A band ``thick`` high from one upper edge to another, by two Bezier curves."""
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    there = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    back = [(x1, y1 - thick), (middle, y1 - thick), (middle, y0 - thick), (x0, y0 - thick)]
    moves = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return PathPatch(Path([*there, *back, (x0, y0)], moves), facecolor=shade, linewidth=0)
