"""What was paid for each product, and on which days customers bought it within its group."""

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from analytics.frames import ITEM_PRICES, TIER_PURCHASES
from data.facts import Facts
from data.frames.door import at_the_door, collect
from data.frames.lines import Lazy, costed, selected
from data.frames.market import Level, charges, items_of
from data.rates import Rates
from data.scope import Scope

_SUMS = ("quantity", "revenue", "line_cost", "shipping_cost", "fee")


def item_prices(facts: Facts, scope: Scope, rates: Rates) -> pl.DataFrame:
    """ITEM_PRICES of the products sold in the settled ``scope``, named as in its market."""
    sums = collect(_sold(facts, scope, rates, "product_id"))
    goods = items_of(facts, sums, Level.PRODUCT).select("product_id", "item").drop_nulls()
    named = sums.join(goods, on="product_id").sort("product_id")
    named = named.with_columns(gross_margin=pl.col("revenue") - pl.col("line_cost"))
    found = at_the_door(named.sort("item"), ITEM_PRICES)
    return ITEM_PRICES.check(found)


def tier_purchases(
    facts: Facts, scope: Scope, rates: Rates, level: Level, *, left_out: Sequence[str] | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """TIER_PURCHASES of the settled ``scope``, and the charges that are not in it.

    Groups are those of ``level``; products without one are not in it either. ``left_out``, and
    the charges with product_id and name, are those of :func:`data.frames.market.market`.
    """
    key = ("customer_id", "day", "product_id")
    sums = collect(_sold(facts, scope, rates, *key))
    items = items_of(facts, sums, Level.PRODUCT)
    out = charges(items, left_out)
    goods = items.join(out, on="product_id", how="anti").select("product_id", "item").drop_nulls()
    sums = sums.drop_nulls("customer_id")
    groups = items_of(facts, sums, level).select("product_id", group="item").drop_nulls()
    costs = pl.col("line_cost") + pl.col("shipping_cost") + pl.col("fee")
    named = sums.join(goods, on="product_id").join(groups, on="product_id")
    named = named.with_columns(contribution=pl.col("revenue") - costs)
    found = at_the_door(named.sort(*TIER_PURCHASES.key), TIER_PURCHASES)
    return TIER_PURCHASES.check(found), out


def _sold(facts: Facts, scope: Scope, rates: Rates, *by: str) -> Lazy:
    """Quantity and money of each group ``by``: lines of positive quantity."""
    lines = costed(selected(facts, scope), facts, rates).filter(nw.col("quantity") > 0)
    return lines.group_by(list(by)).agg(*[nw.col(c).sum() for c in _SUMS])
