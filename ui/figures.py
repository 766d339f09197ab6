"""Charts on screen, and the picture of a chart as a file."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from answers import Answer
from answers.proof import caveats
from charts import theme
from exports import export_figure
from exports.out import file_name
from reports.draw import KINDS, Kind, draw
from ui import downloads
from ui.page import View


def show(
    view: View, answer: Answer[Any], figure: go.Figure, *, name: str, alt: str, select: bool = False
) -> tuple[float, float] | None:
    """Show a chart; with ``select``, give the range of x that a box was drawn over."""
    key = f"{view.question.stem}_{name}"
    with _room(figure):
        event: Any = st.plotly_chart(
            figure,
            key=f"{key}_{view.mark(answer)}" if select else key,
            config=theme.CONFIG,
            alt=alt,
            on_select="rerun" if select else "ignore",
            selection_mode=("box",),
        )
    if not select:
        return None
    boxes = event.selection.get("box", [])
    return (min(boxes[0]["x"]), max(boxes[0]["x"])) if boxes and boxes[0].get("x") else None


def _room(figure: go.Figure) -> AbstractContextManager[Any]:
    """Where a figure that must not become too narrow is moved sideways on a small screen."""
    least = (figure.layout.meta or {}).get(theme.WIDTH)
    if least is None:
        return nullcontext()
    return st.grid(1, min_column_width=least, wrap=False)


def picture(
    view: View,
    answer: Answer[Any],
    name: str,
    make: Callable[[], go.Figure],
    *more: object,
    alt: str | None = None,
    title: str | None = None,
) -> None:
    """The chart that ``make`` draws of ``answer``, and its buttons; it depends on ``more``.

    Described as the page's ``alt_<name>`` and headed as its ``<name>``, where nothing else is said.
    """
    figure = view.drawn(answer, name, make, *more)
    show(view, answer, figure, name=name, alt=alt or view.text(f"alt_{name}"))
    save(view, answer, figure, name=name, title=title or view.text(name))


@contextmanager
def part(
    view: View, answer: Answer[Any], name: str, make: Callable[[], go.Figure]
) -> Iterator[None]:
    """A part of the page: heading, what it shows, the chart; what else belongs to it is inside."""
    shows = view.text(f"{name}_help")
    with st.container(border=True):
        st.subheader(view.text(name), anchor=False)
        st.caption(shows)
        picture(view, answer, name, make, alt=shows)
        yield


def save(view: View, answer: Answer[Any], figure: go.Figure, *, name: str, title: str) -> None:
    """Buttons that save the chart as SVG and PNG, with what must be known to trust it."""
    notices = caveats(answer, view.reader)
    full = f"{title} · {answer.company.title}"
    with st.popover(view.reader.text("tables.export_chart"), icon=":material/image:"):
        for kind in KINDS:
            downloads.button(
                kind.upper(),
                _drawer(
                    view, answer, name, kind, lambda k: draw(figure, k, title=full, notes=notices)
                ),
                file=file_name(answer.origin(name), f"{name}-{downloads.token()}", kind),
                key=f"{view.question.stem}_{name}_{kind}",
            )


def _drawer(
    view: View, answer: Answer[Any], name: str, kind: Kind, drawn: Callable[[Kind], bytes]
) -> Callable[[], bytes]:
    actor = view.actor

    def make() -> bytes:
        return export_figure(
            actor,
            lambda: drawn(kind),
            name=name,
            kind=kind,
            provenance=answer.origin(name),
        ).content

    return make
