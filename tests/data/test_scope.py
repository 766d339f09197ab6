"""A scope settles on days, and every period has its earlier ones."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.scope import Period, Scope, ScopeError, settle

FIRST, LAST = date(2024, 1, 5), date(2024, 12, 20)
DAYS = st.dates()


def test_open_dates_are_those_of_the_data() -> None:
    scope, period = settle(Scope("kiosk"), FIRST, LAST)
    assert (scope.start, scope.end, scope.as_of) == (FIRST, LAST, LAST)
    assert period == Period(FIRST, LAST, LAST)


def test_nothing_ends_after_as_of() -> None:
    as_of = date(2024, 6, 30)
    scope, period = settle(Scope("kiosk", end=LAST, as_of=as_of), FIRST, LAST)
    assert (scope.end, period.end, period.as_of) == (as_of, as_of, as_of)


def test_as_of_before_the_data_is_one_empty_day() -> None:
    as_of = date(2023, 6, 30)
    assert settle(Scope("kiosk", as_of=as_of), FIRST, LAST)[1] == Period(as_of, as_of, as_of)


@pytest.mark.parametrize(
    "scope",
    [
        Scope("kiosk", date(2024, 5, 2), date(2024, 5, 1)),
        Scope("kiosk", start=date(2024, 12, 21)),
        Scope("kiosk", start=date(2024, 7, 1), as_of=date(2024, 6, 30)),
    ],
)
def test_a_period_that_ends_before_it_begins_is_refused(scope: Scope) -> None:
    with pytest.raises(ScopeError) as refused:
        settle(scope, FIRST, LAST)
    assert refused.value.key == "error.period_empty"
    assert refused.value.fields["start"] == scope.start


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    period = Period(date(2024, 3, 1), date(2024, 3, 31), LAST)
    assert period.days == 31
    assert period.before() == Period(date(2024, 1, 30), date(2024, 2, 29), LAST)


def test_a_year_before_a_leap_day_is_the_28th() -> None:
    period = Period(date(2024, 2, 29), date(2024, 3, 31), LAST)
    assert period.year_before() == Period(date(2023, 2, 28), date(2023, 3, 31), LAST)


@given(DAYS, DAYS)
def test_every_period_has_earlier_ones(one: date, other: date) -> None:
    """Also where the calendar begins."""
    period = Period(min(one, other), max(one, other), date.max)
    before, year_before = period.before(), period.year_before()
    assert date.min <= before.start <= before.end <= period.start
    assert year_before.start <= year_before.end
    assert year_before.start <= period.start


def test_a_scope_in_plain_values() -> None:
    scope = Scope("kiosk", date(2024, 2, 29), channel=("web",), customer_type=("B2B",))
    assert scope.as_fields() == {
        "company": "kiosk",
        "from": "2024-02-29",
        "to": None,
        "as_of": None,
        "channel": ["web"],
        "region": [],
        "customer_type": ["B2B"],
        "segment": None,
        "segment_version": None,
    }
    assert scope.cuts_orders
    assert not Scope("kiosk", customer_type=("B2B",)).cuts_orders
    assert scope.between(FIRST, LAST) == Scope(
        "kiosk", FIRST, LAST, channel=("web",), customer_type=("B2B",)
    )
