"""Exports of Odoo and Square come in by the names their public documentation gives the columns.

Odoo: documentation, Export and import data, template of quotations with order lines. Square: the
items detail report, as exported to CSV.
"""

from decimal import Decimal
from pathlib import Path
from typing import Any

ODOO = """\
Activities,Company,Customer,Order Date,Order Reference,Pricelist,Order Lines/Product Template,\
Order Lines/Quantity,Order Lines/Unit Price,Order Lines/Discount (%),Order Lines/Taxes
Call,Kedai,Sari,2025-12-01 10:37:22,S00003,Public,Meja,10,30.75,0,Tax 10%
,,,,,,Kursi,1,70,10,Tax 10%
,Kedai,Budi,2025-11-01 11:37:00,S00002,Public,Meja,24,75,0,Tax 10%
"""
SQUARE = """\
Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,\
Net Sales,Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,\
Dining Option,Customer ID,Customer Name,Customer Reference ID,Unit,Count
2025-08-15,14:00:05,Jakarta,Minuman,Kopi,2,Regular,K-1,,$7.00,-$1.00,$6.00,$0.00,T1,P1,Till,,,\
Payment,Gerai 1,,CU1,Ani,,ea,2
2025-08-16,09:30:00,Jakarta,Minuman,Kopi,-1,Regular,K-1,,-$3.50,$0.00,-$3.50,$0.00,T2,P2,Till,,,\
Refund,Gerai 1,,CU1,Ani,,ea,1
"""


def test_odoo_quotations_with_their_lines(shops: Any, tmp_path: Path) -> None:
    path = tmp_path / "odoo.csv"
    path.write_text(ODOO)
    outcome = shops("USD").bring("order_lines", path)
    assert (outcome.status, outcome.rows_accepted) == ("accepted", 3), outcome.problems
    parts = {one["part"]: one["column"] for one in outcome.about["columns"]}
    assert parts == {
        "order_id": "Order Reference",
        "ordered_at": "Order Date",
        "buyer_name": "Customer",
        "product_name": "Order Lines/Product Template",
        "quantity": "Order Lines/Quantity",
        "unit_price": "Order Lines/Unit Price",
        "discount_percent": "Order Lines/Discount (%)",
    }
    assert outcome.about["customers"]["customers"] == 0  # a name alone is no key
    assert outcome.about["filled_down"] == 1
    assert outcome.load.amount_total == Decimal("2170.50")


def test_square_items_with_a_refund(shops: Any, tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text(SQUARE)
    shop = shops("USD")
    outcome = shop.bring("order_lines", path)
    assert (outcome.status, outcome.rows_accepted) == ("accepted", 2), outcome.problems
    rows = shop.rows(outcome).sort("order_id")
    first, back = rows.row(0, named=True), rows.row(1, named=True)
    assert (first["order_id"], first["customer_id"], first["product_id"]) == ("T1", "CU1", "K-1")
    assert (first["amount"], first["discount"], first["quantity"]) == (6, 1, 2)
    assert str(first["ordered_at"]) == "2025-08-15 14:00:05"
    assert (first["status"], back["status"]) == ("completed", "returned")
    assert (back["amount"], back["quantity"]) == (Decimal("-3.50"), -1)
    assert (first["store"], first["channel"]) == ("Gerai 1", None)
