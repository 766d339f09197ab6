"""What the models of repeat buying need to know of each customer: three numbers.

``x`` repeat orders, ``t_x`` the time from the first order to the last, ``T`` the time from the
first order to the end of what is known; all in one unit of time. Customers with equal numbers
count together: a model sees each distinct history once, with its weight.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_SAMPLE = 5_000


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
        counts = np.asarray(x).astype(np.int64)
        last, age = np.asarray(t_x, dtype=np.float64), np.asarray(T, dtype=np.float64)
        _check(counts, last, age)
        lasts, of_last = np.unique(last, return_inverse=True)
        ages, of_age = np.unique(age, return_inverse=True)
        ends, of_end = np.unique(of_last * len(ages) + of_age, return_inverse=True)
        keys, who, weight = np.unique(
            counts * len(ends) + of_end, return_inverse=True, return_counts=True
        )
        number, end = np.divmod(keys, max(len(ends), 1))
        lately, since = np.divmod(ends[end], max(len(ages), 1))
        return cls(number, lasts[lately], ages[since], weight.astype(np.float64), who)

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(self.who)

    def each(self, values: Floats) -> Floats:
        """Values of the entries, laid out for each customer in the order given."""
        return values[self.who]

    @cached_property
    def ages(self) -> "Ages":
        """What forecasts of those alive depend on, each pair of ``x`` and ``T`` once."""
        known, of_age = np.unique(self.T, return_inverse=True)
        pairs, where = np.unique(self.x * len(known) + of_age, return_inverse=True)
        x, age = np.divmod(pairs, max(len(known), 1))
        return Ages(x.astype(np.float64), known[age], where)

    def sample(self) -> "Histories | None":
        """Some thousand entries spread over all, with their weights; None where that is all."""
        step = len(self.x) // _SAMPLE
        if step < 2:
            return None
        pick = slice(None, None, step)
        x, t_x, age, weight = self.x[pick], self.t_x[pick], self.T[pick], self.weight[pick]
        return Histories(x, t_x, age, weight, np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class Ages:
    """Each pair of ``x`` and ``T`` once; ``where[i]`` is the pair of the i-th entry."""

    x: Floats
    T: Floats
    where: Counts


def _check(x: Counts, t_x: Floats, age: Floats) -> None:
    sound = (x >= 0) & (t_x >= 0) & (t_x <= age) & np.isfinite(age) & ((x > 0) == (t_x > 0))
    if not sound.all():
        bad = np.flatnonzero(~sound)
        row = {"x": int(x[bad[0]]), "t_x": float(t_x[bad[0]]), "T": float(age[bad[0]])}
        raise ValueError(
            f"{len(bad)} impossible histories, the first: {row}. Needed: x >= 0, "
            "0 <= t_x <= T, and t_x above 0 exactly where x is."
        )
