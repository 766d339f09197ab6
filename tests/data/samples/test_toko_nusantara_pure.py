"""With every layer off but the first, the process is exactly BG/NBD and Gamma-Gamma.

The likelihoods are written here from the papers (Fader, Hardie and Lee 2005; Fader and Hardie 2013)
and know nothing of the generator: the stated parameters must lie where these data put them.
"""

from datetime import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import polars as pl
import pytest
from scipy.optimize import minimize
from scipy.special import betaln, gammaln
from scipy.stats import chi2, kstest

from data.samples.toko_nusantara import ALL_LAYERS, Company, generate

Floats = npt.NDArray[np.float64]
COMPANIES = [(2_000, 1), (2_000, 2), (8_000, 3)]
END = datetime(2026, 1, 1)


@lru_cache(maxsize=4)
def pure(customers: int, seed: int) -> Company:
    return generate(customers, seed, without=ALL_LAYERS)


def summary(company: Company) -> pl.DataFrame:
    """Repeat orders x, time of the last tx and time observed T in days; mean repeat value, z."""
    lines = company.tables["order_lines"]
    first = pl.col("ordered_at").min()
    per_day = 86_400_000_000
    return lines.group_by("customer_id", maintain_order=True).agg(
        x=pl.len().cast(pl.Float64) - 1,
        tx=(pl.col("ordered_at").max() - first).dt.total_microseconds() / per_day,
        T=(pl.lit(END) - first).dt.total_microseconds() / per_day,
        z=pl.col("amount").cast(pl.Float64).mean(),
    )


def bg_nbd(log_parameters: Floats, x: Floats, tx: Floats, t: Floats) -> float:
    """Negative log-likelihood, equation 6 of Fader, Hardie and Lee 2005."""
    r, alpha, a, b = np.exp(log_parameters)
    shared = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    alive = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + t)
    gone = np.where(
        x > 0,
        betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + tx),
        -np.inf,
    )
    return -float(np.sum(shared + np.logaddexp(alive, gone)))


def gamma_gamma(log_parameters: Floats, orders: Floats, z: Floats) -> float:
    """Negative log-likelihood, equation 1a of Fader and Hardie 2013."""
    p, q, gamma = np.exp(log_parameters)
    n = orders * p
    return -float(
        np.sum(
            gammaln(n + q) - gammaln(n) - gammaln(q) + q * np.log(gamma)
            + (n - 1) * np.log(z) + n * np.log(orders) - (n + q) * np.log(gamma + orders * z)
        )
    )  # fmt: skip


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_stated_bg_nbd_parameters_are_where_the_data_put_them(customers: int, seed: int) -> None:
    company = pure(customers, seed)
    x, tx, t = (summary(company)[c].to_numpy() for c in ("x", "tx", "T"))
    stated = np.log(company.truth.segments.select("r", "alpha", "a", "b").to_numpy()[0])

    best = minimize(bg_nbd, stated, args=(x, tx, t), method="Nelder-Mead", tol=1e-6)

    assert 2 * (bg_nbd(stated, x, tx, t) - best.fun) < chi2.ppf(0.999, 4)


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_stated_spend_parameters_are_where_the_data_put_them(customers: int, seed: int) -> None:
    company = pure(customers, seed)
    orders, z = (summary(company)[c].to_numpy() for c in ("x", "z"))
    stated = np.log(company.truth.segments.select("p", "q", "gamma").to_numpy()[0])

    best = minimize(gamma_gamma, stated, args=(orders + 1, z), method="Nelder-Mead", tol=1e-6)

    assert 2 * (gamma_gamma(stated, orders + 1, z) - best.fun) < chi2.ppf(0.999, 3)


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_orders_number_what_the_formula_expects(customers: int, seed: int) -> None:
    """E[X(t)] = (1 - exp(-lambda p t)) / p for each customer with the true lambda and p."""
    company = pure(customers, seed)
    counted = summary(company).join(company.truth.customers, on="customer_id")
    p, rate, t = (counted[c].to_numpy() for c in ("dropout", "rate", "T"))
    x = counted["x"].to_numpy()

    surprise = (x - -np.expm1(-rate * p * t) / p).sum() / np.sqrt(x.var() * len(x))

    assert abs(surprise) < 4


def test_spend_does_not_depend_on_frequency() -> None:
    many = summary(pure(8_000, 3)).with_columns(often=pl.col("x") > pl.col("x").median())
    truth = pure(8_000, 3).truth.customers.join(many, on="customer_id")
    seldom, often = (
        truth.filter(pl.col("often") == flag)["mean_order_value"].to_numpy() for flag in (0, 1)
    )

    assert kstest(seldom, often).pvalue > 0.001


def test_nothing_but_purchases_is_left() -> None:
    tables = pure(2_000, 1).tables
    lines = tables["order_lines"]

    assert {name for name, frame in tables.items() if frame.height} == {
        "order_lines",
        "customers",
        "products",
    }
    assert lines["customer_id"].n_unique() == 2_000
    assert lines["order_id"].n_unique() == lines.height
    assert (lines["amount"] == lines["unit_price"]).all()
    assert lines["status"].unique().to_list() == ["completed"]
    assert lines.select(pl.col("discount", "shipping_cost", "fee").sum()).row(0) == (0, 0, 0)


def test_orders_fall_at_any_hour_of_any_day_alike() -> None:
    lines = pure(8_000, 3).tables["order_lines"]
    times = lines["ordered_at"]
    seconds = times.dt.hour().cast(pl.Int64) * 3600 + times.dt.minute().cast(pl.Int64) * 60

    assert kstest(seconds.to_numpy() / 86_400, "uniform").pvalue > 0.001


@pytest.mark.long
def test_parameters_of_a_hundred_thousand_customers_are_recovered_within_two_per_cent() -> None:
    company = generate(100_000, 7, without=ALL_LAYERS)
    x, tx, t = (summary(company)[c].to_numpy() for c in ("x", "tx", "T"))
    start = np.log(np.array([1.0, 50.0, 1.0, 10.0]))

    best = minimize(bg_nbd, start, args=(x, tx, t), method="Nelder-Mead", tol=1e-7)

    stated = company.truth.segments.select("r", "alpha", "a", "b").to_numpy()[0]
    assert np.exp(best.x)[:2] == pytest.approx(stated[:2], rel=0.02)
    assert np.exp(best.x)[2:] == pytest.approx(stated[2:], rel=0.06)
