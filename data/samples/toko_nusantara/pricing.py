"""Money on each line: price, discount, cost, freight, fee; what comes back or is cancelled."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from data.samples.toko_nusantara import catalogue, places
from data.samples.toko_nusantara.baskets import Lines
from data.samples.toko_nusantara.layers import Array, Layer, Streams
from data.samples.toko_nusantara.orders import CARGO, INSTANT, PICK_UP, Orders
from data.samples.toko_nusantara.purchases import People, Written
from data.samples.toko_nusantara.rules import BUNDLES

DEPTHS = np.array([0.5, 0.75, 1.0, 1.25, 1.5])  # of the segment's mean discount
PURE_COST = 0.70  # of the value of an order, where there are no baskets
INSTANT_FREIGHT, CARGO_FREIGHT = 17_000.0, 4.0  # rupiah; times the usual freight
FREIGHT_PER_LINE = 600.0
SPOILED = 0.35  # share of returned lines that cannot be sold again
RETURN_DAYS = 9.0
CANCELLED_SHARE = 0.012
COMPLETED, RETURNED, CANCELLED = range(3)


@dataclass(frozen=True)
class Priced:
    """Order lines with their money, whole rupiah as floats. Arrays of equal length."""

    order: Array
    product: Array
    quantity: Array  # negative: came back
    unit_price: Array
    discount: Array
    amount: Array
    line_cost: Array
    shipping_cost: Array
    fee: Array
    when: Array
    status: Array
    bundle: Array

    def __len__(self) -> int:
        return len(self.order)

    def where(self, keep: Array) -> Self:
        """The chosen lines."""
        return type(self)(*(getattr(self, f.name)[keep] for f in fields(self)))

    def counted(self) -> Self:
        """The lines that were not cancelled."""
        return self.where(np.asarray(self.status != CANCELLED))

    def but(self, **changed: Array) -> Self:
        """The same lines with other values in some columns."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return type(self)(**{**values, **changed})

    def then(self, *more: "Priced") -> Self:
        """These lines, then ``more``."""
        parts = (self, *more)
        return type(self)(
            *(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(self))
        )


def price(
    written: Written, streams: Streams, people: People, orders: Orders, lines: Lines
) -> Priced:
    """Every line with its money, as sold."""
    if written.has(Layer.SPEND):
        unit_price = catalogue.LIST_PRICE[lines.product]
        cost = catalogue.UNIT_COST[lines.product] * lines.quantity
    else:
        unit_price = np.maximum(np.rint(orders.value[lines.order]), 1.0)
        cost = np.rint(PURE_COST * unit_price)
    gross = unit_price * lines.quantity
    share = _discount_share(written, streams, people, orders, lines)
    discount = np.rint(gross * share)
    amount = gross - discount
    return Priced(
        lines.order,
        lines.product,
        lines.quantity,
        unit_price,
        discount,
        amount,
        cost,
        _freight(written, orders, lines),
        _fees(written, orders, lines, amount),
        orders.when[lines.order],
        np.full(len(lines), COMPLETED),
        lines.bundle,
    )


def _discount_share(
    written: Written, streams: Streams, people: People, orders: Orders, lines: Lines
) -> Array:
    """Discount of each line, 0-1: the bundle's own, or at random by segment."""
    share = np.zeros(len(lines))
    if written.has(Layer.DISCOUNTS):
        segment = people.segment[orders.customer[lines.order]]
        chance, depth = streams.of("discounts.line").random((len(lines), 2)).T
        given = chance < written.profiles.column("discounted")[segment]
        step = DEPTHS[(depth * len(DEPTHS)).astype(np.int64)]
        share = np.where(given, written.profiles.column("depth")[segment] * step, 0.0)
    bundled = lines.bundle >= 0
    share[bundled] = np.array([b.discount for b in BUNDLES])[lines.bundle[bundled]]
    return share


def _freight(written: Written, orders: Orders, lines: Lines) -> Array:
    """What the couriers are paid for an order, spread evenly over its lines, rupiah."""
    if not written.has(Layer.DELIVERIES):
        return np.zeros(len(lines))
    sizes = np.bincount(lines.order, minlength=len(orders))
    base = places.ZONE_FREIGHT[places.ZONES[orders.city]]
    base = np.where(orders.method == INSTANT, INSTANT_FREIGHT, base)
    base = np.where(orders.method == CARGO, base * CARGO_FREIGHT, base)
    base = np.where(orders.method == PICK_UP, 0.0, base + FREIGHT_PER_LINE * sizes)
    return np.asarray(np.rint((base / np.maximum(sizes, 1))[lines.order]))


def _fees(written: Written, orders: Orders, lines: Lines, amount: Array) -> Array:
    """What the marketplaces keep, rupiah."""
    if not written.has(Layer.DELIVERIES):
        return np.zeros(len(lines))
    return np.asarray(np.rint(places.FEES[orders.channel[lines.order]] * amount))


def send_back(
    written: Written, streams: Streams, people: People, orders: Orders, sold: Priced
) -> Priced:
    """The lines that come back, as lines of their own with negative quantity and a later time.

    A third of the goods are spoiled: then their cost does not come back. Freight is paid again.
    """
    if not written.has(Layer.RETURNS):
        return sold.where(np.zeros(len(sold), dtype=bool))
    customer = orders.customer[sold.order]
    chance, days, spoiled = streams.of("returns.line").random((len(sold), 3)).T
    when = sold.when + 1.5 + RETURN_DAYS * days
    delivered = orders.delivered[sold.order]
    when = np.maximum(when, np.where(np.isnan(delivered), 0.0, delivered + 0.2))
    back = chance < people.returns[customer]
    lost = spoiled[back] < SPOILED
    out = sold.where(back)
    return out.but(
        quantity=-out.quantity,
        discount=-out.discount,
        amount=-out.amount,
        line_cost=np.where(lost, 0.0, -out.line_cost),
        fee=-out.fee,
        when=when[back],
        status=np.full(len(out), RETURNED),
    )


def cancel(written: Written, streams: Streams, orders: Orders, sold: Priced) -> Priced:
    """Orders placed by mistake and cancelled within the hour, before the one that was meant."""
    if not written.has(Layer.RETURNS):
        return sold.where(np.zeros(len(sold), dtype=bool))
    chance, ahead = streams.of("returns.cancelled").random((len(orders), 2)).T
    chosen = chance < CANCELLED_SHARE
    out = sold.where(chosen[sold.order])
    zero = np.zeros(len(out))
    when = np.maximum(out.when - (0.005 + 0.03 * ahead[out.order]), 0.0)
    return out.but(when=when, shipping_cost=zero, fee=zero, status=np.full(len(out), CANCELLED))


def inside(lines: Priced, *, until: float) -> Priced:
    """Lines before ``until`` (days since START)."""
    return lines.where(lines.when < until)
