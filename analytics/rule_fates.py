"""What became of rules: measured again in later baskets, where nothing was chosen to look good."""

import polars as pl
from scipy.stats import binom

from analytics.itemsets import Baskets
from analytics.rule_measures import chance, lift_interval

FATES = ("holds", "died", "open")
_ENOUGH = 5.0  # baskets expected with both in the later part; below, nothing can be said
_SURE = 0.05


def measured_again(rules: pl.DataFrame, earlier: int, later: Baskets) -> pl.DataFrame:
    """The same rules in the later baskets, and what became of them.

    A rule was chosen because it looked good, so the later baskets are held against the lower limit
    of what it promised.
    """
    antecedents = [tuple(x) for x in rules["antecedents"].to_list()]
    consequents = [tuple(x) for x in rules["consequents"].to_list()]
    whole = [(*a, *c) for a, c in zip(antecedents, consequents, strict=True)]
    counts = pl.DataFrame(
        {
            "antecedent_baskets": later.together(antecedents),
            "consequent_baskets": later.together(consequents),
            "both": later.together(whole),
        }
    )
    limits = lift_interval(counts, later.count)
    chances = pl.Series(chance(counts, later.count))
    a, c = counts["antecedent_baskets"], counts["consequent_baskets"]
    confidence = (counts["both"] / a).fill_nan(None)
    lift = (confidence * later.count / c).fill_nan(None)
    promised = (rules["lift_low"] * rules["consequent_baskets"] / earlier).clip(0.0, 1.0)
    expected = a * promised
    fewer = _fewer(counts["both"], a, promised)
    return rules.with_columns(
        later_both=counts["both"],
        later_confidence=confidence,
        later_lift=pl.select(pl.when(lift.is_finite()).then(lift)).to_series(),
        later_lift_low=limits["lift_low"],
        later_lift_high=limits["lift_high"],
        fate=pl.select(
            pl.when(chances <= _SURE)
            .then(pl.lit("holds"))
            .when((expected >= _ENOUGH) & (fewer <= _SURE))
            .then(pl.lit("died"))
            .otherwise(pl.lit("open"))
        ).to_series(),
    )


def _fewer(both: pl.Series, antecedent: pl.Series, promised: pl.Series) -> pl.Series:
    """How likely so few baskets with both are if the promised confidence still held."""
    return pl.Series(binom.cdf(both.to_numpy(), antecedent.to_numpy(), promised.to_numpy()))


def not_measured_again(rules: pl.DataFrame) -> pl.DataFrame:
    """The same rules where there are no later baskets: blank, and open."""
    blank = ("later_confidence", "later_lift", "later_lift_low", "later_lift_high")
    return rules.with_columns(
        later_both=pl.lit(None, dtype=pl.Int64),
        **{name: pl.lit(None, dtype=pl.Float64) for name in blank},
        fate=pl.lit("open"),
    )
