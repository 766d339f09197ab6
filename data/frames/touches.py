"""What happened to named customers in order: contacts, campaigns that reached them, and orders."""

import narwhals as nw
import polars as pl

from analytics.frames import TOUCHES
from data.facts import Facts
from data.frames.contacts import CONTROL
from data.frames.door import collect
from data.frames.interactions import contacts_of, minute_of, resolved_by
from data.frames.lines import Lazy, counted, in_period, of_customers
from data.scope import Scope


def touches(facts: Facts, scope: Scope) -> pl.DataFrame:
    """TOUCHES of the settled scope's customers from its first day to ``as_of``, in order.

    An order is at its earliest line; of several things at one minute contacts come first, then
    campaigns, then orders. Whoever is in a control arm was not touched. Raises ``NotEnoughData``
    where there are no interactions, or where the scope cuts orders by channel or region.
    """
    named = ~nw.col("customer_id").is_null()
    contacts = contacts_of(facts, scope).filter(named)
    parts = [
        collect(
            contacts.select(
                "customer_id",
                "touch_point",
                "kind",
                at=minute_of("happened_at", "happened_day"),
                id=nw.col("interaction_id"),
                resolved=resolved_by(scope),
            )
        ).with_columns(what=pl.lit("contact"))
    ]
    if (sent := _campaigns(facts, scope)) is not None:
        parts.append(collect(sent).with_columns(what=pl.lit("campaign")))
    parts.append(collect(_orders(facts, scope)).with_columns(what=pl.lit("order")))
    frame = pl.concat(
        [
            part.with_columns(pl.col("at").cast(pl.Int64), pl.col("id").cast(pl.String))
            for part in parts
        ],
        how="diagonal",
    )
    order = pl.col("what").replace_strict({"contact": 0, "campaign": 1, "order": 2})
    frame = frame.sort("customer_id", "at", order, "id")
    keys = ("customer_id", "at", "what")
    new = pl.any_horizontal([pl.col(key).ne_missing(pl.col(key).shift()) for key in keys])
    row = pl.int_range(pl.len(), dtype=pl.Int64)
    placed = frame.with_columns(place=row - pl.when(new).then(row).forward_fill())
    blank = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in TOUCHES.columns.items()
        if name not in placed.columns
    ]
    return TOUCHES.check(
        placed.with_columns(blank).select(
            pl.col(name).cast(kind) for name, kind in TOUCHES.columns.items()
        )
    )


def _campaigns(facts: Facts, scope: Scope) -> Lazy | None:
    """Members who were contacted, at the touch point of their campaign."""
    if not (facts.has("campaigns") and facts.has("campaign_members")):
        return None
    days = _known(scope)
    treated = nw.col("arm").is_null() | (nw.col("arm") != CONTROL)
    members = in_period(facts.table("campaign_members"), days, "contacted_day").filter(treated)
    points = facts.table("campaigns").select("campaign_id", "touch_point")
    reached = of_customers(members, facts, scope).join(points, on="campaign_id", how="left")
    return reached.select(
        "customer_id",
        "touch_point",
        at=minute_of("contacted_at", "contacted_day"),
        id=nw.col("campaign_id"),
    )


def _orders(facts: Facts, scope: Scope) -> Lazy:
    """Orders by the counting rule, at the minute of their earliest line."""
    lines = in_period(counted(facts.table("order_lines")), _known(scope))
    named = of_customers(lines, facts, scope).filter(~nw.col("customer_id").is_null())
    timed = named.with_columns(at=minute_of("ordered_at", "day"))
    orders = timed.group_by("customer_id", "order_id").agg(
        nw.col("quantity").sum(), nw.col("at").min()
    )
    bought = orders.filter(nw.col("quantity") > 0)
    return bought.select("customer_id", "at", id=nw.col("order_id"))


def _known(scope: Scope) -> Scope:
    if scope.as_of is None or scope.start is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    return scope.between(scope.start, scope.as_of)
