"""Which customers are in the table twice, how do they look side by side, and which are one?"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from analytics.contact_points import emails, phones
from analytics.duplicates import Duplicates, find_duplicates
from analytics.findings import Finding, NotEnoughData
from analytics.masking import MASKS
from answers.answer import Answer, Options
from answers.books import Books, Instead
from answers.reply import reply_of_records
from data import audit, merges
from data.actor import Actor, Right, require
from data.frames.people import CONTACTS, people, records
from data.merges import MergeError, Wish
from data.scope import Scope
from data.workspace import Workspace

FIELDS = (*CONTACTS, "joined_on", "last_verified_on")


@dataclass(frozen=True)
class DuplicatesOptions(Options):
    """``near``: by name and city too. ``least``: the lowest likeness of a pair that counts."""

    near: bool = True
    least: float = 0.7


def duplicates(books: Books, scope: Scope, options: DuplicatesOptions) -> Answer[Duplicates]:
    """Customers of the whole table, whatever the period, with what they bought up to its as-of.

    Filters cut nothing, which is said.
    """
    scope, _ = books.settle(scope, Instead.RECORDS)
    if not books.facts.has("customers"):
        raise NotEnoughData("not_enough.no_customers_table")
    result = find_duplicates(
        people(books.facts, scope),
        region=books.country,
        near=options.near,
        least=options.least,
        merged=books.merged,
        sold=books.facts.has("order_lines"),
    )
    answer = reply_of_records("duplicates", books, scope, options, result)
    uncut = (
        (Finding("notice.records_uncut"),)
        if scope.cuts_orders or scope.customer_type or scope.segment
        else ()
    )
    return replace(answer, notices=uncut)


def side_by_side(
    workspace: Workspace,
    actor: Actor,
    books: Books,
    customers: Sequence[str],
    *,
    reveal: bool = False,
) -> pl.DataFrame:
    """Records beside each other: field, same (whether all say the same), a column per customer.

    Masked, unless ``reveal``: that needs the right to it and is logged, or fails. ``same`` is null
    where fewer than two are filled; addresses and numbers are compared in one form.
    """
    company = books.company.name
    require(actor, Right.SEE, company)
    if reveal:
        require(actor, Right.REVEAL, company)
        digest = hashlib.sha256("\n".join(sorted(customers)).encode()).hexdigest()
        details = {"for": "duplicates", "customers": len(customers), "ids": digest}
        audit.record(workspace, actor, "people.reveal", company, details)
    told = records(books.facts, customers)
    by_number = {row["customer_id"]: row for row in told.iter_rows(named=True)}
    rows = []
    for field in FIELDS:
        values = [by_number.get(number, {}).get(field) for number in customers]
        texts = [None if value is None else str(value) for value in values]
        shown = texts if reveal or field not in MASKS else [_masked(field, t) for t in texts]
        same = _same(field, texts, books.country)
        rows.append({"field": field, "same": same, **dict(zip(customers, shown, strict=True))})
    kinds = {"field": pl.String(), "same": pl.Boolean(), **dict.fromkeys(customers, pl.String())}
    return pl.DataFrame(rows, schema=kinds)


def merge(workspace: Workspace, actor: Actor, books: Books, wishes: Sequence[Wish]) -> list[str]:
    """Merge customers that the company has; gives the ids of the merges.

    Raises ``Forbidden``, :class:`data.merges.MergeError`.
    """
    require(actor, Right.IMPORT_DATA, books.company.name)
    asked = [number for wish in wishes for number in (wish.kept, *wish.others)]
    here = set(records(books.facts, asked)["customer_id"]) if books.facts.has("customers") else {}
    if unknown := sorted(set(asked) - set(here)):
        raise MergeError("error.no_such_customer", customer=unknown[0])
    return merges.merge(workspace, actor, books.company.name, wishes)


def wish_for(result: Duplicates, group: int, kept: str | None = None) -> Wish:
    """The merge of one group found, into ``kept``, else into the record that is proposed."""
    row = result.groups.row(by_predicate=pl.col("group") == group, named=True)
    into = kept or row["kept_id"]
    others = tuple(number for number in result.of(group) if number != into)
    return Wish(into, others, str(row["reason"]), Decimal(f"{row['likeness']:.3f}"))


def _masked(field: str, text: str | None) -> str | None:
    return None if text is None or not text.strip() else MASKS[field](text)


def _same(field: str, texts: Sequence[str | None], country: str) -> bool | None:
    filled = pl.Series([text for text in texts if text and text.strip()], dtype=pl.String)
    if len(filled) < 2:
        return None
    plain = filled.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "")
    if field == "email":
        plain = emails(filled)["key"].fill_null(plain)
    elif field == "phone":
        plain = phones(filled, country)["key"].fill_null(plain)
    return plain.n_unique() == 1
