"""Which factor moved a product? The change of a x b x c laid on a, b and c so that it adds up.

Each factor moved L x ln(now / before), where L = change / ln(product now / product before): the
additive logarithmic mean Divisia index. Nothing is left over, and the order of the factors does
not matter.

Source: B. W. Ang, "The LMDI approach to decomposition analysis: a practical guide",
Energy Policy 33(7), 2005.
"""

import math
from collections.abc import Mapping


def lay_on_factors(now: Mapping[str, float], before: Mapping[str, float]) -> Mapping[str, float]:
    """The change of the product of ``before`` to that of ``now``, by factor.

    Both hold the same factors, all above 0; ``ValueError`` otherwise.
    """
    if now.keys() != before.keys():
        raise ValueError(f"factors differ: {', '.join(now)}; {', '.join(before)}")
    if min(*now.values(), *before.values()) <= 0:
        raise ValueError("a factor is 0 or less: its logarithm does not exist")
    weight = _logarithmic_mean(math.prod(now.values()), math.prod(before.values()))
    return {name: weight * math.log(now[name] / before[name]) for name in now}


def _logarithmic_mean(a: float, b: float) -> float:
    """Between the geometric and the arithmetic mean; ``a`` where both are equal."""
    ratio = math.log(a / b)
    return (a - b) / ratio if abs(ratio) > 1e-9 else (a + b) / 2
