"""One customer in a real browser: found without a trace, masked, opened from a table."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocket, expect

from data.workspace import open_workspace
from tests import companies_people
from tests.browser.watching import Watch, settled, tick, watch
from tools.serving import Served, serving

pytestmark = pytest.mark.browser

SECRETS = ("Wijaya", "contoh.id", "812-3456", "08123456", "Mawar")


@pytest.fixture
def people(tmp_path: Path) -> Iterator[Served]:
    """Three customers with names and contacts."""
    home = tmp_path / "workspace"
    workspace = open_workspace(home)
    companies_people.twins(workspace)
    workspace.close()
    with serving(home) as served:
        yield served


def received(page: Page) -> list[bytes]:
    """All that the server says from now on."""
    told: list[bytes] = []

    def hear(socket: WebSocket) -> None:
        def keep(frame: str | bytes) -> None:
            told.append(frame.encode() if isinstance(frame, str) else frame)

        socket.on("framereceived", keep)

    page.on("websocket", hear)
    return told


def test_found_masked_and_without_a_trace(page: Page, people: Served) -> None:
    told, seen = received(page), watch(page)
    page.goto(f"{people.url}/customer?company=kembar&language=en")
    box = page.get_by_role("textbox", name="Find a customer")
    expect(box).to_be_visible()
    box.fill("62812 3456 7890")
    box.press("Enter")
    expect(page.get_by_text("2 customers fit; tick one.")).to_be_visible()
    tick(page)
    page.get_by_role("button", name="Open customer C1").click()
    expect(page.get_by_role("heading", name="Customer C1")).to_be_visible()
    expect(page.get_by_text("Adds up to the cent")).to_be_visible()
    assert "customer=C1" in page.url
    _nothing_told(told, seen, page)

    page.get_by_text("Show name, contacts and notes").click()
    expect(page.get_by_text("Shown in full; the log says so.")).to_be_visible()
    assert any(b"Ani Wijaya" in frame for frame in told)  # what we listen to would have told


def _nothing_told(told: list[bytes], seen: Watch, page: Page) -> None:
    """No name or contact in what the server said, in the page, or in any address."""
    assert told
    for secret in SECRETS:
        assert not any(secret.encode() in frame for frame in told), secret
        assert secret not in page.content()
        assert not any(secret in url for url in [page.url, *seen.requests])
    assert not any("3456" in url for url in [page.url, *seen.requests])
    assert seen.errors == []


@pytest.mark.long
def test_any_table_opens_its_customers(page: Page, people: Served) -> None:
    page.goto(f"{people.url}/profit?company=kembar&language=en")
    expect(page.get_by_text("Adds up to the cent")).to_be_visible()
    settled(page)
    tick(page)
    page.get_by_role("button", name="Open customer C1").click()
    expect(page.get_by_role("heading", name="Customer C1")).to_be_visible()
    expect(page.get_by_text("Adds up to the cent")).to_be_visible()
    assert "/customer?" in page.url
    assert "customer=C1" in page.url
    page.reload()
    expect(page.get_by_role("heading", name="Customer C1")).to_be_visible()
