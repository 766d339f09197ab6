"""No segment knows the future: what is planted after a date changes no segment of that date."""

from datetime import date, timedelta

import polars as pl
import pytest

from answers import ask, open_books
from answers.migration import Window
from answers.segment_worth import SegmentWorthOptions
from data.actor import LOCAL_OWNER
from data.scope import Scope
from data.workspace import Workspace, open_workspace
from tests import companies
from tests.companies import Line

FIRST, DAYS = date(2024, 1, 1), 300


def lines(planted: float) -> list[Line]:
    """60 customers who buy every 20 days; in the last 90 days ``planted`` times as much."""
    met = FIRST + timedelta(days=DAYS - 90)
    return [
        Line(
            f"O{who:02}-{day}",
            f"C{who:02}",
            FIRST + timedelta(days=day),
            (who + 1) * 1_000 * (planted if FIRST + timedelta(days=day) > met else 1),
            (who + 1) * 600,
        )
        for who in range(60)
        for day in range(who % 20, DAYS + 1, 20)
    ]


@pytest.fixture
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return open_workspace(tmp_path_factory.mktemp("planted"))


def means(workspace: Workspace, name: str, planted: float) -> pl.DataFrame:
    companies.put(workspace, name, {"order_lines": companies.order_lines(lines(planted))})
    books = open_books(workspace, LOCAL_OWNER, name)
    options = SegmentWorthOptions(Window.QUARTER)
    return ask(books, LOCAL_OWNER, "segment-worth", Scope(name), options).result.means


def test_what_comes_later_changes_no_segment(workspace: Workspace) -> None:
    plain, planted = means(workspace, "plain", 1), means(workspace, "planted", 40)

    known = ["segmentation", "segment", "customers", "profit_next", "customers_after"]
    assert plain.select(known).equals(planted.select(known))
    assert plain["profit_came"].sum() < planted["profit_came"].sum() / 10
