"""One translator from our figures to SVG and PNG, by matplotlib: no browser, no network.

It knows the kinds of trace that ``charts.theme`` allows, and refuses any other. Texts are drawn
literally: nothing is read as markup or formula.
"""

import html
import io
from typing import Any, Literal

import matplotlib as mpl
import plotly.graph_objects as go
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from charts.theme import PALETTE
from reports import marks

Kind = Literal["svg", "png"]

INCH = 100  # pixels of a figure's height to the inch
_INK = {False: "#1B2733", True: "#E6EDF3"}
_PAPER = {False: "#FFFFFF", True: "#0F1720"}
_SETTINGS = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "pelanggan",  # the same bytes each time
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
}


def draw(
    figure: go.Figure,
    kind: Kind = "svg",
    *,
    title: str | None = None,
    dark: bool = False,
    width: int = 1000,
    height: int | None = None,
) -> bytes:
    """``figure`` as a file of ``width`` by ``height`` pixels (default: the figure's own height).

    Raises ``ValueError`` for a kind of trace that the house does not use.
    """
    tall = height or int(figure.layout.height or 400)
    with mpl.rc_context(_SETTINGS):
        sheet = Figure(figsize=(width / INCH, tall / INCH), dpi=INCH, layout="constrained")
        sheet.set_facecolor(_PAPER[dark])
        axes = sheet.add_subplot()
        _dress(axes, dark)
        marks.draw_all(axes, figure, list(figure.layout.colorway or PALETTE), _INK[dark])
        _axes(axes, figure, _INK[dark])
        if title:
            axes.set_title(title, loc="left", color=_INK[dark], fontsize=13, pad=28 if _legend(figure) else 10)
        return _encode(sheet, kind)


def text(value: object) -> str:
    """A string of a figure as it is read: entities and line breaks undone."""
    return html.unescape(str(value or "").replace("<br>", "\n"))


def _encode(sheet: Figure, kind: Kind) -> bytes:
    buffer = io.BytesIO()
    if kind == "png":
        FigureCanvasAgg(sheet).print_png(buffer)
    else:
        FigureCanvasSVG(sheet).print_svg(buffer, metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def _dress(axes: Axes, dark: bool) -> None:  # noqa: FBT001 - one of two looks
    ink = _INK[dark]
    axes.set_facecolor(_PAPER[dark])
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(ink)
        axes.spines[side].set_alpha(0.35)
    axes.tick_params(colors=ink, labelsize=9, length=0)


def _axes(axes: Axes, figure: go.Figure, ink: str) -> None:
    layout = figure.layout
    for name, spec in (("x", layout.xaxis), ("y", layout.yaxis)):
        label = getattr(axes, f"set_{name}label")
        label(text(spec.title.text), color=ink, fontsize=10)
        if spec.tickvals is not None:
            places = marks.places(axes, name, spec.tickvals)
            getattr(axes, f"set_{name}ticks")(places, [text(t) for t in spec.ticktext])
        elif names := marks.categories(axes, name):
            getattr(axes, f"set_{name}ticks")(range(len(names)), [text(n) for n in names])
        if spec.range is not None:
            getattr(axes, f"set_{name}lim")(*marks.places(axes, name, spec.range))
        elif spec.autorange == "reversed":
            getattr(axes, f"invert_{name}axis")()
        if spec.showgrid is not False and name == "y" and spec.visible is not False:
            axes.grid(axis="y", color=ink, alpha=0.12, linewidth=0.8)
        if spec.visible is False:
            getattr(axes, f"{name}axis").set_visible(False)
            for spine in axes.spines.values():
                spine.set_visible(False)
    axes.set_axisbelow(True)
    _rules(axes, layout)
    _annotations(axes, layout, ink)
    if _legend(figure):
        axes.legend(
            loc="lower left",
            bbox_to_anchor=(0, 1.0),
            ncols=6,
            frameon=False,
            labelcolor=ink,
            fontsize=9,
            borderaxespad=0.2,
        )


def _legend(figure: go.Figure) -> bool:
    return bool(figure.layout.showlegend) and bool(figure.data)


def _rules(axes: Axes, layout: Any) -> None:
    styles = {"dot": ":", "dash": "--", "dashdot": "-."}
    for shape in layout.shapes or ():
        if shape.type != "line":
            raise ValueError(f"no way to draw a shape of type {shape.type}; the house uses lines")
        look = {
            "color": shape.line.color or "#8A97A5",
            "linewidth": shape.line.width or 1,
            "linestyle": styles.get(shape.line.dash or "", "-"),
        }
        if str(shape.yref).endswith(("paper", "domain")):
            axes.axvline(marks.places(axes, "x", [shape.x0])[0], **look)
        else:
            axes.axhline(marks.places(axes, "y", [shape.y0])[0], **look)


def _annotations(axes: Axes, layout: Any, ink: str) -> None:
    from_axes = {"left": "left", "right": "right", "center": "center"}
    upright = {"top": "top", "bottom": "bottom", "middle": "center"}
    for note in layout.annotations or ():
        across = str(note.xref or "x").endswith(("paper", "domain"))
        along = str(note.yref or "y").endswith(("paper", "domain"))
        system = axes.get_xaxis_transform() if along and not across else axes.transData
        if across:
            system = axes.transAxes if along else axes.get_yaxis_transform()
        x = note.x if across else marks.places(axes, "x", [note.x])[0]
        y = note.y if along else marks.places(axes, "y", [note.y])[0]
        axes.text(
            x,
            y,
            text(note.text),
            transform=system,
            ha=from_axes.get(note.xanchor or "center", "center"),
            va=upright.get(note.yanchor or "middle", "center"),
            color=note.font.color or ink,
            fontsize=9,
        )
