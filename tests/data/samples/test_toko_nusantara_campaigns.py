"""Campaigns have the effects that were planted, on groups drawn by chance."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import chi2

from data.samples.toko_nusantara import Company, Layer
from data.samples.toko_nusantara.campaign_list import CAMPAIGNS
from data.samples.toko_nusantara.campaigns import run_campaigns
from data.samples.toko_nusantara.people import draw_consents
from tests.data.samples.nusantara import COMPANIES, company, drawn, surprise


def measured(of: Company) -> pl.DataFrame:
    """Each treatment's difference in response from control, its error, and the true effect."""
    members = of.tables["campaign_members"].with_columns(
        responded=pl.col("responded_at").is_not_null().cast(pl.Float64)
    )
    arms = members.group_by("campaign_id", "arm").agg(pl.col("responded").mean(), pl.len())
    control = arms.filter(pl.col("arm") == "control").drop("arm")
    variance = pl.col("responded") * (1 - pl.col("responded")) / pl.col("len")
    other = pl.col("responded_right") * (1 - pl.col("responded_right")) / pl.col("len_right")
    true = of.truth.effects.filter(pl.col("segment") == "all").rename({"treatment": "arm"})
    return (
        arms.join(control, on="campaign_id")
        .join(true, on=["campaign_id", "arm"])
        .with_columns(
            found=pl.col("responded") - pl.col("responded_right"), error=(variance + other).sqrt()
        )
        .with_columns(z=(pl.col("found") - pl.col("effect")) / pl.col("error"))
    )


def test_campaigns_have_their_true_effects_within_sampling_error() -> None:
    z = pl.concat([measured(company(n, seed)) for n, seed in COMPANIES])["z"].to_numpy()

    assert len(z) == 36  # 11 campaigns with a control group, one of them with two treatments
    assert np.abs(z).max() < 4
    assert chi2.ppf(0.001, 36) < (z**2).sum() < chi2.ppf(0.999, 36)


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_campaigns_move_as_many_as_their_lifts_say(customers: int, seed: int) -> None:
    people, orders = drawn(customers, seed)
    recipe = company(customers, seed).recipe
    streams, _ = recipe.people(0)
    consents = draw_consents(recipe.written, streams, people).given
    outcome = run_campaigns(recipe.written, streams, people, orders, consents)
    gained, stopped = [np.zeros(0)], [np.zeros(0)]
    for group in outcome.members:
        lifts = np.array([(0.0,) * 5, *CAMPAIGNS[group.campaign].treatments.values()])
        lift = lifts[group.arm, people.segment[group.customer]]
        gained.append(lift[(lift > 0) & group.there & ~group.buys_anyway])
        stopped.append(-lift[(lift < 0) & group.buys_anyway])
    lost = orders.where(outcome.lost & orders.live)
    days = np.floor(lost.when / 60)  # one campaign's window at most
    people_stopped = len(set(zip(lost.customer.tolist(), days.tolist(), strict=True)))

    assert abs(surprise(len(outcome.added), np.concatenate(gained))) < 4
    assert abs(surprise(people_stopped, np.concatenate(stopped))) < 4


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_control_groups_are_random_and_of_the_stated_share(customers: int, seed: int) -> None:
    of = company(customers, seed)
    members = of.tables["campaign_members"].join(of.truth.customers, on="customer_id")
    shares = {f"K{n:03d}": c for n, c in enumerate(
        (0.20, 0.20, 0.15, 0.30, 0.15, 0.25, 0.25, 0.20, 0.15, 0.0, 0.25, 0.15), start=1
    )}  # fmt: skip
    for (campaign,), mine in members.group_by("campaign_id"):
        share = shares[str(campaign)]
        control = mine.filter(pl.col("arm") == "control")
        assert abs(surprise(control.height, np.full(mine.height, share + 1e-12))) < 4
        if share:
            treated = mine.filter(pl.col("arm") != "control")
            a, b = control["rate"].to_numpy(), treated["rate"].to_numpy()
            error = np.sqrt(a.var() / len(a) + b.var() / len(b))
            assert abs(a.mean() - b.mean()) < 4.5 * error


def test_some_effects_are_nought_and_some_are_negative() -> None:
    lifts = company(3_000, 1).truth.effects.drop_nulls("lift")

    assert (lifts["lift"] == 0).sum() > 5
    assert (lifts["effect"] < 0).sum() > 5
    assert lifts.filter(pl.col("campaign_id") == "K004")["effect"].abs().max() == 0


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_only_who_agreed_is_asked(customers: int, seed: int) -> None:
    of = company(customers, seed, Layer.DIRT)
    asked = of.tables["campaign_members"].join(of.tables["campaigns"], on="campaign_id")
    consents = pl.col("^consent_(email|phone|chat|post)$")
    people = of.tables["customers"].select("customer_id", consents)
    asked = asked.join(people, on="customer_id")
    for touch_point, column in (("e-mail", "email"), ("phone", "phone"), ("chat", "chat")):
        mine = asked.filter(pl.col("touch_point") == touch_point)
        assert mine[f"consent_{column}"].all(ignore_nulls=False)
    assert of.tables["customers"]["consent_email"].null_count() > 0.1 * customers
