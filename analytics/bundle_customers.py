"""Who has a part of a bundle and lacks the rest, and what a bundle brings more if they take it.

A customer takes the bundle in place of the part they buy: that brings the bundle's margin less the
part's. Where the part alone brings as much, there is nothing to offer. Nobody who has all of it is
asked, so that the discount is not given away; how many take it only a control group tells.
"""

from collections.abc import Sequence
from itertools import combinations

import polars as pl

from analytics.frames import HOLDINGS


def who_lacks_the_rest(
    parts: pl.DataFrame, holdings: pl.DataFrame, *, bundle_margin: float
) -> pl.DataFrame:
    """Customers with some of the products and not all, those who bring most first.

    ``parts``: item and margin (of a unit) of each product of one bundle; ``holdings``: a HOLDINGS
    frame. Columns customer_id, products_had, products_lacked (names with " + "), times (orders
    with the product of the part bought most often), last_bought (date) and margin_if_taken: what
    the bundle brings more than the part, below 0 as well.
    """
    parts = parts.sort("item").with_row_index("place")
    held = HOLDINGS.check(holdings).join(parts, on="item")
    each = held.group_by("customer_id").agg(
        part=(2 ** pl.col("place").cast(pl.Int64)).sum(),
        times=pl.col("times").max(),
        last_bought=pl.col("last_bought").max().cast(pl.Int32).cast(pl.Date),
    )
    known = _parts(parts["item"].to_list(), parts["margin"].to_list(), bundle_margin)
    found = each.join(known, on="part").select(
        *("customer_id", "products_had", "products_lacked", "times", "last_bought"),
        "margin_if_taken",
    )
    return found.sort("margin_if_taken", "times", "customer_id", descending=[True, True, False])


def _parts(items: Sequence[str], margins: Sequence[float], bundle_margin: float) -> pl.DataFrame:
    """Every part of the items that is not all, by the sum of two to the places of its items."""
    places = range(len(items))
    rows = [
        (
            sum(2**place for place in part),
            " + ".join(items[place] for place in part),
            " + ".join(items[place] for place in places if place not in part),
            bundle_margin - sum(margins[place] for place in part),
        )
        for size in places[1:]
        for part in combinations(places, size)
    ]
    names = ("part", "products_had", "products_lacked", "margin_if_taken")
    kinds: list[pl.DataType] = [pl.Int64(), pl.String(), pl.String(), pl.Float64()]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")
