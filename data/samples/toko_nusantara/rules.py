"""What is planted in the baskets: affinities, next-purchase orders, a rule that dies, bundles."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from data.samples.toko_nusantara import catalogue
from data.samples.toko_nusantara.catalogue import product_of
from data.samples.toko_nusantara.layers import Layer
from data.samples.toko_nusantara.seasons import END, START, day_number

HALF = date(2024, 7, 2)  # the rule of the first half dies here, in the middle of the three years


@dataclass(frozen=True)
class Rule:
    """Who buys the antecedent adds the consequent with ``probability`` in the same order.

    ``level`` is "subcategory" (both are numbers of subcategories; the product is drawn in the tier
    of the antecedent's line) or "product" (both are products).
    """

    level: str
    antecedent: int
    consequent: int
    probability: float
    last: date = END
    layer: Layer = Layer.AFFINITIES


@dataclass(frozen=True)
class NextOrder:
    """After an order with the antecedent category, the next order has the consequent one."""

    antecedent: str
    consequent: str
    probability: float


@dataclass(frozen=True)
class Bundle:
    """Products taken together at one price, ``discount`` off; ``take_up`` is a share of orders."""

    name: str
    products: tuple[int, ...]
    discount: float
    take_up: float


def _pair(antecedent: str, consequent: str, probability: float) -> Rule:
    names = catalogue.SUBCATEGORIES
    return Rule("subcategory", names.index(antecedent), names.index(consequent), probability)


def _products(antecedent: int, consequent: int, probability: float) -> Rule:
    return Rule("product", antecedent, consequent, probability)


RULES = (
    _pair("Kopi", "Gula", 0.30),
    _pair("Teh", "Biskuit", 0.26),
    _pair("Mi", "Sarden", 0.22),
    _pair("Tepung", "Minyak goreng", 0.35),
    _pair("Popok", "Tisu basah", 0.45),
    _pair("Susu bubuk", "Bubur bayi", 0.24),
    _pair("Deterjen", "Pembersih lantai", 0.25),
    _pair("Sampo", "Sabun mandi", 0.32),
    _pair("Serum wajah", "Pelembap", 0.38),
    _pair("Granola", "Yoghurt", 0.30),
    _pair("Makanan kucing", "Pasir kucing", 0.42),
    _pair("Kertas", "Pulpen", 0.28),
    _products(product_of("Madu"), product_of("Oat"), 0.40),
    _products(product_of("Lipstik", 0), product_of("Masker wajah", 0), 0.45),
    _products(product_of("Keripik", 0), product_of("Cokelat", 0), 0.35),
    _products(product_of("Kotak makan"), product_of("Termos"), 0.40),
    _products(product_of("Beras"), product_of("Bumbu"), 0.30),
    Rule(
        "subcategory",
        catalogue.SUBCATEGORIES.index("Sirop"),
        catalogue.SUBCATEGORIES.index("Kacang"),
        0.45,
        last=HALF,
        layer=Layer.FIRST_HALF_RULE,
    ),
)
NEXT_ORDERS = (
    NextOrder("Makanan Diet", "Perawatan Kecantikan", 0.40),
    NextOrder("Perawatan Kecantikan", "Jamu & Herbal", 0.30),
    NextOrder("Peralatan Dapur", "Sembako", 0.35),
    NextOrder("Perawatan Bayi", "Susu", 0.30),
)
BUNDLES = (
    Bundle(
        "Paket Sarapan",
        (product_of("Oat"), product_of("Susu UHT"), product_of("Madu")),
        0.12,
        0.012,
    ),
    Bundle("Paket Arisan", (product_of("Sirop", 0), product_of("Biskuit", 0)), 0.10, 0.015),
    Bundle("Paket Bersih", (product_of("Sabun cuci", 0), product_of("Pengharum", 0)), 0.15, 0.010),
    Bundle(
        "Paket Cantik", (product_of("Serum wajah", 2), product_of("Masker wajah", 2)), 0.10, 0.010
    ),
)  # fmt: skip


def rules_truth(layers: frozenset[Layer]) -> pl.DataFrame:
    """The planted rules: level, antecedent, consequent, probability, first_day, last_day."""
    rows = [rule for rule in RULES if rule.layer in layers]
    return pl.DataFrame(
        {
            "level": [rule.level for rule in rows],
            "antecedent": [_name(rule.level, rule.antecedent) for rule in rows],
            "consequent": [_name(rule.level, rule.consequent) for rule in rows],
            "probability": [rule.probability for rule in rows],
            "first_day": [START for _ in rows],
            "last_day": [rule.last for rule in rows],
            "holds": [rule.last == END for rule in rows],
        },
        schema={
            "level": pl.String,
            "antecedent": pl.String,
            "consequent": pl.String,
            "probability": pl.Float64,
            "first_day": pl.Date,
            "last_day": pl.Date,
            "holds": pl.Boolean,
        },
    )


def next_orders_truth(layers: frozenset[Layer]) -> pl.DataFrame:
    """The planted next-purchase orders: categories, in English too, and their probability."""
    rows = NEXT_ORDERS if Layer.AFFINITIES in layers else ()
    return pl.DataFrame(
        {
            "antecedent": [row.antecedent for row in rows],
            "consequent": [row.consequent for row in rows],
            "antecedent_english": [catalogue.ENGLISH[row.antecedent] for row in rows],
            "consequent_english": [catalogue.ENGLISH[row.consequent] for row in rows],
            "probability": [row.probability for row in rows],
        },
        schema_overrides={"probability": pl.Float64},
    )


def bundles_truth(layers: frozenset[Layer]) -> pl.DataFrame:
    """The planted bundles: name, products (ids), discount and take_up per order."""
    rows = BUNDLES if Layer.BUNDLES in layers else ()
    return pl.DataFrame(
        {
            "bundle": [row.name for row in rows],
            "products": [[catalogue.PRODUCT_IDS[j] for j in row.products] for row in rows],
            "discount": [row.discount for row in rows],
            "take_up": [row.take_up for row in rows],
        },
        schema={
            "bundle": pl.String,
            "products": pl.List(pl.String),
            "discount": pl.Float64,
            "take_up": pl.Float64,
        },
    )


def _name(level: str, number: int) -> str:
    return catalogue.PRODUCT_IDS[number] if level == "product" else catalogue.SUBCATEGORIES[number]


def last_moment(rule: Rule) -> float:
    """Days since START after which the rule no longer works."""
    return float(np.inf) if rule.last == END else float(day_number(rule.last))
