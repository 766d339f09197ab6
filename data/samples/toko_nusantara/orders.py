"""How an order is placed and delivered, and what goes wrong with it.

Channel by the segment's mix; a delivered order is late with a chance that depends on the distance;
a late order brings a complaint far more often; a complaint is badly solved with a stated chance;
a badly solved one makes the customer leave with a stated chance. A well solved one does nothing.
"""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from data.samples.toko_nusantara import places
from data.samples.toko_nusantara.layers import Array, Layer, Streams, cumulate, pick
from data.samples.toko_nusantara.purchases import People, Purchases, Written

METHODS = ("Di gerai", "Kurir reguler", "Kurir instan", "Kargo")
PICK_UP, REGULAR, INSTANT, CARGO = range(4)
INSTANT_SHARE = 0.15
COMPLAINT_ON_TIME, COMPLAINT_LATE = 0.010, 0.32  # per order, for a customer of usual patience
IMPATIENT = 3.0  # heavy callers complain this much more often
BADLY_SOLVED = 0.35
LEAVES_AFTER_BAD = 0.30


@dataclass(frozen=True)
class Orders:
    """Orders as they were placed. Arrays of equal length; ``NaN`` where there is no delivery."""

    customer: Array
    number: Array  # 0 is the customer's first
    when: Array
    value: Array
    channel: Array
    city: Array  # of the shop, or of the address
    method: Array
    promised: Array  # days since START
    delivered: Array
    late: Array
    complaint: Array
    bad: Array  # the complaint was badly solved
    leaves: Array  # and made the customer leave
    last: Array  # after this one the customer left of their own accord
    live: Array  # False: would have come after the customer had left, or was lost to a campaign

    def __len__(self) -> int:
        return len(self.customer)

    def where(self, keep: Array) -> Self:
        """The chosen orders."""
        return type(self)(*(getattr(self, f.name)[keep] for f in fields(self)))

    def then(self, more: "Orders") -> Self:
        """These orders, then ``more``."""
        pairs = ((getattr(self, f.name), getattr(more, f.name)) for f in fields(self))
        return type(self)(*(np.concatenate(pair) for pair in pairs))


def place_orders(
    written: Written, streams: Streams, people: People, purchases: Purchases
) -> Orders:
    """Give each purchase its channel, delivery and troubles; a complaint may end a life."""
    segment = people.segment[purchases.customer]
    mix = cumulate(written.profiles.column("channels"))
    channel = pick(mix, segment, streams.of("segments.channel").random(len(purchases)))
    city = people.city[purchases.customer]
    method, promised, delivered, late = _deliver(written, streams, people, purchases, channel)
    complaint, bad, leaves = _complain(written, streams, people, purchases, late)
    return Orders(
        purchases.customer,
        purchases.number,
        purchases.when,
        purchases.value,
        channel,
        city,
        method,
        promised,
        delivered,
        late,
        complaint,
        bad,
        leaves,
        purchases.last,
        ~_after_leaving(purchases.customer, leaves),
    )


def _deliver(
    written: Written, streams: Streams, people: People, purchases: Purchases, channel: Array
) -> tuple[Array, Array, Array, Array]:
    """Method, promised and actual time (days since START) and whether it was late."""
    count = len(purchases)
    blank = np.full(count, np.nan)
    if not written.has(Layer.DELIVERIES):
        return np.full(count, PICK_UP, dtype=np.int32), blank, blank, np.zeros(count, dtype=bool)
    zone = places.ZONES[people.city[purchases.customer]]
    parcel = channel != places.STORE
    instant = streams.of("deliveries.method").random(count) < INSTANT_SHARE
    instant = (instant & (zone == 0)) | people.small_parcels[purchases.customer]
    method = np.where(channel == places.WHOLESALE, CARGO, np.where(instant, INSTANT, REGULAR))
    method = np.where(parcel, method, PICK_UP).astype(np.int32)
    days = np.where(method == INSTANT, 0.125, places.ZONE_DAYS[zone] + (method == CARGO))
    promised = purchases.when + days
    late = parcel & (streams.of("deliveries.late").random(count) < late_chance(zone, method))
    early = streams.of("deliveries.early").random(count)
    delay = 0.2 + streams.of("deliveries.delay").standard_exponential(count) * (0.4 + 0.5 * days)
    actual = np.where(late, promised + delay, purchases.when + days * (0.35 + 0.6 * early))
    return method, np.where(parcel, promised, blank), np.where(parcel, actual, blank), late


