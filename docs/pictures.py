"""Take the pictures of the README from the running app: ``make pictures``.

Each page, in both languages, one of them in the dark theme, on the sample companies in a workspace
of its own.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from data.actor import LOCAL_OWNER
from data.samples.install import SAMPLES, install
from data.workspace import open_workspace
from tools import chromium
from tools.serving import serving

FOLDER = Path(__file__).parent / "pictures"
COMPANY = "toko-nusantara"
PAGES = {"overview": "", "profit": "profit"}
THEMES = {"en": "light", "id": "dark"}
WIDTH, HEIGHT = 1440, 1180
SETTLE_MS = 2_500  # charts draw themselves in


def main() -> None:
    """Install the samples, serve them, and take every picture."""
    found = chromium.find()
    if found is None:
        sys.exit("There is no Chromium: run `make pictures`, or set CHROMIUM.")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        workspace = open_workspace(home)
        for sample in SAMPLES:
            install(workspace, LOCAL_OWNER, sample)
        workspace.close()
        with serving(Path(home)) as served, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=found, args=list(chromium.FLAGS))
            for page in PAGES:
                for language in THEMES:
                    path = _take(browser, served.url, page, language)
                    sys.stdout.write(f"{path.relative_to(FOLDER.parents[1])}\n")
            browser.close()


def _take(browser: Browser, url: str, page: str, language: str) -> Path:
    """One page in one language, as a visitor with a fresh browser sees it."""
    context = browser.new_context(
        locale={"en": "en-US", "id": "id-ID"}[language],
        viewport={"width": WIDTH, "height": HEIGHT},
        color_scheme="dark" if THEMES[language] == "dark" else "light",
    )
    tab = context.new_page()
    tab.goto(f"{url}/{PAGES[page]}?company={COMPANY}&language={language}&period=year")
    tab.locator(".js-plotly-plot .main-svg").first.wait_for(timeout=60_000)
    tab.locator("[data-testid='stStatusWidget']").wait_for(state="detached", timeout=60_000)
    tab.wait_for_timeout(SETTLE_MS)
    path = FOLDER / f"{page}-{language}.png"
    tab.screenshot(path=path)
    context.close()
    return path


if __name__ == "__main__":
    main()
