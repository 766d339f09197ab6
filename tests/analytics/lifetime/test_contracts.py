"""Contracts that all end alike: sBG has no best place, the geometric, its limit, stands in."""

import numpy as np
import polars as pl
import pytest

from analytics.frames import CONTRACTS
from analytics.lifetime.contracts import run_on
from analytics.lifetime.histories import Counts
from analytics.lifetime.sbg import fit_contracts, survival

MONTH, AS_OF, FEE = 365.25 / 12, 730, 1_000.0


def alike(count: int, seed: int, leave: float = 0.08) -> tuple[pl.DataFrame, Counts]:
    """CONTRACTS of which each ends at each renewal with one chance, and the months that came."""
    chance = np.random.default_rng(seed)
    start = np.floor(chance.uniform(0, 700, count))
    life = chance.geometric(leave, count)
    end = np.floor(start + life * MONTH)
    over = end <= AS_OF
    frame = {
        "contract_id": [f"K{n:04}" for n in range(count)],
        "customer_id": [f"C{n:04}" for n in range(count)],
        "started": start.astype(np.int64),
        "ended": pl.Series(end.astype(np.int64)).set(pl.Series(~over), None),
        "fee_per_month": np.full(count, FEE),
    }
    paid = np.floor((AS_OF - start) / MONTH)
    ahead = np.where(over, 0, np.minimum(life - 1 - paid, 12)).astype(np.int64)
    return pl.DataFrame(frame, schema_overrides=CONTRACTS.columns), ahead


@pytest.mark.filterwarnings("error")
def test_each_such_company_has_a_forecast_that_holds() -> None:
    """Of 40 companies the 90 % interval of the total holds what came in all but some."""
    held = []
    for seed in range(40):
        frame, ahead = alike(300, seed)
        running = run_on(frame, as_of=AS_OF, months=12, discount_rate=0.0, margin_rate=1.0)
        _, band = running.customers(AS_OF)
        held.append(band.holds(float(ahead.sum()) * FEE))
    assert sum(held) >= 31  # of 40 at 90 %: fewer once in 200 times


def test_without_differences_it_is_the_geometric_by_hand() -> None:
    """A tenth leaves at each renewal, exactly: 100, 90, 81; of the rest nobody knows."""
    fit = fit_contracts(np.repeat([0, 1, 2, 3], [100, 90, 81, 729]), np.arange(1_000) < 271)
    assert fit.converged
    alpha, beta = fit.values
    assert alpha / (alpha + beta) == pytest.approx(0.1)
    assert survival(fit.values, np.arange(13)) == pytest.approx(0.9 ** np.arange(13), rel=1e-5)
    trials = 1_000 + 900 + 810
    assert np.sqrt(fit.covariance[0, 0]) == pytest.approx(np.sqrt(0.9 / 0.1 / trials), rel=1e-6)


def test_nobody_or_everybody_left_is_no_model() -> None:
    for renewals, ended in (([5] * 60, [False] * 60), ([0] * 60, [True] * 60)):
        assert not fit_contracts(renewals, ended).converged
