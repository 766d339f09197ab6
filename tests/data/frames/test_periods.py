"""Months and periods of the kiosk, worked out by hand, on every engine."""

from dataclasses import replace
from datetime import date

from analytics.frames import (
    MONTH_ACTIVITY,
    MONTH_CUSTOMERS,
    PERIOD_ACTIVITY,
)
from data.facts import Facts
from data.frames.periods import month_activity, month_customers, period_activity
from data.scope import Period
from tests.data.frames.kiosk import RATES, SPRING
from tests.data.frames.worked import Row, assert_same


def test_months(facts: Facts) -> None:
    """By channel; contacts belong to no channel; O1 counts in both channels, half in each."""
    february, march = date(2024, 2, 1), date(2024, 3, 1)
    web = {"orders": 1, "lines": 1, "deliveries": 1, "revenue": 100, "discount": 10}
    web |= {"line_cost": 60, "shipping_cost": 5, "fee": 1}
    half = {"order_share": 0.5, "delivery_share": 0.5}
    rows: list[Row] = [
        {"month": february, "channel": "store", **half, "deliveries": 1}
        | {"orders": 1, "lines": 1, "revenue": 50, "line_cost": 37.5},
        {"month": february, "channel": "web", **half, **web},
        {"month": march, "channel": None, "contact_cost": 22.49, "visit_cost": 120},
        {"month": march, "channel": "store"}
        | {"orders": 2, "lines": 3, "revenue": 50.33, "line_cost": 4.9 + 23.331}
        | {"order_share": 2},
        {"month": march, "channel": "web", "order_share": 1}
        | {"orders": 1, "lines": 3, "returns": 2, "revenue": -10, "returned_value": 50}
        | {"line_cost": -9},
    ]
    assert_same(month_activity(facts, SPRING, RATES), MONTH_ACTIVITY, rows)


def test_heads_of_months(facts: Facts) -> None:
    """A month without an order has its row. January: nothing; D in February came first."""
    scope = replace(SPRING, start=date(2024, 1, 1), end=date(2024, 4, 2))
    keys = ("month", "active", "new", "orders")
    rows = [(1, 0, 0, 0), (2, 2, 2, 2), (3, 1, 1, 3), (4, 1, 0, 1)]
    wanted = [dict(zip(keys, (date(2024, m, 1), *rest), strict=True)) for m, *rest in rows]
    assert_same(month_customers(facts, scope), MONTH_CUSTOMERS, wanted)


def test_nobody_is_new_whose_first_order_was_earlier_in_the_month(facts: Facts) -> None:
    """B ordered first on 1 March, and again on the 31st."""
    scope = replace(SPRING, start=date(2024, 3, 2))
    assert month_customers(facts, scope).rows() == [(date(2024, 3, 1), 1, 0, 2)]


def test_the_months_of_a_period_may_end_with_time_itself(facts: Facts) -> None:
    scope = replace(SPRING, end=date.max, as_of=date.max)
    assert month_customers(facts, scope)["month"][-1] == date(9999, 12, 1)


def test_periods(facts: Facts) -> None:
    """The 32 days before hold D's order alone; a year before lies before the data."""
    assert SPRING.start is not None
    assert SPRING.end is not None
    assert SPRING.as_of is not None
    period = Period(SPRING.start, SPRING.end, SPRING.as_of)
    first = date(2024, 1, 1)
    found = period_activity(facts, SPRING, RATES, period=period, first=first)
    current = {"orders": 4, "lines": 8, "returns": 2, "deliveries": 1, "revenue": 190.33}
    current |= {"discount": 10, "returned_value": 50, "line_cost": 116.731, "shipping_cost": 5}
    current |= {"fee": 1, "contact_cost": 22.49, "visit_cost": 120, "anonymous_revenue": 33.33}
    current |= {"active": 2, "new": 2}
    before = {"orders": 1, "lines": 1, "revenue": 25, "line_cost": 15, "active": 1, "new": 1}
    rows: list[Row] = [
        {"period": "current", "start": SPRING.start, "end": SPRING.end, **current},
        {"period": "before", "start": date(2024, 1, 28), "end": date(2024, 2, 28), **before}
        | {"anonymous_revenue": 0},
    ]
    assert_same(found.select(*PERIOD_ACTIVITY.columns), PERIOD_ACTIVITY, rows)

    late = period_activity(facts, SPRING, RATES, period=period, first=date(2024, 1, 29))
    assert late["period"].to_list() == ["current"]


def test_a_period_without_a_line_is_no_period(facts: Facts) -> None:
    """Before 10 February nobody bought, and from 3 April on: contacts alone make no period."""
    quiet = Period(date(2024, 4, 3), date(2024, 4, 5), date(2024, 4, 5))
    found = period_activity(facts, SPRING, RATES, period=quiet, first=date(2024, 1, 1))
    assert found["period"].to_list() == ["before"]
    early = Period(date(2024, 2, 10), date(2024, 2, 20), date(2024, 4, 2))
    found = period_activity(facts, SPRING, RATES, period=early, first=date(2024, 1, 1))
    assert found["period"].to_list() == ["current"]
    contacts = Period(date(2024, 3, 2), date(2024, 3, 4), date(2024, 4, 2))
    found = period_activity(facts, SPRING, RATES, period=contacts, first=date(2024, 3, 1))
    assert found.is_empty()
