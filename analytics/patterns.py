"""Ordered patterns with gaps: who buys A, later B, later C, and is that an order at all?

A pattern is a list of items bought on days that follow one another, each at most ``gap`` days after
the one before; other purchases may lie between. Patterns grow at the end, and only where enough
customers have the shorter one, as in PrefixSpan; a customer's places are kept as positions in
sorted arrays instead of projected copies.

Who buys both often has them in either order. So customers with a pattern are held against those
with the same pattern backwards: where time says nothing, as many have only the one as have only the
other (exact binomial test, false discovery rate over the patterns of one length).

Sources: R. Agrawal and R. Srikant, "Mining Sequential Patterns", ICDE 1995; J. Pei et al.,
"PrefixSpan: Mining Sequential Patterns Efficiently by Prefix-Projected Pattern Growth", ICDE 2001;
Q. McNemar, Psychometrika 12, 1947, for the comparison of pairs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement, groupby
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.stats import binom

from analytics.findings import WrongOption
from analytics.frames import PURCHASES
from analytics.rule_measures import false_discovery

Ints = NDArray[np.int64]

LONGEST = 5  # items in a pattern
_FAR = 36_500  # days: no gap is wider
_SOLD = 40  # items, those of most customers, among which patterns are looked for
_LEAST, _SHARE = 10, 100  # customers: at least 10, or one of 100
_GROWN = 300  # ordered pairs that longer patterns are made of, those of most customers


class _Count(NamedTuple):
    """Customers with a pattern, backwards, with only the one, only the other, all but the last."""

    pattern: tuple[int, ...]
    customers: int
    backwards: int
    only: int
    only_back: int
    before: int


@dataclass(frozen=True)
class _Places:
    """Where each item was bought: a number for (customer, day) that sorts by customer, then day."""

    names: list[str]
    moments: list[Ints]  # of each item, ascending
    span: int  # more than any two days of one customer are apart
    customers: int
    gap: int | None

    @classmethod
    def of(cls, rows: pl.DataFrame, gap: int | None, least: int) -> "_Places":
        first = int(rows["day"].min() or 0)  # type: ignore[arg-type]
        last = int(rows["day"].max() or 0)  # type: ignore[arg-type]
        span = 2 * (last - first + 1)
        who = pl.col("customer_id").rank("dense").cast(pl.Int64)
        placed = rows.select("item", who=who, moment=who * span + pl.col("day") - first)
        enough = placed.filter(pl.col("who").n_unique().over("item") >= least)
        groups = enough.sort("item", "moment").partition_by("item", maintain_order=True)
        names = [group["item"][0] for group in groups]
        moments = [group["moment"].to_numpy() for group in groups]
        return cls(names, moments, span, placed["who"].n_unique(), gap)

    def who(self, moments: Ints) -> Ints:
        """The customers who have one of these moments, ascending."""
        who = moments // self.span
        return who[np.append(np.flatnonzero(np.diff(who)), len(who) - 1)] if len(who) else who

    def after(self, moments: Ints, item: int) -> Ints:
        """The moments of ``item`` on a later day of the same customer, within the gap."""
        there = self.moments[item]
        # a customer's days lie in the lower half of their span: its end is before the next one's
        end = (moments // self.span + 1) * self.span - 1
        last = end if self.gap is None else np.minimum(moments + self.gap, end)
        low = np.searchsorted(there, moments, side="right")
        high = np.searchsorted(there, last, side="right")
        size = len(there) + 1
        marks = np.bincount(low, minlength=size) - np.bincount(high, minlength=size)
        return there[np.cumsum(marks[:-1]) > 0]

    def along(self, pattern: Sequence[int]) -> Ints:
        """The moments at which ``pattern`` ends."""
        moments = self.moments[pattern[0]]
        for item in pattern[1:]:
            moments = self.after(moments, item)
        return moments

    def counted(self, pattern: tuple[int, ...], has: Ints, back: Ints, before: int) -> _Count:
        """The count of a pattern that the customers ``has`` have, and ``back`` backwards."""
        both = len(np.intersect1d(has, back, assume_unique=True))
        return _Count(pattern, len(has), len(back), len(has) - both, len(back) - both, before)


def find_patterns(
    frame: pl.DataFrame,
    *,
    least: int,
    items: int = 3,
    gap: int | None = None,
    complete: bool = False,
    false_share: float = 0.05,
) -> pl.DataFrame:
    """Patterns of 2 to ``items`` purchases of a PURCHASES frame that ``least`` customers have.

    Those of three and more are made of pairs that have an order, each of them; of all pairs where
    ``complete``. Columns: pattern (list of items), customers, backwards (customers who have it the
    other way round), prefix_customers (who have all but the last), confidence (their ratio), lift
    (confidence by the share of customers who bought the last at all), order_q_value, ordered.
    Those with an order first, most customers first. Raises ``WrongOption`` for a limit below 1.
    """
    for option, value, low, high in (
        ("min_customers", least, 0, float("inf")),
        ("pattern_items", items, 1, LONGEST),
        ("max_gap", 1 if gap is None else gap, 0, _FAR),
    ):
        if not low < value <= high:
            raise WrongOption(option, value, low, high)
    places = _Places.of(PURCHASES.check(frame), gap, least)
    pairs = _ordered(list(_pairs(places, least)), false_share)
    follows = _follows(pairs, complete=complete)
    longer = [count for a in follows for count in _grown(places, (a,), follows, least, items)]
    longer.sort(key=lambda count: len(count.pattern))
    parts = [list(part) for _, part in groupby(longer, key=lambda count: len(count.pattern))]
    every = [pairs, *(_ordered(part, false_share) for part in parts)]
    return _named(pl.concat(every), places)


def usual_patterns(
    frame: pl.DataFrame, *, least: int | None, items: int, gap: int, also: Sequence[str] = ()
) -> pl.DataFrame:
    """Patterns among the 40 items of a PURCHASES frame that most customers bought, and ``also``.

    ``least`` None: one of 100 customers, and 10 at the least. The rest as in :func:`find_patterns`.
    """
    buyers = frame.select("customer_id", "item").unique().group_by("item").len()
    sold = buyers.sort("len", "item", descending=[True, False]).head(_SOLD)["item"]
    customers = frame["customer_id"].n_unique()
    among = frame.filter(pl.col("item").is_in([*sold, *also]))
    enough = max(_LEAST, -(-customers // _SHARE)) if least is None else least
    return find_patterns(among, least=enough, items=items, gap=gap)


def _pairs(places: _Places, least: int) -> Iterator[_Count]:
    """Every two items in both orders, where enough customers have them."""
    heads = [len(places.who(moments)) for moments in places.moments]
    for a, b in combinations_with_replacement(range(len(places.names)), 2):
        there, back = places.who(places.along((a, b))), places.who(places.along((b, a)))
        if len(there) >= least:
            yield places.counted((a, b), there, back, heads[a])
        if a != b and len(back) >= least:
            yield places.counted((b, a), back, there, heads[b])


def _follows(pairs: pl.DataFrame, *, complete: bool) -> dict[int, list[int]]:
    """What may follow each item in a longer pattern."""
    kept = pairs if complete else pairs.filter("ordered")
    kept = kept.sort("customers", "pattern", descending=[True, False])
    follows: dict[int, list[int]] = {}
    for first, then in kept["pattern"].head(kept.height if complete else _GROWN).to_list():
        follows.setdefault(first, []).append(then)
    return follows


def _grown(
    places: _Places, start: tuple[int, ...], follows: dict[int, list[int]], least: int, items: int
) -> Iterator[_Count]:
    """Patterns of three and more that begin with ``start``, where enough customers have them."""

    def grow(prefix: tuple[int, ...], moments: Ints, heads: int) -> Iterator[_Count]:
        for item in follows.get(prefix[-1], []):
            ends, pattern = places.after(moments, item), (*prefix, item)
            has = places.who(ends)
            if len(has) < least:
                continue
            if len(pattern) > 2:
                back = places.who(places.along(pattern[::-1]))
                yield places.counted(pattern, has, back, heads)
            if len(pattern) < items:
                yield from grow(pattern, ends, len(has))

    return grow(start, places.along(start), 0)


def _ordered(counts: list[_Count], false_share: float) -> pl.DataFrame:
    """Patterns of one length, tested against themselves backwards."""
    kinds = {name: pl.Int64() for name in _Count._fields}
    schema: dict[str, pl.DataType] = kinds | {"pattern": pl.List(pl.Int64())}
    frame = pl.DataFrame(counts, schema=schema, orient="row")
    only, back = frame["only"].to_numpy(), frame["only_back"].to_numpy()
    q = false_discovery(np.asarray(binom.sf(only - 1, only + back, 0.5)), frame.height)
    return frame.with_columns(order_q_value=pl.Series(q, dtype=pl.Float64)).with_columns(
        ordered=pl.col("order_q_value") <= false_share
    )


def _named(counts: pl.DataFrame, places: _Places) -> pl.DataFrame:
    names = [[places.names[i] for i in pattern] for pattern in counts["pattern"].to_list()]
    lasts = [len(places.who(places.moments[p[-1]])) for p in counts["pattern"].to_list()]
    share = pl.Series(lasts, dtype=pl.Float64) / max(places.customers, 1)
    confidence = pl.col("customers") / pl.col("before")
    found = counts.with_columns(
        pattern=pl.Series(names, dtype=pl.List(pl.String)),
        prefix_customers="before",
        confidence=confidence,
        lift=confidence / share,
    )
    columns = ("pattern", "customers", "backwards", "prefix_customers", "confidence", "lift")
    key = pl.col("pattern").list.join("\x00")
    found = found.sort("ordered", "customers", key, descending=[True, True, False])
    return found.select(*columns, "order_q_value", "ordered")
