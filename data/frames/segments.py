"""Customers as conditions ask for them: one row each, with the columns a definition names.

Figures look back a number of days from the as-of date, whatever channels and regions, so that a
segment is the same customers on every page of the same day. The chosen customers go back to the
engine as a table of ids, which :mod:`data.frames.lines` joins.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import narwhals as nw
import polars as pl

from analytics.bases import ServiceRates, add_bases
from analytics.condition_columns import ATTRIBUTES, BOUGHT, FIGURES, RFM, Kind, kind_of, trait_of
from analytics.conditions import Group, conditions, meets, named
from analytics.findings import NotEnoughData
from analytics.rfm import SCORED, segment_customers
from analytics.rfm_settings import RfmSettings
from data.facts import Facts, Members
from data.frames.customers import customer_activity
from data.frames.door import collect
from data.frames.lines import Lazy, in_period, selected
from data.frames.rfm import customer_recency
from data.rates import Rates
from data.scope import Scope

_FIRST = date(1970, 1, 1)
_CONTACTS = ("contacts", "complaints", "satisfaction")
_RECENCY = ("recency_days", "tenure_days")
_ACTIVITY = FIGURES.keys() - {*_RECENCY, *_CONTACTS}
_NOTHING_IS_0 = FIGURES.keys() - {*_RECENCY, "average_order", "discount_share", "satisfaction"}
_TYPES: Mapping[Kind, pl.DataType] = {
    **dict.fromkeys((Kind.TEXT, Kind.TRAIT), pl.String()),
    Kind.FLAG: pl.Boolean(),
    Kind.DATE: pl.Date(),
    Kind.SET: pl.List(pl.String()),
}


def members(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    service: ServiceRates,
    *,
    wanted: Group,
    days: int | None = None,
    rfm: RfmSettings,
) -> pl.DataFrame:
    """The customers who meet ``wanted``: one column customer_id, sorted.

    ``scope`` gives company and as-of date alone. ``service`` are the plain numbers of ``rates``.
    """
    frame = customer_columns(facts, scope, rates, service, wanted=wanted, days=days, rfm=rfm)
    return frame.filter(meets(wanted)).select("customer_id")


def rfm_members(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    service: ServiceRates,
    *,
    segment: str,
    rfm: RfmSettings,
) -> pl.DataFrame:
    """The customers of a segment of the RFM map over the period and filters of ``scope``."""
    placed = _placed(facts, scope, rates, service, rfm)
    return placed.filter(segment=segment).select("customer_id").sort("customer_id")


def narrowed(facts: Facts, chosen: pl.DataFrame) -> Facts:
    """The facts with ``chosen`` (customer_id) as those whom a scope with a segment speaks of."""
    return replace(facts, members=Members(chosen))


def customer_columns(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    service: ServiceRates,
    *,
    wanted: Group,
    days: int | None,
    rfm: RfmSettings,
    columns: Collection[str] = (),
) -> pl.DataFrame:
    """Customers with a record, or a line up to the as-of date, and the columns ``wanted`` names.

    ``columns`` are asked for too, none of those that hold lists of what was bought.

    Columns as :func:`analytics.conditions.meets` reads them, sorted by customer_id. Counts and
    money of who did nothing within the ``days`` are 0, days since an order are blank.
    """
    back = _back(scope, days)
    asked = {condition.column for condition in conditions(wanted)} | set(columns)
    frame = _everyone(facts, _back(scope, None))
    parts = [
        _figures(facts, back, rates, service) if asked & _ACTIVITY else None,
        customer_recency(facts, back) if asked & {*_RECENCY} else None,
        _contacts(facts, back) if asked & {*_CONTACTS} else None,
        _placed(facts, back, rates, service, rfm) if asked & RFM.keys() else None,
        _attributes(facts, asked & ATTRIBUTES.keys()),
        *(_bought(facts, back, c, named(wanted, c)) for c in sorted(asked & BOUGHT.keys())),
        *(_trait(facts, c) for c in sorted(asked) if trait_of(c)),
    ]
    for part in (part for part in parts if part is not None):
        kept = part.select("customer_id", *sorted(asked & set(part.columns)))
        frame = frame.join(kept, on="customer_id", how="left")
    return _filled(frame, asked).sort("customer_id")


def _back(scope: Scope, days: int | None) -> Scope:
    """The days that figures look back on, without filters."""
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    first = _FIRST if days is None else scope.as_of - timedelta(days=days - 1)
    return Scope(scope.company, max(first, date.min), scope.as_of, scope.as_of)


def _everyone(facts: Facts, ever: Scope) -> pl.DataFrame:
    known = [_ids(selected(facts, ever))]
    if facts.has("customers"):
        known.append(_ids(facts.table("customers")))
    return pl.concat(known).unique()


def _ids(rows: Lazy) -> pl.DataFrame:
    stated = rows.filter(~nw.col("customer_id").is_null())
    return collect(stated.select("customer_id").unique())


def _figures(facts: Facts, back: Scope, rates: Rates, service: ServiceRates) -> pl.DataFrame:
    activity = add_bases(customer_activity(facts, back, rates).named, service)
    before_discount = pl.col("revenue") + pl.col("discount")
    return activity.with_columns(
        average_order=pl.when(pl.col("orders") > 0).then(pl.col("revenue") / pl.col("orders")),
        discount_share=pl.when(before_discount > 0).then(pl.col("discount") / before_discount),
    )


def _contacts(facts: Facts, back: Scope) -> pl.DataFrame | None:
    if not facts.has("interactions"):
        return None
    rows = in_period(facts.table("interactions"), back, "happened_day")
    stated = rows.filter(~nw.col("customer_id").is_null())
    complaint = (nw.col("kind").str.to_lowercase() == "complaint").fill_null(value=False)
    counted = stated.with_columns(complaint=complaint.cast(nw.Int64))
    sums = counted.group_by("customer_id").agg(
        contacts=nw.len().cast(nw.Int64),
        complaints=nw.col("complaint").sum().cast(nw.Int64),
        said=nw.col("satisfaction").sum().cast(nw.Int64),
        answers=nw.col("satisfaction").count().cast(nw.Int64),
    )
    satisfied = pl.when(pl.col("answers") > 0).then(pl.col("said") / pl.col("answers"))
    return collect(sums).with_columns(satisfaction=satisfied)


def _placed(
    facts: Facts, back: Scope, rates: Rates, service: ServiceRates, rfm: RfmSettings
) -> pl.DataFrame:
    """Scores and segment of the customers of a period; nobody where nobody ordered."""
    try:
        placed = segment_customers(
            customer_activity(facts, back, rates).named,
            customer_recency(facts, back),
            rates=service,
            basis=rfm.basis,
            per=rfm.per,
            breaks=rfm.breaks,
            table=rfm.table,
        )
    except NotEnoughData:
        texts, scores = dict.fromkeys(("customer_id", "segment"), pl.String), SCORED
        return pl.DataFrame(schema=texts | dict.fromkeys(scores, pl.Int64))
    return placed.customers


def _attributes(facts: Facts, asked: Iterable[str]) -> pl.DataFrame | None:
    columns = sorted(asked)
    if not columns or not facts.has("customers"):
        return None
    return collect(facts.table("customers").select("customer_id", *columns))


def _bought(facts: Facts, back: Scope, column: str, values: list[str]) -> pl.DataFrame:
    """A list of those of ``values`` that each customer bought of, or where."""
    lines = selected(facts, back).filter(~nw.col("customer_id").is_null(), nw.col("quantity") > 0)
    source = "product_id" if column == "product" else column
    if column == "category" and facts.has("products"):
        goods = facts.table("products").select("product_id", "category")
        lines = lines.join(goods, on="product_id", how="left")
    elif column == "category":
        lines = lines.with_columns(category=nw.lit(None, dtype=nw.String))
    rows = lines.filter(nw.col(source).is_in(values)).select("customer_id", bought=nw.col(source))
    pairs = collect(rows.unique()).sort("customer_id", "bought")
    return pairs.group_by("customer_id", maintain_order=True).agg(pl.col("bought").alias(column))


def _trait(facts: Facts, column: str) -> pl.DataFrame | None:
    domain, name = trait_of(column) or ("", "")
    if not facts.has("traits"):
        return None
    rows = facts.table("traits").filter(nw.col("domain") == domain, nw.col("name") == name)
    return collect(rows.select("customer_id", nw.col("value").alias(column)))


def _filled(frame: pl.DataFrame, asked: Iterable[str]) -> pl.DataFrame:
    """Every column asked for, also where its table is not there; who did nothing has 0."""
    columns = []
    for column in sorted(asked):
        here = pl.col(column) if column in frame.columns else _blank(column).alias(column)
        if column in BOUGHT:
            here = here.fill_null(pl.lit([], pl.List(pl.String)))
        columns.append(here.fill_null(0) if column in _NOTHING_IS_0 else here)
    return frame.with_columns(columns)


def _blank(column: str) -> pl.Expr:
    return pl.lit(None, _TYPES.get(kind_of(column), pl.Float64()))
