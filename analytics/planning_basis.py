"""What does the plan of a campaign rest on?

On what an earlier campaign with a control group showed: base rate, effect and margin of an order,
and how sure they are; whatever is given takes its place. Where there is none, on how many customers
ordered in as many days lately, and on an effect that is assumed.

Source: of the effect :mod:`analytics.effects`, of its range :mod:`analytics.planning_range`.
"""

from dataclasses import dataclass

import polars as pl

from analytics.effects import LEAST, share_effect
from analytics.findings import NotEnoughData, WrongOption
from analytics.planning_range import Measure, range_each
from analytics.targeted import of_campaign

ASSUMED_EFFECT = 0.02
"""Two points more orders: what is assumed where no campaign has shown any effect."""

WINDOW = 14  # days of a campaign, where none is there to learn from


@dataclass(frozen=True)
class Given:
    """What somebody knows better than an earlier campaign; None is learnt from it."""

    base: float | None = None
    effect: float | None = None
    worth: float | None = None


LEARN = Given()


@dataclass(frozen=True)
class Assumed:
    """What a plan rests on: chance to order without contact, what contact adds, margin of an order.

    ``low`` and ``high`` are the ends of the effect's interval, None where it is assumed or given;
    then ``reach``, how far below and above what is expected the profit of a contact may lie, is
    None too. ``learnt_from`` is the campaign, None where none was there.
    """

    base: float
    effect: float
    worth: float
    low: float | None
    high: float | None
    learnt_from: str | None
    reach: tuple[float, float] | None = None


def assume(
    rows: pl.DataFrame,
    now: pl.DataFrame,
    campaign: str | None,
    given: Given,
    offer: float,
) -> Assumed:
    """What was measured, else what is seen of customers now, else what is assumed; given first.

    ``rows`` is TARGETED, ``now`` CAMPAIGN_FEATURES; ``offer`` the cost of an offer taken up. Raises
    ``NotEnoughData`` for a ``campaign`` that is not finished or has no control group,
    ``WrongOption`` for shares outside 0-1.
    """
    for name, value in (("base_rate", given.base), ("expected_effect", given.effect)):
        if value is not None and not 0 < value < 1:
            raise WrongOption(name, value)
    learnt = _learnt(rows, campaign, given, offer)
    if learnt is None:
        recent = now.select((pl.col("recency_days") <= WINDOW).fill_null(value=False).mean()).item()
        orders = int(now["orders_before"].sum())
        each = float(now["contribution"].sum()) / orders if orders else 0.0
        learnt = Assumed(float(recent or 0.0), ASSUMED_EFFECT, each, None, None, None)
    chance = learnt.base if given.base is None else given.base
    added = learnt.effect if given.effect is None else given.effect
    return Assumed(
        chance,
        min(added, 1 - chance),
        learnt.worth if given.worth is None else given.worth,
        learnt.low if given.effect is None else None,
        learnt.high if given.effect is None else None,
        learnt.learnt_from,
        learnt.reach if given.effect is None else None,
    )


def learns_from(members: pl.DataFrame, campaign: str | None) -> str | None:
    """The campaign to learn from: the one asked for, else the latest with a control group.

    None where there is none. Raises ``NotEnoughData`` where the one asked for is not finished.
    """
    if campaign is not None:
        return str(of_campaign(members, campaign)["campaign_id"][0])
    known = members.filter((~pl.col("treated")).sum().over("campaign_id") >= LEAST)
    return None if known.is_empty() else str(of_campaign(known, None)["campaign_id"][0])


def _learnt(rows: pl.DataFrame, campaign: str | None, given: Given, offer: float) -> Assumed | None:
    """What a campaign with a control group showed; None where there is none.

    How sure its profit is follows from what of it is learnt, and not ``given``.
    """
    name = learns_from(rows, campaign)
    if name is None:
        return None
    mine = rows.filter(campaign_id=name)
    arms = [mine.filter(pl.col("treated") == side)["ordered"] for side in (True, False)]
    counts = [(int(arm.sum()), len(arm)) for arm in arms]
    found = share_effect(*counts[0], *counts[1])
    if found is None:
        raise NotEnoughData("not_enough.no_control", campaign_id=name, needed=LEAST)
    worth = Measure.of_mean(mine.filter("ordered")["margin"].to_numpy())
    if given.worth is not None:
        worth = Measure.known(given.worth)
    reach = None
    if worth is not None:
        asked, alone = (Measure.of_share(*count) for count in counts)
        reach = range_each(asked, alone, worth, offer)
    each = mine.filter("ordered")["margin"].mean()
    margin = float(each) if isinstance(each, float) else 0.0
    return Assumed(found.control, found.effect, margin, found.low, found.high, name, reach)
