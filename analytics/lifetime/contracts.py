"""What running contracts will bring: who renews, month after month, by the shifted beta-geometric.

A contract is renewed each month until its customer ends it; each renewal is worth the fee at the
margin rate given. Only contracts that run bring anything more.

Source: P. Fader and B. Hardie, "How to Project Customer Retention", Journal of Interactive
Marketing 21(1), 2007; chances of one customer from the posterior of the same model.
"""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from analytics.findings import NotEnoughData
from analytics.frames import CONTRACTS
from analytics.lifetime.draws import DRAWS, Band, parameter_draws
from analytics.lifetime.fitting import Fit
from analytics.lifetime.histories import Counts, Floats
from analytics.lifetime.sbg import fit_contracts, survival
from analytics.lifetime.worth import discounts

FEWEST = 50  # contracts that ended
_MONTH = 365.25 / 12
_LEVEL = 0.90


@dataclass(frozen=True)
class Running:
    """Contracts and what they bring in the months ahead.

    ``frame``: customer_id, started, ended, fee_per_month; ``renewals`` each has made; ``path``: the
    chance that each is paid in each month ahead, 0 of those that ended.
    """

    frame: pl.DataFrame
    renewals: Counts
    fit: Fit
    path: Floats
    discount: Floats
    margin_rate: float

    @property
    def margin(self) -> Floats:
        """Margin of a month of each."""
        return self.frame["fee_per_month"].to_numpy() * self.margin_rate

    def customers(self, as_of: int) -> tuple[pl.DataFrame, Band]:
        """One row a customer, as :mod:`analytics.lifetime.value` wants them, and the interval."""
        paid = self.renewals + 1
        runs = self.frame["ended"].is_null().to_numpy()
        months = len(self.discount)
        last = np.where(runs, as_of, self.frame["ended"].fill_null(as_of).to_numpy())
        since = as_of - months * _MONTH
        begun = np.maximum(self.frame["started"].to_numpy(), since)
        lately = np.minimum(np.clip(np.ceil((last - begun) / _MONTH), 0, months), paid)
        each = pl.DataFrame(
            {
                "customer_id": self.frame["customer_id"],
                "orders": paid,
                "last_number": last,
                "first_number": self.frame["started"],
                "margin_so_far": paid * self.margin,
                "alive": runs.astype(np.float64),
                "expected_orders": self.path.sum(axis=1),
                "value_ahead": self.path @ self.discount * self.margin,
                "value_if_alive": self.path @ self.discount * self.margin,
                "margin_before": lately * self.margin,
            }
        )
        sums = each.group_by("customer_id").agg(
            pl.col("orders", "margin_so_far", "expected_orders").sum(),
            pl.col("last_number").max(),
            pl.col("first_number").min(),
            pl.col("alive").max(),
            pl.col("value_ahead", "value_if_alive", "margin_before").sum(),
        )
        people = sums.sort("customer_id").with_columns(
            order_margin=pl.col("margin_so_far") / pl.col("orders")
        )
        place = dict(zip(people["customer_id"], range(people.height), strict=True))
        who = np.array([place[name] for name in self.frame["customer_id"]], dtype=np.int64)
        return people, self._band(runs, who, people.height)

    def _band(self, runs: Floats, who: Counts, size: int) -> Band:
        """Draws of parameters, of each customer's own chance to leave, and of the month they do."""
        chance = np.random.default_rng(9)
        worth = np.concatenate([[0.0], self.discount.cumsum()])
        found = np.empty((DRAWS, size))
        running = np.flatnonzero(runs)
        for i, (alpha, beta) in enumerate(parameter_draws(self.fit, DRAWS, chance)):
            theta = chance.beta(alpha, beta + self.renewals[running])
            stays = chance.geometric(np.clip(theta, 1e-12, 1.0)) - 1
            value = worth[np.minimum(stays, len(self.discount))] * self.margin[running]
            found[i] = np.bincount(who[running], value, size)
        ends = [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2]
        low, high = np.quantile(found, ends, axis=0)
        total_low, total_high = np.quantile(found.sum(axis=1), ends)
        return Band(low, high, float(total_low), float(total_high))


def run_on(
    frame: pl.DataFrame, *, as_of: int, months: int, discount_rate: float, margin_rate: float
) -> Running:
    """Fit a CONTRACTS frame and look ``months`` ahead. ``NotEnoughData`` where too few ended."""
    rows = CONTRACTS.check(frame).filter(pl.col("started") <= as_of).sort("contract_id")
    over = (rows["ended"].is_not_null() & (rows["ended"] <= as_of)).fill_null(value=False)
    if int(over.sum()) < FEWEST:
        raise NotEnoughData("not_enough.few_contracts", least=FEWEST, ended=int(over.sum()))
    rows = rows.with_columns(ended=pl.when(over).then("ended"))
    lived = (rows["ended"].fill_null(as_of) - rows["started"]).to_numpy() / _MONTH
    ended = over.to_numpy()
    renewals = np.where(ended, np.rint(lived) - 1, np.floor(lived)).clip(0).astype(np.int64)
    fit = fit_contracts(renewals, ended)
    if not fit.converged:
        raise NotEnoughData("not_enough.no_model")
    return Running(
        rows,
        renewals,
        fit,
        _ahead(fit.values, renewals, ended, months),
        discounts(months, discount_rate),
        margin_rate,
    )


def _ahead(parameters: Floats, renewals: Counts, ended: Floats, months: int) -> Floats:
    """The chance that a contract is paid in each month ahead."""
    now = survival(parameters, renewals)
    steps = [survival(parameters, renewals + step) / now for step in range(1, months + 1)]
    return np.where(ended[:, None], 0.0, np.column_stack(steps))


def changed(running: Running, rarer: float) -> Running:
    """The same if, from now on, customers ended their contracts so much more rarely."""
    alpha, beta = running.fit.values
    ended = running.frame["ended"].is_not_null().to_numpy()
    values = np.array([alpha * (1 - rarer), beta])
    path = _ahead(values, running.renewals, ended, len(running.discount))
    return replace(running, path=path)
