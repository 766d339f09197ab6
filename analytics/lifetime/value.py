"""What will each customer be worth, and who is most valuable, or has most to give?

Orders to come are expected by a model of repeat buying, each worth the margin of an order of this
customer, and what comes later is discounted. The interval holds the chance of each customer and
what the parameters leave open; the margin rate is taken as it is estimated.

Sources: P. Fader, B. Hardie and K. L. Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4), 2005; of the models, see their own modules.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.findings import Finding, Value, WrongOption
from analytics.frames import CUSTOMER_DAYS, CUSTOMER_ORIGINS
from analytics.lifetime.bands import value_band
from analytics.lifetime.draws import Band
from analytics.lifetime.fits import AUTO
from analytics.lifetime.groups import add_referrals, by_group
from analytics.lifetime.nbd import NBD
from analytics.lifetime.outlook import look_ahead
from analytics.lifetime.standings import (
    MONTH,
    PARAMETERS,
    by_action,
    own_parameters,
    path_of,
    ranked,
    valued,
)
from analytics.lifetime.what_if import Changes, what_if
from analytics.proof import Proof

LONGEST = 120  # months
_SEED = 9


@dataclass(frozen=True)
class Lifetime:
    """``customers``, the most valuable first: rank, customer_id, orders, last_day, margin_so_far,
    alive, expected_orders, order_margin, value_ahead (discounted margin of the months ahead),
    value_low, value_high (its 90 % interval), margin_before (of as many months before), potential
    (value_ahead - margin_before), value_if_alive, action.

    ``path``: month (its first day), expected_orders, value_ahead, value_so_far. ``groups``:
    dimension, group, customers, value_ahead, value_per_customer, margin_per_customer (so far),
    cost_per_customer (acquisition, where known), payback_month (the first in which the margin of
    a customer has passed it). ``actions``: action, customers, value_ahead, mean chance alive.
    ``what_if``: what_if, change_by, total_value, difference, new_customer_value (net of acquisition
    cost). ``parameters``: of the models of all customers together, by name.

    ``fits``, where groups were to be fitted apart: group, fitted (own_fit or joint_fit),
    customers, repeat_customers, model, log_likelihood; ``own_parameters`` of those apart: group,
    parameter, parameter_value.
    ``apart_gain``: by how much that lowers BIC against one fit for all; None where nothing was.
    """

    model: str
    parameters: Mapping[str, float]
    log_likelihood: float
    converged: bool
    total: Band
    months: int
    customers: pl.DataFrame
    path: pl.DataFrame
    groups: pl.DataFrame
    actions: pl.DataFrame
    what_if: pl.DataFrame
    fits: pl.DataFrame
    own_parameters: pl.DataFrame
    apart_gain: float | None = None

    def summary(self) -> Mapping[str, Value]:
        """The model and its parameters, and the total with its interval."""
        people = self.customers
        held = float(people["value_ahead"].sum())
        fifth = float(people.head(-(-people.height // 5))["value_ahead"].sum())
        known = "referred_value" in people.columns
        referred = float(people["referred_value"].sum()) if known else None
        return {
            "model": self.model,
            **{name: self.parameters[name] for name in PARAMETERS if name in self.parameters},
            "log_likelihood": self.log_likelihood,
            "customers": people.height,
            "converged": self.converged,
            "horizon_months": self.months,
            "total_value": held,
            "total_value_low": self.total.total_low,
            "total_value_high": self.total.total_high,
            "total_off": self._off(held),
            "expected_total": float(people["expected_orders"].sum()),
            "alive_customers": float(people["alive"].sum()),
            "value_per_customer": held / people.height,
            "top_fifth_value_share": fifth / held if held > 0 else None,
            "losing_customers": int((people["value_ahead"] < 0).sum()),
            "referred_value": referred,
            **self._apart(),
        }

    def _apart(self) -> dict[str, Value]:
        """How many groups are fitted apart, how many customers are not; nothing if not asked."""
        if self.fits.is_empty():
            return {}
        others = self.fits.filter(fitted="joint_fit")
        return {
            "groups_apart": self.fits.height - others.height,
            "groups_together": others.height,
            "customers_together": int(others["customers"].sum()),
            "apart_gain": self.apart_gain,
        }

    def instead(self, proof: Proof) -> "Baseline":
        """The last months again, where the model failed its proof or has none."""
        fitted = ("model", *PARAMETERS, "log_likelihood", "customers", "converged")
        kept = {name: value for name, value in self.summary().items() if name in fitted}
        brought = float(self.customers["margin_before"].sum())
        return Baseline(kept, self.months, brought, tested=proof.light is not None)

    def findings(self) -> list[Finding]:
        """What all are worth; who is worth most, and who could give more."""
        summary = self.summary()
        total = ("customers", "total_value", "total_off", "horizon_months")
        found = [Finding("lifetime.find_total", {name: summary[name] for name in total})]
        if summary["total_off"] is None:
            found = [Finding("lifetime.find_loss", {name: summary[name] for name in total[:2]})]
        if summary["top_fifth_value_share"] is not None:
            few = {k: summary[k] for k in ("top_fifth_value_share", "alive_customers")}
            stay = self.model == NBD.name
            found.append(Finding("lifetime.find_few_stay" if stay else "lifetime.find_few", few))
        lost = self.actions.filter(pl.col("action") == "win_back")
        if lost.height:
            row = lost.row(0, named=True)
            away: dict[str, Value] = {k: row[k] for k in ("customers", "value_if_alive")}
            found.append(Finding("lifetime.find_win_back", away, good=False))
        if summary["losing_customers"]:
            fields: dict[str, Value] = {"losing_customers": summary["losing_customers"]}
            found.append(Finding("lifetime.find_losing", fields, good=False))
        return [*found, *self._of_groups(), *self._of_fits()]

    def _of_fits(self) -> list[Finding]:
        """Whether groups differ in how they buy, and which are too small to tell."""
        fields, found = self._apart(), []
        if fields and fields["groups_apart"]:
            better = (self.apart_gain or 0.0) > 0
            key = "lifetime.find_apart" if better else "lifetime.find_apart_alike"
            found.append(Finding(key, {"groups_apart": fields["groups_apart"]}, good=better))
        if fields and fields["groups_together"]:
            few = {name: fields[name] for name in ("groups_together", "customers_together")}
            found.append(Finding("lifetime.find_together", few))
        return found

    def _off(self, held: float) -> float | None:
        """Half the interval of the total, as a share of it; None where the total is a loss."""
        return (self.total.total_high - self.total.total_low) / (2 * held) if held > 0 else None

    def _of_groups(self) -> list[Finding]:
        """The acquisition channel that pays back first, and the dearest that has not yet."""
        known = self.groups.filter(
            pl.col("dimension") == "acquisition_channel",
            pl.col("group").is_not_null(),
            pl.col("cost_per_customer") > 0,
        ).sort("payback_month", pl.col("value_per_customer") * -1, "group", nulls_last=True)
        paid = known.filter(pl.col("payback_month").is_not_null())
        unpaid = known.filter(pl.col("payback_month").is_null())
        found = []
        if paid.height > 1 and paid["payback_month"][0] < paid["payback_month"][1]:
            first = paid.row(0, named=True)
            names = ("group", "payback_month", "cost_per_customer")
            fields: dict[str, Value] = {name: first[name] for name in names}
            found.append(Finding("lifetime.find_payback", fields, good=True))
        elif paid.height > 1 and unpaid.is_empty():
            last: dict[str, Value] = {"payback_month": paid["payback_month"][-1]}
            found.append(Finding("lifetime.find_payback_all", last, good=True))
        if unpaid.height:
            cost, names = "cost_per_customer", ("group", "cost_per_customer", "margin_per_customer")
            dear = unpaid.sort(cost, "group", descending=[True, False]).row(0, named=True)
            found.append(
                Finding(
                    "lifetime.find_no_payback", {name: dear[name] for name in names}, good=False
                )
            )
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Customers, path, groups, actions, what if, parameters."""
        return {
            "customers": self.customers,
            "path": self.path,
            "groups": self.groups,
            "actions": self.actions,
            "what_if": self.what_if,
            **(
                {}
                if self.fits.is_empty()
                else {"fits": self.fits, "own_parameters": self.own_parameters}
            ),
            "parameters": pl.DataFrame(
                {
                    "parameter": list(self.parameters),
                    "parameter_value": list(self.parameters.values()),
                },
                schema={"parameter": pl.String, "parameter_value": pl.Float64},
            ),
        }


