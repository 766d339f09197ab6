"""Parts of the flow page: the statement by month, and the months ahead."""

import streamlit as st

from analytics.findings import NotEnoughData
from analytics.flow import Flow
from analytics.flow_forecast import Forecast
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
_PROOF = ("part", "tests", "held_share", "forecast_error", "rates_error", "naive_error")


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
            st.caption(escape(f"{view.text('margin_help')} {_since(view, result)}"))
            money = view.drawn(answer, "margin", lambda: flow_bars(result, reader, money=True))
            figures.show(view, answer, money, name="margin", alt=view.text("alt_margin"))
            figures.save(view, answer, money, name="margin", title=view.text("heads"))
            tables.show(reader, months, _MARGIN, key="flow_margin_table", mark=mark)
        downloads.rows(view, answer, months, name="flow")


def ahead_part(view: View, answer: Answer[Flow]) -> None:
    """The forecast with its interval, and how it did on months that are over."""
    result, reader = answer.result, view.reader
    if result.shown().filter("complete").is_empty():
        return
    with st.container(border=True):
        st.subheader(view.text("ahead"), anchor=False)
        if result.outlook is None:
            months = reader.count(result.shown().filter("complete").height)
            st.markdown(f":material/info: {escape(view.text('no_outlook', months=months))}")
            return
        st.caption(escape(view.text("ahead_help")))
        heads, margin = st.tabs([reader.name("customers"), reader.name("margin")])
        with heads:
            _ahead(view, answer, result.outlook)
        with margin:
            _of_margin(view, answer)


def _of_margin(view: View, answer: Answer[Flow]) -> None:
    """The same in margin, which is whole only after a year of data."""
    result = answer.result
    known = "no_outlook_margin" if result.outlook_margin is None else "ahead_margin_help"
    st.caption(escape(f"{view.text(known)} {_since(view, result)}"))
    if result.outlook_margin is not None:
        _ahead(view, answer, result.outlook_margin)


def _since(view: View, result: Flow) -> str:
    """From which month on the margin of twelve months is one."""
    if result.months["month"][-1] < result.full:
        return view.text("margin_filling")
    return view.text("margin_full", month=view.reader.month(result.full))


def _ahead(view: View, answer: Answer[Flow], outlook: Forecast) -> None:
    result, reader, mark, money = answer.result, view.reader, view.mark(answer), outlook.money
    name = "ahead_margin" if money else "ahead"
    fan = view.drawn(answer, name, lambda: flow_ahead(result, reader, money=money))
    figures.show(view, answer, fan, name=name, alt=view.text(f"alt_{name}"))
    figures.save(view, answer, fan, name=name, title=view.text("ahead"))
    tables.show(reader, outlook.months, outlook.months.columns, key=f"flow_{name}", mark=mark)
    kept = outlook.frames()
    forecast, proof = kept  # their names
    downloads.rows(view, answer, kept[forecast], name=forecast)
    st.markdown(f"**{escape(view.text('proof'))}**")
    st.caption(escape(view.text("proof_help")))
    tables.show(reader, outlook.tested(), _PROOF, key=f"flow_{name}_proof", mark=mark)
    downloads.rows(view, answer, kept[proof], name=proof)


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
