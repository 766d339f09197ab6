"""Parts of the flow page: the statement by month, and the months ahead."""

import streamlit as st

from analytics.findings import NotEnoughData
from analytics.flow import Flow
from analytics.keeping import Keeping
from answers import Answer
from answers.keeping import KeepingOptions
from answers.refusals import in_words
from charts.flow import flow_ahead, flow_bars
from charts.keeping import cost_bars
from ui import downloads, figures, findings, tables
from ui.page import View
from words import escape

_HEADS = ("month", "opening", "new", "won_back", "lapsed", "closing", "complete")
_MARGIN = (
    *("month", "opening_margin", "new_margin", "won_back_margin", "change_margin"),
    *("lapsed_margin", "closing_margin", "complete"),
)
_COSTS = ("side", "cost", "value", "customers", "per_customer")
_PROOF = ("part", "tests", "held_share", "forecast_error", "naive_error")


def statement_part(view: View, answer: Answer[Flow]) -> None:
    """The statement month by month, in heads and in margin."""
    result, reader, mark = answer.result, view.reader, view.mark(answer)
    with st.container(border=True):
        st.subheader(view.text("heads"), anchor=False)
        rule = view.text("rule_learnt" if result.learnt else "rule_given")
        st.caption(escape(view.text("heads_help", days=reader.count(result.lapse_days), rule=rule)))
        settled = view.text("settled", month=reader.month(result.settled))
        st.caption(escape(settled))
        months = result.frames()["flow"].reverse()
        if months.is_empty():
            st.markdown(escape(view.text("none_yet")))
            return
        heads, margin = st.tabs([reader.name("customers"), reader.name("margin")])
        with heads:
            bars = view.drawn(answer, "heads", lambda: flow_bars(result, reader))
            figures.show(view, answer, bars, name="heads", alt=view.text("alt_heads"))
            figures.save(view, answer, bars, name="heads", title=view.text("heads"))
            tables.show(reader, months, _HEADS, key="flow_heads_table", mark=mark)
        with margin:
            st.caption(escape(view.text("margin_help")))
            money = view.drawn(answer, "margin", lambda: flow_bars(result, reader, money=True))
            figures.show(view, answer, money, name="margin", alt=view.text("alt_margin"))
            figures.save(view, answer, money, name="margin", title=view.text("heads"))
            tables.show(reader, months, _MARGIN, key="flow_margin_table", mark=mark)
        downloads.rows(view, answer, months, name="flow")


def ahead_part(view: View, answer: Answer[Flow]) -> None:
    """The forecast with its interval, and how it did on months that are over."""
    result, reader, mark = answer.result, view.reader, view.mark(answer)
    if result.shown().filter("complete").is_empty():
        return
    with st.container(border=True):
        st.subheader(view.text("ahead"), anchor=False)
        if result.outlook is None:
            months = reader.count(result.shown().filter("complete").height)
            st.markdown(f":material/info: {escape(view.text('no_outlook', months=months))}")
            return
        st.caption(escape(view.text("ahead_help")))
        fan = view.drawn(answer, "ahead", lambda: flow_ahead(result, reader))
        figures.show(view, answer, fan, name="ahead", alt=view.text("alt_ahead"))
        figures.save(view, answer, fan, name="ahead", title=view.text("ahead"))
        ahead = result.outlook.months
        tables.show(reader, ahead, ahead.columns, key="flow_ahead_table", mark=mark)
        downloads.rows(view, answer, ahead, name="flow_forecast")
        st.markdown(f"**{escape(view.text('proof'))}**")
        st.caption(escape(view.text("proof_help")))
        tested = result.outlook.tested()
        tables.show(reader, tested, _PROOF, key="flow_proof", mark=mark)
        downloads.rows(view, answer, result.outlook.proof, name="flow_proof")


def keeping_part(view: View) -> None:
    """What keeping costs against winning; or what the data lack to say so."""
    reader = view.reader
    with st.container(border=True):
        st.subheader(reader.text("keeping.title"), anchor=False)
        if view.scope.cuts_orders:
            st.caption(escape(reader.text("keeping.filtered")))
            return
        try:
            answer: Answer[Keeping] = view.ask(KeepingOptions(), "keeping")
        except NotEnoughData as refusal:
            st.markdown(f":material/info: {escape(in_words(refusal, reader))}")
            return
        result, mark = answer.result, view.mark(answer)
        findings.others(reader, result.findings())
        st.caption(escape(reader.text("keeping.help")))
        bars = view.drawn(answer, "keeping", lambda: cost_bars(result, reader))
        figures.show(view, answer, bars, name="keeping", alt=reader.text("keeping.alt"))
        figures.save(view, answer, bars, name="keeping", title=reader.text("keeping.title"))
        tables.show(reader, result.costs, _COSTS, key="flow_keeping", mark=mark)
        downloads.rows(view, answer, result.costs, name="costs")
