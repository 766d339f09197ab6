"""Order lines of a made-up company in the stored schema, as many as asked for, always the same.

One line in forty opens a customer; an order has three lines on average; 5 % are anonymous, 2 % are
returns, 1 % cancelled. Every line has its own cost, so that no margin rate need stand in, unless
``costs`` is off; then none has.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from data.conform import shape
from data.parquet import ROW_GROUP
from data.tables import TABLES

PRODUCTS = 5_000
CATEGORIES = 12
LINES_OF_A_CUSTOMER = 40
LINES_OF_AN_ORDER = 3
DAYS = 730
CHUNK = 1_000_000
FIRST = datetime(2023, 1, 1)  # noqa: DTZ001 - facts hold times without a zone
CHANNELS = ("shop", "web", "telephone")


def company(folder: str, lines: int, *, costs: bool = True) -> None:
    """Write ``order_lines.parquet`` and ``products.parquet`` into ``folder``, chunk by chunk."""
    home = Path(folder)
    home.mkdir(parents=True, exist_ok=True)
    products().write_parquet(home / "products.parquet")
    writer: pq.ParquetWriter | None = None
    for first in range(0, lines, CHUNK):
        frame = order_lines(first, min(CHUNK, lines - first), lines, costs=costs)
        arrow = frame.to_arrow()
        if writer is None:
            writer = pq.ParquetWriter(
                home / "order_lines.parquet", arrow.schema, compression="zstd"
            )
        writer.write_table(arrow, row_group_size=ROW_GROUP)
    if writer is not None:
        writer.close()


def products() -> pl.DataFrame:
    """The products: id and category."""
    rows = range(PRODUCTS)
    frame = pl.DataFrame(
        {
            "product_id": [f"P{row:05}" for row in rows],
            "category": [f"Category {row % CATEGORIES:02}" for row in rows],
        }
    )
    return shape(TABLES["products"], frame.lazy()).collect()


def order_lines(first: int, count: int, total: int, *, costs: bool) -> pl.DataFrame:
    """``count`` lines from number ``first`` on, of ``total``; ``first`` is part of the seed."""
    chance = np.random.default_rng([20_260_101, first])
    order = (first + np.arange(count)) // LINES_OF_AN_ORDER
    orders = np.unique(order)
    customers = max(1, total // LINES_OF_A_CUSTOMER)
    place = np.searchsorted(orders, order)
    who = chance.integers(0, customers, orders.size)[place]
    anonymous = (chance.random(orders.size) < 0.05)[place]
    day = (orders * DAYS // (total // LINES_OF_AN_ORDER + 1))[place]
    quantity = chance.integers(1, 6, count) * np.where(chance.random(count) < 0.02, -1, 1)
    cents = chance.integers(50, 20_000, count)
    amount = quantity * cents
    frame = pl.DataFrame(
        {
            "order_id": order,
            "customer_id": who,
            "line_no": np.arange(count) % LINES_OF_AN_ORDER + 1,
            "day": day,
            "product_id": chance.integers(0, PRODUCTS, count),
            "quantity": quantity,
            "amount": amount,
            "discount": np.where(chance.random(count) < 0.2, cents // 10, 0),
            "line_cost": (amount * 0.68).astype(np.int64),
            "fee": np.abs(amount) // 50,
            "channel": chance.integers(0, len(CHANNELS), count),
            "anonymous": anonymous,
            "cancelled": chance.random(count) < 0.01,
            "sent": (chance.random(orders.size) < 0.4)[place],
        }
    )
    return shape(TABLES["order_lines"], _dressed(frame, costs=costs).lazy()).collect()


def _dressed(frame: pl.DataFrame, *, costs: bool) -> pl.DataFrame:
    """Numbers become ids, times, exact money and words."""
    time = pl.lit(FIRST) + pl.duration(days=pl.col("day"), minutes=540 + pl.col("order_id") % 600)
    cancelled = pl.when("cancelled").then(pl.lit("cancelled")).otherwise(pl.lit("completed"))
    channel = pl.col("channel").replace_strict(dict(enumerate(CHANNELS)), return_dtype=pl.String)
    return frame.select(
        "line_no",
        pl.format("O{}", pl.col("order_id").cast(pl.String).str.zfill(9)).alias("order_id"),
        pl.when(~pl.col("anonymous"))
        .then(pl.format("C{}", pl.col("customer_id").cast(pl.String).str.zfill(8)))
        .alias("customer_id"),
        pl.format("P{}", pl.col("product_id").cast(pl.String).str.zfill(5)).alias("product_id"),
        time.cast(pl.Datetime("us")).alias("ordered_at"),
        pl.col("quantity").cast(pl.Decimal(20, 4)),
        *[_money(name) for name in ("amount", "discount", "fee")],
        _money("line_cost") if costs else pl.lit(None, pl.Decimal(20, 4)).alias("line_cost"),
        channel,
        pl.when("sent").then(pl.lit("courier")).alias("delivery_method"),
        pl.when("sent").then(time.cast(pl.Datetime("us")) + timedelta(days=3)).alias("promised_at"),
        cancelled.alias("status"),
    )


def _money(name: str) -> Any:
    """Cents as exact money: the text of the number, with its point."""
    cents = pl.col(name).cast(pl.Decimal(20, 4))
    return (cents / pl.lit(Decimal(100), pl.Decimal(20, 4))).cast(pl.Decimal(20, 4)).alias(name)
