"""Bars of our figures on matplotlib axes: beside each other, stacked, standing or lying."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.patches import Patch

from reports.canvas import Canvas, Numbers, read, readable
from reports.marks import colours, intervals

_GAP = 0.2  # Plotly's own, of the room of one place


def bars(canvas: Canvas, traces: Sequence[Any]) -> None:
    """All bars of a figure; what is below zero stacks downwards."""
    layout = canvas.figure.layout
    beside = layout.barmode in (None, "group") and len(traces) > 1
    stacked = layout.barmode in ("stack", "relative")
    lying = {trace.orientation == "h" for trace in traces}
    if len(lying) > 1:
        raise ValueError("bars of one figure either stand or lie")
    along, up = ("y", "x") if lying == {True} else ("x", "y")
    where = [canvas.places(along, getattr(trace, along)) for trace in traces]
    gaps = np.diff(np.unique(np.concatenate(where)))
    room = float(gaps.min(initial=np.inf)) if len(gaps) else 1.0
    thick = room * (1 - (_GAP if layout.bargap is None else layout.bargap))
    thick = thick / len(traces) if beside else thick
    tops: dict[tuple[float, bool], float] = {}
    for place, (trace, spots) in enumerate(zip(traces, where, strict=True)):
        sizes = np.nan_to_num(canvas.places(up, getattr(trace, up)))
        shift = (place - (len(traces) - 1) / 2) * thick if beside else 0.0
        base = _pile(spots, sizes, tops) if stacked else _base(trace, len(sizes))
        wide = np.broadcast_to(thick if trace.width is None else trace.width, len(sizes))
        _draw(canvas, trace, (spots + shift, base, sizes, wide))


def _base(trace: Any, count: int) -> Numbers:
    given = 0.0 if trace.base is None else np.asarray(trace.base, dtype=float)
    return np.broadcast_to(given, count).astype(float)


def _pile(spots: Numbers, sizes: Numbers, tops: dict[tuple[float, bool], float]) -> Numbers:
    """Where each bar starts: at the end of those before it on its side of zero."""
    base = []
    for spot, size in zip(spots.tolist(), sizes.tolist(), strict=True):
        side = (spot, size < 0)
        base.append(tops.get(side, 0.0))
        tops[side] = base[-1] + size
    return np.array(base)


def _draw(canvas: Canvas, trace: Any, boxes: tuple[Numbers, Numbers, Numbers, Numbers]) -> None:
    spots, base, sizes, wide = boxes
    if not len(spots):
        return
    fills: Any = colours(canvas, trace, len(sizes))
    if trace.orientation == "h":
        canvas.axes.barh(spots, sizes, wide, base, color=fills)
        ends = (base + sizes, spots)
    else:
        canvas.axes.bar(spots, sizes, wide, base, color=fills)
        ends = (spots, base + sizes)
    intervals(canvas, trace, ends, (0.42, 0.45, 0.5, 1.0))
    canvas.enter(trace, Patch(facecolor=max(fills, key=lambda fill: fill[3]), linewidth=0))
    if trace.text is not None and trace.textposition != "none":
        _label(canvas, trace, boxes, fills)


def _label(
    canvas: Canvas,
    trace: Any,
    boxes: tuple[Numbers, Numbers, Numbers, Numbers],
    fills: Sequence[Any],
) -> None:
    """The text of each bar: in its middle if asked for, else beyond its end."""
    inside = trace.textposition == "inside"
    words = np.broadcast_to(np.asarray(trace.text, dtype=object), len(fills))
    for spot, base, size, text, fill in zip(*boxes[:3], words, fills, strict=True):
        at = base + (size / 2 if inside else size)
        away = 0 if inside else 4 if size >= 0 else -4
        lying = trace.orientation == "h"
        side: Any = "left" if size >= 0 else "right"
        upright: Any = "bottom" if size >= 0 else "top"
        canvas.axes.annotate(
            read(text),
            (at, spot) if lying else (spot, at),
            (away, 0) if lying else (0, away),
            textcoords="offset points",
            ha=side if lying and not inside else "center",
            va="center" if lying or inside else upright,
            fontsize=9,
            color=readable(fill) if inside else canvas.ink,
        )
