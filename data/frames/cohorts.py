"""What the customers won in each month did in the months after, all together or in groups."""

from dataclasses import replace
from datetime import date
from enum import StrEnum

import narwhals as nw
import polars as pl

from analytics.frames import COHORT_ACTIVITY
from data.facts import Facts
from data.frames.door import at_the_door, collect
from data.frames.groups import Dimension, names
from data.frames.lines import Lazy, orders_of, sold
from data.rates import Rates
from data.scope import Scope

_MONEY = ("revenue", "line_cost", "shipping_cost", "fee")
_COSTS = pl.col("line_cost") + pl.col("shipping_cost") + pl.col("fee")
_KEYS = ("group", "cohort", "month")
PRODUCTS = 10  # groups of products: those that most customers began with


class CohortBy(StrEnum):
    """What customers are put in groups by; each stands in one, or in none where it is not known."""

    EVERYONE = "everyone"
    ACQUISITION_CHANNEL = "acquisition_channel"
    HOME_REGION = "home_region"
    CUSTOMER_TYPE = "customer_type"
    SEGMENT = "rfm_segment"
    FIRST_CHANNEL = "first_channel"
    FIRST_CATEGORY = "first_category"
    FIRST_PRODUCT = "first_product"


_COLUMNS = (CohortBy.ACQUISITION_CHANNEL, CohortBy.HOME_REGION, CohortBy.CUSTOMER_TYPE)


