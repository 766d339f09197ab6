"""Groups of sales: the same activity by product, category, channel, region, customer type, ..."""

from enum import StrEnum
from typing import NamedTuple

import narwhals as nw
import polars as pl

from analytics.frames import ACTIVITY, GROUP_ACTIVITY
from data.facts import Facts
from data.frames.customers import customer_costs
from data.frames.door import at_the_door, collect
from data.frames.lines import Lazy, costed, selected, sold, summed
from data.frames.orders import bought
from data.rates import Rates
from data.scope import Scope


class Dimension(StrEnum):
    """What sales can be grouped by."""

    PRODUCT = "product"
    CATEGORY = "category"
    CHANNEL = "channel"
    REGION = "region"
    CUSTOMER_TYPE = "customer_type"
    STORE = "store"
    STAFF = "staff"
    PARTNER = "partner"


_COLUMN = {
    Dimension.PRODUCT: "product_id",
    Dimension.STAFF: "staff_id",
    Dimension.PARTNER: "partner_id",
}
_TABLE = {Dimension.CATEGORY: "products", Dimension.CUSTOMER_TYPE: "customers"}
_NAMES = {Dimension.PRODUCT: "products", Dimension.STAFF: "staff", Dimension.PARTNER: "partners"}


class GroupActivity(NamedTuple):
    """``groups``: GROUP_ACTIVITY. ``apart``: costs no group caused, one row of ACTIVITY."""

    groups: pl.DataFrame
    apart: pl.DataFrame


def group_activity(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    dimension: Dimension,
    *,
    acquisition: bool = False,
    campaigns: bool = False,
) -> GroupActivity:
    """Activity by ``dimension`` over the settled scope, anonymous sales included.

    An order over several groups counts in each that it bought from: a line of quantity 0 is no
    purchase. ``order_share`` and ``delivery_share`` split it evenly over all its lines. Costs of
    the whole customer (contacts and visits, acquisition and campaigns where asked for) are laid on
    customer types alone.
    """
    column = _COLUMN.get(dimension, dimension.value)
    lines = _with_group(_sold(facts, scope, rates, dimension), facts, dimension, column)
    frame = collect(summed(lines, "group"))
    orders = collect(bought(lines, "group", whole=sold(facts, scope, rates)))
    frame = frame.join(orders, on="group", how="left", nulls_equal=True)
    apart = pl.DataFrame(schema=dict(ACTIVITY)).clear(1).fill_null(0)
    extras = customer_costs(facts, scope, rates, acquisition=acquisition, campaigns=campaigns)
    by_type = dimension is Dimension.CUSTOMER_TYPE and facts.has("customers")
    for costs, rows in extras.items():
        if by_type:
            sums = collect(_by_type(rows, facts, costs))
            frame = frame.join(sums, on="group", how="full", coalesce=True, nulls_equal=True)
        else:
            total = collect(rows.select(*[nw.col(c).sum() for c in costs]))
            apart = apart.with_columns(pl.lit(float(total[c].item() or 0)).alias(c) for c in costs)
    groups = at_the_door(frame, GROUP_ACTIVITY).sort("group")
    return GroupActivity(GROUP_ACTIVITY.check(groups), apart)


def names(facts: Facts, dimension: Dimension) -> pl.DataFrame | None:
    """``group`` and ``name`` of products, staff or partners; None for what names itself."""
    table = _NAMES.get(dimension)
    if table is None or not facts.has(table):
        return None
    rows = facts.table(table).select(group=nw.col(_COLUMN[dimension]), name=nw.col("name"))
    return collect(rows.filter(~nw.col("name").is_null())).sort("group")


def available(facts: Facts) -> list[Dimension]:
    """The dimensions this company's data knows: with at least one value."""
    if not facts.has("order_lines"):
        return []
    lines = facts.table("order_lines")
    found = []
    for dimension in Dimension:
        table = _TABLE.get(dimension)
        if table and not facts.has(table):
            continue
        source = facts.table(table) if table else lines
        column = _COLUMN.get(dimension, dimension.value)
        if collect(source.select(nw.col(column).count().cast(nw.Int64))).item():
            found.append(dimension)
    return found


def _sold(facts: Facts, scope: Scope, rates: Rates, dimension: Dimension) -> Lazy:
    """Rows of which each belongs to one group: a basket holds several products."""
    if dimension is Dimension.PRODUCT:
        return costed(selected(facts, scope), facts, rates)
    return sold(facts, scope, rates, by_category=dimension is Dimension.CATEGORY)


def _by_type(rows: Lazy, facts: Facts, costs: tuple[str, ...]) -> Lazy:
    """The sums of ``costs`` by customer type, named ``group``."""
    types = facts.table("customers").select("customer_id", group="customer_type")
    named = rows.join(types, on="customer_id", how="left")
    return named.group_by("group").agg(*[nw.col(c).sum() for c in costs])


def _with_group(lines: Lazy, facts: Facts, dimension: Dimension, column: str) -> Lazy:
    """Name each line's group ``group``."""
    table = _TABLE.get(dimension)
    if column in lines.collect_schema().names():
        return lines.with_columns(group=nw.col(column))
    if table is None or not facts.has(table):
        return lines.with_columns(group=nw.lit(None, dtype=nw.String))
    key = "product_id" if table == "products" else "customer_id"
    groups = facts.table(table).select(key, group=nw.col(column))
    return lines.join(groups, on=key, how="left")
