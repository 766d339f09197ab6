"""The real server and the real browser, as every test gets them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from streamlit.components.v2 import manifest_scanner

from tests.browser.watching import PATIENCE, tab
from tools import chromium as chromium_tool
from tools.serving import Served, serving

settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile("house")
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a busy machine may stumble: tried once more, and named in the summary."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session", autouse=True)
def scanned_once() -> Iterator[None]:
    """AppTest looks through all installed packages at each run: half its time, to the same end."""
    with pytest.MonkeyPatch.context() as patch:
        name = "scan_component_manifests"
        patch.setattr(manifest_scanner, name, cache(getattr(manifest_scanner, name)))
        yield


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Served]:
    """The app on an empty workspace; ``tools.serving.serving(home)`` takes a filled one."""
    with serving(tmp_path / "workspace") as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium. ``make test`` gets one; without any the browser tests fail."""
    found = chromium_tool.find()
    if found is None:
        pytest.fail("There is no Chromium: run the tests by `make test`, or set CHROMIUM.")
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=list(chromium_tool.FLAGS)
        )
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A tab of a fresh visitor: no cookies, nothing remembered, English."""
    with tab(browser) as opened:
        yield opened
