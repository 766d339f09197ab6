"""Which column is what: a proposal per column with its reason and how sure it is.

By name first, then by the values where something needed has no name. Everything can be overruled;
columns that are left over are named and not stored.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from data.intake.numbers import EXACT
from data.intake.problems import Problem, Rejected
from data.intake.synonyms import examples, nearest_table, normal, parts_of
from data.tables import CAMPAIGN_RESULTS, READ, TABLES

_DATE = (
    r"^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
    r"|^[0-9]{1,2}[-/. ]([0-9]{1,2}|[A-Za-z]{3,})[-/. ][0-9]{2,4}"
)
_SIGNED = r"(?i)^\s*(rp|idr|us\$|usd|\$|€|£)"
_OF_LINES = frozenset({"amount", "order_total", "discount", "unit_price"})
_WHO = frozenset({"customer", "pelanggan", "konsumen", "client"})
_NAME = {"order_lines": "buyer_name", "customers": "name"}
_LAST = 1_000  # rank of a name whose column is blank
BY_CONTACT = ("customers", CAMPAIGN_RESULTS.name)
"""Tables whose customers may be named by an e-mail address or a phone number alone."""

CUSTOMER_KEYS = ("customer_id", "username", "email", "phone")
MONEY = ("amount", "unit_price", "unit_price_net", "order_total")


@dataclass(frozen=True)
class Proposal:
    """``column`` of the file is ``part``; ``sure`` is 0 to 1, ``reason`` name, values or given."""

    column: str
    part: str
    reason: str
    sure: float


@dataclass(frozen=True)
class Columns:
    """What each part comes from, and the columns that are left over."""

    proposals: tuple[Proposal, ...]
    unused: tuple[str, ...]

    @property
    def columns(self) -> dict[str, str]:
        """The file's column by part."""
        return {p.part: p.column for p in self.proposals}

    @property
    def grain(self) -> str:
        """`order` where a row is a whole order, else `line`."""
        parts = self.columns
        lines = {"quantity", "product_id", "product_name", "unit_price", "unit_price_net"}
        return "line" if lines & parts.keys() else "order"


def propose(
    header: Sequence[str],
    sample: pl.DataFrame,
    table: str,
    given: Mapping[str, str],
) -> Columns:
    """A proposal for ``table``. ``given`` maps columns to parts, or to "" to leave one out."""
    known = {normal(column): column for column in header}
    proposals = {
        part: Proposal(known[normal(column)], part, "given", 1.0)
        for column, part in given.items()
        if part and normal(column) in known
    }
    taken = {p.column for p in proposals.values()} | {
        known[normal(column)] for column in given if normal(column) in known
    }
    free = [column for column in header if column not in taken]
    for part, column, rank in _by_name(free, sample, table):
        if part not in proposals and column not in {p.column for p in proposals.values()}:
            sure = (
                0.5
                if rank >= _LAST
                else 1.0
                if normal(column) == normal(part)
                else max(0.6, 0.95 - rank * 0.01)
            )
            proposals[part] = Proposal(column, part, "name", sure)
    if table == "order_lines":
        _by_values(header, sample, proposals, taken)
    used = {p.column for p in proposals.values()}
    unused = tuple(column for column in header if column not in used)
    return Columns(tuple(proposals.values()), unused)


def _by_name(free: Sequence[str], sample: pl.DataFrame, table: str) -> list[tuple[str, str, int]]:
    """Part, column and rank, the surest first."""
    squeezed = {normal(column) for column in free}
    found: list[tuple[int, int, str, str]] = []
    for place, column in enumerate(free):
        for part, rank in parts_of(column, table):
            if normal(column) in ("jumlah", "total", "jml") and table == "order_lines":
                rank = _rank_of_total(part, rank, sample[column], squeezed)  # noqa: PLW2901
            if part == "customer_id" and normal(column) in _WHO and _are_names(sample[column]):
                part = _NAME.get(table, part)  # noqa: PLW2901
            if part == "discount" and _are_per_cent(sample[column]):
                part = "discount_percent"  # noqa: PLW2901
            blank = _LAST if sample.height and _is_blank(sample[column]) else 0
            found.append((rank + blank, place, part, column))
    if table == "order_lines" and {"name", "lineitemquantity"} <= squeezed:
        found = _by_line_items(found, free)
    for group in (CUSTOMER_KEYS, MONEY):
        if any(part in group and rank < _LAST for rank, _, part, _ in found):
            found = [item for item in found if item[2] not in group or item[0] < _LAST]
    return [(part, column, rank) for rank, _, part, column in sorted(found)]


def _by_line_items(
    found: list[tuple[int, int, str, str]], free: Sequence[str]
) -> list[tuple[int, int, str, str]]:
    """Where lines name themselves so (Shopify), `Name` is the order and other money is its own."""
    own = {"name": "order_id", "subtotal": "goods_total"}
    lines = [
        item for item in found
        if normal(item[3]) not in own
        and (item[2] not in _OF_LINES or normal(item[3]).startswith("lineitem"))
    ]  # fmt: skip
    return lines + [(0, 0, own[normal(c)], c) for c in free if normal(c) in own]


def _are_names(values: pl.Series) -> bool:
    """Whether most cells are words as names are written: then they say who, but are no key."""
    text = values.drop_nulls().str.strip_chars()
    text = text.filter(text != "")
    names = text.str.contains(r"^\p{Lu}\p{Ll}+([ .,'’-]+\p{L}[\p{L}.,'’-]*)*$")
    return 2 * int(names.sum()) > text.len()


