"""One customer, read by their number alone: record, orders, contacts, campaigns, traits.

A customer is one whole: period, channels, regions and types of a scope cut nothing here; only what
happened after its ``as_of`` is not seen. Rows are picked on the engine, before anything else.
"""

from datetime import date

import narwhals as nw
import polars as pl

from analytics.frames import (
    CUSTOMER_CAMPAIGNS,
    CUSTOMER_ORDERS,
    CUSTOMER_RECORD,
    CUSTOMER_TRAITS,
    INTERACTIONS,
)
from data.facts import Facts
from data.frames.customer_days import customer_days
from data.frames.door import at_the_door, collect
from data.frames.interactions import interactions
from data.frames.lines import COUNTS, EPOCH_ORDINAL, SUMS, sales
from data.merged import kept_numbers
from data.rates import Rates
from data.scope import Scope


def number_of(facts: Facts, customer: str) -> str:
    """The number this customer is read under: another one where records were merged."""
    kept = kept_numbers(facts.merged).filter(customer_id=customer)["kept_id"]
    return str(kept[0]) if len(kept) else customer


def record(facts: Facts, customer: str) -> pl.DataFrame:
    """CUSTOMER_RECORD with the personal columns as they are; no row where there is none."""
    if not facts.has("customers"):
        return CUSTOMER_RECORD.empty()
    mine = facts.people().filter(nw.col("customer_id") == customer)
    rows = collect(mine.select(*CUSTOMER_RECORD.columns))
    columns = [pl.col(name).cast(kind) for name, kind in CUSTOMER_RECORD.columns.items()]
    return CUSTOMER_RECORD.check(rows.select(columns))


def orders(facts: Facts, scope: Scope, rates: Rates, customer: str) -> pl.DataFrame:
    """CUSTOMER_ORDERS up to ``as_of``, by day and number."""
    mine = sales(facts, rates).filter(
        nw.col("customer_id") == customer, nw.col("day") <= _last(scope)
    )
    rows = collect(mine.select("order_id", "day", "channel", "quantity", "sent", *COUNTS, *SUMS))
    one = pl.col("channel").n_unique() == 1
    summed = rows.group_by("order_id").agg(
        pl.col("day").min(),
        pl.col("quantity", *COUNTS, *SUMS).sum(),
        pl.col("sent").max(),
        channel=pl.when(one).then(pl.col("channel").first()),
    )
    bought = (pl.col("quantity") > 0).cast(pl.Int64)
    known = summed.with_columns(orders=bought, deliveries=bought * pl.col("sent"))
    return CUSTOMER_ORDERS.check(at_the_door(known, CUSTOMER_ORDERS).sort("day", "order_id"))


def days(facts: Facts, scope: Scope, rates: Rates, customer: str) -> pl.DataFrame:
    """CUSTOMER_DAYS of this customer on all channels up to ``as_of``."""
    return customer_days(facts, _whole(scope), rates, customer=customer)


def contacts(facts: Facts, scope: Scope, rates: Rates, customer: str) -> pl.DataFrame:
    """INTERACTIONS of this customer up to ``as_of``; without a word of what was said."""
    if not facts.has("interactions"):
        return INTERACTIONS.empty()
    return interactions(facts, _whole(scope), rates, customer=customer)


def notes(facts: Facts, scope: Scope, customer: str) -> pl.DataFrame:
    """interaction_id and note of this customer's contacts up to ``as_of``: personal."""
    empty = pl.DataFrame(schema={"interaction_id": pl.String, "note": pl.String})
    if not facts.has("interactions"):
        return empty
    mine = facts.whole("interactions").filter(
        nw.col("customer_id") == customer,
        nw.col("happened_day") <= _last(scope),
        ~nw.col("note").is_null(),
    )
    return collect(mine.select("interaction_id", "note")).sort("interaction_id")


