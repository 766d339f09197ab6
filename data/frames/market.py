"""What was bought together and one after another: baskets, purchases, and what an item is worth.

Charges that are no goods (postage, fees, coupons) are proposed for leaving out, by the code and the
words of a product; whoever asks may name others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import prod

import narwhals as nw
import polars as pl

from analytics.findings import NotEnoughData
from analytics.frames import HOLDINGS, ITEM_WORTH, PURCHASES
from data.facts import Facts
from data.frames.door import collect
from data.frames.lines import costed, selected, summed
from data.rates import Rates
from data.scope import Scope


class Level(StrEnum):
    """What an item is: a product, or a kind of products."""

    PRODUCT = "product"
    SUBCATEGORY = "subcategory"
    CATEGORY = "category"
    BRAND = "brand"


_KINDS = (Level.SUBCATEGORY, Level.CATEGORY, Level.BRAND)
_MOST = 2**62  # different rows that a whole number can stand for
_SHORT = 2  # letters of a code that may as well be a product's own
_ORDER = ("order_id", "customer_id")
_CODES = (
    *("post", "dot", "d", "m", "c2", "s", "pads", "cruk", "b", "bank charges", "amazonfee"),
    *("adjust", "adjust2", "ongkir", "shipping", "postage", "fee"),
)
_WORDS = (
    r"(?i)\b(postage|shipping|freight|carriage|commission"
    r"|(delivery|handling|service|admin|bank) (charges?|fees?)"
    r"|surcharge|coupons?|vouchers?|gift ?cards?|deposit|bad debt"
    r"|adjustment|ongkir|ongkos( kirim)?|biaya|pengiriman|ekspedisi|asuransi|materai|meterai|kupon"
    r"|voucer|komisi|penyesuaian)\b|^(discount|manual|samples?|diskon|potongan)( \||$)"
)


@dataclass(frozen=True, eq=False)
class Market:
    """What was sold of goods, in whole numbers that keep the order of the texts they stand for.

    ``rows``: basket, day (of the basket), bought (day), who (blank: anonymous), code.
    ``left_out`` are the charges, product_id and name. Lines without a product, or of one without
    this level, are in nothing.
    """

    rows: pl.DataFrame
    items: pl.Series
    customers: pl.Series
    left_out: pl.DataFrame

    def baskets(self) -> pl.DataFrame:
        """BASKETS; anonymous sales are in it. The analysis that reads it checks it."""
        return self._distinct("basket", "code", "day")

    def purchases(self) -> pl.DataFrame:
        """PURCHASES; the analysis that reads it checks it."""
        each = self._distinct("who", "bought", "code").rename({"bought": "day"})
        return self._by_customer(each).select(*PURCHASES.columns)

    def holdings(self, items: Sequence[str]) -> pl.DataFrame:
        """HOLDINGS of these items."""
        wanted = pl.Series(range(len(self.items)), dtype=pl.Int64).filter(
            self.items.is_in(sorted(items))
        )
        kept = self.rows.join(wanted.to_frame("code"), on="code", how="semi").drop_nulls("who")
        each = kept.group_by("who", "code").agg(
            times=pl.col("basket").n_unique().cast(pl.Int64), last_bought=pl.col("bought").max()
        )
        each = each.sort("who", "code")
        each = each.with_columns(item=self.items.gather(each["code"]))
        return HOLDINGS.check(self._by_customer(each))

    def named(self, item: str) -> str:
        """An item by its name, whatever the case of its letters. ``NotEnoughData`` for another."""
        wanted = item.strip().casefold()
        for name in self.items.to_list():
            if name.casefold() == wanted:
                return str(name)
        raise NotEnoughData("not_enough.no_item", item=item)

    def _distinct(self, *key: str) -> pl.DataFrame:
        """Each row of ``key`` once and in its order, with the item by its name."""
        once = _once(self.rows.select(key).drop_nulls())
        return once.with_columns(item=self.items.gather(once["code"])).drop("code")

    def _by_customer(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.with_columns(customer_id=self.customers.gather(rows["who"])).drop("who")


def levels(facts: Facts) -> tuple[Level, ...]:
    """The levels at which this company's products differ; the first is the one to begin with."""
    if not facts.has("products"):
        return (Level.PRODUCT,)
    kinds = facts.table("products").select(*[nw.col(kind.value).n_unique() for kind in _KINDS])
    row = collect(kinds.select(*[nw.col(kind.value).cast(nw.Int64) for kind in _KINDS])).row(0)
    known = [kind for kind, values in zip(_KINDS, row, strict=True) if values > 1]
    return (*known[:1], Level.PRODUCT, *known[1:]) if known else (Level.PRODUCT,)


def market(
    facts: Facts, scope: Scope, level: Level, *, left_out: Sequence[str] | None = None
) -> Market:
    """Counted lines of positive quantity over the settled ``scope``, items at ``level``.

    A basket is an (order_id, customer_id), numbered in their order, blank customers last; its day
    is that of its earliest line. Products are named by their name, with the id behind where names
    repeat. ``left_out``: products that are no goods, by id, name, subcategory or category; None
    takes those that look so.
    """
    lines = selected(facts, scope).filter(nw.col("quantity") > 0)
    rows = collect(lines.select(*_ORDER, "product_id", nw.col("day").cast(nw.Int64)))
    items = items_of(facts, rows, level)
    out = charges(items, left_out)
    goods = items.join(out, on="product_id", how="anti").select("product_id", "item").drop_nulls()
    known = _coded(rows, goods)
    customers = rows["customer_id"].drop_nulls().unique().sort()
    return Market(known, goods["item"].unique().sort(), customers, out)


