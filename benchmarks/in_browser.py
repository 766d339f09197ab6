"""Pages in a real browser: from the press of a key or button to the new picture on screen."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psutil  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, WebSocket, expect, sync_playwright

from tools.chromium import FLAGS, get

LOCALE = "en-US"
SECONDS = 60_000  # milliseconds to wait for a picture

# The clock starts at the press and stops two frames after a chart's marks began to change.
WATCH = """() => {
    const watch = window.pelangganWatch = {pressed: null, seen: false, drawn: null};
    for (const kind of ["pointerdown", "keydown"])
        addEventListener(kind, () => { watch.pressed = performance.now(); }, true);
    const ofMarks = node => node instanceof Element
        && (node.closest(".cartesianlayer") || node.querySelector(".cartesianlayer"));
    new MutationObserver(changes => {
        if (watch.pressed === null || watch.seen) return;
        const marks = changes.some(c => c.target.closest(".cartesianlayer")
            || [...c.addedNodes].some(ofMarks));
        if (!marks) return;
        watch.seen = true;
        requestAnimationFrame(() => requestAnimationFrame(() => {
            watch.drawn = performance.now() - watch.pressed;
        }));
    }).observe(document.querySelector("[data-testid=stMain]"),
        {subtree: true, childList: true, attributes: true});
}"""
BEGIN = "() => Object.assign(pelangganWatch, {pressed: null, seen: false, drawn: null})"
DRAWN = "() => pelangganWatch.drawn !== null"
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"
PICTURE = "[data-testid=stMain] .js-plotly-plot .main-svg"


@dataclass
class Traffic:
    """The bytes that came over the WebSocket of a tab, and its largest message."""

    size: int = 0
    messages: list[int] = field(default_factory=list)

    def count(self, payload: str | bytes) -> None:
        """Add one message."""
        self.messages.append(len(payload))
        self.size += len(payload)

    def clear(self) -> None:
        """Begin anew."""
        self.size = 0
        self.messages.clear()


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, found or got."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=get(), args=list(FLAGS))
        yield chromium
        chromium.close()


@contextmanager
def tab(chromium: Browser) -> Iterator[tuple[Page, Traffic]]:
    """A fresh visitor's tab, and what comes over its WebSocket."""
    context = chromium.new_context(locale=LOCALE, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    traffic = Traffic()

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", traffic.count)

    page.on("websocket", listen)
    yield page, traffic
    context.close()


def opened(page: Page, url: str) -> float:
    """Go to ``url`` and wait for its first picture; give the seconds it took."""
    start = time.perf_counter()
    page.goto(url)
    expect(page.locator(PICTURE).first).to_be_visible(timeout=SECONDS)
    took = time.perf_counter() - start
    settle(page)
    return took


def cpu() -> float:
    """CPU seconds of all of the browser's processes."""
    used = 0.0
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):  # gone meanwhile
            if "chrom" in process.name().lower():
                times = process.cpu_times()
                used += times.user + times.system
    return used


def settle(page: Page) -> None:
    """Wait until the script has run and the page is still."""
    page.wait_for_selector(IDLE, timeout=SECONDS)
    page.wait_for_timeout(400)


def timed(page: Page, press: Callable[[], None]) -> float:
    """Milliseconds from ``press`` to the new picture."""
    page.evaluate(BEGIN)
    press()
    page.wait_for_function(DRAWN, timeout=SECONDS / 4)
    settle(page)
    return float(page.evaluate("() => pelangganWatch.drawn"))


def prepare(page: Page) -> None:
    """Begin to watch, and ask for both periods once."""
    page.evaluate(WATCH)
    switches(page, 2)


def switches(page: Page, rounds: int) -> list[float]:
    """Switch to the last 90 days and back to the whole period, in turn."""
    choices = [page.get_by_role("radio", name=name, exact=True) for name in ("90 days", "All")]
    return [timed(page, choices[turn % 2].click) for turn in range(rounds)]
