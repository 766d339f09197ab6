"""The ledger: every target list with its state, and what can be done with the one that is open."""

from datetime import datetime

import polars as pl
import streamlit as st

from answers import Books
from answers.segment_words import in_words
from answers.target_list_wanted import SourceKind, wanted_of
from answers.target_lists import freeze
from data import drafts, lists
from data.actor import Right
from data.drafts import NoSuchDraftError
from data.lists import ListError, ListState, TargetList
from ui import (
    collaboration_parts,
    contact_downloads,
    desk,
    list_results,
    target_list_parts,
    target_list_widgets,
)
from words import Reader, escape


def show(books: Books, reader: Reader, ledger: list[TargetList]) -> None:
    """All lists, and one of them in full."""
    if not ledger:
        st.info(escape(reader.text("target_lists.no_lists")), icon=":material/playlist_add:")
        return
    _table(books, reader, ledger)
    names = {one.id: one.name for one in ledger}
    chosen = target_list_widgets.pick(
        reader, "list", list(names), ledger[0].id, names.__getitem__, width=480, always=True
    )
    one = next(one for one in ledger if one.id == chosen)
    with st.container(border=True):
        _about(books, reader, one)
        _actions(books, reader, one)
    contact_downloads.show(books, reader, one)
    list_results.show(books, reader, one)
    collaboration_parts.on_list(books, reader, one)


def _table(books: Books, reader: Reader, ledger: list[TargetList]) -> None:
    text = reader.text
    measured = lists.measurements(desk.workspace(), desk.actor(), books.company.name)
    profits = {number: line.details["incremental_profit"] for number, line in measured.items()}
    rows = [
        {
            text("target_lists.list_name"): one.name,
            text("target_lists.state"): text(f"target_lists.state_{one.state}"),
            text("target_lists.owner"): desk.who(reader, one.owner),
            text("target_lists.note"): one.note,
            reader.name("touch_point"): reader.preset(one.touch_point),
            reader.name("list_meant"): reader.count(one.found),
            reader.name("list_left_out"): reader.count(sum(one.left_out.values())),
            reader.name("list_contacted"): reader.count(one.contacted),
            reader.name("list_control"): reader.count(one.control),
            reader.name("list_cost"): reader.money(one.cost),
            reader.name("incremental_profit"): _profit(reader, profits.get(one.id)),
            text("target_lists.frozen_on"): _date(books, reader, one.frozen_at),
            text("target_lists.exported_on"): _date(books, reader, one.exported_at),
            text("target_lists.measured_on"): _date(books, reader, one.measured_at),
        }
        for one in ledger
    ]
    st.dataframe(pl.DataFrame(rows), hide_index=True, key="list_ledger")


def _about(books: Books, reader: Reader, one: TargetList) -> None:
    """What it follows from, and who is on it."""
    text = reader.text
    st.subheader(escape(one.name), anchor=False)
    told = {
        "list_meant": reader.count(one.found),
        "list_left_out": reader.count(sum(one.left_out.values())),
        "list_contacted": reader.count(one.contacted),
        "list_control": reader.count(one.control),
        "touch_point": reader.preset(one.touch_point),
    }
    st.markdown(escape(text("target_lists.about", **told)))
    lines = [
        (text("target_lists.purpose"), one.purpose),
        (text("target_lists.meant"), _source(books, reader, one)),
        (text("target_lists.note"), one.note),
        (text("target_lists.owner"), desk.who(reader, one.owner)),
        (text("target_lists.built_by"), _when(books, reader, one.created_at, one.created_by)),
        (text("target_lists.data_version"), reader.count(one.company_version)),
        (text("target_lists.frozen_by"), _when(books, reader, one.frozen_at, one.frozen_by)),
        (
            text("target_lists.exported_by"),
            _when(books, reader, one.exported_last, one.exported_by),
        ),
        (text("target_lists.measured_by"), _when(books, reader, one.measured_at, one.measured_by)),
        (text("target_lists.hash"), one.hash or ""),
    ]
    said = [f"- **{label}**: {escape(value)}" for label, value in lines if value]
    st.markdown("\n".join(said))
    if one.left_out:
        counts = dict(one.left_out)
        target_list_parts.reason_table(reader, counts, one.found, key="list_ledger_reasons")
    target_list_parts.members(reader, one)


def _source(books: Books, reader: Reader, one: TargetList) -> str:
    if "source" not in one.conditions:
        return ""
    source = wanted_of(one).source
    kind = reader.text(f"target_lists.source_{source.kind}")
    match source.kind:
        case SourceKind.CONDITIONS:
            return f"{kind}: {in_words(source.conditions, reader)}"
        case SourceKind.SEGMENT:
            return f"{kind}: {reader.segment_filter(source.name)}"
        case SourceKind.DRAFT:
            try:
                draft = drafts.get(desk.workspace(), desk.actor(), source.name)
            except NoSuchDraftError:
                return kind
            return f"{kind}: {draft.name}"
        case _:
            return kind


def _actions(books: Books, reader: Reader, one: TargetList) -> None:
    """A draft can be frozen or thrown away."""
    if one.state is not ListState.DRAFT or not desk.actor().may(Right.DRAFT, books.company.name):
        return
    st.caption(escape(reader.text("target_lists.freeze_help")))
    with st.container(horizontal=True):
        frozen = st.button(
            reader.text("target_lists.freeze"),
            icon=":material/ac_unit:",
            type="primary",
            key=f"list_freeze_{one.id}",
        )
        gone = st.button(
            reader.text("target_lists.discard"),
            icon=":material/delete:",
            key=f"list_discard_{one.id}",
        )
    try:
        if frozen:
            made = freeze(desk.workspace(), desk.actor(), one.id)
            st.toast(escape(reader.text("target_lists.frozen", name=made.name)))
            st.rerun()
        if gone:
            lists.discard(desk.workspace(), desk.actor(), one.id)
            st.toast(escape(reader.text("target_lists.discarded", name=one.name)))
            st.rerun()
    except ListError as problem:
        target_list_parts.tell(reader, problem)


def _profit(reader: Reader, amount: float | None) -> str:
    return "–" if amount is None else reader.money(amount)


def _when(books: Books, reader: Reader, moment: datetime | None, actor: str | None) -> str:
    return f"{_date(books, reader, moment)}, {desk.who(reader, actor or '')}" if moment else ""


def _date(books: Books, reader: Reader, moment: datetime | None) -> str:
    """The day where the company is, wherever the server stands."""
    return reader.date(books.company.local(moment).date()) if moment else "–"
