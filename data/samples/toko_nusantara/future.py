"""True future values: the mean of the written process, without further campaigns.

Customers who have left are worth nothing more. The others are continued 500 times from where they
stand (their rates, their place on the price ladders, their last basket); the expected number of
orders needs no continuation, it has a formula. Values are those of orders placed in the horizon,
net of what is sent back of them within it; contract fees are not among them.
"""

from pathlib import Path
from zlib import crc32

import numpy as np
import polars as pl

from data.samples.toko_nusantara import people, sales
from data.samples.toko_nusantara.baskets import Memory, new_memory, remember
from data.samples.toko_nusantara.campaigns import run_campaigns
from data.samples.toko_nusantara.company import Company, Recipe, after_campaigns
from data.samples.toko_nusantara.contacts import (
    CHAT,
    CHAT_COST,
    TOUCH_POINTS,
    VISIT,
    Contacts,
    Lives,
    lives,
    make_contacts,
)
from data.samples.toko_nusantara.layers import Array, Streams
from data.samples.toko_nusantara.orders import (
    PICK_UP,
    Orders,
    leaving_chance,
    place_orders,
)
from data.samples.toko_nusantara.pricing import RETURNED
from data.samples.toko_nusantara.purchases import (
    People,
    Written,
    continue_purchases,
    draw_purchases,
)
from data.samples.toko_nusantara.rates import default_rates
from data.samples.toko_nusantara.seasons import DAYS, FUTURE_DAYS

BATCH = 100_000  # continued customers at a time
MEASURES = ("orders", "revenue", "gross_margin", "contribution", "profit")


def future_values(
    company: Company,
    horizon_days: int = 365,
    *,
    continuations: int = 500,
    keep_in: Path | None = None,
) -> pl.DataFrame:
    """Each customer's true value over the days after the calendar's end, rupiah.

    Columns: customer_id, expected_orders (by formula), orders, revenue, gross_margin, contribution,
    profit (at :func:`default_rates`), each a mean over ``continuations`` with its standard error
    beside it (``…_error``). With ``keep_in`` the frame is written into that folder and read from
    there the next time. Raises :class:`ValueError` for a horizon outside 1 to 730 days.
    """
    if not 1 <= horizon_days <= FUTURE_DAYS:
        raise ValueError(f"horizon_days must lie in 1 to {FUTURE_DAYS}, got {horizon_days}")
    if continuations < 2:
        raise ValueError(f"continuations must be at least 2, got {continuations}")
    recipe = company.recipe
    kept = keep_in / _file_name(recipe, horizon_days, continuations) if keep_in else None
    if kept and kept.exists():
        return pl.read_parquet(kept)
    values = pl.concat(
        [
            _block_values(recipe, block, float(DAYS + horizon_days), continuations)
            for block in range(recipe.blocks)
        ]
    ).sort("customer_id")
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        values.write_parquet(kept)
    return values


def _file_name(recipe: Recipe, horizon_days: int, continuations: int) -> str:
    """A name that tells recipes apart."""
    plan = f"{recipe.customers} {recipe.seed} {sorted(recipe.layers)} {recipe.lines_per_order}"
    code = crc32(f"{plan} {recipe.decline}".encode())
    return f"future-{code:08x}-{horizon_days}-{continuations}.parquet"


