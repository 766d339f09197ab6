"""The same figures as the library `lifetimes`, where both have them."""

import warnings

import numpy as np
import pytest

from analytics.lifetime.models import MODELS
from tests.analytics.lifetime.cdnow import cdnow, histories

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import lifetimes

PEERS = {
    "bg_nbd": (lifetimes.BetaGeoFitter, 1e-3),
    "mbg_nbd": (lifetimes.ModifiedBetaGeoFitter, 1e-3),
    "pareto_nbd": (lifetimes.ParetoNBDFitter, 1e-2),
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", PEERS)
def test_no_worse_than_lifetimes_and_the_same_forecast(name: str) -> None:
    """Log-likelihood, parameters, and expected orders at equal parameters."""
    kind, near = PEERS[name]
    data, seen, model = cdnow().to_pandas(), histories(), MODELS[name]
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
    assert alive == pytest.approx(np.asarray(wanted), rel=1e-5)
    new = peer.expected_number_of_purchases_up_to_time(39)
    assert model.expected_of_new(theirs, 39.0) == pytest.approx(float(new), rel=1e-6)
