"""The layers of the written process, and the named streams of chance each of them draws from."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Layer(StrEnum):
    """What may be switched off. Purchases and lifetimes (BG/NBD, Gamma-Gamma) are always on."""

    SPEND = "spend"
    SEGMENTS = "segments"
    SEASONS = "seasons"
    ANONYMOUS = "anonymous"
    AFFINITIES = "affinities"
    FIRST_HALF_RULE = "first_half_rule"
    PRICE_TIERS = "price_tiers"
    BUNDLES = "bundles"
    RETURNS = "returns"
    DISCOUNTS = "discounts"
    DELIVERIES = "deliveries"
    CONTACTS = "contacts"
    COMPLAINTS_EFFECT = "complaints_effect"
    CAMPAIGNS = "campaigns"
    CONSENTS = "consents"
    REFERRALS = "referrals"
    CONTRACTS = "contracts"
    OPPORTUNITIES = "opportunities"
    DUPLICATES = "duplicates"
    DIRT = "dirt"


ALL_LAYERS = frozenset(Layer)


@dataclass(frozen=True)
class Streams:
    """Chance by name: one independent generator for each (seed, block of customers, name).

    A layer that is switched off takes nothing from anyone else's stream, and a block of customers
    is the same in a company of any size.
    """

    seed: int
    block: int
    prefix: str = ""

    def of(self, name: str) -> np.random.Generator:
        """The generator called ``name``, always from its beginning."""
        key = (crc32((self.prefix + name).encode()), self.block)
        return np.random.Generator(
            np.random.SFC64(np.random.SeedSequence(self.seed, spawn_key=key))
        )

    def child(self, prefix: str) -> "Streams":
        """The same names once more, independent of these."""
        return Streams(self.seed, self.block, f"{self.prefix}{prefix}/")


def pick(cumulative: Array, rows: Array, chance: Array) -> Array:
    """Draw one column for each of ``rows`` from that row's cumulative shares (rows × columns)."""
    drawn = np.zeros(len(rows), dtype=np.int32)
    for row in np.unique(rows):
        mine = rows == row
        drawn[mine] = np.searchsorted(cumulative[row], chance[mine], side="right")
    return np.asarray(np.minimum(drawn, cumulative.shape[1] - 1))


def cumulate(shares: Array) -> Array:
    """Row-wise cumulative shares, each row made to end at exactly one."""
    total = np.cumsum(np.atleast_2d(shares), axis=1)
    return np.asarray(total / total[:, -1:])


def stochastic_round(value: Array, chance: Array) -> Array:
    """Round up or down at random so that the mean is kept; never below one."""
    whole = np.floor(value)
    return np.asarray(np.maximum(whole + (chance < value - whole), 1), dtype=np.int64)
