"""The widgets of options: each in the reader's words, each in the link."""

import math
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import TypeVar

import streamlit as st

from ui import link
from words import Reader, escape

_MOST_MONEY = 1e12
_NAMED = 10  # values named where a link asks for another
_DIGITS = 18  # of a whole number in a link

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


def one_of(reader: Reader, key: str, options: Sequence[E], default: E) -> E:
    """One of a few words of ours, as a row of buttons."""
    return _word(reader, key, options, default, partial(st.segmented_control, required=True))


def some_of(reader: Reader, key: str, options: Sequence[str]) -> tuple[str, ...]:
    """Any of the values that the data holds; none means all. Says which of a link's it has not."""
    label = reader.text(f"scope.{key}")
    asked = link.asked(key)
    unknown = [value for value in asked if value not in options]
    if unknown:
        known = ", ".join(options[:_NAMED])
        words = {"value": ", ".join(unknown), "filter": label.lower(), "known": known}
        st.toast(escape(reader.text("error.unknown_choice", **words)), icon=":material/help:")
    if key not in st.session_state:
        st.session_state[key] = [value for value in asked if value in options]
    chosen = st.multiselect(
        label, options, key=key, format_func=plain, placeholder=reader.text("scope.every")
    )
    values = tuple(value for value in chosen if value in options)
    link.keep(key, *values)
    return values


def share(reader: Reader, key: str, *, low: int, high: int, default: int) -> float:
    """A share, shown in per cent, 0-1 as a value."""
    asked = link.asked(key)
    if key not in st.session_state:
        st.session_state[key] = min(max(whole_in(asked, default), low), high)
    per_cent = st.slider(
        reader.text(f"options.{key}"),
        low,
        high,
        step=5,
        format="%d%%",
        help=reader.text(f"options.{key}_help"),
        key=key,
    )
    link.keep(key, *([str(per_cent)] if per_cent != default else []))
    return min(max(per_cent, low), high) / 100


def switch(reader: Reader, key: str, *, default: bool = False) -> bool:
    """Yes or no."""
    other = "no" if default else "yes"
    if key not in st.session_state:
        st.session_state[key] = (link.asked(key) == [other]) != default
    label, tip = reader.text(f"options.{key}"), reader.text(f"options.{key}_help")
    on = bool(st.toggle(label, help=tip, key=key))
    link.keep(key, *([other] if on != default else []))
    return on


def digit(reader: Reader, key: str, options: Sequence[str], *, default: int = 0) -> int:
    """One of a few small numbers, as a row of buttons; that at ``default`` if none is said."""
    asked, usual = link.asked(key), options[default]
    if key not in st.session_state or st.session_state[key] not in options:
        st.session_state[key] = asked[0] if asked and asked[0] in options else usual
    label, tip = reader.text(f"options.{key}"), reader.text(f"options.{key}_help")
    chosen = st.segmented_control(label, options, help=tip, key=key, required=True)
    value = str(chosen) if chosen in options else usual
    link.keep(key, *([value] if value != usual else []))
    return int(value)


def several(
    reader: Reader, key: str, known: Mapping[str, str], usual: Sequence[str], *, default: str
) -> str:
    """Some of the data's values, each by its name, with commas; "none" where none is chosen.

    The ``usual`` ones among them at first: that is what ``default`` stands for.
    """
    first = [value for value in usual if value in known]
    asked = ",".join(link.asked(key)).lower().split(",")
    if key in st.session_state:
        st.session_state[key] = [value for value in st.session_state[key] if value in known]
    else:
        wanted = [value for value in known if value in map(str.strip, asked)]
        st.session_state[key] = wanted if wanted or asked == ["none"] else first
    chosen = st.multiselect(
        reader.text(f"options.{key}"),
        list(known),
        format_func=lambda value: plain(known[value]),
        help=reader.text(f"options.{key}_help"),
        key=key,
        placeholder=reader.text("options.none_of_them"),
        width=360,
    )
    text = ",".join(value for value in known if value in chosen) or "none"
    said = default if set(chosen) == set(first) else text
    link.keep(key, *([said] if said != default else []))
    return said


def days(reader: Reader, key: str, *, default: int, most: int = 3_650) -> int:
    """A number of days, from one on."""
    asked = link.asked(key)
    if key not in st.session_state:
        st.session_state[key] = min(max(whole_in(asked, default), 1), most)
    label, tip = reader.text(f"options.{key}"), reader.text(f"options.{key}_help")
    given = st.number_input(label, 1, most, step=30, help=tip, key=key, width=220)
    number = min(max(int(given), 1), most)
    link.keep(key, *([str(number)] if number != default else []))
    return number


