"""The way from any row about a customer to the page about that customer: one place for all."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from answers import question
from ui import link, navigation
from words import Reader, escape

_ALLOWED = "_customers_open"
KEY = "customer"  # in the link: the number, and never what was searched for


def allow(may: bool = True) -> None:  # noqa: FBT001, FBT002 - said once for a page
    """Whether rows on this page are about customers of the company that was chosen."""
    st.session_state[_ALLOWED] = may


def may_open() -> bool:
    """Whether rows may offer to open their customer."""
    return bool(st.session_state.get(_ALLOWED))


def offer(reader: Reader, customer_id: str, *, key: str) -> None:
    """A button that opens the page of this customer."""
    label = escape(reader.text("customer.open", customer=customer_id))
    icon = ":material/person_search:"
    asked = st.button(label, icon=icon, key=f"{key}_open", on_click=choose, args=(customer_id,))
    if asked and not link.at(KEY):
        link.go(navigation.page(question(KEY), reader))


def offer_ticked(reader: Reader, numbers: pl.Series, ticked: Sequence[int], *, key: str) -> None:
    """That button, where one row is ticked and says whose it is."""
    if len(ticked) == 1 and numbers[ticked[0]] is not None:
        offer(reader, str(numbers[ticked[0]]), key=key)


def choose(customer_id: str) -> None:
    """From now on the page of customers is about this one."""
    link.keep(KEY, customer_id)
