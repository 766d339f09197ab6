"""Results about what to sell to whom, made of shops that are large enough for them."""

from dataclasses import replace
from functools import cache

import polars as pl

from analytics.bundles import Bundles, asked, price_bundles
from analytics.findings import Result
from analytics.next_product import NextProduct, propose
from analytics.upsell import Upsell, climb_ladders
from tests.analytics.test_bundles import PRICES, SHOP
from tests.analytics.test_next_product import cycles
from tests.analytics.test_upsell import shop


@cache
def next_product() -> NextProduct:
    """A shop where one item follows another."""
    return propose(cycles(), repeats=True, item="i07")


def bundles(take_up: float = 0.5) -> Bundles:
    """A shop of tea, cups and ink."""
    return asked(price_bundles(SHOP, PRICES, take_up=take_up), "")


@cache
def upsell() -> Upsell:
    """A shop whose customers climb."""
    return climb_ladders(shop(2_000, climb=0.4))


def every() -> list[Result]:
    """One result of each kind, good and bad."""
    noise = propose(cycles(follows=False), repeats=True)
    ink = price_bundles(SHOP.filter(item="ink"), PRICES)
    told = upsell().likely
    coin = replace(upsell(), likely=told._replace(customers=told.customers.clear(), auc=0.5))
    model = next_product()
    better = pl.when(pl.col("way") == "rules").then(1.0).otherwise("hit_rate")
    single = replace(model, proof=model.proof.with_columns(hit_rate=better))
    return [
        coin,
        model,
        single,
        noise,
        bundles(),
        bundles(0.1),
        ink,
        upsell(),
        climb_ladders(shop(60)),
    ]
