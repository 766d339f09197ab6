"""May the forecast of orders and money be believed? It is made again from the past and checked.

The data are cut at an earlier day. What was known then forecasts the days after it, which are then
compared: in total, by month, by how often customers had ordered, by decile of the forecast; beside
three simple rules (the last period repeats, everybody is average, nothing comes) and a
gradient-boosting challenger that learnt from a still earlier cut. The light says whether to
believe, by the rules of
:func:`analytics.backtest_compared.light_of`.

Sources: P. Fader, B. Hardie and K. L. Lee 2005, as in :mod:`analytics.lifetime.bg_nbd`, for the
tracking and the bins; J. Friedman, "Greedy Function Approximation: A Gradient Boosting Machine",
Annals of Statistics 29(5), 2001, in scikit-learn's histogram form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from analytics.backtest_compared import (
    COVERED,
    MONTH,
    by_bin,
    by_decile,
    by_month,
    light_of,
    rivals_of,
)
from analytics.backtest_past import RULES, SEED, Known, Past, challenger, simple_rules
from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import CUSTOMER_DAYS
from analytics.lifetime.bands import Future, one_by_one, order_band, value_band
from analytics.lifetime.customers import UNITS, Worth, worth_of
from analytics.lifetime.draws import Band
from analytics.lifetime.fits import AUTO, Fits, fit_all
from analytics.lifetime.fitting import Fit
from analytics.lifetime.histories import Floats
from analytics.lifetime.outlook import groups_of, worths_of
from analytics.proof import Proof

LONGEST = 12  # months
STEPS = ("known", "fit", "rivals", "intervals", "compare")
"""What :func:`prove` does, in its order."""

_EPOCH = date(1970, 1, 1)
_IN_SHORT = (
    *("model", "horizon_days", "customers", "orders_error", "margin_error"),
    *("rule", "rule_orders_error", "rule_margin_error", "covered", "margin_covered"),
)


@dataclass(frozen=True)
class Backtest:
    """``rivals``: rival (the model, "challenger", or a rule), orders and margin forecast, their
    share of error against what came (forecast / actual - 1), and order_miss and margin_miss: the
    mean absolute error of a customer. ``first``, ``cut``: day numbers of the first order known, and
    of the last day known.

    ``months``: month_ahead (1 is the first after the cut), orders and margin, forecast and actual,
    also added up. ``bins``: orders before the cut (6 stands for 6 and more), customers, and means
    of a customer: orders and margin, forecast and actual. ``deciles``: decile of the forecast
    margin (1 is the best), customers, orders and margin, forecast and actual. ``covered`` is the
    share of customers whose orders lay in their 90 % interval; ``width`` its mean width in orders;
    ``total`` has the interval of the total. ``margin_covered`` and ``money``: the same of margin.
    """

    fit: Fit
    light: str
    reasons: tuple[str, ...]
    rivals: pl.DataFrame
    months: pl.DataFrame
    bins: pl.DataFrame
    deciles: pl.DataFrame
    customers: int
    sampled: int
    first: int
    cut: int
    horizon: int
    covered: float
    width: float
    total: Band
    margin_covered: float
    money: Band
    actual_orders: int
    actual_margin: float

    @property
    def last(self) -> int:
        """Day number of the last day that was forecast."""
        return self.cut + self.horizon

    def summary(self) -> Mapping[str, Value]:
        """The light, the errors beside the best simple rule's, and the coverage."""
        own = self.rivals.row(0, named=True)
        rule = self.rule()
        return {
            "light": self.light,
            "model": self.fit.model,
            "customers": self.customers,
            "sampled_customers": self.sampled,
            "horizon_days": self.horizon,
            "orders_forecast": own["orders"],
            "orders_forecast_low": self.total.total_low,
            "orders_forecast_high": self.total.total_high,
            "orders_actual": self.actual_orders,
            "orders_error": own["orders_error"],
            "margin_forecast": own["margin"],
            "margin_forecast_low": self.money.total_low,
            "margin_forecast_high": self.money.total_high,
            "margin_actual": self.actual_margin,
            "margin_error": own["margin_error"],
            "rule": rule["rival"],
            "rule_orders_error": rule["orders_error"],
            "rule_margin_error": rule["margin_error"],
            "covered": self.covered,
            "interval_width": self.width,
            "margin_covered": self.margin_covered,
        }

    def findings(self) -> list[Finding]:
        """May it be believed, and why; what the challenger does better."""
        fields = self._fields()
        good = {"green": True, "amber": None, "red": False}[self.light]
        if "nothing_came" in self.reasons:
            kept = ("fit_start", "cut_day", "last_day", "orders_forecast")
            nothing = {name: fields[name] for name in kept}
            return [Finding("backtest.find_red_nothing", nothing, good=good)]
        found = [Finding(f"backtest.find_{self.light}", fields, good=good)]
        found += [Finding(f"backtest.find_{reason}", fields, good=False) for reason in self.reasons]
        if "interval" not in self.reasons and not self.total.holds(self.actual_orders):
            found.append(Finding("backtest.find_near", fields))
        found.append(self._of_money())
        own = self.rivals.row(0, named=True)
        rival = self.rivals.filter(rival="challenger")
        if rival.height and rival["margin_miss"][0] < 0.95 * own["margin_miss"]:
            miss: dict[str, Value] = {
                "challenger_miss": rival["margin_miss"][0],
                "margin_miss": own["margin_miss"],
            }
            found.append(Finding("backtest.find_challenger", miss, good=False))
        if self.sampled < self.customers:
            some = {"customers": self.customers, "sampled_customers": self.sampled}
            found.append(Finding("backtest.find_sample", some))
        return found

    def _of_money(self) -> Finding:
        """Whether the margin that came lay in its interval, of all and of each customer."""
        summary = self.summary()
        names = ("margin_forecast_low", "margin_forecast_high", "margin_actual", "margin_covered")
        held = self.money.holds(self.actual_margin)
        key = "backtest.find_money" if held else "backtest.find_money_outside"
        good = held and self.margin_covered >= COVERED
        return Finding(key, {name: summary[name] for name in names}, good=good)

    def proof(self) -> Proof:
        """What goes with the forecast it is of."""
        summary = self.summary()
        figures = {name: summary[name] for name in _IN_SHORT}
        return Proof(self.light, figures, tuple(self.findings()))

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The comparisons."""
        return {
            "rivals": self.rivals,
            "months": self.months,
            "bins": self.bins,
            "deciles": self.deciles,
        }

    def _fields(self) -> dict[str, Value]:
        """What the sentences name; how far off, whichever way."""
        own, rule = self.rivals.row(0, named=True), self.rule()
        days = {"fit_start": self.first, "cut_day": self.cut, "last_day": self.last}
        return {
            **{name: _EPOCH + timedelta(days=day) for name, day in days.items()},
            "model": self.fit.model,
            "orders_off": _size(own["orders_error"]),
            "margin_off": _size(own["margin_error"]),
            "rule": rule["rival"],
            "rule_off": _size(rule["margin_error"]),
            "covered": self.covered,
            "orders_forecast": own["orders"],
            "orders_forecast_low": self.total.total_low,
            "orders_forecast_high": self.total.total_high,
            "orders_actual": self.actual_orders,
        }

    def rule(self) -> dict[str, Any]:
        """The simple rule whose total in money came nearest; of equals, the first of RULES."""
        rules = self.rivals.filter(pl.col("rival").is_in(list(RULES)))
        near = pl.col("margin_error").abs()
        return rules.sort(near, nulls_last=True, maintain_order=True).row(0, named=True)


def _size(error: float | None) -> float | None:
    return None if error is None else abs(error)


def prove(
    frame: pl.DataFrame,
    *,
    as_of: int,
    model: str = AUTO,
    unit: str = "week",
    months: int | None = None,
    known: Known | None = None,
    apart: Callable[[int], pl.DataFrame | None] = lambda day: None,
    begun: Callable[[str], None] = lambda step: None,
) -> Backtest:
    """Forecast the last ``months`` (a third of the data, at most a year) and compare.

    ``frame`` is a CUSTOMER_DAYS frame, ``as_of`` a day number. ``known`` gives the same frame as it
    was on an earlier day; without it, days after that one are left out, but a return of later may
    still stand on the order day before. ``apart`` gives the groups, as they were on a day, that are
    to be fitted apart (customer_id, group; or None). ``begun`` is told each of :data:`STEPS`.
    Raises ``ValueError`` for unknown options, ``NotEnoughData`` where there are too few repeat
    customers before the cut, or where no model converges on them.
    """
    rows = CUSTOMER_DAYS.check(frame).filter(pl.col("day") <= as_of)
    span = as_of - int(rows["day"].min()) if rows.height else 0  # type: ignore[arg-type]
    ahead = round(min(LONGEST, span / 3 / MONTH) if months is None else months) * MONTH
    if not 0 < ahead < span:
        raise NotEnoughData("not_enough.short_history", days=span)
    begun("known")
    shown = known or (lambda day: rows.filter(pl.col("day") <= day))
    past = Past.of(shown, as_of - round(ahead), unit)
    begun("fit")
    group = groups_of(past.customers, apart(past.cut))
    fits = fit_all(past.customers, model, group)
    return _compared(
        past.among(rows), past, fits, shown, unit=unit, ahead=round(ahead), begun=begun
    )


def _compared(
    rows: pl.DataFrame,
    past: Past,
    fits: Fits,
    known: Known,
    *,
    unit: str,
    ahead: int,
    begun: Callable[[str], None],
) -> Backtest:
    length = ahead / UNITS[unit]
    orders, margin = past.came(rows, past.cut, past.cut + ahead)
    worths = _worths(past, fits)
    worth = _laid(past, fits, worths)
    expected = fits.expected(length)
    forecasts = {fits.together.model: (expected, expected * worth)}
    begun("rivals")
    forecasts |= challenger(known, past, unit, ahead)
    forecasts |= simple_rules(past, ahead)
    rivals = rivals_of(forecasts, orders, margin)
    begun("intervals")
    limits = order_band(fits, length, np.random.default_rng(SEED))
    money = value_band(_futures(past, fits, worths), length, np.random.default_rng(SEED))
    begun("compare")
    paid = (money.low <= margin) & (margin <= money.high)
    held = (limits.low <= orders) & (orders <= limits.high)
    own = forecasts[fits.together.model]
    light, reasons = light_of(rivals, limits, float(orders.sum()), float(held.mean()))
    return Backtest(
        fit=fits.together,
        light=light,
        reasons=reasons,
        rivals=rivals,
        months=by_month(rows, past, fits, worth, unit=unit, ahead=ahead),
        bins=by_bin(past.customers["orders"].to_numpy(), own, (orders, margin)),
        deciles=by_decile(own, (orders, margin)),
        customers=past.everybody,
        sampled=past.customers.height,
        first=int(past.customers["first_day"].min()),  # type: ignore[arg-type]
        cut=past.cut,
        horizon=ahead,
        covered=float(held.mean()),
        width=float((limits.high - limits.low).mean()),
        total=limits,
        margin_covered=float(paid.mean()),
        money=money,
        actual_orders=int(orders.sum()),
        actual_margin=float(margin.sum()),
    )


def _worths(past: Past, fits: Fits) -> list[Worth]:
    """What an order is worth in each part, as it was known."""
    together = worth_of(past.days, past.customers, as_of=past.cut)
    return worths_of(past.days, past.customers, fits, together, as_of=past.cut)


def _laid(past: Past, fits: Fits, worths: Sequence[Worth]) -> Floats:
    """Margin of an order of each customer."""
    found = np.empty(past.customers.height)
    for one, worth in zip(fits.parts, worths, strict=True):
        found[one.who] = worth.margin
    return found


def _futures(past: Past, fits: Fits, worths: Sequence[Worth]) -> list[Future]:
    """What the interval of the margin needs; nothing is discounted."""
    found = []
    for one, worth in zip(fits.parts, worths, strict=True):
        known = worth.known(past.customers[one.who.tolist()])
        people = one_by_one(one.seen)
        found.append(Future(one.fit, one.who, people, worth.margin, worth.spend, known))
    return found
