"""What is known of each customer as a period ends: how much, when, where, what, at what price.

Nothing after the last day of the period is read: its lines, contacts and traits alone count.
"""

from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from analytics.bases import ServiceRates, add_bases
from analytics.frames import CUSTOMER_FEATURES
from data.facts import Facts
from data.frames.customers import customer_activity
from data.frames.door import collect
from data.frames.lines import EPOCH_ORDINAL, Lazy, in_period, of_customers, selected
from data.rates import Rates
from data.scope import Scope

MOST = 40  # channels, categories or values of a trait: the largest; what is rarer stays out
_ORDERED = ("ordinal", "interval", "ratio")


class Features(NamedTuple):
    """``customers``: CUSTOMER_FEATURES. Apart: who had no order, and sales without a customer."""

    customers: pl.DataFrame
    returns_only: int
    anonymous_revenue: float


def customer_features(
    facts: Facts, scope: Scope, rates: Rates, service_rates: ServiceRates
) -> Features:
    """The features of each customer over the settled ``scope``: named ones with an order in it.

    Beside the columns of the contract stand as many as the data have of ``channel:<name>`` (orders
    on it), ``category:<name>`` (lines of it), ``trait:<name>`` (the place of an ordered trait or
    its number, blank where unknown) and ``trait_is:<name>:<value>`` (1 or 0, blank where unknown,
    of a nominal trait, which has no mean). Contacts stay out where the scope cuts orders.
    """
    if scope.end is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    activity = customer_activity(facts, scope, rates)
    named = add_bases(activity.named, service_rates)
    buyers = named.filter(pl.col("orders") > 0).select(
        "customer_id", "orders", "revenue", "profit", returned_lines="returns"
    )
    lines = selected(facts, scope).filter(~nw.col("customer_id").is_null())
    parts = [_timing(lines, scope), _baskets(lines, facts), _channels(lines)]
    parts += [part for part in (_contacts(facts, scope), _traits(facts, scope)) if part is not None]
    for part in parts:
        buyers = buyers.join(part, on="customer_id", how="left")
    return Features(
        _finished(buyers.sort("customer_id")),
        named.filter(pl.col("orders") <= 0).height,
        float(activity.anonymous["revenue"].sum()),
    )


def _finished(frame: pl.DataFrame) -> pl.DataFrame:
    """Counts that are not there are 0; checked, the data's own columns behind in their order."""
    blank = pl.selectors.by_name(*CUSTOMER_FEATURES.may_be_blank, require_all=False)
    counts = pl.selectors.numeric() - blank - pl.selectors.starts_with("trait:", "trait_is:")
    for name, kind in CUSTOMER_FEATURES.columns.items():
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, kind).alias(name))
    frame = frame.with_columns(counts.fill_null(0)).with_columns(
        pl.col(name).cast(kind) for name, kind in CUSTOMER_FEATURES.columns.items()
    )
    known = CUSTOMER_FEATURES.check(
        frame.with_columns(pl.col("contacts", "lines", "discounted_lines").fill_null(0))
    )
    own = sorted(name for name in frame.columns if ":" in name)
    return pl.concat([known, frame.select(own)], how="horizontal")


def _timing(lines: Lazy, scope: Scope) -> pl.DataFrame:
    """Days since the last order and from the first to the last, as the period ends."""
    assert scope.end is not None  # noqa: S101 - said by customer_features
    end = scope.end.toordinal() - EPOCH_ORDINAL
    orders = lines.group_by("customer_id", "order_id").agg(
        nw.col("quantity").sum(), nw.col("day").max()
    )
    days = orders.filter(nw.col("quantity") > 0).group_by("customer_id")
    frame = collect(days.agg(first=nw.col("day").min(), last=nw.col("day").max()))
    return frame.select(
        "customer_id",
        recency_days=end - pl.col("last").cast(pl.Int64),
        span_days=(pl.col("last") - pl.col("first")).cast(pl.Int64),
    )


def _baskets(lines: Lazy, facts: Facts) -> pl.DataFrame:
    """Lines sold by category, discounted ones, and the price paid against what is usual there.

    ``price_level``: what the customer's goods cost before discount, over what as many of the same
    subcategories cost on average; blank where no product has a category.
    """
    sold = lines.filter(nw.col("quantity") > 0)
    nothing = nw.lit(0).cast(nw.Decimal(20, 4))
    columns: dict[str, Any] = {
        "gross": nw.col("amount") + nw.col("discount").fill_null(nothing),
        "discounted_lines": (nw.col("discount") > 0).fill_null(value=False).cast(nw.Int64),
    }
    by = ("customer_id", "category", "subcategory")
    if facts.has("products"):
        products = facts.table("products").select("product_id", "category", "subcategory")
        sold = sold.join(products, on="product_id", how="left")
    else:
        empty = nw.lit(None, dtype=nw.String)
        sold = sold.with_columns(category=empty, subcategory=empty)
    frame = collect(
        sold.with_columns(**columns)
        .group_by(*by)
        .agg(
            nw.col("gross").sum(),
            nw.col("quantity").sum(),
            nw.col("discounted_lines").sum().cast(nw.Int64),
            lines=nw.len().cast(nw.Int64),
        )
    )
    frame = frame.with_columns(pl.col("gross", "quantity").cast(pl.Float64)).sort(by)
    kind = pl.coalesce("subcategory", "category")
    usual = frame.group_by(kind.alias("kind"), maintain_order=True).agg(
        usual=pl.col("gross").sum() / pl.col("quantity").sum()
    )
    priced = frame.with_columns(kind=kind).join(usual, on="kind", how="left", maintain_order="left")
    known = pl.col("kind").is_not_null() & (pl.col("usual") > 0)
    expected = (pl.col("usual") * pl.col("quantity")).filter(known).sum()
    each = priced.group_by("customer_id", maintain_order=True).agg(
        pl.col("lines", "discounted_lines").sum(),
        categories=pl.col("category").drop_nulls().n_unique().cast(pl.Int64),
        price_level=pl.when(expected > 0).then(pl.col("gross").filter(known).sum() / expected),
    )
    return each.join(_counted(frame, "category", "lines"), on="customer_id", how="left")


