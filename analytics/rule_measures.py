"""Measures of a rule "who buys A buys C", from four counts: of A, of C, of both and of all baskets.

Sources: support and confidence, Agrawal, Imielinski and Swami 1993; lift and conviction, Brin,
Motwani, Ullman and Tsur 1997; leverage, Piatetsky-Shapiro 1991; Zhang 2000; certainty, Shortliffe
and Buchanan 1975, below independence as Berzal, Blanco, Sanchez and Vila 2002; Kulczynski 1927;
exact test, Fisher 1922; false discovery rate, Benjamini and Hochberg 1995, for rules as in Webb,
"Discovering Significant Patterns", Machine Learning 68, 2007.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import gammaln
from scipy.stats import norm

Floats = NDArray[np.float64]

_NEGLIGIBLE = 1e-16

MEASURES = (
    "support",
    "confidence",
    "lift",
    "leverage",
    "conviction",
    "zhang",
    "jaccard",
    "certainty",
    "kulczynski",
)


def measured(counts: pl.DataFrame, baskets: int) -> pl.DataFrame:
    """``counts`` with :data:`MEASURES` added.

    It has ``both``, ``antecedent_baskets`` and ``consequent_baskets`` above 0. Conviction is null
    where a rule never fails (it would be infinite).
    """
    n = float(baskets)
    a, c = pl.col("antecedent_baskets") / n, pl.col("consequent_baskets") / n
    both = pl.col("both") / n
    confidence = pl.col("both") / pl.col("antecedent_baskets")
    leverage = both - a * c
    widest = pl.max_horizontal(both * (1 - a), a * (c - both))
    gain = pl.when(confidence >= c).then((confidence - c) / (1 - c)).otherwise((confidence - c) / c)
    return counts.with_columns(
        support=both,
        confidence=confidence,
        lift=confidence / c,
        leverage=leverage,
        conviction=pl.when(pl.col("both") < pl.col("antecedent_baskets")).then(
            (1 - c) / (1 - confidence)
        ),
        zhang=pl.when(widest > 0).then(leverage / widest).otherwise(0.0),
        jaccard=both / (a + c - both),
        certainty=pl.when(c < 1).then(gain).otherwise(0.0),
        kulczynski=(both / a + both / c) / 2,
    )


def lift_interval(counts: pl.DataFrame, baskets: int, *, level: float = 0.95) -> pl.DataFrame:
    """``lift_low`` and ``lift_high`` of each row: delta method on the logarithm, null without both.

    With p the shares of baskets, the variance of log lift is
    (both (1/p_both - 1/p_a - 1/p_c)^2 + (p_a - both)/p_a^2 + (p_c - both)/p_c^2 - 1) / n.
    """
    n = float(baskets)
    a, c = pl.col("antecedent_baskets") / n, pl.col("consequent_baskets") / n
    both = pl.when(pl.col("both") > 0).then(pl.col("both") / n)
    spread = both * (1 / both - 1 / a - 1 / c) ** 2 + (a - both) / a**2 + (c - both) / c**2 - 1
    wide = float(norm.ppf((1 + level) / 2)) * (spread.clip(lower_bound=0.0) / n).sqrt()
    middle = (both / (a * c)).log()
    return counts.select(lift_low=(middle - wide).exp(), lift_high=(middle + wide).exp())


def chance(counts: pl.DataFrame, baskets: int) -> Floats:
    """How likely at least so many baskets with both are if A and C had nothing to do (Fisher).

    The hypergeometric tail is added up term by term from its nearer end, once for counts that are
    alike: A and C may change places.
    """
    a, c = pl.col("antecedent_baskets"), pl.col("consequent_baskets")
    places = counts.select("both", less=pl.min_horizontal(a, c), more=pl.max_horizontal(a, c))
    once = places.unique(maintain_order=True)
    both, less, more = (once[name].to_numpy().astype(np.float64) for name in once.columns)
    above = both * baskets >= less * more
    chances = np.empty(len(both))
    for up, start in ((True, both), (False, both - 1)):
        here = above == up
        tail = _tail(start[here], less[here], more[here], float(baskets), up=up)
        chances[here] = tail if up else 1 - tail
    known = once.with_columns(chance=pl.Series(np.clip(chances, 0.0, 1.0), dtype=pl.Float64))
    each = places.join(known, on=once.columns, how="left", maintain_order="left")
    return np.asarray(each["chance"].to_numpy())


def _tail(start: Floats, a: Floats, c: Floats, n: float, *, up: bool) -> Floats:
    """The sum of hypergeometric chances from ``start`` upwards, or downwards."""
    lowest, highest = np.maximum(0.0, a + c - n), np.minimum(a, c)
    k = np.clip(start, lowest, highest)
    term = np.exp(
        _log_choose(a, k) + _log_choose(n - a, c - k) - _log_choose(np.full_like(a, n), c)
    )
    term[(start < lowest) | (start > highest)] = 0.0
    total = term.copy()
    live = np.flatnonzero(term > 0)
    while len(live):
        x, y, z = k[live], a[live], c[live]
        if up:
            term[live] *= (y - x) * (z - x) / ((x + 1) * (n - y - z + x + 1))
        else:
            term[live] *= x * (n - y - z + x) / ((y - x + 1) * (z - x + 1))
        k[live] += 1 if up else -1
        total[live] += term[live]
        live = live[term[live] > _NEGLIGIBLE * total[live]]
    return total


def _log_choose(n: Floats, k: Floats) -> Floats:
    return np.asarray(gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1))


def false_discovery(chances: Floats, tested: int) -> Floats:
    """The share of false ones among rules at most so surprising, of ``tested`` hypotheses."""
    order = np.argsort(chances, kind="stable")
    ranks = np.arange(1, len(chances) + 1)
    raw = np.minimum(chances[order] * tested / ranks, 1.0)
    smooth = np.minimum.accumulate(raw[::-1])[::-1]
    result = np.empty_like(smooth)
    result[order] = smooth
    return result
