"""Parts of the wizard without its page: words of all it can say, guesses, currencies, masks."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from data.intake import watch
from data.intake.synonyms import parts_in
from data.tables import STATUSES, TABLES
from ui import wizard_company, wizard_guesses, wizard_load, wizard_questions, wizard_rows
from ui.wizard_steps import STEPS
from words import LANGUAGES, messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_field_and_guess_has_words(language: str) -> None:
    known = messages(language)
    parts = {part for table in TABLES for part in parts_in(table)}
    wanted = [f"fields.{part}" for part in sorted(parts)]
    wanted += [f"data_tables.{table}{end}" for table in TABLES for end in ("", "_row")]
    guesses = {
        "step": STEPS,
        "ask": STEPS,
        "grain": ("line", "order", "row"),
        "customers": ("customer_id", "username", "email", "phone", "nothing"),
        "reason": ("name", "values", "given"),
        "status": (*STATUSES, "unknown"),
        "doing": (watch.FETCH, *watch.STEPS),
        "mode": wizard_load.MODES,
    }
    wanted += [f"bring_in.{kind}_{one}" for kind, ones in guesses.items() for one in ones]
    assert [key for key in wanted if key not in known] == []


def test_the_currency_that_a_file_shows() -> None:
    def about(*examples: str, columns: tuple[str, ...] = ()) -> dict[str, Any]:
        formats = [{"example": example, "kind": "number"} for example in examples]
        return {"formats": formats, "columns": [{"column": column} for column in columns]}

    shown: Callable[..., str | None] = wizard_company.shown_currency
    assert shown(about("Rp 1.234,00"), []) == "IDR"
    assert shown(about("1.50", "$ 2.00"), []) == "USD"
    assert shown(about("1.50", columns=("Harga (IDR)",)), []) == "IDR"
    assert shown(about("1.50", columns=("Tanggal Pesanan", "Nama Produk")), []) == "IDR"
    assert shown(about("1.50", columns=("Order Date",)), ["orders.csv"]) is None


def test_a_field_that_moves_leaves_the_column_it_had() -> None:
    before = pl.DataFrame({"column": ["A", "B", "C"], "part": ["order_id", "-", "status"]})
    moved = pl.DataFrame({"column": ["A", "B", "C"], "part": ["order_id", "status", "status"]})

    assert wizard_guesses._changed(before, moved) == {"C": "", "B": "status"}
    assert wizard_guesses._changed(before, before) == {}


def test_a_cell_is_shown_as_it_reads_in_other_encodings() -> None:
    assert wizard_questions._read_as("Êëèåíò", "cp1252", "cp1251") == "Клиент"
    assert wizard_questions._read_as("Êëèåíò", "cp1252", "utf-8") == ""
    assert wizard_questions._read_as("x", "no-such", "utf-8") == ""


def test_contacts_are_masked() -> None:
    assert wizard_rows.mask("Ani") == "A•••"
    assert wizard_rows.mask("") == wizard_rows.mask(None) == ""
