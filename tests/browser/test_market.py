"""The main path of cross-selling in a real browser: search, a rule, whom to ask, a draft list."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import drafts
from data.actor import LOCAL_OWNER
from data.workspace import Workspace, open_workspace
from tests import companies
from tests.browser.watching import keep_as_draft, wait_for
from tests.companies import Line
from tools.serving import serving

pytestmark = pytest.mark.browser

KINDS = (("TEA", "CUP"), ("INK", "PAPER"), ("PENS",), ("SOAP",))


def market(workspace: Workspace) -> None:
    """Tea goes with cups, ink with paper; every fourth who buys tea takes no cups."""
    lines = [
        Line(
            f"O{n}", f"C{n // 16:02}-{n % 16}", date(2025, 1, 1) + timedelta(n), 9_000, 6_000, item
        )
        for n in range(240)
        for item in (KINDS[n % 4][:1] if n % 16 == 0 else KINDS[n % 4])
    ]
    companies.put(workspace, "pasar", {"order_lines": companies.order_lines(lines)})


def test_who_has_the_first_and_lacks_the_second_becomes_a_list(page: Page, tmp_path: Path) -> None:
    home = tmp_path / "workspace"
    workspace = open_workspace(home)
    market(workspace)
    with serving(home) as served:
        page.goto(f"{served.url}/rules?company=pasar&language=en&begins_with=TEA")
        wait_for(page, "Who buys CUP buys TEA 4.00 times as often")
        whom = page.get_by_text("15 customers, each with the rule that brings most.")
        expect(whom).to_be_visible()
        keep_as_draft(page, "Keep 15 customers")
        expect(page.get_by_text("Draft lists (1)")).to_be_visible()
        page.goto(f"{served.url}/rules?company=pasar&language=id&begins_with=TEA")
        wait_for(page, "Pembeli CUP membeli TEA 4,00 kali lebih sering")
    (kept,) = drafts.listing(workspace, LOCAL_OWNER, "pasar")
    assert kept.members == 15
    workspace.close()
