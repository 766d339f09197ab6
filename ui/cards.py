"""Cards: one figure each, named by its key, with its change and its course where they are known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

import streamlit as st

from analytics.findings import Value
from words import Reader, escape

_BAD = frozenset({"loss_makers", "loss"})  # more is worse
_LEAST = 150  # pixels of a card
_ROOM, _LETTER = 32, 12.5  # pixels around a value, and of each of its letters


class _Look(TypedDict):
    delta_arrow: Literal["up", "down"]
    delta_color: Literal["normal", "inverse"]


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
    written = {key: reader.figure(key, value, compact=True) for key, value in values.items()}
    words = [text for key, text in written.items() if isinstance(values[key], str)]
    longest = max(map(len, words), default=0)
    with st.grid(4, min_column_width=max(_LEAST, int(_ROOM + _LETTER * longest))):
        for key, text in written.items():
            change = (changes or {}).get(key, Change())
            with st.container(border=True, gap=None, height="stretch"):
                _card(reader, key, text, change, (courses or {}).get(key, ()))


def _card(
    reader: Reader, key: str, value: str, change: Change, course: Sequence[float | None]
) -> None:
    """Name and changes are texts beside the metric: in it they would end in dots, not break."""
    points = [p for p in course if p is not None]
    tip = reader.help(key)
    name = escape(reader.name(key))
    first = change.before if change.before is not None else change.year
    st.markdown(f":small[{name}]", help=escape(tip) if tip else None)
    st.metric(
        name,
        value,
        label_visibility="collapsed",
        delta=None if first is None else _signed(reader, first),
        **_look(key, first or 0),
        chart_data=points if len(points) > 2 else None,
        chart_type="area",
    )
    known = {"on_before": change.before, "on_year": change.year}
    said = [
        escape(reader.text(f"cards.{text}", change=_signed(reader, share)))
        for text, share in known.items()
        if share is not None
    ]
    if said:
        st.caption("  \n".join(said))


def _signed(reader: Reader, change: float) -> str:
    text = reader.share(abs(change), decimals=1)
    return f"−{text}" if change < 0 else f"+{text}"


def _look(key: str, change: float) -> _Look:
    """Streamlit reads a true minus as no minus: what falls is said to it by arrow and colour."""
    falls = change < 0
    colour: Literal["normal", "inverse"] = "inverse" if (key in _BAD) != falls else "normal"
    return {"delta_arrow": "down" if falls else "up", "delta_color": colour}
