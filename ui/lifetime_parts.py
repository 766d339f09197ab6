"""Parts of the lifetime page: options, the proof it opens with, customers, origins, what if."""

from enum import StrEnum
from typing import Any

import polars as pl
import streamlit as st

from analytics.lifetime.standings import ACTIONS
from analytics.lifetime.value import Lifetime
from answers import Answer
from answers.lifetime import Apart, LifetimeOptions
from charts.lifetime import origin_bars, portfolio_map, value_path
from ui import cards, choose, downloads, drafts, figures, tables
from ui.page import View
from ui.proof_parts import apart_of, model_of, unit_of
from words import escape

_USUAL = LifetimeOptions()
_CUSTOMERS = (
    *("rank", "customer_id", "action", "value_ahead", "value_low", "value_high", "alive"),
    *("expected_orders", "order_margin", "margin_before", "potential", "orders", "last_day"),
)
_ORIGINS = (
    *("segment", "group", "customers", "cost_per_customer", "payback_month"),
    *("margin_per_customer", "value_per_customer", "value_ahead"),
)
_REFERRALS = ("customer_id", "referred", "referred_value", "margin_so_far", "value_ahead")


class Ranking(StrEnum):
    """What customers are ranked by."""

    VALUE = "most_valuable"
    POTENTIAL = "most_potential"


def options(view: View) -> LifetimeOptions:
    """What was chosen: the model, how far ahead, what later money is worth."""
    reader = view.reader
    with st.container(horizontal=True, vertical_alignment="bottom"):
        model = model_of(view)
        unit = unit_of(view, model)
        apart = apart_of(view, model)
        horizon = choose.whole(reader, "horizon", low=1, high=60, default=_USUAL.horizon)
        rate = choose.per_cent(
            reader, "discount_rate", default=_USUAL.discount_rate, high=0.2, step=0.005
        )
    inside = st.expander(view.text("what_if_options"), icon=":material/tune:")
    with inside, st.container(horizontal=True, vertical_alignment="bottom"):
        changes = [
            choose.per_cent(reader, name, default=getattr(_USUAL, name), high=0.5, step=0.005)
            for name in ("retention_up", "margin_up", "discount_up", "acquisition_up")
        ]
    return LifetimeOptions(model, unit, apart, horizon or _USUAL.horizon, rate, *changes)


def lead(view: View, answer: Answer[Lifetime]) -> None:
    """What all are worth, in one sentence."""
    found = answer.result.findings()[0]
    st.subheader(escape(view.reader.sentence(found.key, found.fields)), anchor=False)
    days_part(view, answer)


def days_part(view: View, answer: Answer[Any]) -> None:
    """Which days are used, and what must be known to trust the figures."""
    reader, scope = view.reader, answer.scope
    days = {"start": reader.date(scope.start), "end": reader.date(scope.end)}
    said = [reader.text("lifetime.all_days", **days)]
    said += [reader.sentence(notice.key, notice.fields) for notice in answer.notices]
    st.caption(f":material/fact_check: {escape(' '.join(said))}")


def baseline_part(view: View, answer: Answer[Lifetime]) -> bool:
    """What stands in for a model that failed its test, or has none: the last months again.

    Whether to show the model's figures too.
    """
    reader = view.reader
    with st.container(border=True):
        st.subheader(view.text("baseline"), anchor=False)
        for found in answer.told.findings():
            st.markdown(escape(reader.sentence(found.key, found.fields)))
        return choose.switch(reader, "anyway")


def pictures(view: View, answer: Answer[Lifetime]) -> None:
    """The months ahead, and the portfolio with its four actions."""
    result, reader = answer.result, view.reader
    mark = view.mark(answer)
    with st.container(border=True):
        st.subheader(view.text("portfolio"), anchor=False)
        st.caption(view.text("portfolio_help"))
        figures.picture(view, answer, "portfolio", lambda: portfolio_map(result, reader))
        tables.show(
            reader, result.actions, result.actions.columns, key="lifetime_actions", mark=mark
        )
    with st.container(border=True):
        st.subheader(view.text("path"), anchor=False)
        st.caption(view.text("path_help"))
        figures.picture(view, answer, "path", lambda: value_path(result, reader))
        downloads.rows(view, answer, result.path, name="path")


