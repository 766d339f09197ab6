"""Kinds of customers in a real browser: seen, compared by something else, kept in the link."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.workspace import open_workspace
from tests.browser.watching import cards, ready, settled, watch
from tools.serving import Served, serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server on Toko Nusantara with 600 customers."""
    folder: Path = tmp_path_factory.mktemp("kinds")
    workspace = open_workspace(folder)
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=600))
    workspace.close()
    with serving(folder) as started:
        yield started


def test_kinds_are_shown_and_compared_by_something_else(kinds: Served, page: Page) -> None:
    seen = watch(page)
    page.goto(f"{kinds.url}/clusters?company=toko-nusantara&period=all")
    ready(page, "Clusters")
    assert cards(page)["Kinds of customers"] == "5"

    page.get_by_role("button", name="Categories", exact=True).click()
    settled(page)
    expect(page).to_have_url(re.compile("areas=channels"))
    assert seen.errors == []
