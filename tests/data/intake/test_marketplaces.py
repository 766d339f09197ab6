"""Rows under the headers of real exports come in as a shopkeeper would count them."""

import csv
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

HEADERS = Path("../shared/data/export-headers")
pytestmark = pytest.mark.skipif(not HEADERS.exists(), reason=f"there is no {HEADERS}")

Row = Mapping[str, str]
Export = Callable[[str, Sequence[Row]], Path]

SHOPEE: Row = {
    "No. Pesanan": "2512010ABCDE1", "Status Pesanan": "Selesai", "Opsi Pengiriman": "Reguler",
    "Pesanan Harus Dikirimkan Sebelum": "2025-12-03 23:59",
    "Waktu Pesanan Dibuat": "2025-12-01 10:01", "SKU Induk": "BTK", "Nama Produk": "Kain Batik",
    "Nomor Referensi SKU": "BTK-01", "Harga Awal": "1.150.000", "Harga Setelah Diskon": "125.000",
    "Jumlah": "2", "Returned quantity": "0", "Subtotal Pesanan": "250.000",
    "Total Diskon": "2.050.000", "Total Pembayaran": "260.000", "Username (Pembeli)": "ani_99",
    "Nama Penerima": "A*****i", "No. Telepon": "******12", "Provinsi": "JAWA BARAT",
    "Waktu Pesanan Selesai": "2025-12-06 09:00",
}  # fmt: skip
TOKOPEDIA: Row = {
    "Nomor Invoice": "INV/20251213/MPL/3001", "Tanggal Pembayaran": "13-12-2025 10:05:00",
    "Status Terakhir": "Pesanan Selesai", "Tanggal Pesanan Selesai": "05-01-2026 10:05:00",
    "Nama Produk": "Kain Batik", "Nomor SKU": "BTK-01", "Jumlah Produk Dibeli": "2",
    "Harga Awal (IDR)": "150000", "Harga Jual (IDR)": "125000", "Nama Kurir": "JNE",
    "Nama Penerima": "Ani", "No Telp Penerima": "628123456789", "Provinsi": "Jawa Barat",
}  # fmt: skip
TIKTOK: Row = {
    "Order ID": "577123456789012345", "Order Status": "Selesai", "SKU ID": "172938475610293847",
    "Seller SKU": "BTK-01", "Product Name": "Kain Batik", "Quantity": "4",
    "Sku Quantity of return": "1", "SKU Unit Original Price": "150000",
    "SKU Subtotal Before Discount": "600000", "SKU Seller Discount": "100000",
    "SKU Subtotal After Discount": "500000", "Order Amount": "509000",
    "Created Time": "13/12/2025 10:01:00", "Delivered Time": "16/12/2025 10:05:00",
    "Buyer Username": "ani_99", "Phone #": "(+62)812****5678", "Province": "Bali",
}  # fmt: skip
SHOPIFY: Row = {
    "Name": "#1001", "Email": "ani@example.com", "Financial Status": "paid", "Currency": "USD",
    "Subtotal": "45.00", "Shipping": "5.00", "Taxes": "4.50", "Total": "54.50",
    "Discount Amount": "5.00", "Created at": "2025-12-01 10:01:00 +0700",
    "Lineitem quantity": "2", "Lineitem name": "Batik", "Lineitem price": "15.00",
    "Lineitem sku": "BTK-01", "Lineitem discount": "0.00", "Shipping Province": "JB",
    "Shipping Province Name": "West Java", "Source": "web",
}  # fmt: skip
WOOCOMMERCE: Row = {
    "order_id": "101", "order_date": "2025-12-01 10:01:00", "status": "completed",
    "discount_total": "5000", "order_total": "116000", "order_currency": "IDR",
    "customer_id": "12", "customer_email": "ani@example.com",
}  # fmt: skip


@pytest.fixture
def export(tmp_path: Path) -> Export:
    def write(name: str, rows: Sequence[Row]) -> Path:
        with (HEADERS / f"{name}.header.csv").open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        path = tmp_path / f"{name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write


def _lines(shop: Any, path: Path) -> tuple[Any, pl.DataFrame]:
    outcome = shop.bring("order_lines", path)
    assert outcome.status == "accepted", outcome.problems
    assert outcome.rows_quarantined == 0, outcome.problems
    return outcome, shop.rows(outcome).sort("order_id", "line_no")


