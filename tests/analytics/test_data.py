"""What is there and what it opens, counted by hand on three small tables."""

from datetime import date

import polars as pl
import pytest

from analytics.data import Coverage, cover
from analytics.frames import COVERAGE, FrameError

NEEDS = {
    "overview": ("order_lines",),
    "duplicates": ("order_lines", "customers"),
    "goods": ("products",),
}
DAYS = pl.DataFrame(
    {
        "table_name": ["order_lines"],
        "first_day": [date(2025, 1, 1)],
        "last_day": [date(2025, 2, 1)],
    }
)
ROWS = [
    ("products", "product_id", "observed", 0, 0),
    ("order_lines", "order_id", "observed", 4, 4),
    ("order_lines", "fee", "observed", 4, 1),
    ("order_lines", "region", "observed", 4, 0),
    ("customers", "customer_id", "observed", 0, 0),
    ("traits", "value", "observed", 5, 2),
    ("traits", "value", "declared", 5, 3),
]


def made(rows: list[tuple[str, str, str, int, int]], *, sold: bool = True) -> Coverage:
    frame = pl.DataFrame(rows, schema=dict(COVERAGE.columns), orient="row")
    return cover(frame, DAYS, NEEDS, sold=sold)


def test_counted_by_hand() -> None:
    result = made(ROWS)
    assert dict(result.summary()) == {
        "tables": 2,
        "rows": 9,
        "columns_filled": 3,
        "columns": 6,
        "filled_share": pytest.approx((4 + 1 + 0 + 5) / (4 + 4 + 4 + 5)),
        "pages_open": 1,
        "pages": 3,
        "columns_blank": 1,
    }
    assert result.tables["table_name"].to_list() == [
        "order_lines",
        "traits",
        "products",
        "customers",
    ]
    lines = result.tables.row(0, named=True)
    assert (lines["rows"], lines["columns"], lines["columns_filled"]) == (4, 3, 2)
    assert lines["filled_share"] == pytest.approx(5 / 12)
    assert (lines["opens"], lines["first_day"], lines["last_day"]) == (
        1, date(2025, 1, 1), date(2025, 2, 1),
    )  # fmt: skip
    assert result.tables.row(2, named=True)["filled_share"] is None
    traits = result.columns.filter(table_name="traits")
    assert traits["filled_share"].to_list() == [0.4, 0.6]


def test_the_table_to_bring_next_opens_most_by_itself() -> None:
    result = made(ROWS)
    assert result.opened == ["overview"]
    assert result.opening().rows() == [("customers", 1), ("products", 1)]
    keys = [finding.key for finding in result.findings()]
    assert keys == ["data.find_tables", "data.find_opening", "data.find_blank"]
    assert result.findings()[1].fields == {"table_name": "customers", "opens": 1}
    both = made([("products", "product_id", "observed", 1, 1)])
    assert both.opening().height == 1  # duplicates lack two tables: neither opens it alone
    assert both.opening().row(0) == ("order_lines", 1)


def test_returns_alone_open_nothing_that_needs_sales() -> None:
    """The rows are counted as ever; no page opens by them, and it is said why."""
    result = made([*ROWS, ("products", "name", "observed", 2, 2)], sold=False)
    assert (result.opened, result.summary()["pages_open"]) == (["goods"], 1)
    assert dict(result.tables.select("table_name", "opens").iter_rows())["order_lines"] == 0
    assert result.summary()["rows"] == 4 + 2 + 5
    keys = [finding.key for finding in result.findings()]
    assert keys == ["data.find_tables", "data.find_no_sales", "data.find_blank"]
    assert not made([ROWS[0]], sold=False).unsold  # no lines at all: they are to be brought


def test_nothing_is_an_answer_too() -> None:
    result = made([("order_lines", "order_id", "observed", 0, 0)])
    assert [finding.key for finding in result.findings()] == ["data.find_nothing"]
    assert result.summary()["filled_share"] is None
    assert result.opened == []
    assert set(result.frames()) == {"tables", "columns", "pages"}


def test_a_column_twice_is_no_coverage() -> None:
    with pytest.raises(FrameError, match="coverage"):
        made([ROWS[1], ROWS[1]])
