"""The wizard that brings files in: its steps, its words in both languages, and who may use it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from answers import opening
from data import companies, loads
from data.actor import LOCAL_OWNER, Actor, Role
from data.workspace import Workspace
from tests.pages.conftest import Visit, every_language, read
from ui import desk, wizard
from ui.wizard_steps import STEPS
from words import Reader


def orders(rows: int, *, head: str = "Order ID,Order Date,Customer ID,SKU,Qty,Unit Price") -> bytes:
    lines = [head]
    for number in range(rows):
        day = date(2025, 1, 1) + timedelta(days=number % 300)
        lines.append(f"O{number:04d},{day},C{number % 7},P{number % 3},2,10.50")
    return ("\n".join(lines) + "\n").encode()


def upload(visitor: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Choose files and wait until they are read."""
    box = visitor.get("file_uploader")[0]
    box.set_value([(name, content, "text/csv") for name, content in files])
    return settled(visitor.run())


def settled(visitor: AppTest) -> AppTest:
    for _ in range(300):
        reading = visitor.session_state["bring_in"].reading
        if reading is None or reading.wait(1.0):
            break
    visitor.run()
    assert not visitor.exception
    return visitor


def said(visitor: AppTest) -> str:
    """Everything that is written on the page."""
    kinds: list[Any] = [*visitor.markdown, *visitor.caption, *visitor.subheader, *visitor.title]
    kinds += [*visitor.success, *visitor.info, *visitor.warning, *visitor.error]
    return read("\n".join(str(one.value) for one in kinds))


def press(visitor: AppTest, key: str) -> AppTest:
    visitor.button(key=key).click()
    return settled(visitor.run())


@every_language
def test_seven_steps_wait_for_a_file(own: Workspace, visit: Visit, language: str) -> None:
    visitor = visit(own, "bring_in", language=language)
    words = Reader(language)

    assert not visitor.exception
    assert visitor.title[0].value == words.text("bring_in.title")
    for step in STEPS[:3]:
        assert words.text(f"bring_in.ask_{step}") in read(
            " ".join([*(e.label for e in visitor.expander), said(visitor)])
        )
    assert words.text("bring_in.waiting") in said(visitor)


@every_language
def test_a_clean_file_is_in_after_one_click(own: Workspace, visit: Visit, language: str) -> None:
    visitor = upload(visit(own, "bring_in", language=language), ("shop.csv", orders(40)))
    words = Reader(language)

    assert words.text("bring_in.understood_all", read="40", table=words.text(
        "data_tables.order_lines"
    )) in said(visitor)  # fmt: skip
    press(visitor, "bring_in_load_now")

    (company,) = companies.listing(own)
    (load,) = loads.live(own, company.name)
    assert (company.name, load.rows_accepted, load.rows_quarantined) == ("shop", 40, 0)
    assert words.text("bring_in.next_month") in said(visitor)
    assert visitor.query_params["company"] == "shop"
    assert not list((own.home / "incoming").iterdir())


@every_language
def test_a_file_of_returns_alone_opens_no_page_and_says_so(
    own: Workspace, visit: Visit, language: str
) -> None:
    """A file of 150, so that the first hundred rows do not tell; then a sale among them does."""
    words, content = Reader(language), orders(150).replace(b",2,10.50", b",-2,10.50")
    visitor = upload(visit(own, "bring_in", language=language), ("returns.csv", content))
    of_all = {"all": words.count(len(opening.ALL))}
    none, why = words.text("bring_in.opens", open="0", **of_all), words.text("data.find_no_sales")
    assert any(none in one.label for one in visitor.expander)
    assert why in said(visitor)
    press(visitor, "bring_in_load_now")
    assert why in said(visitor)
    (company,) = companies.listing(own)
    assert why in said(visit(own, "data", company=company.name, language=language))

    sale = content + b"O0999,2025-12-01,C1,P1,1,10.50\n"
    visitor = upload(visit(own, "bring_in", language=language), ("sales.csv", sale))
    assert why not in said(visitor)
    assert not any(none in one.label for one in visitor.expander)


@every_language
def test_an_indonesian_file_is_in_after_one_click(
    own: Workspace, visit: Visit, language: str
) -> None:
    head = "No. Pesanan;Tanggal Pesanan;Nama Pembeli;No. HP;Nama Barang;Jumlah;Harga Satuan"
    rows = [
        f"PSN-{day};{day}/12/2025;Ani {day};0812 3456 {day:04d};Kain batik;2;Rp 1.234.567,89"
        for day in range(1, 32)
    ]
    body = "\r\n".join([head, *rows]).encode("utf-8-sig")
    visitor = upload(visit(own, "bring_in", language=language), ("penjualan.csv", body))
    press(visitor, "bring_in_load_now")

    (company,) = companies.listing(own)
    (load,) = loads.live(own, company.name)
    assert (company.currency, load.rows_accepted, load.rows_quarantined) == ("IDR", 31, 0)
    assert load.amount_total == Decimal("1234567.89") * 2 * 31
    lines = pl.read_parquet(load.path(own))
    assert lines["ordered_at"].max() == datetime(2025, 12, 31)
    assert lines["customer_id"].n_unique() == 31


