"""The widgets of one condition: what, how, and which."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from analytics.condition_columns import (
    ATTRIBUTES,
    BOUGHT,
    FIGURES,
    OPERATORS,
    RFM,
    Kind,
    kind_of,
)
from answers import Books
from answers.segment_words import column_name
from data.frames.segment_choices import traits, values
from ui import choose
from ui.segment_state import Line
from words import Reader

_PER_CENT = 100


def columns_of(books: Books) -> list[str]:
    """What can be asked of this company: its tables' columns, and its traits."""
    known = [*FIGURES, *RFM, *(c for c in BOUGHT if c != "category" or books.facts.has("products"))]
    if not books.facts.has("interactions"):
        known = [c for c in known if c not in ("contacts", "complaints", "satisfaction")]
    if books.facts.has("customers"):
        known += list(ATTRIBUTES)
    return [*known, *traits(books.facts)]


def show(books: Books, reader: Reader, line: Line, columns: Sequence[str]) -> bool:
    """Show the condition and take over what is chosen; gives whether it is to be removed."""
    number = line.number
    offered = list(columns) if line.column in columns else [line.column, *columns]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        line.column = st.selectbox(
            reader.text("segments.column"),
            offered,
            index=offered.index(line.column),
            format_func=lambda column: choose.plain(column_name(column, reader)),
            key=f"segment_column_{number}",
            width=280,
        )
        kind = kind_of(line.column)
        operators = list(OPERATORS[kind])
        if line.operator not in operators:
            line.operator, line.values = operators[0], ()
        line.operator = st.selectbox(
            reader.text("segments.operator"),
            operators,
            index=operators.index(line.operator),
            format_func=lambda operator: reader.text(f"segments.op_{operator}"),
            key=f"segment_operator_{number}_{line.column}",
            width=200,
        )
        line.values = _values(books, reader, line, kind)
        return st.button(
            reader.text("segments.remove"),
            icon=":material/close:",
            key=f"segment_remove_{number}",
        )


def _values(books: Books, reader: Reader, line: Line, kind: Kind) -> tuple[Any, ...]:
    key = f"segment_value_{line.number}_{line.column}_{line.operator}"
    if line.operator in ("yes", "no", "filled", "blank"):
        return ()
    if line.operator in ("any_of", "none_of", "all_of"):
        return _listed(books, reader, line, key)
    ends = ("low", "high") if line.operator == "between" else ("number",)
    kept = [*line.values, *([None] * len(ends))]
    found = [
        _limit(reader, kind, end, kept[place], f"{key}_{end}") for place, end in enumerate(ends)
    ]
    return () if None in found else tuple(found)


def _limit(reader: Reader, kind: Kind, end: str, value: Any, key: str) -> Any:
    """A number or a day; None while it is blank. Shares are typed in per cent."""
    if kind is Kind.DATE:
        day = date.fromisoformat(str(value)) if value else None
        label = reader.text("segments.day" if end == "number" else f"segments.{end}")
        chosen = st.date_input(label, value=day, key=key, format="DD/MM/YYYY", width=180)
        return chosen.isoformat() if isinstance(chosen, date) else None
    label = reader.text(f"segments.{end}") + (" (%)" if kind is Kind.SHARE else "")
    scale = _PER_CENT if kind is Kind.SHARE else 1
    typed = st.number_input(
        label,
        value=None if value is None else float(value) * scale,
        format="%g",
        step=None,
        key=key,
        width=180,
    )
    return None if typed is None else float(typed) / scale


def _listed(books: Books, reader: Reader, line: Line, key: str) -> tuple[str, ...]:
    """Some of the values that the data hold; a saved one that is gone is offered too."""
    segment = line.column == "segment"
    known = list(books.rfm.table.keys if segment else values(books.facts, line.column))
    kept = [str(value) for value in line.values]
    offered = [*known, *(value for value in kept if value not in known)]
    chosen = st.multiselect(
        reader.text("segments.values"),
        offered,
        default=kept,
        format_func=lambda value: choose.plain(reader.segment(value) if segment else value),
        key=key,
        width=360,
    )
    return tuple(chosen)
