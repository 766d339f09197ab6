"""Campaigns, their members by arm, and what these bought in the campaign's window and before it."""

from datetime import date
from typing import Any, NamedTuple

import narwhals as nw
import polars as pl

from analytics.bases import add_bases
from analytics.frames import CAMPAIGN_DAYS, CAMPAIGN_MEMBERS, CAMPAIGNS, OUTCOMES
from data.facts import Facts
from data.frames.customers import customer_activity
from data.frames.door import collect
from data.frames.lines import EPOCH_ORDINAL, Lazy, of_customers, orders_by_day, sold
from data.frames.span import Span
from data.rates import Rates
from data.scope import Scope

MOST_DAYS = 21
"""A window's days where none are asked for: the campaign's own, and of a long one these."""

_MONEY = ("revenue", "line_cost", "shipping_cost", "fee")
_COSTS = pl.col("line_cost") + pl.col("shipping_cost") + pl.col("fee")


class CampaignFrames(NamedTuple):
    """CAMPAIGNS and CAMPAIGN_MEMBERS."""

    campaigns: pl.DataFrame
    members: pl.DataFrame


def campaign_frames(
    facts: Facts,
    scope: Scope,
    rates: Rates,
    span: Span,
    *,
    days: int | None = None,
    before_days: int | None = None,
    campaigns: pl.DataFrame | None = None,
    members: pl.DataFrame | None = None,
) -> CampaignFrames:
    """The campaigns that begin in the settled period, and what became of their members.

    A window begins with the campaign, or with its first contact where no day is known, and has
    ``days``, else as many as the campaign, at most :data:`MOST_DAYS`. The time before has
    ``before_days``, else as many as the window. Nothing after ``as_of`` is seen.

    ``campaigns`` and ``members`` stand in for the company's tables where a list is measured from
    later sales: columns as there, starts_on as a date, and of members at least campaign_id,
    customer_id and arm. Members are the scope's customers; outcomes are of its channels, regions.
    """
    who = _members(facts, scope, members)
    about = _windows(_campaigns(facts, campaigns, who), scope, span, days, before_days)
    who = who.join(about.select("campaign_id"), on="campaign_id", how="semi")
    parts = [
        _outcomes(facts, scope, rates, who.filter(campaign_id=row["campaign_id"]), row)
        for row in about.iter_rows(named=True)
    ]
    frame = pl.concat(parts) if parts else CAMPAIGN_MEMBERS.empty()
    return CampaignFrames(
        CAMPAIGNS.check(about.sort("first", "campaign_id")),
        CAMPAIGN_MEMBERS.check(frame.sort("campaign_id", "customer_id")),
    )


def campaign_days(
    facts: Facts, scope: Scope, rates: Rates, campaign: dict[str, Any]
) -> pl.DataFrame:
    """CAMPAIGN_DAYS of every named customer in the window of one row of CAMPAIGNS."""
    first, last = campaign["first"], campaign["first"] + campaign["days"] - 1
    lines = sold(facts, scope.between(_date(first), _date(last)), rates)
    named = lines.filter(~nw.col("customer_id").is_null())
    money = named.group_by("customer_id", "day").agg(*[nw.col(c).sum() for c in _MONEY])
    frame = (
        collect(money)
        .join(collect(orders_by_day(named)), on=["customer_id", "day"], how="left")
        .with_columns(pl.col("orders").fill_null(0), pl.col(*_MONEY).cast(pl.Float64))
        .with_columns(
            day=pl.col("day").cast(pl.Int64) - first, contribution=pl.col("revenue") - _COSTS
        )
    )
    return CAMPAIGN_DAYS.check(
        frame.select(pl.col(c).cast(kind) for c, kind in CAMPAIGN_DAYS.columns.items()).sort(
            "customer_id", "day"
        )
    )


def started_on(facts: Facts, campaign: str) -> date | None:
    """The first day of one campaign; None where the table does not have it or does not say."""
    if not facts.has("campaigns"):
        return None
    one = facts.table("campaigns").filter(nw.col("campaign_id") == campaign)
    found = collect(one.select("starts_day"))["starts_day"].to_list()
    return _date(found[0]) if found and found[0] is not None else None


def _members(facts: Facts, scope: Scope, given: pl.DataFrame | None) -> pl.DataFrame:
    """Members who are customers of the scope: what happened after ``as_of`` is not known yet."""
    if given is not None:
        like = facts.table("order_lines").implementation
        rows: Lazy = nw.from_native(given, eager_only=True).lazy(backend=like)
    elif facts.has("campaign_members"):
        rows = facts.table("campaign_members")
    else:
        return _NOBODY
    named = rows.filter(~nw.col("customer_id").is_null(), ~nw.col("campaign_id").is_null())
    found = _with(collect(of_customers(named, facts, scope)), _NOBODY)
    responded = pl.col("responded_day") <= _number(scope.as_of)
    return found.with_columns(
        responded_day=pl.when(responded).then("responded_day"),
        response_amount=pl.when(responded).then("response_amount"),
    )


