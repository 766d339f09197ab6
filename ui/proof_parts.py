"""Parts of a proof: its making step by step, and its sentence in the colour of its light."""

from typing import Any

import streamlit as st

from analytics.backtest import STEPS
from analytics.proof import Proof
from answers import Answer, Options
from answers.backtest import BacktestOptions
from answers.lifetime import Apart, LifetimeModel, TimeUnit, of_contracts
from answers.progress import heard_by
from ui import choose, findings, navigation
from ui.page import View
from words import Reader, escape

_LIGHTS = {
    "green": (st.success, ":material/verified:"),
    "amber": (st.warning, ":material/warning:"),
    "red": (st.error, ":material/block:"),
}


def model_of(view: View) -> LifetimeModel:
    """The model that was chosen; that of contracts where there are some."""
    models = list(LifetimeModel)
    if view.books.span is None:  # contracts alone
        models = [LifetimeModel.AUTO, LifetimeModel.SBG]
    elif not view.books.facts.has("contracts"):
        models.remove(LifetimeModel.SBG)
    return choose.named(view.reader, "model", models, LifetimeModel.AUTO)


def options(view: View) -> BacktestOptions:
    """What was chosen: the model, its groups, and how much of the past is forecast."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        model = model_of(view)
        unit = unit_of(view, model)
        apart = apart_of(view, model)
        horizon = choose.whole(view.reader, "horizon", low=1, high=36)
    return BacktestOptions(model, unit, apart, horizon or 0)


def asked(view: View, options: Options, name: str | None = None) -> Answer[Any]:
    """The answer to the page's question, or to another; a bar says how far its proof is."""
    reader, place = view.reader, st.empty()
    bar = place.progress(0.0, text=reader.text("lifetime.proving"))

    def told(step: str) -> None:
        done = STEPS.index(step) / len(STEPS) if step in STEPS else 1.0
        bar.progress(done, text=reader.text(f"backtest.step_{step}"))

    try:
        with heard_by(told):
            return view.ask(options, name)
    finally:
        place.empty()


def opening(view: View, answer: Answer[Any]) -> bool:
    """What a page with a forecast says first: its proof, or why there is none.

    Whether what is foretold may be shown; nothing is said of an answer that foretells nothing.
    """
    proof = answer.proof
    if proof is None:
        return True
    say_light(view.reader, proof)
    if proof.light is not None:
        navigation.link(view.reader, "backtest", view.reader.text("lifetime.see_proof"))
    return proof.holds


def say_light(reader: Reader, proof: Proof) -> None:
    """The proof in one sentence, in the colour of its light, and the reasons."""
    said = [reader.sentence(finding.key, finding.fields) for finding in proof.findings]
    if proof.light is None:
        st.warning(escape(" ".join(said)), icon=":material/help:")
        return
    show, icon = _LIGHTS[proof.light]
    show(escape(said[0]), icon=icon)
    if proof.figure("model") == LifetimeModel.SBG:
        st.caption(escape(reader.text("backtest.of_contracts")))
    findings.others(reader, proof.findings[1:])


def unit_of(view: View, model: LifetimeModel) -> TimeUnit:
    """What the parameters count time in; those of contracts count months."""
    if of_contracts(view.books, model):
        return TimeUnit.WEEK
    return choose.named(view.reader, "time_unit", list(TimeUnit), TimeUnit.WEEK)


def apart_of(view: View, model: LifetimeModel) -> Apart:
    """By what groups are to be fitted apart; contracts are fitted together."""
    if of_contracts(view.books, model):
        return Apart.TOGETHER
    groups = list(Apart)
    if not view.books.facts.has("customers"):
        groups = [Apart.TOGETHER, Apart.COHORT, Apart.SEGMENT]
    return choose.named(view.reader, "apart", groups, Apart.TOGETHER)
