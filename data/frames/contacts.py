"""What contacts, visits, acquisition and campaigns cost, by customer or by month.

A contact costs what was recorded, else its minutes at the rate of its touch point, never both; a
visit what was recorded, else the rate of a visit.
"""

import narwhals as nw

from data.facts import Facts
from data.frames.lines import MONEY, Lazy, in_period, of_customers, rate_of
from data.rates import Rates
from data.scope import Scope


def contact_costs(facts: Facts, scope: Scope, rates: Rates) -> Lazy | None:
    """Contacts of the period, one row each: customer_id, day, contact_cost, visit_cost.

    None where the company has no interactions, or where the scope cuts orders by channel or
    region: contacts belong to the whole customer.
    """
    if scope.cuts_orders or not facts.has("interactions"):
        return None
    contacts = in_period(facts.table("interactions"), scope, "happened_day")
    contacts = of_customers(contacts, facts, scope)
    minute = rate_of(nw.col("touch_point"), rates.contact_minute, rates.contact_minute_default)
    by_minutes = (nw.col("minutes").cast(nw.Float64).fill_null(0) * minute).round(4).cast(MONEY)
    visit = nw.col("kind") == "visit"
    visit = visit.fill_null(value=False)
    nothing = nw.lit(0).cast(MONEY)
    contact = nw.coalesce(nw.col("cost"), by_minutes)
    visited = nw.coalesce(nw.col("cost"), nw.lit(float(rates.visit)).cast(MONEY))
    return contacts.select(
        "customer_id",
        day=nw.col("happened_day"),
        contact_cost=nw.when(visit).then(nothing).otherwise(contact),
        visit_cost=nw.when(visit).then(visited).otherwise(nothing),
    )


def acquisition_costs(facts: Facts, scope: Scope, firsts: Lazy) -> Lazy | None:
    """Acquisition cost of customers whose first order lies in the period: customer_id, day, cost.

    ``firsts`` holds each customer's first order day. None where it is not known or does not apply.
    """
    if scope.cuts_orders or not facts.has("customers"):
        return None
    costs = facts.table("customers").select("customer_id", "acquisition_cost", "customer_type")
    if scope.customer_type:
        costs = costs.filter(nw.col("customer_type").is_in(list(scope.customer_type)))
    won = in_period(firsts, scope, "first_day")
    return (
        won.join(costs, on="customer_id", how="inner")
        .filter(~nw.col("acquisition_cost").is_null())
        .select("customer_id", "acquisition_cost", day=nw.col("first_day"))
    )


def campaign_costs(facts: Facts, scope: Scope) -> Lazy | None:
    """Campaign cost of members contacted in the period: customer_id, day, campaign_cost.

    A contact costs the campaign's cost of one contact and its even share of the fixed cost over
    all members ever contacted.
    """
    if scope.cuts_orders or not (facts.has("campaigns") and facts.has("campaign_members")):
        return None
    members = facts.table("campaign_members").filter(~nw.col("contacted_at").is_null())
    heads = members.group_by("campaign_id").agg(members=nw.len().cast(nw.Int64))
    campaigns = facts.table("campaigns").select("campaign_id", "fixed_cost", "contact_cost")
    each = heads.join(campaigns, on="campaign_id", how="inner").select(
        "campaign_id",
        campaign_cost=(
            nw.col("fixed_cost").cast(nw.Float64).fill_null(0) / nw.col("members")
            + nw.col("contact_cost").cast(nw.Float64).fill_null(0)
        )
        .round(4)
        .cast(MONEY),
    )
    contacted = of_customers(in_period(members, scope, "contacted_day"), facts, scope)
    return contacted.join(each, on="campaign_id", how="inner").select(
        "customer_id", "campaign_cost", day=nw.col("contacted_day")
    )
