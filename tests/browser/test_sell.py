"""Next products, bundles and price ladders in a real browser: seen, chosen anew, in the link."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import nusantara
from tests.browser.watching import ready, settled, watch
from tools.serving import Served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def offering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on Toko Nusantara with 1,500 customers."""
    with nusantara.served(tmp_path_factory.mktemp("offering"), customers=1_500) as started:
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
