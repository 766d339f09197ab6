"""Every view is a link: what is chosen stands in it, and it brings the view back anywhere."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.watching import (
    active,
    cards,
    expect_read,
    pick,
    ready,
    sentence,
    settled,
    tab,
    tick,
    wait_for,
    watch,
)
from tools.serving import Served
from words import Reader

pytestmark = pytest.mark.browser

PROFIT, OVERVIEW = "Customer profitability", "Overview"


def link(page: Page) -> dict[str, list[str]]:
    """What the address says."""
    return parse_qs(urlsplit(page.url).query)


def choose(page: Page, box: str, option: str) -> None:
    """Take an option of a list in the sidebar."""
    pick(page, page.get_by_test_id("stSidebar").get_by_role("combobox", name=box), option)


@pytest.fixture
def elsewhere(browser: Browser) -> Iterator[Page]:
    """A tab of somebody else, with another language."""
    with tab(browser, "id-ID", width=1200) as opened:
        yield opened


@pytest.mark.long
def test_the_sidebar_keeps_what_was_chosen(served: Served, page: Page) -> None:
    seen = watch(page)
    page.goto(f"{served.url}/profit?company=toko&language=en&period=month&region=Solo")
    ready(page, PROFIT)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=OVERVIEW).click()
    ready(page, OVERVIEW)

    expect(page.get_by_test_id("stMain").get_by_role("radio", name="30 days")).to_be_checked()
    expect_read(page, lambda: active(page)[-2:], ["Toko Contoh", "English"])
    kept = {"company": ["toko"], "language": ["en"], "period": ["month"], "region": ["Solo"]}
    expect_read(page, lambda: link(page), kept)
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=PROFIT).click()
    ready(page, PROFIT)
    assert urlsplit(page.url).path == "/profit"
    expect_read(page, lambda: link(page), kept)
    assert seen.errors == []


def test_back_brings_the_page_before_and_a_reload_this_one(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/profit?company=toko&language=en&basis=revenue&cutoff=60")
    ready(page, PROFIT)
    expect(page.get_by_role("radio", name="Revenue", exact=True).first).to_be_checked()
    before = (cards(page), active(page))
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=OVERVIEW).click()
    ready(page, OVERVIEW)
    page.go_back()  # the page as the menu opened it
    page.go_back()
    ready(page, PROFIT)
    expect(page.get_by_role("radio", name="Revenue", exact=True).first).to_be_checked()

    expect_read(page, lambda: (cards(page), active(page)), before)
    page.reload()
    ready(page, PROFIT)
    expect_read(page, lambda: (cards(page), active(page)), before)


@pytest.mark.long
def test_no_step_back_leaves_a_bare_address(served: Served, page: Page) -> None:
    """From the page that the menu opened, and from a customer; a reload there stays."""
    page.goto(f"{served.url}/profit?company=toko&language=en")
    ready(page, PROFIT)
    tick(page)
    page.get_by_role("button", name="Open customer").click()
    page.wait_for_url("**/customer?**customer=*")
    expect(page.get_by_text("Adds up to the cent")).to_be_visible()
    settled(page)
    for _ in range(2):
        page.go_back()
        ready(page, PROFIT)
        expect_read(page, lambda: link(page).get("company"), ["toko"])
        assert urlsplit(page.url).path == "/profit"
    page.get_by_test_id("stSidebarNav").get_by_role("link", name=OVERVIEW).click()
    ready(page, OVERVIEW)
    expect_read(page, lambda: link(page).get("company"), ["toko"])
    page.go_back()  # to the page as the menu opened it, or to the one before
    settled(page)
    expect_read(page, lambda: link(page).get("company"), ["toko"])
    page.reload()
    settled(page)
    expect_read(page, lambda: active(page)[-2:], ["Toko Contoh", "English"])


def test_back_undoes_a_choice_on_the_page(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/profit?company=toko&language=en&period=all")
    ready(page, PROFIT)
    page.get_by_role("radio", name="Revenue", exact=True).first.click()
    wait_for(page, "Revenue: the best 20% of customers")
    page.wait_for_url("**basis=revenue*")
    page.go_back()

    wait_for(page, "The best 20% of customers bring 48%")
    expect(page.get_by_role("radio", name="Profit", exact=True).first).to_be_checked()


def test_the_copied_address_is_the_same_view(served: Served, page: Page, elsewhere: Page) -> None:
    page.goto(f"{served.url}/profit?company=satu&language=id")
    expect(page.get_by_role("heading", level=1)).to_have_text("Profitabilitas pelanggan")
    choose(page, "Bahasa / Language", "English")
    expect(page.get_by_role("heading", level=1)).to_have_text(PROFIT)
    choose(page, "Company", "Toko Contoh")
    page.get_by_role("radio", name="90 days").click()
    page.get_by_role("radio", name=Reader("en").word("contribution")).first.click()
    page.wait_for_url("**basis=contribution*")
    page.wait_for_url("**period=quarter*")
    page.wait_for_url("**company=toko*")
    ready(page, PROFIT)
    wait_for(page, f"{Reader('en').name('contribution')}: the best 20%")
    elsewhere.goto(page.url)
    ready(elsewhere, PROFIT)

    expect_read(page, lambda: active(elsewhere), active(page))
    expect_read(page, lambda: cards(elsewhere), cards(page))
    assert sentence(elsewhere) == sentence(page)


@pytest.mark.long
def test_the_link_of_a_page_leads_on_with_all_that_was_chosen(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/?company=toko&language=id&period=month")
    ready(page, "Ringkasan")
    page.get_by_test_id("stPageLink").get_by_role("link").click()
    ready(page, "Profitabilitas pelanggan")

    said = {"company": ["toko"], "language": ["id"], "period": ["month"]}
    expect_read(page, lambda: link(page), said)
    expect_read(page, lambda: active(page)[-2:], ["Toko Contoh", "Bahasa Indonesia"])


@pytest.mark.long
def test_dark_is_a_choice_of_the_menu(served: Served, page: Page) -> None:
    page.goto(f"{served.url}/profit?company=toko&language=en")
    ready(page, PROFIT)
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    paper = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"

    page.wait_for_function(f"{paper} === 'rgb(15, 23, 32)'")
    ready(page, PROFIT)
    ink = "getComputedStyle(document.querySelector('.js-plotly-plot .ytick text')).fill"
    red, green, blue = (int(part) for part in page.evaluate(ink).strip("rgb()").split(",")[:3])
    assert min(red, green, blue) > 90  # light on dark
