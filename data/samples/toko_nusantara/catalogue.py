"""What Toko Nusantara sells: 14 categories × 4 subcategories × 3 price tiers × 4 products.

Product ``j`` stands at ``(subcategory × 3 + tier) × 4 + rank``; two contract products follow.
"""

from decimal import Decimal

import numpy as np
import polars as pl

from data.samples.toko_nusantara.layers import Array

TIERS = ("ekonomis", "standar", "premium")
TIER_PRICE = np.array([0.72, 1.0, 1.65])
RANKS = 4
RANK_PRICE = np.array([1.0, 0.92, 1.12, 1.2])
POPULARITY = np.array([0.48, 0.26, 0.16, 0.10])  # share of a product inside its tier, by rank

# category, gross margin on the list price, {subcategory: list price of the standard tier, rupiah}
RANGE: tuple[tuple[str, float, dict[str, int]], ...] = (
    ("Sembako", 0.21, {"Beras": 68_000, "Minyak goreng": 34_000, "Gula": 17_000, "Tepung": 13_000}),
    ("Mi & Kaleng", 0.26, {"Mi": 16_000, "Sarden": 24_000, "Kornet": 28_000, "Bumbu": 9_000}),
    ("Minuman", 0.30, {"Kopi": 22_000, "Teh": 12_000, "Sirop": 24_000, "Air mineral": 19_000}),
    ("Susu", 0.26, {"Susu UHT": 19_000, "Susu bubuk": 62_000, "Keju": 26_000, "Yoghurt": 14_000}),
    ("Camilan", 0.34, {"Keripik": 15_000, "Biskuit": 13_000, "Cokelat": 21_000, "Kacang": 17_000}),
    (
        "Makanan Diet",
        0.38,
        {
            "Granola": 46_000,
            "Oat": 32_000,
            "Batang protein": 27_000,
            "Pemanis rendah kalori": 36_000,
        },
    ),
    (
        "Perawatan Kecantikan",
        0.44,
        {"Serum wajah": 72_000, "Pelembap": 54_000, "Masker wajah": 22_000, "Lipstik": 58_000},
    ),
    (
        "Jamu & Herbal",
        0.40,
        {"Kunyit asam": 18_000, "Minyak kayu putih": 26_000, "Madu": 64_000, "Temulawak": 44_000},
    ),
    (
        "Perawatan Tubuh",
        0.33,
        {"Sampo": 29_000, "Sabun mandi": 19_000, "Pasta gigi": 16_000, "Deodoran": 24_000},
    ),
    (
        "Perawatan Bayi",
        0.25,
        {"Popok": 68_000, "Tisu basah": 17_000, "Bubur bayi": 21_000, "Sabun bayi": 27_000},
    ),
    (
        "Kebersihan Rumah",
        0.31,
        {"Deterjen": 28_000, "Pembersih lantai": 18_000, "Sabun cuci": 15_000, "Pengharum": 30_000},
    ),
    (
        "Peralatan Dapur",
        0.40,
        {"Wajan": 82_000, "Kotak makan": 42_000, "Spatula": 24_000, "Termos": 74_000},
    ),
    ("Alat Tulis", 0.32, {"Kertas": 48_000, "Pulpen": 18_000, "Buku tulis": 26_000, "Map": 14_000}),
    (
        "Hewan Peliharaan",
        0.32,
        {
            "Makanan kucing": 56_000,
            "Pasir kucing": 48_000,
            "Mainan": 27_000,
            "Vitamin hewan": 36_000,
        },
    ),
)
ENGLISH = dict(
    zip(
        [name for name, _, _ in RANGE],
        [
            "staples",
            "noodles and tins",
            "drinks",
            "dairy",
            "snacks",
            "diet food",
            "beauty care",
            "herbal medicine",
            "body care",
            "baby care",
            "cleaning",
            "kitchenware",
            "stationery",
            "pets",
        ],
        strict=True,
    )
)
CATEGORIES = tuple(name for name, _, _ in RANGE)
SUBCATEGORIES = tuple(name for _, _, shelf in RANGE for name in shelf)
SUBCATEGORY_CATEGORY = np.repeat(np.arange(len(CATEGORIES)), 4)
SUBCATEGORY_SHARE = np.tile([0.36, 0.28, 0.20, 0.16], len(CATEGORIES))  # inside its category
BRANDS = (
    ("Hemat Jaya", "Warga", "Sahaja", "Pilihan"),
    ("Nusa Sari", "Lestari Alam", "Cendana", "Mutiara Timur"),
    ("Kencana", "Adiwangsa", "Puncak Raya", "Samudra Biru"),
)
VARIANTS = ("reguler", "hemat", "keluarga", "spesial")

