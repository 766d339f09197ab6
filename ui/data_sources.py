"""The databases an administrator has set up for a company: the last refresh, and the next."""

import streamlit as st

from data.actor import Right
from data.sources.refresh import LastRefresh, last_refreshes
from data.sources.settings import SettingsError, SourceDatabase, sources
from ui import desk, refreshing
from ui.page import View
from words import escape

_ICONS = {"accepted": ":material/check_circle:", "question": ":material/help:"}


def part(view: View) -> None:
    """The sources of this company, for those who may read them; nothing where there are none."""
    company, workspace = view.books.company.name, desk.workspace()
    if not (view.actor.may(Right.SOURCES) and view.actor.may(Right.IMPORT_DATA, company)):
        return
    try:
        known = [one for one in sources(workspace, view.actor).values() if one.company == company]
    except SettingsError as problem:
        with st.container(border=True):
            st.subheader(view.text("sources"), anchor=False)
            st.warning(escape(view.reader.text("intake.bad_sources", message=str(problem))))
        return
    if not known:
        return
    last = {(one.source, one.table_name): one for one in last_refreshes(workspace)}
    with st.container(border=True):
        st.subheader(view.text("sources"), anchor=False)
        for source in known:
            _source(view, source, last)
        refreshing.part(view.reader)


def _source(view: View, source: SourceDatabase, last: dict[tuple[str, str], LastRefresh]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        lines = [f"**{escape(source.name)}**"]
        lines += [_line(view, table, last.get((source.name, table))) for table in source.tables]
        st.markdown("  \n".join(lines), width="stretch")
        pressed = st.button(
            view.text("refresh"), icon=":material/sync:", key=f"data_refresh_{source.name}"
        )
    if pressed:
        refreshing.begin(source)


def _line(view: View, table: str, last: LastRefresh | None) -> str:
    """One table: when it was read last, and how that ended."""
    name = view.reader.text(f"data_tables.{table}")
    if last is None:
        return f":material/schedule: {escape(view.text('never_read', table=name))}"
    moment = view.books.company.local(last.at)
    told = {
        "table": name,
        "when": f"{view.reader.date(moment.date())} {moment:%H:%M}",
        "rows": view.reader.count(last.rows_read or 0),
    }
    key = "last_read" if last.status == "accepted" else "last_failed"
    icon = _ICONS.get(last.status, ":material/error:")
    return f"{icon} {escape(view.text(key, **told))}"
