"""The frames the analyses read: one contract each, with its columns, key and units."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


class FrameError(ValueError):
    """A frame breaks its contract. The message names the column and says what to do."""


@dataclass(frozen=True)
class Frame:
    """A tidy frame: one row per ``key``, and at least these ``columns``, none of them blank.

    Columns in ``may_be_blank`` may hold nulls. Numbers are finite. No key: one row, or none.
    """

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, pl.DataType]
    may_be_blank: frozenset[str] = frozenset()

    def check(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return ``frame`` cut to the contract's columns, or raise :class:`FrameError`."""
        if missing := [c for c in self.columns if c not in frame.columns]:
            raise FrameError(
                f"{self.name}: no column {', '.join(missing)}; found {', '.join(frame.columns)}. "
                "Supply it, or map it when the file is imported."
            )
        for column, wanted in self.columns.items():
            if frame.schema[column] != wanted:
                raise FrameError(
                    f"{self.name}.{column} is {frame.schema[column]}; it must be {wanted}. "
                    f"Cast it before the analysis."
                )
        cut = frame.select(*self.columns)
        floats = cut.select(pl.selectors.float())
        if infinite := [c for c in floats.columns if floats[c].is_infinite().any()]:
            raise FrameError(f"{self.name}: infinite values in {', '.join(infinite)}. Mend them.")
        filled = cut.drop(*self.may_be_blank).fill_nan(None)
        if blank := [c for c in filled.columns if filled[c].null_count()]:
            raise FrameError(f"{self.name}: blank values in {', '.join(blank)}. Fill or drop them.")
        if not self.key and cut.height > 1:
            raise FrameError(f"{self.name}: {cut.height} rows; it must be one. Add them up.")
        if self.key and (repeated := cut.height - cut.select(*self.key).n_unique()):
            raise FrameError(
                f"{self.name}: {repeated} repeated {' + '.join(self.key)}. Keep one row for each."
            )
        return cut

    def empty(self) -> pl.DataFrame:
        """The frame with its columns and no row."""
        return pl.DataFrame(schema=dict(self.columns))


_COUNT = pl.Int64()
_MONEY = pl.Float64()

ACTIVITY: Mapping[str, pl.DataType] = {
    "orders": _COUNT,  # (order_id, customer_id) with positive total quantity
    "lines": _COUNT,
    "returns": _COUNT,  # lines with negative quantity
    "deliveries": _COUNT,  # orders sent out to the customer
    "revenue": _MONEY,  # net of discount, returns negative
    "discount": _MONEY,  # shown beside revenue, never subtracted again
    "returned_value": _MONEY,  # of the returned lines, positive; shown beside revenue
    "line_cost": _MONEY,  # recorded, or from the margin rate that stands in
    "shipping_cost": _MONEY,
    "fee": _MONEY,
    "contact_cost": _MONEY,  # recorded, or minutes x rate of the touch point
    "visit_cost": _MONEY,  # recorded, or visits x rate
    "acquisition_cost": _MONEY,  # of customers whose first order lies in the period; 0 if not asked
    "campaign_cost": _MONEY,  # of contacts made in the period; 0 if not asked
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
        "customers": _COUNT,
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
        "active": _COUNT,  # customers with an order in the period
        "new": _COUNT,  # whose first order ever lies in it
        **ACTIVITY,
        "anonymous_revenue": _MONEY,
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
    columns={"month": pl.Date(), "active": _COUNT, "new": _COUNT, "orders": _COUNT},
)
"""Heads and orders by calendar month, all channels together (heads do not add up over channels)."""

CUSTOMER_RFM = Frame(
    "customer_rfm",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        "recency_days": _COUNT,  # from the last order to as_of
        "frequency_orders": _COUNT,  # of the period
        "monetary": _MONEY,  # of the period, in total or per order, on a basis of profit
    },
)
"""Customers of the period: one order or more. Returns change money, not recency or frequency."""

CUSTOMER_RECENCY = Frame(
    "customer_recency",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        "recency_days": _COUNT,  # from the last order of the period to as_of
        "tenure_days": _COUNT,  # from the first order of the period to as_of
        "frequency_orders": _COUNT,
    },
)
"""When each customer of the period ordered first and last in it, and how often."""

CUSTOMER_FEATURES = Frame(
    "customer_features",
    key=("customer_id",),
    columns={
        "customer_id": pl.String(),
        "orders": _COUNT,
        "revenue": _MONEY,
        "profit": _MONEY,
        "recency_days": _COUNT,  # from the last order to the end of the period
        "span_days": _COUNT,  # from the first order in the period to the last
        "lines": _COUNT,  # sold: of positive quantity
        "discounted_lines": _COUNT,
        "returned_lines": _COUNT,
        "categories": _COUNT,  # different ones bought from
        "price_level": pl.Float64(),  # 1: as dear as is usual in the subcategories bought from
        "contacts": _COUNT,
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
        "orders": _COUNT,  # ever
        "revenue": _MONEY,
    },
    may_be_blank=frozenset({"name", "email", "phone", "address", "city"}),
)
"""Customers as the company has written them down, with what they bought up to the as-of date.
Personal: no result carries any of the columns that may be blank."""

