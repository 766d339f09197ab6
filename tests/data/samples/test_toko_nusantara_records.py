"""Contracts, referrals, opportunities, duplicates and dirt are as the process says."""

import numpy as np
import polars as pl
import pytest
from scipy.special import betaln

from data.samples.toko_nusantara import Layer
from data.samples.toko_nusantara.staff import SKILL
from tests.data.samples.nusantara import COMPANIES, company, surprise


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_contracts_end_as_the_shifted_beta_geometric_says(customers: int, seed: int) -> None:
    """Survivors after t months: B(alpha, beta + t) / B(alpha, beta) (Fader and Hardie 2007)."""
    of = company(customers, seed)
    contracts = of.tables["contracts"].join(of.truth.contracts, on="contract_id")
    months = 12
    old = contracts.filter(pl.col("started_on") < pl.date(2024, 12, 1))
    end = pl.col("ended_on").fill_null(pl.date(2099, 1, 1))
    stays = old.filter((end - pl.col("started_on")).dt.total_days() > months * 30.4375 - 1.5)
    left = old.filter((end - pl.col("started_on")).dt.total_days() <= months * 30.4375 - 1.5)
    alpha, beta = old["alpha"].to_numpy(), old["beta"].to_numpy()
    # Gone before the end of month 12 is gone after at most 11 payments.
    survival = np.exp(betaln(alpha, beta + months - 1) - betaln(alpha, beta))

    assert stays.height + left.height == old.height
    assert abs(surprise(stays.height, survival)) < 4


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_referrers_joined_before_those_they_brought(customers: int, seed: int) -> None:
    people = company(customers, seed, Layer.DUPLICATES).tables["customers"]
    joined = people.select(referred_by="customer_id", theirs="joined_on")
    brought = people.drop_nulls("referred_by").join(joined, on="referred_by")

    assert (brought["theirs"] <= brought["joined_on"]).all()
    assert set(brought["acquisition_channel"]) == {"Rujukan"}
    share = {"perorangan": 0.09, "usaha": 0.06}
    for kind, about in share.items():
        mine = people.filter(pl.col("customer_type") == kind)
        assert mine["referred_by"].is_not_null().mean() == pytest.approx(about, abs=0.04)


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_sellers_win_as_often_as_their_skill(customers: int, seed: int) -> None:
    of = company(customers, seed)
    closed = of.tables["opportunities"].drop_nulls("outcome")
    sellers = of.tables["staff"].filter(pl.col("team") == "penjualan")["staff_id"].to_list()
    skill = dict(zip(sellers, SKILL.tolist(), strict=True))
    chances = closed["staff_id"].replace_strict(skill).to_numpy()

    assert abs(surprise(int((closed["outcome"] == "won").sum()), chances)) < 4
    still_open = of.tables["opportunities"].filter(pl.col("outcome").is_null())
    assert (still_open["stage"] != "closed").all()


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_duplicates_are_one_person_under_two_ids(customers: int, seed: int) -> None:
    of = company(customers, seed, Layer.DIRT)
    people, doubles = of.tables["customers"], of.truth.duplicates
    both = doubles.join(people, on="customer_id").join(
        people, left_on="same_as", right_on="customer_id"
    )
    bought = of.tables["order_lines"].group_by("customer_id").len()

    assert 0.01 * customers < doubles.height < 0.03 * customers
    assert people.height == customers + doubles.height
    assert both.select((pl.col("name") != pl.col("name_right")).all()).item()
    same = (pl.col("phone") == pl.col("phone_right")) | (pl.col("email") == pl.col("email_right"))
    assert both.select(same.all()).item()
    for column in ("customer_id", "same_as"):
        ids = doubles.select(customer_id=column)
        assert ids.join(bought, on="customer_id").height == doubles.height


def test_all_dirt_is_written_down() -> None:
    clean, soiled = company(3_000, 1, Layer.DIRT), company(3_000, 1)
    dirt = soiled.truth.dirt
    before, after = (
        c.tables["customers"].sort("customer_id").select(pl.all().cast(pl.String))
        for c in (clean, soiled)
    )
    for column in ("email", "phone", "name", "address", "city", "last_verified_on"):
        changed = before["customer_id"].filter(before[column].ne_missing(after[column]))
        told = dirt.filter(pl.col("table") == "customers", pl.col("column") == column)
        assert set(changed) <= set(told["key"])
    lines = soiled.tables["order_lines"]
    zero = dirt.filter(pl.col("table") == "order_lines", pl.col("kind") == "zero")
    assert int((lines["quantity"] == 0).sum()) == zero.height
