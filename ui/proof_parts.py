"""Parts of a proof: its making step by step, and its sentence in the colour of its light."""

import streamlit as st

from analytics.backtest import STEPS, Backtest
from analytics.findings import NotEnoughData
from answers import Answer
from answers.backtest import BacktestOptions
from answers.lifetime import Apart, LifetimeModel, TimeUnit, of_contracts
from answers.progress import heard_by
from answers.refusals import in_words
from ui import choose, findings, navigation
from ui.page import View
from words import escape

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


def proved(view: View, options: BacktestOptions) -> Answer[Backtest]:
    """The proof; while it is made, a bar says what is being done."""
    reader, place = view.reader, st.empty()
    bar = place.progress(0.0, text=reader.text("lifetime.proving"))

    def told(step: str) -> None:
        bar.progress(STEPS.index(step) / len(STEPS), text=reader.text(f"backtest.step_{step}"))

    try:
        with heard_by(told):
            answer: Answer[Backtest] = view.ask(options, "backtest")
    finally:
        place.empty()
    return answer


def say_light(view: View, proof: Answer[Backtest]) -> None:
    """The proof in one sentence, in the colour of its light, and the reasons."""
    reader, found = view.reader, proof.result.findings()
    show, icon = _LIGHTS[proof.result.light]
    show(escape(reader.sentence(found[0].key, found[0].fields)), icon=icon)
    if proof.result.fit.model == LifetimeModel.SBG:
        st.caption(escape(reader.text("backtest.of_contracts")))
    findings.others(reader, found[1:])


def opening(view: View, asked: BacktestOptions) -> Answer[Backtest] | None:
    """What a page with a forecast says first: its proof, or why there is none."""
    reader = view.reader
    try:
        proof = proved(view, asked)
    except NotEnoughData as refusal:
        said = reader.text("lifetime.unproved", reason=in_words(refusal, reader))
        st.warning(escape(said), icon=":material/help:")
        return None
    say_light(view, proof)
    navigation.link(reader, "backtest", reader.text("lifetime.see_proof"))
    return proof


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
