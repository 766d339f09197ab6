"""What the models of repeat buying need to know of each customer: three numbers.

``x`` repeat orders, ``t_x`` the time from the first order to the last, ``T`` the time from the
first order to the end of what is known; all in one unit of time. Customers with equal numbers
count together: a model sees each distinct history once, with its weight.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_SAMPLE = 20_000


@dataclass(frozen=True)
class Histories:
    """One entry per distinct history. ``who[i]`` is the entry of the i-th customer given."""

    x: Counts
    t_x: Floats
    T: Floats
    weight: Floats
    who: Counts

    @classmethod
    def of(cls, x: ArrayLike, t_x: ArrayLike, T: ArrayLike) -> Self:  # noqa: N803 - as the papers
        """Group customers by equal history.

        Raises ``ValueError`` where a history is impossible: negative, a last order after the end,
        or a repeat order at no time and the reverse.
        """
        frame = pl.DataFrame(
            {
                "x": np.asarray(x).astype(np.int64),
                "t_x": np.asarray(t_x, dtype=np.float64),
                "T": np.asarray(T, dtype=np.float64),
            }
        )
        _check(frame)
        keys = ["x", "t_x", "T"]
        groups = frame.group_by(keys).len().sort(keys)
        places = frame.join(
            groups.with_row_index("who"), on=keys, how="left", maintain_order="left"
        )
        return cls(
            groups["x"].to_numpy(),
            groups["t_x"].to_numpy(),
            groups["T"].to_numpy(),
            groups["len"].cast(pl.Float64).to_numpy(),
            places["who"].cast(pl.Int64).to_numpy(),
        )

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self.who)

    def each(self, values: Floats) -> Floats:
        """Values of the entries, laid out for each customer in the order given."""
        return values[self.who]

    def sample(self) -> "Histories | None":
        """Some thousand entries spread over all, with their weights; None where that is all."""
        step = len(self.x) // _SAMPLE
        if step < 2:
            return None
        pick = slice(None, None, step)
        x, t_x, age, weight = self.x[pick], self.t_x[pick], self.T[pick], self.weight[pick]
        return Histories(x, t_x, age, weight, np.zeros(0, dtype=np.int64))


def _check(frame: pl.DataFrame) -> None:
    if frame.is_empty():
        return
    sound = (
        (pl.col("x") >= 0)
        & (pl.col("t_x") >= 0)
        & (pl.col("t_x") <= pl.col("T"))
        & pl.col("T").is_finite()
        & ((pl.col("x") > 0) == (pl.col("t_x") > 0))
    )
    bad = frame.filter(~sound)
    if bad.height:
        row = bad.row(0, named=True)
        raise ValueError(
            f"{bad.height} impossible histories, the first: {row}. Needed: x >= 0, "
            "0 <= t_x <= T, and t_x above 0 exactly where x is."
        )
