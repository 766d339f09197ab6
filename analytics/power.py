"""How large must a campaign be to see an effect, and what can one of this size see?

Before the campaign: the members each arm needs, the smallest effect that would be seen, and the
power, the chance that an effect of that size is told from chance. Of shares by the normal
approximation, of money by Student's t with the spread expected; CUPED with correlation r needs only
1 - r² of the members.

Source: J. L. Fleiss, B. Levin and M. C. Paik, "Statistical Methods for Rates and Proportions", 3rd
edition, Wiley 2003, chapter 4; J. Cohen, "Statistical Power Analysis for the Behavioral Sciences",
2nd edition, 1988, chapter 2; A. Deng et al., WSDM 2013, for the part of CUPED.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import ndtr, ndtri
from scipy.stats import nct, t

from analytics.effects import LEAST
from analytics.findings import WrongOption
from analytics.shares import LEVEL

POWER = 0.8
"""The chance to see an effect that is usually asked for."""

MOST = 100_000_000  # members of an arm beyond which nobody is asked


@dataclass(frozen=True)
class Sizes:
    """Members of each arm."""

    treated: int
    control: int

    @property
    def members(self) -> int:
        """Both arms together."""
        return self.treated + self.control


def power_of_share(base: float, effect: float, sizes: Sizes, *, level: float = LEVEL) -> float:
    """Chance to see that a share rises from ``base`` by ``effect`` (0-1, may be negative)."""
    other = _both_shares(base, effect)
    mixed = (other * sizes.treated + base * sizes.control) / sizes.members
    even = math.sqrt(mixed * (1 - mixed) * (1 / sizes.treated + 1 / sizes.control))
    apart = math.sqrt(other * (1 - other) / sizes.treated + base * (1 - base) / sizes.control)
    short = abs(effect) - float(ndtri((1 + level) / 2)) * even
    return float(ndtr(short / apart)) if apart else float(short > 0)


def size_for_share(
    base: float,
    effect: float,
    *,
    control_share: float = 0.5,
    power: float = POWER,
    level: float = LEVEL,
) -> Sizes | None:
    """The smallest arms with that ``power``; ``control_share`` of the members are left alone.

    None where no list is large enough. ``WrongOption`` for a share outside 0-1, or no effect.
    """
    _both_shares(base, effect)
    return _smallest(
        lambda sizes: power_of_share(base, effect, sizes, level=level), control_share, power
    )


def detectable_share(
    base: float, sizes: Sizes, *, power: float = POWER, level: float = LEVEL
) -> float | None:
    """The smallest rise of a share from ``base`` seen with that ``power``; None where none is."""
    return _least_effect(
        lambda effect: power_of_share(base, effect, sizes, level=level), 1 - base, power
    )


def power_of_mean(
    deviation: float,
    effect: float,
    sizes: Sizes,
    *,
    correlation: float = 0.0,
    level: float = LEVEL,
) -> float:
    """Chance to see that a mean changes by ``effect``; ``deviation`` is members' standard one.

    ``correlation`` with the time before counts where the effect will be measured with CUPED.
    """
    if deviation <= 0:
        raise WrongOption("deviation", deviation, high=math.inf)
    left = deviation * math.sqrt(1 - correlation**2)
    freedom = sizes.members - 2
    away = abs(effect) / (left * math.sqrt(1 / sizes.treated + 1 / sizes.control))
    far = float(t.ppf((1 + level) / 2, freedom))
    if freedom > _MANY:  # Student's t is normal by then, and its tables are slow
        return float(ndtr(away - far) + ndtr(-away - far))
    # Significant the wrong way round: no more often than a normal falls below -away. SciPy gives
    # nan for tails this small.
    wrong = float(nct.cdf(-far, freedom, away)) if away < _FAR else 0.0
    return float(nct.sf(far, freedom, away)) + wrong


def size_for_mean(
    deviation: float,
    effect: float,
    *,
    control_share: float = 0.5,
    correlation: float = 0.0,
    power: float = POWER,
    level: float = LEVEL,
) -> Sizes | None:
    """The smallest arms with that ``power``, as :func:`size_for_share`."""
    if effect == 0:
        raise WrongOption("effect", effect)
    return _smallest(
        lambda sizes: power_of_mean(deviation, effect, sizes, correlation=correlation, level=level),
        control_share,
        power,
    )


def detectable_mean(
    deviation: float,
    sizes: Sizes,
    *,
    correlation: float = 0.0,
    power: float = POWER,
    level: float = LEVEL,
) -> float | None:
    """The smallest change of a mean that is seen with that ``power``."""
    widest = deviation * 40 / math.sqrt(min(sizes.treated, sizes.control))
    return _least_effect(
        lambda effect: power_of_mean(
            deviation, effect, sizes, correlation=correlation, level=level
        ),
        widest,
        power,
    )


_MANY = 2_000
_FAR = 7.0
_HALVINGS = 60


def _both_shares(base: float, effect: float) -> float:
    if not 0 <= base <= 1:
        raise WrongOption("base", base)
    if effect == 0 or not 0 <= base + effect <= 1:
        raise WrongOption("effect", effect, -base, 1 - base)
    return base + effect


def _smallest(
    power_of: Callable[[Sizes], float], control_share: float, wanted: float
) -> Sizes | None:
    """The smallest arms that are enough, of :data:`LEAST` at least: by doubling and halving."""
    if not 0 < control_share < 1:
        raise WrongOption("control_share", control_share)

    def sizes(control: int) -> Sizes:
        return Sizes(math.ceil(control * (1 - control_share) / control_share), control)

    first = max(LEAST, math.ceil(LEAST * control_share / (1 - control_share)))
    below, above = first - 1, first
    while power_of(sizes(above)) < wanted:
        below, above = above, above * 2
        if above > MOST:
            return None
    while above - below > 1:
        middle = (below + above) // 2
        below, above = (middle, above) if power_of(sizes(middle)) < wanted else (below, middle)
    return sizes(above)


def _least_effect(power_of: Callable[[float], float], widest: float, wanted: float) -> float | None:
    if widest <= 0 or power_of(widest) < wanted:
        return None
    below, above = 0.0, widest
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        if middle and power_of(middle) >= wanted:
            above = middle
        else:
            below = middle
    return above