def _channels(lines: Lazy) -> pl.DataFrame:
    """Orders on each channel; an order over two counts on both."""
    parts = lines.group_by("customer_id", "order_id", "channel").agg(nw.col("quantity").sum())
    bought = parts.filter(nw.col("quantity") > 0).group_by("customer_id", "channel")
    return _counted(collect(bought.agg(orders=nw.len().cast(nw.Int64))), "channel", "orders")


def _counted(rows: pl.DataFrame, of: str, count: str) -> pl.DataFrame:
    """One column ``of:<name>`` for each of the :data:`MOST` commonest names."""
    named = rows.drop_nulls(of).group_by("customer_id", of).agg(pl.col(count).sum())
    sizes = named.group_by(of).agg(pl.col(count).sum()).sort(count, of, descending=[True, False])
    kept = sizes[of].head(MOST).to_list()
    columns = [
        pl.col(count).filter(pl.col(of) == name).sum().cast(pl.Int64).alias(f"{of}:{name}")
        for name in sorted(kept)
    ]
    return named.group_by("customer_id").agg(columns)


def _contacts(facts: Facts, scope: Scope) -> pl.DataFrame | None:
    """Contacts of the period, and how satisfied they left the customer, on average."""
    if scope.cuts_orders or not facts.has("interactions"):
        return None
    rows = in_period(facts.table("interactions"), scope, "happened_day")
    mark = nw.col("satisfaction")
    each = (
        of_customers(rows, facts, scope)
        .group_by("customer_id")
        .agg(
            contacts=nw.len().cast(nw.Int64),
            marks=mark.sum().cast(nw.Int64),
            marked=mark.count().cast(nw.Int64),
        )
    )
    frame = collect(each).filter(pl.col("customer_id").is_not_null())
    mean = pl.when(pl.col("marked") > 0).then(pl.col("marks") / pl.col("marked"))
    return frame.select("customer_id", "contacts", satisfaction=mean)


def _traits(facts: Facts, scope: Scope) -> pl.DataFrame | None:
    """Traits recorded by the end of the period, or at a time not known, each by its scale."""
    if not facts.has("traits"):
        return None
    assert scope.end is not None  # noqa: S101 - said by customer_features
    day = nw.col("recorded_day")
    by_then = day.is_null() | (day <= scope.end.toordinal() - EPOCH_ORDINAL)
    rows = facts.table("traits").filter(by_then, ~nw.col("value").is_null())
    frame = collect(rows.select("customer_id", "name", "value", "scale"))
    columns = [
        *_ordered(frame.filter(pl.col("scale").is_in(_ORDERED))),
        *_nominal(frame.filter(pl.col("scale") == "nominal")),
    ]
    return frame.group_by("customer_id").agg(columns).sort("customer_id") if columns else None


def _ordered(rows: pl.DataFrame) -> list[pl.Expr]:
    """A number as it is; the values of an ordinal trait by their place in order, from 0 to 1."""
    columns = []
    for (name,), part in rows.sort("name").group_by("name", maintain_order=True):
        texts = part["value"].unique().sort()
        numbers = texts.cast(pl.Float64, strict=False)
        ordinal = part["scale"].eq("ordinal").any() or bool(numbers.null_count())
        order = texts.to_frame("value").with_columns(first=_first_number(pl.col("value")))
        ranked = order.sort("first", "value", nulls_last=False)["value"].to_list()
        places = {v: n / max(len(ranked) - 1, 1) for n, v in enumerate(ranked)}
        known = places if ordinal else dict(zip(texts, numbers, strict=True))
        value = pl.col("value").filter(pl.col("name") == name).sort().last()
        mapped = value.replace_strict(known, default=None, return_dtype=pl.Float64)
        columns.append(mapped.alias(f"trait:{name}"))
    return columns


def _first_number(text: pl.Expr) -> pl.Expr:
    """The number that a text holds first: 25 of "25-34". "Under 35K" has one too."""
    return text.str.extract(r"(\d+(?:\.\d+)?)").cast(pl.Float64, strict=False)


def _nominal(rows: pl.DataFrame) -> list[pl.Expr]:
    """A column for each of the commonest values: 1 who has it, 0 who has another."""
    sizes = (
        rows.group_by("name", "value")
        .len()
        .sort("len", "name", "value", descending=[True, False, False])
    )
    kept = sizes.head(MOST).sort("name", "value")
    columns = []
    for name, value in kept.select("name", "value").rows():
        own = pl.col("value").filter(pl.col("name") == name)
        found = pl.when(own.len() > 0).then((own == value).any().cast(pl.Float64))
        columns.append(found.alias(f"trait_is:{name}:{value}"))
    return columns
