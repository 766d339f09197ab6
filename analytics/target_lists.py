"""Who is contacted and who is left alone, what does it cost, and what must it bring to pay?

Of those meant, whoever may not be contacted is left out (:mod:`analytics.suppression`); a budget
keeps the best by a stated order, ties by the key; of the rest a control group is drawn at random
(:mod:`analytics.control`). Expected profit = assumed lift x what those contacted bring in a year -
cost: their contribution of the last 365 days, or their lifetime value of the next 12 months. The
lift is an assumption until a campaign with a control group measured one; so the lift at which
contacting breaks even stands beside it.

Source: the contribution basis as in :mod:`analytics.bases`; sizes and power in
:mod:`analytics.power`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from analytics import target_list_findings
from analytics.control import CONTROL, HIGHEST_SHARE, TREATMENT, Arms, control_size, draw
from analytics.effects import LEAST
from analytics.findings import Finding, Value, WrongOption
from analytics.frames.contacting import TARGETS
from analytics.power import Sizes, detectable_mean, size_for_mean
from analytics.suppression import Suppression

ORDERS = ("contribution", "profit", "revenue", "recency")
"""What a budget keeps the best by: more is better, and an order not long ago."""

STRATA = ("value", "segment", "customer_type", "home_region")
"""What a control group can be drawn within; ``value`` are fifths by contribution."""

LAST_YEAR, CLTV = "last_year", "cltv"
WORTHS = (LAST_YEAR, CLTV)
"""What a customer is taken to bring in a year: the contribution of the last, or what is ahead."""

FIFTHS = 5


@dataclass(frozen=True)
class Terms:
    """Money and arms. Costs and budget in the currency; ``budget`` None: no limit.

    ``lift``: the share more that those contacted are assumed to bring, of ``worth``, one of
    :data:`WORTHS`. ``control_share`` 0-0.9 of the members are left alone. Raises
    :class:`WrongOption`.
    """

    contact_cost: float = 0.0
    fixed_cost: float = 0.0
    budget: float | None = None
    lift: float = 0.05
    control_share: float = 0.1
    treatments: tuple[str, ...] = (TREATMENT,)
    strata: tuple[str, ...] = ("value",)
    seed: int = 1
    worth: str = LAST_YEAR

    def __post_init__(self) -> None:
        """Refuse what means nothing."""
        for name in ("contact_cost", "fixed_cost", "budget"):
            amount = getattr(self, name)
            if amount is not None and not (math.isfinite(amount) and amount >= 0):
                raise WrongOption(name, amount, 0.0, math.inf)
        if self.worth not in WORTHS:
            raise ValueError(f"worth: one of {', '.join(WORTHS)} is needed")
        if not (math.isfinite(self.lift) and abs(self.lift) <= 1):
            raise WrongOption("lift", self.lift, -1.0, 1.0)
        if not 0 <= self.control_share <= HIGHEST_SHARE:
            raise WrongOption("control_share", self.control_share, 0.0, HIGHEST_SHARE)


@dataclass(frozen=True)
class TargetLists:
    """One list as it would be. ``arms`` are its members; ``targets`` those who may be contacted.

    ``ahead``: customer_id and worth, the lifetime value of the next 12 months, where the terms
    count by it; whoever is not in it brings nothing.
    """

    suppression: Suppression
    targets: pl.DataFrame
    arms: Arms
    terms: Terms
    ahead: pl.DataFrame | None = None

    @property
    def over_budget(self) -> int:
        """How many may be contacted, but the budget does not reach them."""
        return self.suppression.kept.height - self.arms.members.height

    @property
    def contacted(self) -> int:
        """Members in a treatment."""
        return self.arms.members.height - self.arms.control

    @property
    def cost(self) -> float:
        """What contacting them costs; nobody costs nothing."""
        fixed = self.terms.fixed_cost if self.contacted else 0.0
        return fixed + self.terms.contact_cost * self.contacted

    @cached_property
    def value(self) -> float:
        """What those contacted bring in a year, by the worth of the terms."""
        treated = self.arms.members.filter(pl.col("arm") != CONTROL).select("customer_id")
        past = self.targets.select("customer_id", worth="value")
        known = past if self.ahead is None else self.ahead
        return float(treated.join(known, on="customer_id")["worth"].sum())

    @property
    def by_value(self) -> bool:
        """Whether what is ahead counts, not what the last year brought."""
        return self.terms.worth == CLTV

    @property
    def value_key(self) -> str:
        """Under which name :attr:`value` stands in :meth:`summary`."""
        return "list_value_ahead" if self.by_value else "list_value"

    @property
    def expected_profit(self) -> float:
        """Assumed lift x value - cost."""
        return self.terms.lift * self.value - self.cost

    @property
    def break_even(self) -> float | None:
        """The lift from which contacting pays; None where nothing costs, or nothing was brought."""
        return self.cost / self.value if self.value > 0 and self.cost else None

    @cached_property
    def before(self) -> tuple[float, float]:
        """Mean and standard deviation of what members brought in a window of the last year."""
        members = self.arms.members.join(self.targets, on="customer_id")
        if members.height < 2:
            return 0.0, 0.0
        mean, square = members.select(pl.col("window_mean", "window_square").mean()).row(0)
        freed = members.height / (members.height - 1)
        # By products alone, what never varies would seem to: a part in 10^12 is none.
        variance = square - mean**2 if square - mean**2 > square * 1e-12 else 0.0
        return float(mean), math.sqrt(variance * freed)

    @cached_property
    def detectable(self) -> float | None:
        """The smallest change per customer that the arms can tell; None where they are too small.

        Of contribution within the window, with the spread of such windows in the last year; each
        treatment is held against the control group.
        """
        sizes = self.sizes
        if min(sizes.treated, sizes.control) < LEAST or self.before[1] <= 0:
            return None
        return detectable_mean(self.before[1], sizes)

    @cached_property
    def needed(self) -> int | None:
        """Members that a list needs for the assumed lift to be told from chance; None: too many."""
        share, (mean, spread) = self.terms.control_share, self.before
        if not (0 < share < 1 and spread > 0 and mean > 0 and self.terms.lift):
            return None
        found = size_for_mean(spread, self.terms.lift * mean, control_share=share)
        return None if found is None else found.members

    @property
    def sizes(self) -> Sizes:
        """Members of one treatment and of the control group."""
        return Sizes(self.contacted // len(self.terms.treatments), self.arms.control)

    def summary(self) -> Mapping[str, Value]:
        """How many, what it costs and what it must bring."""
        told = self.suppression
        return {
            "list_meant": told.found,
            "list_left_out": told.left_out.height,
            "list_contactable": told.kept.height,
            "list_over_budget": self.over_budget,
            "list_contacted": self.contacted,
            "list_control": self.arms.control,
            self.value_key: self.value,
            "list_cost": self.cost,
            "list_lift": self.terms.lift,
            "list_expected": self.expected_profit,
            "list_break_even": self.break_even,
            "list_detectable": self.detectable,
            "list_needed": self.needed,
        }

    def findings(self) -> list[Finding]:
        """How many may be contacted; whether it pays; what the control group can tell."""
        return target_list_findings.of(self)

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Who is left out by reason, and members by stratum and arm; counts, no customers."""
        counts = dict(self.suppression.counts)
        if self.over_budget:
            counts["budget"] = self.over_budget
        kinds = {"reason": pl.String, "customers": pl.Int64}
        left = pl.DataFrame(list(counts.items()), schema=kinds, orient="row")
        strata = self.arms.members.group_by("stratum", "arm").agg(customers=pl.len().cast(pl.Int64))
        return {"left_out": left, "strata": strata.sort("stratum", "arm")}


