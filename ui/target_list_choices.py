"""What somebody wants of a target list: whom, how to contact them, at what cost, what control."""

from collections.abc import Callable

import streamlit as st

from analytics.control import HIGHEST_SHARE, TREATMENT
from analytics.suppression import LONGEST_QUIET, QUIET_DAYS, TOUCH_POINTS, Rules
from analytics.target_lists import LAST_YEAR, ORDERS, STRATA, WORTHS, Terms
from answers import Books
from answers.target_list_wanted import LONGEST_WINDOW, Source, SourceKind, Wanted
from data import drafts, lists
from data.drafts import Draft
from data.frames.targets import usual_cost
from data.segments import RFM_PREFIX
from data.target_list import LONGEST_ARM
from ui import desk, link, segment_builder, segment_state, target_list_widgets
from words import Reader, escape

LONGEST_TREATMENTS = 120
_KINDS = [kind.value for kind in SourceKind]


def wanted(books: Books, reader: Reader) -> Wanted | None:
    """All choices; None where a source is chosen that has nothing to choose from."""
    with st.container(border=True):
        st.subheader(reader.text("target_lists.whom"), anchor=False)
        source = _source(books, reader)
    with st.container(border=True):
        st.subheader(reader.text("target_lists.contact"), anchor=False)
        rules, exclude = _rules(books, reader)
        costs = _costs(books, reader, rules.touch_point)
    with st.container(border=True):
        st.subheader(reader.text("target_lists.control_part"), anchor=False)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            share = target_list_widgets.per_cent(
                reader, "list_control_share", default=0.1, low=0.0, high=HIGHEST_SHARE
            )
            strata = target_list_widgets.several(
                reader, "list_strata", STRATA, ("value",), _stratum(reader), width=460
            )
            treatments = _treatments(reader)
            window = target_list_widgets.whole(
                reader, "list_window", default=90, low=1, high=LONGEST_WINDOW
            )
            seed = target_list_widgets.whole(
                reader, "list_seed", default=1, low=1, high=999_999_999
            )
    if source is None:
        return None
    contact, fixed, budget, lift, order, worth = costs
    terms = Terms(contact, fixed, budget, lift, share, treatments, strata, seed, worth)
    return Wanted(source, rules, exclude, terms, order, window)


def _source(books: Books, reader: Reader) -> Source | None:
    """Whom the list means."""
    kept = drafts.listing(desk.workspace(), desk.actor(), books.company.name)
    first = SourceKind.DRAFT if kept else SourceKind.EVERYBODY
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = target_list_widgets.pick(
            reader,
            "list_source",
            _KINDS,
            first.value,
            lambda kind: reader.text(f"target_lists.source_{kind}"),
            always=True,
        )
        match SourceKind(kind):
            case SourceKind.DRAFT:
                return _draft(reader, kept)
            case SourceKind.SEGMENT:
                return _segment(books, reader)
            case SourceKind.EVERYBODY:
                return Source()
            case _:
                pass
    draft = segment_state.linked(books.company.name, "list_conditions")
    segment_builder.groups(books, reader, draft)
    if not draft.wanted().parts:
        st.caption(f":material/info: {escape(reader.text('target_lists.no_condition'))}")
    segment_state.into_link(draft, "list_conditions")
    return Source(SourceKind.CONDITIONS, conditions=draft.wanted(), days=draft.days)


def _draft(reader: Reader, kept: list[Draft]) -> Source | None:
    if not kept:
        st.markdown(escape(reader.text("target_lists.no_drafts")))
        return None
    by_id = {draft.id: draft for draft in kept}

    def say(number: str) -> str:
        draft = by_id[number]
        return f"{draft.name} ({reader.count(draft.members)})"

    chosen = target_list_widgets.pick(
        reader, "list_draft", list(by_id), kept[0].id, say, width=480, always=True
    )
    if by_id[chosen].reason:
        st.caption(escape(by_id[chosen].reason))
    return Source(SourceKind.DRAFT, chosen)


