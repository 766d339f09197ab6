"""The loop with the mouse: whale curve, list, control group, export, results, what it brought."""

import csv
import io
import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import audit, lists
from data.actor import LOCAL_OWNER
from data.target_list import ListState
from data.workspace import Workspace, open_workspace
from tests import lists_measured
from tests.browser.watching import keep_as_draft, settled, wait_for, watch
from tools.serving import serving

pytestmark = pytest.mark.browser

CONTACTED = date(2026, 2, 10)


def test_from_the_whale_curve_to_the_incremental_profit(page: Page, tmp_path: Path) -> None:
    home = tmp_path / "workspace"
    workspace = open_workspace(home)
    lists_measured.shop(workspace)
    with serving(home) as served:
        seen = watch(page)
        build_and_freeze(page, served.url)
        arms, gone = send_out(page, workspace)
        assert gone == {who for who, arm in arms.items() if arm != "control"}
        assert len(arms) - len(gone) == 40
        assert audit.entries(workspace, "kedai")[0].action == "list.export"
        lists_measured.later(workspace, arms, CONTACTED)
        file = tmp_path / "results.csv"
        file.write_text(lists_measured.results(arms, CONTACTED))
        said = measure(page, file)
        (one,) = lists.listing(workspace, LOCAL_OWNER, "kedai")
        assert one.state is ListState.MEASURED
        brought = audit.entries(workspace, "kedai")[0].details["incremental_profit"]
        assert said == round(brought) > 0
        page.get_by_role("link", name="Open the campaign").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Campaigns")
        expect(page.get_by_text("Promo Februari").first).to_be_visible()
        assert not seen.errors
    workspace.close()


def build_and_freeze(page: Page, url: str) -> None:
    """Those on the curve become a draft, and the draft a frozen list with 10 % control."""
    page.goto(f"{url}/profit?company=kedai&language=en&basis=profit")
    wait_for(page, "The best")
    keep_as_draft(page)
    expect(page.get_by_text("Draft lists (1)")).to_be_visible()
    page.goto(f"{url}/target_lists?company=kedai&language=en&list_window=15")
    page.get_by_role("textbox", name="Name of the list").fill("Promo Februari")
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_role("heading", name="Send it out")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^All 360 customers"))).to_be_visible()


def send_out(page: Page, workspace: Workspace) -> tuple[dict[str, str], set[str]]:
    """The arms of the list, and whom the file names."""
    settled(page)
    with page.expect_download() as started:
        page.get_by_test_id("stDownloadButton").filter(has_text="Download as CSV").click()
    (one,) = lists.listing(workspace, LOCAL_OWNER, "kedai")
    taken = Path(started.value.path()).read_text(encoding="utf-8-sig")
    gone = {row["customer_id"] for row in csv.DictReader(io.StringIO(taken))}
    expect(page.get_by_role("heading", name="Results")).to_be_visible()
    return dict(lists.members(workspace, LOCAL_OWNER, one.id)), gone


def measure(page: Page, file: Path) -> int:
    """Bring the results back and read the incremental profit, in whole rupiah."""
    bring = page.get_by_role("button", name="Bring the results back")
    expect(bring).to_be_disabled()
    page.locator("input[type=file]").set_input_files(file)
    bring.click()
    expect(page.get_by_text(re.compile(r"360 customers of the list"))).to_be_visible()
    page.get_by_role("button", name="Measure the effect").click()
    told = page.get_by_text(re.compile(r"^Incremental profit:"))
    expect(told).to_be_visible()
    (value,) = re.findall(r"^Incremental profit\D+([\d,]+)", told.inner_text())
    return int(value.replace(",", ""))
