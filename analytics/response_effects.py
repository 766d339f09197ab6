"""Each campaign by arm: effects on every measure, and the balance before it."""

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import mannwhitneyu

from analytics.effects import LEAST, Effect, cuped_effect, holm, mean_effect, share_effect
from analytics.shares import Floats

ALL = "all"
"""The arm that is all treatments of a campaign together."""
CONTROL = "control"
UNBALANCED = 0.01
"""The adjusted p-value below which two arms do not look as if they were drawn by lot."""

_EFFECTS = {
    "campaign_id": pl.String(),
    "arm": pl.String(),
    "figure": pl.String(),
    "members": pl.Int64(),
    "control_members": pl.Int64(),
    **dict.fromkeys(
        ("treated_mean", "control_mean", "mean_difference", "low", "high", "p_value", "p_adjusted"),
        pl.Float64(),
    ),
    "method": pl.String(),
    "variance_left": pl.Float64(),
}
_BALANCE = {
    "campaign_id": pl.String(),
    "figure": pl.String(),
    **dict.fromkeys(
        ("treated_mean", "control_mean", "mean_difference", "spreads", "p_value", "p_adjusted"),
        pl.Float64(),
    ),
}
BEFORE = {
    "bought_before": "bought_before",
    "orders_per_member": "orders_before",
    "revenue_before": "revenue_before",
    "profit_before": "profit_before",
}
"""What arms are compared by before a campaign, by the name of the figure."""
MEASURES = {
    "response_rate": "hit",
    "orders_per_member": "orders",
    "revenue": "revenue",
    "contribution": "contribution",
    "profit": "profit",
}
"""What effects are measured on: who answered, orders, and money on three bases, per member."""


def marked(members: pl.DataFrame, campaigns: pl.DataFrame) -> pl.DataFrame:
    """Members with ``treated``, ``reached`` (contacted), ``answered`` and ``hit``.

    Where nobody's contact is recorded all treated count as reached. ``answered`` is the recorded
    response; where a campaign has none at all, an order in its window. ``hit`` is what arms are
    compared by: the recorded response where the control group has some too, else an order: who is
    left alone can redeem no coupon. ``response_by`` and ``hit_by`` say which.
    """
    treated = pl.col("arm").is_null() | (pl.col("arm") != CONTROL)
    recorded, ordered = pl.col("responded").is_not_null(), pl.col("orders") > 0
    over = "campaign_id"
    any_contact = (pl.col("contacted").is_not_null() & pl.col("treated")).any().over(over)
    any_response = recorded.any().over(over)
    both = (recorded & ~pl.col("treated")).any().over(over)
    alone = (~pl.col("treated")).any().over(over)
    word = {True: pl.lit("recorded"), False: pl.lit("ordered")}
    return (
        members.join(campaigns.select("campaign_id"), on="campaign_id", how="semi")
        .with_columns(treated=treated, arm=pl.col("arm").fill_null(""))
        .with_columns(
            reached=pl.col("treated") & (pl.col("contacted").is_not_null() | ~any_contact),
            answered=pl.when(any_response).then(recorded).otherwise(ordered),
            response_by=pl.when(any_response).then(word[True]).otherwise(word[False]),
            hit=pl.when(both | (any_response & ~alone)).then(recorded).otherwise(ordered),
            hit_by=pl.when(both | (any_response & ~alone)).then(word[True]).otherwise(word[False]),
        )
        .with_columns(bought_before=(pl.col("orders_before") > 0).cast(pl.Float64))
        .sort("campaign_id", "customer_id")
    )


