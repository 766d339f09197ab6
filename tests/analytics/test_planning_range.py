"""The range of a plan: by hand, and how often it holds the truth."""

import math

import numpy as np
import pytest

from analytics.planning_range import Measure, range_each
from analytics.shares import newcombe

CAMPAIGNS = 2_000


def test_with_a_known_margin_it_is_the_interval_of_the_effect() -> None:
    """30 of 200 against 20 of 200 by Newcombe, times 50."""
    arms = Measure.of_share(30, 200), Measure.of_share(20, 200)
    down, up = range_each(*arms, Measure.known(50.0), 0.0)
    counts = (np.array([float(n)]) for n in (30, 200, 20, 200))
    effect, low, high = (float(end[0]) for end in newcombe(*counts))
    assert (down, up) == pytest.approx((50 * (effect - low), 50 * (high - effect)))


def test_an_offer_and_a_margin_by_hand() -> None:
    """Treated .3 (.26-.35), control .2 (.17-.24), margin 100 (90-112), offer 20."""
    asked, alone = Measure(0.3, 0.26, 0.35), Measure(0.2, 0.17, 0.24)
    down, up = range_each(asked, alone, Measure(100.0, 90.0, 112.0), 20.0)
    assert down == pytest.approx(math.sqrt(3.2**2 + 4.0**2 + 1.0**2))
    assert up == pytest.approx(math.sqrt(4.0**2 + 3.0**2 + 1.2**2))


@pytest.mark.parametrize("offer", [0.0, 30.0])
def test_how_often_it_holds_what_a_contact_earns(offer: float) -> None:
    """Members of 900 and 600, 18 % and 12 % order, log-normal margins of 100 on average."""
    rng = np.random.default_rng(5)
    treated, control, spread = 0.18, 0.12, 0.9
    truth = treated * (100 - offer) - control * 100
    inside = 0
    for _ in range(CAMPAIGNS):
        heads = int(rng.binomial(900, treated)), int(rng.binomial(600, control))
        each = rng.lognormal(math.log(100) - spread**2 / 2, spread, sum(heads))
        margin = Measure.of_mean(each)
        assert margin is not None
        asked, alone = Measure.of_share(heads[0], 900), Measure.of_share(heads[1], 600)
        found = asked.value * (margin.value - offer) - alone.value * margin.value
        down, up = range_each(asked, alone, margin, offer)
        inside += found - down <= truth <= found + up
    assert 0.93 <= inside / CAMPAIGNS <= 0.97


def test_one_order_tells_no_spread() -> None:
    assert Measure.of_mean(np.array([100.0])) is None
