"""Parts of the page of service and value: what came after, whom to turn to, expectations."""

import polars as pl
import streamlit as st

from analytics.service_lists import LISTS
from analytics.service_value import ServiceValue
from answers import Answer
from charts.service_value import gap_points
from ui import downloads, drafts, figures, tables
from ui.page import View
from words import escape

_AFTER = ("figure", "mean_with", "mean_without", "after_gap", "low", "high")
_BEFORE = ("figure", "mean_with", "mean_without", "apart_before", "apart_after")
_LIST = (
    *("rank", "customer_id", "reason", "margin", "orders", "recency_days"),
    *("last_mark", "open_contacts", "contact_days"),
)
_EXPECTED = (
    *("trait", "expected", "customers", "satisfaction", "satisfaction_low", "satisfaction_high"),
)


def after_part(view: View, answer: Answer[ServiceValue]) -> None:
    """Every comparison: the gap in ordering again, orders and margin, and how alike they were."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("after"), anchor=False)
        if not result.comparisons:
            st.markdown(escape(view.text("too_few")))
            return
        st.caption(escape(view.text("after_help", days=reader.count(result.follow_days))))
        figures.picture(view, answer, "after", lambda: gap_points(result, reader))
        st.warning(escape(view.text("no_cause")), icon=":material/balance:")
        with st.expander(view.text("effects_table"), icon=":material/table_rows:"):
            for name, found in result.comparisons.items():
                st.markdown(f"**{escape(reader.word(name))}**")
                sizes = {"exposed": found.exposed, "compared_with": found.others}
                sizes["alone"] = found.alone
                said = [f"{reader.name(k)}: {reader.count(n)}" for k, n in sizes.items()]
                st.caption(escape(" · ".join(said)))
                tables.show_figures(reader, found.effects, _AFTER, key=f"service_{name}")
            downloads.rows(view, answer, result.effects, name="effects")
        with st.expander(view.text("balance"), icon=":material/balance:"):
            st.caption(view.text("balance_help"))
            for name, found in result.comparisons.items():
                st.markdown(f"**{escape(reader.word(name))}**")
                tables.show_figures(
                    reader,
                    found.balance,
                    _BEFORE,
                    key=f"service_balance_{name}",
                    plain=("apart_before", "apart_after"),
                )
            downloads.rows(view, answer, result.balance, name="balance")


def lists_part(view: View, answer: Answer[ServiceValue]) -> None:
    """The three lists; those chosen can be kept as a draft list."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("lists"), anchor=False)
        st.caption(view.text("lists_help"))
        chosen = st.segmented_control(
            view.text("lists"),
            LISTS,
            default=LISTS[0],
            format_func=reader.word,
            key=f"service_list_{view.mark(answer)}",
            required=True,
            label_visibility="collapsed",
        )
        name = str(chosen or LISTS[0])
        rows = result.lists.filter(pl.col("list") == name)
        if rows.is_empty():
            st.markdown(escape(view.text("lists_none")))
            return
        mark = view.mark(answer, name)
        ticked = tables.show(
            reader, rows, _LIST, key=f"service_list_rows_{mark}", mark=mark, select=True
        )
        kept = rows[ticked] if ticked else rows
        with st.container(horizontal=True, vertical_alignment="center"):
            word, day = reader.word(name), reader.date(answer.scope.end)
            title = view.text("draft_name", list=word, day=day)
            customers = kept["customer_id"].to_list()
            drafts.offer(view, answer, customers, reason=word, name=title, key="service_draft")
            downloads.rows(view, answer, kept, name="lists")
        st.caption(f":material/science: {escape(view.text('control'))}")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def expectations_part(view: View, answer: Answer[ServiceValue]) -> None:
    """Satisfaction by what customers said they expect."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("expect"), anchor=False)
        if result.expectations.is_empty():
            st.markdown(escape(view.text("expect_none")))
            return
        st.caption(view.text("expect_help"))
        mark = view.mark(answer)
        tables.show(reader, result.expectations, _EXPECTED, key="service_expectations", mark=mark)
        downloads.rows(view, answer, result.expectations, name="expectations")
