"""Customers with name, e-mail, phone and address: for telling who is who, and for nothing else."""

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from analytics.frames import PEOPLE
from data.facts import Facts
from data.frames.door import at_the_door, collect
from data.frames.lines import EPOCH_ORDINAL, counted
from data.scope import Scope

CONTACTS = ("name", "email", "phone", "address", "city")


def people(facts: Facts, scope: Scope) -> pl.DataFrame:
    """PEOPLE: every customer of the table, with all orders and revenue up to the as-of date.

    Merged customers are one. No row where there is no table of customers.
    """
    if not facts.has("customers"):
        return PEOPLE.empty()
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    seen = nw.col("day") <= scope.as_of.toordinal() - EPOCH_ORDINAL
    lines = counted(facts.table("order_lines")).filter(seen, ~nw.col("customer_id").is_null())
    orders = lines.group_by("customer_id", "order_id").agg(
        nw.col("quantity").sum(), revenue=nw.col("amount").sum()
    )
    bought = orders.with_columns(orders=(nw.col("quantity") > 0).cast(nw.Int64))
    sums = bought.group_by("customer_id").agg(
        nw.col("orders").sum().cast(nw.Int64), nw.col("revenue").sum()
    )
    told = collect(facts.people().select("customer_id", *CONTACTS))
    rows = told.join(collect(sums), on="customer_id", how="left")
    return PEOPLE.check(at_the_door(rows, PEOPLE).sort("customer_id"))


def records(facts: Facts, customers: Sequence[str]) -> pl.DataFrame:
    """What is written down of these customers: customer_id, the contacts, joined, verified."""
    columns = ("customer_id", *CONTACTS, "joined_on", "last_verified_on")
    wanted = facts.people().filter(nw.col("customer_id").is_in(list(customers)))
    return collect(wanted.select(*columns)).sort("customer_id")