def test_shopee(shop: Any, export: Export) -> None:
    gone: Row = {**SHOPEE, "No. Pesanan": "2512010ABCDE2", "Returned quantity": "2"}
    called_off: Row = {**SHOPEE, "No. Pesanan": "2512010ABCDE3", "Status Pesanan": "Batal"}
    outcome, rows = _lines(shop, export("shopee_id_orders", [SHOPEE, gone, called_off]))
    assert rows["order_id"].str.tail(1).to_list() == ["1", "2", "2", "3"]
    assert rows["line_no"].to_list() == [1, -1, 1, 1]
    assert rows["amount"].to_list() == [250_000, -250_000, 250_000, 250_000]  # of the goods
    assert rows["quantity"].to_list() == [2, -2, 2, 2]
    assert rows["discount"][0] == 2 * (1_150_000 - 125_000)
    assert rows["status"].to_list() == ["completed", "returned", "completed", "cancelled"]
    assert (outcome.rows_read, outcome.rows_accepted) == (3, 3)  # what was made is no row read
    assert (outcome.load.rows_accepted, outcome.load.rows_held) == (3, 4)
    again, _ = _lines(shop, export("shopee_id_orders", [SHOPEE, gone, called_off]))
    assert again.load.id == outcome.load.id
    assert outcome.counts["W_RETURNED"] == 1
    assert outcome.about["customers"] == {
        "from": "username", "column": "Username (Pembeli)", "customers": 1,
    }  # fmt: skip
    assert rows.select("product_id", "region").row(0) == ("BTK-01", "JAWA BARAT")


def test_shopee_asks_once_for_all_its_numbers(shop: Any, export: Export) -> None:
    small: Row = {**SHOPEE, "Harga Awal": "150.000", "Total Diskon": "50.000"}
    path = export("shopee_id_orders", [small])
    asked = shop.bring("order_lines", path)
    assert [(p.code, p.fields["choices"]) for p in asked.problems] == [
        ("E_AMBIGUOUS_NUMBER", "comma, dot")  # rupiahs have no three decimals
    ]
    answer = {f"E_AMBIGUOUS_NUMBER:{asked.problems[0].column}": "comma"}
    told = shop.bring("order_lines", path, answers=answer)
    assert shop.rows(told).select("amount", "unit_price").row(0) == (250_000, 150_000)


def test_tokopedia(shop: Any, export: Export) -> None:
    masked: Row = {
        **TOKOPEDIA, "Nomor Invoice": "INV/20251214/MPL/3002", "No Telp Penerima": "62812****6789",
    }  # fmt: skip
    outcome, rows = _lines(shop, export("tokopedia_orders", [TOKOPEDIA, masked]))
    assert rows["amount"].to_list() == [Decimal(250_000)] * 2
    # 05-01 alone tells no order of day and month: the other date of the file does
    assert str(rows["delivered_at"][0]) == "2026-01-05 10:05:00"
    assert rows["customer_id"].is_null().to_list() == [False, True]  # what is masked is no key
    assert outcome.about["customers"]["from"] == "phone"


def test_tiktok_shop(shop: Any, export: Export) -> None:
    without: Row = {**TIKTOK, "Order ID": "577123456789012346", "Sku Quantity of return": "4"}
    outcome, rows = _lines(shop, export("tiktokshop_orders", [TIKTOK, without]))
    part, first, whole, gone = rows.iter_rows(named=True)
    assert (first["quantity"], first["amount"], first["discount"]) == (4, 500_000, 100_000)
    assert (part["quantity"], part["amount"], part["discount"]) == (-1, -125_000, -25_000)
    assert (gone["amount"], whole["amount"], whole["status"]) == (500_000, -500_000, "returned")
    assert outcome.counts["W_RETURNED_PART"] == outcome.counts["W_RETURNED"] == 1
    assert (first["order_id"], first["product_id"]) == ("577123456789012345", "BTK-01")
    assert outcome.about["customers"]["from"] == "username"