SHELF = len(SUBCATEGORIES) * len(TIERS) * RANKS  # products on the shelf: 672
_INDEX = np.arange(SHELF)
SUBCATEGORY = _INDEX // (len(TIERS) * RANKS)
CATEGORY = SUBCATEGORY_CATEGORY[SUBCATEGORY]
TIER = _INDEX // RANKS % len(TIERS)
RANK = _INDEX % RANKS
_STANDARD = np.array([price for _, _, shelf in RANGE for price in shelf.values()], dtype=float)
_MARGIN = np.array([margin for _, margin, _ in RANGE])
LIST_PRICE = np.round(_STANDARD[SUBCATEGORY] * TIER_PRICE[TIER] * RANK_PRICE[RANK], -2)
UNIT_COST = np.round(LIST_PRICE * (1 - _MARGIN[CATEGORY] - 0.04 * (TIER - 1)), -1)
CONTRACT_PRODUCTS = (("Langganan Air Galon", 95_000), ("Langganan Kopi Kantor", 240_000))
PRODUCT_IDS = tuple(f"P{number:04d}" for number in range(1, SHELF + len(CONTRACT_PRODUCTS) + 1))


def product_of(subcategory: str, tier: int = 1, rank: int = 0) -> int:
    """Index of one product on the shelf."""
    return (SUBCATEGORIES.index(subcategory) * len(TIERS) + tier) * RANKS + rank


def raise_tier(product: Array, steps: Array) -> Array:
    """The product of the same rank, ``steps`` price tiers up (at most premium)."""
    up = np.minimum(steps, len(TIERS) - 1 - TIER[product])
    return np.asarray(product + up * RANKS)


def shelf_shares(category_share: Array, tier_share: Array) -> Array:
    """Share of each product on the shelf, for one buyer's category and tier shares."""
    share = category_share[CATEGORY] * SUBCATEGORY_SHARE[SUBCATEGORY]
    return np.asarray(share * tier_share[TIER] * POPULARITY[RANK])


def products_table() -> pl.DataFrame:
    """The ``products`` table of domain.md: shelf and contract products."""
    names = [
        f"{SUBCATEGORIES[s]} {BRANDS[t][(s + r) % 4]} {VARIANTS[r]}"
        for s, t, r in zip(SUBCATEGORY, TIER, RANK, strict=True)
    ]
    contracts = [name for name, _ in CONTRACT_PRODUCTS]
    fees = [float(fee) for _, fee in CONTRACT_PRODUCTS]
    blank = [None] * len(contracts)
    return pl.DataFrame(
        {
            "product_id": PRODUCT_IDS,
            "name": names + contracts,
            "category": [CATEGORIES[c] for c in CATEGORY] + ["Langganan"] * len(contracts),
            "subcategory": [SUBCATEGORIES[s] for s in SUBCATEGORY] + contracts,
            "brand": [
                BRANDS[t][(s + r) % 4] for s, t, r in zip(SUBCATEGORY, TIER, RANK, strict=True)
            ]
            + blank,
            "unit_cost": rupiah(np.append(UNIT_COST, [0.62 * fee for fee in fees])),
            "list_price": rupiah(np.append(LIST_PRICE, fees)),
        },
        schema_overrides={"brand": pl.String},
    )


def rupiah(value: Array) -> pl.Series:
    """Whole rupiah as ``Decimal(20, 4)``, the money of every table."""
    return pl.Series(np.rint(value).astype(np.int64)).cast(pl.Decimal(20, 4))


def money(value: int) -> Decimal:
    """One amount of whole rupiah."""
    return Decimal(value).quantize(Decimal("0.0001"))
