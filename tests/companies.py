"""Small companies with everything a page must stand, to be loaded into a workspace."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from data import companies, loads, rates
from data.actor import LOCAL_OWNER
from data.workspace import Workspace

TRAITS_OF_LINES = ("channel", "region", "store")


REFUSED = {  # what a shop of twelve customers in six months is too small for, and why
    "backtest": "few_repeat_customers",
    "clusters": "few_customers",
    "customer": "no_customer_chosen",
    "depth": "no_finished_campaign",
    "duplicates": "no_contacts",
    "lifetime": "few_repeat_customers",
    "migration": "few_months",
    "next-product": "few_next",
    "pipeline": "no_opportunities",
    "planning": "few_to_plan",
    "propensity": "no_finished_campaign",
    "portfolio": "no_holders",
    "paths": "no_interactions",
    "response": "no_campaigns",
    "segment-worth": "few_days",
    "service-value": "no_interactions",
    "topics": "no_interactions",
    "touch-points": "no_interactions",
    "uplift": "no_finished_campaign",
    "upsell": "no_ladders",
}


class Line(NamedTuple):
    """One order line, in the order a reader would type it."""

    order: str
    customer: str | None
    day: date
    amount: float
    cost: float | None = None
    product: str = "P1"
    quantity: float = 1
    channel: str | None = None
    region: str | None = None
    store: str | None = None


def order_lines(lines: Sequence[Line]) -> pl.DataFrame:
    """The table ``order_lines``; lines of one order are numbered as they come."""
    numbers: dict[tuple[str, str | None], int] = {}
    rows = []
    for line in lines:
        key = (line.order, line.customer)
        numbers[key] = numbers.get(key, 0) + 1
        rows.append(
            {
                "order_id": line.order,
                "customer_id": line.customer,
                "line_no": numbers[key],
                "ordered_at": datetime.combine(line.day, time(9)),
                "product_id": line.product,
                "quantity": line.quantity,
                "amount": line.amount,
                "line_cost": line.cost,
                **{name: getattr(line, name) for name in TRAITS_OF_LINES},
            }
        )
    texts = dict.fromkeys(("customer_id", *TRAITS_OF_LINES), pl.String)
    return pl.DataFrame(rows, schema_overrides={**texts, "line_cost": pl.Float64})


def put(
    workspace: Workspace,
    name: str,
    tables: Mapping[str, pl.DataFrame],
    *,
    title: str | None = None,
    rate: Mapping[str, str] | None = None,
) -> str:
    """Make the company ``name``, in rupiah, and load ``tables``; gives its name."""
    companies.create(
        workspace,
        LOCAL_OWNER,
        name,
        title=title or name.title(),
        currency="IDR",
        decimals=0,
        timezone="Asia/Jakarta",
    )
    changes: dict[str, Decimal | None] = {k: Decimal(v) for k, v in (rate or {}).items()}
    if changes:
        rates.save(workspace, LOCAL_OWNER, name, changes, confirmed=changes)
    if tables:
        loads.put(workspace, LOCAL_OWNER, name, dict(tables), source="typed by hand")
    return name


MONEY_ONE = pl.lit(1).cast(pl.Decimal(20, 4))


def customers(rows: Mapping[str, str | None]) -> pl.DataFrame:
    """The table ``customers``: type by id; each cost one rupiah to win."""
    kinds = {"customer_id": list(rows), "customer_type": list(rows.values())}
    texts = {"customer_id": pl.String, "customer_type": pl.String}
    return pl.DataFrame(kinds, schema=texts).with_columns(acquisition_cost=MONEY_ONE)


def products(rows: Mapping[str, tuple[str, str]]) -> pl.DataFrame:
    """The table ``products``: name and category by id."""
    names, categories = zip(*rows.values(), strict=True)
    return pl.DataFrame({"product_id": list(rows), "name": names, "category": categories})


def empty(workspace: Workspace) -> str:
    """A company without any line."""
    return put(workspace, "kosong", {})


def one_customer(workspace: Workspace) -> str:
    """Budi, who bought once: 50,000 at a cost of 30,000."""
    lines = [Line("O1", "Budi", date(2025, 3, 3), 50_000, 30_000)]
    return put(workspace, "satu", {"order_lines": order_lines(lines)})


def equals(workspace: Workspace) -> str:
    """Four customers who bring 20,000 each."""
    lines = [Line(f"O{i}", f"C{i}", date(2025, 3, i), 50_000, 30_000) for i in range(1, 5)]
    return put(workspace, "sama", {"order_lines": order_lines(lines)})


def losing(workspace: Workspace) -> str:
    """Three customers who cost more than they bring: -15,000 together, two below zero."""
    lines = [
        Line("O1", "C1", date(2025, 3, 1), 50_000, 40_000),
        Line("O2", "C2", date(2025, 3, 2), 50_000, 60_000),
        Line("O3", "C3", date(2025, 3, 3), 50_000, 65_000),
    ]
    return put(workspace, "rugi", {"order_lines": order_lines(lines)})


def returned(workspace: Workspace, name: str = "retur") -> str:
    """What three customers gave back, of sales that nobody brought."""
    lines = [
        Line(f"R{i}", f"C{i}", date(2025, 3, i), -50_000, -30_000, quantity=-1) for i in range(1, 4)
    ]
    return put(workspace, name, {"order_lines": order_lines(lines)})


SHOP_CUSTOMERS, SHOP_LINES = 12, 76
SHOP_REVENUE = 12 * 13 // 2 * 9_000 * 6 + 40_000 - 6_000 - 8_000
"""C01 ... C12 buy their number times 9,000 in six months; an anonymous sale; two returns."""


def shop(workspace: Workspace, name: str = "toko", title: str = "Toko Contoh") -> str:
    """Twelve customers over six months, an anonymous sale, a customer with returns only, one loss.

    Costs are two thirds of the amount, but C03's are 1.5 times: C03 loses us money.
    """
    channels, regions = ("Web", "Kios"), ("Medan", "Solo", "Bandung")
    lines = [
        Line(
            f"O{month}-{i:02}",
            f"C{i:02}",
            date(2025, month, 5 + i),
            amount,
            amount * (1.5 if i == 3 else 2 / 3),
            f"P{i % 3 + 1}",
            channel=channels[i % 2],
            region=regions[i % 3],
        )
        for month in range(1, 7)
        for i in range(1, SHOP_CUSTOMERS + 1)
        for amount in (i * 9_000,)
    ]
    lines += [
        Line("O-anon", None, date(2025, 6, 20), 40_000, 30_000, channel="Kios", region="Solo"),
        Line("R-99", "C99", date(2025, 6, 10), -6_000, -4_000, quantity=-1, channel="Web"),
        Line("R-12", "C12", date(2025, 6, 12), -8_000, -5_000, quantity=-1, channel="Web"),
        Line("O-zero", "C12", date(2025, 6, 18), 0, 0, quantity=0, channel="Web", region="Solo"),
    ]
    kinds = {f"C{i:02}": "Grosir" if i > 8 else "Eceran" for i in range(1, SHOP_CUSTOMERS + 1)}
    goods = {"P1": ("Kopi", "Minuman"), "P2": ("Teh", "Minuman"), "P3": ("Roti", "Makanan")}
    tables = {
        "order_lines": order_lines(lines),
        "customers": customers({**kinds, "C99": None}),
        "products": products(goods),
    }
    return put(workspace, name, tables, title=title, rate={"order": "1000", "line": "250"})
