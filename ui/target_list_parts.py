"""Parts of a target list as it is built: what it comes to, who is left out, control, keeping it."""

from decimal import Decimal
from typing import Any

import polars as pl
import streamlit as st

from analytics.control import CONTROL
from analytics.target_lists import TargetLists
from answers import Books, refusals
from answers.target_lists import About, Plan, freeze
from answers.target_lists import keep as keep_list
from data import holdouts, lists
from data.actor import Right
from data.lists import ListError
from data.target_list import LONGEST_NAME, LONGEST_NOTE, TargetList
from ui import cards, desk, link, navigation, proof_parts, tables
from words import Reader, escape

CARDS = (
    *("list_meant", "list_contactable", "list_contacted", "list_control"),
    *("list_cost", "list_value", "list_expected", "list_break_even"),
)

_MADE = "_list_made"
_MARKS = {True: ":material/trending_up:", False: ":material/warning:", None: ":material/info:"}


def result(reader: Reader, planned: Plan) -> None:
    """The first sentences, and the figures."""
    found = planned.result
    if planned.proof:  # it counts by what is foretold
        proof_parts.say_light(reader, planned.proof)
    first, *others = found.findings()
    st.subheader(escape(reader.sentence(first.key, first.fields)), anchor=False)
    if found.suppression.unrecorded:
        st.markdown(escape(reader.text("target_lists.consent_next")))
        if desk.actor().may(Right.IMPORT_DATA):
            navigation.data_link(reader, "bring_in", reader.text("bring_in.begin"))
    summary = found.summary()
    shown = (found.value_key if key == "list_value" else key for key in CARDS)
    cards.show(reader, {key: summary[key] for key in shown})
    for finding in others:
        mark = _MARKS[finding.good]
        st.markdown(f"{mark} {escape(reader.sentence(finding.key, finding.fields))}")


def reasons(reader: Reader, planned: Plan) -> None:
    """How many are left out, by the first reason that holds."""
    left = planned.result.frames()["left_out"]
    if left.is_empty():
        return
    with st.container(border=True):
        st.subheader(reader.text("target_lists.left_out"), anchor=False)
        st.caption(escape(reader.text("target_lists.left_out_help")))
        counts = dict(left.iter_rows())
        reason_table(reader, counts, planned.result.suppression.found, key="list_reasons")


def reason_table(reader: Reader, counts: dict[str, int], found: int, *, key: str) -> None:
    """Reasons with their counts and what they mean."""
    text = reader.text
    rows = [
        {
            text("target_lists.reason"): text(f"target_lists.reason_{reason}"),
            reader.name("customers"): reader.count(count),
            text("target_lists.of_meant"): reader.share(count / found, decimals=1),
            text("target_lists.means"): text(f"target_lists.means_{reason}"),
        }
        for reason, count in counts.items()
    ]
    columns = _right(reader.name("customers"), text("target_lists.of_meant"))
    st.dataframe(
        pl.DataFrame(rows), hide_index=True, height="content", column_config=columns, key=key
    )


def _right(*names: str) -> dict[str, Any]:
    """Columns whose numbers, written as texts, stand one below the other."""
    return {name: st.column_config.Column(alignment="right") for name in names}


def control(reader: Reader, planned: Plan) -> None:
    """Members by stratum and arm."""
    found = planned.result
    if not found.contacted:
        return
    with st.container(border=True):
        st.subheader(reader.text("target_lists.arms"), anchor=False)
        seed = reader.count(found.terms.seed)
        st.caption(escape(reader.text("target_lists.arms_help", seed=seed)))
        strata = found.frames()["strata"]
        if strata["stratum"].n_unique() > 1:
            rows = _by_stratum(reader, found)
            columns = _right(*rows.columns[1:])
            st.dataframe(rows, hide_index=True, column_config=columns, key="list_arms")


def _by_stratum(reader: Reader, found: TargetLists) -> pl.DataFrame:
    """One row a stratum, one column an arm, the control group first."""
    strata, counts = found.frames()["strata"], found.arms.counts
    arms = sorted(counts, key=lambda arm: (arm != CONTROL, arm))
    wide = {key: dict.fromkeys(arms, 0) for key in strata["stratum"].unique().sort()}
    for stratum, arm, customers in strata.iter_rows():
        wide[stratum][arm] = customers
    names = found.terms.strata
    rows = [
        {
            reader.text("target_lists.stratum"): stratum_name(reader, stratum, names),
            **{arm_name(reader, arm): reader.count(count) for arm, count in by_arm.items()},
        }
        for stratum, by_arm in wide.items()
    ]
    return pl.DataFrame(rows)


