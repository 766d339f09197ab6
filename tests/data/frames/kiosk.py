"""A company small enough to work out by hand, with every trap of the counting rules in it.

Order O1 is used by A and by B, and A's spans two channels; O2 has quantity 0 alone; B and C
return, C without ever ordering; O6 is cancelled; O5 is anonymous; E was visited and never bought;
P3 has no category and P4 is no known product. The customers came in two loads.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from data.conform import conform
from data.facts import Facts, Scan
from data.frames.baskets import with_baskets
from data.rates import Rates
from data.scope import Scope
from data.tables import TABLES

ENGINES: Mapping[str, Scan] = {
    "polars": pl.scan_parquet,
    "duckdb": lambda path: duckdb.read_parquet(str(path)),
}
WAYS = (*ENGINES, "baskets")
"""The engines on the lines themselves, and Polars on the baskets that they add up to."""

RATES = Rates(
    visit=Decimal(50),
    contact_minute={"phone": Decimal(2)},
    contact_minute_default=Decimal(1),
    margin={"Tea": Decimal("0.40"), "Cups": Decimal("0.25")},
    margin_default=Decimal("0.30"),
)

SPRING = Scope("kiosk", date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 2))

_LINE = (
    *("order_id", "customer_id", "line_no", "ordered_at", "product_id", "quantity", "amount"),
    *("line_cost", "channel", "region"),
)
_LINES: Sequence[tuple[Any, ...]] = (
    ("O9", "D", 1, "02-10", "P1", 1, "25.00", None, "web", "South"),
    ("O1", "A", 1, "02-29", "P1", 2, "100.00", "60.00", "web", "North"),
    ("O1", "A", 2, "02-29", "P2", 1, "50.00", None, "store", "North"),
    ("O1", "B", 1, "03-01", "P1", 1, "40.00", None, "web", "South"),
    ("O5", None, 1, "03-05", "P4", 3, "33.33", None, "store", None),
    ("O2", "A", 1, "03-15", "P3", 0, "7.00", None, "store", "North"),
    ("O3", "B", 1, "03-20", "P2", -1, "-20.00", None, "web", "South"),
    ("O4", "C", 1, "03-21", "P1", -1, "-30.00", "-18.00", "web", "North"),
    ("O6", "A", 1, "03-31", "P1", 5, "500.00", None, "web", "North"),
    ("O7", "B", 1, "03-31", "P2", 1, "10.00", "0.00", "store", None),
    ("O8", "A", 1, "04-02", "P1", 1, "80.00", "50.00", "web", "North"),
    ("O8", "A", 2, "04-02", "P2", 0, "0.00", "0.00", "store", "North"),
)
_EXTRA: Mapping[tuple[str, str | None, int], Mapping[str, Any]] = {
    ("O1", "A", 1): {
        "discount": "10.00",
        "shipping_cost": "5.00",
        "fee": "1.00",
        "delivery_method": "courier",
    },
    ("O1", "B", 1): {"status": "completed"},
    ("O3", "B", 1): {"status": "returned"},
    ("O6", "A", 1): {"status": "cancelled"},
}


def _day(text: str | None) -> datetime | None:
    return datetime.fromisoformat(f"2024-{text}T13:45:00") if text else None


def _rows(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]


def order_lines() -> pl.DataFrame:
    """The lines, not yet in the shape of their table."""
    rows = [
        row | dict(_EXTRA.get((row["order_id"], row["customer_id"], row["line_no"]), {}))
        for row in _rows(_LINE, _LINES)
    ]
    rows = [row | {"ordered_at": _day(row["ordered_at"])} for row in rows]
    return pl.DataFrame(rows, infer_schema_length=None)


def loads() -> dict[str, list[pl.DataFrame]]:
    """What came in, by table, oldest first."""
    customer = ("customer_id", "customer_type", "acquisition_cost")
    old = [("A", "retail", "5"), ("B", "wholesale", "8"), ("C", "retail", None)]
    new = [("B", "retail", "12"), ("D", "wholesale", "3")]
    product = ("product_id", "name", "category")
    products = [("P1", "Green tea", "Tea"), ("P2", "Blue cup", "Cups"), ("P3", None, None)]
    contact = ("interaction_id", "customer_id", "happened_at", "touch_point", "kind", "minutes")
    contacts = [
        ("I1", "A", _day("03-02"), "phone", "question", "3", None),
        ("I2", "A", _day("03-03"), "e-mail", "question", "2.5", None),
        ("I3", "B", _day("03-04"), "phone", "Complaint", "10", "9.99"),
        ("I4", "B", _day("03-05"), "face to face", "visit", None, None),
        ("I5", "E", _day("03-06"), "face to face", "visit", "5", "70"),
        ("I6", "A", _day("04-01"), "phone", "question", "100", None),
        ("I7", None, _day("03-07"), "chat", None, "4", None),
        ("I8", "A", _day("03-08"), "phone", "question", None, None),
    ]
    campaigns = [("K1", "Tea time", "30", "0.5")]
    member = ("campaign_id", "customer_id", "arm", "contacted_at")
    members = [
        ("K1", "A", "letter", _day("03-10")),
        ("K1", "C", "letter", _day("03-10")),
        ("K1", "D", "letter", _day("04-02")),
        ("K1", "E", "control", None),
    ]

    def frame(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
        return pl.DataFrame(_rows(columns, rows), infer_schema_length=None)

    return {
        "order_lines": [order_lines()],
        "customers": [frame(customer, old), frame(customer, new)],
        "products": [frame(product, products)],
        "interactions": [frame((*contact, "cost"), contacts)],
        "campaigns": [frame(("campaign_id", "name", "fixed_cost", "contact_cost"), campaigns)],
        "campaign_members": [frame(member, members)],
    }


def write(folder: Path, tables: Mapping[str, Sequence[pl.DataFrame]]) -> dict[str, list[Path]]:
    """Each load as a Parquet file as the house stores it: without the personal columns."""
    files: dict[str, list[Path]] = {}
    for name, frames in tables.items():
        table = TABLES[name]
        for number, frame in enumerate(frames):
            path = folder / f"{name}-{number}.parquet"
            conform(table, frame).drop(*table.personal).write_parquet(path)
            files.setdefault(name, []).append(path)
    return files


def facts(files: Mapping[str, Sequence[Path]], way: str) -> Facts:
    """The facts of these files, read in one of :data:`WAYS`."""
    return Facts(files, ENGINES[way]) if way in ENGINES else with_baskets(Facts(files), RATES)
