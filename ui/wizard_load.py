"""Step seven: load, see what came of it, take it back, and how to do it again next month."""

import streamlit as st

from data import companies, loads
from data.actor import Right, require
from data.arrivals import LoadError
from data.intake.outcome import Outcome
from data.intake.run import export_quarantine
from data.loads import Mode
from data.tables import EVENTS, TABLES
from exports.neutral import neutralise
from ui import cache, desk, downloads, link, wizard_steps, wizard_wants
from ui.wizard_state import Bench, Done, Reading
from words import Reader, escape

MODES: tuple[Mode, ...] = ("append", "period", "replace")


def choose_mode(reader: Reader, table: str, *, made: bool) -> Mode:
    """Append, replace a period or replace everything; a new company has nothing to replace."""
    if made:
        return "append"
    offered = [mode for mode in MODES if mode != "period" or TABLES[table] in EVENTS]
    return st.radio(
        reader.text("bring_in.mode"),
        offered,
        format_func=lambda mode: reader.text(f"bring_in.mode_{mode}"),
        captions=[reader.text(f"bring_in.mode_{mode}_help") for mode in offered],
        key="bring_in_mode",
    )


def button(reader: Reader, reading: Reading, mode: Mode, *, key: str) -> None:
    """The button that loads; twice is once."""
    outcome = reading.outcome
    accepted = outcome.rows_accepted if outcome else None
    label = reader.text("bring_in.load", rows=reader.count(accepted))
    if st.button(
        escape(label),
        type="primary",
        icon=":material/database_upload:",
        disabled=not accepted or reading.loading,
        key=key,
    ):
        require(desk.actor(), Right.IMPORT_DATA)
        reading.load(mode, _known(reading))
        st.rerun()


def short_way(reader: Reader, reading: Reading, outcome: Outcome) -> None:
    """Right under the files: load with everything as it was guessed."""
    order = reading.order
    title = order.new.title if order.new else companies.get(desk.workspace(), order.company).title
    fields = {
        "table": reader.text(f"data_tables.{reading.table}"),
        "company": title,
        "accepted": reader.count(outcome.rows_accepted),
        "read": reader.count(outcome.rows_read),
    }
    there = reading.prepared.there() if reading.prepared else None
    if there is not None:
        held = companies.get(desk.workspace(), order.company)
        when = reader.date(held.local(there.loaded_at).date())
        st.info(escape(reader.text("bring_in.there", when=when)), icon=":material/file_copy:")
    with st.container(horizontal=True, vertical_alignment="center"):
        said = escape(reader.text("bring_in.ready", **fields))
        st.markdown(f":material/bolt: {said}", width="stretch")
        button(reader, reading, "append", key="bring_in_load_now")


def _known(reading: Reading) -> list[str]:
    order = reading.order
    if order.new is not None:
        return []
    return [load.id for load in loads.history(desk.workspace(), order.company)]


def settle(bench: Bench, reading: Reading) -> None:
    """Take note of a load that is done; the company it went into becomes the one on screen."""
    loaded, order = reading.loaded, reading.order
    if loaded is None or loaded.load is None:
        return
    company = companies.get(desk.workspace(), order.company)
    again = loaded.load.id in reading.known
    bench.finish(Done(order.company, company.title, loaded, order.new is not None, again))
    link.keep("company", order.company)
    st.session_state.pop("company", None)
    st.rerun()


def result(reader: Reader, bench: Bench, done: Done) -> str:
    """What came in, and what can be done with it; gives the step that is now."""
    with wizard_steps.opened(reader, "maintain"):
        _result(reader, bench, done)
    return "maintain"


def _result(reader: Reader, bench: Bench, done: Done) -> None:
    outcome, load = done.outcome, done.outcome.load
    if load is None:
        return
    counts = {
        "company": done.title,
        "table": reader.text(f"data_tables.{load.table_name}"),
        "read": reader.count(outcome.rows_read),
        "accepted": reader.count(outcome.rows_accepted),
        "quarantined": reader.count(outcome.rows_quarantined),
    }
    key = "undone" if done.undone else "same" if done.again else "loaded"
    box = st.info if done.again or done.undone else st.success
    box(escape(reader.text(f"bring_in.{key}", **counts)), icon=":material/check_circle:")
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if not done.undone and not done.again:
            _undo(reader, bench, done, load.id)
        if outcome.rows_quarantined and not done.undone:
            _quarantine(reader, done, load.id)
    if not done.undone:
        _next(reader, done, outcome)


def _undo(reader: Reader, bench: Bench, done: Done, load: str) -> None:
    with st.popover(reader.text("bring_in.undo"), icon=":material/undo:"):
        st.markdown(escape(reader.text("bring_in.undo_sure")))
        if st.button(reader.text("bring_in.undo_yes"), key="bring_in_undo"):
            try:
                loads.undo(desk.workspace(), desk.actor(), done.company, load)
            except LoadError:
                st.error(escape(reader.text("bring_in.undo_not")), icon=":material/block:")
                return
            bench.done = Done(
                done.company, done.title, done.outcome, done.made, done.again, undone=True
            )
            st.rerun()


def _quarantine(reader: Reader, done: Done, load: str) -> None:
    workspace, actor = desk.workspace(), desk.actor()

    def make() -> bytes:
        rows = export_quarantine(workspace, actor, done.company, load, reader)
        return b"" if rows is None else b"\xef\xbb\xbf" + neutralise(rows).write_csv().encode()

    count = reader.count(done.outcome.rows_quarantined)
    downloads.button(
        escape(reader.text("bring_in.take_aside", rows=count)),
        make,
        file=f"{done.company}-{reader.text('bring_in.aside_file')}-{downloads.token()}.csv",
        key="bring_in_aside",
    )


def _next(reader: Reader, done: Done, outcome: Outcome) -> None:
    """The pages that are open now, and next month's file."""
    load = outcome.load
    if load is None:
        return
    if outcome.rows_quarantined:
        st.caption(escape(reader.text("bring_in.mend")))
    st.markdown(f"**{escape(reader.text('bring_in.open_now'))}**")
    there = {one.table_name for one in loads.live(desk.workspace(), done.company)}
    books = cache.books(desk.workspace(), desk.actor(), done.company)
    wizard_wants.links(reader, there, sold=books.span is not None)
    st.markdown(f"**{escape(reader.text('bring_in.next_month'))}**")
    st.markdown(escape(reader.text("bring_in.next_month_how")))
    command = f"python cli.py import FILE.csv --company {done.company} --table {load.table_name}"
    st.code(command, language=None)
    recipe = outcome.recipe
    if recipe is not None:
        downloads.button(
            reader.text("bring_in.recipe"),
            lambda: recipe.to_toml().encode(),
            file=f"{done.company}-{load.table_name}-{downloads.token()}.toml",
            key="bring_in_recipe",
        )
