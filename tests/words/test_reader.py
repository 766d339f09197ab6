"""Every number as its reader writes it, in both languages and three currencies."""

import datetime as dt
import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from words import LANGUAGES, Reader, messages
from words.figures import FIGURES, Unit

NBSP = "\N{NO-BREAK SPACE}"
EN = {code: Reader("en", code, digits) for code, digits in (("USD", 2), ("IDR", 0), ("JPY", 0))}
ID = {code: Reader("id", code, digits) for code, digits in (("USD", 2), ("IDR", 0), ("JPY", 0))}


@pytest.mark.parametrize(
    ("reader", "value", "written"),
    [
        (EN["USD"], 1234.5, "$1,234.50"),
        (EN["USD"], Decimal("1234.5000"), "$1,234.50"),
        (EN["USD"], -12.3, "−$12.30"),
        (EN["USD"], 0, "$0.00"),
        (EN["USD"], -0.001, "$0.00"),
        (EN["USD"], -0.006, "−$0.01"),
        (ID["USD"], 1234.5, "US$1.234,50"),
        (EN["IDR"], 1234567, f"Rp{NBSP}1,234,567"),
        (ID["IDR"], 1234567, f"Rp{NBSP}1.234.567"),
        (ID["IDR"], -1234567, f"−Rp{NBSP}1.234.567"),
        (ID["IDR"], -0.4, f"Rp{NBSP}0"),
        (EN["JPY"], 1200, "¥1,200"),
        (EN["JPY"], -1200.4, "−¥1,200"),
    ],
)
def test_money(reader: Reader, value: float | Decimal, written: str) -> None:
    assert reader.money(value) == written


@pytest.mark.parametrize(
    ("reader", "value", "written"),
    [
        (EN["USD"], 0.5, "$0.50"),
        (EN["USD"], 12_345.67, "$12,346"),
        (EN["USD"], 1_234_567, "$1.2M"),
        (EN["USD"], -1_234_567, "−$1.2M"),
        (EN["USD"], -0.004, "$0.00"),
        (ID["IDR"], 22_600_000_000, f"Rp{NBSP}22,6{NBSP}M"),
        (ID["IDR"], 1_200_000, f"Rp{NBSP}1,2{NBSP}jt"),
        (ID["IDR"], 250_000, f"Rp{NBSP}250{NBSP}rb"),
        (ID["IDR"], 1_500_000_000_000, f"Rp{NBSP}1,5{NBSP}T"),
        (ID["IDR"], -22_600_000_000, f"−Rp{NBSP}22,6{NBSP}M"),
        (ID["IDR"], 99_999, f"Rp{NBSP}99.999"),
        (EN["IDR"], 22_600_000_000, f"Rp{NBSP}22.6B"),
    ],
)
def test_money_in_short(reader: Reader, value: float, written: str) -> None:
    assert reader.compact_money(value) == written


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1_500, "1,500", "1.500"),
        (0.4, "0.4", "0,4"),
        (12_345, "12.3K", f"12,3{NBSP}rb"),
        (999_999, "1M", f"1{NBSP}jt"),
        (-2_000_000, "−2M", f"−2{NBSP}jt"),
    ],
)
def test_compact_numbers(value: float, english: str, indonesian: str) -> None:
    assert (Reader("en").compact(value), Reader("id").compact(value)) == (english, indonesian)


@pytest.mark.parametrize(
    ("value", "english", "indonesian"),
    [
        (0.71, "71%", "71%"),
        (1.48, "148%", "148%"),
        (0.0044, "0.4%", "0,4%"),
        (-0.12, "−12%", "−12%"),
        (0.0001, "< 0.1%", "< 0,1%"),
        (-0.0001, "> −0.1%", "> −0,1%"),
        (0.0005, "< 0.1%", "< 0,1%"),
        (0.0006, "0.1%", "0,1%"),
        (-0.0006, "−0.1%", "−0,1%"),
        (0, "0%", "0%"),
        (0.0994, "9.9%", "9,9%"),
        (0.0996, "10%", "10%"),
        (0.9961, "99.6%", "99,6%"),
        (1 - 1e-15, "100%", "100%"),
    ],
)
def test_shares(value: float, english: str, indonesian: str) -> None:
    found = (Reader(language).share(value).replace(NBSP, " ") for language in ("en", "id"))
    assert tuple(found) == (english, indonesian)


def test_numbers_and_counts() -> None:
    assert Reader("en").number(0.714) == "0.71"
    assert Reader("id").number(0.714) == "0,71"
    assert Reader("en").number(-0.001) == "0.00"
    assert Reader("en").count(1_469_307) == "1,469,307"
    assert Reader("id").count(1_469_307) == "1.469.307"
    assert Reader("id").count(-3) == "−3"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [None, math.nan])
def test_what_is_not_there_is_a_dash(language: str, value: float | None) -> None:
    reader = Reader(language)
    writers = (reader.money, reader.compact_money, reader.count, reader.compact, reader.share)
    assert {write(value) for write in (*writers, reader.number)} == {"–"}
    assert (reader.date(None), reader.month(None)) == ("–", "–")


