"""Parts of the page of price ladders that have a choice of their own."""

import polars as pl
import streamlit as st

from analytics.upsell import TIERS, Upsell
from answers import Answer
from answers.upsell import UpsellOptions
from ui import choose, downloads, drafts, limits, link, tables
from ui.page import View
from words import escape

_LIKELY = ("customer_id", "tier_before", "chance_up", "expected_contribution")
_TIERS = ("2", "3", "4", "5")
_MOST = 500  # customers of a draft list, unless more are asked for


def options(view: View) -> UpsellOptions:
    """Tiers, what is left out as no goods, and the ladder chosen further down, or none yet."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        tiers = choose.digit(view.reader, "tiers", _TIERS, default=_TIERS.index(str(TIERS)))
        exclude = limits.exclude(view)
    asked = next(iter(link.asked("ladder")), "")
    return UpsellOptions(tiers, str(st.session_state.get("ladder") or asked), exclude)


def group_part(view: View, answer: Answer[Upsell]) -> None:
    """One ladder: its tiers, who moved up, and what sets those apart."""
    result, reader, mark = answer.result, view.reader, view.mark(answer)
    with st.container(border=True):
        st.subheader(view.text("one"), anchor=False)
        known = result.ladders["group"].to_list()
        if st.session_state.get("ladder") not in known:
            st.session_state["ladder"] = result.group
        chosen = st.selectbox(view.text("choose"), known, key="ladder", format_func=choose.plain)
        link.keep("ladder", *([chosen] if chosen != known[0] else []))
        steps = result.steps.filter(group=result.group).drop("group")
        tables.show(reader, steps, steps.columns, key="upsell_steps", mark=mark)
        st.markdown(f"**{view.text('apart')}**")
        st.caption(view.text("apart_help"))
        contrasts = result.likely.contrasts.rename({"factor": "figure"})
        tables.show_figures(reader, contrasts, contrasts.columns, key="upsell_contrasts")
        with st.expander(view.text("movers"), icon=":material/stairs:"):
            st.caption(view.text("movers_help"))
            tables.show(reader, result.movers, result.movers.columns, key="movers", mark=mark)
            downloads.rows(view, answer, result.movers, name="movers")


def likely_part(view: View, answer: Answer[Upsell]) -> None:
    """Who is likely to move up, as a draft list; or why nobody can tell."""
    result, reader, mark = answer.result, view.reader, view.mark(answer)
    with st.container(border=True):
        st.subheader(view.text("likely"), anchor=False)
        if result.likely.customers.is_empty():
            st.markdown(escape(view.text("likely_none")))
            return
        days = reader.count(result.likely.horizon_days)
        st.caption(escape(view.text("likely_help", days=days)))
        most = choose.days(reader, "most", default=_MOST, most=100_000)
        shown = result.likely.customers.filter(pl.col("expected_contribution") > 0).head(most)
        tables.show(reader, shown, _LIKELY, key="upsell_likely", mark=view.mark(answer, most))
        with st.container(horizontal=True, vertical_alignment="center"):
            reason = view.text("reason", group=result.group)
            name = view.text("draft_name", group=result.group, day=reader.date(answer.scope.end))
            chosen = shown["customer_id"].to_list()
            drafts.offer(view, answer, chosen, reason=reason, name=name, key="upsell_draft")
            downloads.rows(view, answer, shown, name="likely")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))
        with st.expander(view.text("calibration"), icon=":material/fact_check:"):
            fit = result.likely.calibration
            st.caption(view.text("calibration_help"))
            tables.show(reader, fit, fit.columns, key="upsell_calibration", mark=mark)
