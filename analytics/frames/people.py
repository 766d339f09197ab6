"""Customers of a period: when and how often they ordered, how they behave, who they are."""

import polars as pl

from analytics.frames.contract import COUNT, MONEY, Frame

CUSTOMER_RFM = Frame(
    "customer_rfm",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        "recency_days": COUNT,  # from the last order to as_of
        "frequency_orders": COUNT,  # of the period
        "monetary": MONEY,  # of the period, in total or per order, on a basis of profit
    },
)
"""Customers of the period: one order or more. Returns change money, not recency or frequency."""

CUSTOMER_RECENCY = Frame(
    "customer_recency",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        "recency_days": COUNT,  # from the last order of the period to as_of
        "tenure_days": COUNT,  # from the first order of the period to as_of
        "frequency_orders": COUNT,
    },
)
"""When each customer of the period ordered first and last in it, and how often."""

CUSTOMER_FEATURES = Frame(
    "customer_features",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        "orders": COUNT,
        "revenue": MONEY,
        "profit": MONEY,
        "recency_days": COUNT,  # from the last order to the end of the period
        "span_days": COUNT,  # from the first order in the period to the last
        "lines": COUNT,  # sold: of positive quantity
        "discounted_lines": COUNT,
        "returned_lines": COUNT,
        "categories": COUNT,  # different ones bought from
        "price_level": pl.Float64(),  # 1: as dear as is usual in the subcategories bought from
        "contacts": COUNT,
        "satisfaction": pl.Float64(),  # 1 to 5, mean of the marks given
    },
    may_be_blank=frozenset({"price_level", "satisfaction"}),
)
"""Customers with an order in the period, as they were on its last day. Beside these columns stand
those that the data name: ``channel:<name>``, ``category:<name>``, ``trait:<name>``,
``trait_is:<name>:<value>``."""

PEOPLE = Frame(
    "people",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        **dict.fromkeys(("name", "email", "phone", "address", "city"), pl.String()),
        "orders": COUNT,  # ever
        "revenue": MONEY,
    },
    may_be_blank=frozenset({"name", "email", "phone", "address", "city"}),
)
"""Customers as the company has written them down, with what they bought up to the as-of date.
Personal: no result carries any of the columns that may be blank."""

CUSTOMER_MONTHS = Frame(
    "customer_months",
    key=("customer_id", "month"),
    columns={
        "customer_id": pl.String(),
        "month": pl.Date(),  # its first day
        "orders": COUNT,  # an order is what it has of lines in the month
        "last_day": COUNT,  # day number (since 1970) of the last of them; 0 without one
        "revenue": MONEY,
        "profit": MONEY,
    },
)
"""What each named customer did in each month that has a line or a contact of theirs."""
