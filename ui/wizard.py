"""The wizard that brings a company's own files in: seven steps on one page."""

import streamlit as st

from data.actor import Right, require
from ui import desk, link
from words import escape


def show() -> None:
    """The whole page. Raises ``Forbidden`` for somebody who may not import."""
    require(desk.actor(), Right.IMPORT_DATA)
    reader = desk.reader_of(link.asked("language")[0], None)
    st.title(reader.text("bring_in.title"))
    st.caption(escape(reader.text("bring_in.lead")))