def _are_per_cent(values: pl.Series) -> bool:
    """Whether most cells are written in per cent."""
    text = values.drop_nulls().str.strip_chars()
    text = text.filter(text != "")
    return 2 * int(text.str.ends_with("%").sum()) > text.len()


def _is_blank(values: pl.Series) -> bool:
    return bool((values.fill_null("").str.strip_chars() == "").all())


def _rank_of_total(part: str, rank: int, values: pl.Series, squeezed: set[str]) -> int:
    """`Jumlah` is a quantity or an amount: its values and the other columns tell."""
    money = values.str.contains(_SIGNED).any() or bool(
        squeezed & {"qty", "quantity", "kuantitas", "jumlahbarang", "jumlahproduk", "banyaknya"}
    )
    number = values.str.replace_all(r"[.,][0-9]{2}$", "").str.replace_all(r"[.,\s]", "")
    large = number.cast(pl.Int64, strict=False).median()
    lone = not squeezed & {"hargasatuan", "harga", "price", "unitprice", "hargajual"}
    if money or (lone and isinstance(large, (int, float)) and large > 500):
        return rank if part in ("amount", "order_total") else 999
    return rank if part == "quantity" else 999


def _by_values(
    header: Sequence[str], sample: pl.DataFrame, proposals: dict[str, Proposal], taken: set[str]
) -> None:
    """Find what order lines cannot do without among the columns that have no known name."""
    used = {p.column for p in proposals.values()} | taken
    rest = [c for c in header if c not in used and not parts_of(c, "order_lines")]
    shares = {c: _share(sample[c]) for c in rest}
    dates = [c for c in rest if shares[c]["date"] > 0.9]
    if "ordered_at" not in proposals and len(dates) == 1:
        proposals["ordered_at"] = Proposal(dates[0], "ordered_at", "values", 0.6)
    mails = [c for c in rest if shares[c]["email"] > 0.9]
    if not set(CUSTOMER_KEYS) & proposals.keys() and len(mails) == 1:
        proposals["email"] = Proposal(mails[0], "email", "values", 0.6)
    money = [c for c in rest if shares[c]["money"] > 0.9]
    if not set(MONEY) & proposals.keys() and len(money) == 1:
        proposals["amount"] = Proposal(money[0], "amount", "values", 0.5)


def _share(values: pl.Series) -> dict[str, float]:
    text = values.drop_nulls().str.strip_chars()
    text = text.filter(text != "")
    if not text.len():
        return {"date": 0.0, "email": 0.0, "money": 0.0}
    decimal = text.str.contains(r"[.,][0-9]{2}$") & text.cast(EXACT, strict=False).is_not_null()
    hits = {
        "date": text.str.contains(_DATE),
        "email": text.str.contains(r"^\S+@\S+\.\w+$"),
        "money": text.str.contains(_SIGNED) | decimal,
    }
    return {kind: int(found.sum()) / text.len() for kind, found in hits.items()}


def likely(header: Sequence[str], sample: pl.DataFrame) -> list[dict[str, Any]]:
    """The tables a file may be, the likeliest first, each with why and what it lacks for it.

    ``columns``: part by column that was recognised; ``missing``: parts it cannot do without;
    ``sure``: 0 to 1, the share of its columns that the table knows, halved where something is
    missing. Tables of which nothing is recognised are left out.
    """
    found = []
    for table in TABLES:
        mapping = propose(header, sample, table, {})
        known = {p.column: p.part for p in mapping.proposals}
        lacks = missing(mapping, table)
        share = len(known) / max(1, len(header))
        sure = round(share if not lacks else share / 2, 2)
        if known:
            found.append({"table": table, "sure": sure, "columns": known, "missing": lacks})
    order = list(TABLES)
    keys = {table: len(TABLES[table].key) for table in order}
    return sorted(
        found,
        key=lambda one: (
            bool(one["missing"]),
            -one["sure"],
            -keys[one["table"]],
            order.index(one["table"]),
        ),
    )


def missing(mapping: Columns, table: str) -> list[str]:
    """The parts that ``table`` cannot do without and the mapping has not."""
    parts = mapping.columns
    if table == "order_lines":
        return _missing_lines(mapping)
    if table in BY_CONTACT and {"email", "phone"} & parts.keys():
        return []
    return [key for key in READ[table].key if key not in parts]


def check(
    mapping: Columns, table: str, header: Sequence[str], file: str, fixed: Collection[str] = ()
) -> None:
    """Raise E_MISSING_COLUMN for each thing ``table`` cannot do without and nothing stands for."""
    lacks = [part for part in missing(mapping, table) if part not in fixed]
    if not lacks:
        return
    nearest = nearest_table(header, table) or ""
    raise Rejected(
        [
            Problem(
                "E_MISSING_COLUMN", file, None, part,
                {"names": examples(part, table), "nearest": nearest, "table": table},
            )
            for part in lacks
        ]
    )  # fmt: skip


def _missing_lines(mapping: Columns) -> list[str]:
    parts = mapping.columns
    lacks = [part for part in ("order_id", "ordered_at") if part not in parts]
    if not {*CUSTOMER_KEYS, "buyer_name"} & parts.keys():
        lacks.append("customer_id")
    if mapping.grain == "order":
        return lacks + ([] if set(MONEY) & parts.keys() else ["amount"])
    if not {"product_id", "product_name"} & parts.keys():
        lacks.append("product_id")
    if not set(MONEY) & parts.keys():
        lacks.append("unit_price")
    if "quantity" not in parts and not {"amount", "order_total"} & parts.keys():
        lacks.append("quantity")
    return lacks
