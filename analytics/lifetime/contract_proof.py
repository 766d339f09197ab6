"""The proof of contracts: who would renew, forecast from an earlier day and checked.

An "order" is a month paid. The data are cut as in :mod:`analytics.backtest`, and compared with the
same rules; the shifted beta-geometric knows the renewals up to the cut only. Only customers whose
contracts ran at the cut can pay after it.
"""

from typing import NamedTuple

import numpy as np
import polars as pl
from sklearn.ensemble import HistGradientBoostingRegressor
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from analytics.backtest import LONGEST, Backtest
from analytics.backtest_compared import MONTH, by_bin, by_decile, light_of, rivals_of
from analytics.backtest_past import SEED, Forecast
from analytics.findings import NotEnoughData
from analytics.frames import CONTRACTS
from analytics.lifetime.contracts import Running, run_on
from analytics.lifetime.draws import DRAWS, Band, parameter_draws
from analytics.lifetime.histories import Counts, Floats

_LEVEL = 0.90
_ENDS = [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2]


class _Cut(NamedTuple):
    """Contracts as a day knew them: the customer of each, how many, and the months each paid."""

    running: Running
    names: list[str]
    who: Counts

    def added(self, values: Floats) -> Floats:
        """Values of contracts added up by customer."""
        return np.asarray(np.bincount(self.who, values, len(self.names)), dtype=np.float64)


def prove_contracts(
    frame: pl.DataFrame, *, as_of: int, months: int | None = None, margin_rate: float = 1.0
) -> Backtest:
    """Forecast the last ``months`` of a CONTRACTS frame (a third of the time, at most a year).

    Raises ``NotEnoughData`` where the history is too short, or too few contracts had ended.
    """
    rows = CONTRACTS.check(frame).filter(pl.col("started") <= as_of)
    span = as_of - int(rows["started"].min()) if rows.height else 0  # type: ignore[arg-type]
    ahead = round(min(LONGEST, span / 3 / MONTH)) if months is None else months
    if not 0 < ahead * MONTH < span:
        raise NotEnoughData("not_enough.short_history", days=span)
    day = as_of - round(ahead * MONTH)
    cut = _at(rows, day, ahead, margin_rate)
    paid = _paid(rows, cut.running, as_of, ahead)
    orders, margin = cut.added(paid), cut.added(paid * cut.running.margin)
    expected = cut.running.path.sum(axis=1)
    own = (cut.added(expected), cut.added(expected * cut.running.margin))
    forecasts: dict[str, Forecast] = {cut.running.fit.model: own}
    forecasts |= _challenger(rows, cut, day, ahead, margin_rate) | _rules(cut, ahead)
    rivals = rivals_of(forecasts, orders, margin)
    limits, money = _bands(cut, ahead)
    here = cut.added(cut.running.frame["ended"].is_null().to_numpy().astype(np.float64)) > 0
    held = ((limits.low <= orders) & (orders <= limits.high))[here]
    near = 1e-9 * np.abs(margin)  # sums in another order differ in their last digits
    worth = ((money.low - near <= margin) & (margin <= money.high + near))[here]
    light, reasons = light_of(rivals, limits, float(orders.sum()), float(held.mean()))
    return Backtest(
        fit=cut.running.fit,
        light=light,
        reasons=reasons,
        rivals=rivals,
        months=_by_month(cut, paid),
        bins=by_bin(_months_before(cut), own, (orders, margin)),
        deciles=by_decile(own, (orders, margin)),
        customers=len(cut.names),
        sampled=len(cut.names),
        first=int(cut.running.frame["started"].min()),  # type: ignore[arg-type]
        cut=day,
        horizon=as_of - day,
        covered=float(held.mean()),
        width=float((limits.high - limits.low)[here].mean()),
        total=limits,
        margin_covered=float(worth.mean()),
        money=money,
        actual_orders=int(orders.sum()),
        actual_margin=float(margin.sum()),
    )


def _at(rows: pl.DataFrame, day: int, ahead: int, margin_rate: float) -> _Cut:
    """The contracts as they were known on ``day``, fitted."""
    running = run_on(rows, as_of=day, months=ahead, discount_rate=0.0, margin_rate=margin_rate)
    names = running.frame["customer_id"].unique().sort()
    place = pl.DataFrame({"customer_id": names}).with_row_index("who")
    known = running.frame.join(place, on="customer_id", maintain_order="left")
    return _Cut(running, names.to_list(), known["who"].to_numpy().astype(np.int64))


