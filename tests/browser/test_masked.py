"""Whoever may not see names gets none, on any page: what the server sends and writes is searched.

A student of a generated company goes through all pages, looks a customer up, has everything worked
out, and takes files along; every table as a file is searched in ``tests/exports``. Longer than a
minute, so left to `make test-all`.
"""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import pytest
from playwright.sync_api import Download, Page, Response, WebSocket, expect

from data.actor import LOCAL_OWNER
from data.samples.install import Recipe, install
from data.samples.toko_nusantara import generate
from data.workspace import open_workspace
from tests.browser.logins import behind, log_in, provider
from tests.browser.watching import settled, tick
from tests.planted import secrets, told
from tools.serving import Served

pytestmark = [pytest.mark.browser, pytest.mark.long]

CUSTOMERS, COMPANY = 300, "toko-nusantara"
PARTS = 4
LINK = f"company={COMPANY}&language=en"
PEOPLE = """
[[person]]
issuer = "{issuer}"
subject = "dewi"
role = "student"
companies = ["toko-nusantara"]
"""
ROOM = ("/static/", "/vendor/")  # Streamlit's own scripts


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A company of all tables, whose names only others may see."""
    folder = tmp_path_factory.mktemp("masked")
    workspace = open_workspace(folder / "workspace")
    install(workspace, LOCAL_OWNER, COMPANY, recipe=Recipe(customers=CUSTOMERS))
    workspace.close()
    with provider() as issuer, behind(issuer, folder, PEOPLE) as served:
        yield served


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    """What was generated, names and all."""
    return dict(generate(CUSTOMERS).tables)


class Ear:
    """All that comes to a tab: frames of its socket, answers to its requests, files, the page."""

    def __init__(self, page: Page) -> None:
        self.heard: list[tuple[str, bytes]] = []
        self.page = page
        page.on("websocket", self._listen)
        page.on("response", self._answered)

    def _listen(self, socket: WebSocket) -> None:
        def keep(frame: str | bytes) -> None:
            self.heard.append(("frame", frame.encode() if isinstance(frame, str) else frame))

        socket.on("framereceived", keep)

    def _answered(self, answer: Response) -> None:
        if any(room in answer.url for room in ROOM) or 300 <= answer.status < 400:
            return
        self.heard.append(("address", answer.url.encode()))

    def took(self, download: Download) -> None:
        """A file that was taken along; what is packed in it is unpacked."""
        content = Path(download.path()).read_bytes()
        self.heard.append((download.suggested_filename, content))
        if zipfile.is_zipfile(io.BytesIO(content)):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                self.heard += [(name, packed.read(name)) for name in packed.namelist()]

    def told(self, sought: list[str]) -> list[str]:
        """Which secrets were heard since the last time."""
        self.heard.append(("page", self.page.content().encode()))
        here, self.heard = self.heard, []
        return told((content for _, content in here), sought)


def test_no_name_on_the_page_of_a_customer(
    server: Served, page: Page, tables: dict[str, pl.DataFrame]
) -> None:
    ear, sought = Ear(page), secrets(tables)
    assert len(sought) > 3 * CUSTOMERS
    buyer = tables["order_lines"]["customer_id"].drop_nulls().mode().sort()[0]
    mine = tables["customers"].filter(customer_id=buyer)
    page.goto(f"{server.url}/customer?{LINK}&customer={buyer}")
    log_in(page, "dewi")
    _one_customer(ear, sought, mine)
    assert told([server.log.read_bytes()], sought) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_no_name_on_any_page(
    server: Served, page: Page, tables: dict[str, pl.DataFrame], part: int
) -> None:
    """All pages of the menu, shared out among so many visits."""
    ear, sought = Ear(page), secrets(tables)
    page.goto(f"{server.url}/?{LINK}")
    log_in(page, "dewi")
    expect(page.get_by_test_id("stSidebarNavLink").first).to_be_visible()
    settled(page)
    links = page.get_by_test_id("stSidebarNavLink").all()
    paths = [urlsplit(str(link.get_attribute("href"))).path for link in links]
    assert len(paths) > 25
    for path in paths[part::PARTS]:
        page.goto(f"{server.url}{path}?{LINK}")
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        settled(page)
        if path.endswith("duplicates"):
            tick(page)
            expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
        _look(ear, sought, path)
    assert told([server.log.read_bytes()], sought) == []


def _one_customer(ear: Ear, sought: list[str], mine: pl.DataFrame) -> None:
    """One customer's page, with what is ahead; then the same one, found by the whole name."""
    page, name = ear.page, mine["name"][0]
    expect(page.get_by_role("heading", name=f"Customer {mine['customer_id'][0]}")).to_be_visible()
    expect(page.get_by_text("Names and contacts are masked.")).to_be_visible()
    expect(page.get_by_text("Show name, contacts and notes")).to_have_count(0)
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_role("button", name="Work it out")).to_have_count(0)
    _look(ear, sought, "customer")
    box = page.get_by_role("textbox", name="Find a customer")
    box.fill(name)
    box.press("Enter")
    expect(page.get_by_text("tick one")).to_be_visible()
    settled(page)
    page.reload()  # the box held what was typed: that came from us
    expect(page.get_by_text("Names and contacts are masked.")).to_be_visible()
    _look(ear, [secret for secret in sought if secret != name], "search")


def _look(ear: Ear, sought: list[str], where: str) -> None:
    """Take along the first file that is offered, then search what came."""
    page = ear.page
    settled(page)
    expect(page.get_by_text("Something went wrong")).to_have_count(0)
    offered = page.get_by_test_id("stDownloadButton").get_by_role("button")
    for button in [one for one in offered.all() if one.is_visible()][:1]:
        with page.expect_download() as waited:
            button.click()
        ear.took(waited.value)
    assert any(kind == "frame" for kind, _ in ear.heard), where
    assert ear.told(sought) == [], where
