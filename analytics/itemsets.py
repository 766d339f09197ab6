"""Which items lie together in how many baskets: exact counts without a one-hot table.

Rare items are pruned first; pairs are counted by products of sparse blocks, so that memory follows
the pairs that occur and not the square of the items. Sets of three and more are found by mlxtend's
FP-growth among the items that are in a frequent pair.

Source: R. Agrawal, T. Imielinski and A. Swami, "Mining Association Rules between Sets of Items in
Large Databases", SIGMOD 1993; J. Han, J. Pei and Y. Yin, "Mining Frequent Patterns without
Candidate Generation", SIGMOD 2000.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
import polars as pl
import scipy.sparse as sp
from mlxtend.frequent_patterns import fpgrowth
from numpy.typing import NDArray

from analytics.findings import NotEnoughData
from analytics.frames import BASKETS

Ints = NDArray[np.int64]

_BLOCK = 20_000_000  # multiplications at a time: bounds the memory of a block of pairs
_CELLS = 400_000_000  # of a one-hot table of bits in bytes, for sets of three and more


@dataclass(frozen=True)
class Baskets:
    """Distinct (basket, item) as a sparse table: a row a basket, a column an item.

    ``names`` are the items in alphabetical order; ``days`` the day number of each basket.
    ``capped`` baskets had more items than the limit and kept their most frequent ones.
    """

    table: sp.csr_matrix
    names: pl.Series
    days: Ints
    capped: int

    @classmethod
    def of(cls, frame: pl.DataFrame, *, most: int = 200) -> "Baskets":
        """From a BASKETS frame; baskets with more than ``most`` items lose their rarest ones."""
        rows = BASKETS.check(frame)
        names = rows["item"].unique().sort()
        codes = rows["item"].cast(pl.Enum(names)).to_physical().cast(pl.Int64)
        return cls.coded(rows.with_columns(item=codes), names, most=most)

    @classmethod
    def coded(cls, rows: pl.DataFrame, names: pl.Series, *, most: int = 200) -> "Baskets":
        """The same from rows whose ``item`` is a place among ``names``; whole numbers are fast."""
        place = rows["basket"] * len(names) + rows["item"]
        rows = rows if place.is_sorted() else rows[place.arg_sort()]
        sizes = rows.group_by("basket", maintain_order=True).agg(pl.len(), pl.col("day").first())
        capped = sizes.filter(pl.col("len") > most).height
        if capped:
            rows = _capped(rows, sizes, most)
        ends = np.concatenate(([0], np.minimum(sizes["len"].to_numpy(), most).cumsum()))
        ones = np.ones(rows.height, dtype=np.int32)
        shape = (sizes.height, len(names))
        table = sp.csr_matrix((ones, rows["item"].to_numpy(), ends), shape=shape)
        return cls(table, names, sizes["day"].to_numpy().astype(np.int64), capped)

    @property
    def count(self) -> int:
        """How many baskets there are."""
        return int(self.table.shape[0])

    def part(self, chosen: NDArray[np.bool_]) -> "Baskets":
        """Only the baskets where ``chosen`` is true; the items keep their columns."""
        return Baskets(self.table[chosen], self.names, self.days[chosen], self.capped)

    def heads(self) -> Ints:
        """In how many baskets each item lies."""
        return np.asarray(self.table.sum(axis=0), dtype=np.int64).ravel()

    def together(self, sets: Sequence[tuple[int, ...]]) -> Ints:
        """In how many baskets all items of each set lie."""
        columns = self.table.tocsc()
        order = sorted(range(len(sets)), key=lambda i: sorted(sets[i])[:-1])
        counted = np.empty(len(sets), dtype=np.int64)
        before: list[int] | None = None
        inside = np.ones(self.count, dtype=bool)
        for i in order:
            *most, last = sorted(sets[i])
            if most != before:
                inside, before = _inside(columns, most), most
            counted[i] = inside[
                columns.indices[columns.indptr[last] : columns.indptr[last + 1]]
            ].sum()
        return counted


def _capped(rows: pl.DataFrame, sizes: pl.DataFrame, most: int) -> pl.DataFrame:
    """Baskets of more than ``most`` items with their most frequent ones alone."""
    large = pl.col("basket").is_in(sizes.filter(pl.col("len") > most)["basket"].implode())
    often = rows.group_by("item").agg(rarity=-pl.len().cast(pl.Int64))
    cut = rows.filter(large).join(often, on="item", how="left", maintain_order="left")
    cut = cut.filter(pl.struct("rarity", "item").rank("ordinal").over("basket") <= most)
    return pl.concat([rows.filter(~large), cut.drop("rarity")]).sort("basket", "item")


def fewest(support: float, baskets: int) -> int:
    """The fewest baskets that reach ``support``, a share (0-1]; exact: 8 of 10 reach 0.8."""
    if not 0 < support <= 1:
        raise ValueError(f"support must lie in (0, 1], got {support}")
    return max(1, ceil(Fraction(str(support)) * baskets))


def frequent(baskets: Baskets, *, least: int, max_items: int = 2) -> dict[tuple[int, ...], int]:
    """Sets of 2 to ``max_items`` items (columns, ascending) in at least ``least`` baskets.

    Raises ``NotEnoughData`` where sets of three and more would not fit into memory.
    """
    first, second, often = pairs(baskets.table, least)
    found: dict[tuple[int, ...], int] = dict(
        zip(zip(first.tolist(), second.tolist(), strict=True), often.tolist(), strict=True)
    )
    if max_items > 2 and found:
        found |= _larger(baskets, np.unique(np.concatenate((first, second))), least, max_items)
    return found


def pairs(whole: sp.csr_matrix, least: int) -> tuple[Ints, Ints, Ints]:
    """Pairs of columns (first below second) in at least ``least`` baskets, and in how many."""
    kept = np.flatnonzero(np.asarray(whole.sum(axis=0)).ravel() >= least)
    table = whole[:, kept].tocsr()
    sizes = np.diff(table.indptr)
    columns = table.tocsc()
    work = np.asarray(columns.T @ sizes.astype(np.int64)).ravel()
    found: list[tuple[Ints, Ints, Ints]] = []
    ends = np.cumsum(work)
    start = 0
    while start < len(kept):
        before = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, before + _BLOCK, side="right")))
        block = (columns[:, start:stop].T.tocsr() @ columns[:, start:].tocsr()).tocoo()
        keep = (block.data >= least) & (block.col > block.row)
        first, second = kept[start + block.row[keep]], kept[start + block.col[keep]]
        found.append((first, second, block.data[keep].astype(np.int64)))
        start = stop
    if not found:
        return tuple(np.zeros(0, dtype=np.int64) for _ in range(3))  # type: ignore[return-value]
    a, b, n = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((b, a))
    return a[order], b[order], n[order]


def _larger(
    baskets: Baskets, items: Ints, least: int, max_items: int
) -> dict[tuple[int, ...], int]:
    """Sets of three and more among ``items``."""
    table = baskets.table[:, items]
    table = table[np.diff(table.indptr) > 2]
    if table.shape[0] * table.shape[1] > _CELLS:
        raise NotEnoughData("not_enough.too_many_sets", items=len(items))
    if not table.shape[0]:
        return {}
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415, TID251 - for mlxtend

    frame = pd.DataFrame(table.toarray().astype(bool))
    # a support just below the wanted count: mlxtend compares floats, we compare counts
    support = max((least - 0.5) / table.shape[0], 1e-12)
    if support > 1:
        return {}
    sets = fpgrowth(frame, min_support=support, max_len=max_items)
    return {
        tuple(sorted(items[list(members)].tolist())): round(share * table.shape[0])
        for share, members in zip(sets["support"], sets["itemsets"], strict=True)
        if len(members) > 2
    }


def _inside(columns: sp.csc_matrix, items: Sequence[int]) -> NDArray[np.bool_]:
    """Which baskets hold all of ``items``."""
    held = np.zeros(columns.shape[0], dtype=np.int64)
    for item in items:
        held[columns.indices[columns.indptr[item] : columns.indptr[item + 1]]] += 1
    return np.asarray(held == len(items))
