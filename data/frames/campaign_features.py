"""What was known of each member before the first day of a campaign, and of each customer now.

Nothing of the campaign's first day or after it is read: not its lines, contacts, campaigns or
responses. Traits and fields of the customers' table stay out: when they became known is not on
record.
"""

import narwhals as nw
import polars as pl

from analytics.frames import CAMPAIGN_FEATURES
from data.facts import Facts
from data.frames.contacts import CONTROL
from data.frames.customers import first_orders
from data.frames.door import at_the_door, collect
from data.frames.lines import EPOCH_ORDINAL, Lazy, of_customers, sales
from data.rates import Rates
from data.scope import Scope

RECENT = 90  # days
_KEY = ("campaign_id", "customer_id")
_ASKED = (*_KEY, "start_day")
_COUNTS = ("lines", "returns")
_SUMS = ("revenue", "discount", "line_cost", "shipping_cost", "fee")


def campaign_features(facts: Facts, scope: Scope, rates: Rates) -> pl.DataFrame:
    """CAMPAIGN_FEATURES of the members of campaigns that began in the settled ``scope``.

    Customer type and segment choose the members; orders count on every channel and in every
    region, since a contact is of the whole customer. No row without tables of campaigns.
    """
    if scope.start is None or scope.end is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    if not (facts.has("campaigns") and facts.has("campaign_members")):
        return CAMPAIGN_FEATURES.empty()
    first, last = (day.toordinal() - EPOCH_ORDINAL for day in (scope.start, scope.end))
    begun = _members(facts).filter(nw.col("start_day") >= first, nw.col("start_day") <= last)
    return _known(facts, rates, of_customers(begun.select(*_ASKED), facts, scope))


def begun(facts: Facts, scope: Scope) -> pl.DataFrame:
    """Campaigns with members that began in the settled period, newest first: campaign_id, name."""
    if scope.start is None or scope.end is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    if not (facts.has("campaigns") and facts.has("campaign_members")):
        return pl.DataFrame(schema={"campaign_id": pl.String, "name": pl.String})
    names = facts.table("campaigns").select("campaign_id", "name")
    starts = _members(facts).select("campaign_id", "start_day").unique()
    frame = collect(starts.join(names, on="campaign_id", how="inner"))
    first, last = (day.toordinal() - EPOCH_ORDINAL for day in (scope.start, scope.end))
    inside = frame.filter(pl.col("start_day").is_between(first, last))
    newest = inside.sort("start_day", "campaign_id", descending=[True, False])
    return newest.select("campaign_id", pl.col("name").fill_null(""))


def features_now(facts: Facts, scope: Scope, rates: Rates) -> pl.DataFrame:
    """CAMPAIGN_FEATURES of all customers with an order by ``as_of``, as known after that day.

    ``campaign_id`` is empty. Who objects to profiling is left out.
    """
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    morning = scope.as_of.toordinal() - EPOCH_ORDINAL + 1
    asked = of_customers(first_orders(facts, scope), facts, scope)
    if facts.has("customers"):
        objects = facts.table("customers").select("customer_id", "objects_to_profiling")
        asked = asked.join(objects, on="customer_id", how="left").filter(
            ~nw.col("objects_to_profiling").fill_null(value=False)
        )
    now = asked.select(
        "customer_id", campaign_id=nw.lit(""), start_day=nw.lit(morning).cast(nw.Int64)
    )
    return _known(facts, rates, now.select(*_ASKED))


def _members(facts: Facts) -> Lazy:
    """All members with the first day of their campaign, the first contact's where none is given."""
    members = facts.table("campaign_members").with_columns(
        contacted_day=nw.col("contacted_day").cast(nw.Int64)
    )
    firsts = members.group_by("campaign_id").agg(first=nw.col("contacted_day").min())
    starts = (
        facts.table("campaigns")
        .select("campaign_id", "starts_day")
        .join(firsts, on="campaign_id", how="inner")
        .select("campaign_id", start_day=nw.coalesce("starts_day", "first").cast(nw.Int64))
        .filter(~nw.col("start_day").is_null())
    )
    return members.select(*_KEY, "arm", "responded_day").join(starts, on="campaign_id", how="inner")


def _known(facts: Facts, rates: Rates, asked: Lazy) -> pl.DataFrame:
    """The features of each row that is asked for: campaign_id, customer_id, start_day."""
    frame = collect(asked)
    parts = [_orders(facts, rates, asked), _categories(facts, asked)]
    if facts.has("interactions"):
        parts.append(_contacts(facts, asked))
    if facts.has("campaigns") and facts.has("campaign_members"):
        parts.append(_campaigns(facts, asked))
    for part in parts:
        frame = frame.join(collect(part), on=_KEY, how="left")
    return CAMPAIGN_FEATURES.check(_finished(frame).sort(_KEY))


