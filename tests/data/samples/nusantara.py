"""The generated companies that several tests look at, made once."""

from functools import lru_cache

import numpy as np

from data.samples.toko_nusantara import Company, Layer, generate
from data.samples.toko_nusantara.orders import (
    Orders,
    place_orders,
)
from data.samples.toko_nusantara.purchases import People, draw_purchases

COMPANIES = [(3_000, 1), (3_000, 2), (8_000, 3)]


@lru_cache(maxsize=8)
def company(customers: int, seed: int, *without: Layer) -> Company:
    return generate(customers, seed, without=frozenset(without))


@lru_cache(maxsize=4)
def drawn(customers: int, seed: int) -> tuple[People, Orders]:
    """The people and the orders of one block, as the process drew them."""
    recipe = company(customers, seed).recipe
    streams, people = recipe.people(0)
    purchases = draw_purchases(recipe.written, streams, people)
    return people, place_orders(recipe.written, streams, people, purchases)


def surprise(hits: float, chances: np.typing.NDArray[np.float64]) -> float:
    """Standard errors between a count and the sum of the chances behind it."""
    return float((hits - chances.sum()) / np.sqrt((chances * (1 - chances)).sum()))
