"""The row of figures of each campaign: counts, shares, cost, effects and what they brought."""

import polars as pl

from analytics.response_effects import ALL, UNBALANCED
from analytics.shares import wilson

WIDEST = 0.4
"""A share whose interval is wider than this is not given: 1 of 3 is not 33 %."""


def campaign_rows(
    campaigns: pl.DataFrame,
    members: pl.DataFrame,
    effects: pl.DataFrame,
    balance: pl.DataFrame,
    *,
    basis: str,
    level: float,
) -> pl.DataFrame:
    """One row a campaign, newest first: see :class:`analytics.response.Response`."""
    rows = _counted(campaigns, members, level=level)
    rows = (
        rows.join(_of(effects, "response_rate", "effect", "effect"), on="campaign_id", how="left")
        .join(_of(effects, basis, "value_effect", "value_effect"), on="campaign_id", how="left")
        .join(_of(effects, "profit", "per_head", "head"), on="campaign_id", how="left")
        .join(_balanced(balance), on="campaign_id", how="left")
    )
    return _judged(rows).sort("first", "campaign_id", descending=[True, False]).select(COLUMNS)


def _counted(campaigns: pl.DataFrame, members: pl.DataFrame, *, level: float) -> pl.DataFrame:
    """Heads and money of each campaign, the shares that are sure enough, its days and its cost."""
    reached, treated = pl.col("reached"), pl.col("treated")
    counts = members.group_by("campaign_id").agg(
        members=pl.len().cast(pl.Int64),
        contacted=reached.sum().cast(pl.Int64),
        control=(~treated).sum().cast(pl.Int64),
        responded=(reached & pl.col("answered")).sum().cast(pl.Int64),
        response_by=pl.col("response_by").first(),
        hit_by=pl.col("hit_by").first(),
        treated_members=treated.sum().cast(pl.Int64),
        control_hits=(~treated & pl.col("hit")).sum().cast(pl.Int64),
        revenue=pl.col("revenue").filter(reached).sum(),
        contribution=pl.col("contribution").filter(reached).sum(),
    )
    rows = campaigns.join(counts, on="campaign_id", how="inner")
    share, low, high = wilson(pl.col("responded"), pl.col("contacted"), level=level)
    asked = pl.col("contacted") > 0
    control_share, control_low, control_high = wilson(
        pl.col("control_hits"), pl.col("control"), level=level
    )
    return rows.with_columns(
        share=share,
        response_low=pl.when(asked).then(low),
        response_high=pl.when(asked).then(high),
    ).with_columns(
        response_rate=pl.when(high - low <= WIDEST).then("share"),
        control_rate=pl.when(control_high - control_low <= WIDEST).then(control_share),
        campaign_spend=_cost(),
        cut=pl.when("cut_start")
        .then(pl.lit("cut_start"))
        .when("cut_end")
        .then(pl.lit("cut_end"))
        .otherwise(pl.lit("within")),
        starts=_date("first"),
        ends=_date("ends"),
    )


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    """What each campaign brought over its control group, and whether that could be measured."""
    cost, heads = pl.col("campaign_spend").fill_null(0.0), pl.col("treated_members")
    whole = pl.col("cut") == "within"
    return rows.with_columns(
        p_value=pl.col("effect_p"),
        gross_roi=pl.when(pl.col("campaign_spend") > 0).then(
            pl.col("contribution") / pl.col("campaign_spend") - 1
        ),
        incremental_profit=pl.col("per_head") * heads - cost,
        incremental_low=pl.col("head_low") * heads - cost,
        incremental_high=pl.col("head_high") * heads - cost,
        state=pl.when(pl.col("effect").is_not_null() | pl.col("per_head").is_not_null())
        .then(pl.lit("measured"))
        .when(pl.col("control") == 0)
        .then(pl.lit("no_control"))
        .when(~whole)
        .then(pl.lit("cut"))
        .otherwise(pl.lit("few_members")),
    ).with_columns(
        roi=pl.when(pl.col("campaign_spend") > 0).then(
            pl.col("incremental_profit") / pl.col("campaign_spend")
        )
    )


COLUMNS = (
    *("campaign_id", "name", "touch_point", "objective", "offer", "starts", "ends", "days"),
    *("members", "contacted", "control", "responded", "response_rate", "response_low"),
    *("response_high", "response_by", "control_rate", "effect", "effect_low", "effect_high"),
    *(
        "p_value",
        "hit_by",
        "campaign_spend",
        "revenue",
        "contribution",
        "gross_roi",
        "value_effect",
    ),
    *(
        "value_effect_low",
        "value_effect_high",
        "value_effect_p",
        "incremental_profit",
        "incremental_low",
    ),
    *("incremental_high", "roi", "state", "cut", "balanced"),
)


def _cost() -> pl.Expr:
    """Fixed and by contact, of what is known; blank where neither is."""
    fixed, each = pl.col("fixed_cost"), pl.col("contact_cost")
    total = fixed.fill_null(0.0) + each.fill_null(0.0) * pl.col("contacted")
    return pl.when(fixed.is_not_null() | each.is_not_null()).then(total)


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)


def _of(effects: pl.DataFrame, figure: str, name: str, stem: str) -> pl.DataFrame:
    """The effect of whole campaigns on one measure, under names of its own."""
    return effects.filter(pl.col("arm") == ALL, pl.col("figure") == figure).select(
        "campaign_id",
        pl.col("mean_difference").alias(name),
        pl.col("low").alias(f"{stem}_low"),
        pl.col("high").alias(f"{stem}_high"),
        pl.col("p_value").alias(f"{stem}_p"),
    )


def _balanced(balance: pl.DataFrame) -> pl.DataFrame:
    even = pl.col("p_adjusted").min() >= UNBALANCED
    return balance.group_by("campaign_id").agg(
        balanced=pl.when(even).then(pl.lit("yes")).otherwise(pl.lit("no"))
    )
