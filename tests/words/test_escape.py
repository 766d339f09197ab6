"""What comes from the data is shown as it is, and never runs: in a real browser too."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from tests import hostile
from tests.browser.watching import settled
from tools.serving import Served, serving
from words import escape, escape_figure, visible

JOINER = "\u2060"


def unescape(text: str) -> str:
    """What CommonMark makes of backslashes before punctuation."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).replace(JOINER, "")


@given(st.text())
def test_escape_only_adds_backslashes_and_joiners(text: str) -> None:
    assert unescape(escape(text)) == visible(text).replace(JOINER, "")


@given(st.text())
def test_what_is_visible_is_one_line_without_control_characters(text: str) -> None:
    shown = visible(text)
    assert shown.isprintable() or not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    assert len(shown.splitlines()) <= 1
    assert visible(shown) == shown


def test_letters_of_any_language_stay() -> None:
    for text in ("Ibu Sri", "Café Zoë", "株式会社", "عمر", "Ани", "emoji 😀", "1.234,56"):
        assert visible(text) == text
        assert unescape(escape(text)) == text


@pytest.mark.parametrize("text", hostile.MARKUP)
def test_no_figure_holds_a_tag_an_entity_or_a_formula(text: str) -> None:
    written = escape_figure(text)
    assert not re.search(r"[<>$]", written)
    assert not re.search(r"&(?!amp;|lt;|gt;|#36;)", written)
    back = written.replace("&lt;", "<").replace("&gt;", ">").replace("&#36;", "$")
    assert back.replace("&amp;", "&") == visible(text)


SCRIPT = """
import streamlit as st
from tests import hostile
from words import escape, escape_figure
import plotly.graph_objects as go

for number, text in enumerate(hostile.MARKUP + tuple(hostile.bad_cells())):
    with st.container(key=f"case-{number}"):
        st.markdown(escape(text))
        st.caption(escape(text))
        st.subheader(escape(text), anchor=False)
        st.metric(escape(text), "1")
        st.markdown(f"Customer **{escape(text)}** falls furthest: {escape(text)}")
for number, text in enumerate(hostile.CHARTED):
    figure = go.Figure(go.Bar(x=[escape_figure(text)], y=[1], name=escape_figure(text)))
    figure.update_layout(title=dict(text=escape_figure(text)), showlegend=True, height=120)
    with st.container(key=f"figure-{number}"):
        st.plotly_chart(figure, key=f"chart-{number}")
"""
READ = """
() => [...document.querySelectorAll('[class*="st-key-case-"]')].map(box => ({
  case: Number([...box.classList].find(c => c.startsWith('st-key-case-')).split('-').pop()),
  texts: [...box.querySelectorAll('[data-testid="stMarkdownContainer"]')].map(e => e.textContent),
  live: [...box.querySelectorAll(
    'a, img, script, iframe, code, pre, ul, ol, table, blockquote, hr, em, del, mark, .katex, ' +
    '[data-testid="stMarkdownContainer"] span:not([data-heading-text]), svg.icon, ' +
    '[data-testid="stIconMaterial"]'
  )].map(e => e.outerHTML)
}))
"""


@pytest.fixture(scope="module")
def script_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A small Streamlit script of our own that shows every hostile string."""
    folder: Path = tmp_path_factory.mktemp("escape")
    (folder / "hostile_page.py").write_text(SCRIPT, encoding="utf-8")
    options = ("run", "hostile_page.py", "--server.port", "0", "--server.headless", "true")
    more = ("--browser.gatherUsageStats", "false", "--server.address", "127.0.0.1")
    command = (sys.executable, "-m", "streamlit", *options, *more)
    with serving(folder, command=command, folder=folder) as served:
        yield served


@pytest.mark.browser
def test_hostile_strings_are_only_text_in_a_real_browser(script_page: Served, page: Page) -> None:
    page.goto(script_page.url)
    settled(page)
    # Charts come last: what draws them is loaded when the first of them is there.
    titles = page.locator(".js-plotly-plot .gtitle")
    expect(titles).to_have_count(len(hostile.CHARTED))
    cases = hostile.MARKUP + tuple(hostile.bad_cells())

    def plain(text: str) -> str:
        return " ".join(text.replace(JOINER, "").split())

    boxes = page.evaluate(READ)
    assert sorted(box["case"] for box in boxes) == list(range(len(cases)))
    live = {cases[box["case"]]: box["live"] for box in boxes if box["live"]}
    assert live == {}
    for box in boxes:
        shown = plain(visible(cases[box["case"]]))
        sentence = plain(f"Customer {shown} falls furthest: {shown}")
        texts = [plain(text) for text in box["texts"]]
        assert not shown or texts[-1] == sentence  # stars around nothing are stars
        assert [text for text in texts[:-1] if text not in (shown, "1")] == []
    assert page.locator(".js-plotly-plot a, .js-plotly-plot image").count() == 0
    expected = [plain(visible(text)) for text in hostile.CHARTED]
    assert [plain(title) for title in titles.all_text_contents()] == expected
