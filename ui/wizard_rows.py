"""The first rows as they would be loaded, and those set aside, each with its reason."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from data.intake.messages import say
from data.intake.problems import Problem
from data.intake.staged import Prepared
from data.tables import TABLES
from words import Reader, escape, visible

SHOWN = 100
_WIDE = 640  # pixels: what is wrong and what to do, whole
_BESIDE = "problem_"
_PERSONAL = frozenset({"name", "first_name", "last_name", "buyer_name", "username"}) | frozenset(
    {"email", "phone", "address", "note"}
)


def both(reader: Reader, prepared: Prepared, table: str, mapping: Mapping[str, str]) -> None:
    """Both kinds beside each other; those set aside alone where nothing was accepted."""
    outcome = prepared.outcome
    count = {"rows": reader.count(outcome.rows_accepted)}
    aside = {"rows": reader.count(outcome.rows_quarantined)}
    names = [
        escape(reader.text("bring_in.tab_accepted", **count)),
        escape(reader.text("bring_in.tab_aside", **aside)),
    ]
    tabs = st.tabs(names if outcome.rows_accepted else names[1:])
    if outcome.rows_accepted:
        with tabs[0]:
            accepted(reader, prepared, table)
    with tabs[-1]:
        quarantined(reader, prepared, mapping)


def accepted(reader: Reader, prepared: Prepared, table: str) -> None:
    """The first rows that would be loaded, by the names of our fields; contacts are masked."""
    rows = prepared.accepted(SHOWN)
    columns = [c for c in TABLES[table].columns if c in rows.columns]
    filled = [c for c in columns if rows[c].null_count() < rows.height]
    shown = pl.DataFrame({reader.text(f"fields.{c}"): _written(reader, c, rows[c]) for c in filled})
    numbers = {reader.text(f"fields.{c}") for c in filled if rows[c].dtype.is_numeric()}
    config = {name: st.column_config.TextColumn(alignment="right") for name in numbers}
    st.dataframe(
        shown,
        hide_index=True,
        height="auto" if shown.height <= 8 else 320,
        column_config=config,
        key="bring_in_accepted",
        lazy=False,
        placeholder="–",
    )
    count = {"rows": reader.count(rows.height)}
    st.caption(escape(reader.text("bring_in.first_rows", **count)))


def quarantined(reader: Reader, prepared: Prepared, mapping: Mapping[str, str]) -> None:
    """The first rows set aside: where, why, and as the file has them; contacts are masked."""
    rows = prepared.quarantined(SHOWN)
    if rows.is_empty():
        st.markdown(f":material/check_circle: {escape(reader.text('bring_in.none_aside'))}")
        return
    st.dataframe(
        worded(reader, rows, mapping),
        hide_index=True,
        height="auto" if rows.height <= 8 else 320,
        column_config={reader.text("bring_in.col_problem"): st.column_config.Column(width=_WIDE)},
        key="bring_in_quarantined",
        lazy=False,
        placeholder="–",
    )
    st.caption(escape(reader.text("bring_in.aside_help")))


def worded(reader: Reader, rows: pl.DataFrame, mapping: Mapping[str, str]) -> pl.DataFrame:
    """Rows set aside with their problem in words; ``mapping`` is the field by column."""
    problems = [
        Problem(row["problem_code"], "", None, row["problem_column"], json.loads(fields or "{}"))
        for row in rows.iter_rows(named=True)
        for fields in (row["problem_fields"],)
    ]
    told = {
        reader.text("bring_in.col_line"): [str(n) for n in rows["problem_line"]],
        reader.text("bring_in.col_column"): [visible(c or "–") for c in rows["problem_column"]],
        reader.text("bring_in.col_problem"): [say(p, reader) for p in problems],
    }
    if rows["problem_file"].n_unique() > 1:
        told = {reader.text("bring_in.col_file"): rows["problem_file"].to_list()} | told
    whole = "problem_text" in rows.columns and rows["problem_text"].null_count() < rows.height
    own = [c for c in rows.columns if not c.startswith(_BESIDE)]
    cells = {visible(c): _cells(rows[c], mapping.get(c, "")) for c in own}
    if whole:
        cells[reader.text("bring_in.col_text")] = _cells(rows["problem_text"], "note")
    return pl.DataFrame({**cells, **told}).select(*told, *(c for c in cells if c not in told))


def _cells(values: pl.Series, part: str) -> list[str]:
    texts: Iterable[str | None] = values.cast(pl.String).to_list()
    return [mask(t) if part in _PERSONAL else visible(t or "") for t in texts]


def _written(reader: Reader, column: str, values: pl.Series) -> list[str]:
    if column in _PERSONAL:
        return [mask(value) for value in values]
    if column == "status":
        return [reader.text(f"bring_in.status_{value}") if value else "" for value in values]
    return [_cell(reader, value) for value in values]


def mask(value: str | None) -> str:
    """A contact as it is shown here: its first letter."""
    return f"{visible(value)[0]}•••" if value else ""


def _cell(reader: Reader, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return reader.text("app.yes" if value else "app.no")
        case dt.datetime() if value.time() != dt.time():
            return f"{reader.date(value.date())} {value:%H:%M}"
        case dt.date():
            return reader.date(value.date() if isinstance(value, dt.datetime) else value)
        case Decimal() | int() | float():
            whole = value == int(value)
            return reader.number(value, decimals=0 if whole else 2)
        case _:
            return visible(value)
