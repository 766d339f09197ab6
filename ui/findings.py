"""Findings on screen: the first as the page's one sentence, the others beneath it."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from analytics.findings import Finding
from answers import Answer
from words import Reader, escape

_ICONS = {True: ":material/thumb_up:", False: ":material/warning:", None: ":material/info:"}


def lead(reader: Reader, answer: Answer[Any]) -> None:
    """The sentence that says what the figures mean, then what the reader must know to trust it."""
    found = answer.result.findings()
    if found:
        st.subheader(_sentence(reader, found[0]), anchor=False)
    if answer.notices:
        notices = " ".join(_sentence(reader, notice) for notice in answer.notices)
        st.caption(f":material/fact_check: {notices}")


def others(reader: Reader, found: Sequence[Finding]) -> None:
    """The findings after the first, each on a line."""
    lines = [f"{_ICONS[finding.good]} {_sentence(reader, finding)}" for finding in found]
    if lines:
        st.markdown("\n\n".join(lines))


def _sentence(reader: Reader, finding: Finding) -> str:
    return escape(reader.sentence(finding.key, finding.fields))
