"""Choosing customers on the curve and in the table, keeping them, and taking them along."""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from data import audit, drafts, rates
from data import companies as company_book
from data.actor import LOCAL_OWNER
from data.workspace import Workspace, open_workspace
from tests import companies
from tests.browser.watching import (
    cards,
    expect_column,
    expect_read,
    heads,
    pick,
    ready,
    table,
    watch,
)
from tools.serving import Served, serving

pytestmark = pytest.mark.browser

ROW = 33.0  # pixels
PROFITS = [  # 18,000 each time the number, less the rates; C12 with a return, C03 with a loss
    *(205_000, 190_500, 172_500, 154_500, 136_500, 118_500),
    *(100_500, 82_500, 64_500, 28_500, 10_500, -88_500),
]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace to write in."""
    workspace = open_workspace(tmp_path_factory.mktemp("chosen"))
    companies.shop(workspace)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def server(ours: Workspace) -> Iterator[Served]:
    with serving(Path(ours.home)) as started:
        yield started


@pytest.fixture
def profit(server: Served, page: Page) -> Page:
    """The profit page of the shop, in English, over all its days."""
    page.goto(f"{server.url}/profit?company=toko&language=en&period=all")
    ready(page, "Customer profitability")
    return page


def draw_box(page: Page, start: float, end: float) -> None:
    """Draw a box over the curve, from one share of its width to another."""
    plot = page.locator(".js-plotly-plot").first
    plot.scroll_into_view_if_needed()
    area = plot.locator(".nsewdrag").first.bounding_box()
    assert area
    x, y = area["x"], area["y"] + area["height"] / 2
    page.mouse.move(x + area["width"] * start, y)
    page.mouse.down()
    page.mouse.move(x + area["width"] * (start + end) / 2, y + 20, steps=5)
    page.mouse.move(x + area["width"] * end, y + 30, steps=5)
    page.mouse.up()


def tick(page: Page, *rows: int) -> None:
    """Tick rows of the customers' table, counted from 0."""
    box = table(page).bounding_box()
    assert box
    for row in rows:
        page.mouse.click(box["x"] + 16, box["y"] + ROW * (row + 1.5))


def keep(page: Page, name: str, label: str) -> None:
    """Keep the chosen customers under ``name``."""
    page.get_by_role("button", name="Keep as a draft list").click()
    page.get_by_role("textbox", name="Name of the list").fill(name)
    page.get_by_role("button", name=label).click()
    expect(page.get_by_text(f"“{name}”")).to_be_visible()


def kept(workspace: Workspace, name: str) -> tuple[drafts.Draft, list[str]]:
    (draft,) = [d for d in drafts.listing(workspace, LOCAL_OWNER, "toko") if d.name == name]
    return draft, drafts.members(workspace, LOCAL_OWNER, draft.id)


def test_a_box_on_the_curve_chooses_customers_to_keep(profit: Page, ours: Workspace) -> None:
    draw_box(profit, 0.02, 0.40)  # the axis ends a little beyond all customers
    expect(profit.get_by_text("4 customers chosen")).to_be_visible()
    expect_column(profit, "Customer", ["C12", "C11", "C10", "C09"])
    keep(profit, "Best four", "Keep 4 customers")

    draft, members = kept(ours, "Best four")
    assert members == ["C09", "C10", "C11", "C12"]
    assert draft.reason == "Rank 1 to 4 by Profit"
    assert draft.scope["company"] == "toko"
    assert (draft.scope["from"], draft.scope["to"]) == ("2025-01-06", "2025-06-20")
    assert draft.scope["options"]["basis"] == "profit"
    assert draft.company_version == company_book.version(ours, "toko")
    assert audit.entries(ours, "toko")[0].action == "draft.save"


def test_ticked_rows_are_chosen_and_leave_with_a_line_in_the_log(
    profit: Page, ours: Workspace
) -> None:
    tick(profit, 1, 3)
    expect(profit.get_by_text("2 customers chosen")).to_be_visible()
    with profit.expect_download() as download:
        profit.get_by_role("button", name="CSV").first.click()
    rows = pl.read_csv(download.value.path())

    assert rows["customer_id"].to_list() == ["C11", "C09"]
    assert rows["profit"].to_list() == [190_500, 154_500]
    name = download.value.suggested_filename
    assert re.fullmatch(r"toko_profit_customers-[0-9a-f]+.*_2025-01-06_2025-06-20_.*\.csv", name)
    line = audit.entries(ours, "toko")[0]
    assert (line.action, line.actor) == ("export.rows", LOCAL_OWNER.id)
    assert (line.details["rows"], line.details["format"]) == (2, "csv")
    assert line.details["scope"]["to"] == "2025-06-20"
    keep(profit, "Two by hand", "Keep 2 customers")
    draft, members = kept(ours, "Two by hand")
    assert (members, draft.reason) == (["C09", "C11"], "Chosen by hand from the ranking by Profit")


