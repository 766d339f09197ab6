"""What is bought together: association rules that still hold on later days.

Rules are found in the earlier baskets and measured again in the later ones, where nothing was
chosen to look good. A rule *holds* if lift is above 1 there beyond chance; it *died* if the later
baskets are enough to tell and show neither that nor the lower limit of the earlier confidence.

Sources: see :mod:`analytics.itemsets` and :mod:`analytics.rule_measures`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import numpy as np
import polars as pl

from analytics.findings import NotEnoughData
from analytics.itemsets import Baskets, fewest, frequent, pairs
from analytics.rule_fates import measured_again, not_measured_again
from analytics.rule_measures import MEASURES, chance, false_discovery, lift_interval, measured

_FINEST = 1_000_000_000  # the largest denominator of a limit


@dataclass(frozen=True)
class Thresholds:
    """The least a rule must reach, inclusive and exact; shares are fractions.

    ``support`` is a share of baskets; ``baskets`` a number of them, which comes before it.
    ``items`` is the most in a rule. ``any_consequent`` lets more than one item follow.
    """

    support: float = 0.001
    confidence: float = 0.1
    lift: float = 1.0
    baskets: int | None = None
    items: int = 2
    any_consequent: bool = False
    false_share: float = 0.05
    redundant: bool = False

    def least(self, baskets: int) -> int:
        """The fewest baskets a set must lie in."""
        return fewest(self.support, baskets) if self.baskets is None else max(1, self.baskets)


@dataclass(frozen=True)
class Rules:
    """Rules, surest first by lift's lower limit.

    ``rules``: rule (number), antecedents and consequents (lists of items), antecedent_baskets,
    consequent_baskets, both, every measure, lift_low, lift_high, p_value, q_value; of the later
    baskets later_both, later_confidence, later_lift, later_lift_low, later_lift_high; fate.
    ``tested`` candidates had enough baskets; ``earlier`` and ``later`` baskets were used.
    """

    rules: pl.DataFrame
    tested: int
    earlier: int
    later: int
    items: int
    capped: int
    least: int


def find_rules(
    frame: pl.DataFrame | Baskets, *, wanted: Thresholds | None = None, split: int | None = None
) -> Rules:
    """Rules of a BASKETS frame, or of what was made of one.

    They are found before day number ``split`` and measured again from it on.

    ``split`` None finds them in all baskets and measures nothing again. Raises ``ValueError`` for a
    threshold out of range and ``NotEnoughData`` where there is no basket before the split.
    """
    wanted = wanted or Thresholds()
    baskets = frame if isinstance(frame, Baskets) else Baskets.of(frame)
    early = baskets.days < split if split is not None else np.ones(baskets.count, dtype=bool)
    first, second = baskets.part(early), baskets.part(~early)
    if not first.count:
        raise NotEnoughData("not_enough.no_baskets")
    kept, tested = kept_rules(first, wanted)
    rules = measured_again(kept, first.count, second) if second.count else not_measured_again(kept)
    rules = _named(rules, baskets.names)
    return Rules(
        rules,
        *(tested, first.count, second.count, len(baskets.names), baskets.capped),
        least=wanted.least(first.count),
    )


def kept_rules(baskets: Baskets, wanted: Thresholds) -> tuple[pl.DataFrame, int]:
    """The rules of all ``baskets``, sides as lists of columns; and how many were tested."""
    least = wanted.least(baskets.count)
    if wanted.items == 2:
        counts = _of_pairs(baskets, least)
    else:
        sets = frequent(baskets, least=least, max_items=wanted.items)
        counts = _candidates(baskets, sets, any_consequent=wanted.any_consequent)
    return _kept(counts, baskets.count, wanted), counts.height


def _of_pairs(baskets: Baskets, least: int) -> pl.DataFrame:
    """Both rules of every pair in enough baskets, with their counts."""
    first, second, often = pairs(baskets.table, least)
    a, c = np.concatenate((first, second)), np.concatenate((second, first))
    heads = baskets.heads()
    return pl.DataFrame(
        {
            "antecedents": pl.Series(a[:, None], dtype=pl.Array(pl.Int64, 1)).arr.to_list(),
            "consequents": pl.Series(c[:, None], dtype=pl.Array(pl.Int64, 1)).arr.to_list(),
            "antecedent_baskets": heads[a],
            "consequent_baskets": heads[c],
            "both": np.concatenate((often, often)),
        }
    )


def _candidates(
    baskets: Baskets, sets: Mapping[tuple[int, ...], int], *, any_consequent: bool
) -> pl.DataFrame:
    """Every rule the frequent sets allow, with its counts; sides are lists of columns."""
    heads = baskets.heads()
    known = dict(sets) | {(i,): int(n) for i, n in enumerate(heads)}
    left: list[Sequence[int]] = []
    right: list[Sequence[int]] = []
    both: list[int] = []
    for items, often in sets.items():
        sizes = range(1, len(items)) if any_consequent else [1]
        for consequent in (c for size in sizes for c in combinations(items, size)):
            left.append([i for i in items if i not in consequent])
            right.append(list(consequent))
            both.append(often)
    lists = pl.List(pl.Int64)
    return pl.DataFrame(
        {
            "antecedents": pl.Series(left, dtype=lists),
            "consequents": pl.Series(right, dtype=lists),
            "antecedent_baskets": pl.Series([known[tuple(x)] for x in left], dtype=pl.Int64),
            "consequent_baskets": pl.Series([known[tuple(x)] for x in right], dtype=pl.Int64),
            "both": pl.Series(both, dtype=pl.Int64),
        }
    )


def _kept(counts: pl.DataFrame, baskets: int, wanted: Thresholds) -> pl.DataFrame:
    """The candidates that reach the thresholds, exactly, and are unlikely to be chance."""
    chances = chance(counts, baskets)
    shares = false_discovery(chances, counts.height)
    sure = _fraction(wanted.confidence)
    lift = _fraction(min(wanted.lift, baskets + 1.0))  # no lift is above the number of baskets
    a, c, both = pl.col("antecedent_baskets"), pl.col("consequent_baskets"), pl.col("both")
    rules = (
        counts.with_columns(p_value=chances, q_value=shares)
        .filter(both.cast(pl.Int128) * sure.denominator >= a.cast(pl.Int128) * sure.numerator)
        .filter(
            both.cast(pl.Int128) * baskets * lift.denominator
            >= a.cast(pl.Int128) * c * lift.numerator
        )
        .filter(pl.col("q_value") <= wanted.false_share)
    )
    rules = measured(rules, baskets)
    rules = rules.hstack(lift_interval(rules, baskets))
    return rules if wanted.redundant else _needed(rules)


def _fraction(limit: float) -> Fraction:
    """A limit as it is written: 0.8 is 8 of 10, which no float is. Its products fit 128 bits."""
    return Fraction(str(limit)).limit_denominator(_FINEST)


def _needed(rules: pl.DataFrame) -> pl.DataFrame:
    """Without rules whose antecedent could be shorter at no less confidence."""
    if (rules["antecedents"].list.len() < 2).all():
        return rules
    best: dict[tuple[tuple[int, ...], tuple[int, ...]], float] = {}
    sides = list(
        zip(
            (tuple(x) for x in rules["antecedents"].to_list()),
            (tuple(x) for x in rules["consequents"].to_list()),
            rules["confidence"].to_list(),
            strict=True,
        )
    )
    for antecedent, consequent, confidence in sides:
        best[antecedent, consequent] = confidence
    keep = [
        not any(
            best.get((shorter, consequent), -1.0) >= confidence
            for size in range(1, len(antecedent))
            for shorter in combinations(antecedent, size)
        )
        for antecedent, consequent, confidence in sides
    ]
    return rules.filter(pl.Series(keep))


def _named(rules: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """Items by name, surest rules first, numbered."""
    sides = {side: _words(rules[side], names) for side in ("antecedents", "consequents")}
    key = [pl.col(side).list.join("\x00") for side in sides]
    ordered = rules.with_columns(**sides).sort(
        pl.col("lift_low").fill_null(0.0), *key, descending=[True, False, False]
    )
    columns = [
        *("antecedents", "consequents", "antecedent_baskets", "consequent_baskets", "both"),
        *MEASURES,
        *("lift_low", "lift_high", "p_value", "q_value", "later_both", "later_confidence"),
        *("later_lift", "later_lift_low", "later_lift_high", "fate"),
    ]
    return ordered.select(columns).with_row_index("rule", offset=1)


def _words(side: pl.Series, names: pl.Series) -> pl.Series:
    """Lists of columns as lists of names."""
    if side.is_empty():
        return pl.Series([], dtype=pl.List(pl.String))
    items = pl.DataFrame({"row": range(len(side)), "item": side}).explode("item")
    named = items.with_columns(item=names.gather(items["item"]))
    return named.group_by("row", maintain_order=True).agg("item")["item"]
