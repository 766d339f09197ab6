"""Find a customer by number, name, e-mail or phone; what is found is shown masked.

Whoever may not reveal names finds by number, or by a whole name, address or telephone number: by
parts of them one could read off letter by letter what is masked.
"""

import polars as pl

from analytics.contact_points import emails, phones
from analytics.masking import MASKS
from answers.books import Books
from data.actor import Actor, Right, require
from data.frames.customer import contact_table, number_of, numbers_like

MOST = 20
_LEAST = 3  # letters of a part
_SHOWN = ("customer_id", "name", "email", "phone", "city")


def find_customers(actor: Actor, books: Books, text: str, *, most: int = MOST) -> pl.DataFrame:
    """customer_id, name, email, phone (masked), city of the first ``most`` who fit ``text``.

    Numbers first, then names. Raises ``Forbidden``.
    """
    company = books.company.name
    require(actor, Right.SEE, company)
    wanted = text.strip()
    if not wanted:
        return pl.DataFrame(schema=dict.fromkeys(_SHOWN, pl.String))
    kept = number_of(books.facts, wanted)
    numbers = [*([kept] if kept != wanted else []), *numbers_like(books.facts, wanted, most)]
    people = contact_table(books.facts)
    fits = _fits(people, wanted, books.country, parts=actor.may(Right.REVEAL, company))
    found = [*numbers, *people.filter(fits)["customer_id"].to_list()]
    first = pl.DataFrame({"customer_id": list(dict.fromkeys(found))[:most]}, schema=["customer_id"])
    first = first.cast(pl.String)
    rows = first.join(people, on="customer_id", how="left", maintain_order="left")
    return rows.with_columns(
        pl.Series(field, [_masked(field, value) for value in rows[field]], pl.String)
        for field in _SHOWN
        if field in MASKS
    )


def _fits(people: pl.DataFrame, wanted: str, region: str, *, parts: bool) -> pl.Series:
    """Whether each record has this name, address or number; a part of it, where that may be."""
    text = wanted.lower()
    name = people["name"].str.strip_chars().str.to_lowercase()
    mail = people["email"].str.strip_chars().str.to_lowercase()
    number = phones(pl.Series([wanted], dtype=pl.String), region)["key"][0]
    asked = emails(pl.Series([wanted], dtype=pl.String))["key"][0]
    found = (name == text) | (mail == (asked or text))
    if number is not None:
        found |= phones(people["phone"], region)["key"] == number
    if parts and len(text) >= _LEAST:
        found |= name.str.contains(text, literal=True) | mail.str.contains(text, literal=True)
    return found.fill_null(value=False)


def _masked(field: str, value: str | None) -> str | None:
    return None if value is None or not value.strip() else MASKS[field](value)
