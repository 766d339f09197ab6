"""Parts of the page of uplift: the Qini curve, the groups, and customers now."""

import polars as pl
import streamlit as st

from analytics.uplift import PERSUADABLE, SLEEPING, UNKNOWN, Uplift
from answers import Answer
from charts.uplift import group_points, qini_curve
from ui import downloads, drafts, figures, tables
from ui.page import View
from ui.targeting_parts import best_first
from words import escape

_METHODS = ("uplift_method", "qini", "qini_low", "qini_high")
_GROUPS = (
    *("group_no", "uplift_group", "uplift", "uplift_low", "uplift_high"),
    *("members", "control_members"),
)
_SCORES = (
    *("rank", "customer_id", "group_no", "uplift_group"),
    *("recency_days", "orders_before", "revenue"),
)


def curve_part(view: View, answer: Answer[Uplift]) -> None:
    """The Qini curve with its band beside the lot, and both methods."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("curve"), anchor=False)
        st.caption(escape(view.text("curve_help")))
        st.latex(r"Q(\varphi)=R_t(\varphi)-R_c(\varphi)\cdot\frac{N_t(\varphi)}{N_c(\varphi)}")
        drawn = view.drawn(answer, "qini", lambda: qini_curve(result, reader))
        figures.show(view, answer, drawn, name="qini", alt=view.text("alt_curve"))
        figures.save(view, answer, drawn, name="qini", title=view.text("curve"))
        mark = view.mark(answer)
        tables.show(reader, result.methods, _METHODS, key="uplift_methods", mark=mark)


def groups_part(view: View, answer: Answer[Uplift]) -> None:
    """Five groups by rank: what the contact changed in each, and what may be called what."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("groups"), anchor=False)
        st.caption(escape(view.text("groups_help")))
        figures.picture(view, answer, "groups", lambda: group_points(result, reader))
        mark = view.mark(answer)
        tables.show(reader, result.groups, _GROUPS, key="uplift_groups", mark=mark)
        downloads.rows(view, answer, result.groups, name="groups")


def scores_part(view: View, answer: Answer[Uplift]) -> None:
    """Customers now by expected uplift; a draft list of those first, or of one group."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("scores"), anchor=False)
        key = "scores_help" if result.qini.sure else "scores_doubt"
        st.caption(escape(view.text(key)))
        rows = _of_group(view, answer)
        chosen = best_first(view, rows, f"uplift_first_{rows.height}") if rows.height else rows
        mark = view.mark(answer, chosen.height, rows.height)
        tables.show(reader, chosen, _SCORES, key="uplift_scores", mark=mark)
        with st.container(horizontal=True, vertical_alignment="center"):
            customers = chosen["customer_id"].to_list()
            campaign = reader.campaign(result.campaign)
            told = {"customers": reader.count(len(customers)), "campaign": campaign}
            name = f"{view.text('title')}, {reader.date(answer.scope.as_of)}"
            reason = view.text("reason", **told)
            drafts.offer(view, answer, customers, reason=reason, name=name, key="uplift_draft")
            downloads.rows(view, answer, chosen, name="scores")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def _of_group(view: View, answer: Answer[Uplift]) -> pl.DataFrame:
    scores, reader = answer.result.scores, view.reader
    found = set(scores["uplift_group"].to_list())
    known = [name for name in (PERSUADABLE, SLEEPING) if name in found]
    if not known or found == {UNKNOWN}:
        return scores
    chosen = st.segmented_control(
        view.text("groups"),
        known,
        format_func=reader.word,
        key=f"uplift_group_{view.mark(answer)}",
        label_visibility="collapsed",
    )
    return scores if chosen is None else scores.filter(uplift_group=chosen)
