"""Cards: one figure each, named by its key, with its change and its course where they are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from analytics.findings import Value
from words import Reader, escape

_BAD = frozenset({"loss_makers", "loss"})  # more is worse


@dataclass(frozen=True)
class Change:
    """How a figure moved since the period before and since a year before, as shares of it."""

    before: float | None = None
    year: float | None = None


def show(
    reader: Reader,
    values: Mapping[str, Value],
    *,
    changes: Mapping[str, Change] | None = None,
    courses: Mapping[str, Sequence[float | None]] | None = None,
) -> None:
    """Cards four in a row, in the order of ``values``."""
    with st.grid(4, min_column_width=150):
        for key, value in values.items():
            change = (changes or {}).get(key, Change())
            _card(reader, key, value, change, (courses or {}).get(key, ()))


def _card(
    reader: Reader, key: str, value: Value, change: Change, course: Sequence[float | None]
) -> None:
    points = [p for p in course if p is not None]
    tip = reader.help(key)
    first = change.before if change.before is not None else change.year
    both = change.before is not None and change.year is not None
    with st.container(border=True, gap=None):
        st.metric(
            escape(reader.name(key)),
            reader.figure(key, value, compact=True),
            delta=None if first is None else _signed(reader, first),
            delta_color=_colour(key),
            delta_description=_against(reader, change),
            help=escape(tip) if tip else None,
            chart_data=points if len(points) > 2 else None,
            chart_type="area",
        )
        if both:
            year = reader.text("cards.also_year", change=_signed(reader, change.year or 0.0))
            st.caption(escape(year))


def _against(reader: Reader, change: Change) -> str | None:
    if change.before is not None:
        return reader.text("cards.against_before")
    return None if change.year is None else reader.text("cards.against_year")


def _signed(reader: Reader, change: float) -> str:
    """Streamlit reads the sign of the text: a plain minus in front."""
    text = reader.share(abs(change), decimals=1)
    return f"-{text}" if change < 0 else f"+{text}"


def _colour(key: str) -> Literal["normal", "inverse"]:
    return "inverse" if key in _BAD else "normal"
