"""The wizard that brings a company's own files in: seven steps on one page.

What can be guessed is guessed and shown, so that a clean file needs no more than being chosen and
loaded. Reading goes on in the background; the page asks how far it is.
"""

import errno
from collections.abc import Collection

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data import loads
from data.actor import Right, require
from data.companies import CompanyError
from data.frames.span import any_sold
from data.intake.outcome import Outcome
from ui import (
    cache,
    desk,
    link,
    wizard_company,
    wizard_databases,
    wizard_guesses,
    wizard_load,
    wizard_questions,
    wizard_rows,
    wizard_sources,
    wizard_steps,
    wizard_wants,
)
from ui.wizard_state import Bench, Order, Reading, Uploads, bench
from words import Reader, escape

_NAMED = 12  # columns that are not used
_PATIENCE = 2.0  # seconds in which most files are read: no progress is shown before


def show() -> None:
    """The whole page. Raises ``Forbidden`` for somebody who may not import."""
    actor = desk.actor()
    require(actor, Right.IMPORT_DATA)
    reader = desk.reader_of(link.asked("language")[0], None)
    st.title(reader.text("bring_in.title"))
    st.caption(escape(reader.text("bring_in.lead")))
    steps, mine = st.empty(), bench()
    chosen = wizard_wants.function(reader)
    wizard_wants.needs(reader, chosen)
    with wizard_steps.opened(reader, "sources"):
        uploads = wizard_sources.upload(reader, mine)
        if uploads is None:
            wizard_databases.part(reader)
        order = _order(reader, mine, uploads)
        short_way = st.container()
    now = "sources"
    if mine.done is not None:
        now = wizard_load.result(reader, mine, mine.done)
    elif order is not None:
        now = _read(reader, mine, order, short_way)
    else:
        st.caption(f":material/hourglass_empty: {escape(reader.text('bring_in.waiting'))}")
    with steps.container():
        wizard_steps.overview(reader, now)


def _order(reader: Reader, mine: Bench, uploads: Uploads | None) -> Order | None:
    """What is to be read; what is being loaded stays as it was ordered."""
    if uploads is None:
        return None
    if mine.reading is not None and mine.reading.begun:
        return mine.reading.order
    return wizard_sources.order(reader, mine, uploads)


def _read(reader: Reader, mine: Bench, order: Order, short_way: DeltaGenerator) -> str:
    """Read what is ordered and show what came of it; gives the step that is now."""
    reading = mine.read(desk.workspace(), desk.actor(), order)
    if not reading.wait(_PATIENCE):
        _watch(reader, reading)
        return "integrate"
    if reading.problem is not None:
        _failed(reader, mine, reading.problem)
        return "integrate"
    wizard_load.settle(mine, reading)
    outcome = reading.outcome
    if outcome is None or reading.watch.cancelled:
        _cancelled(reader, mine)
        return "sources"
    if outcome.status == "rejected" and not outcome.about.get("columns"):
        with short_way:  # no table was found in it: all there is to do is choose another file
            wizard_questions.problems(reader, outcome.problems)
        return "sources"
    return _steps(reader, mine, reading, outcome, short_way)


def _steps(
    reader: Reader, mine: Bench, reading: Reading, outcome: Outcome, short_way: DeltaGenerator
) -> str:
    """Steps 4 to 7 of files that were read; gives the step that is now."""
    order = reading.order
    _currency(mine, outcome)
    wizard_sources.technology(reader, mine.uploads, outcome.rows_read, order.new)
    there = _there(order)
    sold = _sold(order, reading, there)
    wizard_wants.applications(reader, there, reading.table, sold=sold)
    with wizard_steps.opened(reader, "integrate"):
        _preview(reader, mine, reading, outcome)
    if outcome.status != "accepted" or not outcome.rows_accepted:
        return "integrate"
    with short_way:
        wizard_load.short_way(reader, reading, outcome)
    with wizard_steps.opened(reader, "maintain"):
        if reading.loaded is not None:  # and was refused: it was not settled
            wizard_questions.problems(reader, reading.loaded.problems)
        mode = wizard_load.choose_mode(reader, reading.table, made=order.new is not None)
        wizard_load.button(reader, reading, mode, key="bring_in_load")
    return "maintain"