_NOBODY = pl.DataFrame(
    schema={
        "campaign_id": pl.String(),
        "customer_id": pl.String(),
        "arm": pl.String(),
        "contacted_day": pl.Int64(),
        "responded_day": pl.Int64(),
        "response_amount": pl.Float64(),
    }
)
_NOTHING = pl.DataFrame(
    schema={
        "campaign_id": pl.String(),
        **dict.fromkeys(("name", "touch_point", "objective", "offer"), pl.String()),
        **dict.fromkeys(("fixed_cost", "contact_cost"), pl.Float64()),
        **dict.fromkeys(("starts_day", "ends_day"), pl.Int64()),
    }
)


def _campaigns(facts: Facts, given: pl.DataFrame | None, members: pl.DataFrame) -> pl.DataFrame:
    """What is known of each campaign; one that only its members name has its first contact."""
    if given is not None:
        dates = {"starts_on": "starts_day", "ends_on": "ends_day"}
        days = [pl.col(c).cast(pl.Date).cast(pl.Int32).alias(day) for c, day in dates.items()]
        found = given.with_columns(days)
    elif facts.has("campaigns"):
        found = collect(facts.table("campaigns"))
    else:
        found = _NOTHING
    contacts = members.group_by("campaign_id").agg(
        contacted=pl.col("contacted_day").min(), responded=pl.col("responded_day").min()
    )
    return (
        contacts.join(_with(found, _NOTHING), on="campaign_id", how="left")
        .with_columns(first=pl.coalesce("starts_day", "contacted", "responded"), ends="ends_day")
        .filter(pl.col("first").is_not_null())
    )


def _with(frame: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """The wanted columns in their types; those that are not there are blank."""
    blank = [pl.lit(None).alias(c) for c in wanted.columns if c not in frame.columns]
    return frame.with_columns(blank).select(pl.col(c).cast(k) for c, k in wanted.schema.items())


def _windows(
    campaigns: pl.DataFrame, scope: Scope, span: Span, days: int | None, before_days: int | None
) -> pl.DataFrame:
    """CAMPAIGNS of the period, with their windows and where the data's edges cut these."""
    own = (pl.col("ends") - pl.col("first") + 1).clip(1, MOST_DAYS).fill_null(MOST_DAYS)
    window = own if days is None else pl.lit(days)
    start, end, as_of = (_number(day) for day in (scope.start, scope.end, scope.as_of))
    earliest = _number(span.first)
    begun = pl.col("first").is_between(start, end)
    if scope.start == span.first:  # nothing older was asked to be left out
        begun = pl.col("first") <= end
    frame = (
        campaigns.filter(begun)
        .with_columns(days=window.cast(pl.Int64))
        .with_columns(before_days=pl.col("days") if before_days is None else pl.lit(before_days))
        .with_columns(
            cut_start=pl.col("first") < earliest,
            cut_end=pl.col("first") + pl.col("days") - 1 > as_of,
            cut_before=pl.col("first") - pl.col("before_days") < earliest,
        )
    )
    return frame.select(pl.col(c).cast(kind) for c, kind in CAMPAIGNS.columns.items())


def _outcomes(
    facts: Facts, scope: Scope, rates: Rates, members: pl.DataFrame, row: dict[str, Any]
) -> pl.DataFrame:
    """CAMPAIGN_MEMBERS of one campaign."""
    first, days, before = row["first"], row["days"], row["before_days"]
    inside = _bought(facts, scope, rates, first, min(first + days - 1, _number(scope.as_of)))
    earlier = _bought(facts, scope, rates, first - before, first - 1)
    frame = (
        members.rename({"contacted_day": "contacted", "responded_day": "responded"})
        .join(inside, on="customer_id", how="left")
        .join(earlier, on="customer_id", how="left", suffix="_before")
    )
    outcomes = [f"{name}{when}" for when in ("", "_before") for name in OUTCOMES]
    return frame.with_columns(pl.col(outcomes).fill_null(0.0)).select(*CAMPAIGN_MEMBERS.columns)


def _bought(facts: Facts, scope: Scope, rates: Rates, first: int, last: int) -> pl.DataFrame:
    """Outcomes of every named customer from the first to the last day; none in an empty time."""
    if last < first:
        return pl.DataFrame(
            schema={"customer_id": pl.String, **dict.fromkeys(OUTCOMES, pl.Float64)}
        )
    window = scope.between(_date(first), _date(last))
    activity = customer_activity(facts, window, rates).named
    bought = add_bases(activity, rates.service)
    return bought.select("customer_id", pl.col(OUTCOMES).cast(pl.Float64))


def _number(day: date | None) -> int:
    if day is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    return day.toordinal() - EPOCH_ORDINAL


def _date(number: int) -> date:
    return date.fromordinal(number + EPOCH_ORDINAL)
