"""Two records become one and two again, with the mouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.workspace import open_workspace
from tests.browser.watching import cards, expect_read, ready, settled, wait_for, watch
from tests.companies_people import twins
from tools.serving import Served, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def twin_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app on a workspace with the company of twins."""
    home = tmp_path_factory.mktemp("twins")
    workspace = open_workspace(home)
    twins(workspace)
    workspace.close()
    with serving(Path(home)) as served:
        yield served


def test_side_by_side_revealed_merged_and_undone(twin_server: Served, page: Page) -> None:
    seen = watch(page)
    page.goto(f"{twin_server.url}/duplicates?company=kembar&language=en")
    ready(page, "Duplicates")
    wait_for(page, "1 record looks")
    grid = page.get_by_test_id("stDataFrame").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    assert box
    page.mouse.click(box["x"] + 18, box["y"] + 52)
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    side = page.get_by_test_id("stDataFrame").nth(1)
    expect(side).to_contain_text("A••• W•••")
    assert "Ani Wijaya" not in page.content()
    page.get_by_text("Show names and contacts").click()
    expect(side).to_contain_text("Ani Wijaya")
    settled(page)
    page.get_by_role("button", name="Merge 2 records into C1").click()
    wait_for(page, "No two of the 2 customers")
    expect_read(page, lambda: cards(page).get("Records merged already"), "1")
    page.get_by_text("Merges so far (1)").click()
    page.get_by_role("button", name="Undo").click()
    wait_for(page, "1 record looks")
    assert not seen.errors
