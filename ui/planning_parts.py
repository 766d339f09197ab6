"""Parts of the page that plans the next campaign: what is assumed, sizes, and the list."""

import streamlit as st

from analytics.planning import Plan
from answers import Answer
from answers.planning import PlanningOptions
from charts.planning import profit_by_size, seen_by_size
from ui import choose, downloads, drafts, figures, tables
from ui.page import View
from ui.targeting_parts import campaign
from words import escape

MOST_CUSTOMERS = 100_000_000
_SIZES = (
    *("members", "control_members", "detectable_effect", "power", "plan_cost"),
    "expected_profit",
)
_CUSTOMERS = ("rank", "customer_id", "answer_chance", "recency_days", "orders_before", "revenue")


def options(view: View) -> PlanningOptions:
    """The size, the control group, what is assumed and what it costs."""
    reader = view.reader
    with st.container(horizontal=True, vertical_alignment="bottom"):
        size = choose.whole(reader, "list_size", low=2, high=MOST_CUSTOMERS)
        share = choose.per_cent(reader, "control_share", default=0.1, high=0.9, step=0.01)
        chosen = campaign(view)
        base = choose.part(reader, "base_rate")
        effect = choose.part(reader, "expected_effect")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        worth = choose.amount(reader, "worth")
        contact = choose.amount(reader, "contact_cost")
        offer = choose.amount(reader, "offer_cost", blank="0")
        fixed = choose.amount(reader, "fixed_cost")
    known = (chosen, size, share, base, effect, worth, contact)
    return PlanningOptions(*known, offer or 0.0, fixed)


def sizes_part(view: View, answer: Answer[Plan]) -> None:
    """What lists of other sizes would show and earn."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("sizes"), anchor=False)
        st.caption(escape(view.text("sizes_help")))
        left, right = st.columns(2)
        with left:
            seen = view.drawn(answer, "seen", lambda: seen_by_size(result, reader))
            figures.show(view, answer, seen, name="seen", alt=view.text("alt_seen"))
            figures.save(view, answer, seen, name="seen", title=view.text("alt_seen"))
        with right:
            profit = view.drawn(answer, "profit", lambda: profit_by_size(result, reader))
            figures.show(view, answer, profit, name="profit", alt=view.text("alt_profit"))
            figures.save(view, answer, profit, name="profit", title=view.text("alt_profit"))
        tables.show(reader, result.sizes, _SIZES, key="planning_sizes", mark=view.mark(answer))
        downloads.rows(view, answer, result.sizes, name="sizes")


def customers_part(view: View, answer: Answer[Plan]) -> None:
    """The list itself, to be kept as a draft."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("list"), anchor=False)
        st.caption(escape(view.text("list_help")))
        mark = view.mark(answer)
        tables.show(reader, result.customers, _CUSTOMERS, key="planning_customers", mark=mark)
        with st.container(horizontal=True, vertical_alignment="center"):
            customers = result.customers["customer_id"].to_list()
            told = {
                "contacted": reader.count(result.treated),
                "control": reader.count(result.control),
            }
            reason = view.text("reason", **told)
            name = f"{view.text('title')}, {reader.date(answer.scope.as_of)}"
            drafts.offer(view, answer, customers, reason=reason, name=name, key="planning_draft")
            downloads.rows(view, answer, result.customers, name="customers")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))
