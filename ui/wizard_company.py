"""Whose data it is: a company that is there, or a new one with proposals from file and browser."""

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any
from zoneinfo import available_timezones

import streamlit as st
from babel import Locale
from babel.core import UnknownLocaleError
from babel.numbers import get_territory_currencies

from data import companies
from data.actor import Right
from data.companies import Company, NewCompany
from ui import desk, link
from words import Reader, escape

_NEW = ""
_COMMON = (
    "IDR", "USD", "EUR", "SGD", "MYR", "AUD", "GBP", "JPY", "CNY", "INR", "THB", "PHP", "VND",
)  # fmt: skip
_SIGNS = {
    "IDR": r"(?i)\brp\b|\bidr\b|rupiah", "EUR": r"€|\bEUR\b", "GBP": r"£|\bGBP\b",
    "JPY": r"¥|\bJPY\b", "USD": r"\$|\bUSD\b",
}  # fmt: skip
_INDONESIAN = re.compile(
    r"(?i)\b(tanggal|pesanan|jumlah|harga|pelanggan|nomor|produk|pembeli|barang|waktu|nama)\b"
)
_OURS = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Pontianak")
_GENERIC = re.compile(
    r"(?i)orders?|order_?lines|export|ekspor|data|sales|lines?|customers?|products?|pesanan"
    r"|penjualan|transaksi|all|csv|xlsx|file|report|laporan|download|upload|test"
)


def choose(reader: Reader, mark: int) -> str:
    """The short name of a company that is there; "" for a new one.

    Proposed is the company on screen, unless it is a sample. ``mark`` names the widget.
    """
    known = _mine()
    current = (link.asked("company") or [""])[0]
    own = [company.name for company in known.values() if not company.is_sample]
    usual = current if current in own else own[0] if len(own) == 1 else _NEW
    offered = [*known, _NEW]
    chosen = st.selectbox(
        reader.text("bring_in.company"),
        offered,
        index=offered.index(usual),
        format_func=lambda name: known[name].title if name else reader.text("bring_in.company_new"),
        key=f"bring_in_company_{mark}",
    )
    return str(chosen or _NEW)


def shown_currency(about: Mapping[str, Any], files: list[str]) -> str | None:
    """The currency whose sign the files show in amounts or names of columns, if any."""
    columns = [str(c["column"]) for c in about.get("columns", [])] + list(about.get("unused", []))
    examples = [str(f["example"]) for f in about.get("formats", []) if f["kind"] == "number"]
    for currency, sign in _SIGNS.items():
        if any(re.search(sign, text) for text in examples):
            return currency
    for currency, sign in _SIGNS.items():
        if any(re.search(sign, text) for text in columns):
            return currency
    indonesian = sum(bool(_INDONESIAN.search(text)) for text in [*columns, *files])
    return "IDR" if indonesian >= 2 else None


def _mine() -> dict[str, Company]:
    actor = desk.actor()
    found = companies.listing(desk.workspace())
    return {c.name: c for c in found if actor.may(Right.IMPORT_DATA, c.name)}


def new(reader: Reader, files: list[str], shown: str | None) -> NewCompany | None:
    """The company to be made; ``shown`` is the currency that the files show.

    Says what is wrong with its name, and gives then None.
    """
    proposed = shown or _browser_currency()
    currencies = list(dict.fromkeys([*_COMMON, proposed, *sorted(_all_currencies())]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        title = st.text_input(
            reader.text("bring_in.company_title"),
            value=_title(reader, files),
            max_chars=200,
            key=f"bring_in_title_{hash(tuple(files))}",
        )
        currency = st.selectbox(
            reader.text("bring_in.currency"),
            currencies,
            index=currencies.index(proposed),
            format_func=lambda code: _currency_name(reader, code),
            key=f"bring_in_currency_{proposed}",
        )
        decimals = st.number_input(
            reader.text("bring_in.decimals"),
            0,
            4,
            companies.usual_decimals(str(currency)),
            help=reader.text("bring_in.decimals_help"),
            key=f"bring_in_decimals_{currency}",
            width=130,
        )
        zone = _zone(str(currency))
        zones = [*_OURS, *sorted(available_timezones() - set(_OURS))]
        timezone = st.selectbox(
            reader.text("bring_in.timezone"),
            zones,
            index=zones.index(zone),
            key=f"bring_in_timezone_{zone}",
        )
    name = companies.short_name(title)
    if not title.strip():
        st.warning(escape(reader.text("bring_in.title_blank")), icon=":material/edit:")
        return None
    if name in companies.names(desk.workspace()):
        st.warning(escape(reader.text("bring_in.title_taken", title=title)), icon=":material/edit:")
        return None
    return NewCompany(title.strip(), str(currency), int(decimals), str(timezone))


def _title(reader: Reader, files: list[str]) -> str:
    """What the company may be called: the name of the file, unless it only says what it holds."""
    stem = PurePath(files[0]).name.partition(".")[0] if files else ""
    words = [w for w in re.split(r"[\W_\d]+", stem) if len(w) > 1 and not _GENERIC.fullmatch(w)]
    usual = " ".join(words)[:60].strip().title() or reader.text("bring_in.company_usual")
    taken = set(companies.names(desk.workspace()))
    place, title = 2, usual
    while companies.short_name(title) in taken:
        title, place = f"{usual} {place}", place + 1
    return title


def _browser_currency() -> str:
    try:
        territory = Locale.parse(st.context.locale or "id-ID", sep="-").territory
    except (ValueError, UnknownLocaleError):
        return "IDR"
    found = get_territory_currencies(territory) if territory else []
    return str(found[0]) if found else "IDR"


def _zone(currency: str) -> str:
    zone = st.context.timezone or "Asia/Jakarta"
    if currency == "IDR":
        return zone if zone in _OURS else _OURS[0]
    return zone if zone in available_timezones() else "UTC"


def _all_currencies() -> set[str]:
    return {str(code) for code in Locale("en").currencies if re.fullmatch("[A-Z]{3}", str(code))}


def _currency_name(reader: Reader, code: str) -> str:
    return f"{code} · {Locale.parse(reader.language).currencies.get(code, code)}"
