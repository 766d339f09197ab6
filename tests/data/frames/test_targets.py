"""What a list needs of the kiosk's customers, by hand, on every engine."""

from dataclasses import replace
from datetime import date

import pytest

from analytics.bases import FREE
from analytics.frames.contacting import TARGETS
from analytics.rfm_settings import USUAL
from data.facts import Facts
from data.frames.targets import targets, usual_cost
from tests.data.frames.kiosk import RATES, SPRING

APRIL = replace(SPRING, end=date(2024, 4, 2))


def test_a_year_and_two_days(facts: Facts) -> None:
    """Contribution is amount less cost (own, else by rate), shipping and fee; D bought in February.

    A: 100-60-5-1 and 50-37.50 in March, 7-4.90 (quantity 0 has its amount), 80-50 in April. B:
    40-24, -20+15, 10-0. C: -30+18. D: 25-15. E was visited alone, which is no contribution.
    """
    found = targets(facts, APRIL, RATES, FREE, order="contribution", window=3, rfm=USUAL)

    assert found.schema == dict(TARGETS.columns)
    worth = {row["customer_id"]: row for row in found.iter_rows(named=True)}
    assert {who: round(row["value"], 4) for who, row in worth.items()} == {
        "A": 34 + 12.5 + 2.1 + 30,
        "B": 16 - 5 + 10,
        "C": -12,
        "D": 10,
    }
    windows = 365 // 3  # A's: of 2 April, 15 March, 29 February
    brought = {"A": (30, 2.1, 46.5), "B": (10, -5, 16), "C": (-12,), "D": (10,)}
    for who, parts in brought.items():
        squares = sum(part**2 for part in parts)
        assert worth[who]["window_mean"] == pytest.approx(sum(parts) / windows)
        assert worth[who]["window_square"] == pytest.approx(squares / windows)
    assert worth["B"]["customer_type"] == "retail"
    assert worth["D"]["customer_type"] == "wholesale"


def test_in_one_window_all_is_added_up_first(facts: Facts) -> None:
    """Of 60 days: six, of which the last holds all; of more than a year: the one."""
    for window, windows in ((60, 6), (400, 1)):
        found = targets(facts, APRIL, RATES, FREE, order="contribution", window=window, rfm=USUAL)
        (row,) = found.filter(customer_id="A").iter_rows(named=True)
        assert row["window_mean"] == pytest.approx(78.6 / windows)
        assert row["window_square"] == pytest.approx(78.6**2 / windows)


def test_the_last_order_comes_first(facts: Facts) -> None:
    found = targets(facts, APRIL, RATES, FREE, order="recency", window=3, rfm=USUAL)
    assert dict(found.select("customer_id", "order_by").iter_rows()) == {
        "A": 0,
        "B": -2,
        "C": None,
        "D": -52,
    }


def test_nothing_is_known_of_the_cost_by_a_touch_point(facts: Facts) -> None:
    assert usual_cost(facts, "phone") is None
    with pytest.raises(ValueError, match="not settled"):
        targets(facts, replace(APRIL, as_of=None), RATES, FREE, order="profit", window=9, rfm=USUAL)
