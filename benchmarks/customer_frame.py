"""The customer frame against pandas and against the bare scan of the same columns."""

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks import generated
from benchmarks.measuring import ROUNDS, Cost, interleaved, load, machine, measure, table, write
from data.facts import Facts
from data.frames.customers import customer_activity
from data.rates import Rates
from data.scope import Scope

SIZES = (1_000_000, 10_000_000)
TEXTS = ("order_id", "customer_id", "status", "delivery_method")
TIMES = ("promised_at", "delivered_at", "day")
NUMBERS = ("quantity", "amount", "discount", "line_cost", "shipping_cost", "fee")
RATES = Rates(margin={"Category 00": Decimal("0.20"), "Category 01": Decimal("0.45")})
FIRST, LAST = date(2023, 1, 1), date(2025, 12, 31)
PERIOD = Scope("made-up", start=FIRST, end=LAST, as_of=LAST)


def make(folder: str, lines: int, costs: int) -> None:
    """Write the made-up company, in a process of its own."""
    generated.company(folder, lines, costs=bool(costs))


def facts(folder: str) -> Facts:
    """The facts of the company in ``folder``."""
    names = ("order_lines", "products")
    return Facts({name: [Path(folder) / f"{name}.parquet"] for name in names})


def ours(folder: str, margins: int) -> list[float]:
    """The frame as the pages read it: exact money, Polars, streaming."""
    activity = customer_activity(facts(folder), PERIOD, RATES if margins else Rates())
    return _checks(activity.named, activity.anonymous)


def scan(folder: str, margins: int) -> list[float]:
    """Read the columns that the frame needs and add each up; no groups."""
    columns = [
        *[pl.col(name).str.len_bytes().sum() for name in _texts(margins)],
        *[pl.col(name).count() for name in TIMES],
        *[pl.col(name).sum() for name in NUMBERS],
    ]
    lines = pl.scan_parquet(Path(folder) / "order_lines.parquet").select(columns)
    return [float(lines.collect(engine="streaming")["amount"].item())]


def by_pandas(folder: str, margins: int) -> list[float]:
    """The same two sums by pandas, over the same columns, with floats for money.

    Decimals would be Python objects there, many times slower: floats are what its users take.
    """
    lines = _read_pandas(folder, (*_texts(margins), *TIMES, *NUMBERS))
    lines = lines[lines["status"] != "cancelled"]
    first, last = ((day - date(1970, 1, 1)).days for day in (FIRST, LAST))
    lines = lines[(lines["day"] >= first) & (lines["day"] <= last)]
    share: Any = 1 - float(Rates().margin_default)
    if margins:
        products = _read_pandas(folder, ("product_id", "category"), "products")
        lines = lines.merge(products, on="product_id", how="left")
        rates = {name: float(rate) for name, rate in RATES.margin.items()}
        share = 1 - lines["category"].map(rates).fillna(float(RATES.margin_default))
    returned = lines["quantity"] < 0
    sent = lines[["delivery_method", "promised_at", "delivered_at"]].notna().any(axis=1)
    lines = lines.assign(
        line_cost=lines["line_cost"].fillna(lines["amount"] * share),
        returned_value=(-lines["amount"]).where(returned, 0.0),
        returns=returned.astype("int64"),
        lines=1,
        sent=sent.astype("int64"),
    )
    return _summed_by_pandas(lines)


def _summed_by_pandas(lines: Any) -> list[float]:
    money = ("amount", "discount", "returned_value", "line_cost", "shipping_cost", "fee")
    how = {**dict.fromkeys((*money, "quantity", "lines", "returns"), "sum"), "sent": "max"}
    keys = ["customer_id", "order_id"]
    orders = lines.groupby(keys, dropna=False, sort=False).agg(how).reset_index()
    bought = (orders["quantity"] > 0).astype("int64")
    orders = orders.assign(orders=bought, deliveries=bought * orders["sent"])
    columns = [*money, "lines", "returns", "orders", "deliveries"]
    customers = orders.groupby("customer_id", dropna=False)[columns].sum().reset_index()
    blank = customers["customer_id"].isna()
    named, anonymous = customers[~blank], customers[blank]
    return _checks(named.rename(columns={"amount": "revenue"}), anonymous.assign(revenue=0))


