"""What was known of customers on the day before a campaign began: what models of contacts read."""

import polars as pl

from analytics.frames.contract import COUNT, MONEY, Frame

KNOWN_BEFORE: tuple[str, ...] = (
    *("recency_days", "tenure_days", "orders_before", "orders_90d"),
    *("revenue", "gross_margin", "contribution", "average_order", "lines_per_order"),
    *("discount_share", "returns", "categories"),
    *("contacts", "complaints", "campaigns_before", "answers_before"),
)
"""The features themselves, each of the days before the campaign's first."""

CAMPAIGN_FEATURES = Frame(
    "campaign_features",
    key=("campaign_id", "customer_id"),
    columns={
        "campaign_id": pl.String(),  # empty: no campaign, as known after the last day seen
        "customer_id": pl.String(),
        "start_day": COUNT,  # day number of the campaign's first day
        "recency_days": pl.Float64(),  # from the last order to the start
        "tenure_days": pl.Float64(),  # from the first order to the start
        "orders_before": COUNT,
        "orders_90d": COUNT,  # of the last 90 days
        "revenue": MONEY,
        "gross_margin": MONEY,
        "contribution": MONEY,
        "average_order": MONEY,
        "lines_per_order": pl.Float64(),
        "discount_share": pl.Float64(),  # of what the goods cost before discount
        "returns": COUNT,  # lines returned
        "categories": COUNT,  # different ones bought from
        "contacts": COUNT,
        "complaints": COUNT,
        "campaigns_before": COUNT,  # earlier ones that contacted the customer
        "answers_before": COUNT,  # responses to earlier ones, given before the start
    },
    may_be_blank=frozenset(
        {"recency_days", "tenure_days", "average_order", "lines_per_order", "discount_share"}
    ),
)
"""Members of campaigns, of either arm, as they were before the first day of their campaign."""

TARGETED = Frame(
    "targeted",
    key=CAMPAIGN_FEATURES.key,
    columns={
        **CAMPAIGN_FEATURES.columns,
        "end_day": COUNT,  # the last day on which an answer counts
        "treated": pl.Boolean(),  # by assigned arm; False: control group
        "responded": pl.Boolean(),
        "ordered": pl.Boolean(),  # an order from start_day to end_day, whatever brought it
        "margin": MONEY,  # contribution from start_day to end_day
    },
    may_be_blank=CAMPAIGN_FEATURES.may_be_blank,
)
"""CAMPAIGN_FEATURES with what became of each member, of campaigns whose days lie in the data."""
