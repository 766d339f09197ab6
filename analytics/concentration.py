"""Concentration: how much of a whole do its best few make?

Values are added up, best first. ``gini`` is the mean absolute difference of all pairs over twice
the mean, 2 sum(i x_i) / (n sum(x)) - (n + 1) / n with x ascending: 0 when all are equal, near 1
when one has all, and above 1 where losses are large. Shares of a total of 0 or less mean nothing
and are None; so is concentration among one.

Source: C. Gini, "Variabilita e mutabilita", 1912. For incomes below zero the coefficient may pass
1: C.-C. Chen, T.-W. Tsaur and T.-S. Rhai, "The Gini Coefficient and Negative Income",
Oxford Economic Papers 34(3), 1982.
"""

from dataclasses import asdict, dataclass

import polars as pl

_MONEY_DECIMALS = 6  # so that a total of nothing is 0
_SHARE_DECIMALS = 12  # so that 0.7 of the total is 0.7


@dataclass(frozen=True)
class Concentration:
    """How a total is spread over its parts. Shares are fractions of the total."""

    total: float
    top_fifth_share: float | None  # of the best ceil(n / 5)
    customers_for_80: int | None  # the fewest who reach the cutoff
    share_for_80: float | None  # these, as a share of all
    gini: float | None  # 0 exactly when all are equal
    peak: float | None  # the highest running share; above 1 exactly when someone loses
    loss_makers: int
    loss: float  # what they lose together, positive
    loss_share: float | None

    def row(self) -> dict[str, float | int | None]:
        """The figures by name."""
        return asdict(self)


def fifth(count: int) -> int:
    """A fifth of ``count``, rounded up: the size of the best fifth."""
    return -(-count // 5)


def running_total(ordered: pl.Series) -> pl.Series:
    """The values added up, in the order given."""
    return ordered.cum_sum().round(_MONEY_DECIMALS)


def running_shares(ordered: pl.Series) -> pl.Series:
    """Running share of the total, in the order given; nulls where the total is 0 or less."""
    running = running_total(ordered)
    total = running[-1] if len(running) else 0.0
    if total <= 0:
        return pl.Series("value_share", [None] * len(running), dtype=pl.Float64)
    return (running / total).round(_SHARE_DECIMALS).alias("value_share")


def concentrate(ordered: pl.Series, *, cutoff: float = 0.80) -> Concentration:
    """Describe ``ordered``: one value each, best first, at least one of them."""
    size, shares, running = len(ordered), running_shares(ordered), running_total(ordered)
    total = float(running[-1])
    losses = ordered.filter(ordered < 0)
    loss = -float(losses.sum()) if len(losses) else 0.0
    if total <= 0 or size == 1:
        share = loss / total if total > 0 else None
        nothing = (None,) * 5
        return Concentration(total, *nothing, len(losses), loss, share)
    needed = int((shares >= cutoff).arg_max() or 0) + 1
    return Concentration(
        total=total,
        top_fifth_share=float(shares[fifth(size) - 1]),
        customers_for_80=needed,
        share_for_80=needed / size,
        gini=_gini(ordered, total),
        peak=float(running.max()) / total,  # type: ignore[arg-type]
        loss_makers=len(losses),
        loss=loss,
        loss_share=loss / total,
    )


def _gini(descending: pl.Series, total: float) -> float:
    size = len(descending)
    place = pl.Series(range(size, 0, -1), dtype=pl.Float64)
    gini = 2 * float((place * descending).sum()) / (size * total) - (size + 1) / size
    return round(gini, _SHARE_DECIMALS)
