"""What sets each cluster apart: its means against the others', and the few features that name it.

``marks`` is a code of those features, most telling first: ``high~channel:Toko|low~orders``. The
catalogue of words says it in the reader's language (:mod:`words.marks`).
"""

from typing import NamedTuple

import numpy as np
import polars as pl

from analytics.features import Array, Column, Scale, with_ratios

MOST_MARKS = 3
TELLING = 0.5  # standard deviations between inside and outside
_SECOND = 0.8  # of the telling gap that a further mark must have of the first
_ONE_SIDED = ("channel:", "category:", "trait_is:")  # not having one of many names nobody


class Profile(NamedTuple):
    """``table``: one row a cluster. ``features``: one row for each cluster and feature."""

    table: pl.DataFrame
    features: pl.DataFrame


def describe(features: pl.DataFrame, scale: Scale, values: Array, clusters: np.ndarray) -> Profile:
    """The profile of clusters 1, 2, ... of these customers; see :class:`analytics.clusters`."""
    known = with_ratios(features)
    rows = [
        _row(known, column, values[:, place], clusters, number)
        for number in range(1, int(clusters.max()) + 1)
        for place, column in enumerate(scale.columns)
    ]
    table = pl.DataFrame(rows, schema_overrides={"cluster": pl.Int64})
    summed = (
        features.select("orders", "revenue", "profit", pl.Series("cluster", clusters))
        .group_by("cluster")
        .agg(
            pl.len().cast(pl.Int64).alias("customers"), pl.col("orders", "revenue", "profit").sum()
        )
        .sort("cluster")
    )
    total = float(summed["profit"].sum())
    share = pl.col("profit") / total if total > 0 else pl.lit(None, pl.Float64)
    marks = pl.DataFrame({"cluster": summed["cluster"], "marks": _named(table)})
    each = pl.col("profit_per_customer")
    best = each.max()
    return Profile(
        summed.join(marks, on="cluster", maintain_order="left")
        .select(
            *("cluster", "marks", "customers"),
            (pl.col("customers") / pl.col("customers").sum()).alias("head_share"),
            *("orders", "revenue", "profit"),
            share.alias("profit_share"),
            (pl.col("profit") / pl.col("customers")).alias("profit_per_customer"),
        )
        .with_columns(yardstick_value=best, of_yardstick=pl.when(best > 0).then(each / best)),
        table,
    )


def _row(
    known: pl.DataFrame, column: Column, scaled: Array, clusters: np.ndarray, number: int
) -> dict[str, object]:
    within = clusters == number
    raw = _raw(known, column)
    spread = float(scaled.std())
    gap = float(scaled[within].mean() - scaled[~within].mean()) / spread if spread else 0.0
    return {
        "cluster": number,
        "feature": column.key,
        "area": column.area,
        "inside": _mean(raw[within]),
        "outside": _mean(raw[~within]),
        "gap": round(gap, 9),
    }


def _raw(known: pl.DataFrame, column: Column) -> Array:
    """The feature in its own unit: money, days, a share of orders or lines."""
    own = known[column.key].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if column.kind != "mix":
        return own
    stem = column.key.partition(":")[0]
    keys = [c for c in known.columns if c.startswith(f"{stem}:")]
    total = known.select(pl.sum_horizontal(keys)).to_series().to_numpy()
    return own / np.where(total > 0, total, np.nan)


def _mean(values: Array) -> float | None:
    given = values[np.isfinite(values)]
    return float(given.mean()) if len(given) else None


def _named(table: pl.DataFrame) -> list[str]:
    """The marks of each cluster; more of them until no two clusters are named alike."""
    ranked = [
        _ranked(part.select("feature", "gap").rows())
        for (_,), part in table.sort("cluster").group_by("cluster", maintain_order=True)
    ]
    named: list[str] = []
    for marks in ranked:
        strong = [m for m, gap in marks if gap >= TELLING]
        size = 1 + sum(gap >= _SECOND * marks[0][1] for _, gap in marks[1:2]) if marks else 0
        found = strong[: max(1, size)]
        while "|".join(found) in named and len(found) < min(len(strong), MOST_MARKS):
            found = strong[: len(found) + 1]
        named.append("|".join(found) or "like_all")
    return named


def _ranked(rows: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """Marks with the size of their gap, largest first."""
    marks = [
        (f"{'high' if gap > 0 else 'low'}~{feature}", abs(gap))
        for feature, gap in rows
        if gap > 0 or not feature.startswith(_ONE_SIDED)
    ]
    return sorted(marks, key=lambda mark: (-mark[1], mark[0]))
