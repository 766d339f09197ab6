"""Staff and partners: who sells, who serves, through whom. The same in every company."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from data.samples.toko_nusantara import places
from data.samples.toko_nusantara.layers import Array, Layer

CASHIERS_PER_STORE = 3
CASHIERS = CASHIERS_PER_STORE * len(places.STORES)
SELLERS, AGENTS = 12, 20
FIRST_SELLER, FIRST_AGENT = CASHIERS, CASHIERS + SELLERS
STAFF_IDS = tuple(f"S{n:03d}" for n in range(1, CASHIERS + SELLERS + AGENTS + 1))
# How often each seller wins an opportunity of usual promise, before the segment's own share.
SKILL = np.array([0.62, 0.35, 0.44, 0.30, 0.52, 0.28, 0.40, 0.47, 0.33, 0.56, 0.38, 0.25])


@dataclass(frozen=True)
class Partner:
    """A partner and its team: marketplace or reseller."""

    name: str
    team: str
    region: str | None


PARTNERS = (
    Partner("Tokopedia", "marketplace", None),
    Partner("Shopee", "marketplace", None),
    Partner("Mitra Grosir Betawi", "reseller", "DKI Jakarta"),
    Partner("Sumber Priangan", "reseller", "Jawa Barat"),
    Partner("Niaga Banten Raya", "reseller", "Banten"),
    Partner("Karya Semarang Abadi", "reseller", "Jawa Tengah"),
    Partner("Lumbung Mataram", "reseller", "DI Yogyakarta"),
    Partner("Distributor Brantas", "reseller", "Jawa Timur"),
    Partner("Andalas Makmur", "reseller", "Sumatera Utara"),
    Partner("Musi Sejahtera", "reseller", "Sumatera Selatan"),
    Partner("Dewata Niaga", "reseller", "Bali"),
    Partner("Celebes Perdana", "reseller", "Sulawesi Selatan"),
    Partner("Borneo Sentosa", "reseller", "Kalimantan Timur"),
)
PARTNER_IDS = tuple(f"M{n:02d}" for n in range(1, len(PARTNERS) + 1))
RESELLER_OF = {row.region: n for n, row in enumerate(PARTNERS) if row.region}
PROVINCE_RESELLER = np.array([RESELLER_OF[province] for province in places.PROVINCES])
RESOLD = 0.35  # share of wholesale orders that come through a reseller


def staff_table(layers: frozenset[Layer]) -> pl.DataFrame:
    """The ``staff`` table of domain.md; empty where opportunities are switched off."""
    store_city = np.repeat(places.STORE_CITY, CASHIERS_PER_STORE)
    city = [int(c) for c in store_city] + [n % len(places.CITIES) for n in range(SELLERS + AGENTS)]
    first, last = places.FIRST_NAMES, places.LAST_NAMES
    teams = ["gerai"] * CASHIERS + ["penjualan"] * SELLERS + ["layanan"] * AGENTS
    frame = pl.DataFrame(
        {
            "staff_id": STAFF_IDS,
            "name": [
                f"{first[n * 7 % len(first)]} {last[n * 11 % len(last)]}"
                for n in range(len(STAFF_IDS))
            ],
            "team": teams,
            "region": [places.PROVINCES[c] for c in city],
            "joined_on": [date(2016 + n % 7, 1 + n * 5 % 12, 1) for n in range(len(STAFF_IDS))],
        }
    )
    return frame if Layer.OPPORTUNITIES in layers else frame.clear()


def partners_table(layers: frozenset[Layer]) -> pl.DataFrame:
    """The ``partners`` table of domain.md; empty where opportunities are switched off."""
    frame = pl.DataFrame(
        {
            "partner_id": PARTNER_IDS,
            "name": [row.name for row in PARTNERS],
            "team": [row.team for row in PARTNERS],
            "region": [row.region for row in PARTNERS],
            "joined_on": [date(2018 + n % 5, 1 + n * 7 % 12, 1) for n in range(len(PARTNERS))],
        }
    )
    return frame if Layer.OPPORTUNITIES in layers else frame.clear()


def seller_of(city: Array, customer: Array) -> Array:
    """The sales person who looks after a customer of wholesale."""
    return np.asarray(FIRST_SELLER + (city * 5 + customer) % SELLERS)