def whole(
    reader: Reader, key: str, *, low: int, high: int, default: int | None = None
) -> int | None:
    """A whole number; blank where there is no default and nothing is asked."""
    asked = link.asked(key)
    if key not in st.session_state:
        wanted = whole_in(asked, default)
        st.session_state[key] = None if wanted is None else min(max(wanted, low), high)
    label, tip = reader.text(f"options.{key}"), reader.text(f"options.{key}_help")
    given = st.number_input(
        label,
        low,
        high,
        step=1,
        help=tip,
        key=key,
        width=220,
        placeholder=reader.text("options.automatic"),
    )
    number = default if given is None else min(max(int(given), low), high)
    link.keep(key, *([] if number == default else [str(number)]))
    return number


def per_cent(reader: Reader, key: str, *, default: float, high: float, step: float) -> float:
    """A small share of 0 to ``high``, typed in per cent, 0-1 as a value."""
    asked = link.asked(key)
    if key not in st.session_state:
        st.session_state[key] = round(100 * _share_in(asked[0] if asked else "", default, high), 2)
    label, tip = reader.text(f"options.{key}"), reader.text(f"options.{key}_help")
    given = st.number_input(
        f"{label} (%)",
        0.0,
        100 * high,
        step=100 * step,
        format="%.4g",
        help=tip,
        key=key,
        width=220,
    )
    value = round(min(max(float(given), 0.0), 100 * high) / 100, 4)
    link.keep(key, *([f"{value:g}"] if value != default else []))
    return value


def whole_in(asked: Sequence[str], default: T) -> int | T:
    """The whole number that a link asks for, else the default.

    Of very many digits the first are enough: Python refuses to read 5,000 of them.
    """
    text = asked[0] if asked else ""
    return int(text[:_DIGITS]) if text.isdecimal() else default


def _share_in(text: str, default: float, high: float) -> float:
    """The share that a link asks for, else the default."""
    asked = _number_in(text, high)
    return default if asked is None else asked


def _number_in(text: str, high: float) -> float | None:
    """The number from 0 to ``high`` that a link asks for; None where it is none."""
    try:
        asked = float(text)
    except ValueError:
        return None
    return None if math.isnan(asked) else min(max(asked, 0.0), high)


def named(reader: Reader, key: str, options: Sequence[E], default: E) -> E:
    """One of many words of ours, from a list that drops down."""
    return _word(reader, key, options, default, st.selectbox)


def _word(
    reader: Reader, key: str, options: Sequence[E], default: E, widget: Callable[..., E | None]
) -> E:
    asked = link.asked(key)
    known = {option.value: option for option in options}
    if key not in st.session_state or st.session_state[key] not in options:
        st.session_state[key] = known.get(asked[0] if asked else "", default)
    chosen = widget(
        reader.text(f"options.{key}"),
        options,
        format_func=lambda option: reader.word(option.value),
        help=reader.text(f"options.{key}_help"),
        key=key,
    )
    value = known.get(str(chosen), default)
    link.keep(key, *([value.value] if value != default else []))
    return value


def plain(value: str) -> str:
    """A value of the data as an option of a list that drops down: no icon may come of it.

    Such a list shows no markdown but an icon: backslashes before other signs would be seen.
    """
    return escape(value) if value.startswith(":") else value


def amount(reader: Reader, key: str, *, blank: str | None = None) -> float | None:
    """Money from 0 on; blank leaves it to the data, or stands for ``blank``."""
    asked = link.asked(key)
    if key not in st.session_state and asked:
        st.session_state[key] = _number_in(asked[0], _MOST_MONEY)
    label, tip = reader.text(f"options.{key}"), reader.text(f"options.{key}_help")
    given = st.number_input(
        label,
        0.0,
        _MOST_MONEY,
        None,
        format="%.10g",
        help=tip,
        key=key,
        width=200,
        placeholder=blank or reader.text("options.automatic"),
    )
    link.keep(key, *([] if given is None else [f"{given:.10g}"]))
    return None if given is None else float(given)


def part(reader: Reader, key: str) -> float | None:
    """A share between 0 and 1, typed in per cent; blank leaves it to the data."""
    asked = link.asked(key)
    if key not in st.session_state and asked:
        wanted = _number_in(asked[0], 1.0)
        st.session_state[key] = min(max(100 * wanted, 0.01), 99.99) if wanted else None
    label = f"{reader.text(f'options.{key}')} (%)"
    tip = reader.text(f"options.{key}_help")
    given = st.number_input(
        label,
        0.01,
        99.99,
        None,
        step=0.5,
        format="%.4g",
        help=tip,
        key=key,
        width=220,
        placeholder=reader.text("options.automatic"),
    )
    value = None if given is None else round(given / 100, 6)
    link.keep(key, *([] if value is None else [f"{value:g}"]))
    return value
