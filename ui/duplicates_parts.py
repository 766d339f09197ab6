"""Parts of the page on duplicates: groups, records side by side, merging, and undoing."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import streamlit as st

from analytics.duplicates import Duplicates
from answers import Answer
from answers import duplicates as answers
from data import merges
from data.actor import Right
from data.merges import Merge, MergeError, Wish
from ui import customers, desk, downloads, tables
from ui.page import View
from words import escape

_COLUMNS = ("kept_id", "records", "reason", "likeness", "orders", "revenue", "group")
_OF_SALES = ("orders", "revenue")
_SHOWN = 20  # merges listed with a button of their own


def groups(view: View, answer: Answer[Duplicates]) -> None:
    """The groups found; those ticked can be looked at and merged."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("groups"), anchor=False)
        st.caption(escape(view.text("choose")))
        key = f"duplicates_groups_{view.mark(answer)}"
        sold = result.groups["revenue"].count() > 0
        columns = [c for c in _COLUMNS if sold or c not in _OF_SALES]
        ticked = tables.show(reader, result.groups, columns, key=key, select=True)
        chosen = result.groups["group"].gather(ticked).to_list()
        if len(chosen) > 1:
            _merge_many(view, answer, chosen)
        downloads.rows(view, answer, result.records, name="records")
        st.caption(reader.text("tables.for_analysis"))
    if len(chosen) == 1:
        _side_by_side(view, answer, chosen[0])


def made(view: View) -> None:
    """The merges there were, newest first, each with its undo."""
    reader, company = view.reader, view.books.company.name
    known = merges.listing(desk.workspace(), view.actor, company)
    title = view.text("made", merges=reader.count(len(known)))
    with st.expander(title, icon=":material/merge:"):
        if not known:
            st.markdown(view.text("made_none"))
            return
        may = view.actor.may(Right.IMPORT_DATA, company)
        for one in known[:_SHOWN]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(escape(_line(view, one)), width="stretch")
                if one.undone_at is None and may:
                    st.button(
                        view.text("undo"),
                        icon=":material/undo:",
                        key=f"undo_{one.id}",
                        on_click=_undo,
                        args=(view, one.id),
                    )


def _line(view: View, one: Merge) -> str:
    reader, local = view.reader, view.books.company.local
    parts = [
        f"{one.kept_id} ← {', '.join(one.customer_ids)}",
        _reason(view, one.reason),
        reader.date(local(one.at).date()),
        desk.who(reader, one.actor),
    ]
    if one.undone_at is not None:
        undone_by = desk.who(reader, one.undone_by or "")
        undone = reader.date(local(one.undone_at).date())
        parts.append(f"{view.text('undone_by')}: {undone_by}, {undone}")
    return " · ".join(part for part in parts if part)


def _reason(view: View, reason: str) -> str:
    """A reason of ours by its name, a typed one as it was typed."""
    return view.reader.word(reason) if view.reader.has(f"words.{reason}") else reason


def _side_by_side(view: View, answer: Answer[Duplicates], group: int) -> None:
    reader, numbers = view.reader, answer.result.of(group)
    company = view.books.company.name
    mark = view.mark(answer, group)
    with st.container(border=True):
        st.subheader(view.text("side"), anchor=False)
        may_see = view.actor.may(Right.REVEAL, company)
        reveal = may_see and st.toggle(
            view.text("reveal"), help=view.text("reveal_help"), key=f"reveal_{mark}"
        )
        told = _told(view, numbers, mark, reveal=bool(reveal))
        st.dataframe(_worded(view, told), hide_index=True, height="content", key=f"side_{mark}")
        st.caption(escape(view.text("revealed" if reveal else "masked")))
        if customers.may_open():
            with st.container(horizontal=True):
                for number in numbers:
                    customers.offer(reader, number, key=f"side_{mark}_{number}")
        kept = st.radio(
            view.text("keep"),
            numbers,
            format_func=escape,
            help=view.text("keep_help"),
            key=f"keep_{mark}",
            horizontal=True,
        )
        if view.actor.may(Right.IMPORT_DATA, company):
            label = view.text("merge", records=reader.count(len(numbers)), kept=kept)
            wish = answers.wish_for(answer.result, group, kept)
            st.button(
                escape(label),
                type="primary",
                icon=":material/merge:",
                key=f"merge_{mark}",
                on_click=_merge,
                args=(view, [wish]),
            )
        else:
            st.caption(escape(view.text("may_not")))
        st.caption(escape(view.text("nothing_changed")))


def _told(view: View, numbers: Sequence[str], mark: str, *, reveal: bool) -> pl.DataFrame:
    """The records; revealing is logged once for each look, not at each run of the page."""
    kept = st.session_state.get("_revealed")
    if reveal and kept is not None and kept[0] == mark:
        found: pl.DataFrame = kept[1]
        return found
    told = answers.side_by_side(desk.workspace(), view.actor, view.books, numbers, reveal=reveal)
    st.session_state["_revealed"] = (mark, told) if reveal else None
    return told


def _worded(view: View, told: pl.DataFrame) -> pl.DataFrame:
    """The records with their fields, days and answers in the reader's words."""
    reader = view.reader
    same = {True: reader.text("app.yes"), False: reader.text("app.no"), None: "–"}
    days = told["field"].str.ends_with("_on").to_list()
    numbers = told.columns[2:]
    written = [
        [reader.date(date.fromisoformat(v)) if v and day else v or "–" for v, day in pairs]
        for pairs in (zip(told[number], days, strict=True) for number in numbers)
    ]
    columns = [
        pl.Series(view.text("field"), [view.text(field) for field in told["field"]]),
        pl.Series(view.text("same"), [same[value] for value in told["same"]]),
        *[pl.Series(number, texts) for number, texts in zip(numbers, written, strict=True)],
    ]
    return pl.DataFrame(columns)


def _merge_many(view: View, answer: Answer[Duplicates], chosen: Sequence[int]) -> None:
    if not view.actor.may(Right.IMPORT_DATA, view.books.company.name):
        st.caption(escape(view.text("may_not")))
        return
    wishes = [answers.wish_for(answer.result, group) for group in chosen]
    st.button(
        view.text("merge_many", groups=view.reader.count(len(chosen))),
        type="primary",
        icon=":material/merge:",
        key=f"merge_many_{view.mark(answer, tuple(chosen))}",
        on_click=_merge,
        args=(view, wishes),
    )


def _merge(view: View, wishes: Sequence[Wish]) -> None:
    try:
        answers.merge(desk.workspace(), view.actor, view.books, wishes)
    except MergeError as problem:
        text = view.reader.text(problem.key, **problem.fields)
        st.toast(escape(text), icon=":material/error:")
        return
    count = sum(len(wish.others) for wish in wishes)
    done = view.text("merged_done", records=view.reader.count(count))
    st.toast(escape(done), icon=":material/check:")


def _undo(view: View, merge_id: str) -> None:
    merges.unmerge(desk.workspace(), view.actor, view.books.company.name, merge_id)
    st.toast(escape(view.text("undone")), icon=":material/undo:")
