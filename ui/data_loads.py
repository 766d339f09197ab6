"""The loads of a company: who brought what, and the way back."""

from collections.abc import Mapping

import polars as pl
import streamlit as st

from data import loads
from data.actor import Right
from data.arrivals import LoadError
from data.intake.recipe import Recipe
from data.intake.run import export_quarantine
from data.load import Load, date_of, states
from exports.neutral import neutralise
from ui import desk, downloads
from ui.page import View
from words import escape, visible

MOST = 200  # loads on screen, newest first
_LETTERS = 60  # of a file's name in the choice
_HASH = 8


def part(view: View) -> None:
    """The loads, newest first, and what can be done with one of them."""
    found = loads.history(desk.workspace(), view.books.company.name)
    with st.container(border=True):
        st.subheader(view.text("loads"), anchor=False)
        if not found:
            st.markdown(escape(view.text("no_loads")))
            return
        stands = states(found)
        shown = found[:MOST]
        st.dataframe(
            pl.DataFrame([_row(view, load, stands[load.id]) for load in shown]),
            hide_index=True,
            height="auto" if len(shown) <= 10 else 388,
            column_config={
                view.text(name): st.column_config.TextColumn(alignment="right")
                for name in ("accepted", "quarantined")
            },
            key="data_loads",
        )
        if len(found) > MOST:
            counts = {"shown": view.reader.count(MOST), "rows": view.reader.count(len(found))}
            st.caption(view.text("loads_shown", **counts))
        if view.actor.may(Right.IMPORT_DATA, view.books.company.name):
            _one(view, shown, stands)


def _row(view: View, load: Load, state: str) -> dict[str, str]:
    reader = view.reader
    moment = view.books.company.local(load.loaded_at)
    return {
        view.text("when"): f"{reader.date(moment.date())} {moment:%H:%M}",
        view.text("table"): reader.text(f"data_tables.{load.table_name}"),
        view.text("file"): visible(load.source),
        view.text("state"): view.text(state),
        view.text("mode"): _mode(view, load),
        view.text("accepted"): reader.count(load.rows_accepted),
        view.text("quarantined"): reader.count(load.rows_quarantined),
        view.text("who"): visible(desk.who(reader, load.actor)),
        view.text("hash"): load.content_hash[:_HASH],
    }


def _mode(view: View, load: Load) -> str:
    if load.mode is None:
        return "–"
    if load.period is None:
        return view.text(f"mode_{load.mode}")
    first, last = (view.reader.date(date_of(day)) for day in load.period)
    return view.text("mode_period", first=first, last=last)


def _one(view: View, shown: list[Load], stands: Mapping[str, str]) -> None:
    """The load chosen: its rows set aside, its recipe, and the way back."""
    by_id = {load.id: load for load in shown}
    chosen = by_id[
        str(
            st.selectbox(
                view.text("choose_load"),
                list(by_id),
                format_func=lambda number: _label(view, by_id[number]),
                key="data_load",
            )
        )
    ]
    if added := chosen.rows_held - chosen.rows_accepted:
        st.caption(escape(view.text("given_back", rows=view.reader.count(added))))
    with st.container(horizontal=True, vertical_alignment="center"):
        _back(view, chosen, stands[chosen.id])
        if chosen.rows_quarantined:
            downloads.button(
                view.text("get_quarantine", rows=view.reader.count(chosen.rows_quarantined)),
                lambda: _quarantine(view, chosen),
                file=f"quarantine-{chosen.id[:_HASH]}-{downloads.token()}.csv",
                key=f"data_quarantine_{chosen.id}",
            )
        recipe = chosen.notes.get("recipe")
        if recipe:
            downloads.button(
                view.text("get_recipe"),
                lambda: Recipe.of(recipe).to_toml().encode(),
                file=f"recipe-{chosen.id[:_HASH]}-{downloads.token()}.toml",
                key=f"data_recipe_{chosen.id}",
            )


def _label(view: View, load: Load) -> str:
    name = visible(load.source)
    short = name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
    table = view.reader.text(f"data_tables.{load.table_name}")
    day = view.books.company.local(load.loaded_at).date()
    return f"{view.reader.date(day)} · {table} · {short}"


def _quarantine(view: View, load: Load) -> bytes:
    company = view.books.company.name
    rows = export_quarantine(desk.workspace(), view.actor, company, load.id, view.reader)
    return b"" if rows is None else b"\xef\xbb\xbf" + neutralise(rows).write_csv().encode()


def _back(view: View, load: Load, state: str) -> None:
    """Take the load back, once that is confirmed; a load that is no longer live cannot be."""
    gone = load.until_version is not None
    with st.popover(
        view.text("take_back"), icon=":material/undo:", disabled=gone, help=_why(view, state, gone)
    ):
        told = {
            "rows": view.reader.count(load.rows_accepted),
            "table": view.reader.text(f"data_tables.{load.table_name}"),
        }
        st.markdown(escape(view.text("take_back_what", **told)))
        pressed = st.button(
            view.text("take_back_yes"), type="primary", key=f"data_undo_{load.id}", disabled=gone
        )
    if pressed:
        try:
            loads.undo(desk.workspace(), view.actor, view.books.company.name, load.id)
        except LoadError:
            st.error(escape(view.text("take_back_refused")))
            return
        st.toast(escape(view.text("taken_back")), icon=":material/check:")
        st.rerun()


def _why(view: View, state: str, gone: bool) -> str | None:  # noqa: FBT001 - of one button
    if not gone:
        return None
    return view.text("not_back_replaced" if state == "replaced" else "not_back_gone")
