"""Parts of the migration page: who moved, and the months ahead."""

import streamlit as st

from analytics.migration import MOVES, Migration
from answers import Answer
from charts.migration import heads_ahead
from ui import downloads, drafts, figures, tables
from ui.page import View

_COLUMNS = (
    *("customer_id", "move", "from_segment", "to_segment"),
    *("profit_before", "profit_after", "gained"),
)


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
        chart = heads_ahead(result, reader)
        figures.show(view, answer, chart, name="ahead", alt=view.text("alt_ahead"))
        figures.save(view, answer, chart, name="ahead", title=view.text("ahead"))
        tables.show(reader, ahead.forecast, ahead.forecast.columns, key="migration_ahead")
        downloads.rows(view, answer, ahead.forecast, name="forecast")
        if not ahead.tested.is_empty():
            with st.expander(view.text("tested"), icon=":material/fact_check:"):
                tables.show(reader, ahead.tested, ahead.tested.columns, key="migration_tested")
        with st.expander(view.text("chances"), icon=":material/percent:"):
            tables.show(reader, ahead.chances, ahead.chances.columns, key="migration_chances")
