"""A database being read anew, in the background: how far it is, the way to stop it, what came."""

import threading

import streamlit as st

from data import companies
from data.actor import Actor
from data.intake.messages import place, say
from data.intake.watch import Watch
from data.sources.refresh import Refreshed, refresh
from data.sources.settings import SourceDatabase
from data.workspace import Workspace
from ui import desk, link
from words import Reader, escape

_STATE = "refreshing"
_PATIENCE = 1.0  # seconds in which a small refresh is done: no progress is shown before
_SHOWN = 10  # problems on screen


class Refreshing:
    """One source being read in a thread of its own."""

    def __init__(self, workspace: Workspace, actor: Actor, source: SourceDatabase) -> None:
        self.source, self.watch = source, Watch()
        self.done: list[Refreshed] = []
        self.problem: Exception | None = None
        self.settled = False
        self._thread = threading.Thread(target=self._work, args=(workspace, actor), daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait a little; whether it is finished."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _work(self, workspace: Workspace, actor: Actor) -> None:
        try:
            self.done = refresh(workspace, actor, self.source.name, watch=self.watch)
        except Exception as problem:  # told where the page is drawn
            self.problem = problem


def begin(source: SourceDatabase) -> None:
    """Begin to read a source, unless one is being read for this visitor; draws the page anew."""
    if _STATE not in st.session_state:
        st.session_state[_STATE] = Refreshing(desk.workspace(), desk.actor(), source)
    st.rerun()


def part(reader: Reader) -> None:
    """What is being read, or what came of it since; nothing where nothing was asked for."""
    found: Refreshing | None = st.session_state.get(_STATE)
    if found is None:
        return
    if not found.wait(0.0 if found.watch.progress.done else _PATIENCE):
        _watch(reader, found)
        return
    if not found.settled and found.problem is None:
        _settle(found)
    del st.session_state[_STATE]
    if found.problem is not None:
        raise found.problem
    for done in found.done:
        _result(reader, done)


def _settle(found: Refreshing) -> None:
    """Draw the page anew, with the company that was read into, if it is there now."""
    found.settled = True
    if found.source.company in companies.names(desk.workspace()):
        link.keep("company", found.source.company)
        st.session_state.pop("company", None)
    st.rerun()


@st.fragment(run_every=0.5)
def _watch(reader: Reader, found: Refreshing) -> None:
    """How far it is, and the way to call it off."""
    if found.wait(0.0):
        st.rerun()
    watch, name = found.watch, found.source.name
    said = reader.text("data.refreshing", source=name)
    told = f"{said} {reader.text(f'bring_in.doing_{watch.progress.step}')}"
    st.progress(min(1.0, watch.share), text=escape(told))
    st.button(
        reader.text("bring_in.cancel"),
        on_click=watch.cancel,
        icon=":material/close:",
        key="refreshing_cancel",
    )


def _result(reader: Reader, done: Refreshed) -> None:
    outcome = done.outcome
    told = {
        "table": reader.text(f"data_tables.{done.table}"),
        "accepted": reader.count(outcome.rows_accepted or 0),
        "quarantined": reader.count(outcome.rows_quarantined or 0),
        "known": reader.count(done.known),
    }
    if outcome.status == "accepted":
        st.success(escape(reader.text("data.refreshed", **told)))
        return
    if outcome.status == "cancelled":
        st.info(escape(reader.text("bring_in.cancelled")), icon=":material/close:")
        return
    said = [f"{place(problem, reader)}: {say(problem, reader)}" for problem in outcome.problems]
    st.error(escape(" ".join([reader.text("data.not_refreshed", **told), *said[:_SHOWN]])))
