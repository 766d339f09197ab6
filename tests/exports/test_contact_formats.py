"""Contacts in one form, and the files that platforms read: headers and digests as published."""

import hashlib

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.contact_formats import (
    GOOGLE_HEADERS,
    META_HEADERS,
    ContactFormat,
    country_code,
    shaped,
    suits,
)
from exports.contact_rows import MATCHED, NEEDED, Clean, clean

TOUCH_POINTS = list(NEEDED)
META_PUBLISHED = {
    "john_smith": "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f",
    "phone": "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176",
    "mary": "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec",
    "jeong": "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14",
    "valery": "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c",
    "us": "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621",
}
"""Examples of Meta's documentation of customer information parameters (January 2026)."""


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def person(**told: str | None) -> dict[str, str | None]:
    blank = dict.fromkeys(("name", "email", "phone", "address", "city", "country"))
    return {"customer_id": "C1", "arm": "contact", **blank, **told}


def cleaned(*people: dict[str, str | None], touch_point: str = "e-mail") -> Clean:
    texts = dict.fromkeys(person(), pl.String)
    return clean(pl.DataFrame(people, schema=texts), touch_point, "ID", *MATCHED)


def cells(kind: ContactFormat, touch_point: str, **told: str | None) -> dict[str, str | None]:
    rows = shaped(cleaned(person(**told), touch_point=touch_point).rows, kind, touch_point)
    return rows.row(0, named=True)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("0812-3456-7890", "6281234567890"),
        ("+62 812 3456 7890", "6281234567890"),
        ("62 812.3456.7890", "6281234567890"),
        ("0062 812 3456 7890", "6281234567890"),
        ("+62 (0)812 3456 7890", "6281234567890"),
        ("81234567890", "6281234567890"),
        ("+65 6123 4567", "6561234567"),
        ("+44 20 7031 3000", "442070313000"),
        ("0812", None),
        ("08••••90", None),
        ("belum ada", None),
        ("", None),
        (None, None),
    ],
)
def test_numbers_in_one_form_and_wrong_ones_blank(written: str | None, read: str | None) -> None:
    found = cleaned(person(phone=written), touch_point="chat")
    assert found.rows["phone"].to_list() == [read]
    assert found.bad["customer_id"].to_list() == ([] if read else ["C1"])


def test_what_is_left_blank_is_told_without_its_value() -> None:
    people = [
        person(customer_id="C1", email=" Budi@Contoh.ID "),
        person(customer_id="C2", email="budi.contoh.id"),
        person(customer_id="C3", email="b***@contoh.id"),
        person(customer_id="C4"),
    ]
    found = cleaned(*people)
    assert found.rows["email"].to_list() == ["budi@contoh.id", None, None, None]
    assert found.bad.rows() == [
        ("C2", "email", "invalid"),
        ("C3", "email", "masked"),
        ("C4", "email", "blank"),
    ]


@pytest.mark.parametrize("touch_point", TOUCH_POINTS)
def test_no_column_leaves_that_the_touch_point_does_not_need(touch_point: str) -> None:
    told = person(
        name="N", email="e@x.id", phone="081234567890", address="A", city="C", country="ID"
    )
    rows = shaped(
        clean(pl.DataFrame([told]), touch_point, "ID", *MATCHED).rows,
        ContactFormat.CSV,
        touch_point,
    )
    allowed = {
        "e-mail": {"name", "email"},
        "phone": {"name", "phone"},
        "chat": {"name", "phone"},
        "post": {"name", "address", "city", "country"},
        "store": set(),
        "web": set(),
    }
    assert set(rows.columns) == {"customer_id", "arm"} | allowed[touch_point]


