"""The same figures as the library `lifetimes`, where both have them."""

import warnings
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from analytics.lifetime.customers import customers_of
from analytics.lifetime.histories import Histories
from analytics.lifetime.models import MODELS
from tests import buyers
from tests.analytics.lifetime.cdnow import cdnow

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import lifetimes

PEERS = {
    "bg_nbd": (lifetimes.BetaGeoFitter, 1e-3),
    "mbg_nbd": (lifetimes.ModifiedBetaGeoFitter, 1e-3),
    "pareto_nbd": (lifetimes.ParetoNBDFitter, 1e-2),
}


def written() -> pl.DataFrame:
    """x, t_x and T of 1,500 customers of the written process, in weeks."""
    return customers_of(buyers.days(), as_of=buyers.last_day())


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("company", [cdnow, written])
@pytest.mark.parametrize("name", PEERS)
def test_no_worse_than_lifetimes_and_the_same_forecast(
    name: str, company: Callable[[], pl.DataFrame]
) -> None:
    """Log-likelihood, parameters, and expected orders at equal parameters."""
    kind, near = PEERS[name]
    known, model = company(), MODELS[name]
    data, seen = known.to_pandas(), Histories.of(known["x"], known["t_x"], known["T"])
    np.random.seed(1)  # the peer starts by this chance, and may stop too early
    peer = kind(penalizer_coef=0.0).fit(data.x, data.t_x, data["T"])
    theirs = peer.params_[list(model.names)].to_numpy()
    ours = model.fit(seen)
    there = float(model.log_likelihoods(theirs, seen) @ seen.weight)
    assert ours.log_likelihood >= there - 1e-6 * abs(there)
    assert ours.values == pytest.approx(theirs, rel=near)
    orders = seen.each(model.expected(theirs, seen, 39.0))
    wanted = peer.conditional_expected_number_of_purchases_up_to_time(
        39, data.x, data.t_x, data["T"]
    )
    assert orders == pytest.approx(np.asarray(wanted), rel=1e-3)
    alive = seen.each(model.alive(theirs, seen))
    wanted = peer.conditional_probability_alive(data.x, data.t_x, data["T"])
    assert alive == pytest.approx(np.asarray(wanted), rel=1e-5, abs=1e-7)
    new = peer.expected_number_of_purchases_up_to_time(39)
    assert model.expected_of_new(theirs, 39.0) == pytest.approx(float(new), rel=1e-6)
