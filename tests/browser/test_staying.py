"""The way of a manager in a real browser: who stays, who leaves, and the list of whom to save."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import drafts
from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import open_workspace
from tests.browser.watching import keep_as_draft, wait_for
from tools.serving import serving

pytestmark = pytest.mark.browser


def test_from_cohorts_to_the_save_list(page: Page, tmp_path: Path) -> None:
    home = tmp_path / "workspace"
    workspace = open_workspace(home)
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=600))
    with serving(home) as served:
        page.goto(f"{served.url}/retention?company=toko-nusantara&language=en&measure=heads")
        wait_for(page, "12 months after their first order")
        expect(page.get_by_text("Cohorts month by month")).to_be_visible()
        page.get_by_text("are customers gained faster").click()
        wait_for(page, "The customer base has")
        page.get_by_role("spinbutton", name="Lapsed after (days)").fill("100")
        page.keyboard.press("Enter")
        expect(page.get_by_text("The rule is the one you gave.")).to_be_visible()
        expect(page).to_have_url(re.compile("lapse=100"))
        page.get_by_text("who is slipping away now").click()
        expect(page.get_by_text("customers are slipping away").first).to_be_visible()
        keep_as_draft(page)
        expect(page.get_by_text("Draft lists (1)")).to_be_visible()
    (kept,) = drafts.listing(workspace, LOCAL_OWNER, "toko-nusantara")
    assert kept.members > 10
    workspace.close()
