"""Logging in at a provider, in a real browser: who sees what, by which link, and the way out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from data.workspace import open_workspace
from tests import companies
from tests.browser.logins import behind, log_in, log_out, provider
from tests.browser.watching import ready
from tools.serving import Served

pytestmark = pytest.mark.browser

PEOPLE = """
[[person]]
issuer = "{issuer}"
subject = "ani"
role = "viewer"
companies = ["satu"]
"""


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that admits whoever names themselves."""
    with provider() as address:
        yield address


@pytest.fixture(scope="module")
def server(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace of two companies, one of which Ani may see."""
    folder = tmp_path_factory.mktemp("shared")
    workspace = open_workspace(folder / "workspace")
    companies.shop(workspace)
    companies.one_customer(workspace)
    workspace.close()
    with behind(issuer, folder, PEOPLE) as served:
        yield served


def test_the_link_outlives_the_login_and_only_ones_own_companies_are_shown(
    server: Served, page: Page
) -> None:
    page.goto(f"{server.url}/profit?company=satu&language=en&basis=revenue")
    log_in(page, "ani")
    ready(page, "Customer profitability")

    expect(page.get_by_role("radio", name="Revenue")).to_have_attribute("aria-checked", "true")
    assert "basis=revenue" in page.url
    page.goto(f"{server.url}/profit?company=toko&language=en")
    expect(page.get_by_text("There is no company “toko”")).to_be_visible()
    log_out(page)


def test_a_stranger_sees_nothing_and_how_to_ask(server: Served, issuer: str, page: Page) -> None:
    page.goto(f"{server.url}/profit?company=satu&language=en")
    log_in(page, "citra")

    expect(page.get_by_text("nobody has said what you may see")).to_be_visible()
    expect(page.get_by_text(f'issuer = "{issuer}"')).to_be_visible()
    expect(page.get_by_test_id("stMetric")).to_have_count(0)
    log_out(page)
