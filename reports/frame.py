"""What stands around the marks: ticks, grid, axis titles, rules, notes and the legend."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.transforms import Transform, blended_transform_factory

from reports.canvas import DASHES, POINT, Canvas, colour, read, wrap

_NAME = 36  # characters of a tick on one line
_LETTER = 6.4  # pixels of a letter of a tick or of the legend, on average
_QUIET = "#8A97A5"


def dress(canvas: Canvas, *, width_px: int) -> None:
    """Everything but the marks, as the layout of the figure says."""
    axes, layout = canvas.axes, canvas.figure.layout
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(canvas.ink)
        spine.set_alpha(0.3)
    axes.tick_params(colors=canvas.ink, labelsize=9, length=0, pad=5)
    axes.set_axisbelow(True)
    if axes.axison:
        for axis in ("x", "y"):
            _axis(canvas, axis, width_px)
    for shape in layout.shapes or ():
        _shape(canvas, shape)
    for note in layout.annotations or ():
        _note(canvas, note)
    if layout.showlegend and canvas.legend:
        _legend(canvas, width_px)


def _axis(canvas: Canvas, axis: str, width_px: int) -> None:
    axes, spec = canvas.axes, getattr(canvas.figure.layout, f"{axis}axis")
    drawn = getattr(axes, f"{axis}axis")
    if spec.type == "log":
        getattr(axes, f"set_{axis}scale")("log")
    ticks, texts = _ticks(canvas, axis, spec)
    drawn.set_ticks(ticks, texts)
    drawn.set_ticks([], minor=True)
    if spec.range is not None:
        ends = [10.0**end for end in spec.range] if spec.type == "log" else spec.range
        getattr(axes, f"set_{axis}lim")(*canvas.places(axis, ends))
    if str(spec.autorange) == "reversed":
        drawn.set_inverted(True)
    if axis == "x":
        _turn(axes, texts, width_px)
    if spec.visible is False:
        drawn.set_visible(False)
        axes.spines["bottom" if axis == "x" else "left"].set_visible(False)
        return
    drawn.set_label_text(read(spec.title.text), color=canvas.ink, fontsize=9.5)
    drawn.labelpad = 6
    cells = any(trace.type == "heatmap" for trace in canvas.figure.data)
    if spec.showgrid is not False and not canvas.categories[axis] and not cells:
        axes.grid(axis="x" if axis == "x" else "y", color=canvas.ink, alpha=0.12, linewidth=0.8)


def _ticks(canvas: Canvas, axis: str, spec: Any) -> tuple[list[float], list[str]]:
    """Where the ticks are and what they say; only the reader of the figure can write numbers."""
    if spec.visible is False or spec.showticklabels is False:
        return [], []
    if spec.tickvals is not None:
        places = canvas.places(axis, spec.tickvals).tolist()
        texts = [wrap(read(text), _NAME) for text in spec.ticktext or ()]
        if len(places) == len(texts):
            return places, texts
    elif canvas.categories[axis] or not canvas.figure.data:
        names = [wrap(read(name), _NAME) for name in canvas.categories[axis]]
        return [float(place) for place in range(len(names))], names
    raise ValueError(f"the {axis} axis has no ticks in the reader's words: see charts.theme.scale")


def _turn(axes: Axes, texts: list[str], width_px: int) -> None:
    """Turn the words below the plot where they would run into each other."""
    longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
    if (longest + 1.5) * _LETTER * len(texts) > 0.86 * width_px:
        for label in axes.get_xticklabels():
            label.set(rotation=35, ha="right", rotation_mode="anchor")


def _system(axes: Axes, xref: Any, yref: Any) -> Transform:
    """Data or the plot's own 0-1, for each direction."""
    whole = [str(ref or "").endswith(("paper", "domain")) for ref in (xref, yref)]
    x, y = (axes.transAxes if own else axes.transData for own in whole)
    return blended_transform_factory(x, y)


def _ends(canvas: Canvas, axis: str, ref: Any, values: list[Any]) -> list[float]:
    if str(ref or "").endswith(("paper", "domain")):
        return [float(value) for value in values]
    return [float(place) for place in canvas.places(axis, values)]


def _shape(canvas: Canvas, shape: Any) -> None:
    """A line or a shaded stretch, from corner to corner."""
    x0, x1 = _ends(canvas, "x", shape.xref, [shape.x0, shape.x1])
    y0, y1 = _ends(canvas, "y", shape.yref, [shape.y0, shape.y1])
    system = _system(canvas.axes, shape.xref, shape.yref)
    width = POINT * (1 if shape.line.width is None else shape.line.width)
    line = colour(shape.line.color or _QUIET)
    style = DASHES.get(shape.line.dash or "", "-")
    alpha = 1.0 if shape.opacity is None else shape.opacity
    if shape.type == "line":
        drawn: Any = Line2D([x0, x1], [y0, y1], color=line, linewidth=width, linestyle=style)
        drawn.set_zorder(2)
    elif shape.type == "rect":
        fill = colour(shape.fillcolor, alpha) if shape.fillcolor else "none"
        edge = line if shape.line.width else "none"
        drawn = Rectangle((x0, y0), x1 - x0, y1 - y0, facecolor=fill, edgecolor=edge, zorder=0.5)
    else:
        raise ValueError(f"no way to draw a shape of type {shape.type}; there are line and rect")
    drawn.set_transform(system)
    canvas.axes.add_artist(drawn)


def _note(canvas: Canvas, note: Any) -> None:
    """A text at a place, shifted by pixels, with an arrow if one is wanted."""
    (x,) = _ends(canvas, "x", note.xref, [note.x])
    (y,) = _ends(canvas, "y", note.yref, [note.y])
    arrow = note.showarrow is not False
    shift = (note.ax or 0, -(-30 if note.ay is None else note.ay)) if arrow else (0, 0)
    across: Any = note.xanchor if note.xanchor in ("left", "right") else "center"
    down: Any = {"top": "top", "bottom": "bottom"}.get(note.yanchor or "", "center")
    written = canvas.axes.annotate(
        read(note.text),
        (x, y),
        (POINT * (shift[0] + (note.xshift or 0)), POINT * (shift[1] + (note.yshift or 0))),
        xycoords=_system(canvas.axes, note.xref, note.yref),
        textcoords="offset points",
        ha=across,
        va=down,
        rotation=-(note.textangle or 0),
        color=note.font.color or canvas.ink,
        fontsize=POINT * (note.font.size or 12),
        arrowprops={"arrowstyle": "-", "color": canvas.ink, "alpha": 0.5} if arrow else None,
        zorder=5,
    )
    written.set_clip_on(False)


def _legend(canvas: Canvas, width_px: int) -> None:
    """Above the plot, never over data, in as many columns as there is room for."""
    names = [wrap(name, 40) for _, name in canvas.legend]
    long = [max(len(line) for line in name.split("\n")) * _LETTER + 52 for name in names]
    room = 0.86 * width_px
    columns = len(names) if sum(long) <= room else max(1, int(room // max(long)))
    canvas.axes.legend(
        [handle for handle, _ in canvas.legend],
        names,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        frameon=False,
        labelcolor=canvas.ink,
        fontsize=9,
        borderaxespad=0.4,
        borderpad=0.2,
        handlelength=1.6,
        columnspacing=1.8,
    )
