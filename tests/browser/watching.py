"""What a tab does behind the page (requests, console, dialogs), and how to wait for it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as TooLate

T = TypeVar("T")
PATIENCE = 60_000  # milliseconds: a busy machine is no failure
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit looks for its server under the page's own path first, and gets 404 there."""


@contextmanager
def tab(browser: Browser, locale: str = "en-US", *, width: int = 1440) -> Iterator[Page]:
    """A tab of a visitor of their own, who has the patience of a busy machine."""
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 900})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    # A click while the page's script runs may meet a button that is just drawn anew: wait it out.
    working = opened.locator("[data-testid=stApp]:not([data-test-script-state=notRunning])")
    opened.add_locator_handler(working, lambda: None)
    yield opened
    context.close()


@dataclass
class Watch:
    """All that a tab asked for and said since it was opened."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def hosts(self) -> set[str]:
        """The machines that were asked; pictures inside the page (data:, blob:) are none."""
        parts = [urlsplit(url) for url in self.requests]
        return {part.hostname or "" for part in parts if part.scheme not in {"data", "blob"}}


def watch(page: Page) -> Watch:
    """Watch ``page`` from now on."""
    seen = Watch()
    page.on("request", lambda request: seen.requests.append(request.url))
    page.on("websocket", lambda socket: seen.requests.append(socket.url))
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    page.on("dialog", lambda dialog: (seen.dialogs.append(dialog.message), dialog.dismiss()))

    def note(kind: str, text: str, url: str) -> None:
        path = urlsplit(url).path
        probe = path.endswith(PROBES) and path.count("/") > 2
        if kind == "error" and not (probe and "404" in text):
            seen.errors.append(f"{text} {url}")

    page.on("console", lambda said: note(said.type, said.text, said.location["url"]))
    return seen


def ready(page: Page, heading: str) -> None:
    """Wait until the page of that heading is drawn, charts and all."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    settled(page)
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()


def settled(page: Page) -> None:
    """Wait until the script has run: a button drawn before its end still holds what was."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def cards(page: Page) -> dict[str, str]:
    """The value of each card by its name, once they are drawn: their look is loaded late."""
    expect(page.get_by_test_id("stMetricValue").first).to_be_visible()
    names = page.get_by_test_id("stMetricLabel").all_inner_texts()
    values = page.get_by_test_id("stMetricValue").all_inner_texts()
    return {_read(n): _read(v) for n, v in zip(names, values, strict=True)}


def active(page: Page) -> list[str]:
    """What is pressed among the buttons of options, and chosen in the sidebar."""
    pressed = page.locator("[data-testid=stMain] [role=radio][aria-checked=true]")
    return [_read(text) for text in pressed.all_inner_texts()] + [
        box.input_value() for box in page.get_by_test_id("stSidebar").get_by_role("combobox").all()
    ]


def expect_read(page: Page, read: Callable[[], T], wanted: T) -> None:
    """Wait until what ``read`` finds on the page is that: a page being drawn holds half of it."""
    for _ in range(200):
        try:
            if read() == wanted:
                return
        except (ValueError, TooLate):  # names and values of cards are not all there
            pass
        page.wait_for_timeout(200)
    assert read() == wanted


def table(page: Page, place: int = 0) -> Locator:
    """The canvas of a table, scrolled to; its cells lie in it for readers of the screen."""
    canvas = page.get_by_test_id("stDataFrame").nth(place).get_by_test_id("data-grid-canvas")
    canvas.scroll_into_view_if_needed()
    return canvas


def heads(page: Page, place: int = 0) -> list[str]:
    """The names of a table's columns; before that by which it is sorted stands an arrow."""
    return table(page, place).locator("[role=columnheader]").all_text_contents()


def expect_column(page: Page, name: str, cells: list[str], place: int = 0) -> None:
    """Wait until a table's column holds these cells."""
    expect_read(page, lambda: column(page, name, place), cells)


def column(page: Page, name: str, place: int = 0) -> list[str]:
    """The cells of a table's column, from the top, as far as they are on screen."""
    at = heads(page, place).index(name)
    rows = table(page, place).locator("tbody [role=row]").all()
    return [_read(row.locator("[role=gridcell]").nth(at).text_content() or "") for row in rows]


def _read(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\u2060", "").strip()


def sentence(page: Page) -> str:
    """The page's one sentence, without the invisible joiners that part what could be markup."""
    return _read(page.get_by_test_id("stMain").get_by_role("heading", level=3).first.inner_text())


def wait_for(page: Page, sentence_begins: str) -> None:
    """Wait until the page's one sentence begins like this."""
    first = page.get_by_test_id("stMain").get_by_role("heading", level=3).first
    parts = re.split("(?<=:)", sentence_begins)
    expect(first).to_have_text(re.compile("^" + "\u2060?".join(map(re.escape, parts))))


def keep_as_draft(page: Page, name: str | re.Pattern[str] = re.compile(r"^Keep \d")) -> None:
    """Keep what is chosen as a draft list; a form that the page's own work has closed is opened."""
    opener = page.get_by_role("button", name="Keep as a draft list")
    for _ in range(5):
        page.wait_for_timeout(500)  # what was clicked before may not have reached the server
        settled(page)
        opener.click()
        try:
            page.get_by_role("button", name=name).wait_for(timeout=3_000)
        except TooLate:
            continue
        break
    page.get_by_role("button", name=name).click()


def pick(page: Page, box: Locator, option: str) -> None:
    """Take an option of a list; a list that the page's own work has closed is opened again."""
    wanted = page.get_by_role("option", name=option, exact=True)
    for _ in range(5):
        box.scroll_into_view_if_needed()
        box.click()
        try:
            wanted.wait_for(timeout=3_000)
        except TooLate:
            continue
        break
    wanted.click()


def tick(page: Page, row: int = 0) -> None:
    """Tick a row of the first table that is seen, by its box at the left; wait for the server."""
    grid = page.locator("[data-testid=stDataFrame]:visible").first
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": 16, "y": 52 + 35 * row})
    settled(page)
