"""The four bases of customer profitability, from activity and rates.

revenue (net of discount, returns negative) - cost of goods = gross margin; - shipping and fees =
contribution; - cost to serve = profit. Cost to serve is activity-based: each order, line, return
and delivery at its rate, contacts and visits at theirs.

Source: R. Cooper and R. S. Kaplan, "Profit Priorities from Activity-Based Costing",
Harvard Business Review 69(3), 1991; R. S. Kaplan and V. G. Narayanan, "Measuring and Managing
Customer Profitability", Journal of Cost Management 15(5), 2001.
"""

import math
from dataclasses import astuple, dataclass

import polars as pl

BASES = ("revenue", "gross_margin", "contribution", "profit")

COST_LINES = (
    "line_cost",
    "shipping_cost",
    "fee",
    "order_cost",
    "handling_cost",
    "return_cost",
    "delivery_cost",
    "contact_cost",
    "visit_cost",
    "acquisition_cost",
    "campaign_cost",
)
"""All that lies between revenue and profit, each as a positive amount of money."""

SERVICE_LINES = COST_LINES[COST_LINES.index("order_cost") :]
"""The cost lines that make up the cost to serve."""


@dataclass(frozen=True)
class ServiceRates:
    """What one act of serving costs, in money. 0: not known, or free."""

    order: float = 0.0
    line: float = 0.0
    return_: float = 0.0
    delivery: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a rate that is no amount of money."""
        if not all(math.isfinite(rate) and rate >= 0 for rate in astuple(self)):
            raise ValueError(f"rates must be finite and not negative; found {self}")


FREE = ServiceRates()
"""No rates: serving costs what was recorded and nothing else."""

DECIMALS = 6
"""The bases are rounded to a millionth: what is equal on paper is then equal here, so that ties are
ties and nobody loses 0.00000000000001. Facts carry four decimals, margin rates two or three."""


def add_bases(
    activity: pl.DataFrame,
    rates: ServiceRates,
    *,
    orders: str = "orders",
    deliveries: str = "deliveries",
) -> pl.DataFrame:
    """Add the cost lines, ``cost_to_serve`` and the four :data:`BASES` to a frame of activity.

    ``orders`` and ``deliveries`` name the columns that the order and delivery rates apply to: a
    frame by product counts shares of orders. Money is rounded to :data:`DECIMALS`.
    """
    return (
        activity.with_columns(
            order_cost=pl.col(orders) * rates.order,
            handling_cost=pl.col("lines") * rates.line,
            return_cost=pl.col("returns") * rates.return_,
            delivery_cost=pl.col(deliveries) * rates.delivery,
        )
        .with_columns(
            gross_margin=pl.col("revenue") - pl.col("line_cost"),
            cost_to_serve=pl.sum_horizontal(SERVICE_LINES),
        )
        .with_columns(
            contribution=pl.col("gross_margin") - pl.col("shipping_cost") - pl.col("fee"),
        )
        .with_columns(profit=pl.col("contribution") - pl.col("cost_to_serve"))
        .with_columns(pl.col(*BASES, *COST_LINES, "cost_to_serve").round(DECIMALS))
    )
