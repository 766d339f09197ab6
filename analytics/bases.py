"""The four bases of customer profitability, from activity and rates.

revenue (net of discount, returns negative) - cost of goods = gross margin; - shipping and fees =
contribution; - cost to serve = profit. Cost to serve is activity-based: each order, line, return
and delivery at its rate, contacts and visits at theirs.

Source: R. Cooper and R. S. Kaplan, "Profit Priorities from Activity-Based Costing",
Harvard Business Review 69(3), 1991; R. S. Kaplan and V. G. Narayanan, "Measuring and Managing
Customer Profitability", Journal of Cost Management 15(5), 2001.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class ServiceRates:
    """What one act of serving costs, in money. 0: not known, or free."""

    order: float = 0.0
    line: float = 0.0
    return_: float = 0.0
    delivery: float = 0.0


def add_bases(
    activity: pl.DataFrame,
    rates: ServiceRates,
    *,
    orders: str = "orders",
    deliveries: str = "deliveries",
) -> pl.DataFrame:
    """Add the cost lines, ``cost_to_serve`` and the four :data:`BASES` to a frame of activity.

    ``orders`` and ``deliveries`` name the columns that the order and delivery rates apply to: a
    frame by product counts shares of orders.
    """
    served = ("order_cost", "handling_cost", "return_cost", "delivery_cost", "contact_cost")
    served += ("visit_cost", "acquisition_cost", "campaign_cost")
    return (
        activity.with_columns(
            order_cost=pl.col(orders) * rates.order,
            handling_cost=pl.col("lines") * rates.line,
            return_cost=pl.col("returns") * rates.return_,
            delivery_cost=pl.col(deliveries) * rates.delivery,
        )
        .with_columns(
            gross_margin=pl.col("revenue") - pl.col("line_cost"),
            cost_to_serve=pl.sum_horizontal(served),
        )
        .with_columns(
            contribution=pl.col("gross_margin") - pl.col("shipping_cost") - pl.col("fee"),
        )
        .with_columns(profit=pl.col("contribution") - pl.col("cost_to_serve"))
    )
