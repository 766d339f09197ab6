"""Deep links from run to run, in a session of Streamlit's own, without a page around them."""

import pytest
from streamlit.testing.v1 import AppTest

SCRIPT = """
import streamlit as st
from ui import link

link.begin("page")
asked = link.asked("basis")
if "basis" not in st.session_state:
    st.session_state["basis"] = asked[0] if asked else "profit"
chosen = st.radio("Basis", ["profit", "revenue", "contribution"], key="basis")
link.keep("basis", *([chosen] if chosen != "profit" else []))
link.keep("channel", *link.asked("channel"))
link.write(ended=st.session_state.get("ended", True))
st.text(f"{chosen} {link.asked('channel')}")
"""


@pytest.fixture
def visitor() -> AppTest:
    return AppTest.from_string(SCRIPT, default_timeout=300)


def said(visitor: AppTest) -> str:
    return visitor.text[0].value


def test_a_bare_link_is_left_bare(visitor: AppTest) -> None:
    visitor.run()

    assert said(visitor) == "profit []"
    assert dict(visitor.query_params) == {}


def test_a_link_chooses_and_keeps_all_its_values(visitor: AppTest) -> None:
    visitor.query_params["basis"] = "revenue"
    visitor.query_params["channel"] = ["Web", "Kios"]
    visitor.run()

    assert said(visitor) == "revenue ['Web', 'Kios']"
    assert visitor.query_params["channel"] == ["Web", "Kios"]


def test_a_choice_moves_into_the_link_and_out_of_it(visitor: AppTest) -> None:
    visitor.run()
    visitor.radio(key="basis").set_value("contribution").run()
    assert said(visitor) == "contribution []"
    assert visitor.query_params["basis"] == "contribution"

    visitor.radio(key="basis").set_value("profit").run()
    assert "basis" not in visitor.query_params


def test_another_link_overrules_what_was_chosen(visitor: AppTest) -> None:
    visitor.run()
    visitor.radio(key="basis").set_value("contribution").run()
    visitor.query_params["basis"] = "revenue"
    visitor.run()

    assert said(visitor) == "revenue []"


def test_a_step_back_to_a_bare_link_fills_it_in_once_the_page_is_drawn(visitor: AppTest) -> None:
    """What is cut short leaves it: a step further back may have come between."""
    visitor.run()
    visitor.radio(key="basis").set_value("contribution").run()
    visitor.query_params.clear()
    visitor.session_state["ended"] = False
    visitor.run()
    assert dict(visitor.query_params) == {}

    visitor.session_state["ended"] = True
    visitor.run()
    assert said(visitor) == "contribution []"
    assert visitor.query_params["basis"] == "contribution"
