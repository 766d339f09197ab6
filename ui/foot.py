"""The foot of every page: the lines it speaks of and all accepted lines, to the cent."""

from typing import Any

import streamlit as st

from answers import Answer
from words import Reader, escape


def show(reader: Reader, answer: Answer[Any]) -> None:
    """The reconciliation line; an alarm where it does not add up."""
    totals = answer.totals
    if not totals.accepted.lines:  # contracts alone
        st.caption(f":material/check_circle: {escape(reader.text('foot.no_lines'))}")
        return
    named = {
        "customers": totals.customers,
        "returns_only": totals.returns_only,
        "anonymous": totals.anonymous,
        "shown": totals.shown,
        "left_out": totals.left_out,
        "not_counted": totals.not_counted,
        "accepted": totals.accepted,
    }
    words = {name: reader.money(part.amount) for name, part in named.items()}
    words |= {f"{name}_lines": reader.count(part.lines) for name, part in named.items()}
    if totals.reconciles:
        line = reader.text("foot.adds_up", **words) + " " + reader.text("foot.places", **words)
        st.caption(f":material/check_circle: {escape(line)}")
        return
    parts = totals.shown + totals.left_out + totals.not_counted
    alarm = {"parts": reader.money(parts.amount), "accepted": words["accepted"]}
    st.error(escape(reader.text("foot.broken", **alarm)), icon=":material/error:")
