"""Who of a target list is left alone, so that the effect of contacting the others can be told?

Arms are drawn at random within strata, from a seed. Every member has exactly the same chance of an
arm; within a stratum an arm has its proportional number rounded down or up, and over all strata the
rounded total exactly (systematic sampling of the strata's quotas with a random start: Madow 1949).
Members are sorted by their key before anything is drawn, so the order of rows changes nothing.

Source: stratified randomisation as in Imbens & Rubin 2015, Causal Inference, chapter 9.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2b

import numpy as np
import polars as pl

from analytics.findings import WrongOption

CONTROL = "control"
HIGHEST_SHARE = 0.9
TREATMENT = "contact"
"""The name of the only treatment where none is given."""


@dataclass(frozen=True)
class Arms:
    """The drawn arms. ``members``: customer_id, arm, stratum, sorted by customer_id."""

    members: pl.DataFrame

    @property
    def counts(self) -> Mapping[str, int]:
        """Members by arm, sorted by name."""
        return dict(self.members.group_by("arm").len().sort("arm").iter_rows())

    @property
    def control(self) -> int:
        """Members in the control group."""
        return self.counts.get(CONTROL, 0)


def draw(
    members: pl.DataFrame,
    *,
    share: float,
    treatments: Sequence[str] = (TREATMENT,),
    seed: int,
) -> Arms:
    """Draw the control group and the treatments.

    ``members``: customer_id (each once) and stratum (text). ``share`` of them (0-0.9) become
    control, rounded to whole members, halves up; the others are parted evenly between the
    ``treatments``. Raises :class:`WrongOption` for a share outside, ``ValueError`` for names of
    treatments that are not distinct or are ``control``.
    """
    if not 0 <= share <= HIGHEST_SHARE:
        raise WrongOption("control_share", share, 0.0, HIGHEST_SHARE)
    names = list(treatments)
    if not names or len(set(names)) != len(names) or CONTROL in names:
        raise ValueError("treatments: distinct names are needed, none of them 'control'")
    rows = members.select("customer_id", "stratum").sort("customer_id")
    chance = np.random.default_rng(seed)
    arm = np.full(rows.height, CONTROL, dtype=object)
    strata = rows["stratum"].to_numpy()
    left = np.arange(rows.height)
    control = control_size(rows.height, share)
    sizes = [control, *_even(rows.height - control, len(names))]
    for name, size in zip([CONTROL, *names], sizes, strict=True):
        chosen = _sample(strata, left, size, chance)
        arm[chosen] = name
        left = np.setdiff1d(left, chosen, assume_unique=True)
    drawn = rows.select("customer_id", pl.Series("arm", arm, dtype=pl.String), "stratum")
    return Arms(drawn)


def held_out(customers: Iterable[str], *, seed: str, share: float) -> frozenset[str]:
    """Those of ``customers`` in a hold-out group: about ``share`` of any number of them.

    A keyed hash (BLAKE2b of the id under ``seed``) puts everybody at a place from 0 to 1 that never
    changes, and the group is whoever lies below ``share``: so it holds as customers come and go.
    """
    if share <= 0:
        return frozenset()
    below, key = int(share * 2**64), seed.encode()
    return frozenset(
        customer
        for customer in customers
        if int.from_bytes(blake2b(customer.encode(), digest_size=8, key=key).digest()) < below
    )


def control_size(members: int, share: float) -> int:
    """How many of ``members`` a control group of that ``share`` has: halves up."""
    exact = Decimal(members) * Decimal(str(share))
    return int(exact.to_integral_value(ROUND_HALF_UP))


def _even(members: int, parts: int) -> list[int]:
    """Sizes that differ by one at most, the first ones larger."""
    each, more = divmod(members, parts)
    return [each + (number < more) for number in range(parts)]


def _sample(
    strata: np.ndarray, left: np.ndarray, size: int, chance: np.random.Generator
) -> np.ndarray:
    """``size`` of the places ``left``: proportional in each stratum, random within it."""
    if size == 0:
        return left[:0]
    names = np.unique(strata[left].astype(str))
    start = int(chance.integers(left.size))  # where the first whole quota begins: exact, in 1/n
    passed, taken, parts = 0, 0, []
    for name in chance.permutation(names):
        places = left[strata[left] == name]
        passed += places.size
        upto = (size * passed + start) // left.size
        parts.append(chance.choice(places, upto - taken, replace=False))
        taken = upto
    return np.sort(np.concatenate(parts))
