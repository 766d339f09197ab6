"""The planted segments: how often they buy, how long they stay, what, where and at what price.

Rates are per day and in the parameters of the literature: purchases Gamma(r, alpha), dropout after
each repeat purchase Beta(a, b) (Fader, Hardie and Lee 2005), order value Gamma(p, nu) with nu from
Gamma(q, gamma) (Fader and Hardie 2013).
"""

from dataclasses import dataclass

import numpy as np

from data.samples.toko_nusantara import catalogue
from data.samples.toko_nusantara.layers import Array, Layer, cumulate


@dataclass(frozen=True)
class Profile:
    """One segment. Shares are 0-1; money in rupiah; channels and categories in catalogue order."""

    name: str
    weight: float
    buying: tuple[float, float, float, float]  # r, alpha, a, b
    spend: tuple[float, float, float]  # p, q, gamma
    lines: float  # mean number of lines drawn for an order
    channels: tuple[float, ...]
    tiers: tuple[float, float, float]
    discounted: float  # share of lines sold at a discount
    depth: float  # mean discount of such a line
    categories: dict[str, float]
    returns: float  # mean share of delivered lines that come back
    contacts: float  # mean number of questions per order
    consent: tuple[float, float, float, float]  # e-mail, phone, chat, post


PROFILES = (
    Profile(
        "warung neighbours",
        0.30,
        (1.2, 68.0, 0.9, 12.0),
        (5.0, 6.0, 165_000.0),
        2.9,
        (0.94, 0.02, 0.02, 0.01, 0.01, 0.0),
        (0.44, 0.52, 0.04),
        0.07,
        0.10,
        {"Sembako": 0.44, "Mi & Kaleng": 0.24, "Minuman": 0.14, "Kebersihan Rumah": 0.10}
        | {"Camilan": 0.05, "Jamu & Herbal": 0.03},
        0.010,
        0.03,
        (0.30, 0.45, 0.40, 0.35),
    ),
    Profile(
        "bargain hunters",
        0.22,
        (1.0, 62.0, 1.1, 9.0),
        (4.0, 5.0, 155_000.0),
        2.7,
        (0.02, 0.02, 0.02, 0.46, 0.48, 0.0),
        (0.80, 0.18, 0.02),
        0.78,
        0.16,
        {"Perawatan Kecantikan": 0.26, "Camilan": 0.26, "Perawatan Tubuh": 0.22}
        | {"Hewan Peliharaan": 0.12, "Peralatan Dapur": 0.08, "Makanan Diet": 0.06},
        0.05,
        0.09,
        (0.55, 0.25, 0.60, 0.10),
    ),
    Profile(
        "young families",
        0.22,
        (1.5, 80.0, 0.8, 14.0),
        (6.0, 6.0, 290_000.0),
        4.8,
        (0.05, 0.05, 0.88, 0.01, 0.01, 0.0),
        (0.14, 0.78, 0.08),
        0.26,
        0.13,
        dict.fromkeys(catalogue.CATEGORIES, 1 / 14),
        0.025,
        0.07,
        (0.65, 0.45, 0.70, 0.25),
    ),
    Profile(
        "premium shoppers",
        0.14,
        (1.1, 66.0, 0.7, 14.0),
        (5.0, 5.0, 330_000.0),
        3.4,
        (0.05, 0.90, 0.03, 0.01, 0.01, 0.0),
        (0.02, 0.12, 0.86),
        0.04,
        0.08,
        {"Makanan Diet": 0.28, "Perawatan Kecantikan": 0.26, "Jamu & Herbal": 0.12, "Susu": 0.14}
        | {"Minuman": 0.12, "Hewan Peliharaan": 0.08},
        0.06,
        0.08,
        (0.70, 0.35, 0.45, 0.30),
    ),
    Profile(
        "small businesses",
        0.12,
        (1.8, 66.0, 0.7, 16.0),
        (5.0, 5.0, 900_000.0),
        3.6,
        (0.03, 0.03, 0.01, 0.01, 0.01, 0.91),
        (0.50, 0.46, 0.04),
        0.20,
        0.08,
        {"Alat Tulis": 0.36, "Kebersihan Rumah": 0.26, "Minuman": 0.22, "Sembako": 0.16},
        0.015,
        0.10,
        (0.75, 0.75, 0.50, 0.50),
    ),
)

# What everybody is when segments are switched off: one profile, the published BG/NBD setting.
EVERYBODY = Profile(
    "everybody",
    1.0,
    (1.1, 62.0, 0.8, 11.0),
    (6.0, 5.0, 200_000.0),
    4.0,
    (0.40, 0.14, 0.20, 0.12, 0.12, 0.02),
    (0.35, 0.50, 0.15),
    0.25,
    0.13,
    dict.fromkeys(catalogue.CATEGORIES, 1 / 14),
    0.03,
    0.06,
    (0.55, 0.45, 0.50, 0.30),
)


@dataclass(frozen=True)
class Profiles:
    """The profiles of one company, and their numbers as arrays over profiles."""

    rows: tuple[Profile, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Segment names in order of their number."""
        return tuple(row.name for row in self.rows)

    def column(self, field: str) -> Array:
        """A field of all profiles: one number, or one tuple, each."""
        return np.array([getattr(row, field) for row in self.rows], dtype=float)

    def shelf(self, *, tiers: bool) -> Array:
        """Share of each product for each profile (profiles × products); blind to tiers if told."""
        even = np.full(3, 1 / 3)
        return np.array(
            [
                catalogue.shelf_shares(
                    np.array([row.categories.get(name, 0.0) for name in catalogue.CATEGORIES]),
                    np.array(row.tiers) if tiers else even,
                )
                for row in self.rows
            ]
        )

    def shelf_cumulative(self, *, tiers: bool) -> Array:
        """The cumulative form of :meth:`shelf`."""
        return cumulate(self.shelf(tiers=tiers))


def profiles_for(layers: frozenset[Layer]) -> Profiles:
    """The planted segments, or one profile for everybody where segments are switched off."""
    return Profiles(PROFILES if Layer.SEGMENTS in layers else (EVERYBODY,))
