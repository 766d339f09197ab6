"""What is true of a generated company. Read by tests and by the class's answers, by no analysis."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
import polars as pl

from data.samples.toko_nusantara import business, dirt, places, pricing
from data.samples.toko_nusantara import orders as orders_of
from data.samples.toko_nusantara.baskets import LADDERS, MOVES_UP, Memory
from data.samples.toko_nusantara.business import Contracts, numbered
from data.samples.toko_nusantara.campaign_list import CAMPAIGNS
from data.samples.toko_nusantara.layers import Array, Layer
from data.samples.toko_nusantara.orders import Orders, leaving_chance
from data.samples.toko_nusantara.profiles import Profiles
from data.samples.toko_nusantara.purchases import (
    CONTRACT_BUYERS,
    People,
    Written,
    mean_value,
)
from data.samples.toko_nusantara.rules import bundles_truth, next_orders_truth, rules_truth
from data.samples.toko_nusantara.seasons import DAYS, as_dates, as_times, day_weights


@dataclass(frozen=True)
class Truth:
    """The truth of one company, a frame for each planted thing.

    - ``customers``: customer_id, segment, rate (lambda, per purchase day), dropout (p), leaving (p
      with badly solved complaints), mean_order_value (rupiah), joined (purchase day),
      first_ordered_at, alive (at the end), orders (without those of campaigns), returns (share of
      lines), contacts (questions per order), heavy_returner, heavy_caller, small_parcels
    - ``segments``: the parameters of each; ``parameters``: name and value of all single ones
    - ``rules``, ``next_orders``, ``bundles``: as planted
    - ``effects``: campaign, treatment, segment (or "all"): lift, and effect on response
    - ``contacts``: interaction_id, mood of the note, complaint, badly_solved, who left over it
    - ``contracts``: contract_id and its theta
    - ``ladders``: chance to move up; ``moves``: who has moved, and how far
    - ``duplicates``: customer_id, same_as; ``dirt``: table, key, column, kind
    - ``calendar``: weight of each day
    """

    customers: pl.DataFrame
    segments: pl.DataFrame
    parameters: pl.DataFrame
    rules: pl.DataFrame
    next_orders: pl.DataFrame
    bundles: pl.DataFrame
    effects: pl.DataFrame
    contacts: pl.DataFrame
    contracts: pl.DataFrame
    ladders: pl.DataFrame
    moves: pl.DataFrame
    duplicates: pl.DataFrame
    dirt: pl.DataFrame
    calendar: pl.DataFrame

    def frames(self) -> dict[str, pl.DataFrame]:
        """Every frame by its name."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @classmethod
    def of_blocks(cls, written: Written, blocks: list[dict[str, pl.DataFrame]]) -> Self:
        """The truth of a whole company from that of its blocks."""
        whole = {name: pl.concat([block[name] for block in blocks]) for name in blocks[0]}
        whole["customers"] = whole["customers"].sort("customer_id")
        whole["effects"] = effects_truth(written.profiles, whole.pop("effects_counts"))
        return cls(
            segments=segments_truth(written.profiles),
            parameters=parameters_truth(written),
            rules=rules_truth(written.layers if written.has(Layer.SPEND) else frozenset()),
            next_orders=next_orders_truth(
                written.layers if written.has(Layer.SPEND) else frozenset()
            ),
            bundles=bundles_truth(written.layers if written.has(Layer.SPEND) else frozenset()),
            ladders=ladders_truth(written),
            calendar=calendar_truth(written),
            **whole,
        )


def customers_truth(
    written: Written, people: People, orders: Orders, ids: pl.Series
) -> pl.DataFrame:
    """What drives each customer, and what became of them by the end of the calendar."""
    count = len(people)
    gone = np.zeros(count, dtype=bool)
    gone[orders.customer[orders.live & (orders.leaves | orders.last)]] = True
    own = orders.live & (orders.number >= 0)
    return pl.DataFrame(
        {
            "customer_id": ids.head(count),
            "segment": pl.Series(written.profiles.names).gather(people.segment),
            "rate": people.rate,
            "dropout": people.dropout,
            "leaving": leaving_chance(written, people),
            "mean_order_value": mean_value(written, people),
            "joined": people.joined,
            "first_ordered_at": as_times(written.clock.calendar(people.joined)),
            "alive": ~gone,
            "orders": np.bincount(orders.customer[own], minlength=count),
            "returns": people.returns,
            "contacts": people.contacts,
            "heavy_returner": people.returns >= 0.30,
            "heavy_caller": people.contacts >= 1.5,
            "small_parcels": people.small_parcels,
        }
    )


def segments_truth(profiles: Profiles) -> pl.DataFrame:
    """The parameters of each planted segment."""
    return pl.DataFrame(
        [
            {
                "segment": row.name,
                "share": row.weight,
                **dict(zip(("r", "alpha", "a", "b"), row.buying, strict=True)),
                **dict(zip(("p", "q", "gamma"), row.spend, strict=True)),
                "lines_per_order": row.lines,
                "discounted_share": row.discounted,
                "mean_discount": row.depth,
                "returned_share": row.returns,
                "contacts_per_order": row.contacts,
                "channels": row.channels,
                "tiers": row.tiers,
            }
            for row in profiles.rows
        ]
    )


