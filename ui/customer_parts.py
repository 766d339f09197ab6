"""Parts of the page about one customer: search, record, value, what happened, what is ahead."""

from typing import Any

import polars as pl
import streamlit as st

from analytics.customer import Customer
from answers import Answer, Options
from answers import customer as answers
from answers.customer_search import MOST, find_customers
from charts.customer import event_points
from data.actor import Right
from exports import export_sheet
from exports.out import file_name
from reports.customer import customer_sheet
from ui import downloads, figures, findings, tables
from ui.page import View
from words import escape, in_words

_AHEAD, _REVEALED = "_customer_ahead", "_customer_revealed"
_PARTS = {
    "orders": ("day", "order_id", "channel", "lines", "revenue", "contribution", "profit"),
    "contacts": (
        *("day", "touch_point", "contact_kind", "topic", "department", "solved"),
        "satisfaction_mark",
    ),
    "campaigns": (
        *("campaign_name", "touch_point", "arm", "contacted_on", "responded_on"),
        "response_amount",
    ),
    "traits": ("trait_domain", "trait", "trait_value", "recorded_on"),
    "segments": ("day", "from_segment", "to_segment"),
}
_EXPLAINED = ("orders", "segments")


def search(view: View) -> None:
    """Look for a customer; what is typed stays in this session and out of the link."""
    company, reader = view.books.company.name, view.reader
    row = st.form("customer_search", border=False)
    with row.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            view.text("search"), help=view.text("search_help"), key="customer_text", width=420
        )
        st.form_submit_button(view.text("search_go"), icon=":material/search:")
    if not view.actor.may(Right.REVEAL, company):
        st.caption(escape(view.text("search_whole")))
    if not text.strip():
        return
    found = find_customers(view.actor, view.books, text)
    if found.is_empty():
        st.info(escape(view.text("found_none")), icon=":material/person_off:")
        return
    said = "found_first" if found.height == MOST else "found_some"
    st.caption(escape(view.text(said, customers=reader.count(found.height))))
    names = {"name": "person_name", "email": "person_email", "phone": "person_phone"}
    rows = found.rename(names | {"city": "person_city"})
    tables.show(reader, rows, rows.columns, key="customer_found")