BASKETS = Frame(
    "baskets",
    key=("basket", "item"),
    columns={
        "basket": pl.Int64(),  # an order of a customer, numbered
        "item": pl.String(),  # a product, subcategory, category or brand
        "day": pl.Int64(),  # days since 1970-01-01; the same for all items of a basket
    },
)
"""What lies together: items bought (quantity above 0) in an order, each once; returns, cancelled
lines and charges that are no goods are out."""

QUALITY_CHECKS = Frame(
    "quality_checks",
    key=("check",),
    columns={
        "check": pl.String(),
        "rows_hit": _COUNT,
        "rows_of": _COUNT,  # rows that could have been hit
        "revenue": _MONEY,  # of the rows hit
        "revenue_of": _MONEY,
    },
    may_be_blank=frozenset({"revenue", "revenue_of"}),
)
"""What each check of the data counted; a check whose table is missing has no row."""

PURCHASES = Frame(
    "purchases",
    key=("customer_id", "day", "item"),
    columns={
        "customer_id": pl.String(),
        "day": pl.Int64(),  # days since 1970-01-01
        "item": pl.String(),  # a product, subcategory, category or brand
    },
)
"""What each named customer bought on which day, each item once a day; returns are out."""

ITEM_WORTH = Frame(
    "item_worth",
    key=("item",),
    columns={
        "item": pl.String(),
        "contribution": _MONEY,  # of all of it that was sold; what came back is not taken off
    },
)
"""What the items that lie in baskets brought over the period."""

HOLDINGS = Frame(
    "holdings",
    key=("customer_id", "item"),
    columns={
        "customer_id": pl.String(),
        "item": pl.String(),
        "times": _COUNT,  # baskets with it
        "last_bought": _COUNT,  # days since 1970-01-01
    },
)
"""Which items each named customer bought in the period, how often, and when last."""

CUSTOMER_MONTHS = Frame(
    "customer_months",
    key=("customer_id", "month"),
    columns={
        "customer_id": pl.String(),
        "month": pl.Date(),  # its first day
        "orders": _COUNT,  # an order is what it has of lines in the month
        "last_day": _COUNT,  # day number (since 1970) of the last of them; 0 without one
        "revenue": _MONEY,
        "profit": _MONEY,
    },
)
"""What each named customer did in each month that has a line or a contact of theirs."""

COVERAGE = Frame(
    name="coverage",
    key=("table_name", "column_name", "origin"),
    columns={
        "table_name": pl.String(),
        "column_name": pl.String(),
        "origin": pl.Enum(["observed", "declared", "modelled"]),
        "rows": pl.Int64(),  # of the table
        "rows_filled": pl.Int64(),  # in which the column has a value
    },
)
"""How far every column of every table is filled, by where its values come from."""

COHORT_ACTIVITY = Frame(
    "cohort_activity",
    key=("group", "cohort", "month"),
    columns={
        "group": pl.String(),  # acquisition channel, segment, first product; one value for all
        "cohort": pl.Date(),  # first day of the month of the customer's first order ever
        "month": pl.Date(),  # first day of a month not before it
        "heads": _COUNT,  # customers of the cohort with an order in the month
        "orders": _COUNT,
        "revenue": _MONEY,
        "margin": _MONEY,  # contribution
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
        "orders": _COUNT,
        "revenue": _MONEY,  # of the day, net of discount, returns negative
        "margin": _MONEY,  # contribution of the day
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
        "acquisition_cost": _MONEY,
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
        "fee_per_month": _MONEY,
    },
    may_be_blank=frozenset({"ended"}),
)
"""Contracts of named customers up to the last day seen; one that ends later still runs."""

ITEM_PRICES = Frame(
    "item_prices",
    key=("item",),
    columns={
        "item": pl.String(),
        "quantity": pl.Float64(),  # above 0
        "revenue": _MONEY,  # net of discount
        "gross_margin": _MONEY,
    },
)
"""What was sold of each product, and for how much; what came back is not taken off."""

TIER_PURCHASES = Frame(
    "tier_purchases",
    key=("customer_id", "day", "group", "item"),
    columns={
        "customer_id": pl.String(),
        "day": pl.Int64(),  # days since 1970-01-01
        "group": pl.String(),  # a subcategory or category: what is alike but for its price
        "item": pl.String(),  # a product
        "quantity": pl.Float64(),  # above 0
        "revenue": _MONEY,  # net of discount
        "contribution": _MONEY,
    },
)
"""What each named customer bought on which day, products within their groups; returns are out."""
