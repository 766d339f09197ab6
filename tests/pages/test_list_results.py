"""What came of a list, on its page: days that are refused, and the days of its ledger."""

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from answers import list_measure
from data import lists
from data.actor import LOCAL_OWNER
from data.list_results import bring_back
from data.target_list import ListState
from data.workspace import Workspace, open_workspace
from tests import lists_measured, reached, zones
from tests.pages.conftest import Visit, every_language, read
from words import Reader

CHOSEN, CONTACTED = date(2026, 1, 29), date(2026, 2, 10)
ARMS = {f"C{n}": "control" if n % 2 else "contact" for n in range(1, lists_measured.BUYERS + 1)}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Two lists that were sent out; the second is measured."""
    opened = open_workspace(tmp_path_factory.mktemp("results"))
    lists_measured.shop(opened)
    for name in ("Satu", "Dua"):
        number = reached.frozen(opened, "kedai", ARMS, called=name, as_of=CHOSEN)
        lists.mark_exported(opened, LOCAL_OWNER, number, {})
    lists_measured.later(opened, ARMS, CONTACTED)
    bring_back(opened, LOCAL_OWNER, number, contacted_on=CONTACTED)
    list_measure.measure(opened, LOCAL_OWNER, number, days=15)
    zones.move(opened, "kedai")
    yield opened
    opened.close()


def ledger(visit: Visit, workspace: Workspace, list_id: str, language: str) -> AppTest:
    return visit(
        workspace, "target_lists", company="kedai", list_view="ledger", list=list_id,
        language=language,
    )  # fmt: skip


@every_language
def test_a_day_that_the_members_were_chosen_by_is_refused(
    kept: Workspace, visit: Visit, language: str
) -> None:
    words, one = Reader(language), lists.find(kept, LOCAL_OWNER, "kedai", "Satu")
    page = ledger(visit, kept, one.id, language)
    page.segmented_control(f"results_from_{one.id}").set_value("sales").run()
    page.date_input(f"results_day_{one.id}").set_value(CHOSEN)
    next(b for b in page.button if b.key == f"results_bring_{one.id}").click()
    page.run()
    assert not page.exception
    day = words.date(CHOSEN)
    told = words.text("contacts.known_day", day=day, name="Satu", as_of=day)
    assert [read(error.value) for error in page.error] == [read(told)]
    assert lists.get(kept, LOCAL_OWNER, one.id).state is ListState.EXPORTED


def test_its_days_are_those_where_the_company_is(kept: Workspace, visit: Visit) -> None:
    words, one = Reader("en"), lists.find(kept, LOCAL_OWNER, "kedai", "Dua")
    with zones.server_far_away():
        page = ledger(visit, kept, one.id, "en")
    assert not page.exception

    def day(moment: datetime | None) -> str:
        return words.date(date.fromisoformat(zones.there(moment)))

    table = page.dataframe[0].value
    (row,) = table[table[words.text("target_lists.list_name")] == "Dua"].to_dict("records")
    for stage, moment in (
        ("frozen", one.frozen_at), ("exported", one.exported_at), ("measured", one.measured_at),
    ):  # fmt: skip
        assert row[words.text(f"target_lists.{stage}_on")] == day(moment)
    text = read(" ".join(str(part.value) for part in (*page.markdown, *page.caption)))
    assert f"{words.text('target_lists.measured_by')}**: {day(one.measured_at)}" in text
    assert f"Measured on {day(one.measured_at)}," in text
