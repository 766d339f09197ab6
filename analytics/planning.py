"""How large must the next campaign be to show its effect, what will it cost, and what may it earn?

Base rate, effect and margin of an order are those of an earlier campaign with a control group,
unless they are given; where there is none, the base rate is how many customers ordered in as many
days lately, and the effect is an assumption. What is expected of those contacted is N_t · (effect ·
margin − contact − offer · (base + effect)) − fixed: everybody as the average of that campaign. Its
range holds what is open about effect and margin alike (:mod:`analytics.planning_range`); on what it
all rests, :mod:`analytics.planning_basis` says.

Source: of sizes and power, ``analytics.power``; break-even effect by setting that profit to 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.control import control_size
from analytics.depth import Costs
from analytics.effects import LEAST
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import CAMPAIGN_FEATURES, TARGETED
from analytics.planning_basis import LEARN, Assumed, Given, assume
from analytics.power import POWER, Sizes, detectable_share, power_of_share, size_for_share
from analytics.response_gains import rfm_score
from analytics.response_models import LOGISTIC, enough, fit

_STEPS = 20


@dataclass(frozen=True)
class Plan:
    """The plan of one campaign.

    ``sizes``: members, control_members, detectable_effect (seen in 80 of 100 such campaigns; blank
    where none is), power (to see the expected effect), plan_cost, expected_profit, and its ends
    expected_profit_low and expected_profit_high. ``customers``, the list itself, best first: rank,
    customer_id, answer_chance (blank where no model could be fitted, then ranked by RFM),
    recency_days, orders_before, revenue.
    """

    assumed: Assumed
    costs: Costs
    members: int
    control: int
    sizes: pl.DataFrame
    customers: pl.DataFrame
    needed: int | None

    @property
    def treated(self) -> int:
        """Members who are contacted."""
        return self.members - self.control

    @property
    def break_even(self) -> float | None:
        """The effect at which the plan earns nothing; None where no effect would be enough."""
        each = self.assumed.worth - self.costs.offer
        spent = self.costs.contact + self.costs.fixed / self.treated
        found = (spent + self.costs.offer * self.assumed.base) / each if each > 0 else 2.0
        return found if found <= 1 - self.assumed.base else None

    def summary(self) -> Mapping[str, Value]:
        """The plan in single figures."""
        own = self.sizes.row(by_predicate=pl.col("members") == self.members, named=True)
        told = self.assumed
        return {
            "learnt_from": told.learnt_from,
            "members": self.members,
            "control_members": self.control,
            "contacted": self.treated,
            "base_rate": told.base,
            "expected_effect": told.effect,
            "expected_effect_low": told.low,
            "expected_effect_high": told.high,
            "worth": told.worth,
            "detectable_effect": own["detectable_effect"],
            "power": own["power"],
            "needed_members": self.needed,
            "plan_cost": own["plan_cost"],
            "expected_profit": own["expected_profit"],
            "expected_profit_low": own["expected_profit_low"],
            "expected_profit_high": own["expected_profit_high"],
            "break_even_effect": self.break_even,
        }

    def findings(self) -> list[Finding]:
        """What it may earn; whether its effect would be seen; what it rests on."""
        told = self.summary()
        found = []
        money = ("contacted", "plan_cost", "expected_profit")
        ranged = told["expected_profit_low"] is not None
        key, more = (
            ("find_profit_range", _SPAN) if ranged else ("find_profit", ("expected_effect",))
        )
        good = bool(told["expected_profit"] > 0)  # type: ignore[operator]
        found.append(_finding(key, told, *money, *more, good=good))
        seen = told["power"] is not None and told["power"] >= POWER  # type: ignore[operator]
        if seen:
            found.append(_finding("find_seen", told, "expected_effect", "power", good=True))
        elif self.needed is None:
            found.append(_finding("find_never_seen", told, "expected_effect", good=False))
        elif told["power"] is None:
            names = ("expected_effect", "needed_members")
            found.append(_finding("find_small_arms", told, *names, good=False))
        else:
            most = ("expected_effect", "power", "needed_members")
            found.append(_finding("find_not_seen", told, *most, good=False))
        if self.break_even is None:
            found.append(_finding("find_no_break_even", told, "worth", good=False))
        else:
            found.append(_finding("find_break_even", told, "break_even_effect"))
        how = "find_learnt" if self.assumed.learnt_from is not None else "find_assumed"
        which = ("learnt_from",) if self.assumed.learnt_from is not None else ()
        return [*found, _finding(how, told, *which, "base_rate", "expected_effect", "worth")]

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The list, and what other sizes of it would show and earn."""
        return {"customers": self.customers, "sizes": self.sizes}


