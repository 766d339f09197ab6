"""Who moves up to dearer products inside a category, when, and who is likely to?

Tiers, the rise of a group and moves for good: :mod:`analytics.upsell_ladders`; chances:
:mod:`analytics.upsell_likely`. Under no climb customers move down as often as up, so moves down
stand beside moves up.

Source: R. C. Blattberg, B.-D. Kim and S. A. Neslin, Database Marketing, Springer 2008, chapter 21
(cross-selling and up-selling); the rest as named there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from analytics import upsell_ladders as ladders_of
from analytics.findings import Finding, NotEnoughData, Value, WrongOption
from analytics.frames import TIER_PURCHASES
from analytics.left_out import none_left_out, of_left_out
from analytics.upsell_likely import Likely, likely_movers

TIERS = 3


@dataclass(frozen=True)
class Upsell:
    """``ladders``: every group, the surest climb first; ``steps``: the tiers of each.

    ``group`` is the one that the rest is about: ``movers`` (customer_id, moved_on: who moved up
    for good, the latest first) and ``likely``.
    """

    ladders: pl.DataFrame
    steps: pl.DataFrame
    movers: pl.DataFrame
    likely: Likely
    group: str
    left_out: pl.DataFrame = field(default_factory=none_left_out)

    @property
    def ladder(self) -> Mapping[str, Value]:
        """The row of the group."""
        return self.ladders.filter(group=self.group).row(0, named=True)

    def summary(self) -> Mapping[str, Value]:
        """How many groups climb, and the moves of the one looked at."""
        names = ("rise", "rise_low", "rise_high", "moved_up", "moved_down")
        return {
            "ladders": self.ladders.height,
            "ladders_climbed": self.ladders.filter(climbs="yes").height,
            "group": self.group,
            **{name: self.ladder[name] for name in names},
            "auc": self.likely.auc,
            "likely_customers": self.likely.customers.height,
            "expected_contribution": self._expected,
        }

    @property
    def _expected(self) -> float | None:
        rows = self.likely.customers["expected_contribution"]
        return float(rows.sum()) if len(rows) else None

    def findings(self) -> list[Finding]:
        """Whether customers climb; who is likely to; what sets movers apart."""
        row = self.ladder
        said = ("group", "rise", "rise_low", "rise_high", "moved_up", "moved_down")
        climbs = row["climbs"] == "yes"
        key = "upsell.find_climbs" if climbs else "upsell.find_no_climb"
        found = [Finding(key, {name: row[name] for name in said}, good=climbs or None)]
        count = {"ladders_climbed": self.ladders.filter(climbs="yes").height}
        found.append(Finding("upsell.find_count", count | {"ladders": self.ladders.height}))
        told = self.likely
        if told.customers.height:
            fields: dict[str, Value] = {"auc": told.auc, "likely_customers": told.customers.height}
            fields |= {"expected_contribution": self._expected, "horizon_days": told.horizon_days}
            found.append(Finding("upsell.find_likely", fields, good=True))
        elif told.auc is None:
            few: dict[str, Value] = {"moved_later": told.moved, "stayed_later": told.stayed}
            found.append(Finding("upsell.find_few", few, good=False))
        else:
            found.append(Finding("upsell.find_coin", {"auc": told.auc}, good=False))
        apart = told.contrasts.filter((pl.col("apart_low") > 0) | (pl.col("apart_high") < 0))
        if apart.height:
            marks = {"factors_apart": apart.height, "factors": told.contrasts.height}
            found.append(Finding("upsell.find_apart", marks))
        return found + of_left_out(self.left_out)

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Ladders, tiers, movers, likely movers, contrasts, calibration, and what was left out."""
        return {
            "ladders": self.ladders,
            "steps": self.steps,
            "movers": self.movers,
            "likely": self.likely.customers,
            "contrasts": self.likely.contrasts,
            "calibration": self.likely.calibration,
            "left_out": self.left_out,
        }


def climb_ladders(
    frame: pl.DataFrame, *, tiers: int = TIERS, group: str = "", seed: int = 1
) -> Upsell:
    """Ladders of a TIER_PURCHASES frame; ``group`` "" takes the surest climb.

    Raises ``WrongOption`` for fewer than 2 or more than 5 tiers, ``NotEnoughData`` where no group
    has enough prices and 50 customers who bought on two days, or ``group`` is none of them.
    """
    if not 2 <= tiers <= 5:
        raise WrongOption("tiers", tiers, 1, 5)
    rows = TIER_PURCHASES.check(frame)
    items = ladders_of.tiered(rows, tiers)
    days = ladders_of.by_day(rows, items)
    moved = ladders_of.moves(days)
    ladders = ladders_of.climbed(days, moved)
    if ladders.is_empty():
        raise NotEnoughData("not_enough.no_ladders", tiers=tiers, least=ladders_of.LEAST)
    group = group or str(ladders["group"][0])
    if group not in ladders["group"]:
        raise NotEnoughData("not_enough.no_ladder", group=group)
    steps = ladders_of.steps(items, rows).join(ladders.select("group"), on="group", how="semi")
    steps = steps.rename({"tier": "price_tier"})
    here = steps.filter(group=group).sort("price_tier")
    more = here["contribution_each"].diff().shift(-1).fill_null(0.0)
    extra = dict(zip(here["price_tier"].to_list(), more.to_list(), strict=True))
    likely = likely_movers(days.filter(group=group), extra, tiers=tiers, seed=seed)
    movers = moved.filter("up", group=group).select(
        "customer_id", moved_on=pl.col("moved_on").cast(pl.Int32).cast(pl.Date)
    )
    movers = movers.sort("moved_on", "customer_id", descending=[True, False])
    return Upsell(ladders, steps, movers, likely, group)
