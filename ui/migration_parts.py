"""Parts of the migration page: the dates, who moved, the matrix, month by month, and ahead."""

import datetime as dt

import streamlit as st

from analytics.migration import MOVES, Migration
from answers import Answer
from answers.migration import Window, dates
from charts.migration import heads_ahead, move_matrix, moves_by_month
from ui import downloads, drafts, figures, link, tables
from ui.page import View

_COLUMNS = (
    *("customer_id", "move", "from_segment", "to_segment"),
    *("profit_before", "profit_after", "gained"),
)


_MEASURES = ("customers", "profit_before", "profit_after")


def since_part(view: View, window: Window) -> str:
    """The first of the two dates as the option holds it; blank is one window earlier."""
    reader, key = view.reader, "since"
    found = {day.isoformat(): day for day in dates(view.books, view.scope, window)}
    usual = next(iter(found), "")
    if st.session_state.get(key) not in found:
        asked = next(iter(link.asked(key)), "")
        st.session_state[key] = asked if asked in found else usual
    chosen = st.selectbox(
        reader.text("options.since"),
        list(found),
        format_func=lambda day: reader.date(dt.date.fromisoformat(day)),
        help=reader.text("options.since_help"),
        key=key,
        disabled=len(found) < 2,
    )
    value = str(chosen) if chosen and chosen != usual else ""
    link.keep(key, *([value] if value else []))
    return value


def matrix_part(view: View, answer: Answer[Migration]) -> None:
    """From which segment to which: in heads, or in what they brought."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("matrix"), anchor=False)
        measure = st.segmented_control(
            view.text("matrix"),
            _MEASURES,
            default="customers",
            format_func=reader.name,
            key="migration_measure",
            label_visibility="collapsed",
            required=True,
        )
        st.caption(view.text("matrix_help"))
        figures.picture(
            view, answer, "matrix", lambda: move_matrix(result, reader, str(measure)), measure
        )
        with st.expander(view.text("matrix_table"), icon=":material/table_rows:"):
            tables.show(reader, result.matrix, result.matrix.columns, key="migration_matrix")
            downloads.rows(view, answer, result.matrix, name="matrix")


def months_part(view: View, answer: Answer[Migration]) -> None:
    """Who moved from each month's end to the next, and where everybody stood."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("months"), anchor=False)
        st.caption(view.text("months_help"))
        figures.picture(view, answer, "months", lambda: moves_by_month(result, reader))
        with st.expander(view.text("month_segments"), icon=":material/table_rows:"):
            newest = result.month_segments.sort("month", descending=True, maintain_order=True)
            tables.show(reader, newest, newest.columns, key="migration_month_segments")
            downloads.rows(view, answer, newest, name="month-segments")


def customers_part(view: View, answer: Answer[Migration]) -> None:
    """Who moved up or down; they can be kept as a draft list or exported."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("customers"), anchor=False)
        move = st.segmented_control(
            view.text("customers"),
            MOVES,
            default="down",
            format_func=reader.word,
            key=f"migration_move_{view.mark(answer)}",
            label_visibility="collapsed",
        )
        shown = result.customers if move is None else result.moved(str(move))
        reason = view.text("everybody") if move is None else reader.word(str(move))
        key = f"migration_customers_{view.mark(answer, move)}"
        ticked = tables.show(reader, shown, _COLUMNS, key=key, select=True)
        shown = shown[ticked] if ticked else shown
        with st.container(horizontal=True, vertical_alignment="center"):
            name = f"{reason}, {reader.date(result.to_day)}"
            customers = shown["customer_id"].to_list()
            drafts.offer(view, answer, customers, reason=reason, name=name, key="migration_draft")
            downloads.rows(view, answer, shown, name="customers")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def ahead_part(view: View, answer: Answer[Migration]) -> None:
    """The forecast with its interval, the test of it, and the chances behind it."""
    result, reader = answer.result, view.reader
    ahead = result.ahead
    with st.container(border=True):
        st.subheader(view.text("ahead"), anchor=False)
        if ahead.forecast.is_empty():
            st.markdown(view.text("chart_no_forecast"))
            return
        st.caption(view.text("ahead_help"))
        figures.picture(view, answer, "ahead", lambda: heads_ahead(result, reader))
        tables.show(reader, ahead.forecast, ahead.forecast.columns, key="migration_ahead")
        downloads.rows(view, answer, ahead.forecast, name="forecast")
        if not ahead.tested.is_empty():
            with st.expander(view.text("tested"), icon=":material/fact_check:"):
                tables.show(reader, ahead.tested, ahead.tested.columns, key="migration_tested")
                downloads.rows(view, answer, ahead.tested, name="tested")
        with st.expander(view.text("chances"), icon=":material/percent:"):
            tables.show(reader, ahead.chances, ahead.chances.columns, key="migration_chances")
            downloads.rows(view, answer, ahead.chances, name="chances")
