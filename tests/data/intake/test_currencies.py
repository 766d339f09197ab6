"""Money in another currency than the company's is loaded as it stands, but never without a word."""

from pathlib import Path
from typing import Any

import pytest

from data.intake.messages import say
from words import Reader


@pytest.mark.parametrize(
    ("company", "name", "cell", "told"),
    [
        ("IDR", "Unit Price (USD)", "50.00", "USD"),
        ("IDR", "Unit Price", "US$ 50.00", "USD"),
        ("USD", "Unit Price", "Rp 50.000", "IDR"),
        ("USD", "Harga (Rp)", "50000", "IDR"),
        ("IDR", "Harga (Rp)", "Rp 50.000", None),
        ("SGD", "Unit Price", "$50.00", None),  # a sign that several have
        ("SGD", "Unit Price (USD)", "$50.00", "USD"),
        ("USD", "Unit Price", "50.00", None),
    ],
)
def test_the_file_says_whose_money_it_is(
    shops: Any, tmp_path: Path, *, company: str, name: str, cell: str, told: str | None
) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        f"Order;Date;Customer ID;Product;Quantity;{name}\n"
        f"O1;2025-01-31;C1;P;2;{cell}\nO2;2025-01-31;C2;P;1;{cell}\n"
    )
    outcome = shops(company).bring("order_lines", path)
    assert (outcome.status, outcome.rows_accepted) == ("accepted", 2)
    found = [one for one in outcome.problems if one.code == "W_OTHER_CURRENCY"]
    assert [one.fields["value"] for one in found] == ([told] if told else [])
    for one in found:
        assert told in say(one, Reader("en"))
        assert company in say(one, Reader("id"))


def test_a_column_of_currencies(shops: Any, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_text(
        "Order,Date,Customer ID,Product,Quantity,Unit Price,Currency\n"
        "O1,2025-01-31,C1,P,2,50.00,EUR\nO2,2025-01-31,C2,P,1,40.00,EUR\n"
    )
    told = shops("USD").bring("order_lines", path)
    assert [one.code for one in told.problems] == ["W_OTHER_CURRENCY"]
    assert "W_OTHER_CURRENCY" not in [
        one.code for one in shops("EUR").bring("order_lines", path).problems
    ]
