"""From touch points to whom to turn to, in a real browser; and the example where nothing is known.

Among the long ones: the pages' parts are tested without a browser.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import drafts
from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import open_workspace
from tests import companies
from tests.browser.watching import keep_as_draft, settled
from tools.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_from_touch_points_to_a_list(page: Page, tmp_path: Path) -> None:
    home = tmp_path / "workspace"
    workspace = open_workspace(home)
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=1_200))
    companies.shop(workspace)
    with serving(home) as served:
        page.goto(f"{served.url}/touch_points?company=toko-nusantara&language=en&repeat_days=14")
        expect(
            page.get_by_text("of the issues were resolved at first contact").first
        ).to_be_visible()
        expect(page).to_have_url(re.compile("repeat_days=14"))
        page.goto(f"{served.url}/service_value?company=toko-nusantara&language=en&period=all")
        expect(page.get_by_text("order again within 180 days").first).to_be_visible()
        settled(page)  # the words stand in a picture too, before the choice is drawn
        choice = page.get_by_role("radio", name="Valuable, never contacted")
        choice.click()
        expect(choice).to_have_attribute("aria-checked", "true")
        keep_as_draft(page)
        expect(page.get_by_text("Draft lists (1)")).to_be_visible()
        page.goto(f"{served.url}/service_value?company=toko&language=en")
        expect(page.get_by_text("Toko Contoh has no table yet").first).to_be_visible()
        expect(page.get_by_text("none of them is yours")).to_be_visible()
        expect(page.get_by_role("heading", name="Whom to turn to")).to_be_visible()
        expect(page.get_by_role("button", name="Keep as a draft list")).to_have_count(0)
    (kept,) = drafts.listing(workspace, LOCAL_OWNER, "toko-nusantara")
    assert kept.reason == "Valuable, never contacted"
    assert drafts.listing(workspace, LOCAL_OWNER, "toko") == []
    workspace.close()
