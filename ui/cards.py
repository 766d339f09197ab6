"""Cards: one figure each, named by its key, with its change and its course where they are known."""

from collections.abc import Mapping, Sequence
from typing import Literal

import streamlit as st

from analytics.findings import Value
from words import Reader, escape

_BAD = frozenset({"loss_makers", "loss"})  # more is worse


def show(
    reader: Reader,
    values: Mapping[str, Value],
    *,
    changes: Mapping[str, float | None] | None = None,
    described: str | None = None,
    courses: Mapping[str, Sequence[float | None]] | None = None,
) -> None:
    """A row of cards, in the order of ``values``. A change is a share of the figure before."""
    with st.grid(4, min_column_width=210):
        for key, value in values.items():
            _card(
                reader,
                key,
                value,
                change=(changes or {}).get(key),
                described=described,
                course=(courses or {}).get(key),
            )


def _card(
    reader: Reader,
    key: str,
    value: Value,
    *,
    change: float | None,
    described: str | None,
    course: Sequence[float | None] | None,
) -> None:
    points = [p for p in course or [] if p is not None]
    tip = reader.help(key)
    st.metric(
        escape(reader.name(key)),
        reader.figure(key, value, compact=True),
        delta=None if change is None else _signed(reader, change),
        delta_color=_colour(key),
        delta_description=described if change is not None else None,
        help=escape(tip) if tip else None,
        border=True,
        chart_data=points if len(points) > 2 else None,
        chart_type="area",
    )


def _signed(reader: Reader, change: float) -> str:
    """Streamlit reads the sign of the text: a plain minus in front."""
    text = reader.share(abs(change), decimals=1)
    return f"-{text}" if change < 0 else f"+{text}"


def _colour(key: str) -> Literal["normal", "inverse"]:
    return "inverse" if key in _BAD else "normal"