def cohort_activity(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    by: CohortBy = CohortBy.EVERYONE,
    *,
    segments: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """COHORT_ACTIVITY of the settled scope's customers, up to ``as_of``.

    The period's first and last day cut nothing: a cohort is whom a month won, of all that is known.
    A channel or region does: then only orders there count, the first one too. An order lies in the
    month of its earliest line, money in that of its own, but never before the first order. Margin
    is contribution: revenue less the cost of lines, shipping and fees. ``segments`` holds
    customer_id and segment, for groups of them. Of first products the :data:`PRODUCTS` are named
    that most customers began with; blank are all others.
    """
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    named = _named(facts, scope, rates)
    orders = (
        named.group_by("customer_id", "order_id")
        .agg(nw.col("quantity").sum(), nw.col("month").min())
        .filter(nw.col("quantity") > 0)
    )
    starts = orders.group_by("customer_id").agg(cohort=nw.col("month").min())
    if by in _COLUMNS and facts.has("customers"):
        groups = facts.table("customers").select("customer_id", group=nw.col(by.value))
        starts = starts.join(groups, on="customer_id", how="left")
    elif (rows := _groups(facts, scope, rates, by, segments)) is not None:
        starts = starts.join(_on_engine(rows, orders), on="customer_id", how="left")
    else:
        starts = starts.with_columns(group=nw.lit(None, dtype=nw.String))
    active = (
        orders.group_by("customer_id", "month")
        .agg(orders=nw.len().cast(nw.Int64))
        .join(starts, on="customer_id", how="inner")
        .group_by(*_KEYS)
        .agg(heads=nw.len().cast(nw.Int64), orders=nw.col("orders").sum().cast(nw.Int64))
    )
    money = named.group_by("customer_id", "month").agg(*[nw.col(c).sum() for c in _MONEY])
    early = nw.col("month") < nw.col("cohort")
    sums = (
        money.join(starts, on="customer_id", how="inner")
        .with_columns(month=nw.when(early).then(nw.col("cohort")).otherwise(nw.col("month")))
        .group_by(*_KEYS)
        .agg(*[nw.col(c).sum() for c in _MONEY])
    )
    keys = (pl.col("group"), pl.col("cohort", "month").cast(pl.Int64))
    frame = collect(sums).select(*keys, pl.col(_MONEY).cast(pl.Float64))
    counts = collect(active).select(*keys, "heads", "orders")
    frame = frame.join(counts, on=_KEYS, how="left", nulls_equal=True).with_columns(
        _first_day("cohort"), _first_day("month"), margin=pl.col("revenue") - _COSTS
    )
    return COHORT_ACTIVITY.check(at_the_door(frame, COHORT_ACTIVITY).sort(_KEYS))


def cohort_groups(facts: Facts) -> tuple[CohortBy, ...]:
    """What this company's customers can be put in groups by: of what is filled anywhere."""
    found = [CohortBy.EVERYONE]
    if facts.has("customers"):
        counts = [nw.col(by.value).count().cast(nw.Int64) for by in _COLUMNS]
        filled = collect(facts.table("customers").select(*counts)).row(0)
        found += [by for by, rows in zip(_COLUMNS, filled, strict=True) if rows]
    found.append(CohortBy.SEGMENT)
    channels = products = 0
    if facts.has("order_lines"):
        counts = [nw.col(name).count().cast(nw.Int64) for name in ("channel", "product_id")]
        channels, products = collect(facts.table("order_lines").select(*counts)).row(0)
    found += [CohortBy.FIRST_CHANNEL] if channels else []
    if facts.has("products"):
        named = facts.table("products").select(nw.col("category").count().cast(nw.Int64))
        found += [CohortBy.FIRST_CATEGORY] if collect(named).item() else []
    return (*found, CohortBy.FIRST_PRODUCT) if products else tuple(found)


def _named(facts: Facts, scope: Scope, rates: Rates | None, *, by_category: bool = False) -> Lazy:
    """Lines of named customers up to ``as_of``, whatever the period."""
    assert scope.as_of is not None  # noqa: S101 - said by cohort_activity
    ever = scope.between(date.min, scope.as_of)
    lines = sold(facts, ever, rates, by_category=by_category)
    return lines.filter(~nw.col("customer_id").is_null())


def _groups(
    facts: Facts, scope: Scope, rates: Rates, by: CohortBy, segments: pl.DataFrame | None
) -> pl.DataFrame | None:
    """customer_id and group of what customers did; None where all are together."""
    if by is CohortBy.SEGMENT and segments is not None:
        return segments.select("customer_id", group="segment")
    if by is CohortBy.FIRST_CHANNEL:
        lines = _named(facts, scope, rates)
        return _first_bought(lines, lines, "channel")
    if by is CohortBy.FIRST_CATEGORY:
        lines = _named(facts, scope, rates, by_category=True)
        return _first_bought(lines, lines, "category")
    return _first_products(facts, scope) if by is CohortBy.FIRST_PRODUCT else None


def _first_products(facts: Facts, scope: Scope) -> pl.DataFrame:
    """The product of each customer's first order day by its name; blank: not a frequent one."""
    lines = _named(replace(facts, baskets=None), scope, None)  # a basket holds several products
    first = _first_bought(lines, _named(facts, scope, None), "product_id")
    often = first.group_by("group").len().sort("len", "group", descending=[True, False])
    chosen = often.head(PRODUCTS).select("group")
    return first.select("customer_id", group=_replaced(chosen, names(facts, Dimension.PRODUCT)))


def _replaced(chosen: pl.DataFrame, called: pl.DataFrame | None) -> pl.Expr:
    """Each chosen product by its name, with its number where two have one name; others blank."""
    if called is not None:
        chosen = chosen.join(called, on="group", how="left")
    else:
        chosen = chosen.with_columns(name=pl.lit(None, pl.String))
    name, key = pl.col("name"), pl.col("group")
    written = pl.when(name.is_duplicated()).then(pl.format("{} ({})", name, key)).otherwise(name)
    said = chosen.select("group", name=pl.coalesce(written, key))
    return key.replace_strict(said["group"], said["name"], default=None, return_dtype=pl.String)


def _first_bought(lines: Lazy, whole: Lazy, column: str) -> pl.DataFrame:
    """What most of the money of a customer's first day with an order went to, or by which channel.

    One row a customer.

    ``group`` is the value of ``column`` in ``lines``; the first day is that of ``whole`` orders.
    """
    days = orders_of(whole).group_by("customer_id").agg(nw.col("day").min())
    bought = lines.filter(nw.col("quantity") > 0, ~nw.col(column).is_null())
    spent = bought.join(days, on=["customer_id", "day"], how="inner")
    sums = collect(spent.group_by("customer_id", column).agg(nw.col("revenue").sum()))
    best = sums.sort("customer_id", "revenue", column, descending=[False, True, False])
    return best.unique("customer_id", keep="first", maintain_order=True).select(
        "customer_id", group=column
    )


def _on_engine(rows: pl.DataFrame, like: Lazy) -> Lazy:
    """A small frame on the engine of ``like``."""
    return nw.from_native(rows, eager_only=True).lazy(backend=like.implementation)


def _first_day(month: str) -> pl.Expr:
    """The first day of a month that :func:`data.frames.lines.month_of` numbered."""
    return pl.date(pl.col(month) // 12, pl.col(month) % 12 + 1, 1).alias(month)
