"""How deep to contact: what would the best-ranked 5, 10 … 100 % of a campaign have earned?

Members are ranked by models that had not seen their answers. With a control group, the best share φ
brings N·φ times the difference of the arms' margin in it, less the cost of its contacts, of its
offers and the fixed cost: incremental profit. Without one, all that responders bought counts as if
none had bought anyway; where any order in the campaign's days counts as a response, that says
nothing about depth, and no best depth is given; nor where no cost is known: then such profit grows
with every contact.

Source: P. Nash, "Profit curves" as in N. Levin and J. Zahavi, Journal of Interactive Marketing 10,
1996; the curve with a control group: N. J. Radcliffe, Direct Marketing Analytics Journal, 2007; of
intervals, A. C. Davison and D. V. Hinkley, "Bootstrap Methods and their Application", 1997.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.contact_rank import unseen_chances
from analytics.effects import LEAST
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import TARGETED
from analytics.response_gains import Interval
from analytics.shares import LEVEL
from analytics.targeted import of_campaign
from analytics.uplift_models import unseen_uplift

Floats = npt.NDArray[np.float64]

BY_RESPONSE, BY_UPLIFT = "response", "uplift"
_STEPS = 20
_DRAWS = 400


@dataclass(frozen=True)
class Costs:
    """What a campaign costs, in money: of a contact, of an offer that is taken up, once for all."""

    contact: float
    offer: float
    fixed: float


@dataclass(frozen=True)
class Depth:
    """Profit by depth of one campaign.

    ``depths``: depth (0-1), contacted, margin (incremental, else of responders), spent, profit,
    profit_low, profit_high, profit_more (of this step's contacts alone, without the fixed cost).
    ``best``: depth of the most profit with the interval of that depth; None where none is given,
    and ``why_none`` says why (``moves_sales``, ``no_cost``). ``over_all``: profit there beyond that
    of contacting everybody.
    """

    campaign: str
    depths: pl.DataFrame
    incremental: bool
    rank_by: str
    tested_by: str
    members: int
    control: int
    costs: Costs
    best: Interval | None
    over_all: Interval | None
    why_none: str | None

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures."""
        at = self._best_row()
        return {
            "campaign_id": self.campaign,
            "profit_kind": "incremental_profit" if self.incremental else "profit_of_responders",
            "members": self.members,
            "control_members": self.control,
            "best_depth": self.best.value if self.best else None,
            "best_depth_low": self.best.low if self.best else None,
            "best_depth_high": self.best.high if self.best else None,
            "best_contacts": at["contacted"] if at else None,
            "depth_profit": at["profit"] if at else None,
            "depth_profit_low": at["profit_low"] if at else None,
            "depth_profit_high": at["profit_high"] if at else None,
            "profit_all": float(self.depths["profit"][-1]),
            "profit_over_all": self.over_all.value if self.over_all else None,
            "break_even_depth": self.break_even,
            "contact_cost": self.costs.contact,
            "offer_cost": self.costs.offer,
            "fixed_cost": self.costs.fixed,
        }

    @property
    def break_even(self) -> float | None:
        """The deepest depth that does not lose money; None where every depth does."""
        kept = self.depths.filter(pl.col("depth") > 0, pl.col("profit") >= 0)
        return float(kept["depth"][-1]) if kept.height else None

    def findings(self) -> list[Finding]:
        """How deep, how sure; beside contacting everybody; what is assumed without a control."""
        told, found = self.summary(), []
        if self.best is None:
            found.append(Finding(f"depth.find_{self.why_none}", {"members": self.members}))
        elif self.best.value == 0:
            found.append(Finding("depth.find_nobody", {"members": self.members}, good=False))
        else:
            names = ("best_depth", "best_depth_low", "best_depth_high", "best_contacts")
            money = ("depth_profit", "depth_profit_low", "depth_profit_high")
            sure = told["depth_profit_low"] > 0  # type: ignore[operator]
            key = "find_best" if sure else "find_unsure"
            key = key if self.incremental else "find_best_responders"
            fields = {name: told[name] for name in (*names, *money)}
            found.append(Finding(f"depth.{key}", fields, good=True if sure else None))
        # what contacting all would have earned is known beside a control group alone
        beside = self.incremental and self.best is not None and self.best.value > 0
        if beside and self.over_all is not None:
            fields = {name: told[name] for name in ("profit_over_all", "profit_all")}
            ahead = self.over_all.low > 0
            found.append(Finding(f"depth.find_{'fewer' if ahead else 'like_all'}", fields))
        if not self.incremental:
            found.append(Finding("depth.find_no_control", {"members": self.members}, good=False))
        if self.break_even is None:
            found.append(Finding("depth.find_no_break_even", {}, good=False))
        elif self.break_even < 1:
            found.append(Finding("depth.find_break_even", {"break_even_depth": self.break_even}))
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Profit at each depth."""
        return {"depths": self.depths}

    def _best_row(self) -> Mapping[str, Value] | None:
        if self.best is None:
            return None
        place = int((self.depths["depth"] - self.best.value).abs().arg_min() or 0)
        return self.depths.row(place, named=True)


def find_depth(
    members: pl.DataFrame,
    costs: Costs,
    *,
    campaign: str | None = None,
    worth: float | None = None,
    rank_by: str = BY_RESPONSE,
    seed: int = 0,
) -> Depth:
    """Profit by depth of one campaign of a TARGETED frame.

    ``worth`` is the margin of one response; None takes each member's own contribution in the
    campaign's days. ``rank_by`` uplift needs a control group. Raises ``NotEnoughData`` where too
    few answered, or for a rank by uplift without a control group.
    """
    rows = TARGETED.check(members)
    chosen = of_campaign(rows, campaign)
    name = str(chosen["campaign_id"][0])
    control = int((~chosen["treated"]).sum())
    measured = min(control, chosen.height - control) >= LEAST
    if rank_by == BY_UPLIFT:
        if not measured:
            raise NotEnoughData("not_enough.no_control", campaign_id=name, needed=LEAST)
        ranked, score = chosen.sort("customer_id"), unseen_uplift(chosen, seed=seed).best
        tested_by = "customers"
    else:
        ranked, score, tested_by = unseen_chances(rows, name, seed=seed)
    why_none = None if measured else _why_none(ranked, costs)
    kept = ranked if measured else ranked.filter("treated")
    score = score if measured else score[ranked["treated"].to_numpy()]
    table, drawn = _profits(kept, score, costs, worth, incremental=measured, seed=seed)
    best = None if why_none else _best(table, drawn)
    return Depth(
        campaign=name,
        depths=table,
        incremental=measured,
        rank_by=rank_by,
        tested_by=tested_by,
        members=kept.height,
        control=control if measured else 0,
        costs=costs,
        best=best,
        over_all=None if best is None else _over_all(table, drawn, best.value),
        why_none=why_none,
    )


def _why_none(members: pl.DataFrame, costs: Costs) -> str | None:
    """Why profit of responders has no best depth, if it has none."""
    if _only_sales(members):
        return "moves_sales"
    return None if costs.contact or costs.offer else "no_cost"


def _only_sales(members: pl.DataFrame) -> bool:
    """Whether any order counts as a response: then it says nothing about the contact."""
    asked = members.filter("treated")
    buyers = asked.filter("ordered")
    return buyers.height == 0 or bool(buyers["responded"].all())


def _profits(
    members: pl.DataFrame,
    score: Floats,
    costs: Costs,
    worth: float | None,
    *,
    incremental: bool,
    seed: int,
) -> tuple[pl.DataFrame, Floats]:
    """The table of depths, and the profit at each depth in each of the draws."""
    order = (
        members.select("customer_id")
        .with_columns(score=pl.Series(score))
        .with_row_index("row")
        .sort("score", "customer_id", descending=[True, False])["row"]
        .to_numpy()
    )
    ranked = members[order]
    hits = ranked["ordered" if incremental else "responded"].to_numpy().astype(float)
    value = hits * worth if worth is not None else ranked["margin"].to_numpy()
    value = value if incremental else value * hits
    arm = ranked["treated"].to_numpy().astype(float)
    ends = np.ceil(np.linspace(0, 1, _STEPS + 1) * len(arm) - 1e-9).astype(int)
    sums = np.column_stack([arm * value, (1 - arm) * value, arm, 1 - arm, arm * hits])
    margin, cost = _money(sums, np.ones(len(arm)), ends, costs)
    drawn = _draws(sums, arm, ends, costs, seed=seed)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    profit = margin - cost
    step = np.diff(profit, prepend=0.0)
    step[1] += costs.fixed
    table = pl.DataFrame(
        {
            "depth": np.linspace(0, 1, _STEPS + 1),
            "contacted": ends,
            "margin": margin,
            "spent": cost,
            "profit": profit,
            "profit_low": low,
            "profit_high": high,
            "profit_more": step,
        },
        schema_overrides={"contacted": pl.Int64},
    )
    return table, drawn


def _draws(sums: Floats, arm: Floats, ends: Floats, costs: Costs, *, seed: int) -> Floats:
    """The profit at each depth with the members of each arm drawn anew, many times (bootstrap)."""
    rng = np.random.default_rng(seed)
    sides = [np.flatnonzero(arm == side) for side in (1.0, 0.0)]
    drawn = np.empty((_DRAWS, len(ends)))
    for number in range(_DRAWS):
        weight = np.zeros(len(arm))
        for side in sides:
            if len(side):
                found = rng.integers(len(side), size=len(side))
                weight[side] = np.bincount(found, minlength=len(side))
        more, spent = _money(sums, weight, ends, costs)
        drawn[number] = more - spent
    return drawn


def _money(sums: Floats, weight: Floats, ends: Floats, costs: Costs) -> tuple[Floats, Floats]:
    """Margin and cost of contacting the best ``ends`` members, as estimated from both arms."""
    running = np.vstack([np.zeros(5), np.cumsum(sums * weight[:, None], axis=0)])[ends]
    gain, anyway, treated, control, hits = running.T
    per_treated = np.divide(gain, treated, out=np.zeros_like(gain), where=treated > 0)
    per_control = np.divide(anyway, control, out=np.zeros_like(gain), where=control > 0)
    taken = np.divide(hits, treated, out=np.zeros_like(hits), where=treated > 0)
    each = per_treated - per_control
    cost = ends * (costs.contact + costs.offer * taken) + np.where(ends > 0, costs.fixed, 0.0)
    return ends * each, cost


def _best(table: pl.DataFrame, drawn: Floats) -> Interval:
    """The depth of the most profit, 0 where every depth loses money, and where it may lie."""
    depth = table["depth"].to_numpy()
    low, high = np.quantile(depth[drawn.argmax(axis=1)], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(depth[int(table["profit"].to_numpy().argmax())]), float(low), float(high))


def _over_all(table: pl.DataFrame, drawn: Floats, best: float) -> Interval:
    place = int(np.abs(table["depth"].to_numpy() - best).argmin())
    profit = table["profit"].to_numpy()
    low, high = np.quantile(drawn[:, place] - drawn[:, -1], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(profit[place] - profit[-1]), float(low), float(high))
