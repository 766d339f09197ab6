"""Generate the company: blocks of 10,000 customers, each from its own chance, put together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from data.samples.toko_nusantara import business, catalogue, dirt, people, sales, service, staff
from data.samples.toko_nusantara.baskets import new_memory, remember
from data.samples.toko_nusantara.campaigns import Outcome, campaigns_table, run_campaigns
from data.samples.toko_nusantara.contacts import lives, make_contacts
from data.samples.toko_nusantara.layers import ALL_LAYERS, Layer, Streams
from data.samples.toko_nusantara.orders import Orders, place_orders
from data.samples.toko_nusantara.people import BLOCK
from data.samples.toko_nusantara.profiles import profiles_for
from data.samples.toko_nusantara.purchases import (
    Clock,
    People,
    Written,
    draw_people,
    draw_purchases,
)
from data.samples.toko_nusantara.traits import traits_table
from data.samples.toko_nusantara.truth import Truth, contracts_truth, customers_truth, moves_truth
from data.tables import TABLES

CUSTOMERS = 20_000
LINES_PER_CUSTOMER = 52  # about, with every layer on
MOST_CUSTOMERS = 9_000_000  # ids have seven digits
SORT = {"order_lines": ["ordered_at", "order_id", "line_no"]}


@dataclass(frozen=True)
class Recipe:
    """All that a company follows from. The same recipe gives the same bytes."""

    customers: int
    seed: int
    layers: frozenset[Layer]
    lines_per_order: float = 1.0
    decline: float = 0.0

    @property
    def written(self) -> Written:
        """The written process of this recipe."""
        clock = Clock(Layer.SEASONS in self.layers, self.decline)
        return Written(self.layers, profiles_for(self.layers), clock, self.lines_per_order)

    @property
    def blocks(self) -> int:
        """Number of blocks of customers."""
        return -(-self.customers // BLOCK)

    def people(self, block: int) -> tuple[Streams, People]:
        """The chance and the customers of one block."""
        streams = Streams(self.seed, block)
        return streams, draw_people(self.written, streams, self.size(block))

    def size(self, block: int) -> int:
        """Number of customers in one block."""
        return min(BLOCK, self.customers - block * BLOCK)


@dataclass(frozen=True)
class Company:
    """A generated company: its recipe, its eleven tables, and the truth about it."""

    recipe: Recipe
    tables: dict[str, pl.DataFrame]
    truth: Truth


@dataclass(frozen=True)
class Block:
    """Tables and truth of one block of customers."""

    tables: dict[str, pl.DataFrame]
    truth: dict[str, pl.DataFrame]


def recipe_for(
    customers: int | None = None,
    seed: int = 1,
    without: frozenset[Layer] = frozenset(),
    lines: int | None = None,
    decline: float = 0.0,
) -> Recipe:
    """Work out the recipe; with ``lines`` alone the company has as many customers as fill them.

    With both given, baskets are made larger or smaller. Raises :class:`ValueError` for sizes that
    cannot be had.
    """
    if customers is None:
        customers = CUSTOMERS if lines is None else max(round(lines / LINES_PER_CUSTOMER), 1)
        stretch = 1.0
    else:
        stretch = 1.0 if lines is None else lines / (customers * LINES_PER_CUSTOMER)
    if not 1 <= customers <= MOST_CUSTOMERS:
        raise ValueError(f"customers must lie in 1 to {MOST_CUSTOMERS:,}, got {customers:,}")
    if not 0.2 <= stretch <= 20:
        least, most = customers * LINES_PER_CUSTOMER // 5, customers * LINES_PER_CUSTOMER * 20
        raise ValueError(
            f"{customers:,} customers make {least:,} to {most:,} lines, not {lines:,}: "
            "change customers or lines"
        )
    if not 0 <= decline < 1:
        raise ValueError(f"decline must lie in [0, 1), got {decline}")
    return Recipe(customers, seed, ALL_LAYERS - without, stretch, decline)


def generate(
    customers: int | None = None,
    seed: int = 1,
    without: frozenset[Layer] = frozenset(),
    lines: int | None = None,
    *,
    decline: float = 0.0,
) -> Company:
    """Generate a company of ``customers`` (20,000), or of about ``lines`` order lines.

    ``without`` names layers to switch off; ``decline`` (0-1) is the share by which buying falls
    from 1 January 2025. Raises :class:`ValueError` for sizes that cannot be had.
    """
    recipe = recipe_for(customers, seed, without, lines, decline)
    blocks = list(make_blocks(recipe))
    tables = {
        **{
            name: _sorted(name, pl.concat([block.tables[name] for block in blocks]))
            for name in blocks[0].tables
        },
        **global_tables(recipe),
    }
    truth = Truth.of_blocks(recipe.written, [block.truth for block in blocks])
    return Company(recipe, {name: tables[name] for name in TABLES}, truth)


def _sorted(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(SORT.get(name, list(TABLES[name].key)))


def global_tables(recipe: Recipe) -> dict[str, pl.DataFrame]:
    """The tables that do not grow with the number of customers."""
    made = {
        "products": catalogue.products_table(),
        "campaigns": campaigns_table(recipe.layers),
        "staff": staff.staff_table(recipe.layers),
        "partners": staff.partners_table(recipe.layers),
    }
    return {name: _typed(name, frame) for name, frame in made.items()}


def make_blocks(recipe: Recipe) -> Iterator[Block]:
    """The blocks of a company, one after the other."""
    for block in range(recipe.blocks):
        yield make_block(recipe, block)


def make_block(recipe: Recipe, block: int) -> Block:
    """Generate one block of customers, with all that hangs on them."""
    written = recipe.written
    streams, persons = recipe.people(block)
    consents = people.draw_consents(written, streams, persons)
    purchases = draw_purchases(written, streams, persons)
    orders = place_orders(written, streams, persons, purchases)
    outcome = run_campaigns(written, streams, persons, orders, consents.given)
    orders = after_campaigns(written, streams, persons, orders, outcome)
    before = new_memory(streams, persons)
    shop = sales.sell(written, streams, persons, orders, sales.Stage(before))
    ids = people.customer_ids(streams, persons)
    doubles = dirt.draw_duplicates(written, streams, len(persons), orders)
    contacts = make_contacts(written, streams, persons, orders, lives(persons, orders))
    contracts = business.draw_contracts(written, streams, persons)
    holder = np.where(contacts.order >= 0, doubles.holder[contacts.order], contacts.customer)
    customers, truth = _customers(recipe, streams, persons, consents, doubles)
    lines, spoiled = _order_lines(recipe, streams, shop, ids.gather(doubles.holder))
    amounts = shop.amounts()
    tables = {
        "order_lines": lines,
        "customers": customers,
        "interactions": service.interactions_table(written, streams, contacts, ids.gather(holder)),
        "campaign_members": service.members_table(streams, outcome.members, orders, amounts, ids),
        "opportunities": business.opportunities_table(written, streams, persons, ids),
        "contracts": business.contracts_table(contracts, ids, block),
        "traits": traits_table(written, streams, persons, ids),
    }
    segments = len(written.profiles.rows)
    truth |= {
        "customers": customers_truth(written, persons, orders, ids),
        "effects_counts": service.effects_counts(outcome.members, persons.segment, segments),
        "contacts": service.complaints_truth(contacts, orders, ids, block),
        "contracts": contracts_truth(contracts, block),
        "moves": moves_truth(written, remember(before, orders, shop.lines), ids),
        "dirt": pl.concat([truth["dirt"], spoiled]),
    }
    return Block({name: _typed(name, frame) for name, frame in tables.items()}, truth)


def after_campaigns(
    written: Written, streams: Streams, persons: People, orders: Orders, outcome: Outcome
) -> Orders:
    """The orders as the campaigns left them: some lost, some more at the end."""
    calm = replace(written, layers=written.layers - {Layer.COMPLAINTS_EFFECT})
    more = place_orders(calm, streams.child("campaigns.extra/"), persons, outcome.added)
    return replace(orders, live=orders.live & ~outcome.lost).then(more)


def _customers(
    recipe: Recipe,
    streams: Streams,
    persons: People,
    consents: people.Consents,
    doubles: dirt.Duplicates,
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The ``customers`` of a block with second records and dirt, and the truth about both."""
    written = recipe.written
    referrer = people.draw_referrals(written, streams, persons)
    frame = people.customers_table(written, streams, persons, consents, referrer)
    ids = people.customer_ids(streams, persons)
    second, duplicates = dirt.duplicate_rows(frame, ids, doubles, streams)
    frame = pl.concat([frame, second])
    spoiled, changes = dirt.dirty_customers(frame, streams)
    if not written.has(Layer.DIRT):
        spoiled, changes = frame, changes.clear()
    return spoiled, {"duplicates": duplicates, "dirt": changes}


def _order_lines(
    recipe: Recipe, streams: Streams, shop: sales.Sales, order_customer: pl.Series
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The ``order_lines`` of a block, identified and anonymous, and the truth about their dirt."""
    written = recipe.written
    lines = sales.order_lines(written, streams, shop, order_customer)
    nobody = sales.sell_anonymously(written, streams, recipe.size(streams.block))
    if nobody is not None:
        blank = pl.Series([None], dtype=pl.String).new_from_index(0, len(nobody.orders))
        other = sales.order_lines(written, streams.child("anonymous/"), nobody, blank)
        lines = pl.concat([lines, other])
    spoiled, changes = dirt.dirty_lines(lines, streams)
    return (spoiled, changes) if written.has(Layer.DIRT) else (lines, changes.clear())


def _typed(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with exactly the columns and types of its table."""
    columns = TABLES[name].columns
    return frame.select(pl.col(column).cast(kind) for column, kind in columns.items())
