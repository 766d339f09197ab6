"""Whom does a contact change, and whom is it better to leave alone?

A response model finds those who buy; uplift is what the contact changes. Two methods learn it from
a campaign with a control group and rank members they have not seen; the Qini curve shows whether
that ranking is better than the lot. Members are parted by rank into five groups, and a group is
named only as far as its own two arms can tell: persuadable, sleeping dogs, sure things, lost
causes, or not to be told.

Source: ``analytics.uplift_models``, ``analytics.qini``; the groups: N. J. Radcliffe and
P. D. Surry, "Real-World Uplift Modelling with Significance-Based Uplift Trees", 2011.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.effects import LEAST, share_effect
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import CAMPAIGN_FEATURES, TARGETED
from analytics.qini import Qini
from analytics.shares import LEVEL
from analytics.targeted import of_campaign
from analytics.uplift_models import METHODS, fit_uplift, unseen_uplift

LEAST_ORDERS = 25
"""Members of each arm who must have ordered, and not, for a model of both."""

GROUPS = 5
PERSUADABLE, SLEEPING, SURE, LOST, UNKNOWN = (
    *("persuadable", "sleeping_dogs", "sure_things", "lost_causes", "not_told"),
)
MATTERS = 0.05
"""An effect below it, to either side, counts as none where an interval lies wholly within."""


@dataclass(frozen=True)
class Uplift:
    """What one campaign's control group tells of whom it changed.

    ``groups``, highest expected uplift first: group_no, members, control_members, response_rate,
    control_rate, uplift (their difference), uplift_low and uplift_high (together 95 %),
    expected_uplift, uplift_group. ``methods``: uplift_method, qini, qini_low, qini_high. ``scores``
    of customers now, highest first: rank, customer_id, group_no and uplift_group (where such a
    score falls), expected_uplift, recency_days, orders_before, revenue. ``effect`` on all members,
    with its interval.
    """

    campaign: str
    method: str
    members: int
    control: int
    qini: Qini
    methods: pl.DataFrame
    groups: pl.DataFrame
    scores: pl.DataFrame
    effect: tuple[float | None, float | None, float | None]

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures."""
        return {
            "campaign_id": self.campaign,
            "uplift_method": self.method,
            "members": self.members,
            "control_members": self.control,
            "qini": self.qini.coefficient,
            "qini_low": self.qini.coefficient_low,
            "qini_high": self.qini.coefficient_high,
            "uplift": self.effect[0],
            "uplift_low": self.effect[1],
            "uplift_high": self.effect[2],
            "responses_won": self.qini.total,
            "persuadable_customers": self._now(PERSUADABLE),
            "sleeping_customers": self._now(SLEEPING),
            "scored": self.scores.height,
        }

    def findings(self) -> list[Finding]:
        """Whether the ranking is better than the lot; whom the campaign changed, which way."""
        told = self.summary()
        lead = ("qini", "qini_low", "qini_high")
        sure = self.qini.sure
        key = "find_ranks" if sure else "find_no_ranking"
        found = [Finding(f"uplift.{key}", {name: told[name] for name in lead}, good=sure)]
        names = ("uplift", "uplift_low", "uplift_high")
        found.append(Finding("uplift.find_effect", {name: told[name] for name in names}))
        for group, good in ((PERSUADABLE, True), (SLEEPING, False), (SURE, None), (LOST, None)):
            rows = self.groups.filter(uplift_group=group)
            if rows.height:
                row = rows.row(0 if group != SLEEPING else -1, named=True)
                fields = {name: row[name] for name in ("uplift", "uplift_low", "uplift_high")}
                counts = {"members": int(rows["members"].sum())}
                found.append(Finding(f"uplift.find_{group}", counts | fields, good=good))
        if unknown := int(self.groups.filter(uplift_group=UNKNOWN)["members"].sum()):
            found.append(Finding("uplift.find_not_told", {"members": unknown}))
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The customers now, the groups, and the curve with its band."""
        curve = pl.DataFrame({"depth": self.qini.depth, "won_responses": self.qini.value})
        band = {"depth": self.qini.grid, "won_low": self.qini.low, "won_high": self.qini.high}
        return {
            "scores": self.scores,
            "groups": self.groups,
            "methods": self.methods,
            "curve": curve.with_columns(lot=pl.col("depth") * self.qini.total),
            "band": pl.DataFrame(band),
        }

    def _now(self, group: str) -> int:
        return self.scores.filter(uplift_group=group).height


def measure_uplift(
    members: pl.DataFrame, now: pl.DataFrame, *, campaign: str | None = None, seed: int = 0
) -> Uplift:
    """Uplift of one campaign of a TARGETED frame, on orders in its days, by assigned arm.

    ``now`` is CAMPAIGN_FEATURES of the customers to rank. Several treatments count as one. Without
    ``campaign`` it is the latest whose arms are large enough. Raises ``NotEnoughData`` without a
    control group of :data:`LEAST`, or with too few orders in an arm.
    """
    known = TARGETED.check(members)
    rows = of_campaign(known, campaign or _latest_told(known)).sort("customer_id")
    name = str(rows["campaign_id"][0])
    arm, hits = rows["treated"].to_numpy(), rows["ordered"].to_numpy()
    if min(int(arm.sum()), int((~arm).sum())) < LEAST:
        raise NotEnoughData("not_enough.no_control", campaign_id=name, needed=LEAST)
    few = min(int(n) for side in (arm, ~arm) for n in (hits[side].sum(), (~hits[side]).sum()))
    if few < LEAST_ORDERS:
        raise NotEnoughData("not_enough.few_to_compare", members=few, needed=LEAST_ORDERS)
    unseen = unseen_uplift(rows, seed=seed)
    edges, groups = _groups(unseen.best, hits, arm)
    whole = _effect(hits, arm, LEVEL)
    told = fit_uplift(rows, unseen.method)
    return Uplift(
        campaign=name,
        method=unseen.method,
        members=rows.height,
        control=int((~arm).sum()),
        qini=unseen.curves[unseen.method],
        methods=pl.DataFrame(
            [
                {
                    "uplift_method": method,
                    "qini": unseen.curves[method].coefficient,
                    "qini_low": unseen.curves[method].coefficient_low,
                    "qini_high": unseen.curves[method].coefficient_high,
                }
                for method in METHODS
            ]
        ),
        groups=groups,
        scores=_scores(CAMPAIGN_FEATURES.check(now), told, edges, groups),
        effect=(whole["uplift"], whole["uplift_low"], whole["uplift_high"]),
    )


def _latest_told(members: pl.DataFrame) -> str | None:
    """The latest campaign whose arms are large enough to compare; None where there is none."""
    arms = members.group_by("campaign_id", "treated").agg(
        members=pl.len(),
        few=pl.min_horizontal(pl.col("ordered").sum(), (~pl.col("ordered")).sum()),
        start_day=pl.col("start_day").max(),
    )
    enough = arms.filter(pl.col("members") >= LEAST, pl.col("few") >= LEAST_ORDERS)
    both = enough.filter(pl.len().over("campaign_id") == 2).sort("start_day", "campaign_id")
    return str(both["campaign_id"][-1]) if both.height else None


def _groups(
    score: npt.NDArray[np.float64], hits: npt.NDArray[np.bool_], arm: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float64], pl.DataFrame]:
    """Five groups by rank, ties together; and the least scores of all but the last."""
    edges = np.quantile(score, np.arange(GROUPS - 1, 0, -1) / GROUPS)
    number = GROUPS - 1 - np.searchsorted(edges[::-1], score, side="right")
    rows = []
    for group in range(GROUPS):
        mine = number == group
        if mine.any():
            found = _effect(hits[mine], arm[mine], 1 - (1 - LEVEL) / GROUPS)
            expected: dict[str, float | None] = {"expected_uplift": float(score[mine].mean())}
            rows.append({"group_no": group + 1} | found | expected)
    kinds = dict.fromkeys(("response_rate", "control_rate", *_ENDS), pl.Float64)
    frame = pl.DataFrame(rows, schema_overrides=kinds)
    named = [_name(row) for row in frame.iter_rows(named=True)]
    return edges, frame.with_columns(uplift_group=pl.Series(named))


_ENDS = ("uplift", "uplift_low", "uplift_high")


def _effect(
    hits: npt.NDArray[np.bool_], arm: npt.NDArray[np.bool_], level: float
) -> dict[str, float | None]:
    """Both arms of some members, and their difference by Newcombe; blank where an arm is small."""
    counts = int(hits[arm].sum()), int(arm.sum()), int(hits[~arm].sum()), int((~arm).sum())
    found = share_effect(*counts, level=level)
    ends = (found.effect, found.low, found.high) if found else (None, None, None)
    shares = [counts[n] / counts[n + 1] if counts[n + 1] else None for n in (0, 2)]
    heads: dict[str, float | None] = {"members": len(hits), "control_members": counts[3]}
    return heads | dict(
        zip(("response_rate", "control_rate", *_ENDS), [*shares, *ends], strict=True)
    )


def _name(row: Mapping[str, float | None]) -> str:
    """What the two arms of a group prove; most often: not to be told."""
    low, high, rate = row["uplift_low"], row["uplift_high"], row["control_rate"]
    if low is None or high is None or rate is None:
        return UNKNOWN
    if low > 0:
        return PERSUADABLE
    if high < 0:
        return SLEEPING
    if low > -MATTERS and high < MATTERS:
        return SURE if rate > 1 / 2 else LOST
    return UNKNOWN


def _scores(
    now: pl.DataFrame, told: object, edges: npt.NDArray[np.float64], groups: pl.DataFrame
) -> pl.DataFrame:
    """Customers by expected uplift, ties by customer_id, each with the name of its group."""
    score = told(now) if now.height else np.zeros(0)  # type: ignore[operator]
    number = GROUPS - np.searchsorted(edges[::-1], score, side="right")
    names = dict(groups.select("group_no", "uplift_group").rows())
    frame = now.with_columns(
        group_no=pl.Series(number, dtype=pl.Int64),
        expected_uplift=pl.Series(score, dtype=pl.Float64),
        uplift_group=pl.Series([names.get(int(n), UNKNOWN) for n in number], dtype=pl.String),
    ).sort("expected_uplift", "customer_id", descending=[True, False])
    return frame.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)).select(
        *("rank", "customer_id", "group_no", "uplift_group", "expected_uplift"),
        *("recency_days", "orders_before", "revenue"),
    )