def effects_truth(profiles: Profiles, counts: pl.DataFrame) -> pl.DataFrame:
    """True effect of each treatment on response, by segment (and "all"): Σ lift × those it moves.

    ``effect`` is the mean difference in the chance to buy inside the window between being treated
    and being left alone, over the members of the segment.
    """
    if counts.is_empty():
        return pl.DataFrame(schema=_EFFECTS)
    total = counts.group_by("campaign", "segment_number", maintain_order=True).sum()
    rows = []
    for number, campaign in enumerate(CAMPAIGNS):
        mine = total.filter(pl.col("campaign") == number)
        for treatment, lifts in campaign.treatments.items():
            moved_all = 0.0
            for row in mine.iter_rows(named=True):
                lift = lifts[row["segment_number"]]
                moved = lift * row["open" if lift > 0 else "would_buy"]
                moved_all += moved
                rows.append(
                    _effect(number, treatment, profiles.names[row["segment_number"]], lift, moved)
                    | {name: row[name] for name in ("members", "control", "would_buy")}
                )
            sums = {name: mine[name].sum() for name in ("members", "control", "would_buy")}
            rows.append(_effect(number, treatment, "all", None, moved_all) | sums)
    return (
        pl.DataFrame(rows, schema_overrides={"lift": pl.Float64})
        .with_columns(
            effect=pl.col("moved") / pl.col("members"),
            response_without=pl.col("would_buy") / pl.col("members"),
        )
        .select(_EFFECTS.keys())
    )


_EFFECTS = {
    "campaign_id": pl.String,
    "treatment": pl.String,
    "segment": pl.String,
    "members": pl.Int64,
    "control": pl.Int64,
    "lift": pl.Float64,
    "effect": pl.Float64,
    "response_without": pl.Float64,
}


def _effect(
    number: int, treatment: str, segment: str, lift: float | None, moved: float
) -> dict[str, object]:
    return {
        "campaign_id": f"K{number + 1:03d}",
        "treatment": treatment,
        "segment": segment,
        "lift": lift,
        "moved": moved,
    }


def contracts_truth(contracts: Contracts, block: int) -> pl.DataFrame:
    """True monthly chance to cancel of each contract, and the Beta it was drawn from."""
    alpha, beta = np.array(business.SBG)[contracts.product].T
    return pl.DataFrame(
        {
            "contract_id": numbered("L", block, len(contracts)),
            "theta": contracts.theta,
            "alpha": alpha,
            "beta": beta,
        }
    )


def parameters_truth(written: Written) -> pl.DataFrame:
    """Name and value of every single parameter; nought where its layer is switched off."""
    values = {
        "cancelled_share": (pricing.CANCELLED_SHARE, Layer.RETURNS),
        "spoiled_share": (pricing.SPOILED, Layer.RETURNS),
        "late_zone_0": (places.ZONE_LATE[0], Layer.DELIVERIES),
        "late_zone_1": (places.ZONE_LATE[1], Layer.DELIVERIES),
        "late_zone_2": (places.ZONE_LATE[2], Layer.DELIVERIES),
        "late_zone_3": (places.ZONE_LATE[3], Layer.DELIVERIES),
        "complaint_on_time": (orders_of.COMPLAINT_ON_TIME, Layer.CONTACTS),
        "complaint_late": (orders_of.COMPLAINT_LATE, Layer.CONTACTS),
        "badly_solved": (orders_of.BADLY_SOLVED, Layer.CONTACTS),
        "leaves_after_badly_solved": (orders_of.LEAVES_AFTER_BAD, Layer.COMPLAINTS_EFFECT),
        "leaves_after_well_solved": (0.0, Layer.COMPLAINTS_EFFECT),
        "contract_share": (CONTRACT_BUYERS, Layer.CONTRACTS),
        "duplicated_share": (dirt.DUPLICATED, Layer.DUPLICATES),
    }
    rows = {name: value if written.has(layer) else 0.0 for name, (value, layer) in values.items()}
    rows["decline"] = written.clock.decline
    return pl.DataFrame({"name": list(rows), "value": [float(v) for v in rows.values()]})


def moves_truth(written: Written, memory: Memory, ids: pl.Series) -> pl.DataFrame:
    """Customers on each ladder: purchases there, purchases between two moves, tiers moved up."""
    on = written.has(Layer.PRICE_TIERS) and written.has(Layer.SPEND)
    parts = []
    for number, name in enumerate(LADDERS):
        bought, patience = memory.bought[number], memory.patience[number]
        who = np.flatnonzero((bought > 0) & on)
        moved = np.minimum(np.maximum(bought - 1, 0) // patience, 2)[who]
        parts.append(
            pl.DataFrame(
                {
                    "customer_id": ids.gather(who),
                    "purchases": bought[who].astype(np.int64),
                    "patience": patience[who].astype(np.int64),
                    "steps_up": moved.astype(np.int64),
                }
            ).select(
                "customer_id",
                pl.lit(name).alias("subcategory"),
                "purchases",
                "patience",
                "steps_up",
            )
        )
    return pl.concat(parts)


def ladders_truth(written: Written) -> pl.DataFrame:
    """Chance to move up a tier at each purchase, by ladder and segment."""
    on = written.has(Layer.PRICE_TIERS) and written.has(Layer.SPEND)
    names = written.profiles.names if on else ()
    chance: Array = MOVES_UP
    return pl.DataFrame(
        {
            "subcategory": [ladder for ladder in LADDERS for _ in names],
            "segment": [name for _ in LADDERS for name in names],
            "chance_per_purchase": [float(chance[n]) for _ in LADDERS for n in range(len(names))],
        },
        schema={
            "subcategory": pl.String,
            "segment": pl.String,
            "chance_per_purchase": pl.Float64,
        },
    )


def calendar_truth(written: Written) -> pl.DataFrame:
    """Weight of each day of the three years: purchase days that pass in it."""
    weights = day_weights(written.clock.seasons, written.clock.decline)[:DAYS]
    return pl.DataFrame({"day": as_dates(np.arange(DAYS, dtype=float)), "weight": weights})
