"""Tables: every column named and written by the key of its figure, numbers still sorting as such.

The cells are formatted by our own words through a pandas Styler, which Streamlit shows as text
while it sorts by the value: its own formats follow the browser's language, not the reader's.
"""

import functools
import math
from collections.abc import Collection, Sequence
from typing import Any

import polars as pl
import streamlit as st

from ui import cache, customers
from words import Reader
from words.figures import FIGURES, Unit

MOST = 100  # rows on screen; the export has them all
WHO = "customer_id"

_LONG = 10_000_000  # money from here on is written in short: nobody reads twelve digits
_SMALL = 100  # from here on the decimals of a mean say nothing
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
_WRITTEN = {Unit.WORD, Unit.SEGMENT, Unit.PRESET, Unit.REST}  # sorted as they are read
_HEAD, _CELL, _LETTER = 24, 24, 6.5  # pixels: the room of a head and of a cell, and each letter
_NARROW, _BROAD = 64, 660  # the least and the most pixels of a column


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
    made = cache.drawn((mark, key, reader), lambda: _styled(reader, top)) if mark else None
    cells, lengths = made or _styled(reader, top)
    chosen: Any = st.dataframe(
        cells,
        hide_index=True,
        column_config={c: _column(reader, c, lengths[c]) for c in columns},
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

    Columns that are ``plain`` are written as themselves in every row, as shares are. A mean of
    counts has decimals.
    """
    own = {c for c in columns if c in plain or FIGURES[c] is Unit.SHARE}
    rows = [_row(reader, row, columns, own) for row in frame.iter_rows(named=True)]
    lengths = {c: max((len(row[c]) for row in rows), default=0) for c in columns}
    st.dataframe(
        pl.DataFrame(rows),
        hide_index=True,
        column_config={c: _column(reader, c, lengths[c]) for c in columns},
        height="content",
        key=key,
    )


def _row(
    reader: Reader, row: dict[str, Any], columns: Sequence[str], own: Collection[str]
) -> dict[str, str]:
    """The cells of a figure; the ``own`` columns are written as themselves."""
    figure = row["figure"]
    mean = FIGURES[figure] is Unit.COUNT and _mean([row[c] for c in columns if c not in own])
    cells = {"figure": reader.name(figure)}
    for column in columns:
        value = row[column]
        if column in own:
            cells[column] = reader.figure(column, value)
        elif column != "figure":
            long = isinstance(value, int | float) and abs(value) >= _LONG
            said = reader.figure(figure, value, compact=long)
            cells[column] = reader.number(value) if mean else said
    return cells


def _mean(values: Sequence[Any]) -> bool:
    """Whether counts are means, whose decimals tell: 0.18 complaints against 0.31."""
    numbers = [value for value in values if isinstance(value, float) and math.isfinite(value)]
    small = all(abs(value) < _SMALL for value in numbers)
    return small and not all(value.is_integer() for value in numbers)


def _styled(reader: Reader, frame: pl.DataFrame) -> tuple[Any, dict[str, int]]:
    """The cells, and how many letters the longest of each column has."""
    plain = frame.with_columns(pl.selectors.by_dtype(pl.Enum, pl.Categorical).cast(pl.String))
    money = [plain[c] for c in plain.columns if FIGURES[c] is Unit.MONEY]
    short = any(_largest(column) >= _LONG for column in money)  # one way of writing for a table
    formats = {c: _writer(reader, c, short=short) for c in plain.columns}
    lengths = {c: _longest(plain[c], write) for c, write in formats.items()}
    words = [c for c in plain.columns if FIGURES[c] in _WRITTEN]
    for column in words:
        write = formats.pop(column)
        plain = plain.with_columns(pl.Series(column, [write(v) for v in plain[column]]))
    styled: Any = plain.to_pandas().style.format(formats, na_rep="–")
    styled._translate = functools.cache(styled._translate)  # Streamlit asks on every rerun
    return styled, lengths


def _longest(values: pl.Series, write: Any) -> int:
    """Letters of the longest cell: numbers and days are as long as their ends, give or take one."""
    if FIGURES[values.name] in _WIDE:
        told = values.unique().to_list()
    else:
        told = [values.min(), values.max()]
    return max((len(write(value)) for value in told if value is not None), default=0)


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


def _column(reader: Reader, column: str, letters: int) -> Any:
    """A column as wide as its head and its longest cell, which has so many ``letters``."""
    text = FIGURES[column] in _WIDE
    name = reader.name(column)
    width = max(_HEAD + _LETTER * len(name), _CELL + _LETTER * letters)
    return st.column_config.Column(
        name,
        help=reader.help(column),
        width=int(min(max(width, _NARROW), _BROAD)),
        alignment="left" if text else "right",
    )
