"""The Gaussian hypergeometric function by its series, for many arguments at once."""

import numpy as np

from analytics.lifetime.histories import Floats

_TERMS = 20_000
_SMALL = 1e-14
_EVERY = 4  # terms between two looks at what has settled


def hypergeometric(a: float, b: float, c: Floats, z: Floats) -> Floats:
    """2F1(a, b; c; z) for ``c`` > 0 and 0 <= z < 1; arguments leave the loop as they settle.

    Raises ``ArithmeticError`` where the series does not settle, z being too close to 1.
    """
    total = np.ones_like(z)
    live = np.arange(len(z))
    term, c_left, z_left = np.ones_like(z), c.copy(), z.copy()
    for k in range(_TERMS):
        term = term * ((a + k) * (b + k) / (k + 1)) / (c_left + k) * z_left
        total[live] += term
        if k % _EVERY:
            continue
        going = np.abs(term) > _SMALL * np.abs(total[live])
        left = np.count_nonzero(going)
        if left == 0:
            return total
        if left < 0.7 * len(going):
            live, term, c_left, z_left = live[going], term[going], c_left[going], z_left[going]
    raise ArithmeticError("the series of 2F1 does not settle: the horizon is too long for the data")
