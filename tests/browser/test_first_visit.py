"""A fresh server, a fresh visitor, a link: what AppTest cannot see."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.workspace import open_workspace
from tests import companies
from tests.browser.watching import active, cards, expect_read, ready, sentence, watch
from tools.serving import serving

pytestmark = pytest.mark.browser


def test_a_first_visit_by_link_shows_what_the_link_says(page: Page, tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    companies.one_customer(workspace)
    companies.shop(workspace)
    workspace.close()
    seen = watch(page)
    with serving(tmp_path) as fresh:
        page.goto(f"{fresh.url}/profit?company=toko&language=id&period=quarter&basis=revenue")
        ready(page, "Profitabilitas pelanggan")

        expect_read(page, lambda: active(page)[:2], ["90 hari", "Pendapatan"])
        expect_read(page, lambda: active(page)[-2:], ["Toko Contoh", "Bahasa Indonesia"])
        assert sentence(page) == (
            "Pendapatan: 20% pelanggan terbaik menyumbang 42% dari total; "
            "tidak ada pelanggan yang bernilai negatif."
        )
        expect_read(page, lambda: list(cards(page).values())[:3], ["12", "Rp 2,1 jt", "42%"])
        expect(page.get_by_role("dialog")).to_have_count(0)
    assert seen.hosts == {"127.0.0.1"}
    assert seen.errors == []
    assert seen.dialogs == []


def test_an_empty_workspace_says_how_to_begin(page: Page, tmp_path: Path) -> None:
    seen = watch(page)
    with serving(tmp_path) as fresh:
        page.goto(f"{fresh.url}/profit?language=id")
        expect(page.get_by_text("Belum ada perusahaan")).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
    assert seen.hosts == {"127.0.0.1"}
    assert seen.errors == []
