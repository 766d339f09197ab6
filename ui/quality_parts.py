"""Parts of the page on the quality of data: tiles, ages, rows behind a check, who to archive."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import polars as pl
import streamlit as st

from analytics.quality import CHECKS, Quality, QualityRows
from answers import Answer
from answers.quality import FIRST, Check, QualityOptions, QualityRowsOptions
from ui import choose, downloads, drafts, tables
from ui.page import View
from words import escape

_ICONS = {
    "shareable": "hub",
    "transportable": "local_shipping",
    "accurate": "target",
    "relevant": "filter_alt",
    "timely": "schedule",
    "secure": "lock",
}
_PLACES = {"found": "tile_of", "clean": "tile_clean", "nothing_to_check": "tile_nothing"}


def tiles(view: View, result: Quality) -> None:
    """The six attributes: what each is, its first figure, and what is to be done about it."""
    reader = view.reader
    with st.grid(3, min_column_width=300):
        for row in result.tiles.iter_rows(named=True):
            tile, check = row["tile"], row["check"]
            with st.container(border=True, gap="small", height="stretch"):
                icon = f":material/{_ICONS[tile]}:"
                st.markdown(f"{icon} **{escape(reader.word(tile))}**")
                st.caption(escape(view.text(f"tile_{tile}")))
                st.metric(escape(reader.name(check)), reader.share(row["share"]))
                st.markdown(escape(_out_of(view, row)))
                if row["state"] == "found":
                    st.caption(f":material/arrow_forward: {escape(view.text(f'do_{check}'))}")


def _out_of(view: View, row: Mapping[str, Any]) -> str:
    """What the figure is a share of, in words; of revenue too where the rows have any."""
    reader = view.reader
    fields = {c: reader.count(row[c]) for c in ("rows_hit", "rows_of")}
    place = _PLACES.get(row["state"], "tile_no_table")
    said = view.text(place, what=view.text(f"what_{row['check']}"), **fields)
    if row["state"] == "found" and row["revenue_share"] is not None:
        said += ", " + view.text("of_revenue", share=reader.share(row["revenue_share"]))
    return said


def ages(view: View, result: Quality) -> None:
    """How old the newest load and the newest order are today; only the page knows a today."""
    reader = view.reader
    today = view.books.company.local(datetime.now(UTC)).date()
    told = [
        view.text(key, day=reader.date(day), age=reader.count(max((today - day).days, 0)))
        for key, day in (("age_load", result.last_load), ("age_order", result.last_order))
        if day is not None
    ]
    st.caption(f":material/history: {escape(' '.join(told))}")


def table(view: View, result: Quality) -> None:
    """Every check with its figures and what to do, by attribute."""
    columns = ("check", "state", "rows_hit", "rows_of", "share", "revenue_share")
    reader = view.reader
    for tile in CHECKS:
        rows = result.of(tile)
        st.markdown(f":material/{_ICONS[tile]}: **{escape(reader.word(tile))}**")
        told = columns if rows["revenue_share"].count() else columns[:-1]
        tables.show(reader, rows, told, key=f"quality_{tile}")
        found = rows.filter(pl.col("state") == "found")["check"].to_list()
        if found:
            said = [f"{reader.name(check)}: {view.text(f'do_{check}')}" for check in found]
            st.caption("\n".join(f"- {escape(line)}" for line in said))


def rows(view: View, limits: QualityOptions) -> None:
    """The keys of the rows that a chosen check found."""
    reader = view.reader
    with st.container(border=True):
        st.subheader(view.text("rows"), anchor=False)
        check = choose.named(reader, "check", list(Check), FIRST)
        quality: Answer[Quality] = view.ask(limits)
        state = quality.result.checks.row(by_predicate=pl.col("check") == check.value, named=True)
        if state["rows_hit"] is None:
            st.markdown(escape(view.text("rows_no_table")))
            return
        if not state["rows_hit"]:
            st.markdown(escape(view.text("rows_none")))
            return
        st.caption(escape(view.text(f"do_{check.value}")))
        options = QualityRowsOptions(check, limits.stale_days, limits.inactive_days)
        answer: Answer[QualityRows] = view.ask(options, "quality-rows")
        found = answer.result.rows
        tables.show(reader, found, found.columns, key=f"quality_rows_{check.value}")
        hit = reader.count(answer.result.rows_hit)
        st.caption(escape(view.text("rows_shown", rows_hit=hit)))
        with st.container(horizontal=True, vertical_alignment="center"):
            if "customer_id" in found.columns and "order_id" not in found.columns:
                title = reader.name(check.value)
                name = f"{title}, {reader.date(answer.scope.end)}"
                people = found["customer_id"].to_list()
                drafts.offer(view, answer, people, reason=title, name=name, key="quality_draft")
            downloads.rows(view, answer, found, name=check.value)


def archive(view: View, answer: Answer[Quality]) -> None:
    """Inactive customers by a stated rule, to be kept as a list: nothing is deleted."""
    if answer.result.last_order is None:  # nobody ordered, so nobody stopped
        return
    reader, days = view.reader, answer.result.inactive_days
    as_of = reader.date(answer.scope.as_of)
    with st.container(border=True):
        st.subheader(view.text("archive"), anchor=False)
        options = QualityRowsOptions(Check("inactive"), answer.result.stale_days, days)
        found: Answer[QualityRows] = view.ask(options, "quality-rows")
        fields = {"days": reader.count(days), "as_of": as_of}
        if not found.result.rows_hit:
            st.markdown(escape(view.text("archive_none", **fields)))
            return
        heads = reader.count(found.result.rows_hit)
        st.markdown(escape(view.text("archive_rule", customers=heads, **fields)))
        drafts.offer(
            view,
            found,
            found.result.rows["customer_id"].to_list(),
            reason=view.text("archive_reason", **fields),
            name=view.text("archive_name", as_of=as_of),
            key="quality_archive",
        )
