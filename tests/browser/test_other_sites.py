"""What a page of another site, open in the same browser, can do to the dashboard: follow a link."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from tools.serving import Served

pytestmark = pytest.mark.browser

TRY_SOCKET = """url => new Promise(done => {
    const socket = new WebSocket(url, ["streamlit"]);
    socket.onopen = () => done("open");
    socket.onerror = () => done("refused");
})"""
TRY_PICTURE = """url => new Promise(done => {
    const picture = new Image();
    picture.onload = () => done("shown");
    picture.onerror = () => done("refused");
    picture.src = url;
})"""


class Empty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Another site</title>")

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def another_site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Empty) as site:
        thread = threading.Thread(target=site.serve_forever)
        thread.start()
        yield f"http://localhost:{site.server_port}"
        site.shutdown()
        thread.join()


@pytest.mark.long
def test_our_own_page_opens_its_websocket(server: Served, page: Page) -> None:
    page.goto(server.url)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    socket = server.url.replace("http", "ws") + "/_stcore/stream"
    assert page.evaluate(TRY_SOCKET, socket) == "open"


def test_another_site_can_neither_listen_nor_load_nor_frame(
    server: Served, page: Page, another_site: str
) -> None:
    page.goto(another_site)
    socket = server.url.replace("http", "ws") + "/_stcore/stream"
    assert page.evaluate(TRY_SOCKET, socket) == "refused"
    assert page.evaluate(TRY_PICTURE, f"{server.url}/favicon.png") == "refused"
    with page.expect_response(f"{server.url}/") as framed:
        page.evaluate(
            "url => document.body.appendChild(document.createElement('iframe')).src = url",
            server.url,
        )
    assert framed.value.status == 403


@pytest.mark.long
def test_a_link_from_another_site_leads_in(server: Served, page: Page, another_site: str) -> None:
    page.goto(another_site)
    page.evaluate("url => { location.href = url }", server.url)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
