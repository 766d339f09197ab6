from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.conform import TableError, conform
from data.tables import CUSTOMERS, ORDER_LINES, TABLES, day_columns, stored_schema

ELEVEN = [
    "order_lines",
    "customers",
    "products",
    "interactions",
    "campaigns",
    "campaign_members",
    "opportunities",
    "contracts",
    "traits",
    "staff",
    "partners",
]


def test_eleven_tables_each_with_its_key_among_its_columns() -> None:
    assert list(TABLES) == ELEVEN
    for table in TABLES.values():
        assert {*table.key, *table.personal, *table.filled} <= table.columns.keys()
        assert not table.personal & {*table.key}


def test_every_time_and_date_has_a_day_number_of_its_own() -> None:
    assert day_columns(ORDER_LINES) == {
        "ordered_at": "day",
        "promised_at": "promised_day",
        "delivered_at": "delivered_day",
    }
    assert day_columns(CUSTOMERS)["joined_on"] == "joined_day"
    for table in TABLES.values():
        days = list(day_columns(table).values())
        assert len({*days, *table.columns}) == len(days) + len(table.columns)


@pytest.mark.parametrize("name", ELEVEN)
def test_no_rows_conform_to_the_stored_schema(name: str) -> None:
    table = TABLES[name]
    empty = conform(table, pl.DataFrame(schema=dict(table.columns)))
    assert list(empty.schema.items()) == list(stored_schema(table).items())


def test_money_is_exact_and_missing_columns_are_blank(lines: pl.DataFrame) -> None:
    shaped = conform(ORDER_LINES, lines)
    assert shaped["amount"].sum() == Decimal("1000000.0500")
    assert shaped["quantity"].sum() == Decimal("3.5000")
    assert shaped["fee"].null_count() == shaped.height
    assert shaped.schema["fee"] == pl.Decimal(20, 4)


def test_conforming_twice_changes_nothing(lines: pl.DataFrame) -> None:
    once = conform(ORDER_LINES, lines)
    assert conform(ORDER_LINES, once).equals(once)


@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)), st.times())
def test_day_counts_from_1970_by_the_wall_clock(day: date, time: object) -> None:
    at = datetime.combine(day, time)  # type: ignore[arg-type]
    row = {"order_id": "O", "line_no": 1, "ordered_at": at, "quantity": 1, "amount": 1}
    found = conform(ORDER_LINES, pl.DataFrame([row], schema_overrides={"ordered_at": pl.Datetime}))
    assert found["day"].to_list() == [(day - date(1970, 1, 1)).days]


def test_whole_numbers_become_ids_unchanged(lines: pl.DataFrame) -> None:
    numbered = lines.with_columns(order_id=pl.Series([1, 1, 2, 3, 4]))
    assert conform(ORDER_LINES, numbered)["order_id"].to_list() == ["1", "1", "2", "3", "4"]


REFUSED = {
    "no such column colour": {"colour": pl.lit("red")},
    r"order_lines.order_id is Float64": {"order_id": pl.lit(17850.0)},
    r"blank values in amount \(5 rows\)": {"amount": pl.lit(None)},
    r"blank values in ordered_at \(1 rows\)": {
        "ordered_at": pl.when(pl.col("line_no") == 1).then("ordered_at")
    },
    "5 rows say neither completed": {"status": pl.lit("paid")},
    "1 keys on more than one row, first order_id O1, customer_id C1, line_no 1": {
        "line_no": pl.lit(1)
    },
    "does not fit the type": {"amount": pl.lit("a lot")},
    "order_lines.ordered_at is Datetime": {"ordered_at": pl.lit(datetime(2025, 1, 1, tzinfo=UTC))},
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_does_not_fit_is_refused_by_name(message: str, lines: pl.DataFrame) -> None:
    if "ordered_at is" not in message and "ordered_at \\(" in message:
        lines = lines.head(3)
    with pytest.raises(TableError, match=message):
        conform(ORDER_LINES, lines.with_columns(**REFUSED[message]))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e17])
def test_no_amount_that_is_not_one(value: float, lines: pl.DataFrame) -> None:
    with pytest.raises(TableError, match="does not fit"):
        conform(ORDER_LINES, lines.with_columns(amount=pl.lit(value)))


def test_a_refusal_never_shows_the_value(people: pl.DataFrame) -> None:
    with pytest.raises(TableError) as refused:
        conform(CUSTOMERS, people.with_columns(joined_on=pl.col("email")))
    assert "ani@example.com" not in str(refused.value)
    assert refused.value.__suppress_context__


def test_anonymous_lines_of_one_order_are_told_apart_by_line(lines: pl.DataFrame) -> None:
    anonymous = lines.filter(pl.col("customer_id").is_null())
    with pytest.raises(TableError, match="customer_id None"):
        conform(ORDER_LINES, pl.concat([anonymous, anonymous]))
    two = pl.concat([anonymous, anonymous.with_columns(line_no=pl.lit(2, pl.Int64))])
    assert conform(ORDER_LINES, two).height == 2
