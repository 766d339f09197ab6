"""What decides whether a customer may be contacted, and what contacting somebody is worth."""

import polars as pl

from analytics.frames.contract import COUNT, MONEY, Frame

CONTACT_STATES = Frame(
    "contact_states",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        "known": pl.Boolean(),  # in the data, by a record or an order line
        "consent": pl.Boolean(),  # for the touch point; blank: nothing is recorded
        "objects": pl.Boolean(),  # to profiling
        "open_complaint": pl.Boolean(),
        "last_contact_day": COUNT,  # days since 1970; blank: never contacted
        "held_out": pl.Boolean(),  # in the company's shared hold-out group
        "control": pl.Boolean(),  # in the control group of something that runs
        "running": pl.Boolean(),  # contacted by something that runs
        "earlier": pl.Boolean(),  # on a list that this one excludes
    },
    may_be_blank=frozenset({"consent", "last_contact_day"}),
)
"""Customers who are meant, and everything that could speak against contacting them."""

TARGETS = Frame(
    "targets",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        "value": MONEY,  # contribution of the last 365 days
        "window_mean": MONEY,  # contribution of as many days as will be measured: of the windows
        "window_square": MONEY,  # of the last 365 days, the mean and that of the squares
        "order_by": MONEY,  # what a budget keeps the best by: more is better
        "segment": pl.String(),  # of the company's RFM map, by the last 365 days
        "customer_type": pl.String(),
        "home_region": pl.String(),
    },
    may_be_blank=frozenset({"order_by", "segment", "customer_type", "home_region"}),
)
"""Customers who are meant, with what a budget, an expectation and a control group need."""
