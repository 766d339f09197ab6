"""Names that try to be links, pictures or scripts are text on every page, chart, table and file."""

import csv
import io
import re
import unicodedata
import zipfile
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from exports.neutral import restore
from tests import hostile
from tests.browser.watching import Watch, ready, watch
from tools.serving import Served
from words import Reader

pytestmark = pytest.mark.browser

STRINGS = {"own": hostile.OWN, "shared": hostile.bad_inputs()}

needs_shared = pytest.mark.skipif(not STRINGS["shared"], reason="no shared/bad-inputs here")
every_company = pytest.mark.parametrize(
    "company", ["own", pytest.param("shared", marks=needs_shared)]
)

FOREIGN = """() => {
    const own = url => !url || url.startsWith(location.origin) || url.startsWith('data:')
        || url.startsWith('blob:') || url.startsWith('#');
    const found = [];
    for (const node of document.querySelectorAll('a, area, img, script, iframe, image, use, source,'
            + 'video, audio, embed, object, form, link, base')) {
        for (const name of ['href', 'xlink:href', 'src', 'srcset', 'action', 'data']) {
            const value = node.getAttribute(name);
            if (value !== null && !own(new URL(value, location.href).href)) {
                found.push(node.outerHTML.slice(0, 200));
            }
        }
    }
    const made = 'iframe, embed, object, [onerror], [onload], .katex, svg a';
    for (const node of document.querySelectorAll(`[data-testid=stMain] :is(${made})`)) {
        if (!node.closest('[data-testid=stExpander]')) found.push(node.outerHTML.slice(0, 200));
    }
    for (const node of document.querySelectorAll('script')) {
        if (node.textContent.includes('alert(')) found.push(node.outerHTML.slice(0, 200));
    }
    return found;
}"""
"""Whatever on the page leads elsewhere, runs, or was made from markup (the note has formulas)."""


def plain(text: str) -> str:
    """Text as it is seen: what cannot be seen left out, gaps made one."""
    seen = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc", "Co", "Cn"})
    return re.sub(r"\s+", " ", seen.replace("\ufffd", "")).strip()


def harmless(page: Page, seen: Watch) -> None:
    """Nothing on the page, and nothing it did, came from a name."""
    assert page.evaluate(FOREIGN) == []
    assert seen.hosts == {"127.0.0.1"}
    assert seen.dialogs == []
    assert seen.errors == []
    expect(page.get_by_test_id("stException")).to_have_count(0)
    icons = page.get_by_test_id("stMain").get_by_test_id("stIconMaterial").all_inner_texts()
    assert "delete" not in icons


@every_company
@pytest.mark.parametrize(
    ("place", "language"),
    [
        ("/", "en"),
        ("/profit?by=product", "id"),
        pytest.param("/profit?by=channel", "en", marks=pytest.mark.long),
        pytest.param("/", "id", marks=pytest.mark.long),
        pytest.param("/profit?by=product", "en", marks=pytest.mark.long),
        pytest.param("/profit?by=channel", "id", marks=pytest.mark.long),
    ],
)
def test_names_are_text(
    served: Served, page: Page, company: str, language: str, place: str
) -> None:
    seen, words = watch(page), Reader(language)
    path, _, query = place.partition("?")
    page.goto(f"{served.url}{path}?company={company}&language={language}&{query}")
    ready(page, words.text(f"{'profit' if query else 'overview'}.title"))
    main = page.get_by_test_id("stMain")
    title = plain(hostile.TITLE)
    assert title in plain(main.get_by_test_id("stCaptionContainer").first.inner_text())
    company_box = page.get_by_test_id("stSidebar").get_by_role("combobox").first
    beside = f" ({company})" if STRINGS["shared"] else ""  # both have the same title
    assert plain(company_box.input_value()) == title + beside
    main.get_by_role("button", name=words.text("scope.filters")).click()
    popover = page.get_by_test_id("stPopoverBody")
    popover.get_by_test_id("stMultiSelect").first.get_by_role("combobox").click()
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    listed = {plain(text) for text in options.all_inner_texts()}
    wanted = {plain(text) for text in sorted(STRINGS[company])[:5]}
    assert wanted <= listed
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    for bar in main.locator(".js-plotly-plot .point path").all()[:6]:
        bar.hover(force=True)
    harmless(page, seen)


@every_company
def test_a_hover_says_the_name(served: Served, page: Page, company: str) -> None:
    seen = watch(page)
    page.goto(f"{served.url}/profit?company={company}&language=en&by=channel")
    ready(page, "Customer profitability")
    groups = page.locator(".js-plotly-plot").last
    groups.scroll_into_view_if_needed()
    named = {plain(text) for text in groups.locator(".ytick text").all_text_contents()}
    wanted = {plain(text) for text in STRINGS[company]}
    assert len(named & wanted) > 5
    groups.locator(".point path").last.hover(force=True)
    said = groups.locator(".hoverlayer")
    expect(said.locator("text").first).to_be_visible()
    assert any(name and name in plain(said.text_content() or "") for name in wanted)
    harmless(page, seen)


@every_company
def test_a_filter_by_a_name_is_text_too(served: Served, page: Page, company: str) -> None:
    seen = watch(page)
    page.goto(f"{served.url}/profit?company={company}&language=en")
    ready(page, "Customer profitability")
    chosen = STRINGS[company][0]
    page.get_by_role("button", name="Filters").click()
    channels = page.get_by_test_id("stPopoverBody").get_by_test_id("stMultiSelect").first
    channels.get_by_role("combobox").fill(chosen)
    expect(page.get_by_role("option")).to_have_count(1)
    page.get_by_role("option").click()
    line = page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").first
    expect(line).to_contain_text("Only:")
    assert plain(chosen) in plain(line.inner_text())
    harmless(page, seen)


@every_company
def test_files_hold_the_names_and_no_formula(served: Served, page: Page, company: str) -> None:
    page.goto(f"{served.url}/profit?company={company}&language=en")
    ready(page, "Customer profitability")
    with page.expect_download() as download:
        page.get_by_role("button", name="CSV").first.click()
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    cells = [row["customer_id"] for row in csv.DictReader(io.StringIO(text, newline=""))]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r\n")]
    back = restore(pl.DataFrame({"customer_id": cells}))["customer_id"].to_list()
    assert sorted(back) == sorted(STRINGS[company])

    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").first.click()
    book = zipfile.ZipFile(Path(download.value.path()))
    sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert len([name for name in sheets if name.endswith(".xml")]) == 2
    assert not any(re.search(rb"<f[ >]|<hyperlink", book.read(name)) for name in sheets)

    page.get_by_role("button", name="Save the picture").last.scroll_into_view_if_needed()
    page.get_by_role("button", name="Save the picture").first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name="SVG").click()
    drawn = Path(download.value.path()).read_text(encoding="utf-8")
    assert not re.search(r"<(a|script|image|foreignObject)[ >]", drawn)