def plan_campaign(
    members: pl.DataFrame,
    now: pl.DataFrame,
    costs: Costs,
    *,
    campaign: str | None = None,
    size: int | None = None,
    control_share: float = 0.1,
    given: Given = LEARN,
    seed: int = 0,
) -> Plan:
    """A campaign to ``size`` of the customers in ``now`` (CAMPAIGN_FEATURES), the best ranked.

    ``members`` is TARGETED, maybe empty; ``campaign`` says which one to learn from. What is given
    takes the place of what is learnt. Raises ``NotEnoughData`` without customers enough for two
    arms, ``WrongOption`` for shares outside 0-1.
    """
    people = CAMPAIGN_FEATURES.check(now)
    rows = TARGETED.check(members)
    assumed = assume(rows, people, campaign, given, costs.offer)
    total = min(size or people.height, people.height)
    control = control_size(total, control_share)
    if total - control < 1 or people.height < LEAST:
        raise NotEnoughData("not_enough.few_to_plan", customers=people.height, needed=LEAST)
    steps = {max(2, round(people.height * n / _STEPS)) for n in range(1, _STEPS + 1)} | {total}
    table = [_size(n, control_size(n, control_share), assumed, costs) for n in sorted(steps)]
    kinds = ("detectable_effect", "power", "plan_cost", "expected_profit", *_SPAN)
    return Plan(
        assumed=assumed,
        costs=costs,
        members=total,
        control=control,
        sizes=pl.DataFrame(table, schema_overrides=dict.fromkeys(kinds, pl.Float64)),
        customers=rank_now(rows, people, seed=seed).head(total),
        needed=_needed(assumed, control_share),
    )


def rank_now(members: pl.DataFrame, now: pl.DataFrame, *, seed: int) -> pl.DataFrame:
    """Customers by their chance to answer; by RFM where too few have ever answered."""
    asked = members.filter("treated")
    answers = asked["responded"].to_numpy()
    if enough(answers):
        chance = fit(asked, answers, LOGISTIC, seed=seed).chance(now)
        frame = now.with_columns(answer_chance=pl.Series(chance), order_by=pl.Series(chance))
    else:
        blank = pl.lit(None, pl.Float64)
        frame = now.with_columns(answer_chance=blank, order_by=pl.Series(rfm_score(now)))
    ranked = frame.sort("order_by", "customer_id", descending=[True, False])
    return ranked.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)).select(
        *("rank", "customer_id", "answer_chance", "recency_days", "orders_before", "revenue")
    )


_SPAN = ("expected_profit_low", "expected_profit_high")


def _size(members: int, control: int, assumed: Assumed, costs: Costs) -> dict[str, float | None]:
    """One row of ``sizes``; below two arms of :data:`LEAST` no effect is seen at all."""
    arms = Sizes(members - control, control)
    can = min(arms.treated, arms.control) >= LEAST
    steady = 0 < assumed.base < 1
    moves = assumed.effect != 0 and 0 <= assumed.base + assumed.effect <= 1
    profit = _profit(arms.treated, assumed, costs)
    down, up = assumed.reach or (None, None)
    return {
        "members": members,
        "control_members": control,
        "detectable_effect": detectable_share(assumed.base, arms) if can and steady else None,
        "power": power_of_share(assumed.base, assumed.effect, arms) if can and moves else None,
        "plan_cost": arms.treated * _each(assumed, costs) + costs.fixed,
        "expected_profit": profit,
        "expected_profit_low": None if down is None else profit - arms.treated * down,
        "expected_profit_high": None if up is None else profit + arms.treated * up,
    }


def _each(assumed: Assumed, costs: Costs) -> float:
    return costs.contact + costs.offer * float(np.clip(assumed.base + assumed.effect, 0, 1))


def _profit(treated: int, assumed: Assumed, costs: Costs) -> float:
    return treated * (assumed.effect * assumed.worth - _each(assumed, costs)) - costs.fixed


def _needed(assumed: Assumed, control_share: float) -> int | None:
    """Members for an 80 % chance to see the expected effect."""
    moves = assumed.effect != 0 and 0 <= assumed.base + assumed.effect <= 1
    if not moves or not 0 < control_share < 1:
        return None
    found = size_for_share(assumed.base, assumed.effect, control_share=control_share)
    return found.members if found else None


def _finding(key: str, told: Mapping[str, Value], *names: str, good: bool | None = None) -> Finding:
    return Finding(f"planning.{key}", {name: told[name] for name in names}, good=good)
