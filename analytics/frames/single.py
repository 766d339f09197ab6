"""All that is known of one customer: the record, orders, campaigns and traits."""

import polars as pl

from analytics.frames.activity import ACTIVITY
from analytics.frames.contract import MONEY, Frame

CONSENTS = ("consent_email", "consent_phone", "consent_chat", "consent_post")

CUSTOMER_RECORD = Frame(
    "customer_record",
    key=(),
    columns={
        "customer_id": pl.String(),
        **dict.fromkeys(
            ("name", "email", "phone", "address", "city", "home_region", "country"), pl.String()
        ),
        **dict.fromkeys(("customer_type", "e_commerce_type"), pl.String()),
        "joined_on": pl.Date(),
        "acquisition_channel": pl.String(),
        "acquisition_cost": MONEY,
        **dict.fromkeys(("referred_by", "account_owner"), pl.String()),
        **dict.fromkeys(CONSENTS, pl.Boolean()),
        "consent_recorded_at": pl.Date(),
        "consent_source": pl.String(),
        "objects_to_profiling": pl.Boolean(),
        "last_verified_on": pl.Date(),
    },
    may_be_blank=frozenset(
        {"name", "email", "phone", "address", "city", "home_region", "country", "customer_type"}
        | {"e_commerce_type", "joined_on", "acquisition_channel", "acquisition_cost"}
        | {"referred_by", "account_owner", *CONSENTS, "consent_recorded_at", "consent_source"}
        | {"objects_to_profiling", "last_verified_on"}
    ),
)
"""What is written down of one customer, personal columns unmasked; no row where nothing is."""

CUSTOMER_ORDERS = Frame(
    "customer_orders",
    key=("order_id",),
    columns={
        "order_id": pl.String(),
        "day": pl.Int64(),  # days since 1970-01-01, of the earliest line
        "channel": pl.String(),  # where all its lines have one
        **ACTIVITY,
    },
    may_be_blank=frozenset({"channel"}),
)
"""The orders of one customer, returns that have a number of their own too (``orders`` = 0)."""

CUSTOMER_CAMPAIGNS = Frame(
    "customer_campaigns",
    key=("campaign_id",),
    columns={
        "campaign_id": pl.String(),
        "campaign_name": pl.String(),
        "touch_point": pl.String(),
        "arm": pl.String(),  # "control", or the name of a treatment
        "starts_day": pl.Int64(),
        "contacted_day": pl.Int64(),
        "responded_day": pl.Int64(),
        "response_amount": MONEY,
    },
    may_be_blank=frozenset(
        {"campaign_name", "touch_point", "arm", "starts_day", "contacted_day", "responded_day"}
        | {"response_amount"}
    ),
)
"""The campaigns one customer belonged to, those that left them alone too. Nothing after ``as_of``:
who answered later has not answered yet."""

CUSTOMER_TRAITS = Frame(
    "customer_traits",
    key=("domain", "name"),
    columns={
        **dict.fromkeys(("domain", "name", "value", "scale", "origin"), pl.String()),
        "recorded_on": pl.Date(),
    },
    may_be_blank=frozenset({"value", "scale", "origin", "recorded_on"}),
)
"""What else was found out about one customer: needs, attitudes, expectations, scores."""
