"""What does keeping a customer cost against winning one?

Costs of a period are laid on two sides: *keep* is what went to people who had ordered before it,
over those of them who ordered in it; *win* is what went to everybody else, over the customers won.
Only costs that the data hold are counted, so either side may be too low, and says what it has.

Source: the comparison is R. Blattberg and J. Deighton's, "Manage Marketing by the Customer Equity
Test", Harvard Business Review 74(4), 1996.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import WINNING_COSTS

SIDES = ("win", "keep")
_ALIKE = 0.05  # nearer than this, and neither is called dearer


@dataclass(frozen=True)
class Keeping:
    """``costs``: side (win, keep), cost, value, customers (won, or kept), per_customer (blank
    where there are none)."""

    costs: pl.DataFrame

    def summary(self) -> Mapping[str, Value]:
        """Cost of each side by customer, and how many times the one is of the other."""
        win, keep = (self._per_customer(side) for side in SIDES)
        return {
            "won_customers": self._heads("win"),
            "kept_customers": self._heads("keep"),
            "win_cost": win,
            "keep_cost": keep,
            "win_times": win / keep if win is not None and keep else None,
        }

    def findings(self) -> list[Finding]:
        """Both sides, or the one there is, with what is missing."""
        summary = self.summary()
        there = {name: value for name, value in summary.items() if value is not None}
        times = summary["win_times"]
        if isinstance(times, float):
            near = abs(times - 1) < _ALIKE
            return [Finding("keeping.find_alike" if near else "keeping.find_both", there)]
        side = "win" if "win_cost" in there else "keep"
        return [Finding(f"keeping.find_{side}", there)] if f"{side}_cost" in there else []

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The costs by side."""
        return {"costs": self.costs}

    def _heads(self, side: str) -> int | None:
        rows = self.costs.filter(side=side)
        return int(rows["customers"][0]) if rows.height else None

    def _per_customer(self, side: str) -> float | None:
        """Blank where nothing is known of the side, or it has no customer."""
        known = self.costs.filter(side=side)["per_customer"].drop_nulls()
        return float(known.sum()) if len(known) else None


def compare_costs(frame: pl.DataFrame) -> Keeping:
    """Both sides of a WINNING_COSTS frame. ``NotEnoughData`` where it holds no cost."""
    rows = WINNING_COSTS.check(frame)
    if rows.is_empty():
        raise NotEnoughData("not_enough.no_winning_costs")
    each = pl.when(pl.col("customers") > 0).then(pl.col("value") / pl.col("customers"))
    order = pl.col("side").replace_strict({"win": 0, "keep": 1}, return_dtype=pl.Int64)
    ranked = rows.sort(order, pl.col("value") * -1, "cost")
    return Keeping(ranked.with_columns(per_customer=each))
