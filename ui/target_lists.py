"""The page of target lists: build one and see who may be contacted; the ledger of all of them."""

from collections.abc import Hashable
from dataclasses import replace
from threading import Condition as Lock

import streamlit as st
from cachetools import LRUCache, cached

from analytics.findings import NotEnoughData
from analytics.target_lists import LAST_YEAR
from answers import Books
from answers.target_list_wanted import Wanted
from answers.target_lists import Plan, plan
from data import lists
from data.actor import Actor, Right
from data.lists import TargetList
from ui import cache, desk, link, notes, target_list_choices, target_list_ledger, target_list_parts
from ui.page import entered
from words import Reader, escape

VIEWS = ("build", "ledger")
_PLANS: LRUCache[Hashable, Plan] = LRUCache(maxsize=24)


def show() -> None:
    """The page."""
    books, reader = entered("target_lists.title")
    books.sold()
    st.markdown(escape(reader.text("target_lists.intro")))
    ledger = lists.listing(desk.workspace(), desk.actor(), books.company.name)
    if _view(reader, len(ledger)) == "ledger":
        target_list_ledger.show(books, reader, ledger)
    else:
        _build(books, reader, ledger)
    notes.show(reader, "target_lists")


def _view(reader: Reader, count: int) -> str:
    """Building, or the ledger."""
    key = "list_view"
    asked = link.asked(key)
    if target_list_parts.just_made():
        st.session_state[key] = "ledger"
    if st.session_state.get(key) not in VIEWS:
        st.session_state[key] = asked[0] if asked and asked[0] in VIEWS else VIEWS[0]
    chosen = st.segmented_control(
        reader.text("target_lists.view"),
        VIEWS,
        format_func=lambda view: reader.text(
            f"target_lists.view_{view}", lists=reader.count(count)
        ),
        key=key,
        required=True,
        label_visibility="collapsed",
    )
    link.keep(key, *([] if chosen == VIEWS[0] else [str(chosen)]))
    return str(chosen)


def _build(books: Books, reader: Reader, ledger: list[TargetList]) -> None:
    """What follows from the choices first, then they, the tables, the buttons that keep it."""
    top = st.container()
    wanted = target_list_choices.wanted(books, reader)
    if wanted is None:
        return
    states = tuple((one.id, one.state, one.exported_last) for one in ledger)
    try:
        planned = _planned(books, desk.actor(), wanted, states)
    except NotEnoughData as reason:
        if wanted.terms.worth == LAST_YEAR:
            raise
        why = reader.sentence(reason.key, reason.fields)
        said = reader.text("target_lists.no_cltv", reason=why)
        st.warning(escape(said), icon=":material/warning:")
        wanted = replace(wanted, terms=replace(wanted.terms, worth=LAST_YEAR))
        planned = _planned(books, desk.actor(), wanted, states)
    with top:
        target_list_parts.result(reader, planned)
    target_list_parts.reasons(reader, planned)
    target_list_parts.control(reader, planned)
    if desk.actor().may(Right.DRAFT, books.company.name):
        target_list_parts.keep(books, reader, planned)
    target_list_parts.holdout(books, reader)


@cached(
    _PLANS,
    key=lambda books, actor, wanted, states: (
        str(desk.workspace().home),
        str(desk.workspace().engine.url),
        books.company.name,
        books.version,
        wanted,
        states,
        actor.role,
        actor.companies,
    ),
    condition=Lock(),
)
def _planned(books: Books, actor: Actor, wanted: Wanted, states: Hashable) -> Plan:
    del states  # in the key: other lists say who is control and who is contacted already
    workspace = desk.workspace()
    return plan(
        workspace,
        actor,
        books,
        wanted,
        asked=lambda books, actor, name, scope, options: cache.answer(
            workspace, books, actor, name, scope, options
        ),
    )