def test_shopify(shops: Callable[[str], Any], export: Export) -> None:
    second: Row = {
        "Name": "#1001", "Email": "ani@example.com", "Lineitem quantity": "1",
        "Lineitem name": "Scarf", "Lineitem price": "20.00", "Lineitem sku": "SCF",
        "Lineitem discount": "0.00",
    }  # fmt: skip
    back: Row = {**SHOPIFY, "Name": "#1002", "Financial Status": "refunded", "Subtotal": "30.00"}
    some: Row = {
        **SHOPIFY, "Name": "#1003", "Financial Status": "partially_refunded", "Subtotal": "30.00",
    }  # fmt: skip
    path = export("shopify_orders_export", [SHOPIFY, second, back, some])
    outcome, rows = _lines(shops("USD"), path)
    assert outcome.about["filled_down"] == 1
    # 2 × 15 + 1 × 20 came to 45: the order's discount of 5 is on both lines, by their amounts
    assert rows["amount"].to_list() == [27, 18, -30, 30, 30]
    assert rows["discount"].to_list() == [3, 2, 0, 0, 0]
    assert rows["status"].to_list() == ["completed"] * 2 + ["returned"] * 2 + ["completed"]
    assert rows["customer_id"].n_unique() == 1
    assert rows["region"][0] == "West Java"
    parts = {one["part"]: one["column"] for one in outcome.about["columns"]}
    assert "amount" not in parts
    assert parts["order_id"] == "Name"


def test_woocommerce(shop: Any, export: Export) -> None:
    def order(number: str, customer: str, email: str) -> Row:
        return {
            **WOOCOMMERCE, "order_id": number, "customer_id": customer, "customer_email": email,
        }  # fmt: skip

    rows = [
        WOOCOMMERCE,
        order("102", "0", "guest@example.com"),
        order("103", "0", "other@example.com"),
        order("104", "0", "ANI@example.com"),
        order("105", "0", ""),
    ]
    outcome, read = _lines(shop, export("woocommerce_orders", rows))
    who = read["customer_id"].to_list()
    assert (who[0], who[3], who[4]) == ("12", "12", None)  # 0 is no customer, but a guest
    assert who[1].startswith("e-")
    assert outcome.about["customers"]["customers"] == 3
    assert outcome.about["grain"] == "order"
    assert read["amount"].to_list() == [Decimal(116_000)] * 5


def test_hubspot_and_salesforce(shop: Any, export: Export) -> None:
    person: Row = {"First Name": "Ani", "Last Name": "W", "Email": "ani@example.com"}
    hub: Row = {
        **person, "Record ID": "101", "Phone Number": "+62812345678", "Create Date": "2025-12-01",
        "Contact Type": "B2C", "Lead Source": "Web", "Contact owner": "Tia",
    }  # fmt: skip
    outcome = shop.bring("customers", export("hubspot_contacts", [hub]))
    assert shop.rows(outcome).select(
        "customer_id", "customer_type", "acquisition_channel", "account_owner"
    ).row(0) == ("101", "B2C", "Web", "Tia")
    force: Row = {**person, "Mailing City": "Bandung", "Mailing State/Province": "Jawa Barat"}
    outcome = shop.bring("customers", export("salesforce_contacts_report", [force]))
    row = shop.rows(outcome).row(0, named=True)
    assert row["customer_id"].startswith("e-")
    assert (row["city"], row["home_region"]) == ("Bandung", "Jawa Barat")


def test_what_came_back_stands_beside_its_sale_whatever_the_lines_numbers(
    shop: Any, tmp_path: Path
) -> None:
    path = tmp_path / "given_back.csv"
    path.write_text(
        "order_id,line_no,customer_id,ordered_at,product_id,quantity,amount,cost,shipping,status\n"
        "O1,0,A,2025-05-01,P1,2,100,60,9,refunded\n"
        "O1,1,A,2025-05-01,P2,1,50,20,0,paid\n"
        "O2,-4,B,2025-05-02,P1,1,50,30,5,refunded\n"
        "O3,1,B,2025-05-03,P1,1,fifty,30,5,refunded\n"
    )
    columns = {"cost": "line_cost", "shipping": "shipping_cost"}
    outcome = shop.bring("order_lines", path, columns=columns)
    assert (outcome.rows_accepted, outcome.rows_quarantined) == (3, 1), outcome.problems
    assert (outcome.load.rows_accepted, outcome.load.rows_read) == (3, 4)
    back = shop.rows(outcome).filter(pl.col("quantity") < 0).sort("order_id")
    assert back["line_no"].to_list() == [-10, -6]  # below every number of the file
    assert back["amount"].to_list() == [-100, -50]
    assert back["line_cost"].to_list() == [-60, -30]
    assert back["shipping_cost"].to_list() == [None, None]  # it was paid all the same
    assert outcome.load.amount_total == 50
