"""One campaign by segment and by day; all campaigns by touch point and by earlier contacts."""

from typing import Any

import numpy as np
import polars as pl
from scipy.special import stdtrit

from analytics.effects import LEAST, holm, share_effect
from analytics.response_rows import WIDEST
from analytics.shares import Floats, newcombe, wilson

MOST_CONTACTS = 4
"""Earlier contacts from which on they are counted together."""

_SEGMENTS = {
    "segment": pl.String(),
    **dict.fromkeys(("contacted", "responded"), pl.Int64()),
    **dict.fromkeys(("response_rate", "response_low", "response_high"), pl.Float64()),
    "control": pl.Int64(),
    **dict.fromkeys(
        ("control_rate", "effect", "effect_low", "effect_high", "p_value", "p_adjusted"),
        pl.Float64(),
    ),
}
_DAYS = {
    "day": pl.Date(),
    "day_no": pl.Int64(),
    **dict.fromkeys(
        (
            *("treated_share", "control_share", "effect", "effect_low", "effect_high"),
            *(
                "treated_value",
                "control_value",
                "value_effect",
                "value_effect_low",
                "value_effect_high",
            ),
        ),
        pl.Float64(),
    ),
}


def by_segment(
    members: pl.DataFrame, segments: pl.DataFrame | None, *, measured: bool, level: float
) -> pl.DataFrame:
    """One campaign by where its members stood before it, most contacted first.

    Who had not ordered has a blank segment. p-values are adjusted by Holm over the segments:
    looking at many finds one by chance.
    """
    if segments is None:
        return pl.DataFrame(schema=_SEGMENTS)
    rows: list[dict[str, Any]] = []
    placed = members.join(segments.select("customer_id", "segment"), on="customer_id", how="left")
    for (segment,), mine in placed.sort("segment").group_by("segment", maintain_order=True):
        reached, control = mine.filter("reached"), mine.filter(~pl.col("treated"))
        treated = mine.filter("treated")
        row = {
            "segment": segment,
            "contacted": reached.height,
            "responded": int(reached["answered"].sum()),
            "control": control.height,
            "control_rate": _mean(control["hit"]),
        }
        hits = int(treated["hit"].sum()), treated.height, int(control["hit"].sum()), control.height
        found = share_effect(*hits, level=level) if measured else None
        if found:
            row |= {
                "effect": found.effect,
                "effect_low": found.low,
                "effect_high": found.high,
                "p_value": found.p_value,
            }
        rows.append(row)
    frame = _with_rate(pl.DataFrame(rows, schema=_SEGMENTS), level)
    known = frame["p_value"].is_not_null()
    raised = iter(holm(frame["p_value"].drop_nulls().to_list()))
    adjusted = [next(raised) if there else None for there in known]
    return (
        frame.with_columns(p_adjusted=pl.Series(adjusted, dtype=pl.Float64))
        .select(_SEGMENTS.keys())
        .sort("contacted", "segment", descending=[True, False], nulls_last=True)
    )


def _mean(hits: pl.Series) -> float | None:
    return float(hits.sum()) / len(hits) if len(hits) >= LEAST else None


def _with_rate(frame: pl.DataFrame, level: float) -> pl.DataFrame:
    """``response_rate`` with its interval; blank where the interval is too wide to give one."""
    share, low, high = wilson(pl.col("responded"), pl.col("contacted"), level=level)
    asked = pl.col("contacted") > 0
    return frame.with_columns(
        response_rate=pl.when(asked & (high - low <= WIDEST)).then(share),
        response_low=pl.when(asked).then(low),
        response_high=pl.when(asked).then(high),
    )


def by_day(
    members: pl.DataFrame,
    days: pl.DataFrame,
    window: dict[str, Any],
    *,
    basis: str,
    measured: bool,
    level: float,
) -> pl.DataFrame:
    """How the arms of a measured campaign draw apart, day after day of its window.

    Answers and money up to and with each day, per member, and their differences. Money is on
    ``basis``, profit as contribution: what serving costs is not known by the day.
    """
    if not measured:
        return pl.DataFrame(schema=_DAYS)
    length, size = int(window["days"]), members.height
    value = "contribution" if basis == "profit" else basis
    places = members.select("customer_id").with_row_index("place")
    mine = days.join(places, on="customer_id").filter(pl.col("day") < length)
    money, answered = np.zeros((size, length)), np.zeros((size, length))
    at = mine["place"].to_numpy(), mine["day"].to_numpy()
    np.add.at(money, at, mine[value].to_numpy())
    if members["hit_by"][0] == "recorded":
        since = members["responded"].to_numpy().astype(float) - window["first"]
        there = np.flatnonzero(np.isfinite(since) & (since < length))
        answered[there, np.maximum(since[there], 0).astype(int)] = 1
    else:
        np.add.at(answered, at, (mine["orders"].to_numpy() > 0).astype(float))
    treated = members["treated"].to_numpy()
    so_far = np.minimum(answered.cumsum(axis=1), 1)
    shares, counts = _shares(so_far[treated], so_far[~treated], level)
    means = _means(money.cumsum(axis=1)[treated], money.cumsum(axis=1)[~treated], level)
    number = np.arange(length)
    frame = pl.DataFrame(
        {
            "day": pl.Series(number + window["first"]).cast(pl.Int32).cast(pl.Date),
            "day_no": number + 1,
            "treated_share": counts[0],
            "control_share": counts[1],
            **dict(zip(("effect", "effect_low", "effect_high"), shares, strict=True)),
            **dict(zip(list(_DAYS)[7:], means, strict=True)),
        }
    )
    return frame.select(pl.col(c).cast(kind) for c, kind in _DAYS.items())


