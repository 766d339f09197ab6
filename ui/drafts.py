"""Keep chosen customers as a draft list: the first step to a target list."""

import hashlib
from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from answers import Answer
from data import drafts
from data.actor import Right
from ui import desk, link, navigation
from ui.page import View
from words import escape

_LONGEST, _REASON = 120, 400  # letters of a name and of a reason


def offer(
    view: View, answer: Answer[Any], customers: Sequence[str], *, reason: str, name: str, key: str
) -> None:
    """A button that keeps ``customers``, with their scope and the reason they were chosen."""
    reader = view.reader
    if not view.actor.may(Right.DRAFT, view.books.company.name):
        return
    label = reader.text("drafts.button")
    with (
        st.popover(label, icon=":material/playlist_add:", disabled=not customers, type="primary"),
        st.form(f"{key}_form", border=False, enter_to_submit=False),
    ):
        given = _field(reader.text("drafts.name"), name[:_LONGEST], key=f"{key}_name")
        why = _field(reader.text("drafts.reason"), reason[:_REASON], key=f"{key}_why")
        count = reader.count(len(customers))
        save = reader.text("drafts.save", customers=count)
        if st.form_submit_button(save, key=f"{key}_save"):
            _save(view, answer, customers, given.strip()[:_LONGEST], why.strip()[:_REASON])


def _field(label: str, proposed: str, *, key: str) -> str:
    """A field of its own for each text that is proposed.

    What a browser still holds of a form is sent with it, so the reason of the choice before would
    be kept with the customers of this one.
    """
    mark = hashlib.sha256(proposed.encode()).hexdigest()[:12]
    return st.text_input(label, proposed, key=f"{key}_{mark}")


def listing(view: View) -> None:
    """The draft lists of the company, newest first."""
    reader = view.reader
    if view.example:
        return
    kept = drafts.listing(desk.workspace(), view.actor, view.books.company.name)
    if not kept:
        return
    local = view.books.company.local
    title = reader.text("drafts.listing", lists=reader.count(len(kept)))
    with st.expander(title, icon=":material/playlist_add_check:"):
        rows = [
            {
                reader.text("drafts.name"): draft.name,
                reader.name("customers"): reader.count(draft.members),
                reader.text("drafts.made_on"): reader.date(local(draft.created_at).date()),
                reader.text("drafts.reason"): draft.reason,
            }
            for draft in kept
        ]
        st.dataframe(pl.DataFrame(rows), hide_index=True, key="drafts_listing")
        navigation.data_link(reader, "target_lists", reader.text("target_lists.title"))


def _save(
    view: View, answer: Answer[Any], customers: Sequence[str], name: str, reason: str
) -> None:
    reader, company = view.reader, view.books.company.name
    taken = {draft.name for draft in drafts.listing(desk.workspace(), view.actor, company)}
    if not name:
        st.warning(escape(reader.text("drafts.empty_name")))
    elif name in taken:
        st.warning(escape(reader.text("drafts.taken", name=name)))
    else:
        number = drafts.save(
            desk.workspace(),
            view.actor,
            company,
            customers,
            name=name,
            reason=reason,
            scope=dict(answer.scope.as_fields()) | {"options": dict(answer.options.as_fields())},
        )
        count = reader.count(len(customers))
        saved = reader.text("drafts.saved", name=name, customers=count)
        st.success(escape(saved), icon=":material/check:")
        link.keep("list_view")
        link.keep("list_source", "draft")
        link.keep("list_draft", number)
        navigation.data_link(reader, "target_lists", reader.text("target_lists.next"))
