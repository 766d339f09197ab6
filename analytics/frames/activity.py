"""What was done and what it moved: by customer, group, period and month."""

from collections.abc import Mapping

import polars as pl

from analytics.frames.contract import COUNT, MONEY, Frame

ACTIVITY: Mapping[str, pl.DataType] = {
    "orders": COUNT,  # (order_id, customer_id) with positive total quantity
    "lines": COUNT,
    "returns": COUNT,  # lines with negative quantity
    "deliveries": COUNT,  # orders sent out to the customer
    "revenue": MONEY,  # net of discount, returns negative
    "discount": MONEY,  # shown beside revenue, never subtracted again
    "returned_value": MONEY,  # of the returned lines, positive; shown beside revenue
    "line_cost": MONEY,  # recorded, or from the margin rate that stands in
    "shipping_cost": MONEY,
    "fee": MONEY,
    "contact_cost": MONEY,  # recorded, or minutes x rate of the touch point
    "visit_cost": MONEY,  # recorded, or visits x rate
    "acquisition_cost": MONEY,  # of customers whose first order lies in the period; 0 if not asked
    "campaign_cost": MONEY,  # of contacts made in the period; 0 if not asked
}
"""What was done and what it moved, in one period, by whatever the frame is keyed on."""

CUSTOMER_ACTIVITY = Frame(
    "customer_activity", key=("customer_id",), columns={"customer_id": pl.String(), **ACTIVITY}
)
"""Customers with a line, contact or campaign cost in the period. ``orders`` = 0: no customer of the
period by the counting rule (returns, contacts or zero quantities only)."""

ACTIVITY_APART = Frame("activity_apart", key=(), columns=ACTIVITY)
"""One row of totals that belong to no customer (anonymous sales) or to no group (contact costs by
product); or no row."""

GROUP_ACTIVITY = Frame(
    "group_activity",
    key=("group",),
    columns={
        "group": pl.String(),
        "customers": COUNT,
        **ACTIVITY,
        "order_share": pl.Float64(),  # orders split over their lines: adds up to the whole
        "delivery_share": pl.Float64(),  # deliveries split likewise
    },
    may_be_blank=frozenset({"group"}),
)
"""The same by product, category, channel, region, customer type, ...; a blank group is "not
stated". Contact, visit, acquisition and campaign cost are 0 where they cannot be laid on one."""

PERIOD_ACTIVITY = Frame(
    "period_activity",
    key=("period",),
    columns={
        "period": pl.String(),  # current, before, year_before
        "start": pl.Date(),
        "end": pl.Date(),  # inclusive
        "active": COUNT,  # customers with an order in the period
        "new": COUNT,  # whose first order ever lies in it
        **ACTIVITY,
        "anonymous_revenue": MONEY,
    },
)
"""Whole-company totals of up to three periods, anonymous sales included. A period without any line
in the data, or reaching back before the first day, is absent."""

MONTH_ACTIVITY = Frame(
    "month_activity",
    key=("month", "channel"),
    columns={
        "month": pl.Date(),
        "channel": pl.String(),
        **ACTIVITY,
        "order_share": pl.Float64(),  # orders of the month split over their lines
        "delivery_share": pl.Float64(),  # deliveries split likewise
    },
    may_be_blank=frozenset({"channel"}),
)
"""Totals by calendar month (first day) and channel of the line, anonymous sales included. Each is
counted as if the month were the period: an order is the lines it has in that month. Contact and
other costs without a channel stand in a row of their own with a blank channel."""

MONTH_CUSTOMERS = Frame(
    "month_customers",
    key=("month",),
    columns={"month": pl.Date(), "active": COUNT, "new": COUNT, "orders": COUNT},
)
"""Heads and orders by calendar month, all channels together (heads do not add up over channels)."""
