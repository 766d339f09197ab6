"""What was known of the members of finished campaigns beside what became of them.

A campaign counts where its days lie within the data: it began when sales were already recorded, and
its window and its own last day are over. The others would teach that people do not answer.
"""

import polars as pl

from analytics.findings import NotEnoughData
from analytics.frames import CAMPAIGN_FEATURES, CAMPAIGN_MEMBERS, CAMPAIGNS, TARGETED

CONTROL = "control"
"""The arm that is left alone."""


def join_targeted(
    campaigns: pl.DataFrame, members: pl.DataFrame, features: pl.DataFrame, *, as_of: int
) -> pl.DataFrame:
    """TARGETED from CAMPAIGNS, CAMPAIGN_MEMBERS and CAMPAIGN_FEATURES, as known on ``as_of``.

    ``as_of`` is a day number. Members without features are left out with their campaign.
    """
    about = CAMPAIGNS.check(campaigns).select(
        "campaign_id",
        "cut_start",
        end_day=pl.max_horizontal("ends", pl.col("first") + pl.col("days") - 1),
    )
    finished = about.filter(~pl.col("cut_start"), pl.col("end_day") <= as_of).drop("cut_start")
    became = CAMPAIGN_MEMBERS.check(members).select(
        "campaign_id",
        "customer_id",
        treated=pl.col("arm").fill_null("") != CONTROL,
        responded=pl.col("responded").is_not_null(),
        ordered=pl.col("orders") > 0,
        margin="contribution",
    )
    known = CAMPAIGN_FEATURES.check(features)
    joined = known.join(finished, on="campaign_id").join(became, on=TARGETED.key)
    return TARGETED.check(joined.select(*TARGETED.columns).sort(TARGETED.key))


def of_campaign(members: pl.DataFrame, campaign: str | None) -> pl.DataFrame:
    """The members of that campaign, else of the latest one that has most to say.

    That is the latest with a control group, else the latest with an answer, else the latest. Raises
    ``NotEnoughData`` where no campaign is finished, or that one is not.
    """
    rows = TARGETED.check(members)
    if campaign is not None:
        found = rows.filter(campaign_id=campaign)
        if found.is_empty():
            raise NotEnoughData("not_enough.no_such_campaign", campaign=campaign)
        return found
    if rows.is_empty():
        raise NotEnoughData("not_enough.no_finished_campaign")
    each = rows.group_by("campaign_id").agg(
        control=(~pl.col("treated")).any(),
        answered=pl.col("responded").any(),
        start_day=pl.col("start_day").max(),
    )
    latest = each.sort("control", "answered", "start_day", "campaign_id")["campaign_id"][-1]
    return rows.filter(campaign_id=latest)
