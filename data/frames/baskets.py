"""Baskets: lines of one order that lie together, added up once for all questions.

A basket is what a customer's order has on one day in one channel, region and store, of one sales
person and partner. Its counts and exact money add up to what its lines add up to, so a scope or a
month cut from the baskets has the figures it has from the lines, from a tenth of the rows.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import narwhals as nw
import polars as pl

from data.facts import Baskets, Facts
from data.frames.door import collect
from data.frames.lines import BASKET, COUNTS, SUMS, Lazy, sales
from data.frames.totals import accepted, cancelled
from data.rates import Rates

MOST = 4_000_000  # lines; of more than these the baskets may be too large to keep in memory
_WITH_CATEGORIES = 4  # times the baskets: an order buys from a few categories


def with_baskets(facts: Facts, rates: Rates) -> Facts:
    """The same facts with their baskets at ``rates``.

    As they are where there are no lines or more than :data:`MOST`, or where they are not files: an
    engine of its own adds up for itself.
    """
    if facts.scan is not pl.scan_parquet or not facts.has("order_lines"):
        return facts
    every = accepted(facts)
    if every.lines > MOST:
        return facts
    lines = replace(facts, baskets=None)
    kept = Baskets(
        rates=rates,
        accepted=every,
        cancelled=cancelled(facts),
        rows=collect(_added_up(sales(lines, rates), BASKET)),
        by_category=cache(
            lambda: collect(_added_up(sales(lines, rates, by_category=True), (*BASKET, "category")))
        ),
    )
    return replace(facts, baskets=kept)


def size(facts: Facts) -> int:
    """Bytes that the baskets take in memory, those by category too before they are there."""
    if facts.baskets is None:
        return 0
    return int(facts.baskets.rows.estimated_size()) * _WITH_CATEGORIES


def _added_up(lines: Lazy, by: Sequence[str]) -> Lazy:
    return lines.group_by(list(by)).agg(
        *[nw.col(c).sum().cast(nw.Int64) for c in COUNTS],
        *[nw.col(c).sum() for c in ("quantity", *SUMS, "assumed")],
        nw.col("sent").max(),
    )
