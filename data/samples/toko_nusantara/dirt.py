"""What goes wrong in the records: one person under two ids, and cells that are blank or mistyped.

Every change is written down in the truth.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.samples.toko_nusantara import places
from data.samples.toko_nusantara.layers import Array, Layer, Streams
from data.samples.toko_nusantara.orders import Orders
from data.samples.toko_nusantara.people import BLOCK
from data.samples.toko_nusantara.purchases import Written

DUPLICATED = 0.02  # share of customers with a second record
MOVED = 0.5  # share of their later orders that stand under the second id
LEAST_ORDERS = 3  # nobody with fewer orders has a second record
ZERO_LINES, UNKNOWN_PRODUCTS, BLANK_STORES = 0.0005, 0.0002, 0.003  # shares of lines
UNKNOWN_PRODUCT = "P9999"
# (column, kind, share of customers)
CELLS = (
    ("email", "blank", 0.03),
    ("email", "no at sign", 0.01),
    ("phone", "blank", 0.02),
    ("phone", "too short", 0.01),
    ("phone", "local form", 0.10),
    ("name", "capitals", 0.03),
    ("name", "outer blanks", 0.01),
    ("address", "blank", 0.02),
    ("city", "other spelling", 0.05),
    ("last_verified_on", "blank", 0.08),
)


@dataclass(frozen=True)
class Duplicates:
    """Customers with a second record, and which record each order stands under."""

    original: Array  # customer of each duplicate
    holder: Array  # for each order: place of its customer id (duplicates follow the customers)


def draw_duplicates(written: Written, streams: Streams, count: int, orders: Orders) -> Duplicates:
    """Choose who is doubled, and move about half of their later orders to the second id."""
    holder = orders.customer.copy()
    if not written.has(Layer.DUPLICATES):
        return Duplicates(np.zeros(0, dtype=np.int64), holder)
    chance = streams.of("duplicates.who").random(count)
    bought = np.bincount(orders.customer[orders.live], minlength=count)
    original = np.flatnonzero((chance < DUPLICATED) & (bought >= LEAST_ORDERS))
    place = np.full(count, -1)
    place[original] = count + np.arange(len(original))
    moves = streams.of("duplicates.orders").random(len(orders)) < MOVED
    later = orders.number > 0
    second = orders.number == 1  # so that each second record has an order of its own
    moved = (place[orders.customer] >= 0) & later & (moves | second)
    holder[moved] = place[orders.customer[moved]]
    return Duplicates(original, holder)


def duplicate_rows(
    customers: pl.DataFrame, ids: pl.Series, duplicates: Duplicates, streams: Streams
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The second records (same person, typed again), and the truth about them."""
    rows = customers[duplicates.original]
    count = rows.height
    second = ids.slice(customers.height, count)
    chance = streams.of("duplicates.typed").random((count, 3))
    kinds = pl.Series(["initial", "capitals", "letter left out"], dtype=pl.String)
    how = kinds.gather((chance[:, 0] * 3).astype(np.int64))
    new_mail = pl.Series(chance[:, 1] < 0.5)
    first = pl.col("name").str.split(" ").list.first()
    rest = pl.col("name").str.strip_prefix(first).str.strip_chars()
    typed = (
        rows.with_columns(how=how, new_mail=new_mail, customer_id=second)
        .with_columns(
            name=pl.when(pl.col("how") == "initial")
            .then(pl.format("{}. {}", first.str.head(1), rest))
            .when(pl.col("how") == "capitals")
            .then(pl.col("name").str.to_uppercase())
            .otherwise(pl.concat_str(pl.col("name").str.head(2), pl.col("name").str.slice(3))),
            email=pl.when("new_mail").then(pl.lit("pelanggan.") + pl.col("email"))
            .otherwise("email"),
            phone=pl.when(~pl.col("new_mail")).then(pl.lit("0") + pl.col("phone").str.slice(2))
            .otherwise("phone"),
            referred_by=pl.lit(None, dtype=pl.String),
        )
    )  # fmt: skip
    truth = pl.DataFrame(
        {
            "customer_id": second,
            "same_as": rows["customer_id"],
            "name_typed": how,
            "other_email": new_mail,
        }
    )
    return typed.drop("how", "new_mail"), truth


def dirty_customers(customers: pl.DataFrame, streams: Streams) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Spoil some cells of ``customers``; also the truth: table, key, column, kind."""
    also = pl.DataFrame({"city": places.CITY_NAMES, "other": [city.also for city in places.CITIES]})
    other = customers.select("city").join(also, on="city", how="left", maintain_order="left")
    frame = customers.with_columns(other_city=other["other"])
    found = []
    for column, kind, share in CELLS:
        chance = streams.of(f"dirt.{column}.{kind}").random(BLOCK * 2)[: frame.height]
        hit = pl.Series(chance < share) & frame[column].is_not_null()
        changed = pl.when(hit).then(_spoil(column, kind)).otherwise(pl.col(column))
        found.append(_truth("customers", frame["customer_id"].filter(hit), column, kind))
        frame = frame.with_columns(changed.alias(column))
    return frame.drop("other_city"), pl.concat(found)


def _spoil(column: str, kind: str) -> pl.Expr:
    """The value of ``column`` after the mishap."""
    value = pl.col(column)
    spoiled = {
        "no at sign": pl.col("email").str.replace("@", ".", literal=True),
        "too short": pl.col("phone").str.head(6),
        "local form": pl.lit("0") + pl.col("phone").str.slice(2),
        "capitals": pl.col("name").str.to_uppercase(),
        "outer blanks": pl.lit("  ") + pl.col("name") + pl.lit(" "),
        "other spelling": pl.col("other_city"),
    }
    return spoiled.get(kind, pl.when(pl.lit(value=False)).then(value))


def dirty_lines(lines: pl.DataFrame, streams: Streams) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Lines of quantity zero, of unknown products, and without a store; and the truth."""
    chance = streams.of("dirt.lines").random((lines.height, 3))
    zero = pl.Series(chance[:, 0] < ZERO_LINES) & (lines["line_no"] > 1)
    unknown = pl.Series(chance[:, 1] < UNKNOWN_PRODUCTS)
    blank = pl.Series(chance[:, 2] < BLANK_STORES) & lines["store"].is_not_null()
    nothing = ("quantity", "discount", "amount", "line_cost", "fee")
    spoiled = lines.with_columns(
        *(
            pl.when(~zero).then(pl.col(name)).otherwise(pl.lit(0)).cast(lines.schema[name])
            .alias(name)
            for name in nothing
        ),
        product_id=pl.when(~unknown).then("product_id").otherwise(pl.lit(UNKNOWN_PRODUCT)),
        store=pl.when(~blank).then("store"),
    )  # fmt: skip
    key = pl.format("{}/{}", pl.col("order_id"), pl.col("line_no"))
    keys = lines.select(key=key)["key"]
    found = [
        _truth("order_lines", keys.filter(zero), "quantity", "zero"),
        _truth("order_lines", keys.filter(unknown), "product_id", "unknown"),
        _truth("order_lines", keys.filter(blank), "store", "blank"),
    ]
    return spoiled, pl.concat(found)


def _truth(table: str, keys: pl.Series, column: str, kind: str) -> pl.DataFrame:
    return pl.DataFrame({"key": keys}).select(
        pl.lit(table).alias("table"), "key", pl.lit(column).alias("column"),
        pl.lit(kind).alias("kind"),
    )  # fmt: skip
