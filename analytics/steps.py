"""Steps from a customer's purchase day to the next one: counted, tested, and how long they take.

Sources: see :mod:`analytics.sequences`.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.stats import binom

from analytics.rule_measures import chance, false_discovery, lift_interval

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Visits:
    """Purchase days as rows of a sparse table, beside the same customer's next one."""

    before: sp.csr_matrix
    after: sp.csr_matrix
    gaps: Ints

    @classmethod
    def of(cls, who: Ints, day: Ints, item: Ints, items: int) -> "Visits":
        """From whole numbers that stand for customers, days and ``items``, sorted in that order."""
        new = np.ones(len(who), dtype=bool)
        new[1:] = (who[1:] != who[:-1]) | (day[1:] != day[:-1])
        starts = np.flatnonzero(new)
        ones, ends = np.ones(len(who), dtype=np.int32), np.append(starts, len(who))
        table = sp.csr_matrix((ones, item, ends), shape=(len(starts), items))
        who, day = who[starts], day[starts]
        first = np.flatnonzero(who[1:] == who[:-1])
        return cls(table[first], table[first + 1], day[first + 1] - day[first])


def kept_steps(
    visits: Visits, *, least: int, confidence: float, false_share: float
) -> pl.DataFrame:
    """The steps beyond chance, from column ``a`` to column ``b``, with their figures."""
    counts = _counts(visits, least)
    return _kept(counts, len(visits.gaps), confidence=confidence, false_share=false_share)


def _counts(visits: Visits, least: int) -> pl.DataFrame:
    """Each step from one item to another that happened often enough, and its reverse."""
    together = (visits.before.T.tocsr() @ visits.after).tocsr()
    heads, tails = (np.asarray(t.sum(axis=0)).ravel() for t in (visits.before, visits.after))
    often = np.flatnonzero(together.data >= least)
    a = np.searchsorted(together.indptr, often, side="right") - 1
    b, both = together.indices[often], together.data[often]
    other = a != b
    a, b, both = a[other], b[other], both[other]
    counts = {
        "a": a,
        "b": b,
        "both": both,
        "antecedent_baskets": heads[a],
        "consequent_baskets": tails[b],
        "back": np.asarray(together[b, a]).ravel() if len(a) else both,
    }
    whole = {name: pl.Series(values, dtype=pl.Int64) for name, values in counts.items()}
    return pl.DataFrame(whole).sort("a", "b")


def _kept(
    counts: pl.DataFrame, pairs: int, *, confidence: float, false_share: float
) -> pl.DataFrame:
    """Steps beyond chance, with how sure they are and whether their order is."""
    both, back = counts["both"].to_numpy(), counts["back"].to_numpy()
    order = binom.sf(both - 1, both + back, 0.5)
    counts = counts.with_columns(
        confidence=pl.col("both") / pl.col("antecedent_baskets"),
        lift=pl.col("both") * pairs / (pl.col("antecedent_baskets") * pl.col("consequent_baskets")),
        q_value=pl.Series(false_discovery(chance(counts, pairs), counts.height)),
        order_share=pl.col("both") / (pl.col("both") + pl.col("back")),
        order_q_value=pl.Series(false_discovery(np.asarray(order), counts.height)),
    ).hstack(lift_interval(counts, pairs))
    return counts.filter(
        pl.col("q_value") <= false_share, pl.col("lift") > 1, pl.col("confidence") >= confidence
    ).with_columns(ordered=pl.col("order_q_value") <= false_share)


def gaps_of(visits: Visits, steps: pl.DataFrame) -> pl.DataFrame:
    """Quartiles of the days between the two purchases of each step."""
    before, after = visits.before.tocsc(), visits.after.tocsc()
    found = np.empty((steps.height, 3))
    for i, (a, b) in enumerate(steps.select("a", "b").iter_rows()):
        rows = np.intersect1d(_rows(before, a), _rows(after, b), assume_unique=True)
        found[i] = np.quantile(visits.gaps[rows], [0.25, 0.5, 0.75])
    return pl.DataFrame(found, schema=["gap_low", "gap_days", "gap_high"], orient="row")


def _rows(columns: sp.csc_matrix, item: int) -> Ints:
    return np.asarray(columns.indices[columns.indptr[item] : columns.indptr[item + 1]])
