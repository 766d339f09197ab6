"""Keep chosen customers as a draft list: the first step to a target list."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from answers import Answer
from data import drafts
from data.actor import Right
from ui import desk
from ui.page import View
from words import escape


def offer(
    view: View, answer: Answer[Any], customers: Sequence[str], *, reason: str, name: str, key: str
) -> None:
    """A button that keeps ``customers``, with their scope and the reason they were chosen."""
    reader = view.reader
    if not view.actor.may(Right.DRAFT, view.books.company.name):
        return
    label = reader.text("drafts.button")
    with st.popover(label, icon=":material/playlist_add:", disabled=not customers, type="primary"):
        with st.form(f"{key}_form", border=False):
            given = st.text_input(
                reader.text("drafts.name"), value=name, max_chars=120, key=f"{key}_name"
            )
            why = st.text_input(
                reader.text("drafts.reason"), value=reason, max_chars=400, key=f"{key}_why"
            )
            count = reader.count(len(customers))
            pressed = st.form_submit_button(
                reader.text("drafts.save", customers=count), key=f"{key}_save"
            )
        if pressed and not given.strip():
            st.warning(escape(reader.text("drafts.empty_name")))
        elif pressed:
            drafts.save(
                desk.workspace(),
                view.actor,
                view.books.company.name,
                customers,
                name=given.strip(),
                reason=why.strip(),
                scope=dict(answer.scope.as_fields())
                | {"options": dict(answer.options.as_fields())},
            )
            saved = reader.text("drafts.saved", name=given.strip(), customers=count)
            st.success(escape(saved), icon=":material/check:")
