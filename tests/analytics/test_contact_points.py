"""E-mail addresses and telephone numbers in one form: typed cases, and libphonenumber beside us."""

import phonenumbers
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.contact_points import emails, phones
from analytics.masking import mask_address, mask_email, mask_name, mask_phone


@pytest.mark.parametrize(
    ("written", "key", "state"),
    [
        ("ani@contoh.co.id", "ani@contoh.co.id", "valid"),
        ("  Ani.W+toko@Contoh.CO.ID ", "ani.w+toko@contoh.co.id", "valid"),
        ("é.ü@münchen.de", "é.ü@münchen.de", "valid"),
        ("ani.contoh.id", None, "invalid"),
        ("ani@contoh", None, "invalid"),
        ("ani..w@contoh.id", None, "invalid"),
        ("ani@-contoh.id", None, "invalid"),
        ("ani wijaya@contoh.id", None, "invalid"),
        ("a***@contoh.id", None, "masked"),
        ("  ", None, "blank"),
        (None, None, "blank"),
    ],
)
def test_addresses(written: str | None, key: str | None, state: str) -> None:
    assert emails(pl.Series([written], dtype=pl.String)).row(0) == (key, state)


@pytest.mark.parametrize(
    ("written", "key", "state"),
    [
        ("0812-3456-7890", "6281234567890", "local"),
        ("+62 812 3456 7890", "6281234567890", "valid"),
        ("+62 (0)812 3456 7890", "6281234567890", "valid"),
        ("+62 0812 3456 7890", "6281234567890", "valid"),
        ("0062 812 3456 7890", "6281234567890", "valid"),
        ("6281234567890", "6281234567890", "valid"),
        ("81234567890", "6281234567890", "local"),  # a spreadsheet took the zero
        ("(021) 555-1234", "62215551234", "local"),
        ("+65 9123 4567", "6591234567", "valid"),
        ("628123", None, "invalid"),
        ("0812", None, "invalid"),
        ("call me", None, "invalid"),
        ("+999 123 456 789", None, "invalid"),
        ("*****7890", None, "masked"),
        ("0812xxxx890", None, "masked"),
        ("", None, "blank"),
        (None, None, "blank"),
    ],
)
def test_numbers_of_indonesia(written: str | None, key: str | None, state: str) -> None:
    assert phones(pl.Series([written], dtype=pl.String), "ID").row(0) == (key, state)


def test_numbers_of_another_country() -> None:
    written = pl.Series(["(212) 555-0123", "1 212 555 0123", "0812 3456 7890"])
    assert phones(written, "US")["key"].to_list() == ["12125550123", "12125550123", None]
    with pytest.raises(ValueError, match="two letters"):
        phones(written, "XX")


@given(
    st.sampled_from(["ID", "US", "SG", "NL", "DE"]),
    st.lists(st.tuples(st.sampled_from(["+62", "+1", "+65", "+31"]), st.integers(10**6, 10**11))),
)
def test_what_the_library_holds_for_valid_has_its_key_here(
    region: str, numbers: list[tuple[str, int]]
) -> None:
    """In the form with a plus nothing is ambiguous: the library's E.164 is our key."""
    written = [f"{code} {number}" for code, number in numbers]
    found = phones(pl.Series(written, dtype=pl.String), region)["key"].to_list()
    for text, key in zip(written, found, strict=True):
        parsed = phonenumbers.parse(text, region)
        if phonenumbers.is_valid_number(parsed):
            e164 = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
            assert key == e164[1:]


def test_masks_leave_a_first_letter() -> None:
    assert mask_name("Budi  Santoso") == "B••• S•••"
    assert mask_email("budi@contoh.co.id") == "b•••@c•••.id"
    assert mask_email("budi") == "b•••"
    assert mask_phone("0812-3456-789") == "08•••89"
    assert mask_phone("081234") == "•••"
    assert mask_address("Jl. Mawar No. 3") == "Jl.•••"
    assert mask_address("12 Main Street") == "•••"
