"""Made-up campaigns whose truth is known: who answers, and whom a contact changes."""

import numpy as np
import polars as pl

from analytics.depth import Costs, Depth, find_depth
from analytics.frames import CAMPAIGN_FEATURES, TARGETED
from analytics.planning import Plan, plan_campaign
from analytics.propensity import Propensity, score_response
from analytics.uplift import Uplift, measure_uplift

FREE = Costs(0.0, 0.0, 0.0)


def members(
    campaigns: int = 3, size: int = 900, *, control: float = 0.4, seed: int = 1, lift: float = 0.35
) -> pl.DataFrame:
    """TARGETED: who ordered often answers more; a contact moves those of many returns up by
    ``lift``, those who complain down by as much, and nobody else.

    Campaigns follow each other by 30 days. An order brings 100.
    """
    rng = np.random.default_rng(seed)
    parts = [_campaign(n, size, control, lift, rng) for n in range(campaigns)]
    return TARGETED.check(pl.concat(parts))


def _campaign(
    number: int, size: int, control: float, lift: float, rng: np.random.Generator
) -> pl.DataFrame:
    orders, kind = rng.integers(1, 12, size), rng.integers(0, 3, size)
    treated = rng.random(size) >= control
    base = 0.08 + 0.04 * orders
    moved = lift * ((kind == 1).astype(float) - (kind == 2))
    answered = rng.random(size) < np.clip(base + treated * moved, 0, 1)
    columns = {name: rng.random(size) for name in CAMPAIGN_FEATURES.columns}
    frame = pl.DataFrame(columns).with_columns(
        campaign_id=pl.lit(f"K{number + 1}"),
        customer_id=pl.Series([f"C{n:05d}" for n in rng.permutation(size)]),
        start_day=pl.lit(20_000 + 30 * number),
        end_day=pl.lit(20_013 + 30 * number),
        recency_days=pl.Series(rng.uniform(1, 200, size)),
        orders_before=pl.Series(orders),
        returns=pl.Series(np.where(kind == 1, 9, 0)),
        complaints=pl.Series(np.where(kind == 2, 3, 0)),
        treated=pl.Series(treated),
        responded=pl.Series(answered),
        ordered=pl.Series(answered),
        margin=pl.Series(np.where(answered, 100.0, 0.0)),
    )
    return frame.select(pl.col(c).cast(kind) for c, kind in TARGETED.columns.items())


def now(size: int = 300) -> pl.DataFrame:
    """CAMPAIGN_FEATURES of customers today."""
    rows = members(1, size, seed=9)
    return rows.select(*CAMPAIGN_FEATURES.columns).with_columns(campaign_id=pl.lit(""))


def propensity() -> Propensity:
    """Who answers."""
    return score_response(members(), now())


def depth() -> Depth:
    """How deep, with a control group."""
    return find_depth(members(), Costs(5.0, 1.0, 200.0))


def uplift() -> Uplift:
    """Whom a contact changes."""
    return measure_uplift(members(1, 2_400), now())


def plan() -> Plan:
    """The next campaign."""
    return plan_campaign(members(1), now(), Costs(1.0, 0.0, 50.0))
