"""The ``order_lines`` of one block: identified sales, what came back, and anonymous shop sales."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from data.samples.toko_nusantara import catalogue, places, staff
from data.samples.toko_nusantara.baskets import Lines, Memory, fill_baskets, new_memory
from data.samples.toko_nusantara.catalogue import rupiah
from data.samples.toko_nusantara.layers import Array, Layer, Streams
from data.samples.toko_nusantara.orders import METHODS, Orders, place_orders
from data.samples.toko_nusantara.pricing import (
    CANCELLED,
    RETURNED,
    cancel,
    inside,
    price,
    send_back,
)
from data.samples.toko_nusantara.pricing import Priced as PricedLines
from data.samples.toko_nusantara.profiles import Profiles
from data.samples.toko_nusantara.purchases import People, Purchases, Written
from data.samples.toko_nusantara.seasons import DAYS, as_times

STATUSES = ("completed", "returned", "cancelled")
ANONYMOUS_PER_CUSTOMER = 4.2  # anonymous shop orders for each customer, over the three years
ANONYMOUS_SPEND, ANONYMOUS_LINES = 0.8, 0.95  # of the first segment's
ID_DIGITS = 8  # digits for the number of an order inside its block


@dataclass(frozen=True)
class Sales:
    """Orders and priced lines of one block."""

    orders: Orders
    lines: Lines
    priced: PricedLines
    anonymous: bool = False

    def amounts(self) -> Array:
        """Net amount of each order as sold, rupiah."""
        sold = self.priced.where(self.priced.status == 0)
        return np.bincount(sold.order, weights=sold.amount, minlength=len(self.orders))


@dataclass(frozen=True)
class Stage:
    """Where a stretch of sales begins and ends: what was bought before, and days since START."""

    memory: Memory
    until: float = float(DAYS)


def sell(
    written: Written, streams: Streams, people: People, orders: Orders, stage: Stage | None = None
) -> Sales:
    """Fill, price and deliver all orders; take back and cancel some; drop what never came about.

    Without a stage: the sales of the three years, to customers who bought nothing before.
    """
    stage = stage or Stage(new_memory(streams, people))
    lines = fill_baskets(written, streams, people, orders, stage.memory)
    sold = price(written, streams, people, orders, lines)
    sold = sold.where(orders.live[sold.order])
    back = send_back(written, streams, people, orders, sold)
    mistaken = cancel(written, streams, orders, sold)
    return Sales(orders, lines, inside(sold.then(back, mistaken), until=stage.until))


def sell_anonymously(written: Written, streams: Streams, customers: int) -> Sales | None:
    """Shop sales to people who show no card: single orders, any time, like the first segment's."""
    if not written.has(Layer.ANONYMOUS):
        return None
    mine = streams.child("anonymous/")
    count = int(mine.of("count").poisson(ANONYMOUS_PER_CUSTOMER * customers))
    row = written.profiles.rows[0]
    shop_only = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    row = replace(row, channels=shop_only, lines=row.lines * ANONYMOUS_LINES)
    off = {Layer.CONTACTS, Layer.RETURNS, Layer.AFFINITIES, Layer.FIRST_HALF_RULE, Layer.BUNDLES}
    shop = replace(written, profiles=Profiles((row,)), layers=written.layers - off)
    people = _passers_by(mine, count, row.spend)
    passed = mine.of("when").random(count) * written.clock.end
    value = mine.of("value").standard_gamma(row.spend[0], count) / people.nu
    nobody, never = np.arange(count), np.zeros(count, dtype=bool)
    when = written.clock.calendar(passed)
    purchases = Purchases(nobody, nobody * 0, passed, when, value, never)
    return replace(
        sell(shop, mine, people, place_orders(shop, mine, people, purchases)), anonymous=True
    )


def _passers_by(streams: Streams, count: int, spend: tuple[float, float, float]) -> People:
    zero = np.zeros(count)
    return People(
        segment=np.zeros(count, dtype=np.int32),
        rate=zero,
        dropout=zero,
        nu=streams.of("nu").standard_gamma(spend[1], count) / (spend[2] * ANONYMOUS_SPEND),
        joined=zero,
        city=places.cities_of(streams.of("city").random(count)),
        returns=zero,
        contacts=zero,
        small_parcels=zero.astype(bool),
    )


