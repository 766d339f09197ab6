"""How likely is an open opportunity to be won, and by when?

Winning and losing compete: the share won by an age follows from the daily chances to be won and to
be lost among those still open (Aalen-Johansen), so what is still open counts for as long as it has
been open and nobody waits for it to end. A score may lift or lower one opportunity against another.

Source: O. O. Aalen and S. Johansen, "An Empirical Transition Matrix for Non-homogeneous Markov
Chains Based on Censored Observations", Scandinavian Journal of Statistics 5, 1978, pp. 141-150.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

OPEN, WON, LOST = 0, 1, 2


@dataclass(frozen=True)
class Ends:
    """``won`` and ``still_open``: shares of all, by age in days from 0 to the oldest seen."""

    won: Floats
    still_open: Floats

    def chance(self, age: Whole, days: int | None) -> Floats:
        """Of opportunities open at ``age``: chance to be won within ``days``, None: ever.

        0 for those older than any that ended: nothing is known of such.
        """
        last = len(self.won) - 1
        at = np.minimum(age, last)
        until = np.full(age.shape, last) if days is None else np.minimum(age + days, last)
        left = self.still_open[at]
        gain = self.won[until] - self.won[at]
        known = (left > 0) & (age <= last)
        chance: Floats = np.where(known, gain / np.where(left > 0, left, 1.0), 0.0)
        return chance


def histories(rows: pl.DataFrame, as_of: int) -> tuple[Whole, Whole]:
    """Days each opportunity was open up to ``as_of``, and how it ended: OPEN, WON or LOST."""
    end = pl.col("closed").fill_null(as_of)
    ends = pl.col("outcome").replace_strict({"won": WON, "lost": LOST}, default=OPEN)
    taken = rows.select(days=(end - pl.col("opened")).clip(lower_bound=0), end=ends.cast(pl.Int64))
    return taken["days"].to_numpy(), taken["end"].to_numpy()


def ends_of(days: Whole, ended: Whole, weights: Floats | None = None) -> Ends:
    """The shares won and still open by age; ``weights`` count an opportunity more than once."""
    size = int(days.max()) + 1 if len(days) else 1
    count = np.ones(len(days)) if weights is None else weights
    leaving = np.bincount(days, count, minlength=size)
    at_risk = leaving[::-1].cumsum()[::-1]
    here = np.where(at_risk > 0, at_risk, 1.0)
    won = np.bincount(days[ended == WON], count[ended == WON], minlength=size) / here
    lost = np.bincount(days[ended == LOST], count[ended == LOST], minlength=size) / here
    still_open = np.cumprod(1 - won - lost)
    before = np.concatenate([[1.0], still_open[:-1]])
    return Ends(np.cumsum(before * won), np.clip(still_open, 0.0, 1.0))
