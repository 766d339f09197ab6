"""Contacts with customers, and what came before and after them."""

import polars as pl

from analytics.frames.contract import COUNT, MONEY, Frame

INTERACTIONS = Frame(
    "interactions",
    key=("interaction_id",),
    columns={
        "interaction_id": pl.String(),
        "customer_id": pl.String(),  # blank: nobody knows who it was
        "at": pl.Int64(),  # minutes since 1970-01-01 in the company's own time
        "touch_point": pl.String(),
        "kind": pl.String(),  # question, complaint, request, ...: as the company writes them
        "topic": pl.String(),
        "department": pl.String(),
        "staff_id": pl.String(),
        "direction": pl.String(),
        "minutes": pl.Float64(),
        "cost": MONEY,  # recorded, or minutes x rate of the touch point; a visit's own
        "resolved": pl.Boolean(),  # by as_of; blank: nobody wrote it down
        "resolve_minutes": pl.Int64(),  # from the contact to its solution, where that is known
        "satisfaction": pl.Int64(),  # 1 to 5
    },
    may_be_blank=frozenset(
        {"customer_id", "touch_point", "kind", "topic", "department", "staff_id", "direction"}
        | {"minutes", "resolved", "resolve_minutes", "satisfaction"}
    ),
)
"""Contacts one by one, without a word of what was said. Nothing after ``as_of`` is known: what was
solved later is not solved yet."""

NOTES = Frame(
    "notes",
    key=("interaction_id",),
    columns={
        "interaction_id": pl.String(),
        "customer_id": pl.String(),  # blank: nobody knows who it was
        "at": pl.Int64(),  # minutes since 1970-01-01 in the company's own time
        "touch_point": pl.String(),
        "satisfaction": pl.Int64(),  # 1 to 5
        "note": pl.String(),  # personal: what was written down, never shown
    },
    may_be_blank=frozenset({"customer_id", "touch_point", "satisfaction"}),
)
"""Contacts of the period that have a note, with its words. No result holds a note."""

CONTACT_GROUPS = Frame(
    "contact_groups",
    key=("customer_id",),
    columns={"customer_id": pl.String(), "segment": pl.String(), "tier": pl.String()},
    may_be_blank=frozenset({"segment", "tier"}),
)
"""Where customers stand: their segment of the RFM map, and their tier of profit."""

TOUCHES = Frame(
    "touches",
    key=("customer_id", "at", "what", "place"),
    columns={
        "customer_id": pl.String(),
        "at": pl.Int64(),  # minutes since 1970-01-01
        "what": pl.String(),  # contact, campaign or order
        "place": COUNT,  # of several at one minute, in the order of their ids
        "touch_point": pl.String(),
        "kind": pl.String(),  # of contacts
        "resolved": pl.Boolean(),  # of contacts
    },
    may_be_blank=frozenset({"touch_point", "kind", "resolved"}),
)
"""What happened to named customers, in order: contacts, campaigns that reached them, and orders."""

DELIVERIES = Frame(
    "deliveries",
    key=("customer_id", "order_id"),
    columns={
        "customer_id": pl.String(),
        "order_id": pl.String(),
        "day": pl.Int64(),  # of the order
        "late": pl.Boolean(),  # a line of it came on a later day than promised
    },
)
"""Orders of named customers of which both the promised and the actual time are known."""

EXPECTATIONS = Frame(
    "expectations",
    key=("customer_id", "name"),
    columns={"customer_id": pl.String(), "name": pl.String(), "value": pl.String()},
)
"""What customers expect, by the traits of that domain."""