def customers_part(view: View, answer: Answer[Lifetime]) -> None:
    """Who is worth most, or has most to give; those chosen become a draft list."""
    reader = view.reader
    with st.container(border=True):
        st.subheader(view.text("customers"), anchor=False)
        ranking = choose.one_of(reader, "ranking", list(Ranking), Ranking.VALUE)
        chosen = st.segmented_control(
            reader.name("action"), ACTIONS, format_func=reader.word, key="lifetime_action"
        )
        action = None if chosen is None else str(chosen)
        shown = _ranked(answer.result, ranking, action)
        mark = view.mark(answer, action, ranking)
        key = f"lifetime_customers_{mark}"
        ticked = tables.show(reader, shown, _CUSTOMERS, key=key, mark=mark, select=True)
        shown = shown[ticked] if ticked else shown
        known = "tables.chosen" if ticked or action else "tables.chosen_all"
        st.caption(reader.text(known, customers=reader.count(shown.height)))
        reason = ": ".join(reader.word(word) for word in (ranking.value, action) if word)
        with st.container(horizontal=True, vertical_alignment="center"):
            name = f"{reason}, {reader.date(answer.scope.as_of)}"
            who, key = shown["customer_id"].to_list(), f"lifetime_draft_{ranking.value}_{action}"
            drafts.offer(view, answer, who, reason=reason, name=name, key=key)
            downloads.rows(view, answer, shown, name="customers")
        drafts.listing(view)
        st.caption(reader.text("tables.for_analysis"))


def _ranked(result: Lifetime, ranking: Ranking, action: str | None) -> pl.DataFrame:
    people = result.customers if action is None else result.customers.filter(action=action)
    if ranking is Ranking.POTENTIAL:
        return people.sort("potential", "customer_id", descending=[True, False])
    return people


def origins_part(view: View, answer: Answer[Lifetime]) -> None:
    """Value by cohort, segment, channel and type, against what it cost to win them."""
    result, reader = answer.result, view.reader
    known = result.groups["dimension"].unique(maintain_order=True).to_list()
    if not known:
        return
    with st.container(border=True):
        st.subheader(view.text("origins"), anchor=False)
        st.caption(view.text("origins_help"))
        usual = "acquisition_channel" if "acquisition_channel" in known else known[0]
        chosen = st.segmented_control(
            reader.text("options.dimension"),
            known,
            default=usual,
            format_func=reader.word,
            key=f"lifetime_dimension_{view.mark(answer)}",
            label_visibility="collapsed",
        )
        by = str(chosen or usual)
        figures.picture(view, answer, "origins", lambda: origin_bars(result, reader, by), by)
        rows = result.groups.filter(dimension=by).drop("dimension")
        rows = rows.rename({"group": "segment"}) if by == "segment" else rows
        if rows["cost_per_customer"].null_count() == rows.height:
            rows = rows.drop("cost_per_customer", "payback_month")
        order = [name for name in _ORIGINS if name in rows.columns]
        tables.show(reader, rows, order, key=f"lifetime_origins_{by}")
        downloads.rows(view, answer, rows, name=f"by-{by}")
        if "referred_value" in result.customers.columns:
            _referrals(view, answer)


def _referrals(view: View, answer: Answer[Lifetime]) -> None:
    """Who brought others, and what these are worth."""
    people = answer.result.customers.filter(pl.col("referred") > 0)
    order = ("referred_value", "customer_id")
    shown = people.sort(*order, descending=[True, False]).select(_REFERRALS)
    with st.expander(view.text("referrals"), icon=":material/diversity_3:"):
        st.caption(view.text("referrals_help"))
        tables.show(view.reader, shown, _REFERRALS, key="lifetime_referrals")
        downloads.rows(view, answer, shown, name="referrals")


def what_if_part(view: View, answer: Answer[Lifetime]) -> None:
    """Each change alone, and what it would be worth."""
    result, reader = answer.result, view.reader
    with st.container(border=True):
        st.subheader(view.text("what_if"), anchor=False)
        st.caption(view.text("what_if_help"))
        rows = result.what_if
        if rows["new_customer_value"].null_count() == rows.height:
            rows = rows.drop("new_customer_value")
        tables.show(reader, rows, rows.columns, key="lifetime_what_if", mark=view.mark(answer))
        downloads.rows(view, answer, rows, name="what-if")
    with st.expander(view.text("parameters"), icon=":material/functions:"):
        summary = result.summary()
        cards.show(reader, {key: summary[key] for key in ("model", "log_likelihood")})
        known = result.frames()["parameters"]
        tables.show(reader, known, known.columns, key="lifetime_parameters")
    if not result.fits.is_empty():
        fits_part(view, answer)


def fits_part(view: View, answer: Answer[Lifetime]) -> None:
    """Which groups have a fit of their own, and with what parameters."""
    result, reader = answer.result, view.reader
    by = "segment" if answer.options.as_fields()["apart"] == Apart.SEGMENT else "group"
    shown, own = (frame.rename({"group": by}) for frame in (result.fits, result.own_parameters))
    with st.container(border=True):
        st.subheader(view.text("fits"), anchor=False)
        summary = result.summary()
        known = ("groups_apart", "groups_together", "customers_together", "apart_gain")
        cards.show(reader, {key: summary[key] for key in known})
        tables.show(reader, shown, shown.columns, key="lifetime_fits", mark=view.mark(answer))
        downloads.rows(view, answer, result.fits, name="fits")
        tables.show(reader, own, own.columns, key="lifetime_own_parameters")
