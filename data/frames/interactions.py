"""Contacts one by one, as far as analyses may know them: when, where, what about, how it ended."""

from datetime import date

import narwhals as nw
import polars as pl

from analytics.findings import NotEnoughData
from analytics.frames import INTERACTIONS
from data.facts import Facts
from data.frames.contacts import cost_of_contact
from data.frames.door import collect
from data.frames.lines import EPOCH_ORDINAL, Lazy, in_period, of_customers
from data.rates import Rates
from data.scope import Scope

DAY = 24 * 60  # minutes


def interactions(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    *,
    since: date | None = None,
    customer: str | None = None,
) -> pl.DataFrame:
    """INTERACTIONS of the settled scope, from ``since`` (else its first day) to ``as_of``, by time.

    ``customer``: of this one alone.
    Contacts after the period stay in: they tell whether it was solved, or asked again. Raises
    ``NotEnoughData`` where there are no interactions, or where the scope cuts orders by channel or
    region: a contact belongs to the whole customer.
    """
    rows = contacts_of(facts, scope, since)
    if customer is not None:
        rows = rows.filter(nw.col("customer_id") == customer)
    text = ("interaction_id", "customer_id", "touch_point", "kind", "topic", "department")
    lazy = rows.select(
        *(*text, "staff_id", "direction", "satisfaction"),
        at=minute_of("happened_at", "happened_day"),
        minutes=nw.col("minutes"),
        cost=cost_of_contact(rates),
        resolved=resolved_by(scope),
        resolved_minute=minute_of("resolved_at", "resolved_day"),
    )
    took = pl.col("resolved_minute").cast(pl.Int64) - pl.col("at").cast(pl.Int64)
    frame = collect(lazy).with_columns(
        resolve_minutes=pl.when(pl.col("resolved") & (took >= 0)).then(took)
    )
    columns = [pl.col(name).cast(kind) for name, kind in INTERACTIONS.columns.items()]
    return INTERACTIONS.check(frame.select(columns).sort("at", "interaction_id"))


def contacts_of(facts: Facts, scope: Scope, since: date | None = None) -> Lazy:
    """The rows of ``interactions`` of the settled scope from ``since`` to ``as_of``.

    Raises ``NotEnoughData`` as :func:`interactions` does.
    """
    if scope.as_of is None or scope.start is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    if not facts.has("interactions"):
        raise NotEnoughData("not_enough.no_interactions")
    if scope.cuts_orders:
        raise NotEnoughData("not_enough.contacts_uncut")
    days = scope.between(min(since or scope.start, scope.as_of), scope.as_of)
    return of_customers(in_period(facts.table("interactions"), days, "happened_day"), facts, scope)


def first_contact(facts: Facts) -> date | None:
    """The day of the first contact the company knows of, of anybody."""
    if not facts.has("interactions"):
        return None
    days = facts.table("interactions").select(first=nw.col("happened_day").min())
    (first,) = collect(days)["first"].cast(pl.Int64)
    return None if first is None else date.fromordinal(first + EPOCH_ORDINAL)


def minute_of(time: str, day: str) -> nw.Expr:
    """A time as minutes since 1970, from the day number beside it."""
    when = nw.col(time).dt
    hours, minutes = when.hour().cast(nw.Int64), when.minute().cast(nw.Int64)
    return nw.col(day).cast(nw.Int64) * DAY + hours * 60 + minutes


def resolved_by(scope: Scope) -> nw.Expr:
    """Whether a contact was solved by ``as_of``; a time of solution alone says so too."""
    assert scope.as_of is not None  # noqa: S101 - settled
    known = nw.col("resolved")
    timed = ~nw.col("resolved_at").is_null()
    said = nw.when(known.is_null() & timed).then(nw.lit(value=True)).otherwise(known)
    later = nw.col("resolved_day") > scope.as_of.toordinal() - EPOCH_ORDINAL
    return nw.when(later.fill_null(value=False)).then(nw.lit(value=False)).otherwise(said)
