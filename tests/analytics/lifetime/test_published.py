"""Figures of the papers, on their own data."""

import numpy as np
import polars as pl
import pytest

from analytics.lifetime.gamma_gamma import expected_spend, fit_spend
from analytics.lifetime.models import MODELS
from analytics.lifetime.sbg import fit_contracts, survival
from analytics.lifetime.worth import discounts, of_months
from tests.analytics.lifetime.cdnow import cdnow, histories

HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]
REGULAR = [1000, 631, 468, 382, 326, 289, 262, 241]


def test_bg_nbd_on_cdnow() -> None:
    """Fader, Hardie & Lee 2005, Marketing Science."""
    fit = MODELS["bg_nbd"].fit(histories())
    assert fit.converged
    assert fit.customers == 2357
    wanted = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
    assert fit.parameters == pytest.approx(wanted, abs=0.0005)
    assert fit.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_mbg_nbd_on_cdnow() -> None:
    """Batislam, Denizel & Filiztekin 2007; the figures to three decimals are those of lifetimes."""
    fit = MODELS["mbg_nbd"].fit(histories())
    assert fit.converged
    wanted = {"r": 0.525, "alpha": 6.183, "a": 0.891, "b": 1.614}
    assert fit.parameters == pytest.approx(wanted, abs=0.0005)


def test_pareto_nbd_on_cdnow() -> None:
    """Fader & Hardie 2005, note."""
    model = MODELS["pareto_nbd"]
    fit = model.fit(histories())
    assert fit.converged
    wanted = {"r": 0.553, "alpha": 10.58, "s": 0.606, "beta": 11.67}
    assert fit.parameters == pytest.approx(wanted, abs=0.005)
    assert fit.log_likelihood == pytest.approx(-9595.0, abs=0.05)
    assert model.expected_of_new(fit.values, 52.0) == pytest.approx(1.4734, abs=0.00005)


def test_gamma_gamma_on_the_repeat_buyers_of_cdnow() -> None:
    """Fader & Hardie 2013, note; v as the data give it, which the note rounds to 15.44."""
    repeat = cdnow().filter(pl.col("x") > 0)
    assert repeat.height == 946
    fit = fit_spend(repeat["x"], repeat["zbar"])
    assert fit.converged
    assert fit.parameters == pytest.approx({"p": 6.25, "q": 3.74, "v": 15.448}, abs=0.005)


def test_value_of_twelve_months_on_cdnow() -> None:
    """Fader, Hardie & Lee 2005, J. Marketing Research: in weeks, 1 % a month."""
    data, seen = cdnow(), histories()
    model = MODELS["bg_nbd"]
    fit = model.fit(seen)
    repeat = data.filter(pl.col("x") > 0)
    spend = expected_spend(fit_spend(repeat["x"], repeat["zbar"]).values, data["x"], data["zbar"])
    path = of_months(model, fit.values, seen, months=12, per_month=4.345)
    value = seen.each(path @ discounts(12, 0.01)) * spend
    assert value[0] == pytest.approx(36.278, abs=0.001)
    assert value[5] == pytest.approx(283.524, abs=0.001)


@pytest.mark.parametrize(
    ("survivors", "alpha", "beta"), [(HIGH_END, 0.668, 3.806), (REGULAR, 0.704, 1.182)]
)
def test_contracts_of_the_paper(survivors: list[int], alpha: float, beta: float) -> None:
    """Fader & Hardie 2007: years 0 to 7 of 1,000 customers."""
    lost = -np.diff(survivors)
    renewals = np.concatenate((np.repeat(np.arange(7), lost), np.full(survivors[-1], 7)))
    ended = np.arange(1000) < 1000 - survivors[-1]
    fit = fit_contracts(renewals, ended)
    assert fit.converged
    assert fit.parameters == pytest.approx({"alpha": alpha, "beta": beta}, abs=0.0005)
    likely = survival(fit.values, np.arange(8))
    assert likely[0] == 1
    assert np.abs(likely - np.array(survivors) / 1000).max() < 0.03
