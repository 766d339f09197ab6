"""Logging in at a provider, in a real browser: who sees what, by which link, and the way out."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from data.workspace import open_workspace
from tests import companies
from tests.browser.watching import ready
from tools.serving import Served, serving
from ui.server import bind

pytestmark = pytest.mark.browser

SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "only for this test, and long enough for its cookie"
client_id = "pelanggan"
client_secret = "only for this test"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""
PEOPLE = """
[[person]]
issuer = "{issuer}"
subject = "ani"
role = "viewer"
companies = ["satu"]
"""


def free_port() -> int:
    with bind("127.0.0.1", 0) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that admits whoever names themselves."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def server(issuer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace of two companies, one of which Ani may see."""
    folder = tmp_path_factory.mktemp("shared")
    workspace = open_workspace(folder / "workspace")
    companies.shop(workspace)
    companies.one_customer(workspace)
    workspace.close()
    port = free_port()
    (folder / "workspace" / "people.toml").write_text(PEOPLE.format(issuer=issuer))
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(SECRETS.format(port=port, issuer=issuer))
    command = (sys.executable, "-m", "ui.server", "--port", str(port))
    with serving(folder / "workspace", command=command, folder=folder) as served:
        yield served


def log_in(page: Page, subject: str) -> None:
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("textbox").first.fill(subject)
    page.get_by_role("button", name="Authorize").click()


def log_out(page: Page) -> None:
    """Here, and at the provider."""
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


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
