"""What did a treatment change, and could it have been chance?

The difference between those treated and a control group, by the arm they were *assigned* to
(intention to treat), with its interval and p-value: of shares by Newcombe, of money by Welch, or by
the bootstrap-t where the difference is too skewed for Welch. CUPED takes off what members already
differed in before: less noise, no bias, as the arms were drawn by lot.

Source: R. G. Newcombe 1998 (see ``analytics.shares``); B. L. Welch, Biometrika 34, 1947,
pp. 28-35; A. Deng, Y. Xu, R. Kohavi and T. Walker, "Improving the Sensitivity of Online Controlled
Experiments by Utilizing Pre-Experiment Data", WSDM 2013; when a mean is near enough to normal:
P. Hall, "The Bootstrap and Edgeworth Expansion", Springer 1992; several treatments: S. Holm,
Scandinavian Journal of Statistics 6, 1979, pp. 65-70.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import stdtr, stdtrit

from analytics.bootstrap_t import studentised
from analytics.shares import LEVEL, Floats, newcombe, newcombe_p

LEAST = 30
"""Members an arm must have, and for money expected buyers: of fewer no effect is stated."""

_NORMAL = 0.14  # skewness of a mean at which Welch's 95 % are half a point off (Hall 1992, p. 49)


@dataclass(frozen=True)
class Effect:
    """A difference per member: ``effect`` = ``treated`` - ``control``, its interval and p-value.

    ``method`` is ``newcombe``, ``welch`` or ``bootstrap_t``. ``kept`` is the share of the variance
    that CUPED left; None where it was not used.
    """

    treated: float
    control: float
    effect: float
    low: float
    high: float
    p_value: float
    method: str
    kept: float | None = None

    @property
    def sure(self) -> bool:
        """Whether the interval leaves out 0."""
        return not self.low <= 0 <= self.high


def share_effect(
    hits: int, members: int, control_hits: int, control_members: int, *, level: float = LEVEL
) -> Effect | None:
    """The difference of two shares; None where an arm has fewer than :data:`LEAST` members."""
    if min(members, control_members) < LEAST:
        return None
    counts = [np.array([float(n)]) for n in (hits, members, control_hits, control_members)]
    effect, low, high = (float(end[0]) for end in newcombe(*counts, level=level))
    p_value = float(newcombe_p(*counts)[0])
    shares = (hits / members, control_hits / control_members)
    return Effect(*shares, effect, low, high, p_value, "newcombe")


def mean_effect(
    treated: Floats, control: Floats, *, level: float = LEVEL, seed: int = 0
) -> Effect | None:
    """The difference of two means of numbers or money.

    None where the smaller arm can be expected to hold fewer than :data:`LEAST` members who are not
    all alike: where nearly everybody bought nothing, nobody can say how much the few who did might
    have bought.
    """
    if not _enough(treated, control):
        return None
    error = _error(treated, control)
    means = float(treated.mean()), float(control.mean())
    effect = means[0] - means[1]
    if abs(skewness(treated, control)) > _NORMAL:
        t = studentised(treated, control, seed=seed)
        far = float(np.quantile(t, level))
        p_value = (int((t >= abs(effect) / error).sum()) + 1) / (len(t) + 1)
        method = "bootstrap_t"
    else:
        freedom = _freedom(treated, control)
        far = float(stdtrit(freedom, (1 + level) / 2))
        p_value = float(2 * stdtr(freedom, -abs(effect) / error))
        method = "welch"
    return Effect(*means, effect, effect - far * error, effect + far * error, p_value, method)


def cuped_effect(
    treated: Floats,
    control: Floats,
    treated_before: Floats,
    control_before: Floats,
    *,
    level: float = LEVEL,
    seed: int = 0,
) -> Effect | None:
    """:func:`mean_effect` with the same figure of the time before taken off (CUPED).

    One slope for both arms, from the spread within them; ``treated`` and ``control`` of the result
    are the adjusted means. Without any spread before it is :func:`mean_effect` itself.
    """
    if not _enough(treated, control):
        return None
    inner = [v - v.mean() for v in (treated, control, treated_before, control_before)]
    spread = float((inner[2] ** 2).sum() + (inner[3] ** 2).sum())
    if spread == 0:
        return mean_effect(treated, control, level=level, seed=seed)
    slope = float((inner[0] * inner[2]).sum() + (inner[1] * inner[3]).sum()) / spread
    middle = float(np.concatenate([treated_before, control_before]).mean())
    adjusted = (treated - slope * (treated_before - middle)).round(_DIGITS)
    other = (control - slope * (control_before - middle)).round(_DIGITS)
    found = mean_effect(adjusted, other, level=level, seed=seed)
    if found is None:
        return None
    kept = (_error(adjusted, other) / _error(treated, control)) ** 2
    return replace(found, kept=kept)


_DIGITS = 9  # who bought nothing before and after gets one value, not two a last bit apart


def _enough(treated: Floats, control: Floats) -> bool:
    """Whether the smaller arm should hold :data:`LEAST` values that are not the commonest one.

    That one is mostly nothing bought. Looked at in both arms together: to go by the buyers of one
    arm would choose campaigns by their own outcome.
    """
    smaller = min(len(treated), len(control))
    if smaller < LEAST:
        return False
    counts = np.unique(np.concatenate([treated, control]), return_counts=True)[1]
    most = int(counts.max())
    usual = most / counts.sum() if most > 1 else 0.0
    return smaller * (1 - usual) >= LEAST


def skewness(treated: Floats, control: Floats) -> float:
    """Skewness of the difference of two means, as if both arms had one shape; even arms have none.

    Of both arms together: to go by each arm's own would choose the method by who got the outlier.
    """
    inner = np.concatenate([arm - arm.mean() for arm in (treated, control)])
    shape = float((inner**3).mean() / (inner**2).mean() ** 1.5)
    one, other = 1 / len(treated), 1 / len(control)
    return shape * float((one**2 - other**2) / (one + other) ** 1.5)


def holm(p_values: Sequence[float]) -> list[float]:
    """The p-values raised so that any false alarm among them stays as rare as of one."""
    count = len(p_values)
    raised, highest = [0.0] * count, 0.0
    for place, at in enumerate(sorted(range(count), key=lambda n: p_values[n])):
        highest = max(highest, min(1.0, p_values[at] * (count - place)))
        raised[at] = highest
    return raised


def _error(treated: Floats, control: Floats) -> float:
    parts = (arm.var(ddof=1) / len(arm) for arm in (treated, control))
    return float(sum(parts) ** 0.5)


def _freedom(treated: Floats, control: Floats) -> float:
    """Welch and Satterthwaite's degrees of freedom."""
    parts = [(float(arm.var(ddof=1)) / len(arm), len(arm) - 1) for arm in (treated, control)]
    return sum(v for v, _ in parts) ** 2 / sum(v**2 / n for v, n in parts)
