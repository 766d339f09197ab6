"""The main path of segments in a real browser: conditions, count, saved, a filter on a page."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.workspace import open_workspace
from tests import companies
from tests.browser.watching import settled, wait_for
from tools.serving import serving

pytestmark = pytest.mark.browser


def test_whom_one_means_becomes_a_filter(page: Page, tmp_path: Path) -> None:
    home = tmp_path / "workspace"
    workspace = open_workspace(home)
    companies.shop(workspace)
    workspace.close()
    with serving(home) as served:
        page.goto(f"{served.url}/segments?company=toko&language=en")
        wait_for(page, "13 of 13 customers meet these conditions")
        page.get_by_label("Number").fill("6")
        page.keyboard.press("Enter")
        wait_for(page, "4 of 13 customers meet these conditions")  # C09 to C12 ordered since then
        settled(page)
        page.get_by_label("Name of the segment").last.fill("Baru saja")
        page.get_by_role("button", name="Save the segment").click()
        expect(page.get_by_text("Saved segments (1)")).to_be_visible()
        page.get_by_role("button", name="Use as filter").click()
        wait_for(page, "The best 20% of customers bring")
        expect(page.get_by_text(re.compile("Only:\u2060? Baru saja"))).to_be_visible()
        page.goto(f"{served.url}/rfm?company=toko&language=id&segment=Baru+saja")
        wait_for(page, "Laba: segmen")
        expect(page.get_by_text(re.compile("Hanya:\u2060? Baru saja"))).to_be_visible()
