"""Campaigns with a truly random control group and effects that differ by segment.

Everyone asked is drawn at random among customers who agreed to the touch point; the arm is drawn at
random again. A treated customer who is still there and has no order in the window buys once more
with the segment's ``lift``; with a negative lift each treated customer who would have bought does
not, with that chance. Nothing else changes, and nothing changes outside the window.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from data.samples.toko_nusantara.campaign_list import CAMPAIGNS, CONSENT_OF, Campaign
from data.samples.toko_nusantara.catalogue import money
from data.samples.toko_nusantara.layers import Array, Layer, Streams
from data.samples.toko_nusantara.orders import Orders
from data.samples.toko_nusantara.purchases import People, Purchases, Written, draw_values
from data.samples.toko_nusantara.seasons import as_dates, day_number


@dataclass(frozen=True)
class Members:
    """Who was in one campaign, in which arm, and what would have happened anyway."""

    campaign: int
    customer: Array
    arm: Array  # 0 control, then the treatments in order
    buys_anyway: Array  # an order in the window without the campaign
    there: Array  # not gone when the campaign began


@dataclass(frozen=True)
class Outcome:
    """What the campaigns did to one block."""

    members: tuple[Members, ...]
    added: Purchases
    lost: Array  # mask over the orders: bought without the campaign, not with it


def run_campaigns(
    written: Written, streams: Streams, people: People, orders: Orders, consents: Array
) -> Outcome:
    """Ask, leave alone, and see; ``consents`` is customers × (e-mail, phone, chat, post)."""
    lost = np.zeros(len(orders), dtype=bool)
    if not written.has(Layer.CAMPAIGNS):
        return Outcome((), _extra(written, streams, people, [], []), lost)
    members, customers, times = [], [], []
    for number, campaign in enumerate(CAMPAIGNS):
        mine = streams.child(f"campaigns.{number}")
        group = _ask(number, mine, people, orders, consents[:, CONSENT_OF[campaign.touch_point]])
        lift = _lifts(campaign, people, group)
        chance, moment = mine.of("effect").random((len(people), 2))[group.customer].T
        more = (lift > chance) & group.there & ~group.buys_anyway
        customers.append(group.customer[more])
        times.append(day_number(campaign.starts) + 0.5 + moment[more] * (campaign.days - 1))
        stopped = group.customer[(-lift > chance) & group.buys_anyway]
        lost |= _in_window(campaign, orders) & np.isin(orders.customer, stopped)
        members.append(group)
    return Outcome(tuple(members), _extra(written, streams, people, customers, times), lost)


def _ask(number: int, streams: Streams, people: People, orders: Orders, consent: Array) -> Members:
    """Draw the members of a campaign and their arms."""
    campaign = CAMPAIGNS[number]
    start = day_number(campaign.starts)
    first = np.full(len(people), np.inf)
    np.minimum.at(first, orders.customer, orders.when)
    final = np.zeros(len(people))
    np.maximum.at(final, orders.customer[orders.live], orders.when[orders.live])
    gone = np.zeros(len(people), dtype=bool)
    gone[orders.customer[orders.live & (orders.leaves | orders.last)]] = True
    asked = streams.of("asked").random(len(people)) < campaign.reach
    chosen = np.flatnonzero((first < start) & consent & asked)
    chance, which = streams.of("arm").random((len(people), 2))[chosen].T
    arm = np.where(chance < campaign.control, 0, 1 + (which * len(campaign.treatments)).astype(int))
    buys = np.zeros(len(people), dtype=bool)
    buys[orders.customer[orders.live & _in_window(campaign, orders)]] = True
    there = ~(gone & (final < start))[chosen]
    return Members(number, chosen, arm, buys[chosen], there)


def _in_window(campaign: Campaign, orders: Orders) -> Array:
    start = day_number(campaign.starts)
    return np.asarray((orders.when >= start) & (orders.when < start + campaign.days))


def _lifts(campaign: Campaign, people: People, group: Members) -> Array:
    """The lift of each member: of the treatment and the segment; zero for the control group."""
    table = np.array([(0.0,) * 5, *campaign.treatments.values()])
    return np.asarray(table[group.arm, people.segment[group.customer]])


def _extra(
    written: Written, streams: Streams, people: People, customers: list[Array], times: list[Array]
) -> Purchases:
    """The purchases that campaigns brought."""
    customer = np.concatenate([np.zeros(0, dtype=np.int64), *customers])
    when = np.concatenate([np.zeros(0), *times])
    mine = streams.child("campaigns.extra")
    value = draw_values(written.profiles.rows, mine, people, customer)
    never = np.zeros(len(customer), dtype=bool)
    number = np.full(len(customer), -1)  # outside the count of the customer's own purchases
    return Purchases(customer, number, written.clock.purchase_days(when), when, value, never)


def campaigns_table(layers: frozenset[Layer]) -> pl.DataFrame:
    """The ``campaigns`` table of domain.md."""
    rows = CAMPAIGNS if Layer.CAMPAIGNS in layers else ()
    starts = np.array([day_number(row.starts) for row in rows], dtype=float)
    days = np.array([row.days for row in rows], dtype=float)
    return pl.DataFrame(
        {
            "campaign_id": [f"K{number:03d}" for number in range(1, len(rows) + 1)],
            "name": [row.name for row in rows],
            "touch_point": [row.touch_point for row in rows],
            "objective": [row.objective for row in rows],
            "offer": [row.offer for row in rows],
            "starts_on": as_dates(starts),
            "ends_on": as_dates(starts + days - 1),
            "fixed_cost": [money(row.fixed_cost) for row in rows],
            "contact_cost": [money(row.contact_cost) for row in rows],
        }
    )
