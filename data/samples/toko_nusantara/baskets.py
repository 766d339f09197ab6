"""What lies in each order: lines drawn from the segment's shelf, then what is planted on top."""

from dataclasses import dataclass

import numpy as np

from data.samples.toko_nusantara import catalogue
from data.samples.toko_nusantara.layers import (
    Array,
    Layer,
    Streams,
    pick,
    stochastic_round,
)
from data.samples.toko_nusantara.orders import Orders
from data.samples.toko_nusantara.purchases import People, Written
from data.samples.toko_nusantara.rules import (
    BUNDLES,
    NEXT_ORDERS,
    RULES,
    Rule,
    last_moment,
)

LADDERS = ("Kopi", "Sampo", "Susu bubuk")  # subcategories in which customers move up
MOVES_UP = np.array([0.05, 0.04, 0.10, 0.06, 0.02])  # chance per purchase, by segment
SMALL_PARCEL_VALUE = 0.35  # share of the usual order value in a small parcel


@dataclass(frozen=True)
class Lines:
    """Order lines before money: which order, which product, how many, at which planted discount."""

    order: Array
    product: Array
    quantity: Array
    bundle: Array  # number of the bundle it belongs to, or -1

    def __len__(self) -> int:
        return len(self.order)

    def where(self, keep: Array) -> "Lines":
        """The chosen lines."""
        return Lines(self.order[keep], self.product[keep], self.quantity[keep], self.bundle[keep])


@dataclass(frozen=True)
class Memory:
    """What a customer's next orders depend on. Ladders × customers; customers × categories."""

    patience: Array  # purchases in a ladder between two moves up
    bought: Array  # purchases made in a ladder so far
    last: Array  # whether the last order so far held a category

    def where(self, places: Array) -> "Memory":
        """The memory of the customers at these places."""
        return Memory(self.patience[:, places], self.bought[:, places], self.last[places])


def new_memory(streams: Streams, people: People) -> Memory:
    """The memory of customers who have bought nothing yet."""
    chance = np.resize(MOVES_UP, max(len(MOVES_UP), int(people.segment.max(initial=0)) + 1))
    patience = [
        streams.of(f"price_tiers.{number}").geometric(chance[people.segment])
        for number in range(len(LADDERS))
    ]
    last = np.zeros((len(people), len(catalogue.CATEGORIES)), dtype=bool)
    return Memory(np.array(patience), np.array(patience) * 0, last)


def remember(memory: Memory, orders: Orders, lines: Lines) -> Memory:
    """The memory after these orders (those that came about)."""
    lines = lines.where(orders.live[lines.order])
    customer = orders.customer[lines.order]
    bought = memory.bought.copy()
    for number, name in enumerate(LADDERS):
        here = catalogue.SUBCATEGORY[lines.product] == catalogue.SUBCATEGORIES.index(name)
        bought[number] += np.bincount(customer[here], minlength=bought.shape[1])
    final = np.full(bought.shape[1], -np.inf)
    np.maximum.at(final, customer, orders.when[lines.order])
    newest = orders.when[lines.order] == final[customer]
    last = memory.last & np.isinf(final)[:, None]
    last[customer[newest], catalogue.CATEGORY[lines.product[newest]]] = True
    return Memory(memory.patience, bought, last)


def fill_baskets(
    written: Written, streams: Streams, people: People, orders: Orders, memory: Memory
) -> Lines:
    """Lines of all orders, sorted by order; the drawn ones before the planted ones."""
    if not written.has(Layer.SPEND):
        return _single_lines(written, streams, people, orders)
    drawn = _draw_lines(written, streams, people, orders)
    if written.has(Layer.BUNDLES):
        drawn = _join([drawn, *_bundles(streams, orders)])
    if written.has(Layer.PRICE_TIERS):
        product = move_up(memory, orders, drawn)
        drawn = Lines(drawn.order, product, drawn.quantity, drawn.bundle)
    planted = [
        _apply(rule, streams.of(f"{rule.layer}.{number}"), orders, drawn)
        for number, rule in enumerate(RULES)
        if written.has(rule.layer)
    ]
    if written.has(Layer.AFFINITIES):
        planted += _next_orders(streams, people, orders, drawn, memory)
    lines = _join([drawn, *planted])
    return lines.where(np.argsort(lines.order, kind="stable"))


def _single_lines(written: Written, streams: Streams, people: People, orders: Orders) -> Lines:
    """One line for each order: the pure process, in which a line is worth what the order is."""
    count = len(orders)
    shelf = written.profiles.shelf_cumulative(tiers=written.has(Layer.PRICE_TIERS))
    chance = streams.of("spend.product").random(count)
    product = pick(shelf, people.segment[orders.customer], chance)
    ones = np.ones(count, dtype=np.int64)
    return Lines(np.arange(count), product, ones, ones * 0 - 1)