def item_worth(facts: Facts, scope: Scope, rates: Rates, level: Level) -> pl.DataFrame:
    """ITEM_WORTH: the contribution of what was sold of each item."""
    lines = costed(selected(facts, scope), facts, rates).filter(nw.col("quantity") > 0)
    sums = collect(summed(lines, "product_id"))
    contribution = pl.col("revenue") - pl.col("line_cost") - pl.col("shipping_cost") - pl.col("fee")
    each = sums.select("product_id", contribution=contribution.cast(pl.Float64)).sort("product_id")
    goods = items_of(facts, sums, level).drop_nulls("item")
    items = each.join(goods, on="product_id").sort("product_id").group_by("item")
    return ITEM_WORTH.check(items.agg(pl.col("contribution").sum()).sort("item"))


def _coded(rows: pl.DataFrame, goods: pl.DataFrame) -> pl.DataFrame:
    """Rows of goods in whole numbers: basket, its day, who (blank: anonymous), code, bought.

    Numbers keep the order of the texts they stand for; a million lines are worth the trouble.
    """
    order, who = _numbers(rows["order_id"]), _numbers(rows["customer_id"])
    customers = int(who.max() or 0) + 2  # type: ignore[arg-type]
    both = order * customers + who.fill_null(customers - 1)
    day = pl.col("day").min().over("basket")
    numbered = rows.select("product_id", bought="day", basket=both, who=who).with_columns(
        basket=pl.col("basket").rank("dense").cast(pl.Int64) - 1, day="bought"
    )
    codes = goods.select("product_id", code=_numbers(goods["item"]))
    return numbered.with_columns(day).join(codes, on="product_id").drop("product_id")


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """Different rows of whole numbers, in their order: by one number for each, which sorts fast."""
    low = {name: int(rows[name].min() or 0) for name in rows.columns}  # type: ignore[arg-type]
    spans = [int(rows[name].max() or 0) - low[name] + 1 for name in rows.columns]  # type: ignore[arg-type]
    if prod(spans) >= _MOST:
        return rows.unique().sort(rows.columns)
    packed = pl.lit(0, pl.Int64)
    for name, span in zip(rows.columns, spans, strict=True):
        packed = packed * span + pl.col(name) - low[name]
    left, parts = rows.select(row=packed)["row"].unique().sort(), []
    for name, span in zip(reversed(rows.columns), reversed(spans), strict=True):
        parts.append((left % span + low[name]).alias(name))
        left = left // span
    return pl.DataFrame(parts[::-1])


def _numbers(texts: pl.Series) -> pl.Series:
    """The place of each text among all different ones in alphabetical order; blank stays blank."""
    names = texts.drop_nulls().unique().sort()
    return texts.cast(pl.Enum(names)).to_physical().cast(pl.Int64)


def items_of(facts: Facts, rows: pl.DataFrame, level: Level) -> pl.DataFrame:
    """product_id, item (blank where the level is not known), title, and what tells a charge."""
    sold = rows.select(pl.col("product_id").unique()).drop_nulls().sort("product_id")
    if not facts.has("products"):
        blank = pl.lit(None, pl.String)
        own = pl.col("product_id") if level is Level.PRODUCT else blank
        return sold.with_columns(
            item=own, title=blank, subcategory=blank, category=blank, texts=pl.lit("")
        )
    columns = ("name", "category", "subcategory", "brand")
    table = collect(facts.table("products").select("product_id", *columns))
    known = sold.join(table, on="product_id", how="left").sort("product_id")
    texts = pl.concat_str("name", "subcategory", "category", separator=" | ", ignore_nulls=True)
    name = pl.when(pl.col("name").is_duplicated()).then(pl.format("{} ({})", "name", "product_id"))
    own = pl.coalesce(name, "name", "product_id") if level is Level.PRODUCT else pl.col(level.value)
    kinds = ("subcategory", "category")
    return known.select("product_id", *kinds, item=own, title="name", texts=texts)


def charges(items: pl.DataFrame, left_out: Sequence[str] | None) -> pl.DataFrame:
    """product_id and name of the ``items`` that are no goods: those named, or that look so.

    They are named by id, or whatever the case by name, subcategory or category.
    """
    charge = _is_charge() if left_out is None else _named(left_out)
    return items.filter(charge).select("product_id", name="title")


def unknown(facts: Facts, names: Sequence[str]) -> tuple[str, ...]:
    """Those of ``names``, in their order, that no product of the company has: see charges.

    Whether it was sold in some period does not matter.
    """
    if not names:
        return ()
    ids: set[str] = set()
    texts: set[str] = set()
    if facts.has("order_lines"):
        sold = facts.table("order_lines").select("product_id").unique()
        ids |= set(collect(sold)["product_id"].drop_nulls())
    if facts.has("products"):
        columns = ("name", "subcategory", "category")
        table = collect(facts.table("products").select("product_id", *columns))
        ids |= set(table["product_id"])
        for column in columns:
            texts |= set(table[column].drop_nulls().str.strip_chars().str.to_lowercase())
    return tuple(name for name in names if name not in ids and name.lower() not in texts)


def _named(left_out: Sequence[str]) -> pl.Expr:
    wanted = [name.lower() for name in left_out]
    found = pl.col("product_id").is_in(list(left_out))
    for column in ("title", "subcategory", "category"):
        known = pl.col(column).str.strip_chars().str.to_lowercase().is_in(wanted)
        found = found | known.fill_null(value=False)
    return found


def _is_charge() -> pl.Expr:
    """Whether the code or the words of a product say that it is no good.

    A code of one or two letters says so only where the others are longer.
    """
    code = pl.col("product_id").str.strip_chars().str.to_lowercase()
    letters = code.str.len_chars()
    telling = (letters > _SHORT) | (letters.median() > 2 * _SHORT - 1)
    return (code.is_in(_CODES) & telling) | pl.col("texts").str.contains(_WORDS)
