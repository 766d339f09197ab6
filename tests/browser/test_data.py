"""The way back, in a real browser: a load is taken back once that is confirmed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import companies as company_book
from data import loads
from data.actor import LOCAL_OWNER
from data.workspace import open_workspace
from tests import companies
from tests.browser.watching import ready
from tools.serving import serving

pytestmark = pytest.mark.browser


def test_a_load_is_taken_back_and_the_page_follows(page: Page, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "own")
    company = companies.one_customer(workspace)
    goods = companies.products({"P1": ("<b>Kopi</b>", "Minuman")})
    loads.put(workspace, LOCAL_OWNER, company, {"products": goods}, source="[x](//evil.example)")
    with serving(tmp_path / "own") as served:
        page.goto(f"{served.url}/data?company={company}&language=en")
        ready(page, "Data")
        cards = page.get_by_test_id("stMetricValue")
        expect(cards.first).to_have_text("2")
        page.get_by_role("button", name="Take back").click()
        confirm = page.get_by_role("button", name="Yes, take it back")
        expect(confirm).to_be_visible()
        assert company_book.version(workspace, company) == 2  # not before it is confirmed
        confirm.click()
        expect(cards.first).to_have_text("1")
        expect(page.get_by_text("data version 3")).to_be_visible()
        expect(page.locator("a[href*=evil]")).to_have_count(0)
    assert [load.table_name for load in loads.live(workspace, company)] == ["order_lines"]
    workspace.close()