@dataclass(frozen=True)
class Baseline:
    """What came last, in the place of a forecast: ``brought`` is the margin of the last ``months``.

    ``fitted``: the model and its parameters, which foretell nothing by themselves. ``tested``:
    whether the forecast was, and failed.
    """

    fitted: Mapping[str, Value]
    months: int
    brought: float
    tested: bool

    def summary(self) -> Mapping[str, Value]:
        """The model, and what came."""
        return {**self.fitted, "horizon_months": self.months, "margin_before": self.brought}

    def findings(self) -> list[Finding]:
        """Why no forecast is told, and what came."""
        key = "find_baseline" if self.tested else "find_baseline_unproved"
        fields: dict[str, Value] = {"horizon_months": self.months, "margin_before": self.brought}
        return [Finding(f"lifetime.{key}", fields)]

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """None: what came is a single figure."""
        return {}


def forecast_value(  # noqa: PLR0913 - all that a forecast depends on
    frame: pl.DataFrame,
    *,
    as_of: int,
    model: str = AUTO,
    unit: str = "week",
    months: int = 12,
    discount_rate: float = 0.01,
    origins: pl.DataFrame | None = None,
    apart: pl.DataFrame | None = None,
    changes: Changes | None = None,
) -> Lifetime:
    """The value of each customer of a CUSTOMER_DAYS frame in the ``months`` after ``as_of``.

    ``as_of`` is a day number, ``discount_rate`` a month's; ``origins`` a CUSTOMER_ORIGINS frame;
    ``apart``: customer_id and group, whose fits are to be apart where there is enough to see.
    Raises ``WrongOption``, ``ValueError`` for unknown options, ``NotEnoughData`` where there are
    too few repeat customers, or no model converges.
    """
    if not 0 < months <= LONGEST:
        raise WrongOption("horizon", months, 0, LONGEST)
    if not -0.5 < discount_rate <= 1:
        raise WrongOption("discount_rate", discount_rate, -0.5, 1)
    rows = CUSTOMER_DAYS.check(frame).filter(pl.col("day") <= as_of)
    ahead = look_ahead(
        rows,
        as_of=as_of,
        model=model,
        unit=unit,
        months=months,
        discount_rate=discount_rate,
        apart=apart,
    )
    known = CUSTOMER_ORIGINS.empty() if origins is None else CUSTOMER_ORIGINS.check(origins)
    chance = np.random.default_rng(_SEED)
    total = value_band(ahead.futures(), ahead.horizon, chance)
    before = rows.filter(pl.col("day") > as_of - round(months * MONTH))
    people = ranked(valued(ahead, total, before))
    fit, spend = ahead.fits.together, ahead.together.fit
    return Lifetime(
        model=fit.model,
        parameters={**fit.parameters, **(spend.parameters if spend else {})},
        log_likelihood=fit.log_likelihood,
        converged=fit.converged,
        total=total,
        months=months,
        customers=add_referrals(people, known),
        path=path_of(ahead, as_of),
        groups=by_group(people, rows, known, as_of=as_of),
        actions=by_action(people),
        what_if=what_if(ahead, known, changes or Changes(), discount_rate),
        fits=ahead.fits.groups,
        own_parameters=own_parameters(ahead),
        apart_gain=None if apart is None else ahead.fits.gain,
    )
