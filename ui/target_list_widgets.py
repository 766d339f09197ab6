"""Widgets of the page of target lists: each in the reader's words, each in the link."""

from collections.abc import Callable, Sequence

import streamlit as st

from ui import link
from ui.choose import whole_in
from words import Reader, escape


def pick(
    reader: Reader,
    key: str,
    options: Sequence[str],
    default: str,
    say: Callable[[str], str],
    *,
    width: int = 240,
    always: bool = False,
) -> str:
    """One of ``options``, which must not be empty; the link's, else the default.

    ``always``: the default stands in the link too, as it is another one tomorrow.
    """
    asked = link.asked(key)
    if st.session_state.get(key) not in options:
        wanted = asked[0] if asked and asked[0] in options else default
        st.session_state[key] = wanted if wanted in options else options[0]
    chosen = st.selectbox(
        _label(reader, key),
        options,
        format_func=lambda option: _plain(say(option)),
        help=_help(reader, key),
        key=key,
        width=width,
    )
    link.keep(key, *([str(chosen)] if always or chosen != default else []))
    return str(chosen)


def several(
    reader: Reader,
    key: str,
    options: Sequence[str],
    default: Sequence[str],
    say: Callable[[str], str],
    *,
    width: int = 320,
) -> tuple[str, ...]:
    """Any of ``options``, in their order; ``none`` in the link stands for none of them."""
    asked = link.asked(key)
    if key not in st.session_state:
        wanted = asked if asked else default
        st.session_state[key] = [one for one in wanted if one in options]
    chosen = st.multiselect(
        _label(reader, key),
        options,
        format_func=lambda option: _plain(say(option)),
        help=_help(reader, key),
        placeholder=reader.text("target_lists.none"),
        key=key,
        width=width,
    )
    found = tuple(one for one in options if one in chosen)
    link.keep(key, *([] if found == tuple(default) else found or ["none"]))
    return found


def whole(reader: Reader, key: str, *, default: int, low: int, high: int) -> int:
    """A whole number."""
    asked = link.asked(key)
    if key not in st.session_state:
        st.session_state[key] = min(max(whole_in(asked, default), low), high)
    given = st.number_input(
        _label(reader, key), low, high, step=1, help=_help(reader, key), key=key, width=180
    )
    found = min(max(int(given), low), high)
    link.keep(key, *([] if found == default else [str(found)]))
    return found


def amount(reader: Reader, key: str, *, default: float | None, currency: str) -> float | None:
    """An amount of money from 0 on; blank where there is no default and nothing is typed."""
    asked = link.asked(key)
    if key not in st.session_state:
        st.session_state[key] = _positive(asked[0]) if asked else default
    given = st.number_input(
        f"{_label(reader, key)} ({currency})",
        min_value=0.0,
        step=None,
        format="%g" if (st.session_state[key] or 0) < 1e5 else "%.0f",
        placeholder=reader.text("target_lists.no_limit"),
        help=_help(reader, key),
        key=key,
        width=220,
    )
    found = default if given is None else float(given)
    link.keep(key, *([] if found is None or found == default else [f"{found:.4f}"]))
    return found


def per_cent(reader: Reader, key: str, *, default: float, low: float, high: float) -> float:
    """A share, typed in per cent, 0-1 as a value."""
    asked = link.asked(key)
    if key not in st.session_state:
        wanted = _positive(asked[0]) if asked else None
        share = default if wanted is None else min(max(wanted, low), high)
        st.session_state[key] = round(100 * share, 2)
    given = st.number_input(
        f"{_label(reader, key)} (%)",
        100 * low,
        100 * high,
        step=1.0,
        format="%g",
        help=_help(reader, key),
        key=key,
        width=180,
    )
    found = round(float(given) / 100, 4)
    link.keep(key, *([] if found == default else [f"{found:g}"]))
    return found


def switch(reader: Reader, key: str) -> bool:
    """Yes or no; yes where nothing is said."""
    if key not in st.session_state:
        st.session_state[key] = link.asked(key) != ["no"]
    on = bool(st.toggle(_label(reader, key), help=_help(reader, key), key=key))
    link.keep(key, *([] if on else ["no"]))
    return on


def words(reader: Reader, key: str, *, default: str, longest: int) -> str:
    """A short text."""
    asked = link.asked(key)
    if key not in st.session_state:
        st.session_state[key] = (asked[0] if asked else default)[:longest]
    given = st.text_input(
        _label(reader, key), max_chars=longest, help=_help(reader, key), key=key, width=320
    )
    link.keep(key, *([] if given == default else [given]))
    return str(given)


def _plain(text: str) -> str:
    """A choice as the browser shows it: as it is, but for what would become an icon."""
    return escape(text) if text.startswith(":") else text


def _positive(text: str) -> float | None:
    try:
        return max(0.0, min(float(text), 1e15))
    except ValueError:
        return None


def _label(reader: Reader, key: str) -> str:
    return reader.text(f"target_lists.{key}")


def _help(reader: Reader, key: str) -> str | None:
    tip = f"target_lists.{key}_help"
    return escape(reader.text(tip)) if reader.has(tip) else None
