"""Did the campaigns work, and what did they bring?

Who answered is a description: some would have bought anyway. What a campaign *brought* is the
difference between those it was for and a control group drawn by lot, by assigned arm, over one
window and on every basis. Without a control group the response is shown and no effect is.

Source: R. C. Blattberg, B.-D. Kim and S. A. Neslin, "Database Marketing", Springer 2008, chapters
10 and 11; the methods of the intervals are named in ``analytics.effects``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from analytics.effects import LEAST
from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.frames import CAMPAIGN_DAYS, CAMPAIGN_MEMBERS, CAMPAIGNS
from analytics.response_contacts import Worth, wrongly_contacted
from analytics.response_effects import balance_of, effect_rows, marked
from analytics.response_findings import findings_of
from analytics.response_groups import by_contacts, by_day, by_segment, by_touch_point
from analytics.response_rows import campaign_rows


@dataclass(frozen=True)
class Closer:
    """What is known of the one campaign to look into, beside what is known of all.

    ``segments`` (customer_id, segment) says where its members stood before it; ``days`` is its
    CAMPAIGN_DAYS. No ``campaign``: see :func:`chosen_campaign`.
    """

    campaign: str | None = None
    segments: pl.DataFrame | None = None
    days: pl.DataFrame | None = None


@dataclass(frozen=True)
class Response:
    """``campaigns``, newest first: campaign_id, name, touch_point, objective, offer, starts, ends,
    days (of the window), members, contacted, control, responded, response_rate (blank where too
    few), response_low, response_high, response_by (recorded, ordered), control_rate, effect (on the
    response rate), effect_low, effect_high, p_value, hit_by, campaign_spend, revenue and
    contribution of those contacted, gross_roi (as if nobody had bought anyway), value_effect (a
    member, on ``basis``) with its low, high and p, incremental_profit (of all members, less the
    cost) with its low and high, roi, state (measured, no_control, few_members, cut), cut (within,
    cut_start, cut_end), balanced. Without a control group all effects are blank.

    ``effects``: campaign_id, arm, figure, members, control_members, treated_mean, control_mean,
    mean_difference, low, high, p_value, p_adjusted (Holm, over the arms of a campaign), method,
    variance_left (by CUPED, as a share). ``balance``: the same of what was before each campaign.

    Of the campaign ``chosen``: ``segments`` (most contacted first), ``days``. Of all:
    ``touch_points``, and ``contacts``: response and value by campaign contacts in the
    ``contact_days`` before. ``people``: customers contacted too often or too rarely, see
    :func:`analytics.response_contacts.wrongly_contacted`. ``before_days`` are those before the
    campaign chosen.
    """

    campaigns: pl.DataFrame
    effects: pl.DataFrame
    balance: pl.DataFrame
    segments: pl.DataFrame
    days: pl.DataFrame
    touch_points: pl.DataFrame
    contacts: pl.DataFrame
    people: pl.DataFrame
    chosen: str
    basis: str
    level: float
    contact_days: int
    before_days: int

    def row(self) -> dict[str, Any]:
        """The row of the campaign looked into."""
        wanted = pl.col("campaign_id") == self.chosen
        return self.campaigns.row(by_predicate=wanted, named=True)

    def summary(self) -> Mapping[str, Value]:
        """All campaigns together, and what those with a control group brought."""
        rows = self.campaigns
        contacted, responded = int(rows["contacted"].sum()), int(rows["responded"].sum())
        known = rows.filter(pl.col("incremental_profit").is_not_null())
        cost = (
            None if known["campaign_spend"].null_count() else float(known["campaign_spend"].sum())
        )
        spent = rows["campaign_spend"].drop_nulls()
        total = float(known["incremental_profit"].sum()) if known.height else None
        half = _half(known)
        return {
            "campaigns": rows.height,
            "with_control": rows.filter(state="measured").height,
            "contacted": contacted,
            "responded": responded,
            "response_rate": responded / contacted if contacted >= LEAST else None,
            "campaign_spend": float(spent.sum()) if len(spent) else None,
            "incremental_profit": total,
            "incremental_low": None if total is None else total - half,
            "incremental_high": None if total is None else total + half,
            "roi": total / cost if total is not None and cost else None,
        }

    def findings(self) -> list[Finding]:
        """What the campaigns did, and what stands against believing it."""
        return findings_of(self)

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Campaigns, effects, balance, segments, days, touch points, contacts and people."""
        return {
            "campaigns": self.campaigns,
            "effects": self.effects,
            "balance": self.balance,
            "segments": self.segments,
            "days": self.days,
            "touch_points": self.touch_points,
            "contacts": self.contacts,
            "people": self.people,
        }


