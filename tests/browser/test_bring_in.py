"""Bringing a file in, in a real browser: how many clicks it takes, and that nothing in it runs."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import companies, loads
from data.workspace import open_workspace
from tests.browser.watching import settled, watch
from tools.serving import serving

pytestmark = pytest.mark.browser

COUNT_CLICKS = "window.clicks = 0; addEventListener('click', e => e.isTrusted && window.clicks++)"
EVIL = "[x](http://evil.example)<img src=x onerror=alert(1)>"


def orders(rows: int) -> str:
    lines = [f"Order ID,Order Date,Customer ID,SKU,Qty,Unit Price,{EVIL}"]
    for number in range(rows):
        day = date(2025, 1, 1) + timedelta(days=number)
        lines.append(f"O{number:03d},{day},C{number % 7},P{number % 3},2,10.50,{EVIL}")
    return "\n".join(lines) + "\n"


def loaded(home: Path) -> tuple[int, int]:
    """Rows accepted and set aside of the one load there is; no upload is left behind."""
    workspace = open_workspace(home)
    (company,) = companies.names(workspace)
    (load,) = loads.live(workspace, company)
    assert list((home / "incoming").iterdir()) == []
    workspace.close()
    return load.rows_accepted, load.rows_quarantined


def test_a_clean_file_is_in_after_three_clicks(page: Page, tmp_path: Path) -> None:
    """From the first screen of an empty workspace: to the wizard, choose the file, load it."""
    file = tmp_path / "<b>evil [x](y).csv"
    file.write_text(orders(120), encoding="utf-8")
    seen = watch(page)
    with serving(tmp_path / "home") as fresh:
        page.add_init_script(COUNT_CLICKS)
        page.goto(f"{fresh.url}/?language=en")
        page.get_by_role("link", name="Bring your own data in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Bring data in")
        settled(page)
        with page.expect_file_chooser() as chooser:
            page.get_by_test_id("stFileUploader").locator("button", has_text="Upload").click()
        chooser.value.set_files(file)
        page.get_by_role("button", name="Load 120 rows").first.click()
        expect(page.get_by_text("120 of 120 rows are in")).to_be_visible()
        assert page.evaluate("window.clicks") == 3

        page.get_by_test_id("stMain").get_by_role("link", name="Overview").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Overview")
        expect(page.get_by_test_id("stMetric").first).to_be_visible()
    assert loaded(tmp_path / "home") == (120, 0)
    assert seen.hosts == {"127.0.0.1"}
    assert seen.dialogs == []
    assert seen.errors == []
