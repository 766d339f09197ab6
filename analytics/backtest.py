"""May the forecast of orders and money be believed? It is made again from the past and checked.

The data are cut at an earlier day. What was known then forecasts the days after it, which are then
compared: in total, by month, by how often customers had ordered, by decile of the forecast; beside
three simple rules (the last period repeats, everybody is average, nothing comes) and a
gradient-boosting challenger that learnt from a still earlier cut. The light says whether to
believe, by the rules of :func:`_light`.

Sources: P. Fader, B. Hardie and K. L. Lee 2005, as in :mod:`analytics.lifetime.bg_nbd`, for the
tracking and the bins; J. Friedman, "Greedy Function Approximation: A Gradient Boosting Machine",
Annals of Statistics 29(5), 2001, in scikit-learn's histogram form.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingRegressor

from analytics.findings import Finding, NotEnoughData, Value
from analytics.frames import CUSTOMER_DAYS
from analytics.lifetime.customers import UNITS, Worth, customers_of, histories_of, worth_of
from analytics.lifetime.draws import Band, band
from analytics.lifetime.fitting import Fit
from analytics.lifetime.histories import Floats, Histories
from analytics.lifetime.models import MODELS, Model, best_fit

AUTO = "auto"
RULES = ("last_period", "average", "zero")
_MOST = 100_000  # customers: of more than these, a sample proves the rest
_FEWEST = 100  # customers with a repeat order before the cut
_LONGEST = 365
_SEED = 12
_LEVEL = 0.90
_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Backtest:
    """``rivals``: rival (the model, "challenger", or a rule), orders and margin forecast, their
    share of error against what came (forecast / actual - 1), and order_miss and margin_miss: the
    mean absolute error of a customer.

    ``months``: month (1 is the first after the cut), orders and margin, forecast and actual, also
    added up. ``bins``: orders before the cut (6 stands for 6 and more), customers, mean forecast,
    mean actual. ``deciles``: decile of the forecast margin (1 is the best), customers, forecast
    and actual margin. ``covered`` is the share of customers whose orders lay in their 90 %
    interval; ``width`` its mean width in orders; ``total_held`` whether the total did.
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
    cut: int
    horizon: int
    covered: float
    width: float
    total: Band
    actual_orders: int
    actual_margin: float

    def summary(self) -> Mapping[str, Value]:
        """The light, the errors beside the best simple rule's, and the coverage."""
        own = self.rivals.row(0, named=True)
        rule = self._best_rule()
        return {
            "light": self.light,
            "model": self.fit.model,
            "customers": self.customers,
            "sampled_customers": self.sampled,
            "horizon_days": self.horizon,
            "orders_forecast": own["orders"],
            "orders_actual": self.actual_orders,
            "orders_error": own["orders_error"],
            "margin_forecast": own["margin"],
            "margin_actual": self.actual_margin,
            "margin_error": own["margin_error"],
            "rule": rule["rival"],
            "rule_orders_error": rule["orders_error"],
            "rule_margin_error": rule["margin_error"],
            "covered": self.covered,
            "interval_width": self.width,
        }

    def findings(self) -> list[Finding]:
        """May it be believed, and why; what the challenger does better."""
        summary = self.summary()
        names = ("orders_error", "margin_error", "rule_orders_error", "rule_margin_error")
        fields = {name: summary[name] for name in names}
        good = {"green": True, "amber": None, "red": False}[self.light]
        found = [Finding(f"backtest.find_{self.light}", fields, good=good)]
        found += [Finding(f"backtest.why_{reason}", fields) for reason in self.reasons]
        own = self.rivals.row(0, named=True)
        rival = self.rivals.filter(rival="challenger")
        if rival.height and rival["margin_miss"][0] < 0.95 * own["margin_miss"]:
            miss: dict[str, Value] = {
                "challenger_miss": rival["margin_miss"][0],
                "model_miss": own["margin_miss"],
            }
            found.append(Finding("backtest.find_challenger", miss, good=False))
        return found

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The comparisons."""
        return {
            "rivals": self.rivals,
            "months": self.months,
            "bins": self.bins,
            "deciles": self.deciles,
        }

    def _best_rule(self) -> dict[str, float]:
        """The simple rule whose total in money came nearest."""
        rules = self.rivals.filter(pl.col("rival").is_in(list(RULES)))
        return rules.sort(pl.col("margin_error").abs(), "rival", nulls_last=True).row(0, named=True)


@dataclass(frozen=True)
class _Past:
    """What was known at a cut: the customers, their histories, and the worth of their orders."""

    customers: pl.DataFrame
    seen: Histories
    worth: Worth
    cut: int

    @classmethod
    def of(cls, frame: pl.DataFrame, cut: int, unit: str) -> "_Past":
        customers = customers_of(frame, as_of=cut, unit=unit)
        if customers.height > _MOST:
            chosen = np.random.default_rng(_SEED).choice(customers.height, _MOST, replace=False)
            customers = customers[np.sort(chosen).tolist()]
        worth = worth_of(frame, customers, as_of=cut)
        return cls(customers, histories_of(customers), worth, cut)

    def came(self, frame: pl.DataFrame, first: int, last: int) -> tuple[Floats, Floats]:
        """Order days and margin of each customer in (first, last]."""
        days = frame.filter(pl.col("day") > first, pl.col("day") <= last)
        sums = days.group_by("customer_id").agg(orders=pl.len(), margin=pl.col("margin").sum())
        joined = self.customers.select("customer_id").join(
            sums, on="customer_id", how="left", maintain_order="left"
        )
        filled = joined.fill_null(0)
        return (
            filled["orders"].to_numpy().astype(np.float64),
            filled["margin"].to_numpy().astype(np.float64),
        )

    def features(self, frame: pl.DataFrame) -> Floats:
        """What the challenger learns from."""
        recent = [self.came(frame, self.cut - days, self.cut) for days in (30, 90, 365)]
        columns = ["x", "t_x", "T", "orders", "revenue", "margin"]
        known = self.customers.select(columns).to_numpy().astype(np.float64)
        return np.column_stack([known, *[part for pair in recent for part in pair]])


def prove(
    frame: pl.DataFrame,
    *,
    as_of: int,
    model: str = AUTO,
    unit: str = "week",
    horizon: int | None = None,
) -> Backtest:
    """Forecast the last ``horizon`` days (a third of the data, at most a year) and compare.

    ``frame`` is a CUSTOMER_DAYS frame, ``as_of`` a day number. Raises ``ValueError`` for unknown
    options, ``NotEnoughData`` where there are too few repeat customers before the cut, or where no
    model converges on them.
    """
    if model not in (AUTO, *MODELS):
        raise ValueError(f"no model {model!r}; there are {AUTO}, {', '.join(MODELS)}")
    rows = CUSTOMER_DAYS.check(frame).filter(pl.col("day") <= as_of)
    if rows.is_empty():
        raise NotEnoughData("not_enough.few_repeat_customers", needed=_FEWEST, found=0)
    span = as_of - int(rows["day"].min())  # type: ignore[arg-type]
    ahead = horizon or min(_LONGEST, span // 3)
    if not 0 < ahead < span:
        raise NotEnoughData("not_enough.short_history", days=span)
    past = _Past.of(rows, as_of - ahead, unit)
    repeat = int((past.customers["x"] > 0).sum())
    if repeat < _FEWEST:
        raise NotEnoughData("not_enough.few_repeat_customers", needed=_FEWEST, found=repeat)
    fit = best_fit(past.seen) if model == AUTO else MODELS[model].fit(past.seen)
    if fit is None or not fit.converged:
        raise NotEnoughData("not_enough.no_model")
    return _compared(rows, past, fit, unit, ahead)


def _compared(rows: pl.DataFrame, past: _Past, fit: Fit, unit: str, ahead: int) -> Backtest:
    chosen = MODELS[fit.model]
    length = ahead / UNITS[unit]
    orders, margin = past.came(rows, past.cut, past.cut + ahead)
    expected = past.seen.each(chosen.expected(fit.values, past.seen, length))
    forecasts = {fit.model: (expected, expected * past.worth.margin)}
    forecasts |= _challenger(rows, past, unit, ahead)
    forecasts |= _rules(rows, past, ahead)
    rivals = _rivals(forecasts, orders, margin)
    chance = np.random.default_rng(_SEED)
    limits = band(chosen, fit, past.seen, length, chance, level=_LEVEL)
    held = (limits.low <= orders) & (orders <= limits.high)
    own = forecasts[fit.model]
    light, reasons = _light(rivals, limits, float(orders.sum()))
    return Backtest(
        fit=fit,
        light=light,
        reasons=reasons,
        rivals=rivals,
        months=_months(rows, past, chosen, fit, unit=unit, ahead=ahead),
        bins=_bins(past, own[0], orders),
        deciles=_deciles(own[1], margin),
        customers=rows.filter(pl.col("day") <= past.cut)["customer_id"].n_unique(),
        sampled=past.customers.height,
        cut=past.cut,
        horizon=ahead,
        covered=float(held.mean()),
        width=float((limits.high - limits.low).mean()),
        total=limits,
        actual_orders=int(orders.sum()),
        actual_margin=float(margin.sum()),
    )


def _rules(rows: pl.DataFrame, past: _Past, ahead: int) -> dict[str, tuple[Floats, Floats]]:
    """The simple rules: orders and margin of each customer."""
    last = past.came(rows, past.cut - ahead, past.cut)
    ones = np.ones(past.customers.height)
    return {
        "last_period": last,
        "average": (ones * last[0].mean(), ones * last[1].mean()),
        "zero": (0 * ones, 0 * ones),
    }


def _challenger(
    rows: pl.DataFrame, past: _Past, unit: str, ahead: int
) -> dict[str, tuple[Floats, Floats]]:
    """Trees that learnt on the cut one horizon earlier; none where nobody was there then."""
    before = _Past.of(rows, past.cut - ahead, unit)
    if before.customers.height < _FEWEST:
        return {}
    wanted = before.came(rows, before.cut, past.cut)
    known, new = before.features(rows), past.features(rows)
    learnt = [
        HistGradientBoostingRegressor(loss=loss, random_state=_SEED).fit(known, target).predict(new)
        for loss, target in zip(("poisson", "squared_error"), wanted, strict=True)
        if target.sum() > 0 or loss != "poisson"
    ]
    return {"challenger": (learnt[0], learnt[1])} if len(learnt) == 2 else {}


def _rivals(
    forecasts: Mapping[str, tuple[Floats, Floats]], orders: Floats, margin: Floats
) -> pl.DataFrame:
    """How far off each was: in total, and a customer."""
    total, money = float(orders.sum()), float(margin.sum())
    return pl.DataFrame(
        [
            {
                "rival": name,
                "orders": float(own.sum()),
                "orders_error": float(own.sum()) / total - 1 if total else None,
                "order_miss": float(np.abs(own - orders).mean()),
                "margin": float(worth.sum()),
                "margin_error": float(worth.sum()) / money - 1 if money > 0 else None,
                "margin_miss": float(np.abs(worth - margin).mean()),
            }
            for name, (own, worth) in forecasts.items()
        ],
        schema_overrides={"orders_error": pl.Float64, "margin_error": pl.Float64},
    )


def _light(rivals: pl.DataFrame, limits: Band, orders: float) -> tuple[str, tuple[str, ...]]:
    """Green: orders within 10 % and money within 15 % of what came, no simple rule nearer for the
    customers, and the total in its interval or within 5 %. Red: off by more than 25 % or 35 %, or a
    simple rule is nearer both in total and for the customers. Amber: in between. The reasons are
    what keeps it from green.
    """
    own = rivals.row(0, named=True)
    rules = rivals.filter(pl.col("rival").is_in(list(RULES)))
    if own["orders_error"] is None or own["margin_error"] is None:
        return "red", ("nothing_came",)
    off, money = abs(own["orders_error"]), abs(own["margin_error"])
    nearer = bool((rules["order_miss"] < own["order_miss"]).any())
    better = bool((rules["orders_error"].abs() < off).any())
    held = limits.total_low <= orders <= limits.total_high or off <= 0.05
    reasons = [
        name
        for name, wrong in (
            ("orders", off > 0.10),
            ("margin", money > 0.15),
            ("rule", nearer),
            ("interval", not held),
        )
        if wrong
    ]
    if off > 0.25 or money > 0.35 or (nearer and better):
        return "red", tuple(reasons)
    return ("amber" if reasons else "green"), tuple(reasons)


def _months(
    rows: pl.DataFrame, past: _Past, chosen: Model, fit: Fit, *, unit: str, ahead: int
) -> pl.DataFrame:
    """Forecast and actual by month after the cut; the last may be short."""
    ends = [min(ahead, round(_MONTH * m)) for m in range(1, int(np.ceil(ahead / _MONTH)) + 1)]
    until = [
        past.seen.each(chosen.expected(fit.values, past.seen, end / UNITS[unit])) for end in ends
    ]
    worth = past.worth.margin
    found = []
    start, before = 0, np.zeros(past.customers.height)
    for month, (end, orders) in enumerate(zip(ends, until, strict=True), 1):
        came = past.came(rows, past.cut + start, past.cut + end)
        step = orders - before
        found.append(
            {
                "month": month,
                "orders_forecast": float(step.sum()),
                "orders_actual": float(came[0].sum()),
                "margin_forecast": float((step * worth).sum()),
                "margin_actual": float(came[1].sum()),
            }
        )
        start, before = end, orders
    names = ("orders_forecast", "orders_actual", "margin_forecast", "margin_actual")
    return pl.DataFrame(found).with_columns(
        *[pl.col(name).cum_sum().alias(f"{name}_so_far") for name in names]
    )


def _bins(past: _Past, forecast: Floats, orders: Floats) -> pl.DataFrame:
    """Mean forecast and actual by how many orders customers had made."""
    frame = past.customers.select(orders_before=pl.min_horizontal("orders", 6)).with_columns(
        forecast=pl.Series(forecast), actual=pl.Series(orders)
    )
    return (
        frame.group_by("orders_before")
        .agg(customers=pl.len(), forecast=pl.col("forecast").mean(), actual=pl.col("actual").mean())
        .sort("orders_before")
    )


def _deciles(forecast: Floats, margin: Floats) -> pl.DataFrame:
    """Forecast and actual margin by decile of the forecast; ties in the order of the customers."""
    place = np.argsort(np.argsort(-forecast, kind="stable"), kind="stable")
    frame = pl.DataFrame(
        {"decile": place * 10 // len(forecast) + 1, "forecast": forecast, "actual": margin}
    )
    return (
        frame.group_by("decile")
        .agg(customers=pl.len(), forecast=pl.col("forecast").sum(), actual=pl.col("actual").sum())
        .sort("decile")
    )