def _preview(reader: Reader, mine: Bench, reading: Reading, outcome: Outcome) -> None:
    """Step 6: questions, refusals, what was understood, the rows, and every guess."""
    if outcome.status == "question":
        wizard_questions.ask(reader, mine, outcome)
    elif outcome.status == "rejected":
        wizard_questions.problems(reader, outcome.problems)
    else:
        _understood(reader, reading, outcome)
    wizard_guesses.editor(reader, mine, reading, outcome)
    if outcome.status == "accepted" and reading.prepared is not None:
        mapping = {str(c["column"]): str(c["part"]) for c in outcome.about.get("columns", [])}
        wizard_rows.both(reader, reading.prepared, reading.table, mapping)


def _understood(reader: Reader, reading: Reading, outcome: Outcome) -> None:
    """In a few lines: how many rows, of what, whose, and what was noticed."""
    table = reader.text(f"data_tables.{reading.table}")
    counts = {
        "read": reader.count(outcome.rows_read),
        "accepted": reader.count(outcome.rows_accepted),
        "quarantined": reader.count(outcome.rows_quarantined),
        "table": table,
    }
    key = "understood_all" if not outcome.rows_quarantined else "understood"
    st.markdown(f"#### {escape(reader.text(f'bring_in.{key}', **counts))}")
    said = [wizard_guesses.grain(reader, outcome), wizard_guesses.customers(reader, outcome)]
    if not outcome.rows_accepted:
        st.warning(escape(reader.text("bring_in.none_accepted")), icon=":material/block:")
    st.markdown("  \n".join(f":material/check: {escape(line)}" for line in said if line))
    unused = [str(c) for c in outcome.about.get("unused", []) if not str(c).startswith("problem_")]
    if unused:
        names = {"count": reader.count(len(unused)), "names": ", ".join(unused[:_NAMED])}
        names["names"] += ", …" if len(unused) > _NAMED else ""
        st.caption(escape(reader.text("bring_in.unused", **names)))
    wizard_questions.warnings(reader, outcome)


@st.fragment(run_every=0.5)
def _watch(reader: Reader, reading: Reading) -> None:
    """How far it is, and the way to call it off."""
    if reading.finished:
        st.rerun()
    watch = reading.watch
    left = watch.seconds_left
    key = "loading" if reading.loading else "reading"
    said = reader.text(f"bring_in.{key}", step=reader.text(f"bring_in.doing_{watch.progress.step}"))
    if left is not None and left > 3:
        said += " " + reader.text("bring_in.left", seconds=reader.count(round(left)))
    st.progress(min(1.0, watch.share), text=escape(said))
    st.button(
        reader.text("bring_in.cancel"),
        on_click=watch.cancel,
        icon=":material/close:",
        key="bring_in_cancel",
    )


def _cancelled(reader: Reader, mine: Bench) -> None:
    st.info(escape(reader.text("bring_in.cancelled")), icon=":material/close:")
    if st.button(reader.text("bring_in.read_again"), key="bring_in_read_again"):
        mine.reading = None
        st.rerun()


def _failed(reader: Reader, mine: Bench, problem: Exception) -> None:
    """What kept the files out that is no fault of theirs; anything else is the frame's to say."""
    if isinstance(problem, CompanyError):
        text = reader.text("bring_in.title_meanwhile")
    elif isinstance(problem, OSError) and problem.errno == errno.ENOSPC:
        text = reader.text("bring_in.disk_full")
    else:
        mine.reading = None
        raise problem
    st.error(escape(text), icon=":material/block:")
    if st.button(reader.text("bring_in.read_again"), key="bring_in_failed"):
        mine.reading = None
        st.rerun()


def _currency(mine: Bench, outcome: Outcome) -> None:
    """Take note of the currency that the files show; if it is news, the page begins anew."""
    names = [source.name for source in mine.uploads.sources] if mine.uploads else []
    found = wizard_company.shown_currency(outcome.about, names)
    if found is not None and found != mine.currency:
        mine.currency = found
        st.rerun()


def _sold(order: Order, reading: Reading, there: Collection[str]) -> bool:
    """Whether anything was sold in what is read, or in what is there; True where nobody knows."""
    lines = "order_lines"
    if reading.table == lines:
        outcome, prepared = reading.outcome, reading.prepared
        if prepared is None or outcome is None or not outcome.rows_accepted:
            return True
        first = prepared.accepted()
        if first.is_empty() or any_sold(first):  # of most files the first rows tell
            return True
        if any_sold(prepared.accepted(outcome.rows_accepted)):
            return True
    if lines not in there:
        return reading.table != lines
    return cache.books(desk.workspace(), desk.actor(), order.company).span is not None


def _there(order: Order) -> set[str]:
    """The tables that the company has already."""
    if order.new is not None:
        return set()
    return {load.table_name for load in loads.live(desk.workspace(), order.company)}
