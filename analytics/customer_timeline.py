"""What happened with one customer, in order: purchases, contacts, campaigns, new segments."""

import polars as pl

EVENTS = (
    *("event_order", "event_return", "event_contact", "event_campaign", "event_control"),
    "event_segment",
)
CONTROL = "control"

COLUMNS = {
    "day": pl.Date,
    "event": pl.String,
    "event_what": pl.String,
    "touch_point": pl.String,
    "contact_kind": pl.String,
    "value": pl.Float64,
    "from_segment": pl.String,
    "to_segment": pl.String,
}


def timeline(orders: pl.DataFrame, contacts: pl.DataFrame, campaigns: pl.DataFrame) -> pl.DataFrame:
    """Newest first: day, event (:data:`EVENTS`), event_what (the order's number, the topic or the
    campaign), touch_point, contact_kind, value (revenue of an order or return; else null),
    from_segment and to_segment (of a change of segment: :func:`with_segments`).

    ``orders`` and ``campaigns`` are CUSTOMER_ORDERS and CUSTOMER_CAMPAIGNS, ``contacts`` as the
    customer's result holds them. Whoever a campaign left alone is at its first day. Rows that are
    neither an order nor a return, and campaigns without a day, are no event.
    """
    bought = orders.filter((pl.col("orders") > 0) | (pl.col("returns") > 0)).select(
        day=pl.from_epoch("day", time_unit="d"),
        event=pl.when(pl.col("orders") > 0)
        .then(pl.lit("event_order"))
        .otherwise(pl.lit("event_return")),
        event_what="order_id",
        value="revenue",
    )
    spoke = contacts.select(
        "day", "touch_point", "contact_kind", event=pl.lit("event_contact"), event_what="topic"
    )
    alone = (pl.col("arm") == CONTROL).fill_null(value=False) & pl.col("contacted_day").is_null()
    reached = campaigns.select(
        "touch_point",
        day=pl.from_epoch(pl.coalesce("contacted_day", "starts_day"), time_unit="d"),
        event=pl.when(alone).then(pl.lit("event_control")).otherwise(pl.lit("event_campaign")),
        event_what=pl.coalesce("campaign_name", "campaign_id"),
    ).filter(pl.col("day").is_not_null())
    return _in_order(pl.concat([bought, spoke, reached], how="diagonal_relaxed"))


def with_segments(told: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """The timeline with changes of segment (day, from_segment, to_segment) among what happened."""
    changed = segments.with_columns(event=pl.lit("event_segment"))
    return _in_order(pl.concat([told, changed], how="diagonal_relaxed"))


def _in_order(every: pl.DataFrame) -> pl.DataFrame:
    blank = [pl.lit(None, kind).alias(c) for c, kind in COLUMNS.items() if c not in every.columns]
    told = every.with_columns(blank).select(pl.col(c).cast(kind) for c, kind in COLUMNS.items())
    place = pl.col("event").replace_strict(dict(zip(EVENTS, range(len(EVENTS)), strict=True)))
    return told.sort("day", place, "event_what", descending=[True, False, False], nulls_last=True)
