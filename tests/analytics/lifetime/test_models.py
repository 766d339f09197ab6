"""What holds of every model: slopes, limits, draws, and parameters that come back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import gammaln
from scipy.stats import nbinom

from analytics.lifetime.bands import Future, one_by_one, value_band
from analytics.lifetime.draws import Spend, parameter_draws
from analytics.lifetime.fitting import Fit
from analytics.lifetime.gamma_gamma import expected_spend, fit_spend
from analytics.lifetime.histories import Histories
from analytics.lifetime.models import MODELS, best_fit
from analytics.lifetime.sbg import retention, survival
from analytics.lifetime.worth import discounts
from tests.analytics.lifetime.cdnow import histories, one

PARAMETERS = {
    "bg_nbd": np.array([0.6, 6.0, 0.9, 2.5]),
    "mbg_nbd": np.array([0.6, 6.0, 0.9, 2.5]),
    "pareto_nbd": np.array([0.6, 8.0, 0.7, 15.0]),
    "nbd": np.array([0.8, 9.0]),
}
named = pytest.mark.parametrize("name", MODELS)


def company(name: str, customers: int, seed: int, weeks: float = 78.0) -> Histories:
    """Customers who live by the model, first seen at any time in ``weeks``, week by week."""
    chance = np.random.default_rng(seed)
    r, alpha, *leaving = PARAMETERS[name]
    a, b = leaving or (0.0, 1.0)
    age = chance.uniform(1.0, weeks, customers)
    rate = np.maximum(chance.gamma(r, 1 / alpha, customers), 1e-9)
    leaves = chance.beta(a, b, customers) if "bg" in name else np.zeros(customers)
    until = age.copy()
    if name == "pareto_nbd":
        mu = np.maximum(chance.gamma(a, 1 / b, customers), 1e-9)
        until = np.minimum(age, chance.exponential(1 / mu))
    if name == "mbg_nbd":
        until[chance.random(customers) < leaves] = 0.0
    x, t_x = np.zeros(customers, dtype=int), np.zeros(customers)
    for i in range(customers):
        now = chance.exponential(1 / rate[i])
        while now <= until[i]:
            x[i], t_x[i] = x[i] + 1, now
            if leaves[i] and chance.random() < leaves[i]:
                break
            now += chance.exponential(1 / rate[i])
    return Histories.of(x, t_x, age)


@named
def test_parameters_come_back_within_their_uncertainty(name: str) -> None:
    """On 4,000 customers of the pure process: each within 3.5 standard errors."""
    fit = MODELS[name].fit(company(name, 4_000, seed=11))
    assert fit.converged
    away = (np.log(fit.values) - np.log(PARAMETERS[name])) / np.sqrt(np.diag(fit.covariance))
    assert np.abs(away).max() < 3.5


@named
@given(
    x=st.integers(0, 60), part=st.floats(0.01, 1), age=st.floats(0.5, 400), ahead=st.floats(0.1, 90)
)
@settings(max_examples=60, deadline=None)
def test_expected_orders_are_sane(name: str, x: int, part: float, age: float, ahead: float) -> None:
    """A chance is a chance; expected orders grow with the horizon and are never negative."""
    model, seen = MODELS[name], one(x, part * age if x else 0.0, age)
    alive = model.alive(PARAMETERS[name], seen)[0]
    assert 0 <= alive <= 1
    near = model.expected(PARAMETERS[name], seen, ahead)[0]
    far = model.expected(PARAMETERS[name], seen, 2 * ahead)[0]
    assert 0 <= near <= far


@named
def test_draws_have_the_expected_mean(name: str) -> None:
    """100,000 draws of three customers agree with the expectation in closed form."""
    model, parameters = MODELS[name], PARAMETERS[name]
    seen = Histories.of([0, 3, 12], [0.0, 20.0, 50.0], [30.0, 39.0, 52.0])
    wanted = model.expected(parameters, seen, 52.0)
    many = Histories(
        np.repeat(seen.x, 100_000),
        np.repeat(seen.t_x, 100_000),
        np.repeat(seen.T, 100_000),
        np.ones(300_000),
        np.arange(300_000),
    )
    drawn = model.draw(parameters, many, 52.0, np.random.default_rng(3)).reshape(3, -1)
    error = drawn.std(axis=1) / np.sqrt(100_000)
    assert (np.abs(drawn.mean(axis=1) - wanted) < 4 * error).all()


@named
def test_five_thousand_orders_break_nothing(name: str) -> None:
    """Histories of up to 5,000 repeat orders keep chances and expectations finite."""
    model = MODELS[name]
    x = np.array([1, 10, 100, 1000, 5000])
    for last in (1.0, 350.0, 729.0):
        seen = Histories.of(x, np.full(5, last), np.full(5, 730.0))
        alive = model.alive(PARAMETERS[name], seen)
        orders = model.expected(PARAMETERS[name], seen, 365.0)
        assert np.isfinite(model.log_likelihoods(PARAMETERS[name], seen)).all()
        assert ((alive >= 0) & (alive <= 1)).all()
        assert (np.isfinite(orders) & (orders >= 0)).all()
        assert (np.diff(model.expected(PARAMETERS[name], seen, 365.0)) >= 0).all() or last < 729


@pytest.mark.parametrize("name", ["bg_nbd", "mbg_nbd"])
@pytest.mark.parametrize("x", [1, 30, 500, 5_000])
def test_expected_orders_by_the_definition(name: str, x: int) -> None:
    """Those alive order (1 - e^(-lambda p t)) / p times on average: integrated over lambda and p.

    Over lambda in closed form, over p by adaptive quadrature, with u = p^a against the pole at 0.
    """
    model, (r, alpha, a, b) = MODELS[name], PARAMETERS[name]
    seen, age, ahead = one(x, 725.0, 730.0), 730.0, 365.0
    left = b + x + int(name == "mbg_nbd")
    scale = np.exp(gammaln(a + left) - gammaln(a) - gammaln(left)) / a

    def part(u: float) -> float:
        p = u ** (1 / a)
        gone = -np.expm1(-(r + x) * np.log1p(p * ahead / (alpha + age)))
        return float((1 - p) ** (left - 1) * gone / p)

    steps = (np.array([1e-4, 1e-3, 1e-2, 0.1]) ** a).tolist()
    wanted = scale * quad(part, 1e-300, 1, points=steps, epsabs=0, epsrel=1e-10, limit=400)[0]
    orders = model.expected(PARAMETERS[name], seen, ahead) / model.alive(PARAMETERS[name], seen)
    assert orders[0] == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize("parameters", [(0.55, 10.58, 0.606, 11.67), (2.0, 5.0, 1.5, 90.0)])
@pytest.mark.parametrize("history", [(0, 0.0, 40.0), (3, 10.0, 39.0), (50, 38.0, 39.0)])
def test_the_integral_of_pareto_nbd(
    parameters: tuple[float, ...], history: tuple[int, float, float]
) -> None:
    """The likelihood agrees with adaptive quadrature of its definition."""
    r, alpha, s, beta = parameters
    x, t_x, age = history

    def density(moment: float) -> float:
        return float((alpha + moment) ** -(r + x) * (beta + moment) ** -(s + 1))

    left = s * quad(density, t_x, age, epsabs=0, epsrel=1e-12)[0]
    stayed = (alpha + age) ** -(r + x) * (beta + age) ** -s
    alive = MODELS["pareto_nbd"].alive(np.array(parameters), one(x, t_x, age))[0]
    assert alive == pytest.approx(stayed / (stayed + left), rel=1e-9)


def test_nbd_is_the_negative_binomial_of_scipy() -> None:
    """The chance of x orders, times the density of their times given x: x! / T^x."""
    (r, alpha), ages = PARAMETERS["nbd"], np.array([3.0, 40.0, 200.0])
    for x in (0, 1, 7):
        told = MODELS["nbd"].log_likelihoods(
            PARAMETERS["nbd"], Histories(np.full(3, x), ages / 2, ages, np.ones(3), np.arange(3))
        )
        chances = nbinom.logpmf(x, r, alpha / (alpha + ages))
        assert told == pytest.approx(chances + gammaln(x + 1) - x * np.log(ages), rel=1e-12)


def test_where_nobody_leaves_nbd_stands_in() -> None:
    """The models with leaving run to their bounds, or cost more than they tell."""
    found = best_fit(company("nbd", 4_000, seed=5))
    assert found is not None
    assert found.model == "nbd"


def test_where_a_parameter_is_one_the_formula_has_its_limit() -> None:
    """BG/NBD divides by a - 1, Pareto/NBD by s - 1."""
    seen = one(3, 20.0, 39.0)
    for name, place in (("bg_nbd", 2), ("mbg_nbd", 2), ("pareto_nbd", 2)):
        at, beside = PARAMETERS[name].copy(), PARAMETERS[name].copy()
        at[place], beside[place] = 1.0, 1.0 + 1e-4
        orders = MODELS[name].expected(at, seen, 52.0)
        assert orders == pytest.approx(MODELS[name].expected(beside, seen, 52.0), rel=1e-3)


def test_customers_come_back_in_the_order_given() -> None:
    """Equal histories are worked out once and laid out for each."""
    seen = Histories.of([2, 0, 2], [5.0, 0.0, 5.0], [9.0, 9.0, 9.0])
    assert len(seen.x) == 2
    assert seen.each(seen.x.astype(float)).tolist() == [2, 0, 2]
    assert seen.weight.sum() == seen.customers == 3


@pytest.mark.parametrize(
    "history", [(-1, 0.0, 5.0), (1, 0.0, 5.0), (0, 2.0, 5.0), (1, 6.0, 5.0), (1, 2.0, np.inf)]
)
def test_impossible_histories_are_refused(history: tuple[int, float, float]) -> None:
    """The message names the first of them."""
    with pytest.raises(ValueError, match="impossible histor"):
        one(*history)


def test_a_fit_that_means_nothing_says_so() -> None:
    """Nobody ever ordered again; and equal customers: no inner optimum."""
    for seen in (
        Histories.of(np.zeros(50), np.zeros(50), np.full(50, 10.0)),
        Histories.of(np.full(50, 3), np.full(50, 9.0), np.full(50, 10.0)),
    ):
        for model in MODELS.values():
            fit = model.fit(seen)
            assert fit.reason in {"bounds", "hessian", "steps"}
            with pytest.raises(ValueError, match="did not converge"):
                parameter_draws(fit, 10, np.random.default_rng(1))
        assert best_fit(seen) is None


def test_the_best_fit_is_of_the_true_process() -> None:
    """On 6,000 customers of Pareto/NBD, BIC finds it."""
    found = best_fit(company("pareto_nbd", 6_000, seed=4))
    assert found is not None
    assert found.model == "pareto_nbd"


def test_the_rough_search_ends_where_the_whole_does() -> None:
    """A large company is first fitted in part; the optimum is that of all."""
    seen = company("bg_nbd", 50_000, seed=8)
    fit = MODELS["bg_nbd"].fit(seen)
    assert len(seen.x) > 40_000 // 2
    for i, _ in enumerate(fit.values):
        for by in (0.999, 1.001):
            beside = fit.values.copy()
            beside[i] *= by
            there = MODELS["bg_nbd"].log_likelihoods(beside, seen) @ seen.weight
            assert there < fit.log_likelihood


def test_spend_is_drawn_to_the_average_where_little_is_known() -> None:
    """One order moves less than fifty; none is the average of all."""
    parameters = np.array([6.25, 3.74, 15.44])
    none, one_order, fifty = expected_spend(parameters, [0, 1, 50], [0.0, 100.0, 100.0])
    assert none == pytest.approx(6.25 * 15.44 / 2.74)
    assert none < one_order < fifty < 100
    with pytest.raises(ValueError, match="positive mean"):
        fit_spend([1, 2], [5.0, 0.0])


def test_currency_does_not_change_the_fit_of_spend() -> None:
    """In rupiah the same p and q, and v in rupiah."""
    chance = np.random.default_rng(2)
    nu = chance.gamma(4.0, 1 / 20.0, 3_000)
    x = chance.integers(1, 9, 3_000)
    mean = chance.gamma(6.0 * x) / nu / x
    dollars, rupiah = fit_spend(x, mean), fit_spend(x, mean * 16_000)
    assert rupiah.values[:2] == pytest.approx(dollars.values[:2], rel=1e-5)
    assert rupiah.values[2] == pytest.approx(dollars.values[2] * 16_000, rel=1e-5)
    assert dollars.values == pytest.approx([6.0, 4.0, 20.0], rel=0.15)


def test_the_interval_holds_the_expectation_and_its_level() -> None:
    """Wider for a higher level; money as well as orders."""
    model, seen = MODELS["bg_nbd"], histories()
    fit = model.fit(seen)
    total = float(model.expected(fit.values, seen, 52.0) @ seen.weight)
    size, ones = seen.customers, np.ones(seen.customers)
    orders = Future(fit, np.arange(size), one_by_one(seen), ones, ones, None)
    narrow = value_band([orders], 52.0, np.random.default_rng(1), level=0.5)
    wide = value_band([orders], 52.0, np.random.default_rng(1), level=0.95)
    assert wide.total_low < narrow.total_low < total < narrow.total_high < wide.total_high
    assert (wide.low <= narrow.low).all()
    assert (wide.high >= narrow.high).all()
    worth = Fit("gamma_gamma", {"p": 6.0, "q": 4.0, "v": 15.0}, 0.0, 946, np.eye(3) * 1e-4)
    spend, mean = Spend(worth, np.zeros(size), np.zeros(size)), 6 * 15 / 3
    paid = Future(fit, np.arange(size), one_by_one(seen), mean * ones, mean * ones, spend)
    money = value_band([paid], 52.0, np.random.default_rng(1))
    assert money.total_low < total * mean < money.total_high


def test_contracts_by_hand() -> None:
    """alpha = beta = 1: survival is 1 / (1 + t), retention (1 + t) / (2 + t)."""
    flat = np.array([1.0, 1.0])
    assert survival(flat, [0, 1, 3]) == pytest.approx([1, 1 / 2, 1 / 4])
    assert retention(flat, [0, 2]) == pytest.approx([1 / 2, 3 / 4])


def test_discounts_by_hand() -> None:
    """1 % a month."""
    assert discounts(2, 0.01) == pytest.approx([1 / 1.01, 1 / 1.01**2])
    with pytest.raises(ValueError, match="discount rate"):
        discounts(2, -1.0)
