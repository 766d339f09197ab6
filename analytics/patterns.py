"""Ordered patterns with gaps: who buys A, later B, later C, and how many customers do.

A pattern is a list of items bought on days that follow one another, each at most ``gap`` days after
the one before; other purchases may lie between. Patterns grow at the end, and only where enough
customers have the shorter one, as in PrefixSpan; a customer's places are kept as positions in
sorted arrays instead of projected copies.

Sources: R. Agrawal and R. Srikant, "Mining Sequential Patterns", ICDE 1995; J. Pei et al.,
"PrefixSpan: Mining Sequential Patterns Efficiently by Prefix-Projected Pattern Growth", ICDE 2001.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.frames import PURCHASES

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class _Places:
    """Where each item was bought: a number for (customer, day) that sorts by customer, then day."""

    names: list[str]
    moments: list[Ints]  # of each item, ascending
    span: int  # more than any two days of one customer are apart

    @classmethod
    def of(cls, frame: pl.DataFrame) -> "_Places":
        rows = PURCHASES.check(frame)
        first = int(rows["day"].min() or 0)  # type: ignore[arg-type]
        last = int(rows["day"].max() or 0)  # type: ignore[arg-type]
        span = 2 * (last - first + 1)
        who = pl.col("customer_id").rank("dense").cast(pl.Int64)
        placed = rows.select("item", moment=who * span + pl.col("day") - first)
        groups = placed.sort("item", "moment").partition_by("item", maintain_order=True)
        names = [group["item"][0] for group in groups]
        return cls(names, [group["moment"].to_numpy() for group in groups], span)

    def customers(self, moments: Ints) -> int:
        """How many customers have one of these moments."""
        return len(np.unique(moments // self.span))

    def after(self, moments: Ints, item: int, gap: int | None) -> Ints:
        """The moments of ``item`` on a later day of the same customer, within ``gap`` days."""
        there = self.moments[item]
        # a customer's days lie in the lower half of their span: its end is before the next one's
        end = (moments // self.span + 1) * self.span - 1
        last = end if gap is None else np.minimum(moments + gap, end)
        low = np.searchsorted(there, moments, side="right")
        high = np.searchsorted(there, last, side="right")
        marks = np.zeros(len(there) + 1, dtype=np.int64)
        np.add.at(marks, low, 1)
        np.add.at(marks, high, -1)
        return there[np.cumsum(marks[:-1]) > 0]


def find_patterns(
    frame: pl.DataFrame, *, least: int, items: int = 3, gap: int | None = None
) -> pl.DataFrame:
    """Patterns of 2 to ``items`` purchases that at least ``least`` customers have.

    Columns: pattern (list of items), customers, prefix_customers (who have all but the last),
    confidence (their ratio); most customers first. Raises ``ValueError`` for a limit below 1.
    """
    if least < 1 or items < 2 or (gap is not None and gap < 1):
        raise ValueError("least and gap must be at least 1, items at least 2")
    places = _Places.of(frame)
    found: list[tuple[list[str], int, int]] = []
    kept = [i for i, moments in enumerate(places.moments) if places.customers(moments) >= least]

    def grow(prefix: tuple[int, ...], moments: Ints, heads: int) -> None:
        for item in kept:
            ends = places.after(moments, item, gap)
            customers = places.customers(ends)
            if customers < least:
                continue
            pattern = (*prefix, item)
            found.append(([places.names[i] for i in pattern], customers, heads))
            if len(pattern) < items:
                grow(pattern, ends, customers)

    for item in kept:
        grow((item,), places.moments[item], places.customers(places.moments[item]))
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "pattern": pl.List(pl.String),
        "customers": pl.Int64,
        "prefix_customers": pl.Int64,
    }
    return (
        pl.DataFrame(found, schema=schema, orient="row")
        .with_columns(confidence=pl.col("customers") / pl.col("prefix_customers"))
        .sort("customers", pl.col("pattern").list.join("\x00"), descending=[True, False])
    )
