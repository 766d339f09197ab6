"""A note and a task on a customer, found in the inbox and done, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data import tasks, team_notes
from data.actor import LOCAL_OWNER
from data.collaboration import About, Kind
from data.task import Department, Standing
from data.workspace import Workspace, open_workspace
from tests import hostile
from tests.browser.test_hostile import FOREIGN
from tests.browser.watching import settled, wait_for, watch
from tests.targets import warung
from tools.serving import Served, serving

pytestmark = pytest.mark.browser

C1 = About(Kind.CUSTOMER, "C1")


@pytest.fixture
def stall(tmp_path: Path) -> Iterator[tuple[Workspace, Served]]:
    """Six customers; on the first stand a note and a task full of markup."""
    workspace = open_workspace(tmp_path / "workspace")
    warung(workspace)
    markup = "\n".join(text for text in hostile.OWN if text.isprintable())
    team_notes.write(workspace, LOCAL_OWNER, "warung", C1, markup)
    standing = Standing(Department.PRODUCT)
    tasks.make(workspace, LOCAL_OWNER, "warung", C1, markup[:500], standing=standing)
    with serving(tmp_path / "workspace") as served:
        yield workspace, served
    workspace.close()


def test_from_a_customer_to_the_inbox(page: Page, stall: tuple[Workspace, Served]) -> None:
    workspace, served = stall
    seen = watch(page)
    page.goto(f"{served.url}/customer?company=warung&customer=C1&language=en")
    expect(page.get_by_text("Adds up to the cent")).to_be_visible(timeout=60_000)
    settled(page)
    task = page.get_by_role("textbox", name="New task")
    task.fill("Find out why it was late")
    kept(page, "New note", "Prefers mornings", "Keep the note")
    expect(task).to_have_value("Find out why it was late")  # the other form keeps what is typed
    kept(page, "New task", "Find out why it was late", "Hand over the task")
    assert page.evaluate(FOREIGN) == []

    page.get_by_role("link", name="Inbox").click()
    wait_for(page, "2 tasks wait to be done.")
    settled(page)
    assert page.evaluate(FOREIGN) == []
    main = page.get_by_test_id("stMain")
    main.get_by_role("radio", name="Service").click()
    wait_for(page, "One task waits to be done.")
    settled(page)
    main.get_by_role("button", name="Done", exact=True).click()
    wait_for(page, "Everything is done: no task waits.")
    assert "task_department=service" in page.url
    standings = {t.text: t.standing for t in tasks.listing(workspace, LOCAL_OWNER, "warung")}
    assert standings["Find out why it was late"].state == "done"
    assert (seen.errors, seen.dialogs, seen.hosts) == ([], [], {"127.0.0.1"})


def kept(page: Page, box: str, text: str, button: str) -> None:
    """Type into a form and keep it: it stands on the page, and the form is empty again."""
    page.get_by_role("textbox", name=box).fill(text)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_test_id("stMarkdown").filter(has_text=text)).to_be_visible()
    settled(page)
    expect(page.get_by_role("textbox", name=box)).to_have_value("")
