"""How long until it is solved, when some of it is not solved yet?

Those still open have waited at least until the last day seen: they are *censored*. The share still
open after a time is Kaplan and Meier's; a quantile is the first time at which no more than the rest
is open, and blank where it is not reached: leaving the open ones out would call a desk quick that
solves only what is easy.

Source: E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53, 1958.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def quantiles(
    waited: Floats, solved: Flags, shares: Sequence[float] = (0.5, 0.9)
) -> list[float | None]:
    """The time by which each of ``shares`` is solved; None where that many never were.

    ``waited`` is the time to the solution, or to the last moment seen where it is not ``solved``.
    """
    if not len(waited):
        return [None] * len(shares)
    times, place = np.unique(waited, return_inverse=True)
    ends = np.bincount(place, weights=solved, minlength=len(times))
    leaves = np.bincount(place, minlength=len(times))
    at_risk = len(waited) - np.concatenate([[0], np.cumsum(leaves)[:-1]])
    open_share = np.cumprod(1 - ends / at_risk)
    found: list[float | None] = []
    for share in shares:
        reached = np.flatnonzero(open_share <= 1 - share + 1e-12)
        found.append(float(times[reached[0]]) if len(reached) else None)
    return found
