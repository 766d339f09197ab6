"""Products that are no goods (postage, fees, coupons): left out of what is sold to whom, and said.

Every question about baskets and purchases holds the list as ``left_out``: product_id, name.
"""

import polars as pl

from analytics.findings import Finding


def none_left_out() -> pl.DataFrame:
    """The list where nothing is left out."""
    return pl.DataFrame(schema={"product_id": pl.String, "name": pl.String})


def of_left_out(left_out: pl.DataFrame) -> list[Finding]:
    """How many are left out; nothing where none is."""
    fields = {"left_out_products": left_out.height}
    return [Finding("rules.find_left_out", fields)] if left_out.height else []
