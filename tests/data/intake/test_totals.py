"""A column called `Total` beside prices: the line's amount or the order's, as its values tell."""

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data.intake.messages import say
from words import Reader

HEADER = "Order,Date,Customer ID,Product,Quantity,Unit Price,Total\n"
DISCOUNTED = [  # the second and third for less than quantity × price
    ("F1", "A1", "B1", 2, 10_000, 20_000),
    ("F1", "A1", "B2", 1, 15_000, 14_000),
    ("F2", "A2", "B1", 3, 10_000, 28_500),
    ("F2", "A2", "B1", -1, 10_000, -10_000),
]
OF_ORDERS = [  # the second order for 3,000 less than its lines; the third with 500 on top
    ("F1", "A1", "B1", 2, 10_000, 35_000),
    ("F1", "A1", "B2", 1, 15_000, 35_000),
    ("F2", "A2", "B1", 3, 10_000, 57_000),
    ("F2", "A2", "B2", 2, 15_000, 57_000),
    ("F3", "A2", "B2", 2, 15_000, 30_500),
]


def written(rows: list[tuple[Any, ...]], header: str = HEADER) -> str:
    lines = [f"{order},2025-01-31,{','.join(str(c) for c in cells)}" for order, *cells in rows]
    return header + "\n".join(lines) + "\n"


def brought(shop: Any, folder: Path, text: str, **wishes: dict[str, str]) -> Any:
    path = folder / "orders.csv"
    path.write_text(text)
    outcome = shop.bring("order_lines", path, **wishes)
    assert outcome.status == "accepted", outcome.problems
    return outcome


def part_of(outcome: Any, column: str) -> tuple[str, str]:
    return next(
        (one["part"], one["reason"]) for one in outcome.about["columns"] if one["column"] == column
    )


def warned(outcome: Any) -> list[tuple[str | None, dict[str, Any]]]:
    return [(one.column, one.fields) for one in outcome.problems if one.code == "W_TOTAL"]


@pytest.mark.parametrize("name", ["Total", "Jumlah", "Total Belanja"])
def test_what_differs_from_line_to_line_is_the_lines_amount(
    shops: Any, tmp_path: Path, name: str
) -> None:
    """The same as under a name that says so: values, problems, columns, and the next file's too."""
    shop = shops("USD")
    named = brought(shop, tmp_path, written(DISCOUNTED, HEADER.replace("Total", "Subtotal")))
    other = shops("USD")
    found = brought(other, tmp_path, written(DISCOUNTED, HEADER.replace("Total", name)))
    assert found.load.amount_total == named.load.amount_total == Decimal(52_500)
    assert other.rows(found).equals(shop.rows(named))
    assert part_of(found, name) == ("amount", "values")
    assert (found.problems, found.counts) == (named.problems, named.counts)
    assert [one["part"] for one in found.about["formats"] if one["column"] == name] == ["amount"]
    later = [(f"G{order}", *cells) for order, *cells in DISCOUNTED[1:3]]
    again = brought(other, tmp_path, written(later, HEADER.replace("Total", name)))
    assert again.load.amount_total == Decimal(42_500)  # one line an order: only the recipe knows
    assert part_of(again, name) == ("amount", "given")


def test_prices_after_discount_too(shops: Any, tmp_path: Path) -> None:
    header = HEADER.replace("Unit Price", "Harga Jual")
    found = brought(shops("USD"), tmp_path, written(DISCOUNTED, header))
    assert found.load.amount_total == Decimal(52_500)


def test_one_line_in_a_hundred_may_be_odd(shops: Any, tmp_path: Path) -> None:
    """A blank total is set aside as under `Subtotal`; a blank price is then no matter."""
    dice = random.Random(3)  # noqa: S311 - the same file every time
    rows = []
    for number in range(240):
        quantity, price = dice.randint(1, 5), dice.randint(1, 40) * 250
        rows.append([f"F{number // 3}", "A", f"B{number % 3}", quantity, price, quantity * price])
    rows[7][5] = ""
    rows[9][5] += 700
    rows[11][4] = ""
    text = [written([tuple(row) for row in rows], HEADER.replace("Total", n)) for n in NAMES]
    found, named = (brought(shops("USD"), tmp_path, one) for one in text)
    assert found.counts == named.counts == {"E_NULL": 1}
    assert found.load.amount_total == named.load.amount_total


NAMES = ("Total", "Subtotal")


