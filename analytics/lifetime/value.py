"""What will each customer be worth, and who is most valuable, or has most to give?

Orders to come are expected by a model of repeat buying, each worth the margin of an order of this
customer, and what comes later is discounted. The interval holds the chance of each customer and
what the parameters leave open; the margin rate is taken as it is estimated.

Sources: P. Fader, B. Hardie and K. L. Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base
Analysis", Journal of Marketing Research 42(4), 2005; of the models, see their own modules.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from analytics.findings import Finding, Value, WrongOption
from analytics.frames import CUSTOMER_DAYS, CUSTOMER_ORIGINS
from analytics.lifetime.bands import value_band
from analytics.lifetime.draws import Band
from analytics.lifetime.groups import add_referrals, by_group
from analytics.lifetime.outlook import AUTO, Outlook, look_ahead
from analytics.lifetime.what_if import Changes, what_if

ACTIONS = ("nurture", "win_back", "develop", "let_be")
LONGEST = 120  # months
_ALIVE = 0.5
_MONTH = 365.25 / 12
_SEED = 9
_EPOCH = date(1970, 1, 1)
_PARAMETERS = ("r", "alpha", "a", "b", "s", "beta", "p", "q", "v")


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
    cost). ``parameters``: of the models, by name.
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

    def summary(self) -> Mapping[str, Value]:
        """The model and its parameters, and the total with its interval."""
        people = self.customers
        held = float(people["value_ahead"].sum())
        fifth = float(people.head(-(-people.height // 5))["value_ahead"].sum())
        known = "referred_value" in people.columns
        referred = float(people["referred_value"].sum()) if known else None
        return {
            "model": self.model,
            **{name: self.parameters[name] for name in _PARAMETERS if name in self.parameters},
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
        }

    def findings(self) -> list[Finding]:
        """What all are worth; who is worth most, and who could give more."""
        summary = self.summary()
        total = ("customers", "total_value", "total_off", "horizon_months")
        found = [Finding("lifetime.find_total", {name: summary[name] for name in total})]
        if summary["total_off"] is None:
            found = [Finding("lifetime.find_loss", {name: summary[name] for name in total[:2]})]
        if summary["top_fifth_value_share"] is not None:
            few: dict[str, Value] = {k: summary[k] for k in ("top_fifth_value_share",)}
            few["alive_customers"] = summary["alive_customers"]
            found.append(Finding("lifetime.find_few", few))
        lost = self.actions.filter(pl.col("action") == "win_back")
        if lost.height:
            row = lost.row(0, named=True)
            away: dict[str, Value] = {k: row[k] for k in ("customers", "value_if_alive")}
            found.append(Finding("lifetime.find_win_back", away, good=False))
        if summary["losing_customers"]:
            fields: dict[str, Value] = {"losing_customers": summary["losing_customers"]}
            found.append(Finding("lifetime.find_losing", fields, good=False))
        return [*found, *self._of_groups()]

    def _off(self, held: float) -> float | None:
        """Half the interval of the total, as a share of it; None where the total is a loss."""
        return (self.total.total_high - self.total.total_low) / (2 * held) if held > 0 else None

    def _of_groups(self) -> list[Finding]:
        """The acquisition channel that pays back first, and the one that does not."""
        paid = self.groups.filter(
            pl.col("dimension") == "acquisition_channel",
            pl.col("group").is_not_null(),
            pl.col("payback_month").is_not_null(),
        ).sort("payback_month", pl.col("value_per_customer") * -1, "group")
        if paid.height < 2:
            return []
        first = paid.row(0, named=True)
        fields: dict[str, Value] = {k: first[k] for k in ("group", "payback_month")}
        fields["cost_per_customer"] = first["cost_per_customer"]
        return [Finding("lifetime.find_payback", fields, good=True)]

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Customers, path, groups, actions, what if, parameters."""
        return {
            "customers": self.customers,
            "path": self.path,
            "groups": self.groups,
            "actions": self.actions,
            "what_if": self.what_if,
            "parameters": pl.DataFrame(
                {
                    "parameter": list(self.parameters),
                    "parameter_value": list(self.parameters.values()),
                },
                schema={"parameter": pl.String, "parameter_value": pl.Float64},
            ),
        }