def late_chance(zone: Array, method: Array) -> Array:
    """Chance that a delivery comes late: by distance; cargo and instant couriers have their own."""
    factor = np.array([0.0, 1.0, 0.8, 1.2])[method]
    return np.asarray(places.ZONE_LATE[zone] * factor)


def complaint_chance(people: People) -> tuple[Array, Array]:
    """Chance of a complaint about an order of each customer: on time, and late."""
    patience = np.where(people.contacts >= 1.5, IMPATIENT, 1.0)
    return (
        np.minimum(COMPLAINT_ON_TIME * patience, 0.9),
        np.minimum(COMPLAINT_LATE * patience, 0.9),
    )


def _complain(
    written: Written, streams: Streams, people: People, purchases: Purchases, late: Array
) -> tuple[Array, Array, Array]:
    """Which orders bring a complaint, which of these are badly solved, and who leaves over it."""
    count = len(purchases)
    none = np.zeros(count, dtype=bool)
    if not written.has(Layer.CONTACTS):
        return none, none, none
    on_time, when_late = complaint_chance(people)
    chance = np.where(late, when_late[purchases.customer], on_time[purchases.customer])
    complaint = streams.of("contacts.complaint").random(count) < chance
    bad = complaint & (streams.of("contacts.solved").random(count) < BADLY_SOLVED)
    if not written.has(Layer.COMPLAINTS_EFFECT):
        return complaint, bad, none
    leaves = bad & (streams.of("complaints_effect.leaves").random(count) < LEAVES_AFTER_BAD)
    return complaint, bad, leaves


def _after_leaving(customer: Array, leaves: Array) -> Array:
    """Orders that come after one over which the customer left (orders sorted by customer, time)."""
    before = np.cumsum(leaves) - leaves
    first = np.flatnonzero(np.r_[True, customer[1:] != customer[:-1]][: len(customer)])
    sizes = np.diff(np.r_[first, len(customer)]).astype(np.int64)
    return np.asarray(before - np.repeat(before[first], sizes) > 0)


def leaving_chance(written: Written, people: People) -> Array:
    """True chance that a customer is gone after a repeat order, of all causes."""
    if not {Layer.CONTACTS, Layer.COMPLAINTS_EFFECT} <= written.layers:
        return people.dropout
    on_time, when_late = complaint_chance(people)
    late = _mean_late(written, people)
    bad = (late * when_late + (1 - late) * on_time) * BADLY_SOLVED
    return np.asarray(1 - (1 - people.dropout) * (1 - bad * LEAVES_AFTER_BAD))


def _mean_late(written: Written, people: People) -> Array:
    """True chance that an order of each customer comes late, over channels and methods."""
    if not written.has(Layer.DELIVERIES):
        return np.zeros(len(people))
    mix = written.profiles.column("channels")[people.segment]
    zone = places.ZONES[people.city]
    instant = np.where(people.small_parcels, 1.0, np.where(zone == 0, INSTANT_SHARE, 0.0))
    courier = np.zeros_like(zone)
    parcels = late_chance(zone, courier + REGULAR) * (1 - instant)
    parcels = parcels + late_chance(zone, courier + INSTANT) * instant
    cargo = mix[:, places.WHOLESALE]
    by_courier = 1 - mix[:, places.STORE] - cargo
    return np.asarray(cargo * late_chance(zone, courier + CARGO) + by_courier * parcels)
