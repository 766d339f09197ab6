"""Tables: every column named and written by the key of its figure, numbers still sorting as such.

The cells are formatted by our own words through a pandas Styler, which Streamlit shows as text
while it sorts by the value: its own formats follow the browser's language, not the reader's.
"""

import functools
from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from ui import cache, customers
from words import Reader
from words.figures import FIGURES, Unit

MOST = 100  # rows on screen; the export has them all
WHO = "customer_id"

_LONG = 10_000_000  # money from here on is written in short: nobody reads twelve digits
_WIDE = {
    Unit.TEXT,
    Unit.CAMPAIGN,
    Unit.REST,
    Unit.TABLE,
    Unit.FIELD,
    Unit.PAGE,
    Unit.SEGMENT,
    Unit.FIGURE,
    Unit.WORD,
    Unit.PRESET,
    Unit.MARKS,
    Unit.FEATURE,
}
_LEAST = {
    "rank": 60,
    "basis": 160,
    "item": 220,
    "path": 300,
    "touch_point": 150,
    "contact_kind": 150,
    "contact_end": 150,
    "topic": 150,
    "trait": 210,
    "trait_domain": 120,
    "stage": 150,
    "department": 130,
    "note_topic": 190,
    "word": 170,
    "contrast": 260,
    "products": 660,
    "pattern": 520,
    "factor": 210,
    "campaign_name": 190,
    "table_name": 170,
    "column_name": 170,
    "group": 240,
    "first_product": 240,
    "tier": 130,
    "segment": 170,
    "segmentation": 230,
    "figure": 180,
    "cost_driver": 150,
    "kind": 190,
    "check": 300,
    "state": 190,
    "reason": 220,
    "marks": 300,
    "feature": 220,
    "sentence": 480,
    **dict.fromkeys(("item", "next_item", "antecedent", "consequent"), 190),
    **dict.fromkeys(("antecedents", "consequents"), 190),
    "why": 660,
    "what_if": 290,
    "rival": 190,
    "action": 150,
    "uplift_group": 180,
}
_WRITTEN = {Unit.WORD, Unit.SEGMENT, Unit.PRESET, Unit.REST}  # sorted as they are read
_HEAD, _LETTER = 32, 7  # pixels of a column's head: its room, and each letter


def show(
    reader: Reader,
    frame: pl.DataFrame,
    columns: Sequence[str],
    *,
    key: str,
    mark: str | None = None,
    select: bool = False,
    alt: str | None = None,
) -> list[int]:
    """Show the first :data:`MOST` rows; with ``select``, give the places of the rows ticked.

    One row about a customer (:data:`WHO`) ticked offers to open that customer.
    ``mark``: what the rows depend on (``View.mark``); with it their cells are written once.
    """
    top = frame.head(MOST).select(columns)
    opens = customers.may_open() and WHO in columns
    chosen: Any = st.dataframe(
        cache.drawn((mark, key, reader), lambda: _styled(reader, top))
        if mark
        else _styled(reader, top),
        hide_index=True,
        column_config={c: _column(reader, c) for c in columns},
        height="auto" if top.height <= 10 else 388,
        key=key,
        on_select="rerun" if select or opens else "ignore",
        selection_mode="multi-row" if select else "single-row",
        placeholder="–",
        lazy=False,
        alt=alt,
    )
    if frame.height > top.height:
        shown, rows = reader.count(top.height), reader.count(frame.height)
        st.caption(reader.text("tables.shown_of", shown=shown, rows=rows))
    if not (select or opens):
        return []
    ticked = [int(row) for row in chosen.selection.rows if int(row) < top.height]
    if opens:
        customers.offer_ticked(reader, top[WHO], ticked, key=key)
    return ticked if select else []


def show_figures(
    reader: Reader,
    frame: pl.DataFrame,
    columns: Sequence[str],
    *,
    key: str,
    plain: Sequence[str] = (),
) -> None:
    """A table with a figure in each row (``figure`` holds its key), each in its own unit.

    Columns that are ``plain`` are written as themselves in every row, as shares are.
    """
    rows = [
        {
            "figure": reader.name(row["figure"]),
            **{
                c: _of(reader, c if c in plain else row["figure"], c, row[c])
                for c in columns
                if c != "figure"
            },
        }
        for row in frame.iter_rows(named=True)
    ]
    st.dataframe(
        pl.DataFrame(rows),
        hide_index=True,
        column_config={c: _column(reader, c) for c in columns},
        height="content",
        key=key,
    )


def _of(reader: Reader, figure: str, column: str, value: Any) -> str:
    written_as = column if FIGURES[column] is Unit.SHARE else figure
    long = isinstance(value, int | float) and abs(value) >= _LONG
    return reader.figure(written_as, value, compact=long)


def _styled(reader: Reader, frame: pl.DataFrame) -> Any:
    plain = frame.with_columns(pl.selectors.by_dtype(pl.Enum, pl.Categorical).cast(pl.String))
    money = [plain[c] for c in plain.columns if FIGURES[c] is Unit.MONEY]
    short = any(_largest(column) >= _LONG for column in money)  # one way of writing for a table
    formats = {c: _writer(reader, c, short=short) for c in plain.columns}
    words = [c for c in plain.columns if FIGURES[c] in _WRITTEN]
    for column in words:
        write = formats.pop(column)
        plain = plain.with_columns(pl.Series(column, [write(v) for v in plain[column]]))
    styled: Any = plain.to_pandas().style.format(formats, na_rep="–")
    styled._translate = functools.cache(styled._translate)  # Streamlit asks on every rerun
    return styled


def _writer(reader: Reader, column: str, *, short: bool) -> Any:
    unit = FIGURES[column]
    compact = unit is Unit.MONEY and short

    def write(value: Any) -> str:
        if unit is Unit.DATE and hasattr(value, "date"):
            value = value.date()
        if unit is Unit.WORD and value is None:
            return "–"
        return reader.figure(column, value, compact=compact)

    return write


def _largest(values: pl.Series) -> float:
    return float(values.abs().max() or 0)  # type: ignore[arg-type]


def _column(reader: Reader, column: str) -> Any:
    text = FIGURES[column] in _WIDE
    name = reader.name(column)
    least = _LEAST.get(column, 90)
    return st.column_config.Column(
        name,
        help=reader.help(column),
        width=max(least, _HEAD + _LETTER * len(name)),
        alignment="left" if text else "right",
    )
