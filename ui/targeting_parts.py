"""Parts of the pages about contacting: which campaign, who answers, how deep."""

import polars as pl
import streamlit as st

from analytics.depth import Depth
from analytics.propensity import Propensity
from answers import Answer
from answers.targeted import campaign_names
from charts.depth import profit_by_depth
from charts.propensity import calibration_points, gains_curve
from ui import choose, downloads, drafts, figures, link, tables
from ui.page import View
from words import escape

_SCORES = ("rank", "customer_id", "answer_chance", "recency_days", "orders_before", "revenue")
_TENTHS = (
    *("tenth", "contacted", "response_rate", "response_low", "response_high"),
    *("lift", "gains"),
)
_DRIVERS = ("factor", "importance", "coefficient")
_MEANS = ("figure", "answered", "others")
_DEPTHS = (*("depth", "contacted", "margin", "spent", "profit", "profit_low", "profit_high"),)


def campaign(view: View) -> str | None:
    """The campaign that is looked into; None leaves the choice to the analysis."""
    reader = view.reader
    known = campaign_names(view.books, view.scope)
    asked = link.asked("campaign")
    if st.session_state.get("campaign") not in known:
        st.session_state["campaign"] = asked[0] if asked and asked[0] in known else None
    chosen = st.selectbox(
        reader.text("options.campaign"),
        list(known),
        format_func=lambda name: choose.plain(f"{known[name]} · {name}" if known[name] else name),
        index=None,
        placeholder=reader.text("targeting.any"),
        help=reader.text("targeting.campaign_help"),
        key="campaign",
        width=300,
    )
    link.keep("campaign", *([str(chosen)] if chosen else []))
    return str(chosen) if chosen else None


def best_first(view: View, rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """The first so many of a ranked list, as many as the visitor says: a tenth if nothing."""
    reader = view.reader
    usual = max(1, round(rows.height / 10))
    wanted = st.number_input(
        reader.text("targeting.first"),
        1,
        max(rows.height, 1),
        min(usual, max(rows.height, 1)),
        help=reader.text("targeting.first_help"),
        key=key,
        width=220,
    )
    return rows.head(int(wanted))


def gains_part(view: View, answer: Answer[Propensity]) -> None:
    """The picture of gains, the table by tenth, and whether the chances came true."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("gains"), anchor=False)
        st.caption(escape(view.text("gains_help")))
        figures.picture(view, answer, "gains", lambda: gains_curve(result, reader))
        mark = view.mark(answer)
        tables.show(reader, result.tenths, _TENTHS, key="propensity_tenths", mark=mark)
        downloads.rows(view, answer, result.tenths, name="tenths")
    with st.container(border=True):
        st.subheader(view.text("calibration"), anchor=False)
        st.caption(escape(view.text("calibration_help")))
        figures.picture(view, answer, "calibration", lambda: calibration_points(result, reader))
        rivals = ("rival", "log_loss", "auc_model")
        tables.show(reader, result.models, rivals, key="propensity_models", mark=mark)


def scores_part(view: View, answer: Answer[Propensity]) -> None:
    """Customers now by their chance to answer; the first of them can be kept as a draft list."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("scores"), anchor=False)
        st.caption(escape(view.text("scores_help")))
        chosen = best_first(view, result.scores, "propensity_first")
        mark = view.mark(answer, chosen.height)
        tables.show(reader, chosen, _SCORES, key="propensity_scores", mark=mark)
        with st.container(horizontal=True, vertical_alignment="center"):
            customers = chosen["customer_id"].to_list()
            reason = view.text("reason", customers=reader.count(chosen.height))
            name = f"{view.text('title')}, {reader.date(answer.scope.as_of)}"
            key = "propensity_draft"
            drafts.offer(view, answer, customers, reason=reason, name=name, key=key)
            downloads.rows(view, answer, chosen, name="scores")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def drivers_part(view: View, answer: Answer[Propensity]) -> None:
    """What goes with answering."""
    result, reader = answer.result, view.reader
    if result.drivers.is_empty():
        return
    with st.container(border=True):
        st.subheader(view.text("drivers"), anchor=False)
        st.caption(escape(view.text("drivers_help")))
        mark = view.mark(answer)
        tables.show(reader, result.drivers, _DRIVERS, key="propensity_drivers", mark=mark)
        rows = result.drivers.rename({"factor": "figure"})
        tables.show_figures(reader, rows, _MEANS, key="propensity_means")
        downloads.rows(view, answer, result.drivers, name="drivers")


def depth_part(view: View, answer: Answer[Depth]) -> None:
    """Profit at each depth, as a picture and a table."""
    result, reader = answer.result, view.reader
    kind = reader.word(str(result.summary()["profit_kind"]))
    with st.container(border=True):
        st.subheader(f"{kind}: {view.text('curve')}", anchor=False)
        named = reader.campaign(result.campaign)
        told = {"members": reader.count(result.members), "campaign": named}
        key = "curve_help" if result.incremental else "curve_help_responders"
        st.caption(escape(view.text(key, **told)))
        drawn = view.drawn(answer, "depths", lambda: profit_by_depth(result, reader))
        figures.show(view, answer, drawn, name="depths", alt=view.text("alt_depth", kind=kind))
        figures.save(view, answer, drawn, name="depths", title=kind)
        mark = view.mark(answer)
        tables.show(reader, result.depths, _DEPTHS, key="depth_depths", mark=mark)
        downloads.rows(view, answer, result.depths, name="depths")
