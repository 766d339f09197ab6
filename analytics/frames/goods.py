"""What was bought: together, one after the other, at which price."""

import polars as pl

from analytics.frames.contract import COUNT, MONEY, Frame

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
        "contribution": MONEY,  # of all of it that was sold; what came back is not taken off
    },
)
"""What the items that lie in baskets brought over the period."""

HOLDINGS = Frame(
    "holdings",
    key=("customer_id", "item"),
    columns={
        "customer_id": pl.String(),
        "item": pl.String(),
        "times": COUNT,  # baskets with it
        "last_bought": COUNT,  # days since 1970-01-01
    },
)
"""Which items each named customer bought in the period, how often, and when last."""

ITEM_PRICES = Frame(
    "item_prices",
    key=("item",),
    columns={
        "item": pl.String(),
        "quantity": pl.Float64(),  # above 0
        "revenue": MONEY,  # net of discount
        "gross_margin": MONEY,
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
        "revenue": MONEY,  # net of discount
        "contribution": MONEY,
    },
)
"""What each named customer bought on which day, products within their groups; returns are out."""