def stratum_name(reader: Reader, stratum: str, names: tuple[str, ...]) -> str:
    """A stratum in words: fifths and segments are ours, the rest stands in the data."""
    parts = stratum.split(" · ") if len(names) > 1 else [stratum]
    said = {"value": lambda part: reader.text("target_lists.fifth", fifth=part)}
    said["segment"] = reader.segment
    if len(parts) != len(names):  # a name in the data holds the dot itself
        return stratum
    return " · ".join(said.get(n, str)(part) for n, part in zip(names, parts, strict=True))


def arm_name(reader: Reader, arm: str) -> str:
    """An arm in words: control and the only treatment are ours."""
    ours = f"target_lists.arm_{arm}"
    return reader.text(ours) if reader.has(ours) else arm


def members(reader: Reader, one: TargetList) -> None:
    """Who is on the list, by number; any of them can be opened."""
    if not st.toggle(reader.text("target_lists.members"), key=f"list_members_on_{one.id}"):
        return
    try:
        rows = lists.arms(desk.workspace(), desk.actor(), one.id).select("customer_id", "arm")
    except ListError as problem:
        st.error(escape(reader.text(problem.key, **problem.fields)), icon=":material/error:")
        return
    named = [arm_name(reader, arm) for arm in rows["arm"]]
    shown = rows.with_columns(arm=pl.Series(named, dtype=pl.String))
    tables.show(reader, shown, shown.columns, key=f"list_members_{one.id}")


def keep(books: Books, reader: Reader, planned: Plan) -> None:
    """A name and what it is for; keep it as a draft, or freeze it."""
    text = reader.text
    with st.form("list_keep_form", enter_to_submit=False):
        st.subheader(text("target_lists.keep_part"), anchor=False)
        with st.container(horizontal=True):
            name = st.text_input(
                text("target_lists.list_name"), max_chars=LONGEST_NAME, key="list_name"
            )
            purpose = st.text_input(
                text("target_lists.purpose"), max_chars=LONGEST_NOTE, key="list_purpose"
            )
        with st.container(horizontal=True):
            note = st.text_input(text("target_lists.note"), max_chars=LONGEST_NOTE, key="list_note")
            owner = st.text_input(text("target_lists.owner"), max_chars=100, key="list_owner")
        st.caption(escape(text("target_lists.freeze_help")))
        nobody = not planned.result.contacted
        with st.container(horizontal=True):
            frozen = st.form_submit_button(
                text("target_lists.freeze"),
                icon=":material/ac_unit:",
                type="primary",
                disabled=nobody,
                key="list_freeze",
            )
            kept = st.form_submit_button(
                text("target_lists.keep"), icon=":material/draft:", disabled=nobody, key="list_keep"
            )
        if frozen or kept:
            _save(books, reader, planned, About(name, purpose, note, owner), frozen=frozen)


def _save(books: Books, reader: Reader, planned: Plan, about: About, *, frozen: bool) -> None:
    workspace, actor = desk.workspace(), desk.actor()
    try:
        made = keep_list(workspace, actor, books, planned, about)
        if frozen:
            made = freeze(workspace, actor, made.id)
    except ListError as problem:
        tell(reader, problem)
        return
    st.session_state[_MADE] = True
    st.session_state.pop("list", None)
    link.keep("list", made.id)
    key = "frozen" if frozen else "kept"
    st.toast(escape(reader.text(f"target_lists.{key}", name=made.name)))
    st.rerun()


def just_made() -> bool:
    """Whether a list was kept by the run before: the ledger is where it goes on."""
    return bool(st.session_state.pop(_MADE, False))


def tell(reader: Reader, problem: ListError) -> None:
    """Say what is wrong with a list and what to do."""
    st.error(escape(refusals.of_list(problem, reader)), icon=":material/error:")


def holdout(books: Books, reader: Reader) -> None:
    """The share of customers whom no list ever contacts."""
    workspace, actor, company = desk.workspace(), desk.actor(), books.company.name
    group = holdouts.get(workspace, actor, company)
    text = reader.text
    title = text("target_lists.holdout", share=reader.share(float(group.share)))
    with st.expander(title, icon=":material/block:"):
        st.markdown(escape(text("target_lists.holdout_help")))
        if not actor.may(Right.DRAFT, company):
            return
        with (
            st.form("list_holdout_form", border=False, enter_to_submit=False),
            st.container(horizontal=True, vertical_alignment="bottom"),
        ):
            share = st.number_input(
                text("target_lists.holdout_share") + " (%)",
                0.0,
                float(100 * holdouts.HIGHEST),
                float(100 * group.share),
                step=1.0,
                format="%g",
                key=f"list_holdout_{group.version}",
                width=220,
            )
            if st.form_submit_button(text("target_lists.holdout_save"), key="list_holdout_save"):
                exact = Decimal(str(round(share / 100, 4)))
                saved = holdouts.save(workspace, actor, company, exact)
                told = reader.share(float(saved.share))
                st.toast(escape(text("target_lists.holdout_saved", share=told)))
                st.rerun()