def plan_list(
    suppression: Suppression,
    targets: pl.DataFrame,
    terms: Terms,
    *,
    ahead: pl.DataFrame | None = None,
) -> TargetLists:
    """The list of those who may be contacted.

    ``targets``: TARGETS, of everybody who may be contacted at least; ``ahead``: as
    :class:`TargetLists` has it, needed where the terms count by it. Raises ``ValueError`` where it
    is not there, or the names of the treatments are not distinct.
    """
    if (terms.worth == CLTV) != (ahead is not None):
        raise ValueError("ahead: needed for terms that count by cltv, and for no others")
    told = TARGETS.check(targets)
    kept = told.join(suppression.kept, on="customer_id", how="semi")
    best = kept.sort("order_by", "customer_id", descending=[True, False], nulls_last=True)
    best = best.head(_affordable(best.height, terms))
    members = best.select("customer_id", stratum=_stratum(best, terms.strata))
    drawn = draw(members, share=terms.control_share, treatments=terms.treatments, seed=terms.seed)
    return TargetLists(suppression, told, drawn, terms, ahead)


def fifths(values: pl.DataFrame) -> pl.DataFrame:
    """customer_id and ``fifth`` (1 the best) by ``value``; ties by the key."""
    ranked = values.sort("value", "customer_id", descending=[True, False])
    place = pl.int_range(pl.len()) * FIFTHS // pl.len() + 1
    return ranked.select("customer_id", fifth=place)


def _stratum(members: pl.DataFrame, strata: tuple[str, ...]) -> pl.Series:
    """One text a member out of the columns asked for, blank ones by a dash; in their order."""
    frame = members.join(fifths(members), on="customer_id", how="left", maintain_order="left")
    columns = [pl.col("fifth" if name == "value" else name).cast(pl.String) for name in strata]
    texts = [column.fill_null("–") for column in columns] or [pl.lit("")]
    return frame.with_columns(stratum=pl.concat_str(texts, separator=" · "))["stratum"]


def _affordable(members: int, terms: Terms) -> int:
    """The most members whose treated part the budget reaches."""
    if terms.budget is None:
        return members
    left = terms.budget - terms.fixed_cost
    if left < 0:
        return 0
    if terms.contact_cost == 0:
        return members
    most = math.floor(left / terms.contact_cost + 1e-9)  # 0.3 / 0.1 is three contacts
    low, high = 0, members
    while low < high:
        middle = (low + high + 1) // 2
        treated = middle - control_size(middle, terms.control_share)
        low, high = (middle, high) if treated <= most else (low, middle - 1)
    return low
