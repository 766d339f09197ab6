"""Next products, bundles and price ladders in a real browser: seen, chosen anew, in the link."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import open_workspace
from tests.browser.watching import ready, settled, watch
from tools.serving import Served, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def offering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on Toko Nusantara with 1,500 customers."""
    folder: Path = tmp_path_factory.mktemp("offering")
    workspace = open_workspace(folder)
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=1_500))
    workspace.close()
    with serving(folder) as started:
        yield started


def test_whom_to_offer_an_item_is_in_the_link(offering: Served, page: Page) -> None:
    seen = watch(page)
    about = "company=toko-nusantara&period=all&language=en"
    page.goto(f"{offering.url}/next_product?{about}&item=Madu")
    ready(page, "Next best product")
    expect(page.get_by_text(re.compile("the 500 likeliest of"))).to_be_visible()

    page.get_by_role("radio", name="Category", exact=True).click()
    settled(page)
    expect(page).to_have_url(re.compile("level=category"))
    assert seen.errors == []


def test_bundles_come_in_another_order(offering: Served, page: Page) -> None:
    seen = watch(page)
    page.goto(f"{offering.url}/bundles?company=toko-nusantara&period=all&language=en")
    ready(page, "Bundles")
    page.get_by_role("radio", name="Beyond chance", exact=True).click()
    settled(page)
    expect(page).to_have_url(re.compile("rank_by=beyond_chance"))
    assert seen.errors == []