def _finished(frame: pl.DataFrame) -> pl.DataFrame:
    """Exact sums become the features; what never was is 0, but for times and shares: blank."""
    money = {c: pl.col(c).cast(pl.Float64).fill_null(0.0) for c in _SUMS}
    gross = money["revenue"] + money["discount"]
    margin = money["revenue"] - money["line_cost"]
    ordered = pl.col("orders_before") > 0
    blanks = {
        "recency_days": (pl.col("start_day") - pl.col("last")).cast(pl.Float64),
        "tenure_days": (pl.col("start_day") - pl.col("first")).cast(pl.Float64),
        "average_order": pl.when(ordered).then(money["revenue"] / pl.col("orders_before")),
        "lines_per_order": pl.when(ordered).then(pl.col("lines") / pl.col("orders_before")),
        "discount_share": pl.when(gross > 0).then((money["discount"] / gross).clip(0, 1)),
    }
    worked = frame.with_columns(
        revenue=money["revenue"],
        gross_margin=margin,
        contribution=margin - money["shipping_cost"] - money["fee"],
        **blanks,
    )
    known = at_the_door(worked.drop(blanks), CAMPAIGN_FEATURES).drop(blanks)
    both = pl.concat([known, worked.select(*blanks)], how="horizontal")
    return both.select(*CAMPAIGN_FEATURES.columns)


def _orders(facts: Facts, rates: Rates, asked: Lazy) -> Lazy:
    """Orders, their days and money; an order is what it had before the campaign."""
    rows = sales(facts, rates).filter(~nw.col("customer_id").is_null())
    days = rows.group_by("customer_id", "order_id", "day").agg(
        nw.col("quantity").sum(),
        *[nw.col(c).sum().cast(nw.Int64) for c in _COUNTS],
        *[nw.col(c).sum() for c in _SUMS],
    )
    before = asked.join(days, on="customer_id", how="inner").filter(
        nw.col("day") < nw.col("start_day")
    )
    orders = before.group_by(*_ASKED, "order_id").agg(
        nw.col("quantity").sum(),
        nw.col("day").min().cast(nw.Int64),
        *[nw.col(c).sum() for c in _COUNTS],
        *[nw.col(c).sum() for c in _SUMS],
    )
    bought = nw.col("quantity") > 0
    late = nw.col("day") >= nw.col("start_day") - RECENT
    flagged = orders.with_columns(
        orders_before=bought.cast(nw.Int64),
        orders_90d=(bought & late).cast(nw.Int64),
        bought_on=nw.when(bought).then(nw.col("day")),
    )
    return flagged.group_by(*_KEY).agg(
        *[nw.col(c).sum().cast(nw.Int64) for c in ("orders_before", "orders_90d", *_COUNTS)],
        *[nw.col(c).sum() for c in _SUMS],
        first=nw.col("bought_on").min(),
        last=nw.col("bought_on").max(),
    )


def _categories(facts: Facts, asked: Lazy) -> Lazy:
    """How many categories the customer had bought from."""
    rows = sales(facts, by_category=True).filter(
        ~nw.col("customer_id").is_null(), ~nw.col("category").is_null()
    )
    bought = (
        rows.group_by("customer_id", "order_id", "category", "day")
        .agg(nw.col("quantity").sum())
        .filter(nw.col("quantity") > 0)
        .group_by("customer_id", "category")
        .agg(first=nw.col("day").min())
    )
    before = asked.join(bought, on="customer_id", how="inner").filter(
        nw.col("first") < nw.col("start_day")
    )
    return before.group_by(*_KEY).agg(categories=nw.len().cast(nw.Int64))


def _contacts(facts: Facts, asked: Lazy) -> Lazy:
    rows = facts.table("interactions").select("customer_id", "kind", "happened_day")
    before = asked.join(rows, on="customer_id", how="inner").filter(
        nw.col("happened_day") < nw.col("start_day")
    )
    complaint = (
        (nw.col("kind").str.to_lowercase() == "complaint").fill_null(value=False).cast(nw.Int64)
    )
    counted = before.with_columns(complaint=complaint).group_by(*_KEY)
    return counted.agg(
        contacts=nw.len().cast(nw.Int64), complaints=nw.col("complaint").sum().cast(nw.Int64)
    )


def _campaigns(facts: Facts, asked: Lazy) -> Lazy:
    """Earlier campaigns that contacted the customer, and responses given before this one."""
    treated = nw.col("arm").is_null() | (nw.col("arm") != CONTROL)
    others = (
        _members(facts)
        .filter(treated)
        .select("customer_id", "responded_day", earlier_start=nw.col("start_day"))
    )
    before = asked.join(others, on="customer_id", how="inner").filter(
        nw.col("earlier_start") < nw.col("start_day")
    )
    answered = (nw.col("responded_day") < nw.col("start_day")).fill_null(value=False)
    counted = before.with_columns(answer=answered.cast(nw.Int64)).group_by(*_KEY)
    return counted.agg(
        campaigns_before=nw.len().cast(nw.Int64),
        answers_before=nw.col("answer").sum().cast(nw.Int64),
    )
