"""The months say what the cards say: each whole month is counted as if it were the period."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from polars.testing import assert_frame_equal

from analytics.bases import ServiceRates
from analytics.findings import NotEnoughData
from analytics.overview import Overview, compare_periods
from data.facts import Facts
from data.frames.periods import month_activity, month_customers, period_activity
from data.scope import Period, Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES
from tests.data.frames.test_properties import FEW, LINES, company, frame

SERVICE = ServiceRates(order=3.0, line=0.5, return_=2.0, delivery=1.0)
SAME = ("revenue", "gross_margin", "profit", "orders", "active", "new", "returning")
YEAR = Scope("kiosk", date(2024, 1, 1), date(2024, 4, 30), date(2024, 4, 30))

_COLUMNS = (
    *("order_id", "customer_id", "line_no", "ordered_at", "quantity", "amount", "channel"),
    *("product_id", "line_cost", "region", "delivery_method"),
)


def _line(*row: str | int | None) -> dict[str, object]:
    order, who, no, day, quantity, channel = row
    amount = str(100 * float(str(quantity)))
    when = datetime.fromisoformat(f"2024-{day}T23:59:59")
    rest = ("P1", None, "North", "courier" if channel == "web" else None)
    values = (order, who, no, when, quantity, amount, channel, *rest)
    return dict(zip(_COLUMNS, values, strict=True))


TURNS = [
    _line("two months", "A", 1, "01-31", "1", "web"),  # an order of January and one of February
    _line("two months", "A", 2, "02-01", "2", "web"),
    _line("two channels", "B", 1, "02-10", "1", "web"),  # charged once, a third and two thirds
    _line("two channels", "B", 2, "02-10", "1", "store"),
    _line("two channels", "B", 3, "02-29", "1", "store"),
    _line("sent back", "C", 1, "02-20", "3", "web"),  # returns under the number of the order
    _line("sent back", "C", 2, "03-02", "-3", "web"),  # nobody by the two months together
    _line("sent back", "B", 1, "03-03", "-1", "store"),
    _line("nobody", None, 1, "03-04", "1", "store"),
    _line("nobody", None, 2, "04-04", "1", "store"),
    _line("again", "A", 1, "04-30", "1", "store"),
    _line("first", "D", 1, "04-01", "1", "web"),
]


def overview(facts: Facts, scope: Scope, start: date, end: date) -> Overview:
    """The overview of these days, with the months of all of ``scope``."""
    assert scope.start is not None
    assert scope.end is not None
    assert scope.as_of is not None
    period = Period(start, end, scope.as_of)
    cards = period_activity(facts, scope, RATES, period=period, first=start)
    months = month_activity(facts, scope, RATES), month_customers(facts, scope)
    return compare_periods(cards, *months, rates=SERVICE, start=scope.start, as_of=scope.end)


def assert_months_are_cards(facts: Facts, scope: Scope) -> Mapping[date, Overview]:
    """Each whole month of the trends against the cards of that month; gives those overviews."""
    assert scope.start is not None
    assert scope.end is not None
    try:
        trends = overview(facts, scope, scope.start, scope.end).trends.filter(coverage="whole")
    except NotEnoughData:
        return {}
    found = {}
    for month in trends["month"]:
        last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        row = trends.row(by_predicate=pl.col("month") == month, named=True)
        try:
            result = overview(facts, scope, month, last)
        except NotEnoughData:
            assert (row["revenue"], row["orders"], row["active"]) == (0, 0, 0)
            continue
        cards = {figure: result.card(figure)["now"] for figure in SAME}
        assert {f: row[f] for f in SAME} == pytest.approx(cards, abs=1e-4), month
        found[month] = result
    return found


@pytest.mark.parametrize("channel", [(), ("web",), ("store",), ("web", "store")])
def test_each_whole_month_is_the_card_of_that_month(
    tmp_path: Path, facts: Facts, channel: tuple[str, ...]
) -> None:
    files = kiosk.write(tmp_path, {**kiosk.loads(), "order_lines": [pl.DataFrame(TURNS)]})
    scope = replace(YEAR, channel=channel)
    months = assert_months_are_cards(Facts(files, facts.scan), scope)

    assert len(months) == (3 if channel == ("store",) else 4)  # the store sold nothing in January
    if not channel:
        orders = [int(result.card("orders")["now"]) for result in months.values()]
        new = [int(result.card("new")["now"]) for result in months.values()]
        assert orders == [1, 3, 1, 3]  # the order of two months is one in each
        assert new == [1, 1, 0, 1]  # sent back in full: C never ordered


def test_an_order_over_two_channels_is_charged_once(tmp_path: Path, facts: Facts) -> None:
    """Its lines share it: one of three by web, two by the store; it was sent out once."""
    files = kiosk.write(tmp_path, {"order_lines": [pl.DataFrame(TURNS[2:5])]})
    found = month_activity(Facts(files, facts.scan), YEAR, RATES)
    shares = found.select("channel", "orders", "deliveries", "order_share", "delivery_share")
    third, rest = pytest.approx(1 / 3), pytest.approx(2 / 3)
    assert shares.rows() == [("store", 1, 1, rest, rest), ("web", 1, 1, third, third)]
    assert found.select(pl.col("order_share", "delivery_share").sum()).row(0) == (1, 1)


def test_the_engines_give_the_same_months(tmp_path: Path) -> None:
    files = kiosk.write(tmp_path, {**kiosk.loads(), "order_lines": [pl.DataFrame(TURNS)]})
    first, *others = (kiosk.facts(files, way) for way in kiosk.WAYS)
    for other in others:
        mine, theirs = (month_activity(facts, YEAR, RATES) for facts in (first, other))
        assert_frame_equal(mine, theirs, check_exact=True)
        assert_frame_equal(month_customers(first, YEAR), month_customers(other, YEAR))


@FEW
@given(rows=LINES)
def test_months_are_cards_of_any_company(rows: list[dict[str, object]]) -> None:
    """Orders over months, channels and customers, returned and of nothing."""
    scope = Scope("kiosk", date(2024, 2, 1), date(2024, 4, 30), date(2024, 4, 30))
    with tempfile.TemporaryDirectory() as folder:
        assert_months_are_cards(company(Path(folder), [frame(rows)], "polars"), scope)
