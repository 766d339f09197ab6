"""What a link asks of a whole number, on a script of Streamlit's own."""

import pytest
from streamlit.testing.v1 import AppTest

SCRIPT = """
import streamlit as st
from ui import choose, link
from words import Reader

link.begin("page")
reader = Reader("en")
found = [
    choose.share(reader, "cutoff", low=5, high=95, default=80),
    choose.days(reader, "lapse", default=90, most=3650),
    choose.whole(reader, "bundle_size", low=2, high=9),
]
link.write()
st.text(found)
"""


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("9" * 5_000, "[0.95, 3650, 9]"),
        ("7", "[0.07, 7, 7]"),
        ("-7", "[0.8, 90, None]"),
        ("7.5", "[0.8, 90, None]"),
        ("²", "[0.8, 90, None]"),
        ("", "[0.8, 90, None]"),
    ],
    ids=["endless", "whole", "below", "part", "raised", "blank"],
)
def test_a_whole_number_of_a_link(asked: str, said: str) -> None:
    visitor = AppTest.from_string(SCRIPT, default_timeout=300)
    for key in ("cutoff", "lapse", "bundle_size"):
        visitor.query_params[key] = asked
    visitor.run()

    assert not visitor.exception
    assert visitor.text[0].value == said
