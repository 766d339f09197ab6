"""A provider that admits whoever names themselves, and servers behind it."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect

from tools.serving import Served, serving
from ui.server import bind

SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "only for this test, and long enough for its cookie"
client_id = "pelanggan"
client_secret = "only for this test"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
"""


def free_port() -> int:
    """A port that nobody listens on."""
    with bind("127.0.0.1", 0) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def provider() -> Iterator[str]:
    """The issuer's address, until the block ends."""
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


@contextmanager
def behind(issuer: str, folder: Path, people: str) -> Iterator[Served]:
    """A server on the workspace in ``folder``, with the login and these ``people``."""
    port = free_port()
    (folder / "workspace" / "people.toml").write_text(people.format(issuer=issuer))
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(SECRETS.format(port=port, issuer=issuer))
    command = (sys.executable, "-m", "ui.server", "--port", str(port))
    with serving(folder / "workspace", command=command, folder=folder) as served:
        yield served


def log_in(page: Page, subject: str) -> None:
    """As ``subject``, from our page to the provider's and back."""
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("textbox").first.fill(subject)
    page.get_by_role("button", name="Authorize").click()


def log_out(page: Page) -> None:
    """Here, and at the provider."""
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()