def _block_values(recipe: Recipe, block: int, until: float, continuations: int) -> pl.DataFrame:
    """The values of one block of customers."""
    written = recipe.written
    streams, persons = recipe.people(block)
    alive, memory = _today(written, streams, persons)
    stay = np.flatnonzero(alive)
    size = len(stay)
    total, squares = np.zeros((2, len(MEASURES), size))
    at_once = max(BATCH // max(size, 1), 1)
    for first in range(0, continuations, at_once):
        times = min(at_once, continuations - first)
        who = np.tile(stay, times)
        mine = streams.child(f"future.{int(until)}.{first}/")
        found = _continue(written, mine, persons.where(who), memory.where(who), until)
        found = found.reshape(len(MEASURES), times, size)
        total += found.sum(axis=1)
        squares += (found**2).sum(axis=1)
    mean = total / continuations
    spread = np.maximum(squares / continuations - mean**2, 0.0)
    error = np.sqrt(spread / (continuations - 1))
    columns: dict[str, Array] = {"expected_orders": expected_orders(written, persons, until)}
    columns["expected_orders"] = np.where(alive, columns["expected_orders"], 0.0)
    for number, name in enumerate(MEASURES):
        columns[name], columns[f"{name}_error"] = np.zeros((2, len(persons)))
        columns[name][stay], columns[f"{name}_error"][stay] = mean[number], error[number]
    ids = people.customer_ids(streams, persons).head(len(persons))
    return pl.DataFrame({"customer_id": ids, **columns})


def expected_orders(written: Written, persons: People, until: float) -> Array:
    """Orders expected of customers who are there at the calendar's end, up to ``until``.

    With rate lambda, and gone with chance p after each order, in t purchase days:
    (1 - exp(-lambda p t)) / p (Fader, Hardie and Lee 2005, equation 6).
    """
    span = float(written.clock.purchase_days(until)) - written.clock.end
    leaving = np.maximum(leaving_chance(written, persons), 1e-12)
    return np.asarray(-np.expm1(-persons.rate * leaving * span) / leaving)


def _today(written: Written, streams: Streams, persons: People) -> tuple[Array, Memory]:
    """Who is still there at the end of the calendar, and what their next orders depend on."""
    consents = people.draw_consents(written, streams, persons)
    orders = place_orders(written, streams, persons, draw_purchases(written, streams, persons))
    outcome = run_campaigns(written, streams, persons, orders, consents.given)
    orders = after_campaigns(written, streams, persons, orders, outcome)
    alive = np.ones(len(persons), dtype=bool)
    alive[orders.customer[orders.live & (orders.leaves | orders.last)]] = False
    memory = new_memory(streams, persons)
    shop = sales.sell(written, streams, persons, orders, sales.Stage(memory))
    return alive, remember(memory, orders, shop.lines)


def _continue(
    written: Written, streams: Streams, persons: People, memory: Memory, until: float
) -> Array:
    """One continuation of each of ``persons``: measures × persons."""
    purchases = continue_purchases(written, streams, persons, until)
    orders = place_orders(written, streams, persons, purchases)
    shop = sales.sell(written, streams, persons, orders, sales.Stage(memory, until))
    life = lives(persons, orders, until)
    life = Lives(np.full(len(persons), float(DAYS)), life.end, until)
    contacts = make_contacts(written, streams, persons, orders, life)
    size = len(persons)
    lines = shop.priced.counted()
    customer = orders.customer[lines.order]
    margin = lines.amount - lines.line_cost
    contribution = margin - lines.shipping_cost - lines.fee
    served = _cost_to_serve(orders, shop, contacts, size)
    found = [lines.amount, margin, contribution]
    sums = [np.bincount(customer, weights=value, minlength=size) for value in found]
    count = np.bincount(orders.customer[orders.live], minlength=size)
    return np.array([count, *sums, sums[-1] - served])


def _cost_to_serve(orders: Orders, shop: sales.Sales, contacts: Contacts, size: int) -> Array:
    """What serving each customer costs at the default rates."""
    rate = {key: float(value) for key, value in default_rates().items()}
    live, lines = orders.live, shop.priced
    delivered = live & (orders.method != PICK_UP)
    per_order = live * rate["order"] + delivered * rate["delivery"]
    cost = np.bincount(orders.customer, weights=per_order, minlength=size)
    counted = lines.counted()
    customer = orders.customer[counted.order]
    cost = cost + np.bincount(customer, minlength=size) * rate["line"]
    returned = customer[counted.status == RETURNED]
    cost = cost + np.bincount(returned, minlength=size) * rate["return"]
    usual = rate["contact_minute"]
    minute = np.array([rate.get(f"contact_minute:{name}", usual) for name in TOUCH_POINTS])
    spent = contacts.minutes * minute[contacts.touch_point]
    spent = np.where(contacts.kind == VISIT, rate["visit"], spent)
    spent = np.where(contacts.touch_point == CHAT, CHAT_COST, spent)
    return np.asarray(cost + np.bincount(contacts.customer, weights=spent, minlength=size))
