"""The main path of lifetime value in a real browser: the proof, the total, whom to win back."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import drafts
from data.actor import LOCAL_OWNER
from data.workspace import open_workspace
from tests import companies_buyers
from tests.browser.watching import keep_as_draft, pick, settled, wait_for
from tools.serving import serving

pytestmark = pytest.mark.browser


def test_from_the_proof_to_a_list_of_those_to_win_back(page: Page, tmp_path: Path) -> None:
    home = tmp_path / "workspace"
    workspace = open_workspace(home)
    company = companies_buyers.company(workspace)
    with serving(home) as served:
        page.goto(f"{served.url}/lifetime?company={company}&language=en&model=bg_nbd")
        wait_for(page, "The 600 customers will bring")
        expect(page.get_by_text("believe it").first).to_be_visible()
        page.get_by_role("radio", name="Win back").click()
        keep_as_draft(page)
        expect(page.get_by_text(re.compile("^Kept:"))).to_be_visible()
        settled(page)
        pick(page, page.get_by_role("combobox", name="Fit apart by"), "Year of first order")
        settled(page)
        expect(page.get_by_role("heading", name="Groups fitted apart")).to_be_visible()
        expect(page).to_have_url(re.compile("apart=cohort"))
        page.get_by_role("link", name="See the proof").click()
        expect(page.get_by_text("Beside simple rules and a challenger")).to_be_visible()
        expect(page.get_by_text("BG/NBD").first).to_be_visible()
    (kept,) = drafts.listing(workspace, LOCAL_OWNER, company)
    workspace.close()
    assert kept.reason == "Most valuable: Win back"