def test_the_total_of_an_order_stays_one_and_what_it_does_not_tell_is_said(
    shops: Any, tmp_path: Path
) -> None:
    found = brought(shops("USD"), tmp_path, written(OF_ORDERS))
    assert found.load.amount_total == Decimal(35_000 + 60_000 + 30_000)
    assert part_of(found, "Total") == ("order_total", "name")
    assert warned(found) == [("Total", {"rows": 3, "difference": "3500.0000"})]
    problem = next(one for one in found.problems if one.code == "W_TOTAL")
    assert "3 rows" in say(problem, Reader("en"))
    assert "3,500 " in say(problem, Reader("en"))
    assert "3.500 " in say(problem, Reader("id"))
    assert found.counts["W_TOTAL"] == 3


def test_the_total_on_the_first_line_of_each_order(shops: Any, tmp_path: Path) -> None:
    rows = [OF_ORDERS[0], (*OF_ORDERS[1][:5], ""), OF_ORDERS[2], (*OF_ORDERS[3][:5], "")]
    found = brought(shops("USD"), tmp_path, written(rows))
    assert found.load.amount_total == Decimal(95_000)
    assert warned(found) == [("Total", {"rows": 2, "difference": "3000.0000"})]


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        (OF_ORDERS[:2], HEADER),  # an order's total that is its lines' sum
        ([(*row[:5], row[3] * row[4]) for row in DISCOUNTED], HEADER),  # as the lines come to
        ([("F1", "A", "B", 1, 10_000, 10_000)] * 2, HEADER),  # equal lines: no order's total
        (OF_ORDERS, HEADER.replace("Total", "Order Total")),  # the name says what it is of
    ],
)
def test_nothing_is_said_where_there_is_nothing_to_tell(
    shops: Any, tmp_path: Path, rows: list[tuple[Any, ...]], header: str
) -> None:
    assert warned(brought(shops("USD"), tmp_path, written(rows, header))) == []


def test_what_is_above_the_price_is_not_taken_for_the_amount(shops: Any, tmp_path: Path) -> None:
    """A total with tax on top: the revenue stays without, and the difference is told."""
    rows = [(*row[:5], row[3] * row[4] * 111 // 100) for row in DISCOUNTED]
    found = brought(shops("USD"), tmp_path, written(rows))
    assert found.load.amount_total == Decimal(55_000)
    assert warned(found) == [("Total", {"rows": 4, "difference": "8250.0000"})]


def test_who_says_it_is_the_orders_is_believed_and_warned(shops: Any, tmp_path: Path) -> None:
    columns = {"Total": "order_total"}
    found = brought(shops("USD"), tmp_path, written(DISCOUNTED), columns=columns)
    assert found.load.amount_total == Decimal(55_000)
    assert warned(found) == [("Total", {"rows": 2, "difference": "2500.0000"})]


BACK = "Order,Date,Customer ID,Product,Quantity,Unit Price,Discount"


@pytest.mark.parametrize(
    ("header", "cells", "amount", "discount"),
    [
        (BACK, "-3,7500,500", -22_000, -500),
        (BACK, "-3,7500,-500", -22_000, -500),
        (f"{BACK},Amount", "-3,7500,500,-22000", -22_000, -500),
        (f"{BACK},Amount", "-3,7500,500,-23000", -23_000, 500),  # the file's own word
    ],
)
def test_a_discount_makes_the_refund_smaller_as_it_made_the_price(
    shops: Any, tmp_path: Path, *, header: str, cells: str, amount: int, discount: int
) -> None:
    sold = "1,2025-01-31,C,P,3,7500,500" + (",22000" if "Amount" in header else "")
    text = f"{header}\n{sold}\n2,2025-02-03,C,P,{cells}\n"
    shop = shops("USD")
    rows = shop.rows(brought(shop, tmp_path, text)).sort("order_id")
    assert rows["amount"].to_list() == [22_000, amount]
    assert rows["discount"].to_list() == [500, discount]
    assert rows.schema["discount"] == pl.Decimal(20, 4)


@pytest.mark.parametrize(
    ("cells", "unused"),
    [
        ("B1,Kopi,35000", {"Total", "Name", "Mail"}),
        (",Kopi,35000", {"Total", "Mail"}),  # a name stands in for the code that is blank
        ("B1,Kopi,20000", {"Name", "Mail"}),  # what the line came to
    ],
)
def test_what_is_stored_nowhere_is_named(
    shops: Any, tmp_path: Path, cells: str, unused: set[str]
) -> None:
    text = "Order,Date,User,Mail,Quantity,Unit Price,SKU,Name,Total\n"
    text += f"1,2025-01-31,ani,a@b.id,2,10000,{cells}\n"
    text += "1,2025-01-31,ani,a@b.id,1,15000,B2,Teh,35000\n".replace(
        "35000", "35000" if cells.endswith("35000") else "15000"
    )
    columns = {"User": "username", "Mail": "email", "Name": "product_name"}
    found = brought(shops("USD"), tmp_path, text, columns=columns)
    assert set(found.about["unused"]) == unused
