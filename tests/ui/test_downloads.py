"""Files of equal length, for two visitors: their names tell them apart."""

from streamlit.testing.v1 import AppTest


def script() -> None:
    """A page that shows the part of its file names that is the visitor's own."""
    import streamlit as st  # noqa: PLC0415

    from ui import downloads  # noqa: PLC0415

    st.text(downloads.token())


def test_each_visitor_has_file_names_of_their_own_and_keeps_them() -> None:
    mine, other = (AppTest.from_function(script, default_timeout=300).run() for _ in range(2))
    first = mine.text[0].value
    assert len(first) == 6
    assert first != other.text[0].value
    assert mine.run().text[0].value == first