def _draw_lines(written: Written, streams: Streams, people: People, orders: Orders) -> Lines:
    """Products from the segment's shelf; quantities so that the order is worth what was meant."""
    segment = people.segment[orders.customer]
    small = people.small_parcels[orders.customer]
    usual = written.profiles.column("lines")[segment] * written.lines_per_order
    mean = np.where(small, 0.4, 1.0) * np.maximum(usual - 1, 0.0)
    sizes = 1 + streams.of("spend.lines").poisson(mean)
    order = np.repeat(np.arange(len(orders)), sizes)
    shelf = written.profiles.shelf_cumulative(tiers=written.has(Layer.PRICE_TIERS))
    product = pick(shelf, segment[order], streams.of("spend.product").random(len(order)))
    meant = orders.value * np.where(small, SMALL_PARCEL_VALUE, 1.0) / sizes
    wanted = meant[order] / catalogue.LIST_PRICE[product]
    quantity = stochastic_round(wanted, streams.of("spend.quantity").random(len(order)))
    return Lines(order, product, quantity, np.full(len(order), -1))


def _bundles(streams: Streams, orders: Orders) -> list[Lines]:
    """Each bundle is taken with its own small chance, one of each of its products."""
    found = []
    for number, bundle in enumerate(BUNDLES):
        chance = streams.of(f"bundles.{number}").random(len(orders))
        taken = np.flatnonzero(chance < bundle.take_up)
        order = np.repeat(taken, len(bundle.products))
        product = np.tile(np.array(bundle.products), len(taken))
        ones = np.ones(len(order), dtype=np.int64)
        found.append(Lines(order, product, ones, ones * number))
    return found


def move_up(memory: Memory, orders: Orders, lines: Lines) -> Array:
    """Products after moves up the price ladders.

    In each ladder a customer moves up one tier for good after a geometric number of purchases in
    it, and once more after as many again.
    """
    product = lines.product.copy()
    for number, name in enumerate(LADDERS):
        here = np.flatnonzero(
            catalogue.SUBCATEGORY[lines.product] == catalogue.SUBCATEGORIES.index(name)
        )
        customer = orders.customer[lines.order[here]]
        turn = np.lexsort((here, orders.when[lines.order[here]], customer))
        here, customer = here[turn], customer[turn]
        turns = np.arange(len(here)) - np.searchsorted(customer, customer, side="left")
        steps = (memory.bought[number][customer] + turns) // memory.patience[number][customer]
        product[here] = catalogue.raise_tier(product[here], np.minimum(steps, 2))
    return product


def _apply(rule: Rule, random: np.random.Generator, orders: Orders, lines: Lines) -> Lines:
    """The lines a rule adds: at most one for each order that has its antecedent."""
    key = lines.product if rule.level == "product" else catalogue.SUBCATEGORY[lines.product]
    order, where = np.unique(lines.order[key == rule.antecedent], return_index=True)
    cause = np.flatnonzero(key == rule.antecedent)[where]
    chance = random.random((len(orders), 2))[order]  # by order: an earlier change shifts nothing
    adds = (chance[:, 0] < rule.probability) & (orders.when[order] < last_moment(rule))
    order, cause, chance = order[adds], cause[adds], chance[adds, 1]
    if rule.level == "product":
        product = np.full(len(order), rule.consequent)
    else:
        rank = np.searchsorted(np.cumsum(catalogue.POPULARITY)[:-1], chance)
        shelf = rule.consequent * len(catalogue.TIERS) + catalogue.TIER[lines.product[cause]]
        product = shelf * catalogue.RANKS + rank
    # A shop that buys by the dozen adds by the dozen, but never more than it meant to spend.
    return Lines(order, product, np.ones(len(order), dtype=np.int64), np.full(len(order), -1))


def _next_orders(
    streams: Streams, people: People, orders: Orders, lines: Lines, memory: Memory
) -> list[Lines]:
    """Lines added to a customer's next order because of what the one before held."""
    turn = np.lexsort((orders.when, orders.customer))
    customer = orders.customer[turn]
    opens = np.r_[True, customer[1:] != customer[:-1]][: len(turn)]
    has = np.zeros((len(orders), len(catalogue.CATEGORIES)), dtype=bool)
    has[lines.order, catalogue.CATEGORY[lines.product]] = True
    added = []
    for number, row in enumerate(NEXT_ORDERS):
        source = catalogue.CATEGORIES.index(row.antecedent)
        target = catalogue.CATEGORIES.index(row.consequent)
        before = np.where(opens, memory.last[customer, source], np.roll(has[turn, source], 1))
        chance = streams.of(f"affinities.next.{number}").random(len(orders))
        order = turn[before & (chance[turn] < row.probability)]
        which = streams.of(f"affinities.next.product.{number}").random(len(orders))[order]
        subcategory = target * 4 + np.searchsorted([0.36, 0.64, 0.84], which)
        tier = _usual_tier(people, orders, order)
        product = (subcategory * len(catalogue.TIERS) + tier) * catalogue.RANKS
        added.append(Lines(order, product, np.ones(len(order), dtype=np.int64), product * 0 - 1))
        has[order, target] = True  # an added line counts for the orders planted after it
    return added


def _usual_tier(people: People, orders: Orders, order: Array) -> Array:
    """The price tier of a segment's most usual product."""
    usual = np.array([0, 0, 1, 2, 0])
    return np.asarray(usual[people.segment[orders.customer[order]]])


def _join(parts: list[Lines]) -> Lines:
    return Lines(
        *(np.concatenate([getattr(p, f) for p in parts]) for f in
          ("order", "product", "quantity", "bundle"))
    )  # fmt: skip