def measure_response(
    campaigns: pl.DataFrame,
    members: pl.DataFrame,
    *,
    closer: Closer | None = None,
    basis: str = "contribution",
    level: float = 0.95,
    cuped: bool = True,
    contact_days: int = 90,
    worth: Worth | None = None,
) -> Response:
    """Measure every campaign of a CAMPAIGNS and a CAMPAIGN_MEMBERS frame.

    ``basis`` is one of OUTCOMES. ``cuped`` takes off what members differed in before, on all
    measures but the response. ``contact_days``: how far back earlier contacts count. ``worth``
    tells who is contacted too often or too rarely. Raises ``NotEnoughData`` where there is no
    campaign, or none of that name, and ``WrongOption``.
    """
    if not 0.5 <= level < 1:
        raise WrongOption("interval", level, 0.5)
    if not 1 <= contact_days <= 730:
        raise WrongOption("contact_days", contact_days, 1, 730)
    about, who = CAMPAIGNS.check(campaigns), marked(CAMPAIGN_MEMBERS.check(members), campaigns)
    closer = closer or Closer()
    chosen = chosen_campaign(about, who, closer.campaign)
    balance = balance_of(about, who)
    effects = effect_rows(about, who, level=level, cuped=cuped)
    rows = campaign_rows(about, who, effects, balance, basis=basis, level=level)
    mine = who.filter(campaign_id=chosen)
    window = about.row(by_predicate=pl.col("campaign_id") == chosen, named=True)
    over = CAMPAIGN_DAYS.empty() if closer.days is None else CAMPAIGN_DAYS.check(closer.days)
    measured = rows.filter(campaign_id=chosen, state="measured").height > 0
    over_days = by_day(mine, over, window, basis=basis, measured=measured, level=level)
    return Response(
        campaigns=rows,
        effects=effects,
        balance=balance,
        segments=by_segment(mine, closer.segments, measured=measured, level=level),
        days=_told(over_days, rows, chosen),
        touch_points=by_touch_point(rows, level=level),
        contacts=by_contacts(about, who, days=contact_days, basis=basis, level=level),
        people=wrongly_contacted(about, who, worth, days=contact_days),
        chosen=chosen,
        basis=basis,
        level=level,
        contact_days=contact_days,
        before_days=int(window["before_days"]),
    )


def chosen_campaign(
    campaigns: pl.DataFrame, members: pl.DataFrame, wanted: str | None = None
) -> str:
    """The campaign to look into: the one wanted, else the newest that can be measured.

    That is one with a control group whose window the data's edges do not cut; else the newest.
    """
    if campaigns.is_empty():
        raise NotEnoughData("not_enough.no_campaigns")
    if wanted is not None:
        if wanted not in campaigns["campaign_id"]:
            raise NotEnoughData("not_enough.no_such_campaign", campaign=wanted)
        return wanted
    control = members.filter(pl.col("arm") == "control")
    ranked = campaigns.with_columns(
        good=~pl.col("cut_start")
        & ~pl.col("cut_end")
        & pl.col("campaign_id").is_in(control["campaign_id"].unique().to_list())
    ).sort("good", "first", "campaign_id", descending=[True, True, False])
    return str(ranked["campaign_id"][0])


def _told(days: pl.DataFrame, rows: pl.DataFrame, chosen: str) -> pl.DataFrame:
    """The days without differences of money where too few bought to state its effect at all."""
    if rows.filter(campaign_id=chosen)["value_effect"].drop_nulls().len():
        return days
    blank = pl.lit(None, dtype=pl.Float64)
    return days.with_columns(blank.alias(c) for c in days.columns if c.startswith("value_effect"))


def _half(rows: pl.DataFrame) -> float:
    """Half the interval of a sum: campaigns draw their lots apart, so squares add up."""
    half = (rows["incremental_high"] - rows["incremental_low"]).to_numpy() / 2
    return float(np.sqrt((half**2).sum()))
