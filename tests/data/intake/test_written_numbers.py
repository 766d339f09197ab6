"""`1.250` in a text is a thousand or one and a quarter, whatever kind of file holds the text."""

import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

ROWS = {
    "order_id": ["A1", "A2"],
    "customer_id": ["C1", "C2"],
    "order_date": ["2025-12-31", "2025-12-30"],
    "product_id": ["P1", "P2"],
    "quantity": [1, 2],
}
KINDS = ("csv", "parquet", "sqlite", "xlsx")


def written(folder: Path, kind: str, amounts: list[Any]) -> Path:
    """A file of two sales, with the amounts as they are: texts or numbers."""
    frame, path = pl.DataFrame({**ROWS, "amount": amounts}), folder / f"sales.{kind}"
    if kind == "csv":
        frame.write_csv(path)
    elif kind == "parquet":
        frame.write_parquet(path)
    elif kind == "sqlite":
        connection = sqlite3.connect(path)
        connection.execute(f"create table order_lines ({', '.join(frame.columns)})")
        marks = ", ".join("?" * frame.width)
        connection.executemany(f"insert into order_lines values ({marks})", frame.rows())  # noqa: S608
        connection.commit()
        connection.close()
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate([tuple(frame.columns), *frame.rows()]):
                for column, value in enumerate(row):
                    put = sheet.write_string if isinstance(value, str) else sheet.write_number
                    put(at, column, value)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_texts_that_may_be_thousands_are_asked_about(shop: Any, tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind, ["1.250", "12.500"])
    asked = shop.bring("order_lines", path)
    assert asked.status == "question"
    problem = asked.problems[0]
    assert (problem.code, problem.column) == ("E_AMBIGUOUS_NUMBER", "amount")
    assert problem.fields["cells"] == ["1.250", "12.500"]
    told = shop.bring("order_lines", path, answers={"E_AMBIGUOUS_NUMBER": "comma"})
    assert told.load.amount_total == Decimal(13_750)


@pytest.mark.parametrize("kind", KINDS)
def test_texts_that_can_only_be_thousands_are_read_so(shop: Any, tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind, ["1.250", "1.234.500"])
    assert shop.bring("order_lines", path).load.amount_total == Decimal(1_235_750)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_numbers_are_what_they_are(shop: Any, tmp_path: Path, kind: str) -> None:
    path = written(tmp_path, kind, [1.125, 12.625])
    assert shop.bring("order_lines", path).load.amount_total == Decimal("13.75")