@given(
    st.sampled_from([*EN.values(), *ID.values()]),
    st.floats(-1e15, 1e15, allow_nan=False) | st.decimals(-(10**9), 10**9, places=4),
)
def test_no_minus_before_nothing_and_the_true_sign_elsewhere(
    reader: Reader, value: float | Decimal
) -> None:
    writers = (reader.money, reader.compact_money, reader.count, reader.compact, reader.share)
    for write in (*writers, reader.number):
        text = write(value).removeprefix(f">{NBSP}")  # than a tenth of a per cent below nothing
        assert "-" not in text
        some = any(digit in text for digit in "123456789")
        assert text.startswith("−") == (value < 0 and some)


@pytest.mark.parametrize(
    ("count", "english", "indonesian"),
    [
        (0, "Keep 0 customers", "Simpan 0 pelanggan"),
        (1, "Keep 1 customer", "Simpan 1 pelanggan"),
        (2, "Keep 2 customers", "Simpan 2 pelanggan"),
        (1_001, "Keep 1,001 customers", "Simpan 1.001 pelanggan"),
    ],
)
def test_words_follow_their_count(count: int, english: str, indonesian: str) -> None:
    for language, wanted in (("en", english), ("id", indonesian)):
        reader = Reader(language)
        assert reader.text("drafts.save", customers=reader.count(count)) == wanted


def test_forms_hold_fields_and_follow_short_counts() -> None:
    fields = {"basis": "revenue", "top_fifth_share": 0.5, "loss": 90.0, "loss_share": 0.1}
    said = {
        heads: EN["USD"].sentence("profit.find_top_loss_other", fields | {"loss_makers": heads})
        for heads in (1, 3_000_000)
    }
    assert "one customer is below zero, by $90.00, 10% of it" in said[1]
    assert "3M customers are below zero, by $90.00 together, 10% of it" in said[3_000_000]


def test_dates_in_the_language_of_the_reader() -> None:
    day = dt.date(2025, 5, 5)
    assert (Reader("en").date(day), Reader("id").date(day)) == ("5 May 2025", "5 Mei 2025")
    august = dt.date(2024, 8, 1)
    assert (Reader("en").month(august), Reader("id").month(august)) == ("Aug 2024", "Agu 2024")
    leap = dt.date(2024, 2, 29)
    assert (Reader("en").date(leap), Reader("id").date(leap)) == ("29 Feb 2024", "29 Feb 2024")


def test_a_figure_is_written_by_its_unit() -> None:
    reader = ID["IDR"]
    assert reader.figure("revenue", 1_234_567) == f"Rp{NBSP}1.234.567"
    assert reader.figure("revenue", 1_234_567, compact=True) == f"Rp{NBSP}1,2{NBSP}jt"
    assert reader.figure("top_fifth_share", 0.71) == "71%"
    assert reader.figure("customers", 2469) == "2.469"
    assert reader.figure("gini", 0.5) == "0,50"
    assert reader.figure("tier", "vital_few") == messages("id")["words.vital_few"]
    assert reader.figure("cost_driver", "return_cost") == messages("id")["figures.return_cost"]
    assert reader.figure("factor", "active") == messages("id")["figures.active"]
    assert reader.figure("month", dt.date(2025, 8, 1)) == "Agu 2025"
    assert reader.figure("first_day", dt.date(2025, 8, 1)) == "1 Agu 2025"
    with pytest.raises(KeyError):
        reader.figure("nonsense", 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", sorted(FIGURES))
def test_every_figure_may_be_blank(language: str, key: str) -> None:
    reader = Reader(language)
    blank = reader.figure(key, None)
    said = {Unit.REST: "all_others"} | dict.fromkeys(
        (Unit.TEXT, Unit.PRESET, Unit.CAMPAIGN), "not_stated"
    )
    known = said.get(FIGURES[key])
    assert blank == (reader.text(f"app.{known}") if known else "–")


def test_an_unknown_word_or_language_is_an_error_here_not_on_screen() -> None:
    with pytest.raises(KeyError):
        Reader("en").text("profit.no_such_message")
    with pytest.raises(KeyError, match="no language 'fr'"):
        Reader("fr").text("profit.title")
    assert not Reader("en").has("profit.no_such_message")
    assert Reader("en").help("rank") is None


def test_fields_are_never_read_as_messages() -> None:
    """Braces in a field stay what they are."""
    said = Reader("en").text("error.no_such_company", name="{name.__class__} {0}")
    assert "{name.__class__} {0}" in said


def test_marks_of_one_kind_are_said_at_once() -> None:
    """Nobody orders mostly via two channels each: mostly via both."""
    code = "high~channel:Tokopedia|low~orders|high~channel:Shopee"

    assert Reader("en").figure("marks", code) == "Mostly via Tokopedia and Shopee; order rarely"
    assert Reader("id").figure("marks", code).startswith("Terutama lewat Tokopedia dan Shopee; ")
    assert Reader("en").figure("marks", "high~channel:Web") == "Mostly via Web"
