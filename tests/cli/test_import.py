"""Files brought in by the command line: what it prints, how it ends, and the way back."""

import json
import sqlite3
from pathlib import Path

import polars as pl
import pytest

from data.workspace import open_workspace
from tests.cli.running import as_process, run

LINES = """No. Pesanan;Tanggal Pesanan;ID Pelanggan;Nama Pembeli;Kode Produk;Jumlah;Harga Satuan
PSN-1;31/12/2025;P-01;Ani;B1;2;Rp 1.250.000,50
PSN-1;31/12/2025;P-01;Ani;B2;1;Rp 10.000
PSN-2;02/01/2026;P-02;Budi;B1;1;salah
PSN-3;03/01/2026;;Citra;B1;3;Rp 5.000
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "penjualan.csv"
    path.write_text(LINES, encoding="utf-8")
    return path


def test_a_new_name_makes_the_company_and_rows_come_back_mended(file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    put = run(home, "import", str(file), "--company", "Toko Baru", "--table", "pesanan", "--json")
    assert put.code == 0
    assert put.plain["status"] == "accepted"
    assert (put.plain["rows_read"], put.plain["rows_accepted"]) == (4, 3)
    errors = [p for p in put.plain["problems"] if p["code"].startswith("E_")]
    assert [(p["line"], p["column"], p["code"]) for p in errors] == [(4, "Harga Satuan", "E_TYPE")]
    load = put.plain["load"]

    again = run(home, "import", str(file), "--company", "toko-baru", "--table", "order_lines")
    assert again.code == 0
    listed = run(home, "loads", "--company", "Toko Baru", "--json").plain["loads"]
    assert [(one["load"], one["state"]) for one in listed] == [(load, "live")]
    assert listed[0]["amount_total"] == "2525001.0000"

    aside = tmp_path / "aside.csv"
    assert run(home, "quarantine", load[:8], "--out", str(aside), "--language", "id").code == 0
    assert "tidak cocok untuk kolom ini" in aside.read_text("utf-8-sig")
    aside.write_text(aside.read_text("utf-8").replace("salah", "Rp 7.000"), "utf-8")
    mended = run(
        home, "import", str(aside), "--company", "toko-baru", "--table", "order_lines", "--json"
    )
    assert mended.plain["rows_accepted"] == 1, mended.out

    assert run(home, "undo", load).code == 0
    states = run(home, "loads", "--company", "toko-baru", "--json").plain["loads"]
    assert {one["load"]: one["state"] for one in states}[load] == "gone"


def test_what_is_there_already_is_said_to_be(file: Path, tmp_path: Path) -> None:
    command = ("import", str(file), "--company", "Toko Baru", "--table", "order_lines")
    put = run(tmp_path / "home", *command, "--json").plain
    again = run(tmp_path / "home", *command, "--json").plain
    assert (put.pop("again"), again.pop("again")) == (False, True)
    assert put["load"] == again["load"]
    told = run(tmp_path / "home", *command, "--language", "id")
    assert (told.code, told.out.startswith("Isi yang sama sudah ada")) == (0, True)


def test_a_question_ends_in_3_and_is_answered(tmp_path: Path) -> None:
    home, path = tmp_path / "home", tmp_path / "us.csv"
    path.write_text(
        "order_id,customer_id,order_date,product_id,quantity,unit_price\n"
        "1,A,01/02/2025,P,1,5.25\n2,B,03/04/2025,P,1,6.50\n"
    )
    arguments = ["import", str(path), "--company", "kiosk", "--table", "order_lines"]
    asked = run(home, *arguments, "--json")
    assert (asked.code, asked.plain["status"]) == (3, "question")
    assert asked.plain["problems"][0]["code"] == "E_AMBIGUOUS_DATE"
    assert run(home, "companies", "--json").plain["companies"] == []
    recipe = tmp_path / "recipe.toml"
    told = run(
        home, *arguments, "--answer", "E_AMBIGUOUS_DATE=mdy", "--recipe-out", str(recipe), "--json"
    )
    assert told.code == 0
    assert "mdy" in recipe.read_text()
    path.write_text(path.read_text().replace("\n1,", "\n3,").replace("\n2,", "\n4,"))
    assert run(home, *arguments, "--json").code == 0  # the earlier recipe is used
    workspace = open_workspace(home)
    frames = [pl.read_parquet(p) for p in workspace.snapshots.glob("*/order_lines.parquet")]
    workspace.close()
    assert {f["ordered_at"].dt.month().max() for f in frames} == {3}


def test_a_rejection_ends_in_4_in_the_readers_language(tmp_path: Path) -> None:
    path = tmp_path / "kosong.csv"
    path.write_text("order_id,customer_id,order_date,quantity,unit_price\n1,A,2025-01-01,1,5\n")
    arguments = ["import", str(path), "--company", "kiosk", "--table", "order_lines"]
    refused = as_process(tmp_path / "home", *arguments, "--language", "id")
    assert refused.code == 4
    assert "product_id tidak ada" in refused.out
    plain = json.loads(run(tmp_path / "home", *arguments, "--json").out)
    assert plain["problems"][0]["code"] == "E_MISSING_COLUMN"


def test_what_is_not_there_is_named(tmp_path: Path, file: Path) -> None:
    home = tmp_path / "home"
    wrong = run(home, "import", str(file), "--company", "kiosk", "--table", "custmers")
    assert wrong.code == 2
    assert "customers" in wrong.err
    part = ["--set", "Jumlah=qantity"]
    named = run(home, "import", str(file), "--company", "kiosk", "--table", "order_lines", *part)
    assert named.code == 2
    assert "quantity" in named.err
    assert run(home, "undo", "nothing").code == 2


def test_a_period_is_replaced_and_named_in_full_or_not_at_all(file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    whole = ["--company", "toko", "--table", "order_lines", "--json"]
    assert run(home, "import", str(file), *whole).code == 0
    year = tmp_path / "januari.csv"
    head = LINES.splitlines()[0]
    year.write_text(f"{head}\nPSN-9;02/01/2026;P-02;Budi;B1;1;Rp 9.000\n", encoding="utf-8")
    days = ["--from", "2026-01-01", "--to", "2026-01-31"]
    for wrong in (days, ["--mode", "period", *days[:2]], ["--mode", "week"]):
        assert run(home, "import", str(year), *whole, *wrong).code == 2
    short = [*days[:3], "2026-01-01"]
    refused = run(home, "import", str(year), *whole, "--mode", "period", *short)
    assert (refused.code, refused.plain["problems"][0]["code"]) == (4, "E_PERIOD")
    done = run(home, "import", str(year), *whole, "--mode", "period", *days)
    assert (done.code, done.plain["rows_accepted"]) == (0, 1)
    listed = run(home, "loads", "--company", "toko", "--json").plain["loads"]
    assert [(one["mode"], one["state"]) for one in listed] == [
        ("period", "live"),
        ("append", "in_part_live"),
    ]
    assert listed[0]["period"] == ["2026-01-01", "2026-01-31"]
    assert "some days replaced" in run(home, "loads", "--company", "toko").out
    goods = tmp_path / "produk.csv"
    goods.write_text("product_id,name\nB1,Kopi\n")
    arguments = ["--company", "toko", "--table", "products", "--mode", "period", "--json"]
    refused = run(home, "import", str(goods), *arguments)
    assert (refused.code, refused.plain["problems"][0]["code"]) == (4, "E_NO_DAY")


def test_a_source_is_listed_and_refreshed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert "sources.toml" in run(home, "sources").out
    with sqlite3.connect(tmp_path / "shop.sqlite") as shop:
        shop.execute("create table goods as select 'P1' as product_id, 'Kopi' as name")
    shop.close()
    (home / "sources.toml").write_text(
        f'[shop]\nurl = "sqlite:///{tmp_path}/shop.sqlite"\ncompany = "toko"\n'
        '[shop.tables.products]\nfrom = "goods"\n[shop.tables.customers]\nfrom = "nobody"\n'
    )
    done = run(home, "refresh", "shop", "--table", "products", "--json")
    assert (done.code, done.plain["status"], done.plain["rows_accepted"]) == (0, "accepted", 1)
    both = run(home, "refresh", "shop", "--json")
    assert (both.code, both.plain["status"]) == (4, "rejected")
    assert [part["status"] for part in both.plain["tables"]] == ["accepted", "rejected"]
    assert both.plain["problems"][0]["code"] == "E_SOURCE_QUERY"
    listed = run(home, "sources", "--json").plain["sources"]
    assert [(row["table"], row["status"]) for row in listed] == [
        ("products", "accepted"),
        ("customers", "rejected"),
    ]
    assert "shop" in run(home, "refresh", "nothing").err
    assert run(home, "refresh", "shop", "--table", "staff").code == 2
    assert "sqlite:" not in done.out + both.out + run(home, "sources").out