def _paid(rows: pl.DataFrame, running: Running, as_of: int, ahead: int) -> Floats:
    """The months each contract was paid after the cut, counted as the renewals before it."""
    later = running.frame.select("contract_id").join(
        rows.select("contract_id", "started", "ended"), on="contract_id", maintain_order="left"
    )
    over = (later["ended"].is_not_null() & (later["ended"] <= as_of)).fill_null(value=False)
    lived = (
        later.select(pl.when(over).then("ended").otherwise(as_of)).to_series() - later["started"]
    ).to_numpy() / MONTH
    renewed = np.where(over.to_numpy(), np.rint(lived) - 1, np.floor(lived)).clip(0)
    more = np.clip(renewed - running.renewals, 0, ahead)
    return np.where(running.frame["ended"].is_null().to_numpy(), more, 0.0)


def _rules(cut: _Cut, ahead: int) -> dict[str, Forecast]:
    """As many months as in the last period, for contracts that run; the average; nothing."""
    running = cut.running
    runs = running.frame["ended"].is_null().to_numpy()
    again = np.where(runs, np.minimum(running.renewals + 1, ahead), 0).astype(np.float64)
    last = (cut.added(again), cut.added(again * running.margin))
    ones = np.ones(len(cut.names))
    mean = (ones * last[0].mean(), ones * last[1].mean())
    return {"last_period": last, "average": mean, "zero": (0 * ones, 0 * ones)}


def _challenger(
    rows: pl.DataFrame, cut: _Cut, day: int, ahead: int, margin_rate: float
) -> dict[str, Forecast]:
    """Trees that learnt one horizon earlier how many months contracts are paid; none without."""
    try:
        before = _at(rows, day - round(ahead * MONTH), ahead, margin_rate)
    except NotEnoughData:
        return {}
    wanted = _paid(rows, before.running, day, ahead)
    then, now = _features(before.running), _features(cut.running)
    with threadpool_limits(1, user_api="openmp"):
        trees = HistGradientBoostingRegressor(loss="poisson", random_state=SEED)
        found = trees.fit(then, wanted).predict(now) if wanted.any() else np.zeros(len(now))
    return {"challenger": (cut.added(found), cut.added(found * cut.running.margin))}


def _features(running: Running) -> Floats:
    runs = running.frame["ended"].is_null().to_numpy()
    fee = running.frame["fee_per_month"].to_numpy()
    return np.column_stack([runs, running.renewals, fee]).astype(np.float64)


def _bands(cut: _Cut, ahead: int) -> tuple[Band, Band]:
    """Intervals of months paid and of their margin: draws of the parameters, of each customer's
    own chance to leave, and of the month they do.
    """
    chance, running = np.random.default_rng(SEED), cut.running
    here = np.flatnonzero(running.frame["ended"].is_null().to_numpy())
    paid, money = (np.zeros((DRAWS, len(cut.names))) for _ in range(2))
    for i, (alpha, beta) in enumerate(parameter_draws(running.fit, DRAWS, chance)):
        theta = chance.beta(alpha, beta + running.renewals[here])
        stays = np.minimum(chance.geometric(np.clip(theta, 1e-12, 1.0)) - 1, ahead)
        paid[i] = np.bincount(cut.who[here], stays, len(cut.names))
        money[i] = np.bincount(cut.who[here], stays * running.margin[here], len(cut.names))
    return _ends(paid), _ends(money)


def _ends(drawn: Floats) -> Band:
    """The central interval of each column of draws, and of their sum."""
    low, high = np.quantile(drawn, _ENDS, axis=0)
    total_low, total_high = np.quantile(drawn.sum(axis=1), _ENDS)
    return Band(low, high, float(total_low), float(total_high))


def _by_month(cut: _Cut, paid: Floats) -> pl.DataFrame:
    """Months paid and their margin, forecast and actual, by month after the cut."""
    path, worth = cut.running.path, cut.running.margin
    ahead = np.arange(1, path.shape[1] + 1)
    came = paid[:, None] >= ahead
    frame = pl.DataFrame(
        {
            "month_ahead": ahead,
            "orders_forecast": path.sum(axis=0),
            "orders_actual": came.sum(axis=0).astype(np.float64),
            "margin_forecast": worth @ path,
            "margin_actual": worth @ came,
        }
    )
    return frame.with_columns(pl.exclude("month_ahead").cum_sum().name.suffix("_so_far"))


def _months_before(cut: _Cut) -> Counts:
    """How many months each customer had paid."""
    return np.asarray(cut.added(np.asarray(cut.running.renewals + 1.0)), dtype=np.int64)
