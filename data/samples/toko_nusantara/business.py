"""Contracts of one product line (sBG), and the opportunities of the sales people."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.samples.toko_nusantara import catalogue, staff
from data.samples.toko_nusantara.catalogue import rupiah
from data.samples.toko_nusantara.layers import Array, Layer, Streams
from data.samples.toko_nusantara.people import BUSINESS
from data.samples.toko_nusantara.purchases import CONTRACT_BUYERS, People, Written
from data.samples.toko_nusantara.sales import blank_where
from data.samples.toko_nusantara.seasons import DAYS, as_dates

MONTH = 365.25 / 12
SBG = ((0.9, 6.0), (1.4, 16.0))  # alpha, beta of the monthly chance to cancel: water, office coffee
FEES = tuple(float(fee) for _, fee in catalogue.CONTRACT_PRODUCTS)
OPPORTUNITIES_EACH = 1.6  # for each small business
CYCLE_DAYS, CYCLE_SPREAD = 38.0, 0.55  # median and log-sd of the days from opening to closing
STAGES = ("prospect", "qualified", "quote", "negotiation", "closed")


@dataclass(frozen=True)
class Contracts:
    """Contracts of one block: whose, for what, from when to when, and the true chance to cancel."""

    customer: Array
    product: Array  # 0 or 1
    start: Array
    end: Array  # NaN: still running
    theta: Array  # chance to cancel at the end of each month

    def __len__(self) -> int:
        return len(self.customer)


def draw_contracts(written: Written, streams: Streams, people: People) -> Contracts:
    """Some customers sign a monthly contract; each month it ends with the customer's own chance."""
    count = len(people)
    chance = streams.of("contracts.who").random((count, 2))
    signs = (chance[:, 0] < CONTRACT_BUYERS) & written.has(Layer.CONTRACTS)
    product = (people.segment == BUSINESS).astype(np.int64)
    alpha, beta = np.array(SBG)[product].T
    theta = streams.of("contracts.theta").beta(alpha, beta)
    months = streams.of("contracts.months").geometric(np.maximum(theta, 1e-9))
    joined = written.clock.calendar(people.joined)
    start = np.floor(joined + chance[:, 1] * (DAYS - joined))
    end = np.floor(start + np.minimum(months, 1_000) * MONTH)
    who = np.flatnonzero(signs)
    return Contracts(
        who, product[who], start[who], np.where(end < DAYS, end, np.nan)[who], theta[who]
    )


def contracts_table(contracts: Contracts, ids: pl.Series, block: int) -> pl.DataFrame:
    """The ``contracts`` table of domain.md."""
    products = pl.Series(catalogue.PRODUCT_IDS[catalogue.SHELF :])
    return pl.DataFrame(
        {
            "contract_id": numbered("L", block, len(contracts)),
            "customer_id": ids.gather(contracts.customer),
            "product_id": products.gather(contracts.product),
            "started_on": as_dates(contracts.start),
            "ended_on": as_dates(contracts.end),
            "fee_per_month": rupiah(np.array(FEES)[contracts.product]),
        }
    )


def opportunities_table(
    written: Written, streams: Streams, people: People, ids: pl.Series
) -> pl.DataFrame:
    """The ``opportunities`` of small businesses: won with the seller's skill, or still open."""
    mean = np.where(people.segment == BUSINESS, OPPORTUNITIES_EACH, 0.0)
    counts = streams.of("opportunities.count").poisson(mean)
    who = np.repeat(np.arange(len(people)), counts if written.has(Layer.OPPORTUNITIES) else 0)
    chance = streams.of("opportunities.details").random((len(who), 5))
    cycle = np.exp(streams.of("opportunities.cycle").standard_normal(len(who)) * CYCLE_SPREAD)
    opened = np.floor(chance[:, 0] * DAYS)
    closed = np.floor(opened + CYCLE_DAYS * cycle)
    is_open = closed >= DAYS
    seller = staff.seller_of(people.city[who], who)
    won = chance[:, 1] < staff.SKILL[seller - staff.FIRST_SELLER]
    stage = np.where(is_open, (chance[:, 2] * 4).astype(np.int64), 4)
    shelf = catalogue.product_of("Kertas") + (chance[:, 3] * 48).astype(np.int64)
    product = np.minimum(shelf, catalogue.SHELF - 1)
    amount = np.round(3e6 * np.exp(1.6 * (chance[:, 4] - 0.5)) * cycle**0.3, -3)
    return pl.DataFrame(
        {
            "opportunity_id": numbered("O", streams.block, len(who)),
            "customer_id": ids.gather(who),
            "staff_id": pl.Series(staff.STAFF_IDS).gather(seller),
            "product_id": pl.Series(catalogue.PRODUCT_IDS).gather(product),
            "stage": pl.Series(STAGES).gather(stage),
            "amount": rupiah(amount),
            "opened_on": as_dates(opened),
            "closed_on": as_dates(np.where(is_open, np.nan, closed)),
            "outcome": blank_where(
                pl.Series(["lost", "won"]).gather(won.astype(np.int64)), is_open
            ),
        }
    )


def numbered(letter: str, block: int, count: int) -> pl.Series:
    """Ids of ``count`` rows of one block."""
    numbers = pl.Series(np.arange(1, count + 1) + (block + 1) * 10**7)
    return letter + numbers.cast(pl.String).str.zfill(11)