def effect_rows(
    campaigns: pl.DataFrame,
    members: pl.DataFrame,
    *,
    level: float,
    cuped: bool,
    only: Collection[str] = tuple(MEASURES),
) -> pl.DataFrame:
    """Every arm of every whole campaign with a control group, on every measure (or ``only``)."""
    rows: list[dict[str, Any]] = []
    for row, mine in _measurable(campaigns, members):
        control = mine.filter(~pl.col("treated"))
        treated = mine.filter("treated")
        names = treated["arm"].unique().sort().to_list()
        arms = {ALL: treated, **{n: treated.filter(arm=n) for n in names if len(names) > 1}}
        adjust = cuped and not row["cut_before"]
        for figure in (figure for figure in MEASURES if figure in only):
            found = {
                arm: _effect(rows_of, control, figure, level=level, cuped=adjust)
                for arm, rows_of in arms.items()
            }
            several = [n for n in found if n != ALL and found[n] is not None]
            raised = dict(zip(several, holm([_p(found[n]) for n in several]), strict=True))
            for arm, one in found.items():
                if one is not None:
                    about = {"campaign_id": row["campaign_id"], "arm": arm, "figure": figure}
                    sizes = {"members": arms[arm].height, "control_members": control.height}
                    adjusted = {"p_adjusted": raised.get(arm, one.p_value)}
                    rows.append(about | sizes | _as_row(one) | adjusted)
    return pl.DataFrame(rows, schema=_EFFECTS, orient="row")


def _p(effect: Effect | None) -> float:
    return 1.0 if effect is None else effect.p_value


def _as_row(one: Effect) -> dict[str, Any]:
    return {
        "treated_mean": one.treated,
        "control_mean": one.control,
        "mean_difference": one.effect,
        "low": one.low,
        "high": one.high,
        "p_value": one.p_value,
        "method": one.method,
        "variance_left": one.kept,
    }


def _measurable(
    campaigns: pl.DataFrame, members: pl.DataFrame
) -> Iterator[tuple[dict[str, Any], pl.DataFrame]]:
    """Campaigns that no edge of the data cuts and that have a control group, with their members."""
    alone = set(members.filter(~pl.col("treated"))["campaign_id"].unique())
    for row in campaigns.sort("first", "campaign_id").iter_rows(named=True):
        if row["campaign_id"] in alone and not (row["cut_start"] or row["cut_end"]):
            yield row, members.filter(campaign_id=row["campaign_id"])


def _effect(
    treated: pl.DataFrame, control: pl.DataFrame, figure: str, *, level: float, cuped: bool
) -> Effect | None:
    if figure == "response_rate":
        counts = [n for arm in (treated, control) for n in (int(arm["hit"].sum()), arm.height)]
        return share_effect(counts[0], counts[1], counts[2], counts[3], level=level)
    column = MEASURES[figure]
    values = [_values(arm, column) for arm in (treated, control)]
    if not cuped:
        return mean_effect(values[0], values[1], level=level)
    before = [_values(arm, f"{column}_before") for arm in (treated, control)]
    return cuped_effect(values[0], values[1], before[0], before[1], level=level)


def _values(rows: pl.DataFrame, column: str) -> Floats:
    return rows[column].to_numpy().astype(np.float64)


def balance_of(campaigns: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """What the arms differed in before the campaign; ``spreads`` is in standard deviations.

    p-values by Mann and Whitney's test of ranks, which large orders cannot sway, adjusted by Holm.
    """
    rows: list[dict[str, Any]] = []
    for row, mine in _measurable(campaigns, members):
        arms = [mine.filter("treated"), mine.filter(~pl.col("treated"))]
        if min(arm.height for arm in arms) < LEAST:
            continue
        told = [figure for figure, column in BEFORE.items() if mine[column].n_unique() > 1]
        found = {f: [_values(arm, BEFORE[f]) for arm in arms] for f in told}
        p_values = [float(mannwhitneyu(*found[f], method="asymptotic").pvalue) for f in told]
        for figure, p_value, p_adjusted in zip(told, p_values, holm(p_values), strict=True):
            means = [float(values.mean()) for values in found[figure]]
            spread = float(np.concatenate(found[figure]).std())
            rows.append(
                {
                    "campaign_id": row["campaign_id"],
                    "figure": figure,
                    "treated_mean": means[0],
                    "control_mean": means[1],
                    "mean_difference": means[0] - means[1],
                    "spreads": (means[0] - means[1]) / spread,
                    "p_value": p_value,
                    "p_adjusted": p_adjusted,
                }
            )
    return pl.DataFrame(rows, schema=_BALANCE, orient="row")
