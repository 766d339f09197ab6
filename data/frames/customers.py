"""Customers: what each did and moved in a period, and when each first ordered."""

from typing import NamedTuple

import narwhals as nw
import polars as pl

from analytics.frames import ACTIVITY, CUSTOMER_ACTIVITY
from data.facts import Facts
from data.frames.contacts import acquisition_costs, campaign_costs, contact_costs
from data.frames.door import at_the_door, collect
from data.frames.lines import EPOCH_ORDINAL, Lazy, orders_of, sales, sold, summed
from data.rates import Rates
from data.scope import Scope


class CustomerActivity(NamedTuple):
    """``named``: CUSTOMER_ACTIVITY, one row a customer. ``anonymous``: one row of ACTIVITY."""

    named: pl.DataFrame
    anonymous: pl.DataFrame


def first_orders(facts: Facts, scope: Scope) -> Lazy:
    """The day number of each named customer's first order ever, up to ``as_of``, on any channel."""
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    seen = nw.col("day") <= scope.as_of.toordinal() - EPOCH_ORDINAL
    lines = sales(facts).filter(seen, ~nw.col("customer_id").is_null())
    return orders_of(lines).group_by("customer_id").agg(first_day=nw.col("day").min())


def customer_activity(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    *,
    acquisition: bool = False,
    campaigns: bool = False,
) -> CustomerActivity:
    """What each customer did in the settled period of ``scope``; anonymous sales beside them.

    Costs of contacts, visits, acquisition and campaigns bring in customers without a line.
    """
    lines = sold(facts, scope, rates)
    frame = collect(summed(lines, "customer_id"))
    orders = collect(_orders(lines))  # apart: wide rows for each order took twice the memory
    frame = frame.join(orders, on="customer_id", how="left", nulls_equal=True)
    extras = customer_costs(facts, scope, rates, acquisition=acquisition, campaigns=campaigns)
    for costs, extra in extras.items():
        sums = extra.group_by("customer_id").agg(*[nw.col(c).sum() for c in costs])
        frame = frame.join(
            collect(sums), on="customer_id", how="full", coalesce=True, nulls_equal=True
        )
    frame = at_the_door(frame, CUSTOMER_ACTIVITY)
    named = frame.filter(pl.col("customer_id").is_not_null()).sort("customer_id")
    anonymous = frame.filter(pl.col("customer_id").is_null()).select(*ACTIVITY)
    return CustomerActivity(CUSTOMER_ACTIVITY.check(named), anonymous)


def customer_costs(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    *,
    acquisition: bool = False,
    campaigns: bool = False,
) -> dict[tuple[str, ...], Lazy]:
    """Costs of the whole customer by the names of their columns: rows with a customer_id.

    Those of contacts and visits, and where asked for those of acquisition and campaigns; only
    those that the company has and the scope does not leave out.
    """
    found = {
        ("contact_cost", "visit_cost"): contact_costs(facts, scope, rates),
        ("acquisition_cost",): acquisition_costs(facts, scope, first_orders(facts, scope))
        if acquisition
        else None,
        ("campaign_cost",): campaign_costs(facts, scope) if campaigns else None,
    }
    return {columns: costs for columns, costs in found.items() if costs is not None}


def _orders(lines: Lazy) -> Lazy:
    """Orders of each customer, and how many of them were sent out."""
    orders = lines.group_by("customer_id", "order_id").agg(
        nw.col("quantity").sum(), nw.col("sent").max()
    )
    bought = (nw.col("quantity") > 0).cast(nw.Int64)
    counts = orders.with_columns(orders=bought, deliveries=bought * nw.col("sent"))
    return counts.group_by("customer_id").agg(
        *[nw.col(c).sum().cast(nw.Int64) for c in ("orders", "deliveries")]
    )
