"""The first layer: customers, their rates and lifetimes (BG/NBD), their spend (Gamma-Gamma).

A customer first buys at a purchase day of the process, then with rate lambda until gone; after each
repeat purchase the customer leaves with probability p. lambda is Gamma(r, alpha), p is Beta(a, b).
The value of an order is Gamma(p, nu), nu of the customer Gamma(q, gamma), independent of both.
"""

from dataclasses import dataclass, fields

import numpy as np

from data.samples.toko_nusantara import places
from data.samples.toko_nusantara.layers import Array, Layer, Streams
from data.samples.toko_nusantara.profiles import Profile, Profiles
from data.samples.toko_nusantara.seasons import DAYS, to_calendar, to_purchase_days

EARLY_SHARE, EARLY_DAYS = 0.45, 150  # the loyalty card came out on 1 January 2023
HEAVY_RETURNER, HEAVY_CALLER, SMALL_PARCELS = 0.045, 0.04, 0.05  # shares of customers
CONTRACT_BUYERS = 0.08


@dataclass(frozen=True)
class People:
    """The customers of one block: what drives each of them. Arrays of equal length."""

    segment: Array
    rate: Array  # lambda, purchases per purchase day
    dropout: Array  # p, after each repeat purchase
    nu: Array  # of the order value
    joined: Array  # purchase day of the first purchase
    city: Array
    returns: Array  # share of lines sent back
    contacts: Array  # questions per order
    small_parcels: Array  # orders by instant courier, a few things at a time

    def __len__(self) -> int:
        return len(self.segment)

    def where(self, places: Array) -> "People":
        """The people at these places, in this order, as often as they are named."""
        return People(*(getattr(self, f.name)[places] for f in fields(self)))


@dataclass(frozen=True)
class Clock:
    """How purchase days and calendar days are tied in this company."""

    seasons: bool
    decline: float = 0.0

    @property
    def end(self) -> float:
        """Purchase days passed when the calendar of the sample ends."""
        return float(to_purchase_days(float(DAYS), seasons=self.seasons, decline=self.decline))

    def calendar(self, passed: Array) -> Array:
        """Calendar time (days since START)."""
        return to_calendar(passed, seasons=self.seasons, decline=self.decline)

    def purchase_days(self, when: Array | float) -> Array:
        """Purchase days passed by a calendar time."""
        return to_purchase_days(when, seasons=self.seasons, decline=self.decline)


@dataclass(frozen=True)
class Written:
    """What the written process of one company is made of: layers, profiles and the clock."""

    layers: frozenset[Layer]
    profiles: Profiles
    clock: Clock
    lines_per_order: float = 1.0  # stretches every basket, for a wanted number of lines

    def has(self, layer: Layer) -> bool:
        """Whether a layer is switched on."""
        return layer in self.layers


def draw_people(written: Written, streams: Streams, count: int) -> People:
    """Draw ``count`` customers, each from the profile of a random segment."""
    rows = written.profiles
    weights = np.cumsum(rows.column("weight"))
    chance = streams.of("segments.segment").random(count)
    segment = np.minimum(np.searchsorted(weights / weights[-1], chance), len(weights) - 1)
    shape, alpha, a, b = rows.column("buying")[segment].T
    _, q, gamma = rows.column("spend")[segment].T
    return People(
        segment.astype(np.int32),
        streams.of("purchases.rate").standard_gamma(shape) / alpha,
        streams.of("purchases.dropout").beta(a, b),
        streams.of("purchases.nu").standard_gamma(q) / gamma,
        _join_days(streams, count, written.clock.end),
        places.cities_of(streams.of("places.city").random(count)),
        _returns(written, streams, segment),
        _contacts(written, streams, segment),
        streams.of("deliveries.small").random(count) < SMALL_PARCELS
        if written.has(Layer.DELIVERIES)
        else np.zeros(count, dtype=bool),
    )


def _join_days(streams: Streams, count: int, end: float) -> Array:
    """Many join in the card's first months, the others evenly until the end."""
    random = streams.of("purchases.joined")
    early, where = random.random((count, 2)).T
    return np.asarray(np.where(early < EARLY_SHARE, where * EARLY_DAYS, where * end))


