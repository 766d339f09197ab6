"""Step three, the other way: a database that an administrator has set up."""

import streamlit as st

from data.actor import Right
from data.sources.settings import SettingsError, sources
from ui import desk, refreshing
from words import Reader, escape


def part(reader: Reader) -> None:
    """The sources this visitor may read; nothing where there are none."""
    actor = desk.actor()
    if not actor.may(Right.SOURCES):
        return
    try:
        known = sources(desk.workspace(), actor)
    except SettingsError as problem:
        st.warning(escape(reader.text("intake.bad_sources", message=str(problem))))
        return
    offered = [name for name, one in known.items() if actor.may(Right.IMPORT_DATA, one.company)]
    if not offered:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(reader.text("bring_in.source"), offered, key="bring_in_source")
        pressed = st.button(
            reader.text("bring_in.source_read"), icon=":material/sync:", key="bring_in_refresh"
        )
    st.caption(escape(reader.text("bring_in.source_help")))
    refreshing.part(reader)
    if pressed:
        refreshing.begin(known[str(chosen)])
