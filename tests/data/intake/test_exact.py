"""Money that a file does not tell by the line is worked out exactly, and never by way of a float.

In each of these the same sum in floats, rounded to four decimals, comes to another number.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from data.intake.header import names
from data.intake.mapping import propose


def brought(shops: Any, folder: Path, text: str, **wishes: dict[str, str]) -> Any:
    path = folder / "orders.csv"
    path.write_text(text)
    shop = shops("USD")
    outcome = shop.bring("order_lines", path, **wishes)
    assert outcome.status == "accepted", outcome.problems
    return shop.rows(outcome).sort("line_no")


@pytest.mark.parametrize(
    ("price", "quantity", "share", "discount"),
    [
        ("6925.95", 5, "45.5", "15756.5363"),  # .53625
        ("1862.05", 2, "24.75", "921.7148"),  # .71475
        ("4648.86", 3, "64.75", "9030.4106"),  # .41055(5)
    ],
)
def test_a_discount_in_per_cent(
    shops: Any, tmp_path: Path, *, price: str, quantity: int, share: str, discount: str
) -> None:
    text = "Order,Date,Customer ID,Product,Quantity,Unit Price,Discount (%)\n"
    text += f"1,2025-01-31,C1,P,{quantity},{price},{share}\n2,2025-01-31,C2,P,1,1.00,0\n"
    rows = brought(shops, tmp_path, text)
    assert rows.filter(order_id="1")["discount"].to_list() == [Decimal(discount)]


@pytest.mark.parametrize(
    ("amount", "sold", "back", "returned"),
    [
        ("8141435.25", 80, 6, "610607.6438"),  # .64375
        ("6612080.01", 80, 18, "1487718.0023"),  # .00225
        ("4673292.89", 8, 1, "584161.6113"),  # .61125
    ],
)
def test_a_part_that_was_given_back(
    shops: Any, tmp_path: Path, *, amount: str, sold: int, back: int, returned: str
) -> None:
    text = "Order,Date,Customer ID,Product,Quantity,Amount,Returned quantity\n"
    text += f"1,2025-01-31,C1,P,{sold},{amount},{back}\n2,2025-01-31,C2,P,1,1.00,0\n"
    rows = brought(shops, tmp_path, text)
    below = rows.filter(order_id="1")["amount"].to_list()
    assert below == [-Decimal(returned), Decimal(amount)]


def test_a_discount_on_the_whole_order(shops: Any, tmp_path: Path) -> None:
    """Three lines of 160,000.00 together, for which 159,976.25 were paid."""
    text = "Order,Date,Customer ID,Product,Quantity,Amount,Goods\n"
    for product, amount in (("A", "98579.20"), ("B", "5867.24"), ("C", "55553.56")):
        text += f"1,2025-01-31,C1,{product},1,{amount},159976.25\n"
    columns = {"Goods": "goods_total"}
    rows = brought(shops, tmp_path, text, columns=columns)
    assert rows["amount"].to_list() == [
        Decimal("98564.5671"), Decimal("5866.3691"), Decimal("55545.3138"),
    ]  # fmt: skip
    assert rows["amount"].sum() == Decimal("159976.25")


LINES = ("Order", "Date", "Customer ID", "Product", "Quantity", "Unit Price")


@pytest.mark.parametrize(
    "name", ["Discount (%)", "Discount %", "DISKON (%)", "% Diskon", "Discount Percent", "Disc.%"]
)
def test_per_cent_are_no_money(name: str) -> None:
    sample = pl.DataFrame({c: ["1", "2"] for c in (*LINES, name)})
    assert propose([*LINES, name], sample, "order_lines", {}).columns["discount_percent"] == name
    both = [*LINES, "Discount", name]
    found = propose(both, sample.with_columns(Discount=pl.lit("3")), "order_lines", {}).columns
    assert (found["discount"], found["discount_percent"]) == ("Discount", name)
    assert names(both, "a.csv") == both  # they are two


def test_cells_in_per_cent_are_a_share(shops: Any, tmp_path: Path) -> None:
    text = "Order,Date,Customer ID,Product,Quantity,Unit Price,Discount\n"
    text += "1,2025-01-31,C1,P,2,50.00,10%\n1,2025-01-31,C1,Q,1,80.00,12.5 %\n"
    text += "2,2025-01-31,C2,P,1,70.00,\n"
    rows = brought(shops, tmp_path, text).sort("product_id", "order_id")
    assert rows["discount"].to_list() == [10, None, 10]
    assert rows["amount"].to_list() == [90, 70, 70]


@pytest.mark.parametrize(
    ("first", "second", "off"), [(0.1, 0.05, 10), (10, 5, 10), (1, 0, 1), (0.5, 2, 0.5)]
)
def test_per_cent_of_a_sheet(
    shops: Any, tmp_path: Path, *, first: float, second: float, off: float
) -> None:
    """A sheet that shows 10 % holds 0.1."""
    path = tmp_path / "orders.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*LINES, "Disc %"])
        for row, share in enumerate((first, second), 1):
            sheet.write_row(row, 0, [f"O{row}", "2025-01-31", "C1", "P", 2, 50, share])
    shop = shops("USD")
    rows = shop.rows(shop.bring("order_lines", path)).sort("order_id")
    assert rows["discount"].to_list()[0] == off


@pytest.mark.parametrize("name", ["Margin (%)", "Profit %", "Laba (%)"])
def test_a_margin_in_per_cent_is_no_profit(name: str) -> None:
    sample = pl.DataFrame({c: ["1", "2"] for c in (*LINES, name)})
    found = propose([*LINES, name], sample, "order_lines", {})
    assert found.unused == (name,)


@pytest.mark.parametrize("name", ["#", "№", "-", "…", "(IDR)"])
def test_a_column_named_by_a_sign_is_nothing_we_know(shops: Any, tmp_path: Path, name: str) -> None:
    """A number for each row is no subtotal to which the order's lines would be lowered."""
    text = f"{name},Order,Date,Customer ID,Product,Quantity,Unit Price\n"
    text += "1,O1,2025-01-31,C1,P,2,50.00\n2,O2,2025-02-28,C2,P,1,70.00\n"
    rows = brought(shops, tmp_path, text)
    assert rows["amount"].sum() == 170


def test_columns_named_by_signs_are_not_one() -> None:
    assert names(["#", "-", "No", "…"], "a.csv") == ["#", "-", "No", "…"]
