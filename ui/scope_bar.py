"""The period and the filters on top of every page."""

from datetime import date, timedelta
from enum import StrEnum

import streamlit as st

from answers import Books, Instead
from data.scope import Scope
from data.segments import RFM_PREFIX
from ui import choose, link
from words import Reader


class Preset(StrEnum):
    """Periods that end on the as-of date."""

    ALL = "all"
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    CUSTOM = "custom"


_DAYS = {Preset.QUARTER: 90, Preset.MONTH: 30}
_TWO_YEARS = 730


def scope_bar(books: Books, reader: Reader, instead: Instead = Instead.NOTHING) -> Scope:
    """Show the period and filters and give the scope they mean."""
    first, last = books.sold(instead)
    last = _as_of(first, last)
    default = Preset.YEAR if (last - first).days >= _TWO_YEARS else Preset.ALL
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        preset = _preset(reader, default)
        start, end = (
            _own_dates(reader, first, last)
            if preset is Preset.CUSTOM
            else (
                _start(preset, first, last),
                last,
            )
        )
        filters, segment = _filters(books, reader)
    return Scope(
        books.company.name,
        start=start,
        end=end,
        as_of=last,
        channel=filters.get("channel", ()),
        region=filters.get("region", ()),
        customer_type=filters.get("customer_type", ()),
        segment=segment,
    )


def _preset(reader: Reader, default: Preset) -> Preset:
    if "period" not in st.session_state or st.session_state["period"] not in Preset:
        asked = link.asked("period")
        own = Preset.CUSTOM if link.asked("from") or link.asked("to") else default
        st.session_state["period"] = Preset(asked[0]) if asked and asked[0] in set(Preset) else own
    chosen = st.segmented_control(
        reader.text("scope.period"),
        list(Preset),
        format_func=lambda preset: reader.text(f"scope.{preset.value}"),
        key="period",
        required=True,
        label_visibility="collapsed",
    )
    preset = Preset(chosen or default)
    link.keep("period", preset.value)
    if preset is not Preset.CUSTOM:
        link.keep("from")
        link.keep("to")
    return preset


def _as_of(first: date, last: date) -> date:
    """The last day that is seen: the link's, where it names one within the data."""
    asked = [_day(text) for text in link.asked("as_of")]
    days = [day for day in asked if day and first <= day < last]
    if not days:
        link.keep("as_of")
    return days[0] if days else last


def _start(preset: Preset, first: date, last: date) -> date:
    if preset is Preset.YEAR:
        start = _a_year_before(last) + timedelta(days=1)
    elif preset in _DAYS:
        start = last - timedelta(days=_DAYS[preset] - 1)
    else:
        start = first
    return max(start, first)


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def _own_dates(reader: Reader, first: date, last: date) -> tuple[date, date]:
    """Two days of the visitor's own; a half-made choice keeps the whole span."""
    held = st.session_state.get("dates", ())
    if not held or not all(first <= day <= last for day in held):
        start, end = (_day(next(iter(link.asked(name)), "")) for name in ("from", "to"))
        asked = (start or first, end or last)
        another = asked[0] <= asked[1] and (asked[1] < first or asked[0] > last)  # company's days
        within = tuple(min(max(day, first), last) for day in asked)
        st.session_state["dates"] = (first, last) if another else within
    chosen = st.date_input(
        reader.text("scope.dates"),
        key="dates",
        min_value=first,
        max_value=last,
        format="DD/MM/YYYY",
        label_visibility="collapsed",
    )
    days: list[date] = (
        [day for day in chosen if isinstance(day, date)] if isinstance(chosen, tuple) else []
    )
    start, end = (days[0], days[1]) if len(days) == 2 else (first, last)
    link.keep("from", start.isoformat())
    link.keep("to", end.isoformat())
    return max(start, first), min(end, last)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _filters(books: Books, reader: Reader) -> tuple[dict[str, tuple[str, ...]], str | None]:
    """The values of each filter, and the segment."""
    known = {name: values for name, values in books.choices.items() if len(values) > 1}
    held = {name: st.session_state.get(name, link.asked(name)) for name in known}
    chosen = sum(value in known[name] for name, values in held.items() for value in values)
    chosen += bool(st.session_state.get("segment", link.asked("segment")))
    label = reader.text("scope.filters") + (f" ({chosen})" if chosen else "")
    with st.popover(label, icon=":material/filter_list:"):
        filters = {name: choose.some_of(reader, name, values) for name, values in known.items()}
        return filters, _segment(books, reader)


def _segment(books: Books, reader: Reader) -> str | None:
    """A saved segment or one of the RFM map; a link's own, known or not, is offered too."""
    saved = [segment.name for segment in books.segments if not segment.archived]
    offered = ["", *saved, *(f"{RFM_PREFIX}{key}" for key in books.rfm.table.keys)]
    asked = next(iter(link.asked("segment")), "")
    for name in (asked, st.session_state.get("segment", "")):
        if name not in offered:
            offered.append(name)
    if "segment" not in st.session_state:
        st.session_state["segment"] = asked
    chosen = st.selectbox(
        reader.text("scope.segment"),
        offered,
        format_func=lambda name: _segment_name(reader, name),
        key="segment",
    )
    link.keep("segment", *([chosen] if chosen else []))
    return chosen or None


def _segment_name(reader: Reader, name: str) -> str:
    if not name:
        return reader.text("scope.every_customer")
    return choose.plain(reader.segment_filter(name))
