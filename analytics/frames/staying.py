"""Customers over time: the days they ordered on, their cohorts, origins, contracts and costs."""

import polars as pl

from analytics.frames.contract import COUNT, MONEY, Frame

COHORT_ACTIVITY = Frame(
    "cohort_activity",
    key=("group", "cohort", "month"),
    columns={
        "group": pl.String(),  # acquisition channel, segment, first product; one value for all
        "cohort": pl.Date(),  # first day of the month of the customer's first order ever
        "month": pl.Date(),  # first day of a month not before it
        "heads": COUNT,  # customers of the cohort with an order in the month
        "orders": COUNT,
        "revenue": MONEY,
        "margin": MONEY,  # contribution
    },
    may_be_blank=frozenset({"group"}),
)
"""What each cohort did in each month up to the last day seen; a month without anything may be
absent. In its first month every customer of a cohort has an order: its heads are its size."""

CUSTOMER_DAYS = Frame(
    "customer_days",
    key=("customer_id", "day"),
    columns={
        "customer_id": pl.String(),
        "day": pl.Int64(),  # days since 1970-01-01, of an order by the counting rule
        "orders": COUNT,
        "revenue": MONEY,  # of the day, net of discount, returns negative
        "margin": MONEY,  # contribution of the day
    },
)
"""The days on which named customers ordered. Money of days without an order (returns) is added to
the customer's order day before, so that it adds up."""

CUSTOMER_ORIGINS = Frame(
    "customer_origins",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        "acquisition_channel": pl.String(),
        "customer_type": pl.String(),
        "segment": pl.String(),  # of the RFM map
        "acquisition_cost": MONEY,
        "referred_by": pl.String(),  # the customer_id of whoever recommended us
    },
    may_be_blank=frozenset(
        {"acquisition_channel", "customer_type", "segment", "acquisition_cost", "referred_by"}
    ),
)
"""How customers came to us, and who they are."""

CONTRACTS = Frame(
    "contracts",
    key=("contract_id",),
    columns={
        "contract_id": pl.String(),
        "customer_id": pl.String(),
        "started": pl.Int64(),  # days since 1970-01-01
        "ended": pl.Int64(),  # blank: it still runs
        "fee_per_month": MONEY,
    },
    may_be_blank=frozenset({"ended"}),
)
"""Contracts of named customers up to the last day seen; one that ends later still runs."""

WINNING_COSTS = Frame(
    "winning_costs",
    key=("side", "cost"),
    columns={
        "side": pl.String(),  # win: on people who had not ordered before the period; keep: who had
        "cost": pl.String(),  # acquisition_cost, campaign_cost, contact_cost, visit_cost
        "value": MONEY,  # spent in the period
        "customers": COUNT,  # won in the period; or known before it, with an order in it
    },
)
"""What winning and keeping customers cost in a period; costs that the data lack have no row."""
