"""Customers with name, e-mail, phone and address: to tell who is who, and to reach them.

Asked by :mod:`answers.duplicates`, which masks, and by :mod:`exports.contacts`, which lets out.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import narwhals as nw
import polars as pl

from analytics.frames import PEOPLE
from data.facts import Facts
from data.frames.door import at_the_door, collect
from data.frames.lines import EPOCH_ORDINAL, counted
from data.scope import Scope

CONTACTS = ("name", "email", "phone", "address", "city")
REACHED = (*CONTACTS, "country")


def people(facts: Facts, scope: Scope) -> pl.DataFrame:
    """PEOPLE: every customer of the table, with all orders and revenue up to the as-of date.

    Merged customers are one. No row where there is no table of customers; no order and no revenue
    where there are no order lines.
    """
    if not facts.has("customers"):
        return PEOPLE.empty()
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    rows = collect(facts.people().select("customer_id", *CONTACTS))
    if facts.has("order_lines"):
        rows = rows.join(_bought(facts, scope.as_of), on="customer_id", how="left")
    return PEOPLE.check(at_the_door(rows, PEOPLE).sort("customer_id"))


def _bought(facts: Facts, as_of: date) -> pl.DataFrame:
    """customer_id, orders, revenue: all there ever was up to that day."""
    seen = nw.col("day") <= as_of.toordinal() - EPOCH_ORDINAL
    lines = counted(facts.table("order_lines")).filter(seen, ~nw.col("customer_id").is_null())
    orders = lines.group_by("customer_id", "order_id").agg(
        nw.col("quantity").sum(), revenue=nw.col("amount").sum()
    )
    bought = orders.with_columns(orders=(nw.col("quantity") > 0).cast(nw.Int64))
    return collect(
        bought.group_by("customer_id").agg(
            nw.col("orders").sum().cast(nw.Int64), nw.col("revenue").sum()
        )
    )


def records(facts: Facts, customers: Sequence[str]) -> pl.DataFrame:
    """What is written down of these customers: customer_id, the contacts, joined, verified."""
    columns = ("customer_id", *CONTACTS, "joined_on", "last_verified_on")
    wanted = facts.people().filter(nw.col("customer_id").is_in(list(customers)))
    return collect(wanted.select(*columns)).sort("customer_id")


def contacts(facts: Facts, customers: pl.Series) -> pl.DataFrame:
    """How these customers are reached: customer_id and :data:`REACHED`, sorted by customer_id."""
    if not facts.has("customers"):
        return pl.DataFrame(schema=dict.fromkeys(("customer_id", *REACHED), pl.String))
    rows = collect(facts.people().select("customer_id", *REACHED))
    return rows.join(customers.to_frame("customer_id"), on="customer_id", how="semi").sort(
        "customer_id"
    )


def every_contact(facts: Facts, customers: pl.Series, point: str) -> pl.Series:
    """All that any record of these customers holds in the column ``point``, merged ones too."""
    ids = customers.to_frame("customer_id")
    if facts.merged is not None:
        path = nw.from_native(facts.scan(facts.merged.file))
        numbers = collect(path.select("customer_id", "kept_id"))
        meant = pl.col("customer_id").is_in(ids["customer_id"].implode())
        kept = numbers.filter(meant | pl.col("kept_id").is_in(ids["customer_id"].implode()))
        same = numbers.join(kept.select("kept_id").unique(), on="kept_id", how="semi")
        ids = pl.concat([ids, same.select("customer_id")]).unique()
    return contacts(replace(facts, merged=None), ids["customer_id"])[point].drop_nulls()


def refusing(facts: Facts, consent: str, point: str) -> pl.Series:
    """The contacts (column ``point``) of customers who said no in the column ``consent``."""
    if not facts.has("customers"):
        return pl.Series(point, [], pl.String)
    refused = facts.people().filter(~nw.col(consent), ~nw.col(point).is_null())
    return collect(refused.select("customer_id", point)).sort("customer_id")[point]
