"""Clusters, migration and their worth in a real browser: seen, chosen anew, kept in the link."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests import nusantara
from tests.browser.watching import cards, expect_read, keep_as_draft, ready, settled, watch
from tools.serving import Served
from words import Reader

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on Toko Nusantara with 600 customers."""
    with nusantara.served(tmp_path_factory.mktemp("kinds"), customers=600) as started:
        yield started


def test_kinds_are_shown_and_compared_by_something_else(kinds: Served, page: Page) -> None:
    seen = watch(page)
    page.goto(f"{kinds.url}/clusters?company=toko-nusantara&period=all")
    ready(page, "Clusters")
    expect_read(page, lambda: cards(page).get("Kinds of customers"), "5")

    page.get_by_role("button", name="Categories", exact=True).click()
    settled(page)
    expect(page).to_have_url(re.compile("areas=channels"))
    assert seen.errors == []


@pytest.mark.long
def test_movers_of_another_date_become_a_draft_list(kinds: Served, page: Page) -> None:
    seen = watch(page)
    page.goto(f"{kinds.url}/migration?company=toko-nusantara&since=2025-06-30&language=en")
    ready(page, "Migration between segments")
    expect(page.get_by_text(re.compile("^Since 30 Jun 2025"))).to_be_visible()

    page.get_by_role("radio", name="Moved up", exact=True).click()
    settled(page)
    page.get_by_role("radio", name="Profit after", exact=True).click()
    settled(page)
    keep_as_draft(page)
    expect(page.get_by_text(re.compile("Draft lists"))).to_be_visible()
    expect(page).to_have_url(re.compile("since=2025-06-30"))
    assert seen.errors == []


@pytest.mark.long
def test_the_worth_of_segmentations_for_a_longer_period(kinds: Served, page: Page) -> None:
    seen = watch(page)
    page.goto(f"{kinds.url}/segment_worth?company=toko-nusantara&language=id")
    ready(page, Reader("id").text("segment_worth.title"))

    page.get_by_role("radio", name="6 bulan", exact=True).click()
    settled(page)
    expect(page).to_have_url(re.compile("ahead=six_months"))
    best = Reader("id").name("best_segmentation")
    expect_read(page, lambda: best in cards(page), wanted=True)
    assert seen.errors == []