def test_google_has_its_headers_and_digests() -> None:
    found = cells(
        ContactFormat.GOOGLE,
        "chat",
        name="Mary Smith-Jones",
        phone="+1 212 565 0000",
        country="United States",
        email="mary@example.com",
    )
    assert tuple(found) == GOOGLE_HEADERS == (
        "Email", "Phone", "First Name", "Last Name", "Country", "Zip",
    )  # fmt: skip
    assert found == {
        "Email": None,
        "Phone": sha("+12125650000"),
        "First Name": sha("mary"),
        "Last Name": sha("smithjones"),
        "Country": "US",
        "Zip": None,
    }
    mail = cells(ContactFormat.GOOGLE, "e-mail", email=" Person@Example.com ", phone="081234567890")
    assert mail["Phone"] is None
    published = "542d240129883c019e106e3b1b2d3f3cb3537c43c425364de8e951d5a3083345"
    assert mail["Email"] == published == sha("person@example.com")


def test_meta_has_the_digests_of_its_own_examples() -> None:
    mail = cells(ContactFormat.META, "e-mail", email=" John_Smith@gmail.com ", name="Mary Valéry")
    assert tuple(mail) == META_HEADERS
    assert (mail["email"], mail["fn"], mail["ln"]) == (
        META_PUBLISHED["john_smith"],
        META_PUBLISHED["mary"],
        META_PUBLISHED["valery"],
    )
    told = {"phone": "+1 (650) 555-1212", "name": "정", "country": "US", "city": "Menlo Park"}
    chat = cells(ContactFormat.META, "chat", **told)
    assert (chat["phone"], chat["fn"], chat["ln"], chat["country"]) == (
        META_PUBLISHED["phone"],
        META_PUBLISHED["jeong"],
        None,
        META_PUBLISHED["us"],
    )
    assert chat["ct"] == sha("menlopark")


@pytest.mark.parametrize("kind", [ContactFormat.GOOGLE, ContactFormat.META])
def test_a_wrong_number_is_never_made_a_digest(kind: ContactFormat) -> None:
    """No row without a contact, no digest of nothing, of the wrong text or of its digits."""
    wrong = person(name="Ani", phone="0812-34", country="ID")
    right = person(customer_id="C2", name="Budi", phone="0812-3456-7890")
    rows = shaped(cleaned(wrong, right, touch_point="phone").rows, kind, "phone")
    assert rows.height == 1
    assert not {sha(""), sha("0812-34"), sha("081234"), sha("+"), sha("ani")} & {
        cell for row in rows.rows() for cell in row
    }


def test_one_message_for_a_number_that_two_customers_share() -> None:
    people = [person(customer_id=f"C{i}", phone=p) for i, p in enumerate(("081234567890",) * 2)]
    rows = cleaned(*people, touch_point="chat").rows
    for kind in (ContactFormat.PHONES, ContactFormat.GOOGLE, ContactFormat.META):
        assert shaped(rows, kind, "chat").height == 1
    assert shaped(rows, ContactFormat.CSV, "chat").height == 2


@pytest.mark.parametrize(
    ("name", "code"),
    [("Indonesia", "ID"), (" singapura ", "SG"), ("Singapore", "SG"), ("us", "US"), ("Oz", None)],
)
def test_countries_by_name_or_code(name: str, code: str | None) -> None:
    assert country_code(name) == code


def test_what_suits_what() -> None:
    for touch_point in ("post", "store", "web"):
        assert [k for k in ContactFormat if suits(k, touch_point)] == ["csv", "xlsx", "parquet"]
    assert not suits(ContactFormat.PHONES, "e-mail")
    assert all(suits(kind, "chat") for kind in ContactFormat)


@given(st.lists(st.none() | st.text(max_size=20), min_size=1, max_size=5))
def test_phones_are_digits_and_cells_are_digests_whatever_is_written(
    written: list[str | None],
) -> None:
    people = [
        person(customer_id=f"C{i}", phone=text, name=text, city=text, country=text)
        for i, text in enumerate(written)
    ]
    found = cleaned(*people, touch_point="chat")
    assert found.rows.height == len(people)
    assert found.rows["phone"].is_null().sum() == found.bad.height
    assert all(p.isascii() and p.isdecimal() for p in found.rows["phone"].drop_nulls())
    for cell in (
        c for row in shaped(found.rows, ContactFormat.META, "chat").rows() for c in row if c
    ):
        assert len(cell) == 64
        assert int(cell, 16) >= 0