@pytest.mark.long
def test_a_tier_is_chosen_and_the_workbook_says_what_it_is(profit: Page) -> None:
    profit.get_by_role("radio", name="Loss makers").click()
    expect(profit.get_by_text("1 customer chosen")).to_be_visible()
    with profit.expect_download() as download:
        profit.get_by_role("button", name="Excel").first.click()
    content = Path(download.value.path()).read_bytes()

    book = zipfile.ZipFile(io.BytesIO(content))
    names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    texts = book.read("xl/sharedStrings.xml").decode()
    assert names == ["About", "Rows"]
    for said in ("Toko Contoh", "6 Jan 2025 – 20 Jun 2025", "not for contacting", "C03", "Basis"):
        assert said in texts
    assert "C12" not in texts


BOTH = """([choice, button]) => {
  const find = (kind, name) => [...document.querySelectorAll(kind)].find(
    (element) => element.innerText.trim().endsWith(name)
  );
  find("[role=radio]", choice).click();
  find("[data-testid=stDownloadButton] button", button).click();
}"""


@pytest.mark.parametrize(
    ("choice", "first", "named"),
    [("Loss makers", "C03", "basis-profit"), ("Revenue", "C12", "basis-revenue")],
)
def test_who_chooses_and_clicks_at_once_gets_the_new_choice(
    profit: Page, choice: str, first: str, named: str
) -> None:
    """Within one moment of the browser: the button still is the one of the choice before."""
    expect(profit.get_by_role("radio", name=choice)).to_be_visible()
    expect(profit.get_by_test_id("stDownloadButton").get_by_text("CSV").first).to_be_visible()
    with profit.expect_download() as download:
        profit.evaluate(BOTH, [choice, "CSV"])
    rows = pl.read_csv(download.value.path())

    assert rows["customer_id"][0] == first
    assert rows.height == (1 if choice == "Loss makers" else 12)
    assert named in download.value.suggested_filename


def test_the_chart_is_saved_as_svg_and_png(profit: Page) -> None:
    profit.get_by_role("button", name="Save the picture").first.click()
    files = {}
    for kind in ("SVG", "PNG"):
        with profit.expect_download() as download:
            profit.get_by_role("button", name=kind).click()
        files[kind] = Path(download.value.path()).read_bytes()
        assert download.value.suggested_filename.endswith(f".{kind.lower()}")
        assert download.value.suggested_filename.startswith("toko_profit_curve-")

    assert files["PNG"].startswith(b"\x89PNG\r\n")
    drawn = files["SVG"].decode()
    for said in ("Customers, best first", "Running total", "Loss makers", "Profit", "Peak 108%"):
        assert said in drawn


@pytest.mark.long
def test_money_is_sorted_by_value(profit: Page) -> None:
    expect_column(profit, "Profit", [str(value) for value in PROFITS])
    box = table(profit).bounding_box()
    assert box
    for x in range(80, int(box["width"]), 45):  # the heads, from the left, until that of profit
        profit.mouse.click(box["x"] + x, box["y"] + ROW / 2)
        profit.wait_for_timeout(200)
        if "↑ Profit" in heads(profit):
            break

    expect_column(profit, "↑ Profit", [str(value) for value in sorted(PROFITS)])


def test_another_rate_in_the_table_is_another_profit(profit: Page, ours: Workspace) -> None:
    before = company_book.version(ours, "toko")
    profit.get_by_text("Costs and rates").click()
    place = profit.get_by_test_id("stDataFrame").count() - 1
    cell = table(profit, place).locator("[data-testid=glide-cell-2-0]")
    expect(cell).to_have_text("1000")
    expect_read(profit, lambda: heads(profit, place)[2:3], ["Rate"])
    box = table(profit, place).bounding_box()
    assert box
    editor = profit.locator("#portal input")
    for _ in range(8):  # the grid loses keys that come before it has drawn itself
        profit.mouse.click(box["x"] + 40, box["y"] + ROW * 1.5)
        for key in ("ArrowRight", "ArrowRight", "Enter"):
            profit.wait_for_timeout(250)
            profit.keyboard.press(key)
        profit.wait_for_timeout(1_000)
        if editor.count():
            break
        profit.keyboard.press("Escape")
    editor.fill("3000")
    profit.keyboard.press("Enter")
    expect(cell).to_have_text("3000")
    profit.get_by_role("button", name="Save rates").click()

    # 72 orders of 12 customers, 2,000 more each: 1,175,500 falls to 1,031,500
    expect(profit.get_by_test_id("stMetricValue").nth(1)).to_have_text(re.compile("Rp\\s1M"))
    assert company_book.version(ours, "toko") == before + 1
    assert rates.read(ours, "toko").order == 3000
    expect_read(profit, lambda: cards(profit).get("Profit"), "Rp 1M")


@pytest.mark.long
def test_another_language_is_one_choice_away(profit: Page) -> None:
    seen = watch(profit)
    language = profit.get_by_test_id("stSidebar").get_by_role("combobox").nth(1)
    pick(profit, language, "Bahasa Indonesia")
    ready(profit, "Profitabilitas pelanggan")

    profit.wait_for_url("**language=id*")
    expect_column(profit, "Pelanggan", [f"C{i:02}" for i in (*range(12, 3, -1), 2, 1, 3)])
    drawn = profit.locator(".js-plotly-plot").first
    expect(drawn).to_contain_text(re.compile(r"Pelanggan, dari\s*yang terbaik"))  # on two lines
    assert seen.errors == []
