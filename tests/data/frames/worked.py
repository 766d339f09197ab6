"""Frames worked out by hand: the rows wanted, beside the rows found."""

from collections.abc import Mapping, Sequence

import polars as pl

from analytics.frames import (
    ACTIVITY,
    Frame,
)

Row = Mapping[str, object]


def expected(contract: Frame, rows: Sequence[Row]) -> pl.DataFrame:
    """The frame that holds these rows; what is not named is 0."""
    nothing = dict.fromkeys([*ACTIVITY, "order_share", "delivery_share"], 0)
    full = [{name: {**nothing, **row}[name] for name in contract.columns} for row in rows]
    return pl.DataFrame(full, schema=dict(contract.columns), strict=False)


def assert_same(found: pl.DataFrame, contract: Frame, rows: Sequence[Row]) -> None:
    wanted = expected(contract, rows)
    exact = pl.selectors.float().round(9)  # floats of a sum typed above, not of the frame
    assert found.schema == wanted.schema
    assert found.select(pl.all().exclude(pl.Float64), exact).rows() == (
        wanted.select(pl.all().exclude(pl.Float64), exact).rows()
    )
