"""One translator from our figures to SVG and PNG, by matplotlib: no browser, no network.

It knows the kinds of trace that ``charts.theme`` allows, and refuses any other. Texts are drawn
literally: nothing is read as markup or formula. The same figure gives the same bytes.
"""

import io
import textwrap
from collections.abc import Sequence
from threading import Lock
from typing import Any, Literal

import matplotlib as mpl
import plotly.graph_objects as go
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from reports import frame
from reports.bars import bars
from reports.canvas import Canvas, categories
from reports.flows import sankey
from reports.marks import heatmap, scatter
from words import visible

Kind = Literal["svg", "png"]
KINDS: tuple[Kind, ...] = ("svg", "png")

_INCH = 96  # pixels
_EDGE = 0.12  # inches around everything
_INK = {False: "#1B2733", True: "#E6EDF3"}
_PAPER = {False: "#FFFFFF", True: "#0F1720"}
_BOXES = "Last Resort High-Efficiency"  # a box for what the other has no letter for
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "pelanggan",  # the same names of clip paths each time
    "text.parse_math": False,
    "text.usetex": False,
    "font.family": ["DejaVu Sans", "sans-serif", _BOXES],  # these come with matplotlib
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
}
_MARKS = {"scatter": scatter, "heatmap": heatmap, "sankey": sankey}
ONE_AT_A_TIME = Lock()  # matplotlib's settings belong to the process


def draw(
    figure: go.Figure,
    kind: Kind = "svg",
    *,
    title: str | None = None,
    notes: Sequence[str] = (),
    dark: bool = False,
    width_px: int = 1000,
    height_px: int | None = None,
) -> bytes:
    """``figure`` as a file of ``width_px`` by ``height_px`` pixels (default: its own height).

    ``title`` is plain text, and so are the ``notes`` at its foot. Raises ``ValueError`` for what
    the house does not use: another kind of trace, a second pair of axes, an axis without ticks
    written by the reader.
    """
    if kind not in KINDS:
        raise ValueError(f"no way to draw a file of kind {kind}; there are {', '.join(KINDS)}")
    size = (width_px, height_px or int(figure.layout.height or 400))
    with ONE_AT_A_TIME, mpl.rc_context(SETTINGS):
        sheet = Figure(
            figsize=((size[0] + 1e-7) / _INCH, (size[1] + 1e-7) / _INCH),
            dpi=_INCH,
            layout=ConstrainedLayoutEngine(w_pad=_EDGE, h_pad=_EDGE),
            facecolor=_PAPER[dark],
        )
        if title:
            _title(sheet, visible(title), _INK[dark], size[0])
        if notes:
            _notes(sheet, [visible(note) for note in notes], _INK[dark], size[0])
        on_axes(figure, sheet.add_subplot(facecolor=_PAPER[dark]), width_px=size[0], dark=dark)
        return _encode(sheet, kind, title)


def on_axes(figure: go.Figure, axes: Axes, *, width_px: int, dark: bool = False) -> None:
    """Draw ``figure`` on these axes of a sheet, within :data:`SETTINGS` and their lock."""
    _check(figure)
    canvas = Canvas(figure, axes, _INK[dark], categories(figure))
    _marks(canvas)
    frame.dress(canvas, width_px=width_px)


def _check(figure: go.Figure) -> None:
    known = sorted([*_MARKS, "bar"])
    for trace in figure.data:
        if trace.type not in known:
            names = ", ".join(known)
            raise ValueError(f"no way to draw a trace of type {trace.type}; there are {names}")
        if trace.type != "sankey" and {trace.xaxis or "x", trace.yaxis or "y"} != {"x", "y"}:
            raise ValueError("no way to draw a second pair of axes; make two figures")
        if trace.type == "scatter" and trace.stackgroup:
            raise ValueError("no way to draw a stackgroup; stack areas by fill='tonexty'")


def _marks(canvas: Canvas) -> None:
    shown = [trace for trace in canvas.figure.data if trace.visible in (None, True)]
    standing = [trace for trace in shown if trace.type == "bar"]
    if standing:
        bars(canvas, standing)
    for trace in shown:
        if trace.type != "bar":
            _MARKS[trace.type](canvas, trace)


def _title(sheet: Figure, title: str, ink: str, width_px: int) -> None:
    lines = textwrap.fill(title, max(20, width_px // 11))
    sheet.suptitle(lines, x=0.012, ha="left", color=ink, fontsize=14)


def _notes(sheet: Figure, notes: Sequence[str], ink: str, width_px: int) -> None:
    """Small lines along the foot, each note on lines of its own."""
    lines = "\n".join(textwrap.fill(note, max(20, width_px // 7)) for note in notes)
    sheet.supxlabel(lines, x=0.012, ha="left", color=ink, fontsize=9)


def _encode(sheet: Figure, kind: Kind, title: str | None) -> bytes:
    buffer = io.BytesIO()
    about: dict[str, Any] = {"Software": None}
    if kind == "svg":
        named = {"Title": visible(title)} if title else {}
        about = {"Date": None, "Creator": None, **named}
    sheet.savefig(buffer, format=kind, metadata=about)
    return buffer.getvalue()