def _segment(books: Books, reader: Reader) -> Source:
    saved = [one.name for one in books.segments if not one.archived]
    names = [*saved, *(f"{RFM_PREFIX}{key}" for key in books.rfm.table.keys)]
    name = target_list_widgets.pick(
        reader, "list_segment", names, names[0], reader.segment_filter, width=360, always=True
    )
    if name.startswith(RFM_PREFIX):
        first, last = books.sold()
        days = {"start": reader.date(first), "end": reader.date(last)}
        st.caption(escape(reader.text("target_lists.rfm_days", **days)))
    return Source(SourceKind.SEGMENT, name)


def _rules(books: Books, reader: Reader) -> tuple[Rules, tuple[str, ...]]:
    """The touch point, and whom to spare beyond what is never asked."""
    ledger = lists.listing(desk.workspace(), desk.actor(), books.company.name)
    earlier = {one.id: one.name for one in ledger if one.frozen_at}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        touch_point = target_list_widgets.pick(
            reader, "list_touch_point", TOUCH_POINTS, TOUCH_POINTS[0], reader.preset
        )
        quiet = target_list_widgets.whole(
            reader, "list_quiet_days", default=QUIET_DAYS, low=0, high=LONGEST_QUIET
        )
        exclude = target_list_widgets.several(
            reader, "list_exclude", list(earlier), (), lambda number: earlier[number]
        )
        skip = target_list_widgets.switch(reader, "list_skip_running")
    rules = Rules(touch_point, quiet, skip)
    if not rules.asks_consent:
        st.caption(f":material/info: {escape(reader.text('target_lists.shown_only'))}")
    return rules, exclude


def _costs(
    books: Books, reader: Reader, touch_point: str
) -> tuple[float, float, float | None, float, str, str]:
    """Cost of a contact, fixed cost, budget, assumed lift, whom a budget keeps, what a year is."""
    money = books.company.currency
    usual = usual_cost(books.facts, touch_point)
    if link.asked("list_cost_of") not in ([], [touch_point]):  # another one costs something else
        st.session_state.pop("list_contact_cost", None)
        link.keep("list_contact_cost")
    link.keep("list_cost_of", touch_point)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        contact = target_list_widgets.amount(
            reader, "list_contact_cost", default=usual or 0.0, currency=money
        )
        fixed = target_list_widgets.amount(reader, "list_fixed_cost", default=0.0, currency=money)
        budget = target_list_widgets.amount(reader, "list_budget", default=None, currency=money)
        order = target_list_widgets.pick(
            reader, "list_order", ORDERS, ORDERS[0], _order(reader), width=260
        )
        lift = target_list_widgets.per_cent(reader, "list_lift", default=0.05, low=0.0, high=1.0)
        worth = target_list_widgets.pick(
            reader, "list_worth", WORTHS, LAST_YEAR, _worth(reader), width=300
        )
    return contact or 0.0, fixed or 0.0, budget, lift, order, worth


def _treatments(reader: Reader) -> tuple[str, ...]:
    """Names of the treatments, parted by commas; one, where none is typed."""
    typed = target_list_widgets.words(
        reader, "list_treatments", default="", longest=LONGEST_TREATMENTS
    )
    names = dict.fromkeys(name.strip()[:LONGEST_ARM] for name in typed.split(","))
    found = tuple(name for name in names if name and name != "control")
    return found or (TREATMENT,)


def _stratum(reader: Reader) -> Callable[[str], str]:
    return lambda name: reader.text(f"target_lists.stratum_{name}")


def _worth(reader: Reader) -> Callable[[str], str]:
    return lambda name: reader.text(f"target_lists.worth_{name}")


def _order(reader: Reader) -> Callable[[str], str]:
    return lambda name: reader.text(f"target_lists.order_{name}")