def campaigns(facts: Facts, scope: Scope, customer: str) -> pl.DataFrame:
    """CUSTOMER_CAMPAIGNS of this customer begun by ``as_of``, by day and number."""
    if not facts.has("campaign_members"):
        return CUSTOMER_CAMPAIGNS.empty()
    mine = facts.table("campaign_members").filter(nw.col("customer_id") == customer)
    columns = ("campaign_id", "arm", "contacted_day", "responded_day", "response_amount")
    rows = collect(mine.select(*columns))
    if facts.has("campaigns"):
        named = facts.table("campaigns").select(
            "campaign_id", "touch_point", "starts_day", campaign_name=nw.col("name")
        )
        rows = rows.join(collect(named), on="campaign_id", how="left")
    blank = [
        pl.lit(None, kind).alias(name)
        for name, kind in CUSTOMER_CAMPAIGNS.columns.items()
        if name not in rows.columns
    ]
    rows = rows.with_columns(blank).select(
        pl.col(name).cast(kind) for name, kind in CUSTOMER_CAMPAIGNS.columns.items()
    )
    last = _last(scope)
    began = pl.min_horizontal("contacted_day", "starts_day")
    answered = (pl.col("responded_day") <= last).fill_null(value=False)
    seen = rows.filter((began <= last).fill_null(value=True)).with_columns(
        pl.when(pl.col("contacted_day") <= last).then("contacted_day"),
        pl.when(answered).then("responded_day"),
        pl.when(answered | pl.col("responded_day").is_null()).then("response_amount"),
    )
    return CUSTOMER_CAMPAIGNS.check(seen.sort(began, "campaign_id"))


def traits(facts: Facts, scope: Scope, customer: str) -> pl.DataFrame:
    """CUSTOMER_TRAITS recorded by ``as_of``, or at a time not known."""
    if not facts.has("traits"):
        return CUSTOMER_TRAITS.empty()
    day = nw.col("recorded_day")
    mine = facts.table("traits").filter(
        nw.col("customer_id") == customer, day.is_null() | (day <= _last(scope))
    )
    rows = collect(mine.select(*CUSTOMER_TRAITS.columns))
    columns = [pl.col(name).cast(kind) for name, kind in CUSTOMER_TRAITS.columns.items()]
    return CUSTOMER_TRAITS.check(rows.select(columns).sort("domain", "name"))


def is_known(facts: Facts, customer: str) -> bool:
    """Whether any table of sales, customers or contacts has this number."""
    own = nw.col("customer_id") == customer
    parts = [sales(facts)] if facts.has("order_lines") else []
    parts += [facts.table(name) for name in ("customers", "interactions") if facts.has(name)]
    return any(collect(part.filter(own).select("customer_id").head(1)).height for part in parts)


def contact_table(facts: Facts) -> pl.DataFrame:
    """customer_id, name, email, phone and city of everybody with a record: to search in."""
    columns = ("customer_id", "name", "email", "phone", "city")
    if not facts.has("customers"):
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return collect(facts.people().select(*columns)).sort("customer_id")


def numbers_like(facts: Facts, text: str, most: int) -> list[str]:
    """The first ``most`` customer numbers of sales and records that begin with ``text``."""
    like = nw.col("customer_id").str.to_lowercase().str.starts_with(text.lower())
    parts = [sales(facts)] if facts.has("order_lines") else []
    parts += [facts.table("customers")] if facts.has("customers") else []
    found = [collect(part.filter(like).select("customer_id").unique()) for part in parts]
    ids = {number for frame in found for number in frame["customer_id"]}
    return sorted(ids, key=lambda number: (len(number), number))[:most]


def _whole(scope: Scope) -> Scope:
    """The same company up to the same day, and nothing else."""
    return Scope(scope.company, start=date.min, end=scope.as_of, as_of=scope.as_of)


def _last(scope: Scope) -> int:
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    return scope.as_of.toordinal() - EPOCH_ORDINAL
