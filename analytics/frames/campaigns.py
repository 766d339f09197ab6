"""Campaigns, whom they were for, and what became of them; and the days of one campaign."""

import polars as pl

from analytics.frames.contract import COUNT, MONEY, Frame

CAMPAIGNS = Frame(
    "campaigns",
    key=("campaign_id",),
    columns={
        "campaign_id": pl.String(),
        "name": pl.String(),
        "touch_point": pl.String(),
        "objective": pl.String(),
        "offer": pl.String(),
        "first": pl.Int64(),  # days since 1970-01-01: where its window begins
        "ends": pl.Int64(),  # the campaign's own last day
        "days": COUNT,  # of the window, from the first day on
        "before_days": COUNT,  # of the time before that CUPED looks at, up to the day before
        "fixed_cost": MONEY,
        "contact_cost": MONEY,  # of one contact
        "cut_start": pl.Boolean(),  # it began before the data do
        "cut_end": pl.Boolean(),  # its window is not over on the last day seen
        "cut_before": pl.Boolean(),  # the time before reaches back past the data
    },
    may_be_blank=frozenset(
        {"name", "touch_point", "objective", "offer", "ends", "fixed_cost", "contact_cost"}
    ),
)
"""One row a campaign that had begun by the last day seen."""

OUTCOMES = ("orders", "revenue", "contribution", "profit")
"""What members did in a window: orders, and money on three bases (costs of campaigns left out)."""

CAMPAIGN_MEMBERS = Frame(
    "campaign_members",
    key=("campaign_id", "customer_id"),
    columns={
        "campaign_id": pl.String(),
        "customer_id": pl.String(),
        "arm": pl.String(),  # "control", or the name of a treatment; blank: treated
        "contacted": pl.Int64(),  # days since 1970-01-01
        "responded": pl.Int64(),  # blank: no response known by the last day seen
        "response_amount": MONEY,
        **dict.fromkeys(OUTCOMES, MONEY),  # in the window, by the counting rule
        **{f"{name}_before": MONEY for name in OUTCOMES},  # in the time before
    },
    may_be_blank=frozenset({"arm", "contacted", "responded", "response_amount"}),
)
"""One row a member of a campaign, whether or not anything was bought. Who did nothing has zeros."""

CAMPAIGN_DAYS = Frame(
    "campaign_days",
    key=("customer_id", "day"),
    columns={
        "customer_id": pl.String(),
        "day": COUNT,  # of the window: 0 is its first
        "orders": MONEY,
        "revenue": MONEY,
        "contribution": MONEY,
    },
)
"""What members of one campaign did on each day of its window; days without anything are absent."""
