"""Pictures of portfolios: margin beside the time before, retention beside what was expected."""

from charts.portfolio import margin_bars, retention_dots
from tests import selling
from words import Reader

WORDS = Reader("en", "IDR", 0)


def test_margin_of_now_and_before_of_those_who_hold_somebody() -> None:
    found = selling.portfolio()
    bars, marks = margin_bars(found, WORDS).data
    held = found.holders.head(2).reverse()
    assert list(bars.x) == held["margin"].to_list()
    assert list(marks.x) == held["margin_before"].to_list()


def test_names_of_the_data_are_no_markup() -> None:
    found = selling.portfolio(first="<a href='x'>Ani</a>")
    chart = retention_dots(found, WORDS)
    assert "<a" not in chart.to_json()
    _, expected = chart.data
    assert list(expected.x) == found.holders["expected_retention"].head(2).reverse().to_list()
