"""Groups fitted apart: two channels that live by different processes are told from one another."""

import numpy as np
import polars as pl
import pytest

from analytics.backtest import prove
from analytics.findings import NotEnoughData
from analytics.lifetime.customers import customers_of
from analytics.lifetime.fits import FEWEST, fit_all
from analytics.lifetime.value import Lifetime, forecast_value
from tests import buyers

AS_OF = buyers.last_day()
OTHER = {"r": 1.5, "alpha": 4.0, "a": 1.6, "b": 2.0}
"""Those of the fair order more often, and leave sooner."""


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    """1,500 of the web, 1,500 of the fair, 60 of the radio, and 40 of nobody knows where."""
    web = buyers.days(1_500)
    fair = buyers.days(1_500, seed=7, process=OTHER)
    rest = buyers.days(100, seed=9)
    named = [
        part.with_columns(customer_id=pl.lit(letter) + pl.col("customer_id"))
        for letter, part in (("W", web), ("F", fair), ("Z", rest))
    ]
    return pl.concat(named).sort("customer_id", "day")


@pytest.fixture(scope="module")
def channels(frame: pl.DataFrame) -> pl.DataFrame:
    """The channel of each."""
    first, number = pl.col("customer_id").str.head(1), pl.col("customer_id").str.tail(5)
    radio = pl.when(number.cast(pl.Int64) < 60).then(pl.lit("Radio"))
    group = (
        pl.when(first == "W").then(pl.lit("Web")).when(first == "F").then(pl.lit("Fair"))
    ).otherwise(radio)
    return frame.select("customer_id").unique().select("customer_id", group=group)


@pytest.fixture(scope="module")
def apart(frame: pl.DataFrame, channels: pl.DataFrame) -> Lifetime:
    """The channels fitted apart."""
    return forecast_value(frame, as_of=AS_OF, model="bg_nbd", apart=channels)


def test_each_channel_gets_its_own_parameters_back(apart: Lifetime) -> None:
    """Within 30 % on 1,500 customers each, and they would not be by one fit for all."""
    rows = {row["group"]: row for row in apart.fits.to_dicts()}
    for group, wanted in (("Web", buyers.PURE), ("Fair", OTHER)):
        own = apart.own_parameters.filter(group=group)
        values = dict(zip(own["parameter"], own["parameter_value"], strict=True))
        found = {name: values[name] for name in wanted}
        assert rows[group]["fitted"] == "own_fit"
        assert found == pytest.approx(dict(wanted), rel=0.3)
    assert apart.parameters["r"] != pytest.approx(OTHER["r"], rel=0.3)
    assert apart.apart_gain is not None
    assert apart.apart_gain > 100


def test_the_small_share_the_fit_of_all_and_it_is_said(apart: Lifetime) -> None:
    rows = {row["group"]: row for row in apart.fits.to_dicts()}
    said = {finding.key: finding.fields for finding in apart.findings()}

    assert rows["Radio"]["fitted"] == rows[None]["fitted"] == "joint_fit"
    assert rows["Radio"]["repeat_customers"] < FEWEST
    assert set(apart.own_parameters["group"]) == {"Web", "Fair"}
    assert said["lifetime.find_apart"] == {"groups_apart": 2}
    assert said["lifetime.find_together"] == {"groups_together": 2, "customers_together": 100}
    assert apart.fits["customers"].sum() == apart.customers.height == 3_100


def test_what_is_fitted_apart_adds_up(apart: Lifetime, frame: pl.DataFrame) -> None:
    """A group's values are those of a company of this group alone; all views hold one total."""
    total = float(apart.customers["value_ahead"].sum())
    alone = forecast_value(
        frame.filter(pl.col("customer_id").str.starts_with("F")), as_of=AS_OF, model="bg_nbd"
    ).customers.sort("customer_id")
    within = apart.customers.filter(pl.col("customer_id").str.starts_with("F")).sort("customer_id")

    for column in ("alive", "expected_orders", "value_ahead"):
        assert within[column].to_numpy() == pytest.approx(alone[column].to_numpy())
    assert apart.path["value_so_far"][-1] == pytest.approx(total)
    assert apart.what_if["total_value"][0] == pytest.approx(total)
    assert apart.total.total_low < total < apart.total.total_high


def test_groups_that_do_not_differ_are_said_to_be_alike(frame: pl.DataFrame) -> None:
    """The web parted by chance: two fits say no more than one."""
    web = frame.filter(pl.col("customer_id").str.starts_with("W"))
    half = pl.when(pl.col("customer_id").str.tail(1).is_in(list("02468")))
    groups = web.select("customer_id").unique()
    groups = groups.with_columns(group=half.then(pl.lit("even")).otherwise(pl.lit("odd")))
    made = forecast_value(web, as_of=AS_OF, model="bg_nbd", apart=groups)

    assert made.apart_gain is not None
    assert made.apart_gain < 0
    assert "lifetime.find_apart_alike" in {finding.key for finding in made.findings()}


def test_no_group_is_the_fit_of_all(frame: pl.DataFrame) -> None:
    """Nobody's group known: one part, with everybody in it."""
    customers = customers_of(frame, as_of=AS_OF)
    nobody = pl.Series([None] * customers.height, dtype=pl.String)
    fits, usual = fit_all(customers, "bg_nbd", nobody), fit_all(customers, "bg_nbd")

    assert [one.group for one in fits.parts] == [None]
    assert np.array_equal(fits.expected(52.0), usual.expected(52.0))
    assert fits.gain == 0
    with pytest.raises(NotEnoughData, match="few_repeat_customers"):
        fit_all(customers.head(20), "bg_nbd", nobody.head(20))


def test_the_proof_is_of_the_same_forecast(frame: pl.DataFrame, channels: pl.DataFrame) -> None:
    """Apart it comes nearer to single customers than one fit for all; groups are of the cut."""
    asked: list[int] = []

    def known(day: int) -> pl.DataFrame:
        asked.append(day)
        return channels

    together = prove(frame, as_of=AS_OF, model="bg_nbd", months=12)
    made = prove(frame, as_of=AS_OF, model="bg_nbd", months=12, apart=known)
    miss = [proof.rivals["order_miss"][0] for proof in (made, together)]

    assert asked == [made.cut]
    assert miss[0] < miss[1]
    assert made.light != "red"
