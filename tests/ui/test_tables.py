"""Tables with a figure in each row: each in its own unit, and means of counts with decimals."""

import pytest

from ui.tables import _row
from words import Reader

_COLUMNS = ("figure", "answered", "others")


@pytest.mark.parametrize(
    ("figure", "answered", "others", "written"),
    [
        ("complaints", 0.184, 0.312, ["0,18", "0,31"]),
        ("orders_before", 13.0, 7.52, ["13,00", "7,52"]),  # one way of writing in a row
        ("orders_before", 13.0, 7.0, ["13", "7"]),
        ("orders_before", 249_843.5, 242_020.0, ["249.844", "242.020"]),
        ("recency_days", 81.6, 289.2, ["82", "289"]),
        ("complaints", None, 0.312, ["–", "0,31"]),
    ],
)
def test_a_mean_of_counts_has_decimals(
    figure: str, answered: float | None, others: float, written: list[str]
) -> None:
    row = {"figure": figure, "answered": answered, "others": others}
    cells = _row(Reader("id", "IDR", 0), row, _COLUMNS, ())
    assert [cells[column] for column in _COLUMNS[1:]] == written


def test_a_share_beside_counts_makes_no_mean_of_them() -> None:
    row = {"figure": "orders", "now": 45.0, "change": 0.5}
    cells = _row(Reader("en", "USD"), row, ("figure", "now", "change"), {"change"})
    assert cells["now"] == "45"
    assert cells["change"] == "50%"