def test_the_same_file_twice_changes_nothing_and_says_so(own: Workspace, visit: Visit) -> None:
    visitor = upload(visit(own, "bring_in", language="en"), ("shop.csv", orders(40)))
    press(visitor, "bring_in_load_now")
    version = companies.version(own, "shop")
    upload(visitor, ("copy.csv", orders(40)))
    assert "already, read the same way" in said(visitor)  # before it is loaded
    press(visitor, "bring_in_load")

    assert companies.version(own, "shop") == version
    assert "The same file is in Shop already" in said(visitor)


def test_a_recipe_chosen_with_the_file_says_how_it_is_read(own: Workspace, visit: Visit) -> None:
    recipe = 'table = "order_lines"\n[columns]\n"Ref" = "order_id"\n"Unit Price" = "unit_cost"\n'
    recipe += '"Who" = "customer_id"\n"Paid" = "amount"\n"Order Date" = ""\n"Day" = "ordered_at"\n'
    body = b"Ref,Order Date,Day,Who,SKU,Qty,Unit Price,Paid\nA1,2024-01-01,2025-01-02,C1,P1,1,3,5\n"
    visitor = visit(own, "bring_in", language="en")
    upload(visitor, ("next.csv", body), ("how.toml", recipe.encode()))
    assert "read by the recipe" in said(visitor)
    press(visitor, "bring_in_load_now")
    (load,) = loads.live(own, "next")
    row = pl.read_parquet(load.path(own)).row(0, named=True)
    assert (row["order_id"], row["amount"], row["line_cost"]) == ("A1", 5, 3)
    assert row["ordered_at"].date() == date(2025, 1, 2)


@every_language
def test_a_recipe_that_is_none_is_refused(own: Workspace, visit: Visit, language: str) -> None:
    visitor = visit(own, "bring_in", language=language)
    upload(visitor, ("shop.csv", orders(4)), ("how.toml", b"table = 'nothing'"))
    assert Reader(language).text("intake.bad_recipe", message="")[:20] in said(visitor)
    assert not [one for one in visitor.button if one.key == "bring_in_load_now"]
    upload(visitor, ("how.toml", b"table = 'order_lines'"))
    assert Reader(language).text("bring_in.waiting") in said(visitor)


def test_two_tabs_do_not_make_one_company_twice(own: Workspace, visit: Visit) -> None:
    first, second = (
        upload(visit(own, "bring_in", language="en"), ("shop.csv", orders(40))) for _ in range(2)
    )
    press(first, "bring_in_load_now")
    press(second, "bring_in_load_now")
    assert "There is a company called “Shop” already" in said(second)
    assert (companies.names(own), companies.version(own, "shop")) == (["shop"], 1)


def test_a_load_is_taken_back_where_it_was_made(own: Workspace, visit: Visit) -> None:
    visitor = upload(visit(own, "bring_in", language="en"), ("shop.csv", orders(40)))
    press(visitor, "bring_in_load_now")
    press(visitor, "bring_in_undo")

    assert loads.live(own, "shop") == []
    assert "Taken back" in said(visitor)


@every_language
def test_a_question_is_asked_once(own: Workspace, visit: Visit, language: str) -> None:
    """03/04/2025 in every row: day or month first is the reader's to say."""
    rows = "Order ID,Order Date,Customer ID,SKU,Qty,Unit Price\n" + "".join(
        f"O{n},0{n % 9 + 1}/0{n % 7 + 1}/2025,C1,P1,1,10.50\n" for n in range(30)
    )
    visitor = upload(visit(own, "bring_in", language=language), ("shop.csv", rows.encode()))
    words = Reader(language)
    assert words.text("intake.question") in said(visitor)
    (asked,) = [radio for radio in visitor.radio if "AMBIGUOUS_DATE" in str(radio.key)]
    asked.set_value("mdy")
    (answer,) = [b for b in visitor.button if b.label == words.text("bring_in.answer")]
    answer.click()
    settled(visitor.run())

    assert words.text("intake.question") not in said(visitor)
    press(visitor, "bring_in_load_now")
    (load,) = loads.live(own, "shop")
    assert load.notes["recipe"]["answers"]["E_AMBIGUOUS_DATE:Order Date"] == "mdy"
    upload(visitor, ("next.csv", rows.replace("O", "N").replace("Nrder", "Order").encode()))
    assert words.text("intake.question") not in said(visitor)