def record_part(view: View, answer: Answer[Customer]) -> None:
    """What is written down, masked; in full for whoever may see it, once and logged."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("record"), anchor=False)
        mark = view.mark(answer)
        may = view.actor.may(Right.REVEAL, answer.company.name)
        tip = view.text("reveal_help")
        shown = may and st.toggle(view.text("reveal"), help=tip, key=f"customer_reveal_{mark}")
        rows, notes = result.record, None
        if shown:
            told, notes = _revealed(view, result.customer_id, mark)
            filled = {c: told[c][0] for c in told.columns[1:] if told.height}
            rows = pl.DataFrame(
                [(c, _plain(v)) for c, v in filled.items() if v is not None],
                schema=dict.fromkeys(rows.columns, pl.String),
                orient="row",
            )
        if rows.is_empty():
            st.caption(escape(view.text("record_none")))
        else:
            written = [in_words(reader, *row) for row in rows.rows()]
            said = rows.with_columns(record_value=pl.Series(written, dtype=pl.String))
            tables.show(reader, said, said.columns, key=f"customer_record_{bool(shown)}")
        st.caption(escape(view.text("revealed" if shown else "masked")))
        if notes is not None:
            _notes(view, notes)


def values_part(view: View, answer: Answer[Customer]) -> None:
    """The four bases of the period, each with its place among all."""
    with st.container(border=True):
        st.subheader(view.text("values"), anchor=False)
        st.caption(escape(view.text("values_help")))
        rows = answer.result.values
        tables.show(view.reader, rows, rows.columns, key="customer_values", mark=view.mark(answer))


def timeline_part(view: View, answer: Answer[Customer]) -> None:
    """All that happened, on one line of time; changes of segment once they are worked out."""
    full, reader = _worked_out(view, answer), view.reader
    result = (full or answer).result
    with st.container(border=True):
        st.subheader(view.text("timeline"), anchor=False)
        st.caption(escape(view.text("timeline_help")))
        what = "timeline_segments" if full else "timeline"
        chart = view.drawn(answer, what, lambda: event_points(result, reader))
        figures.show(view, answer, chart, name="timeline", alt=view.text("alt_timeline"))


def ahead_part(view: View, answer: Answer[Customer]) -> Answer[Customer]:
    """What is foretold; the answer with it, where it was worked out."""
    with st.container(border=True):
        st.subheader(view.text("ahead"), anchor=False)
        if answer.result.objects:
            st.caption(escape(view.text("ahead_objects")))
            return answer
        st.caption(escape(view.text("ahead_help")))
        full = _worked_out(view, answer)
        if full is None:
            st.caption(escape(view.text("ahead_wait")))
            st.button(
                view.text("ahead_go"), icon=":material/trending_up:", on_click=_want, key="ahead"
            )
            return answer
        known = {finding.key for finding in answer.result.findings()}
        new = [finding for finding in full.result.findings() if finding.key not in known]
        findings.others(view.reader, new)
        outlook = full.result.outlook
        if outlook is not None and outlook.proposals.height:
            rows = outlook.proposals.drop("place").rename({"item": "next_item"})
            st.markdown(f"**{escape(view.text('proposals'))}**")
            tables.show(view.reader, rows, rows.columns, key="customer_proposals")
        else:
            st.caption(escape(view.text("proposals_none")))
    return full


def tables_part(view: View, answer: Answer[Customer]) -> None:
    """Orders, contacts, campaigns, traits and changes of segment, each behind its name."""
    reader, full = view.reader, _worked_out(view, answer)
    frames = (full or answer).result.frames()
    parts = {name: columns for name, columns in _PARTS.items() if name in frames}
    labels = [f"{view.text(name)} ({reader.count(frames[name].height)})" for name in parts]
    for tab, (name, columns) in zip(st.tabs(labels), parts.items(), strict=True):
        with tab:
            if frames[name].is_empty():
                st.caption(escape(view.text("none")))
                continue
            if name in _EXPLAINED:
                st.caption(escape(view.text(f"{name}_help")))
            mark = view.mark(answer)
            tables.show(reader, frames[name], columns, key=f"customer_{name}", mark=mark)
            downloads.rows(view, answer, frames[name], name=name)


def print_part(view: View, answer: Answer[Customer]) -> None:
    """The page as one sheet to print, for whoever may take rows along."""
    if not view.actor.may(Right.EXPORT_ROWS, answer.company.name):
        return
    workspace, actor, reader = view.workspace, view.actor, view.reader

    def make() -> bytes:
        return export_sheet(
            workspace,
            actor,
            lambda: customer_sheet(answer, reader),
            name="customer",
            provenance=answer.provenance,
        ).content

    file = file_name(answer.provenance, f"customer-{downloads.token()}", "pdf")
    downloads.button(view.text("print"), make, file=file, key="customer_pdf")


def _worked_out(view: View, answer: Answer[Customer]) -> Answer[Customer] | None:
    """The answer with what is ahead, once somebody has asked for it; its parts are remembered."""
    if not st.session_state.get(_AHEAD) or answer.result.objects:
        return None

    def ask(name: str, options: Options) -> Answer[Any]:
        return view.ask(options, name)

    with st.spinner(view.text("ahead_working")):
        return answers.with_parts(answer, ask)


def _revealed(view: View, customer_id: str, mark: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The record and notes in full; logged once for each look, not at each run of the page."""
    kept = st.session_state.get(_REVEALED)
    if kept is not None and kept[0] == mark:
        found: tuple[pl.DataFrame, pl.DataFrame] = kept[1]
        return found
    told = answers.reveal(view.workspace, view.actor, view.books, view.scope, customer_id)
    st.session_state[_REVEALED] = (mark, told)
    return told


def _notes(view: View, notes: pl.DataFrame) -> None:
    st.markdown(f"**{escape(view.text('notes'))}**")
    if notes.is_empty():
        st.caption(escape(view.text("notes_none")))
    for row in notes.head(tables.MOST).iter_rows(named=True):
        st.markdown(f"{escape(row['interaction_id'])}: {escape(row['note'])}")


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _want() -> None:
    st.session_state[_AHEAD] = True
