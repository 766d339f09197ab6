"""What contacts, visits, acquisition and campaigns cost, by customer or by month.

A contact costs what was recorded, else its minutes at the rate of its touch point, never both; a
visit what was recorded, else the rate of a visit.
"""

from decimal import Decimal

import narwhals as nw

from data.facts import Facts
from data.frames.lines import (
    EPOCH_ORDINAL,
    MONEY,
    Lazy,
    exactly,
    in_period,
    month_of,
    of_customers,
    rate_of,
)
from data.rates import Rates
from data.scope import Scope

_BY_MINUTES = nw.Decimal(20, 8)  # minutes x rate: four decimals each, so exact
_MINUTE_RATE = nw.Decimal(18, 4)
CONTROL = "control"  # the arm that is left alone


def contact_costs(facts: Facts, scope: Scope, rates: Rates) -> Lazy | None:
    """Contacts of the period, one row each: customer_id, month, contact_cost, visit_cost.

    None where the company has no interactions, or where the scope cuts orders by channel or
    region: contacts belong to the whole customer.
    """
    if scope.cuts_orders or not facts.has("interactions"):
        return None
    contacts = in_period(facts.table("interactions"), scope, "happened_day")
    contacts = of_customers(contacts, facts, scope)
    visit, nothing = is_visit(), exactly(Decimal(0), _BY_MINUTES)
    return contacts.select(
        "customer_id",
        month=month_of("happened_at"),
        contact_cost=nw.when(visit).then(nothing).otherwise(_contact_cost(rates)),
        visit_cost=nw.when(visit).then(_visit_cost(rates)).otherwise(nothing),
    )


def cost_of_contact(rates: Rates) -> nw.Expr:
    """What each row of ``interactions`` cost, be it a contact or a visit."""
    return nw.when(is_visit()).then(_visit_cost(rates)).otherwise(_contact_cost(rates))


def is_visit() -> nw.Expr:
    """Whether a row of ``interactions`` is a visit."""
    return (nw.col("kind") == "visit").fill_null(value=False)


def _contact_cost(rates: Rates) -> nw.Expr:
    touch_point, default = nw.col("touch_point"), rates.contact_minute_default
    minute = rate_of(touch_point, rates.contact_minute, default, _MINUTE_RATE)
    minutes = nw.coalesce(nw.col("minutes"), exactly(Decimal(0), MONEY)).cast(_BY_MINUTES)
    by_minutes = (minutes * minute).cast(_BY_MINUTES)
    return nw.coalesce(nw.col("cost").cast(_BY_MINUTES), by_minutes)


def _visit_cost(rates: Rates) -> nw.Expr:
    return nw.coalesce(nw.col("cost").cast(_BY_MINUTES), exactly(rates.visit, _BY_MINUTES))


def acquisition_costs(facts: Facts, scope: Scope, firsts: Lazy) -> Lazy | None:
    """Acquisition cost of customers whose first order lies in the period: customer_id, day, cost.

    ``firsts`` holds each customer's first order day. None where it is not known or does not apply.
    """
    if scope.cuts_orders or not facts.has("customers"):
        return None
    costs = facts.table("customers").select("customer_id", "acquisition_cost")
    won = of_customers(in_period(firsts, scope, "first_day"), facts, scope)
    return (
        won.join(costs, on="customer_id", how="inner")
        .filter(~nw.col("acquisition_cost").is_null())
        .select("customer_id", "acquisition_cost", day=nw.col("first_day"))
    )


def campaign_costs(facts: Facts, scope: Scope) -> Lazy | None:
    """Campaign cost of members contacted in the period: customer_id, day, campaign_cost.

    A contact costs the campaign's cost of one contact and its even share of the fixed cost over
    all members contacted up to ``as_of``. Who is in the control arm costs nothing.
    """
    if scope.as_of is None:
        raise ValueError("the scope's period is not settled: call data.scope.settle first")
    if scope.cuts_orders or not (facts.has("campaigns") and facts.has("campaign_members")):
        return None
    seen = nw.col("contacted_day") <= scope.as_of.toordinal() - EPOCH_ORDINAL
    treated = nw.col("arm").is_null() | (nw.col("arm") != CONTROL)
    members = facts.table("campaign_members").filter(seen, treated)
    heads = members.group_by("campaign_id").agg(members=nw.len().cast(nw.Int64))
    campaigns = facts.table("campaigns").select("campaign_id", "fixed_cost", "contact_cost")
    each = heads.join(campaigns, on="campaign_id", how="inner").select(
        "campaign_id",
        campaign_cost=_four_decimals(
            nw.col("fixed_cost").cast(nw.Float64).fill_null(0) / nw.col("members")
            + nw.col("contact_cost").cast(nw.Float64).fill_null(0)
        ),
    )
    contacted = of_customers(in_period(members, scope, "contacted_day"), facts, scope)
    return contacted.join(each, on="campaign_id", how="inner").select(
        "customer_id", "campaign_cost", day=nw.col("contacted_day")
    )


def _four_decimals(money: nw.Expr) -> nw.Expr:
    """Halves up: engines round a half in ways of their own."""
    return ((money * 10_000 + 0.5).floor() / 10_000).cast(MONEY)
