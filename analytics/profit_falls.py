"""Who falls most from the ranking by revenue to the ranking by profit, and what did it?

The cost line that did it is the one that exceeds by most what the customer's revenue would bring at
the average share of that cost in all revenue.

Source: as :mod:`analytics.profit`.
"""

import polars as pl

from analytics.bases import COST_LINES

FALLS = 20
_SPENT = pl.col("revenue", *COST_LINES)


def find_falls(buyers: pl.DataFrame) -> pl.DataFrame:
    """Those of the better half by revenue whose place by profit is lower, furthest first.

    ``buyers``: one row a customer with bases, cost lines and both ranks. Gives the columns that
    :class:`analytics.profit.Profit` names.
    """
    revenue = float(buyers["revenue"].sum())
    usual = {c: float(buyers[c].sum()) / revenue if revenue > 0 else 0.0 for c in COST_LINES}
    excess = {c: pl.col(c) - pl.col("revenue") * usual[c] for c in COST_LINES}
    most = pl.max_horizontal(*excess.values())
    driver = pl.coalesce(pl.when(e == most, most > 0).then(pl.lit(c)) for c, e in excess.items())
    return (
        buyers.filter(pl.col("rank_revenue") <= -(-buyers.height // 2))
        .with_columns(
            rank_fall=pl.col("rank_profit") - pl.col("rank_revenue"),
            cost_driver=driver.cast(pl.Enum(COST_LINES)),
            driver_cost=pl.when(most > 0).then(most),
        )
        .filter(pl.col("rank_fall") > 0)
        .sort("rank_fall", "customer_id", descending=[True, False])
        .select(
            *("customer_id", "rank_revenue", "rank_profit", "rank_fall", "revenue", "profit"),
            *("cost_driver", "driver_cost"),
        )
    )


def cost_shares(buyers: pl.DataFrame, falls: pl.DataFrame) -> pl.DataFrame:
    """What each cost line takes of the revenue of all customers, and of each who falls."""
    everyone = buyers.select(pl.lit(None, pl.String).alias("customer_id"), _SPENT.sum())
    fallen = falls.select("customer_id").join(
        buyers.select("customer_id", _SPENT), on="customer_id", how="left", maintain_order="left"
    )
    share = pl.when(pl.col("revenue") > 0).then(pl.col("value") / pl.col("revenue"))
    order = pl.col("cost").cast(pl.Enum(COST_LINES))
    return (
        pl.concat([everyone, fallen])
        .with_row_index("place")
        .unpivot(COST_LINES, index=["place", "customer_id", "revenue"], variable_name="cost")
        .filter(pl.col("value") != 0)
        .select("place", "customer_id", order, "value", share=share)
        .sort("place", "cost")
        .drop("place")
    )
