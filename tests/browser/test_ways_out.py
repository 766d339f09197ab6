"""As shipped, nothing leaves the screen but by our own exports, and the menu offers no more."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.watching import ready
from tools.serving import Served

pytestmark = pytest.mark.browser

PAGES = {"/": "Overview", "/profit": "Customer profitability"}
OURS = {"CSV", "Excel", "SVG", "PNG"}

every_page = pytest.mark.parametrize("path", PAGES)


def opened(served: Served, page: Page, path: str) -> Page:
    """The page, everything that is folded on it unfolded."""
    page.goto(f"{served.url}{path}?company=toko&language=en")
    ready(page, PAGES[path])
    folded = page.locator("details:not([open]) > summary")
    while folded.count():
        folded.first.click()
        page.wait_for_timeout(100)
    return page


@every_page
def test_tables_and_charts_offer_no_download(served: Served, page: Page, path: str) -> None:
    opened(served, page, path)
    expect(page.locator(".modebar")).to_have_count(0)
    toolbars = page.get_by_test_id("stElementToolbar").get_by_role("button")
    offered = {button.get_attribute("aria-label") for button in toolbars.all()}
    assert offered <= {"Show/hide columns", "Search", "Fullscreen"}
    downloads = page.get_by_test_id("stDownloadButton").all_inner_texts()
    assert {text.split("\n")[-1] for text in downloads} <= OURS
    expect(page.get_by_test_id("stTable")).to_have_count(0)


@pytest.mark.long
def test_a_table_over_the_whole_screen_offers_no_more(served: Served, page: Page) -> None:
    opened(served, page, "/profit")
    frame = page.get_by_test_id("stDataFrame").first
    frame.hover()
    page.get_by_test_id("stElementToolbar").first.get_by_role(
        "button", name="Fullscreen"
    ).dispatch_event("click")
    close = page.get_by_role("button", name="Close fullscreen")
    expect(close).to_be_visible()
    labels = page.get_by_test_id("stElementToolbar").get_by_role("button").all()
    assert not [b for b in labels if "ownload" in (b.get_attribute("aria-label") or "")]


def test_the_menu_holds_theme_and_about_alone(served: Served, page: Page) -> None:
    opened(served, page, "/")
    expect(page.get_by_test_id("stAppDeployButton")).to_have_count(0)
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    menu = page.get_by_test_id("stMainMenuPopover")
    expect(menu).to_be_visible()
    roles = [f"[role^={kind}]" for kind in ("menuitem", "option")]
    items = menu.locator(", ".join(roles)).all_inner_texts()
    assert [text.split("\n")[-1] for text in items] == ["System", "Light", "Dark", "About"]
    menu.get_by_text("About").click()
    about = page.get_by_role("dialog")
    expect(about).to_contain_text("Pelanggan")
    links = [link.get_attribute("href") for link in about.get_by_role("link").all()]
    assert [href for href in links if href and not href.startswith(("#", "/"))] == []


@pytest.mark.long
def test_no_key_opens_a_dialog(served: Served, page: Page) -> None:
    opened(served, page, "/")
    page.get_by_role("heading", level=1).click()
    for key in ("c", "r", "Shift+R"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
        expect(page.get_by_role("dialog")).to_have_count(0)