def forecast_value(
    frame: pl.DataFrame,
    *,
    as_of: int,
    model: str = AUTO,
    unit: str = "week",
    months: int = 12,
    discount_rate: float = 0.01,
    origins: pl.DataFrame | None = None,
    changes: Changes | None = None,
) -> Lifetime:
    """The value of each customer of a CUSTOMER_DAYS frame in the ``months`` after ``as_of``.

    ``as_of`` is a day number, ``discount_rate`` a month's; ``origins`` a CUSTOMER_ORIGINS frame.
    Raises ``WrongOption``, ``ValueError`` for unknown options, ``NotEnoughData`` where there are
    too few repeat customers, or no model converges.
    """
    if not 0 < months <= LONGEST:
        raise WrongOption("horizon", months, 0, LONGEST)
    if not -0.5 < discount_rate <= 1:
        raise WrongOption("discount_rate", discount_rate, -0.5, 1)
    rows = CUSTOMER_DAYS.check(frame).filter(pl.col("day") <= as_of)
    ahead = look_ahead(
        rows, as_of=as_of, model=model, unit=unit, months=months, discount_rate=discount_rate
    )
    known = CUSTOMER_ORIGINS.empty() if origins is None else CUSTOMER_ORIGINS.check(origins)
    chance = np.random.default_rng(_SEED)
    total = value_band(ahead.model, ahead.fit, ahead.future(), ahead.horizon, chance)
    before = rows.filter(pl.col("day") > as_of - round(months * _MONTH))
    people = ranked(_valued(ahead, total, before))
    spend = ahead.worth.fit
    return Lifetime(
        model=ahead.fit.model,
        parameters={**ahead.fit.parameters, **(spend.parameters if spend else {})},
        log_likelihood=ahead.fit.log_likelihood,
        converged=ahead.fit.converged,
        total=total,
        months=months,
        customers=add_referrals(people, known),
        path=_path(ahead, as_of),
        groups=by_group(people, rows, known, as_of=as_of),
        actions=by_action(people),
        what_if=what_if(ahead, known, changes or Changes(), discount_rate),
    )


def _valued(ahead: Outlook, band: Band, before: pl.DataFrame) -> pl.DataFrame:
    past = before.group_by("customer_id").agg(margin_before=pl.col("margin").sum())
    expected, value = ahead.orders, ahead.value
    if_alive = np.zeros_like(value)
    np.divide(value, ahead.alive, out=if_alive, where=ahead.alive > 1e-12)
    day = pl.lit(_EPOCH) + pl.duration(days=pl.col("last_day"))
    return (
        ahead.customers.select(
            "customer_id",
            "orders",
            last_day=day.cast(pl.Date),
            margin_so_far=pl.col("margin"),
            first_number=pl.col("first_day"),
        )
        .with_columns(
            alive=pl.Series(ahead.alive),
            expected_orders=pl.Series(expected),
            order_margin=pl.Series(ahead.worth.margin),
            value_ahead=pl.Series(value),
            value_low=pl.Series(band.low),
            value_high=pl.Series(band.high),
            value_if_alive=pl.Series(if_alive),
        )
        .join(past, on="customer_id", how="left", maintain_order="left")
        .with_columns(pl.col("margin_before").fill_null(0.0))
        .with_columns(potential=pl.col("value_ahead") - pl.col("margin_before"))
    )


def ranked(people: pl.DataFrame) -> pl.DataFrame:
    """The most valuable first, each with what to do: value above the average, and alive, or not."""
    high = pl.col("value_if_alive") > pl.col("value_if_alive").mean()
    alive = pl.col("alive") >= _ALIVE
    action = (
        pl.when(high & alive)
        .then(pl.lit("nurture"))
        .when(high)
        .then(pl.lit("win_back"))
        .when(alive)
        .then(pl.lit("develop"))
        .otherwise(pl.lit("let_be"))
    )
    ordered = people.with_columns(action=action).sort(
        "value_ahead", "customer_id", descending=[True, False]
    )
    return ordered.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64)).select(
        "rank", pl.exclude("rank")
    )


def _path(ahead: Outlook, as_of: int) -> pl.DataFrame:
    first = _EPOCH + timedelta(days=as_of + 1)
    days = [first + timedelta(days=round(_MONTH * step)) for step in range(ahead.months)]
    value = ahead.worth.margin @ ahead.path * ahead.discount
    return pl.DataFrame(
        {
            "month_ahead": np.arange(1, ahead.months + 1),
            "start": days,
            "expected_orders": ahead.path.sum(axis=0),
            "value_ahead": value,
            "value_so_far": value.cumsum(),
        }
    )


def by_action(people: pl.DataFrame) -> pl.DataFrame:
    """Heads and value of each action, in the order of :data:`ACTIONS`."""
    sums = people.group_by("action").agg(
        customers=pl.len().cast(pl.Int64),
        alive=pl.col("alive").mean(),
        value_ahead=pl.col("value_ahead").sum(),
        value_if_alive=pl.col("value_if_alive").sum(),
    )
    order = pl.DataFrame({"action": ACTIONS})
    return order.join(sums, on="action", how="inner", maintain_order="left")
