"""Features of customers on one scale: what they are compared by when segments are sought.

Amounts, days and counts are logged and scaled robustly: median 0, quartiles 1.349 apart, cut at 4.
Money, which may be a loss, goes through asinh of its multiple of the usual size: a log far from 0
and a straight line near it, so that a small plus or minus tears nobody apart in any currency.
Shares (of channels, categories, discounted or returned lines) are first drawn towards the common
share as far as chance alone would spread them (empirical Bayes: a customer of two orders cannot
show much), and left out where customers do not differ by more than chance; then their square roots
are taken (Hellinger). Each area weighs the same: its columns are divided by their largest common
spread. Traits are taken by their scale: numbers and ordered ones as numbers, nominal ones as one
yes-or-no column for each value, never averaged. What is not known stands in the middle.

Sources: J. C. Kleinman, "Proportions with Extraneous Variance", JASA 68(341), 1973 (shares);
P. Legendre and E. D. Gallagher, Oecologia 129, 2001 (Hellinger); B. Escofier and J. Pages,
"Multiple Factor Analysis", Computational Statistics & Data Analysis 18(1), 1994 (weights).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.frames import CUSTOMER_FEATURES

Array = npt.NDArray[np.float64]

AREAS = (
    *("value", "timing", "breadth", "channels", "categories", "discount", "price"),
    *("returns", "service", "satisfaction", "traits"),
)
CUT = 4.0  # robust standard deviations; what lies beyond counts as this far
KNOWN = 0.3  # of the customers must have a value, else the column says too little
_RARE = 0.02  # of all orders or lines: a channel or category below it is none of its own
_SURE = 3.0  # standard errors by which shares must differ beyond chance
_NORMAL_QUARTILES = 1.349
_CONTINUOUS = {
    "value": ("profit", "average_order"),
    "timing": ("recency_days", "orders"),
    "breadth": ("categories", "lines_per_order"),
    "price": ("price_level",),
    "service": ("contacts_per_order",),
    "satisfaction": ("satisfaction",),
}
_MONEY = ("profit", "average_order")
_SHARES = {"discount": ("discounted_share",), "returns": ("returned_share",)}
_PARTS = {"discounted_share": "discounted_lines", "returned_share": "returned_lines"}
_MIXES = {"channels": "channel", "categories": "category"}


@dataclass(frozen=True)
class Column:
    """How one column is put on the scale; learnt once, applied to any customers.

    ``kind``: amount, share, mix or trait. ``common`` and ``weight``: the share that everybody is
    drawn to, and how many orders or lines that weighs. ``usual``: the usual size of an amount that
    may be negative. Then (x - ``middle``) x ``times``.
    """

    key: str
    area: str
    kind: str
    middle: float
    times: float
    common: float = 0.0
    weight: float = 0.0
    usual: float = 0.0


@dataclass(frozen=True)
class Scale:
    """The columns of the chosen areas. ``left_out``: keys that say nothing here."""

    columns: tuple[Column, ...]
    left_out: tuple[str, ...]

    def apply(self, features: pl.DataFrame) -> Array:
        """Customers x columns, in the order of the frame."""
        known = with_ratios(features)
        if not self.columns:
            return np.empty((known.height, 0))
        found = [_values(known, column) for column in self.columns]
        return np.column_stack(found)


def with_ratios(features: pl.DataFrame) -> pl.DataFrame:
    """The frame with what is worked out of its counts: per order, shares of lines."""
    lines = pl.col("lines").clip(1)
    return features.with_columns(
        average_order=pl.col("revenue") / pl.col("orders"),
        lines_per_order=pl.col("lines") / pl.col("orders"),
        contacts_per_order=pl.col("contacts") / pl.col("orders"),
        discounted_share=pl.col("discounted_lines") / lines,
        returned_share=(pl.col("returned_lines") / lines).clip(0, 1),
    )


def learn(features: pl.DataFrame, areas: Sequence[str]) -> Scale:
    """The scale of these areas, learnt from CUSTOMER_FEATURES with the columns the data name.

    Raises ``ValueError`` for an area there is not, ``FrameError`` for a broken frame.
    """
    if unknown := sorted(set(areas) - set(AREAS)):
        raise ValueError(f"no area {', '.join(unknown)}; there are {', '.join(AREAS)}")
    CUSTOMER_FEATURES.check(features)
    known = with_ratios(features)
    columns: list[Column] = []
    asked: list[str] = []
    for area in (area for area in AREAS if area in areas):
        block, keys = _area(known, area)
        asked += keys
        columns += _weighed(known, block)
    kept = {column.key for column in columns}
    return Scale(tuple(columns), tuple(key for key in asked if key not in kept))


def _area(known: pl.DataFrame, area: str) -> tuple[list[Column], list[str]]:
    """The columns of an area, each on its own scale, and the keys that were looked at."""
    if area in _CONTINUOUS:
        keys = list(_CONTINUOUS[area])
        found = [_robust(known, Column(key, area, "amount", 0.0, 1.0)) for key in keys]
    elif area in _SHARES:
        keys = list(_SHARES[area])
        found = [_share(known, key, area) for key in keys]
    elif area in _MIXES:
        return _mix(known, area)
    else:
        keys = sorted(c for c in known.columns if c.startswith(("trait:", "trait_is:")))
        found = [_robust(known, Column(key, area, "trait", 0.0, 1.0)) for key in keys]
    return [column for column in found if column is not None], keys


def _robust(known: pl.DataFrame, plain: Column) -> Column | None:
    """Median and quartiles of the logged values; None where all are alike or few are known."""
    if plain.key in _MONEY:
        size = float(known[plain.key].abs().median() or 0)  # type: ignore[arg-type]
        plain = replace(plain, usual=_round(size or 1.0))
    values = _logged(known[plain.key], plain)
    given = values[np.isfinite(values)]
    if len(given) < max(2, KNOWN * known.height) or np.ptp(given) == 0:
        return None
    low, middle, high = np.quantile(given, [0.25, 0.5, 0.75])
    spread = (high - low) / _NORMAL_QUARTILES
    if plain.key.startswith("trait_is:") or spread < given.std() / 3:
        middle, spread = given.mean(), given.std()
    return replace(plain, middle=_round(middle), times=_round(1 / spread))


def _share(known: pl.DataFrame, key: str, area: str) -> Column | None:
    hits, tries = known[_PARTS[key]].to_numpy().astype(float), known["lines"].to_numpy()
    hits = np.minimum(hits, tries)
    common, weight = _shrinkage(hits[:, None], tries.astype(float))
    if weight is None:
        return None
    drawn = (hits + weight * common[0]) / (tries + weight)
    roots = np.sqrt(drawn)
    middle, spread = float(np.median(roots)), float(roots.std())
    return Column(
        key, area, "share", _round(middle), _round(1 / spread), _round(common[0]), _round(weight)
    )


def _mix(known: pl.DataFrame, area: str) -> tuple[list[Column], list[str]]:
    stem = _MIXES[area]
    keys = sorted(c for c in known.columns if c.startswith(f"{stem}:"))
    total = known.select(pl.sum_horizontal(keys) if keys else pl.lit(0)).to_series()
    all_of = float(total.sum() or 0)
    keys = [key for key in keys if all_of and float(known[key].sum()) >= _RARE * all_of]
    if len(keys) < 2:
        return [], keys
    hits = known.select(keys).to_numpy().astype(float)
    common, weight = _shrinkage(hits, hits.sum(axis=1))
    if weight is None:
        return [], keys
    tries = hits.sum(axis=1, keepdims=True)
    roots = np.sqrt((hits + weight * common) / (tries + weight))
    return [
        Column(key, area, "mix", _round(mean), 1.0, _round(share), _round(weight))
        for key, mean, share in zip(keys, roots.mean(axis=0), common, strict=True)
    ], keys


def _shrinkage(hits: Array, tries: Array) -> tuple[Array, float | None]:
    """The common shares, and how many tries they weigh; None: no difference beyond chance.

    By moments: what the shares of customers spread beyond the spread of drawing them.
    """
    kept = tries > 0
    hits, tries = hits[kept], tries[kept]
    if len(tries) < 3:
        return np.zeros(hits.shape[1]), None
    total = tries.sum()
    common = hits.sum(axis=0) / total
    chance = float((common * (1 - common)).sum())
    if chance <= 0:
        return common, None
    spread = float((tries[:, None] * (hits / tries[:, None] - common) ** 2).sum())
    free = len(tries) - 1
    between = (spread - free * chance) / max(float(total - (tries**2).sum() / total), 1e-12)
    surprise = (spread / chance - free) / np.sqrt(2 * free)
    if between <= 0 or surprise < _SURE:
        return common, None
    return common, max(chance / between - 1, 0.0)


def _weighed(known: pl.DataFrame, block: list[Column]) -> list[Column]:
    """The columns of an area divided by its largest common spread: each area then weighs alike."""
    if not block:
        return []
    values = np.column_stack([_values(known, column) for column in block])
    largest = float(np.linalg.norm(values - values.mean(axis=0), ord=2)) / np.sqrt(len(values))
    if largest <= 0:
        return []
    return [replace(column, times=_round(column.times / largest)) for column in block]


def _values(known: pl.DataFrame, column: Column) -> Array:
    """One column on its scale; what is not known stands in the middle."""
    if column.kind in ("share", "mix"):
        hits, tries = _counts(known, column)
        size = tries + column.weight
        drawn = (hits + column.weight * column.common) / np.where(size > 0, size, 1.0)
        values = np.sqrt(np.where(size > 0, drawn, column.common))
        return np.asarray((values - column.middle) * column.times)
    raw = known[column.key] if column.key in known.columns else pl.Series([None] * known.height)
    scaled = (_logged(raw, column) - column.middle) * column.times
    return np.clip(np.where(np.isfinite(scaled), scaled, 0.0), -CUT, CUT)


def _counts(known: pl.DataFrame, column: Column) -> tuple[Array, Array]:
    nothing = np.zeros(known.height)
    if column.kind == "share":
        tries = known["lines"].to_numpy().astype(float)
        return np.minimum(known[_PARTS[column.key]].to_numpy(), tries), tries
    stem = column.key.partition(":")[0]
    keys = [c for c in known.columns if c.startswith(f"{stem}:")]
    hits = known[column.key].to_numpy().astype(float) if column.key in keys else nothing
    total = known.select(pl.sum_horizontal(keys)).to_series().to_numpy() if keys else nothing
    return hits, total.astype(float)


def _logged(values: pl.Series, column: Column) -> Array:
    numbers = values.cast(pl.Float64).fill_null(float("nan")).to_numpy().astype(float)
    if column.kind == "trait" or column.key == "satisfaction":
        return numbers
    if column.key == "price_level":
        return np.asarray(np.log(np.maximum(numbers, 1e-3)))
    if column.usual:
        return np.asarray(np.arcsinh(numbers / column.usual))
    return np.asarray(np.log1p(np.maximum(numbers, 0.0)))


def _round(number: float) -> float:
    """Twelve figures: what is equal on paper is equal here, whatever the machine adds up first."""
    return float(f"{number:.12g}")
