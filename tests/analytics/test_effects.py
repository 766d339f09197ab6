"""Shares, differences and their sizes: as published, by hand, and held to their word by chance."""

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.effects import (
    Effect,
    cuped_effect,
    holm,
    mean_effect,
    share_effect,
    skewness,
)
from analytics.findings import WrongOption
from analytics.power import (
    Sizes,
    detectable_mean,
    detectable_share,
    power_of_mean,
    power_of_share,
    size_for_mean,
    size_for_share,
)
from analytics.shares import Floats, newcombe, newcombe_p, wilson


def array(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


def test_wilson_as_published() -> None:
    """10 of 100: .0552 to .1744, of columns and of arrays."""
    frame = pl.DataFrame({"heads": [10], "of": [100]})
    share, low, high = wilson(pl.col("heads"), pl.col("of"))
    row = frame.select(share=share, low=low, high=high).row(0)
    assert row == pytest.approx((0.1, 0.0552, 0.1744), abs=0.00005)
    ends = wilson(array(10, 0, 3), array(100, 5, 3))
    assert [float(end[0]) for end in ends] == pytest.approx(row)
    assert ends[1][1] == 0
    assert ends[2][2] == 1


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((0, 10, 0, 10), -0.2775, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_as_published(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    """Table II of Newcombe 1998, method 10."""
    arrays = [array(n) for n in counts]
    _, found_low, found_high = newcombe(*arrays)
    assert (found_low[0], found_high[0]) == pytest.approx((low, high), abs=0.00006)


@given(st.integers(0, 40), st.integers(0, 60), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_p_value_and_interval_of_shares_never_contradict(
    heads: int, other: int, level: float
) -> None:
    arrays = [array(n) for n in (heads, 40, other, 60)]
    _, low, high = newcombe(*arrays, level=level)
    p_value = newcombe_p(*arrays)[0]
    if abs(p_value - (1 - level)) > 1e-9:
        assert (p_value < 1 - level) == bool(low[0] > 0 or high[0] < 0)


def test_welch_equals_scipy_where_money_is_even() -> None:
    chance = np.random.default_rng(1)
    treated, control = chance.normal(10, 2, 300), chance.normal(9.5, 4, 200)
    found = mean_effect(treated, control)
    peer = stats.ttest_ind(treated, control, equal_var=False)
    ends = peer.confidence_interval(0.95)
    assert found is not None
    assert found.method == "welch"
    assert found.p_value == pytest.approx(peer.pvalue)
    assert (found.low, found.high) == pytest.approx((ends.low, ends.high))


def test_skewness_of_the_difference_by_hand() -> None:
    """Values 0, 0, 0, 4 against 1, 2; about their means -1, -1, -1, 3 and -.5, .5."""
    treated, control = array(0, 0, 0, 4), array(1, 2)
    shape = 4 / (12.5 / 6) ** 1.5
    found = skewness(treated, control)
    assert found == pytest.approx(shape * (1 / 16 - 1 / 4) / (1 / 4 + 1 / 2) ** 1.5)
    assert skewness(treated, treated + 1) == 0


def test_skewed_money_is_told_by_the_bootstrap() -> None:
    """The interval is wider than that of Student's t, which is too short there.

    Ten times the money has ten times the interval, and the same p-value.
    """
    chance = np.random.default_rng(2)
    treated, control = chance.lognormal(3, 1.5, 400), chance.lognormal(3, 1.5, 60)
    found = mean_effect(treated, control, seed=3)
    tenfold = mean_effect(treated * 10, control * 10, seed=3)
    assert found is not None
    assert tenfold is not None
    assert found.method == "bootstrap_t"
    student = stats.ttest_ind(treated, control, equal_var=False).confidence_interval(0.95)
    assert found.low < student.low < student.high < found.high
    assert (tenfold.low, tenfold.high) == pytest.approx((found.low * 10, found.high * 10))
    assert tenfold.p_value == found.p_value


def test_few_members_or_none_who_differ_have_no_effect() -> None:
    assert share_effect(1, 3, 0, 3) is None
    assert mean_effect(np.zeros(29), np.ones(400)) is None
    assert mean_effect(np.zeros(400), np.zeros(400)) is None
    buyers = np.arange(2_000.0) * (np.arange(2_000) < 20)
    assert mean_effect(buyers, buyers[::-1]) is None
    assert cuped_effect(np.zeros(40), np.zeros(40), np.zeros(40), np.zeros(40)) is None


def test_cuped_takes_off_what_was_there_before() -> None:
    """y = 2 x + 3 for those treated, y = 2 x for the others: exactly 3, nothing left to chance."""
    before, other = np.linspace(0, 10, 60), np.linspace(1, 12, 45)
    bumps, other_bumps = np.tile([-0.01, 0.01], 30), np.tile([-0.01, 0, 0.01], 15)
    found = cuped_effect(2 * before + 3 + bumps, 2 * other + other_bumps, before, other)
    plain = mean_effect(2 * before + 3 + bumps, 2 * other + other_bumps)
    assert found is not None
    assert plain is not None
    assert found.effect == pytest.approx(3, abs=0.001)
    assert found.kept is not None
    assert found.kept < 0.0001
    assert not plain.sure


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []


def test_sizes_and_power_as_published() -> None:
    """Fleiss 2003: .6 against .7 wants 356 in each arm; the others from R's help pages."""
    assert size_for_share(0.6, 0.1) == Sizes(356, 356)
    assert power_of_share(0.5, 0.25, Sizes(50, 50)) == pytest.approx(0.740, abs=0.0005)
    assert size_for_share(0.5, 0.25, power=0.9) == Sizes(77, 77)
    assert power_of_mean(1, 1, Sizes(20, 20)) == pytest.approx(0.8689528, abs=1e-6)
    assert size_for_mean(1, 1, power=0.9) == Sizes(30, 30)  # 23 by the table; 30 at least
    assert power_of_mean(1, 1, Sizes(23, 23)) == pytest.approx(0.912, abs=0.001)


def test_size_power_and_least_effect_agree() -> None:
    sizes = size_for_share(0.2, 0.05, control_share=0.2)
    assert sizes is not None
    assert sizes.control == pytest.approx(sizes.members * 0.2, abs=1)
    assert detectable_share(0.2, sizes) == pytest.approx(0.05, abs=0.0002)
    wanted = size_for_mean(80.0, 5.0, control_share=0.1, correlation=0.6)
    plain = size_for_mean(80.0, 5.0, control_share=0.1)
    assert wanted is not None
    assert plain is not None
    assert wanted.members / plain.members == pytest.approx(1 - 0.6**2, abs=0.001)
    assert detectable_mean(80.0, wanted, correlation=0.6) == pytest.approx(5.0, abs=0.02)
    assert detectable_share(0.999, Sizes(50, 50)) is None
    assert size_for_share(0.5, 1e-7) is None


@pytest.mark.parametrize("arms", [(30, 30), (45, 900), (600, 400), (1_000, 1_000), (1_001, 1_001)])
def test_the_least_change_of_a_mean_grows_with_the_spread_alone(arms: tuple[int, int]) -> None:
    """By the normal, (1.96 + 0.8416) standard errors, for any unit of the money."""
    sizes = Sizes(*arms)
    error = (1 / arms[0] + 1 / arms[1]) ** 0.5
    for spread in (1e-3, 1.0, 27.64545214680146, 80.0, 1e7 / 3):
        told = detectable_mean(spread, sizes)
        assert told is not None
        assert power_of_mean(spread, told, sizes) == pytest.approx(0.8)
        assert told == pytest.approx(2.8016 * error * spread, rel=0.03)


@pytest.mark.parametrize("freedom", [18, 58, 500, 1_998, 2_000, 9_998])
def test_power_grows_with_the_effect_up_to_one(freedom: int) -> None:
    sizes = Sizes(freedom // 2 + 1, freedom // 2 + 1)
    powers = [power_of_mean(1.0, 0.1 * step, sizes) for step in range(1, 400)]
    assert all(later >= sooner - 1e-9 for sooner, later in pairwise(powers))
    assert powers[-1] == pytest.approx(1.0)


def test_wrong_sizes_are_refused() -> None:
    for base, effect in ((1.2, 0.1), (0.9, 0.2), (0.2, 0.0)):
        with pytest.raises(WrongOption):
            size_for_share(base, effect)
    with pytest.raises(WrongOption):
        size_for_share(0.2, 0.1, control_share=1.0)
    with pytest.raises(WrongOption):
        power_of_mean(0.0, 1.0, Sizes(50, 50))


CAMPAIGNS = 2_000


def _orders(chance: np.random.Generator, usual: Floats) -> Floats:
    """Money of a window: few orders of most, mostly small and some large."""
    orders = chance.poisson(0.3 * usual)
    return np.asarray(orders * chance.lognormal(3, 0.9, len(usual)))


@pytest.mark.long  # 2,000 campaigns each
@pytest.mark.parametrize(("heads", "base"), [((400, 100), 0.2), ((3_000, 400), 0.05)])
def test_shares_cover_their_truth(heads: tuple[int, int], base: float) -> None:
    chance = np.random.default_rng(11)
    for effect in (0.0, 0.06):
        treated = chance.binomial(heads[0], base + effect, CAMPAIGNS).astype(float)
        control = chance.binomial(heads[1], base, CAMPAIGNS).astype(float)
        arrays = (treated, np.full(CAMPAIGNS, heads[0]), control, np.full(CAMPAIGNS, heads[1]))
        _, low, high = newcombe(*arrays)
        assert 0.93 <= ((low <= effect) & (effect <= high)).mean() <= 0.97
        if not effect:
            assert 0.035 <= (newcombe_p(*arrays) < 0.05).mean() <= 0.065


@pytest.mark.long
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("sizes", [Sizes(800, 200), Sizes(1_500, 500)])
@pytest.mark.parametrize("lift", [0.0, 1.0])
def test_money_covers_its_truth_with_and_without_cuped(sizes: Sizes, lift: float) -> None:
    """Skewed money of customers who differ: Welch or bootstrap-t, as the data ask."""
    truth = 0.2 * lift * float(np.exp(3 + 0.9**2 / 2))
    plain, cuped = [], []
    for number in range(CAMPAIGNS):
        chance = np.random.default_rng([17, number])
        one, other = _campaign(chance, sizes, lift)
        plain.append(mean_effect(one[0], other[0], seed=number))
        cuped.append(cuped_effect(one[0], other[0], one[1], other[1], seed=number))
    for found in (plain, cuped):
        effects = [each for each in found if each is not None]
        assert len(effects) == CAMPAIGNS
        assert 0.93 <= np.mean([e.low <= truth <= e.high for e in effects]) <= 0.97
        if not lift:
            assert 0.035 <= np.mean([e.p_value < 0.05 for e in effects]) <= 0.065
    assert _width(cuped) < _width(plain)


def _campaign(
    chance: np.random.Generator, sizes: Sizes, lift: float
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Money in the window and in four times its days before, of treated and of left alone."""
    usual = chance.gamma(2.0, 0.5, sizes.members)  # how much each buys in general
    arm = np.arange(sizes.members) < sizes.treated
    more = arm & (chance.random(sizes.members) < 0.2 * lift)
    money = _orders(chance, usual) + more * chance.lognormal(3, 0.9, sizes.members)
    before = _orders(chance, usual * 4)
    return (money[arm], before[arm]), (money[~arm], before[~arm])


def _width(found: list[Effect | None]) -> float:
    return float(np.mean([e.high - e.low for e in found if e is not None]))
