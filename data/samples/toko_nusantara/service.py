"""The ``interactions`` and ``campaign_members`` tables of one block."""

import numpy as np
import polars as pl

from data.samples.toko_nusantara import staff
from data.samples.toko_nusantara.business import numbered
from data.samples.toko_nusantara.campaign_list import CAMPAIGNS
from data.samples.toko_nusantara.campaigns import Members
from data.samples.toko_nusantara.catalogue import rupiah
from data.samples.toko_nusantara.contacts import (
    CHAT,
    CHAT_COST,
    COMPLAINT,
    DEPARTMENTS,
    KINDS,
    TOPICS,
    TOUCH_POINTS,
    VISIT,
    Contacts,
)
from data.samples.toko_nusantara.layers import Array, Layer, Streams
from data.samples.toko_nusantara.notes import labels, write_notes
from data.samples.toko_nusantara.orders import Orders
from data.samples.toko_nusantara.purchases import Written
from data.samples.toko_nusantara.sales import blank_where
from data.samples.toko_nusantara.seasons import DAYS, as_times, day_number

OUTBOUND_ANSWER = 0.05  # share of contacts that the company began


def interactions_table(
    written: Written, streams: Streams, contacts: Contacts, who: pl.Series
) -> pl.DataFrame:
    """Contacts as rows of ``interactions``; ``who`` is the customer id of each contact."""
    count = len(contacts)
    chance = streams.of("contacts.staff").random((count, 2))
    agent = staff.FIRST_AGENT + (chance[:, 0] * staff.AGENTS).astype(np.int64)
    seller = staff.FIRST_SELLER + contacts.customer % staff.SELLERS
    selling = contacts.kind >= VISIT - 1  # sales talk, visit; "other" is nobody's own
    selling &= contacts.kind <= VISIT
    person = pl.Series(staff.STAFF_IDS).gather(np.where(selling, seller, agent))
    chat = contacts.touch_point == CHAT
    outbound = selling | (chance[:, 1] < OUTBOUND_ANSWER)
    solved_at = np.where(contacts.solved_at < DAYS, contacts.solved_at, np.nan)
    return pl.DataFrame(
        {
            "interaction_id": numbered("I", streams.block, count),
            "customer_id": who,
            "happened_at": as_times(contacts.when),
            "touch_point": labels(TOUCH_POINTS, contacts.touch_point),
            "direction": labels(("inbound", "outbound"), outbound.astype(np.int64)),
            "kind": labels(KINDS, contacts.kind),
            "topic": labels(TOPICS, contacts.topic),
            "department": labels(DEPARTMENTS, contacts.topic),
            "minutes": rupiah(contacts.minutes),
            "cost": blank_where(rupiah(np.full(count, CHAT_COST)), ~chat),
            "staff_id": blank_where(person, np.full(count, not written.has(Layer.OPPORTUNITIES))),
            "resolved": pl.Series(~np.isnan(solved_at)),
            "resolved_at": as_times(solved_at),
            "satisfaction": blank_where(
                pl.Series(contacts.mark.astype(np.int64)), contacts.mark == 0
            ),
            "note": write_notes(streams, contacts),
        }
    )


def complaints_truth(
    contacts: Contacts, orders: Orders, ids: pl.Series, block: int
) -> pl.DataFrame:
    """First complaints: interaction_id, badly_solved, and whether the customer left over it."""
    first = contacts.kind == COMPLAINT
    about = np.maximum(contacts.order, 0)
    return pl.DataFrame(
        {
            "interaction_id": numbered("I", block, len(contacts)),
            "customer_id": ids.gather(contacts.customer),
            "badly_solved": contacts.bad,
            "late_delivery": orders.late[about] if len(orders) else contacts.bad,
            "made_customer_leave": (orders.leaves[about] if len(orders) else contacts.bad)
            & contacts.bad,
            "mood": contacts.mood,
            "complaint": first,
        }
    )


def members_table(
    streams: Streams, groups: tuple[Members, ...], orders: Orders, amounts: Array, ids: pl.Series
) -> pl.DataFrame:
    """Campaign members, with what those of either arm bought in the campaign's window."""
    parts = [_members(streams, group, orders, amounts, ids) for group in groups]
    if not parts:
        nobody = np.zeros(0, dtype=np.int64)
        nothing = Members(0, nobody, nobody, nobody.astype(bool), nobody.astype(bool))
        return _members(streams, nothing, orders, amounts, ids)
    return pl.concat(parts)


def _members(
    streams: Streams, group: Members, orders: Orders, amounts: Array, ids: pl.Series
) -> pl.DataFrame:
    campaign = CAMPAIGNS[group.campaign]
    start = day_number(campaign.starts)
    inside = np.flatnonzero(
        orders.live & (orders.when >= start) & (orders.when < start + campaign.days)
    )
    size = int(max(orders.customer.max(initial=0), group.customer.max(initial=0))) + 1
    first = np.full(size, np.inf)
    np.minimum.at(first, orders.customer[inside], orders.when[inside])
    bought = np.bincount(orders.customer[inside], weights=amounts[inside], minlength=size)
    responded = np.where(np.isfinite(first), first, np.nan)[group.customer]
    sent = streams.of(f"campaigns.{group.campaign}.sent").random(size)[group.customer]
    control = group.arm == 0
    return pl.DataFrame(
        {
            "campaign_id": pl.Series([f"K{group.campaign + 1:03d}"]).new_from_index(
                0, len(group.customer)
            ),
            "customer_id": ids.gather(group.customer),
            "arm": labels(("control", *campaign.treatments), group.arm),
            "contacted_at": as_times(np.where(control, np.nan, start + 0.30 + 0.1 * sent)),
            "responded_at": as_times(responded),
            "response_amount": blank_where(rupiah(bought[group.customer]), np.isnan(responded)),
        }
    )


def effects_counts(groups: tuple[Members, ...], segment: Array, segments: int) -> pl.DataFrame:
    """Members of each campaign by segment: how many, how many could be moved which way.

    ``would_buy`` bought in the window without the campaign; ``open`` had not left and did not.
    """
    rows = []
    for group in groups:
        mine = segment[group.customer]
        for number in range(segments):
            here = mine == number
            rows.append(
                {
                    "campaign": group.campaign,
                    "segment_number": number,
                    "members": int(here.sum()),
                    "control": int((here & (group.arm == 0)).sum()),
                    "would_buy": int((here & group.buys_anyway).sum()),
                    "open": int((here & group.there & ~group.buys_anyway).sum()),
                }
            )
    names = ("campaign", "segment_number", "members", "control", "would_buy", "open")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64))