def _shares(
    treated: Floats, control: Floats, level: float
) -> tuple[tuple[Floats, Floats, Floats], tuple[Floats, Floats]]:
    heads = [arm.sum(axis=0) for arm in (treated, control)]
    of = [np.full(arm.shape[1], float(len(arm))) for arm in (treated, control)]
    found = newcombe(heads[0], of[0], heads[1], of[1], level=level)
    return found, (heads[0] / of[0], heads[1] / of[1])


def _means(treated: Floats, control: Floats, level: float) -> tuple[Floats, ...]:
    """Means of both arms, their difference and its ends by Welch, of each column."""
    one, other = (arm.mean(axis=0) for arm in (treated, control))
    parts = [arm.var(axis=0, ddof=1) / len(arm) for arm in (treated, control)]
    spread = parts[0] + parts[1]
    below = parts[0] ** 2 / (len(treated) - 1) + parts[1] ** 2 / (len(control) - 1)
    freedom = np.divide(spread**2, below, out=np.ones_like(spread), where=below > 0)
    half = stdtrit(freedom, (1 + level) / 2) * np.sqrt(spread)
    return one, other, one - other, one - other - half, one - other + half


def by_touch_point(rows: pl.DataFrame, *, level: float) -> pl.DataFrame:
    """All campaigns by touch point; what they brought is of those with a control group."""
    known = pl.col("incremental_profit").is_not_null()
    half = (pl.col("incremental_high") - pl.col("incremental_low")) / 2
    spent = pl.col("campaign_spend")
    total, off = pl.col("incremental_profit").sum(), (half**2).sum() ** 0.5
    sums = rows.group_by("touch_point").agg(
        campaigns=pl.len().cast(pl.Int64),
        with_control=known.sum().cast(pl.Int64),
        contacted=pl.col("contacted").sum(),
        responded=pl.col("responded").sum(),
        campaign_spend=pl.when(spent.is_not_null().any()).then(spent.sum()),
        incremental_profit=pl.when(known.any()).then(total),
        incremental_low=pl.when(known.any()).then(total - off),
        incremental_high=pl.when(known.any()).then(total + off),
    )
    return (
        _with_rate(sums, level)
        .select(
            *("touch_point", "campaigns", "contacted", "responded", "response_rate"),
            *(
                "response_low",
                "response_high",
                "campaign_spend",
                "with_control",
                "incremental_profit",
            ),
            *("incremental_low", "incremental_high"),
        )
        .sort("response_rate", "touch_point", descending=[True, False], nulls_last=True)
    )


def by_contacts(
    campaigns: pl.DataFrame, members: pl.DataFrame, *, days: int, basis: str, level: float
) -> pl.DataFrame:
    """Those contacted, by how many campaign contacts they had in the ``days`` before.

    An association: who is contacted often was chosen so, and may differ in other ways.
    """
    began = campaigns.select("campaign_id", "first")
    reached = (
        members.filter("reached")
        .join(began, on="campaign_id")
        .with_columns(on=pl.coalesce("contacted", "first"))
    )
    others = reached.select("customer_id", other="on")
    gap = pl.col("on") - pl.col("other")
    earlier = (
        reached.select("campaign_id", "customer_id", "on")
        .join(others, on="customer_id")
        .filter((gap > 0) & (gap <= days))
        .group_by("campaign_id", "customer_id")
        .agg(contacts=pl.len())
    )
    frame = reached.join(earlier, on=["campaign_id", "customer_id"], how="left").with_columns(
        contacts=pl.col("contacts").fill_null(0).clip(0, MOST_CONTACTS).cast(pl.Int64)
    )
    sums = frame.group_by("contacts").agg(
        contacted=pl.len().cast(pl.Int64),
        responded=pl.col("answered").sum().cast(pl.Int64),
        value_per_member=pl.col(basis).mean(),
    )
    count = pl.col("contacts").cast(pl.String)
    more = pl.when(pl.col("contacts") == MOST_CONTACTS).then(pl.lit("+")).otherwise(pl.lit(""))
    return (
        _with_rate(sums, level)
        .sort("contacts")
        .select(
            earlier_contacts=count + more,
            contacted="contacted",
            responded="responded",
            response_rate="response_rate",
            response_low="response_low",
            response_high="response_high",
            value_per_member=pl.when(pl.col("contacted") >= LEAST).then("value_per_member"),
        )
    )