def _checks(named: Any, anonymous: Any) -> list[float]:
    """What must agree, whoever summed: customers, their orders and money, and anonymous lines."""
    names = ("orders", "revenue", "line_cost", "deliveries", "returned_value")
    sums = [float(named[name].sum()) for name in names]
    return [len(named), *sums, float(anonymous["lines"].sum())]


def _texts(margins: int) -> tuple[str, ...]:
    return (*TEXTS, "product_id") if margins else TEXTS


def _read_pandas(folder: str, columns: tuple[str, ...], name: str = "order_lines") -> Any:
    import pyarrow as pa  # noqa: PLC0415 - only this peer reads so
    import pyarrow.parquet as pq  # noqa: PLC0415

    rows = pq.read_table(Path(folder) / f"{name}.parquet", columns=list(columns))
    kinds = [pa.float64() if pa.types.is_decimal(f.type) else f.type for f in rows.schema]
    wanted = pa.schema([(f.name, kind) for f, kind in zip(rows.schema, kinds, strict=True)])
    return rows.cast(wanted).to_pandas(split_blocks=True, self_destruct=True)


def compare(lines: int, costs: int, rounds: int = ROUNDS) -> dict[str, Cost]:
    """Medians of ours, pandas and the scan over ``lines`` made-up lines; their sums must agree."""
    margins = 1 - costs
    with tempfile.TemporaryDirectory() as folder:
        measure(make, folder, lines, costs)
        steps = {"ours": ours, "pandas": by_pandas, "scan": scan}
        found = interleaved({k: (step, (folder, margins)) for k, step in steps.items()}, rounds)
    for mine, theirs in zip(found["ours"].answer, found["pandas"].answer, strict=True):
        if abs(mine - theirs) > 1e-9 * abs(mine) + 1e-6:
            raise AssertionError(f"ours {mine}, pandas {theirs}: they do not sum the same")
    return found


def _rows(lines: int, words: str, found: dict[str, Cost]) -> list[list[object]]:
    mine, peer, bare = found["ours"], found["pandas"], found["scan"]
    size = f"{lines / 1e6:g}M, {words}"
    return [
        [f"{size}: ours", f"{mine.cpu:.2f}", f"{mine.wall:.2f}", f"{mine.memory:.0f}", "", "", ""],
        [
            f"{size}: pandas",
            f"{peer.cpu:.2f}",
            f"{peer.wall:.2f}",
            f"{peer.memory:.0f}",
            f"{peer.cpu / mine.cpu:.1f}x",
            f"{mine.memory / peer.memory:.2f}",
            "",
        ],
        [
            f"{size}: bare scan",
            f"{bare.cpu:.2f}",
            f"{bare.wall:.2f}",
            f"{bare.memory:.0f}",
            "",
            "",
            f"{mine.cpu / bare.cpu:.1f}x",
        ],
    ]


INTRO = """# The customer frame

`data.frames.customers.customer_activity`: one row a customer (orders, lines, returns, revenue,
costs), from order lines in the stored Parquet schema, made up by a seeded generator."""

READING = """How to read it: each figure is the median of {rounds} runs, each in a fresh process,
the three taking turns; imports do not count. *CPU* and *wall* are seconds, *memory* the peak of the
whole process in MiB. The peers:

- **pandas**: the same two steps (order, then customer) over the same columns, with floats for
  money. Ours adds exact decimals up, which gives the same cent on every engine.
- **bare scan**: Polars reads the same columns and adds each up, without groups. Less is hardly
  possible.

"costs known": every line has its own cost. "margins stand in": no line has one, so each is joined
with its product and costed by the margin rate of its category."""

FLOORS = """Floors we hold ourselves to: pandas at least 2 times our CPU, our memory at most 0.5 of
pandas', at most 6 times the CPU of the bare scan."""


def main(sizes: tuple[int, ...] = SIZES, rounds: int = ROUNDS) -> str:
    """Measure and write the table; give it."""
    busy = load()
    rows: list[list[object]] = []
    for lines in sizes:
        for costs, words in ((1, "costs known"), (0, "margins stand in")):
            rows += _rows(lines, words, compare(lines, costs, rounds))
    head = ("lines", "CPU", "wall", "memory", "pandas/ours CPU", "ours/pandas memory", "ours/scan")
    shown = table(head, rows)
    peers = machine("polars", "narwhals", "pandas", "pyarrow")
    write("customer_frame", INTRO, shown, FLOORS, READING.format(rounds=rounds), peers, busy)
    return shown
