"""The files of a contact list: for a program of one's own, for messages, for two platforms.

Google Customer Match (support.google.com/google-ads/answer/7476159): a CSV in UTF-8 with the
headers Email, Phone, First Name, Last Name, Country, Zip; Email, Phone and names as SHA-256 in
hexadecimal, of small letters without spaces around them, of the number in E.164 with its plus;
country and zip in plain. No zip is known here: the column stays blank.

Meta custom audience (facebook.com/business/help/2082575038703844 and the customer information
parameters of its developers' documentation): a CSV with email, phone, fn, ln, ct, country, each
as SHA-256, of small letters; numbers as digits with the country's code; names without punctuation,
cities without spaces either; the country as its two letters.

Such digests are personal data all the same: who has the number can compute them.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache

import polars as pl
from babel import Locale
from phonenumbers import SUPPORTED_REGIONS

from exports.contact_rows import NEEDED, POINT
from exports.formats import FORMATS, Format

GOOGLE_HEADERS = ("Email", "Phone", "First Name", "Last Name", "Country", "Zip")
META_HEADERS = ("email", "phone", "fn", "ln", "ct", "country")


class ContactFormat(StrEnum):
    """What a contact list can be written as."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    PHONES = "phones"
    GOOGLE = "google"
    META = "meta"

    @property
    def is_plain(self) -> bool:
        """Whether it is a file of any table, with the columns of ours."""
        return self.value in {known.value for known in Format}

    @property
    def ending(self) -> str:
        """Of the file's name."""
        return self.value if self.is_plain else "csv"

    @property
    def mime(self) -> str:
        """The kind of file."""
        return FORMATS[Format(self.ending)]


_REACHED: Mapping[ContactFormat, frozenset[str]] = {
    ContactFormat.PHONES: frozenset({"phone"}),
    ContactFormat.GOOGLE: frozenset({"email", "phone"}),
    ContactFormat.META: frozenset({"email", "phone"}),
}


def suits(kind: ContactFormat, touch_point: str) -> bool:
    """Whether ``kind`` can carry a list for ``touch_point``."""
    return kind not in _REACHED or POINT.get(touch_point) in _REACHED[kind]


def shaped(rows: pl.DataFrame, kind: ContactFormat, touch_point: str) -> pl.DataFrame:
    """``rows`` (of :class:`exports.contact_rows.Clean`) as ``kind`` has them.

    Platforms and messages get those alone who can be reached, each contact once.
    """
    if kind is ContactFormat.PHONES:
        return rows.select("phone").drop_nulls().unique(maintain_order=True)
    if kind is ContactFormat.GOOGLE:
        return _google(rows)
    if kind is ContactFormat.META:
        return _meta(rows)
    return rows.select("customer_id", "arm", *NEEDED[touch_point])


def _google(rows: pl.DataFrame) -> pl.DataFrame:
    first, last = _names(rows)
    made = {
        "Email": _each(_column(rows, "email"), digest),
        "Phone": _each(_column(rows, "phone"), lambda digits: digest(f"+{digits}")),
        "First Name": _each(first, lambda name: digest(name.lower())),
        "Last Name": _each(last, lambda name: digest(_letters(name))),
        "Country": _each(_column(rows, "country"), country_code),
        "Zip": _column(rows, "zip"),
    }
    return _reached(pl.DataFrame(made), "Email", "Phone")


def _meta(rows: pl.DataFrame) -> pl.DataFrame:
    first, last = _names(rows)
    country = _each(_column(rows, "country"), country_code)
    made = {
        "email": _each(_column(rows, "email"), digest),
        "phone": _each(_column(rows, "phone"), digest),
        "fn": _each(first, lambda name: digest(_letters(name))),
        "ln": _each(last, lambda name: digest(_letters(name))),
        "ct": _each(_column(rows, "city"), lambda city: digest(_letters(city))),
        "country": _each(country, lambda code: digest(code.lower())),
    }
    return _reached(pl.DataFrame(made), "email", "phone")


def digest(text: str) -> str | None:
    """SHA-256 of ``text`` in hexadecimal; None for nothing."""
    return hashlib.sha256(text.encode()).hexdigest() if text else None


def country_code(name: str) -> str | None:
    """The two letters of a country by its code or its English or Indonesian name, else None."""
    return _countries().get(" ".join(name.split()).casefold())


def _names(rows: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """First and last word of each name; who has one name alone has no last one."""
    words = _column(rows, "name").str.normalize("NFC").str.split(" ").list.eval(
        pl.element().filter(pl.element() != "")
    )  # fmt: skip
    frame = pl.DataFrame({"words": words}).select(
        first=pl.col("words").list.first(),
        last=pl.when(pl.col("words").list.len() > 1).then(pl.col("words").list.last()),
    )
    return frame["first"], frame["last"]


def _letters(text: str) -> str:
    """Small letters and figures without spaces and punctuation."""
    plain = unicodedata.normalize("NFC", text).lower()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LMN")


def _column(rows: pl.DataFrame, name: str) -> pl.Series:
    """A column; blank where the touch point does not need it."""
    if name in rows.columns:
        return rows[name]
    return pl.repeat(None, rows.height, dtype=pl.String, eager=True)


def _each(values: pl.Series, make: Callable[[str], str | None]) -> pl.Series:
    return pl.Series([make(text) if text else None for text in values], dtype=pl.String)


def _reached(rows: pl.DataFrame, *points: str) -> pl.DataFrame:
    """Each who has a contact, once."""
    told = pl.any_horizontal(pl.col(point).is_not_null() for point in points)
    return rows.filter(told).unique(subset=points, keep="first", maintain_order=True)


@cache
def _countries() -> Mapping[str, str]:
    """Codes by code and name."""
    found: dict[str, str] = {}
    for language in ("id", "en"):
        names = Locale(language).territories
        for code in SUPPORTED_REGIONS:
            found[names.get(code, code).casefold()] = code
    return found | {code.casefold(): code for code in SUPPORTED_REGIONS}
