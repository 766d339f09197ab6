"""Who has the one and lacks the other: for each customer the rule that brings most."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_ACTED_ON = 1_000  # rules, the best, that customers are looked for by


def who_lacks(rules: pl.DataFrame, holdings: pl.DataFrame, *, every: bool = False) -> pl.DataFrame:
    """For each customer the first rule, by what it brings, whose antecedents alone they have.

    Rules that died or bring nothing are passed over unless ``every`` rule is wanted.
    """
    if not every:
        rules = rules.filter(pl.col("fate") != "died", pl.col("extra_per_100") > 0)
    ranked = rules.sort("extra_per_100", "rule_no", descending=[True, False]).head(_ACTED_ON)
    who = holdings["customer_id"].unique().sort()
    held = _held(holdings, who)
    left = np.ones(len(who), dtype=bool)
    parts = []
    for row in ranked.iter_rows(named=True):
        has = _all(held, row["antecedents"], len(who))
        has[_any(held, row["consequents"])] = False
        found = np.flatnonzero(has & left)
        left[found] = False
        if len(found):
            parts.append(_of_rule(row, who, found))
        if not left.any():
            break
    schema = {
        **{
            "customer_id": pl.String(),
            "rule_no": rules.schema["rule_no"],
            "antecedent": pl.String(),
        },
        **{"consequent": pl.String(), "expected_contribution": pl.Float64()},
    }
    frame = pl.concat(parts) if parts else pl.DataFrame(schema=schema)
    first = ranked.select("rule_no", item=pl.col("antecedents").list.first())
    often = frame.join(first, on="rule_no", how="left").join(
        holdings, on=["customer_id", "item"], how="left"
    )
    return often.select(
        *("customer_id", "rule_no", "antecedent", "consequent", "times"),
        pl.col("last_bought").cast(pl.Int32).cast(pl.Date),
        "expected_contribution",
    ).sort("expected_contribution", "times", "customer_id", descending=[True, True, False])


def _of_rule(row: Mapping[str, object], who: pl.Series, found: Ints) -> pl.DataFrame:
    antecedents, consequents = (row[side] for side in ("antecedents", "consequents"))
    assert isinstance(antecedents, list)  # noqa: S101 - a list of items
    assert isinstance(consequents, list)  # noqa: S101
    return pl.DataFrame({"customer_id": who.gather(found)}).with_columns(
        rule_no=pl.lit(row["rule_no"], pl.UInt32),
        antecedent=pl.lit(" + ".join(antecedents)),
        consequent=pl.lit(" + ".join(consequents)),
        expected_contribution=pl.lit(row["extra_per_100"], pl.Float64) / 100,
    )


def _held(holdings: pl.DataFrame, who: pl.Series) -> dict[str, Ints]:
    """The places of the customers who have each item."""
    place = holdings["customer_id"].cast(pl.Enum(who)).to_physical().cast(pl.Int64)
    parts = holdings.select("item", place=place).sort("item", "place").partition_by("item")
    return {part["item"][0]: part["place"].to_numpy() for part in parts}


def _all(held: Mapping[str, Ints], items: Sequence[str], size: int) -> NDArray[np.bool_]:
    count = np.zeros(size, dtype=np.int64)
    for item in items:
        count[held.get(item, np.zeros(0, dtype=np.int64))] += 1
    return np.asarray(count == len(items))


def _any(held: Mapping[str, Ints], items: Sequence[str]) -> Ints:
    return np.concatenate([held.get(item, np.zeros(0, dtype=np.int64)) for item in items])