def _returns(written: Written, streams: Streams, segment: Array) -> Array:
    """Share of lines sent back: around the segment's, and very high for a few."""
    if not written.has(Layer.RETURNS):
        return np.zeros(len(segment))
    mean = written.profiles.column("returns")[segment]
    heavy = streams.of("returns.heavy").random(len(segment)) < HEAVY_RETURNER
    usual = mean * streams.of("returns.usual").standard_gamma(4.0, len(segment)) / 4
    return np.where(heavy, 0.30 + 0.25 * streams.of("returns.share").random(len(segment)), usual)


def _contacts(written: Written, streams: Streams, segment: Array) -> Array:
    """Questions per order: around the segment's, and very many for a few."""
    if not written.has(Layer.CONTACTS):
        return np.zeros(len(segment))
    mean = written.profiles.column("contacts")[segment]
    heavy = streams.of("contacts.heavy").random(len(segment)) < HEAVY_CALLER
    usual = mean * streams.of("contacts.usual").standard_gamma(2.0, len(segment)) / 2
    return np.where(heavy, 1.5 + 2.5 * streams.of("contacts.share").random(len(segment)), usual)


@dataclass(frozen=True)
class Purchases:
    """Orders as they were meant: whose, the how-many-th (0 is the first), when, worth how much."""

    customer: Array
    number: Array
    passed: Array  # purchase day
    when: Array  # calendar days since START
    value: Array  # rupiah
    last: Array  # True: after this one the customer left of their own accord

    def __len__(self) -> int:
        return len(self.customer)


def draw_purchases(written: Written, streams: Streams, people: People) -> Purchases:
    """Every purchase until the customer leaves or the calendar ends (exactly BG/NBD)."""
    span = written.clock.end - people.joined
    return _purchases(written, streams, people, (people.joined, span), 0)


def continue_purchases(
    written: Written, streams: Streams, people: People, until: float
) -> Purchases:
    """Purchases of customers who are still there, after the end of the calendar.

    ``until`` is in calendar days since START.
    """
    begin = np.full(len(people), written.clock.end)
    span = written.clock.purchase_days(until) - begin
    return _purchases(written, streams, people, (begin, span), 1)


def _purchases(
    written: Written, streams: Streams, people: People, stretch: tuple[Array, Array], first: int
) -> Purchases:
    """Purchases in a stretch of purchase days (begin, length), numbered from ``first``.

    Purchase 0, the first of all, stands at the beginning of its stretch.
    """
    begin, span = stretch
    offered = streams.of("purchases.count").poisson(people.rate * span)
    leaves_after = streams.of("purchases.lifetime").geometric(np.maximum(people.dropout, 1e-12))
    sizes = offered + (first == 0)
    customer = np.repeat(np.arange(len(people)), sizes)
    number = _number_within(sizes) + first
    # Given their count, Poisson times are sorted uniform ones; zero stands for the first purchase.
    chance = np.where(number == 0, 0.0, streams.of("purchases.times").random(len(customer)))
    chance = np.sort(customer + chance * (1 - 1e-9)) - customer
    stays = number <= leaves_after[customer]
    customer, number, chance = customer[stays], number[stays], chance[stays]
    passed = begin[customer] + chance * span[customer]
    return Purchases(
        customer,
        number,
        passed,
        written.clock.calendar(passed),
        draw_values(written.profiles.rows, streams, people, customer),
        number == leaves_after[customer],
    )


def draw_values(
    rows: tuple[Profile, ...], streams: Streams, people: People, customer: Array
) -> Array:
    """The value of each order in rupiah (Gamma-Gamma)."""
    shape = np.array([row.spend[0] for row in rows])[people.segment[customer]]
    return np.asarray(streams.of("purchases.value").standard_gamma(shape) / people.nu[customer])


def _number_within(sizes: Array) -> Array:
    """0, 1, 2, … inside each run of the given sizes."""
    starts = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(int(sizes.sum())) - np.repeat(starts, sizes))


def mean_value(written: Written, people: People) -> Array:
    """Each customer's true mean order value in rupiah: p / nu."""
    shape = np.array([row.spend[0] for row in written.profiles.rows])[people.segment]
    return np.asarray(shape / people.nu)
