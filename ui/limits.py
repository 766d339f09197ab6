"""Limits that may be left to us: a number or nothing, each in the link; and an item to look for."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from data.frames.market import Level
from ui import choose, link, tables
from ui.page import View
from words import escape

_EVERY = "*"  # a choice that no item is called
_WIDTH = 190


def number(
    view: View, key: str, *, low: float = 0.0, high: float | None = None, step: float = 0.01
) -> float | None:
    """A number from ``low`` to ``high``, or None where it is left blank; in the link."""
    reader = view.reader
    if key not in st.session_state:
        st.session_state[key] = _read(next(iter(link.asked(key)), ""), low, high)
    given = st.number_input(
        reader.text(f"options.{key}"),
        min_value=low,
        max_value=high,
        value=None,
        step=step,
        format="%.4g",
        placeholder=reader.text("limits.ours"),
        help=escape(reader.text(f"options.{key}_help")),
        key=key,
        width=_WIDTH,
    )
    value = None if given is None or not low <= given <= (high or given) else float(given)
    link.keep(key, *([f"{value:.12g}"] if value is not None else []))
    return value


def exclude(view: View) -> str | None:
    """The products left out: ids with commas, or None for our proposal; in the link."""
    reader, key = view.reader, "exclude"
    if key not in st.session_state:
        st.session_state[key] = next(iter(link.asked(key)), "")
    typed = st.text_input(
        reader.text(f"options.{key}"),
        key=key,
        placeholder=reader.text("limits.ours"),
        help=escape(reader.text(f"options.{key}_help")),
        max_chars=4_000,
        width=2 * _WIDTH,
    )
    text = str(typed or "").strip()
    link.keep(key, *([text] if text else []))
    return text or None


def level(view: View, known: Sequence[Level], usual: Level) -> Level:
    """What an item is, of what this company's products have."""
    return choose.one_of(view.reader, "level", list(known), usual)


def begins_with(view: View, items: Sequence[str]) -> str:
    """One of the items, or nothing for all; in the link. One that is not there means all."""
    key, offered = "begins_with", [_EVERY, *items]
    if key not in st.session_state or st.session_state[key] not in offered:
        asked = next(iter(link.asked(key)), _EVERY)
        st.session_state[key] = asked if asked in items else _EVERY
    chosen = st.selectbox(
        view.text("search"),
        offered,
        format_func=lambda name: view.text("search_any") if name == _EVERY else choose.plain(name),
        key=key,
        width=420,
    )
    name = str(chosen) if chosen in items else ""
    link.keep(key, *([name] if name else []))
    return name


def _read(text: str, low: float, high: float | None) -> float | None:
    """A number of the link, where it is one and within the limits."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if low <= value <= (1e12 if high is None else high) else None


def left_out_part(view: View, left_out: pl.DataFrame) -> None:
    """The list of products that are no goods, and how to have another."""
    reader = view.reader
    with st.expander(reader.text("rules.left_out"), icon=":material/block:"):
        if left_out.is_empty():
            st.markdown(escape(reader.text("rules.left_out_none")))
        else:
            tables.show(reader, left_out, left_out.columns, key=f"{view.question.stem}_left_out")
        st.caption(escape(reader.text("options.exclude_help")))
