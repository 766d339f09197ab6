"""Parts of the save list: who is slipping away, why in words, and the way to a draft list."""

from typing import Any

import polars as pl
import streamlit as st

from analytics.save_list import SaveList
from answers import Answer
from charts.save_list import risk_bars
from ui import downloads, drafts, figures, tables
from ui.page import View
from words import Reader, escape

REASONS = ("overdue_falling", "overdue", "falling")
_COLUMNS = (
    *("rank", "customer_id", "value_at_risk", "why", "value_before", "value_ahead"),
    *("alive_before", "alive", "recency_days", "usual_gap_days", "limit_days"),
)


def picture_part(view: View, answer: Answer[SaveList]) -> None:
    """The first customers: what is still expected of them, and what is at risk."""
    result, reader = answer.result, view.reader
    if result.customers.is_empty():
        return
    with st.container(border=True):
        st.subheader(view.text("risk"), anchor=False)
        days, months = reader.count(result.lapse_days), reader.count(result.months)
        st.caption(escape(view.text(_of_what(result), days=days, months=months)))
        figures.picture(view, answer, "risk", lambda: risk_bars(result, reader))


def _of_what(result: SaveList) -> str:
    """Which amounts the picture shows, and what stands beside them."""
    if result.model is None:
        return "risk_help_brought"
    return "risk_help" if result.by_chance else "risk_help_late"


def customers_part(view: View, answer: Answer[SaveList]) -> None:
    """Everybody on the list; those chosen can be kept as a draft list or exported."""
    result, reader = answer.result, view.reader
    if result.customers.is_empty():
        return
    with st.container(border=True):
        st.subheader(view.text("list"), anchor=False)
        reason = _reason(view, answer)
        shown = result.customers if reason is None else result.customers.filter(reason=reason)
        mark = view.mark(answer, reason)
        told = in_words(shown.head(tables.MOST), reader)
        columns = [name for name in _COLUMNS if told[name].null_count() < told.height]
        ticked = tables.show(reader, told, columns, key=f"save_list_{mark}", mark=mark, select=True)
        if shown.height > told.height:
            counts = {"shown": reader.count(told.height), "rows": reader.count(shown.height)}
            st.caption(escape(reader.text("tables.shown_of", **counts)))
        shown = shown[ticked] if ticked else shown
        why = view.text("title") if reason is None else reader.word(reason)
        with st.container(horizontal=True, vertical_alignment="center"):
            customers = shown["customer_id"].to_list()
            name = f"{why}, {reader.date(answer.scope.as_of)}"
            drafts.offer(view, answer, customers, reason=why, name=name, key="save_list_draft")
            downloads.rows(view, answer, shown, name="save_list")
        st.caption(f":material/science: {escape(view.text('control'))}")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def _reason(view: View, answer: Answer[SaveList]) -> str | None:
    """For which reason customers are wanted, where there is more than one."""
    there = set(answer.result.customers["reason"])
    if len(there) < 2:
        return None
    chosen = st.segmented_control(
        view.text("list"),
        [reason for reason in REASONS if reason in there],
        format_func=view.reader.word,
        key=f"save_list_reason_{view.mark(answer)}",
        label_visibility="collapsed",
    )
    return None if chosen is None else str(chosen)


def in_words(rows: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """The rows with ``why``: the reason as a sentence with this customer's own figures."""
    why = [_why(row, reader) for row in rows.iter_rows(named=True)]
    return rows.with_columns(pl.Series("why", why, dtype=pl.String))


def _why(row: dict[str, Any], reader: Reader) -> str:
    keys = ("recency_days", "usual_gap_days", "limit_days", "alive_before", "alive")
    figures_of = {key: reader.figure(key, row[key]) for key in keys}
    reason = "silent" if row["alive"] is None else row["reason"]
    return reader.text(f"save_list.why_{reason}", **figures_of)