WRONG: dict[str, tuple[str, bytes]] = {
    "E_BINARY": ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(200)),
    "E_EMPTY": ("nothing.csv", b""),
    "E_NO_ROWS": ("head.csv", b"Order ID,Order Date,Customer ID,SKU,Qty,Unit Price\n"),
    "E_DUP_HEADER": ("twice.csv", orders(3, head="Order ID,Order Date,SKU,SKU,Qty,Unit Price")),
}


@every_language
@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_file_is_refused_in_words(
    own: Workspace, visit: Visit, code: str, language: str
) -> None:
    visitor = upload(visit(own, "bring_in", language=language), WRONG[code])
    words = Reader(language)

    assert words.text("intake.rejected") in said(visitor)
    assert code in said(visitor) or "E_FORMAT" in said(visitor)
    assert not [b for b in visitor.button if str(b.key).startswith("bring_in_load")]
    assert companies.listing(own) == []


def test_rows_set_aside_are_shown_with_their_reason(own: Workspace, visit: Visit) -> None:
    bad = orders(40).replace(b"2025-01-05", b"2025-13-45")
    visitor = upload(visit(own, "bring_in", language="en"), ("shop.csv", bad))

    assert "39 of 40 rows can be loaded" in said(visitor)
    (aside,) = [t.value for t in visitor.dataframe if "Line" in t.value.columns]
    assert aside["Line"].to_list() == ["6"]
    assert "2025-12-31" in aside["What is wrong, and what to do"].to_list()[0]


def test_a_name_that_is_taken_is_said_before_anything_is_read(own: Workspace, visit: Visit) -> None:
    options = {"currency": "IDR", "decimals": 0, "timezone": "Asia/Jakarta"}
    for name, title in (("utara", "Utara"), ("selatan", "Selatan")):
        companies.create(own, LOCAL_OWNER, name, title=title, **options)
    visitor = upload(visit(own, "bring_in", language="en"), ("shop.csv", orders(40)))
    visitor.selectbox(key="bring_in_company_0").select("")
    settled(visitor.run())
    visitor.text_input[0].set_value("utara!")
    settled(visitor.run())

    assert "There is a company called “utara!” already" in said(visitor)
    assert not [b for b in visitor.button if str(b.key).startswith("bring_in_load")]


@every_language
def test_a_reading_is_called_off(
    own: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(wizard, "_PATIENCE", 0.0)
    visitor = visit(own, "bring_in", language=language)
    visitor.get("file_uploader")[0].set_value([("big.csv", orders(60_000), "text/csv")])
    visitor.run()
    visitor.button(key="bring_in_cancel").click()
    settled(visitor.run())

    assert Reader(language).text("bring_in.cancelled") in said(visitor)
    assert companies.listing(own) == []
    press(visitor, "bring_in_read_again")
    assert Reader(language).text("bring_in.cancelled") not in said(visitor)


def test_a_file_taken_away_leaves_nothing(own: Workspace, visit: Visit) -> None:
    visitor = upload(visit(own, "bring_in", language="en"), ("shop.csv", orders(40)))
    assert len(list((own.home / "incoming").iterdir())) == 2
    visitor.get("file_uploader")[0].clear()
    settled(visitor.run())

    assert list((own.home / "incoming").iterdir()) == []
    assert "Steps 4 to 7 follow" in said(visitor)


@every_language
def test_who_may_not_import_is_neither_offered_nor_let_in(
    own: Workspace, visit: Visit, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(desk, "actor", lambda: Actor("viewer", Role.VIEWER))
    visitor = visit(own, "bring_in", language=language)

    assert not visitor.get("file_uploader")


def test_no_text_of_a_file_is_markdown(own: Workspace, visit: Visit) -> None:
    evil = "[x](http://evil.example) <b>b</b> :material/bug_report: $a$"
    head = f"Order ID,Order Date,Customer ID,SKU,Qty,Unit Price,{evil}"
    rows = orders(40, head=head).decode().replace("10.50\n", "10.50,1\n")
    visitor = upload(visit(own, "bring_in", language="en"), (f"{evil[:20]}.csv", rows.encode()))
    raw = "\n".join(str(m.value) for m in [*visitor.markdown, *visitor.caption])

    assert "](http" not in raw
    assert "<b>" not in raw
    assert ":material/bug" not in raw
    assert evil in said(visitor)


@every_language
def test_what_helps_to_read_and_is_not_stored_is_not_called_used(
    own: Workspace, visit: Visit, language: str
) -> None:
    head = "Order ID,Order Date,Customer ID,SKU,Qty,Unit Price,Product Name,Buyer Name,Shade"
    rows = orders(40, head=head).decode().replace("10.50\n", "10.50,Kopi,Ani,red\n")
    visitor = upload(visit(own, "bring_in", language=language), ("orders.csv", rows.encode()))
    words = Reader(language)

    names = "Shade, Product Name, Buyer Name"
    assert words.text("bring_in.unused", count="3", names=names) in said(visitor)
    titles = [read(one.label) for one in visitor.expander]
    assert words.text("bring_in.guesses", columns="6") in titles
