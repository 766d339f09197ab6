"""What sales people and partners look after: opportunities, and whose customer is whose."""

import polars as pl

from analytics.frames.contract import COUNT, MONEY, Frame

OPPORTUNITIES = Frame(
    "opportunities",
    key=("opportunity_id",),
    columns={
        "opportunity_id": pl.String(),
        "customer_id": pl.String(),
        "staff": pl.String(),  # who sells: the name, or the id where there is none
        "category": pl.String(),  # of the product offered
        "customer_type": pl.String(),
        "stage": pl.String(),  # blank where what stood there on the day is not known
        "amount": MONEY,
        "opened": COUNT,  # day number
        "closed": COUNT,  # day number; blank while it is open
        "outcome": pl.String(),  # won or lost; blank while it is open
        "bought_before": COUNT,  # 1 if the customer had ordered before it was opened
    },
    may_be_blank=frozenset(
        {"customer_id", "staff", "category", "customer_type", "stage", "closed", "outcome"}
    ),
)
"""Opportunities as they were known on the as-of date: what ended later is still open."""

PORTFOLIOS = Frame(
    "portfolios",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        "holder": pl.String(),  # who looks after the customer, or through whom most of it is sold
    },
)
"""Customers with the one sales person or partner they are counted with."""
