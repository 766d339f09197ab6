"""Step three, the other way: a database that an administrator has set up."""

from collections.abc import Sequence

import streamlit as st

from data import companies
from data.actor import Right
from data.companies import NoSuchCompanyError
from data.sources.refresh import Refreshed, refresh
from data.sources.settings import SettingsError, sources
from ui import desk, link, wizard_questions
from words import Reader, escape

_DONE = "_bring_in_refreshed"


def part(reader: Reader) -> None:
    """The sources this visitor may read; nothing where there are none."""
    if not desk.actor().may(Right.SOURCES):
        return
    try:
        known = sources(desk.workspace(), desk.actor())
    except SettingsError as problem:
        st.warning(escape(reader.text("intake.bad_sources", message=str(problem))))
        return
    if not known:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(reader.text("bring_in.source"), list(known), key="bring_in_source")
        pressed = st.button(
            reader.text("bring_in.source_read"), icon=":material/sync:", key="bring_in_refresh"
        )
    st.caption(escape(reader.text("bring_in.source_help")))
    if pressed:
        with st.spinner(escape(reader.text("bring_in.source_reading", source=chosen))):
            done = refresh(desk.workspace(), desk.actor(), str(chosen))
        company = known[str(chosen)].company
        st.session_state[_DONE] = (company, done)
        link.keep("company", company)
        st.session_state.pop("company", None)
        st.rerun()
    for company, done in [st.session_state.pop(_DONE)] if _DONE in st.session_state else []:
        _results(reader, company, done)


def _results(reader: Reader, company: str, done: Sequence[Refreshed]) -> None:
    try:
        title = companies.get(desk.workspace(), company).title
    except NoSuchCompanyError:
        title = company
    for one in done:
        outcome = one.outcome
        if outcome.status != "accepted":
            wizard_questions.problems(reader, outcome.problems)
            continue
        counts = {
            "company": title,
            "table": reader.text(f"data_tables.{one.table}"),
            "read": reader.count(outcome.rows_read or 0),
            "accepted": reader.count(outcome.rows_accepted or 0),
            "quarantined": reader.count(outcome.rows_quarantined or 0),
        }
        st.success(escape(reader.text("bring_in.loaded", **counts)))