def order_lines(
    written: Written, streams: Streams, sales: Sales, order_customer: pl.Series
) -> pl.DataFrame:
    """The sales of a block as rows of ``order_lines``; ``order_customer`` is each order's id."""
    orders, lines = sales.orders, sales.priced
    channel = orders.channel[lines.order]
    store_of = _stores(streams, orders)
    store = store_of[lines.order]
    city = orders.city[lines.order]
    shop = channel == places.STORE
    unsent = shop | (lines.status != 0)
    promised = np.where(unsent, np.nan, orders.promised[lines.order])
    actual = np.where(unsent, np.nan, orders.delivered[lines.order])
    staff_id, partner_id = _who_sold(written, streams, orders, store_of)
    numbers, line_no = _number(lines)
    return pl.DataFrame(
        {
            "order_id": _order_ids(streams.block, numbers, lines.status, sales.anonymous),
            "customer_id": order_customer.gather(lines.order),
            "line_no": pl.Series(line_no).cast(pl.Int64),
            "ordered_at": as_times(lines.when),
            "product_id": pl.Series(catalogue.PRODUCT_IDS).gather(lines.product),
            "quantity": rupiah(lines.quantity),
            **{name: rupiah(getattr(lines, name)) for name in _MONEY},
            "channel": pl.Series(places.CHANNELS).gather(channel),
            "store": blank_where(pl.Series(places.STORES).gather(store), ~shop),
            "region": pl.Series(places.PROVINCES).gather(city),
            "staff_id": staff_id.gather(lines.order),
            "partner_id": partner_id.gather(lines.order),
            "promised_at": as_times(promised),
            "delivered_at": as_times(np.where(actual < 1095.999, actual, np.nan)),
            "delivery_method": blank_where(
                pl.Series(METHODS).gather(orders.method[lines.order]), unsent
            ),
            "status": pl.Series(STATUSES).gather(lines.status),
        }
    )


_MONEY = ("unit_price", "discount", "amount", "line_cost", "shipping_cost", "fee")


def blank_where(values: pl.Series, blank: Array) -> pl.Series:
    """The values, blank where told."""
    return values.to_frame("v").select(pl.when(~pl.Series(blank)).then(pl.col("v")))["v"]


def _stores(streams: Streams, orders: Orders) -> Array:
    """The shop of each order: one of those in its city."""
    chance = streams.of("places.store").random(len(orders))
    number = (chance * places.STORES_IN_CITY[orders.city]).astype(np.int64)
    return np.asarray(places.FIRST_STORE[orders.city] + number)


def _who_sold(
    written: Written, streams: Streams, orders: Orders, store: Array
) -> tuple[pl.Series, pl.Series]:
    """staff_id and partner_id of each order; blank where opportunities are switched off."""
    on = written.has(Layer.OPPORTUNITIES)
    chance = streams.of("opportunities.staff").random((len(orders), 2))
    cashier = store * staff.CASHIERS_PER_STORE + (chance[:, 0] * staff.CASHIERS_PER_STORE)
    wholesale = orders.channel == places.WHOLESALE
    seller = staff.seller_of(orders.city, orders.customer)
    person = np.where(wholesale, seller, cashier.astype(np.int64))
    staffed = on & (wholesale | (orders.channel == places.STORE))
    resold = wholesale & (chance[:, 1] < staff.RESOLD)
    market = (orders.channel == places.TOKOPEDIA) | (orders.channel == places.SHOPEE)
    partner = np.where(
        market, orders.channel - places.TOKOPEDIA, staff.PROVINCE_RESELLER[orders.city]
    )
    return (
        blank_where(pl.Series(staff.STAFF_IDS).gather(person), ~staffed),
        blank_where(pl.Series(staff.PARTNER_IDS).gather(partner), ~(on & (market | resold))),
    )


def _number(lines: PricedLines) -> tuple[Array, Array]:
    """A number for each document (an order, its returned part, its cancelled twin), and line_no."""
    key = lines.order * 3 + lines.status
    turn = np.argsort(key, kind="stable")
    ordered = key[turn]
    starts = np.r_[True, ordered[1:] != ordered[:-1]] if len(ordered) else np.zeros(0, dtype=bool)
    place = np.arange(len(ordered))
    line_no = np.empty(len(lines), dtype=np.int64)
    line_no[turn] = place - np.maximum.accumulate(np.where(starts, place, 0)) + 1
    return lines.order, line_no


def _order_ids(block: int, number: Array, status: Array, anonymous: bool) -> pl.Series:  # noqa: FBT001
    """Ids: T sold to a customer, A anonymous, R returned, X cancelled; then block and number."""
    letters = np.array([0, RETURNED, CANCELLED])[status]
    letter = pl.Series(["A" if anonymous else "T", "R", "X"]).gather(letters)
    digits = pl.Series(number + 1 + (block + 1) * 10**ID_DIGITS).cast(pl.String)
    return letter + digits.str.zfill(ID_DIGITS + 4)
