"""Seasons, deliveries, complaints, campaigns, contracts and records are as the process says."""

from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import betaln
from scipy.stats import chi2

from data.samples.toko_nusantara import Company, Layer, default_rates, future_values, generate
from data.samples.toko_nusantara.baskets import new_memory
from data.samples.toko_nusantara.campaign_list import CAMPAIGNS
from data.samples.toko_nusantara.campaigns import run_campaigns
from data.samples.toko_nusantara.orders import (
    BADLY_SOLVED,
    LEAVES_AFTER_BAD,
    Orders,
    place_orders,
)
from data.samples.toko_nusantara.people import draw_consents
from data.samples.toko_nusantara.places import CITIES, ZONE_LATE
from data.samples.toko_nusantara.purchases import People, draw_purchases
from data.samples.toko_nusantara.staff import SKILL

COMPANIES = [(3_000, 1), (3_000, 2), (8_000, 3)]


@lru_cache(maxsize=8)
def company(customers: int, seed: int, *without: Layer) -> Company:
    return generate(customers, seed, without=frozenset(without))


@lru_cache(maxsize=4)
def drawn(customers: int, seed: int) -> tuple[People, Orders]:
    """The people and the orders of one block, as the process drew them."""
    recipe = company(customers, seed).recipe
    streams, people = recipe.people(0)
    purchases = draw_purchases(recipe.written, streams, people)
    return people, place_orders(recipe.written, streams, people, purchases)


def surprise(hits: float, chances: np.typing.NDArray[np.float64]) -> float:
    """Standard errors between a count and the sum of the chances behind it."""
    return float((hits - chances.sum()) / np.sqrt((chances * (1 - chances)).sum()))


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_sales_follow_the_indonesian_year(customers: int, seed: int) -> None:
    """Anonymous orders are a Poisson process on the calendar's weights: a chi-square by day."""
    of = company(customers, seed)
    anonymous = of.tables["order_lines"].filter(pl.col("customer_id").is_null())
    orders = anonymous.unique("order_id").group_by(day=pl.col("ordered_at").dt.date()).len()
    days = of.truth.calendar.join(orders, on="day", how="left").fill_null(0)
    count, weight = days["len"].to_numpy(), days["weight"].to_numpy()
    expected = count.sum() * weight / weight.sum()

    assert weight.mean() == pytest.approx(1)
    statistic = ((count - expected) ** 2 / expected).sum()
    assert chi2.ppf(1e-4, len(count) - 1) < statistic < chi2.ppf(1 - 1e-4, len(count) - 1)


def test_lebaran_year_end_and_pay_day_are_where_the_calendar_has_them() -> None:
    days = dict(company(3_000, 1).truth.calendar.with_columns(pl.col("day").cast(str)).iter_rows())

    for feast in ("2023-04-22", "2024-04-10", "2025-03-31"):
        before = pl.Series([feast]).str.to_date().dt.offset_by("-2d").cast(str)[0]
        assert days[before] > 1.5
        assert days[feast] < 0.9
    assert days["2024-12-27"] > 1.4
    assert days["2024-06-26"] > 1.2 * days["2024-06-12"]  # two Wednesdays


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_deliveries_are_late_as_often_as_their_distance_says(customers: int, seed: int) -> None:
    zone = {city.province: city.zone for city in CITIES if city.province != "Jawa Barat"}
    lines = company(customers, seed).tables["order_lines"].filter(
        pl.col("delivered_at").is_not_null(),
        pl.col("delivery_method") == "Kurir reguler",
        pl.col("ordered_at").dt.year() < 2025,
        pl.col("region").is_in(list(zone)),
    )  # fmt: skip
    orders = lines.unique("order_id")
    late = int((orders["delivered_at"] > orders["promised_at"]).sum())

    assert abs(surprise(late, ZONE_LATE[orders["region"].replace_strict(zone).to_numpy()])) < 4


def test_only_what_was_sent_has_a_delivery() -> None:
    lines = company(3_000, 1).tables["order_lines"]
    sent = lines.filter(pl.col("delivery_method").is_not_null())
    stayed = lines.filter(pl.col("delivery_method").is_null())

    assert set(sent["status"]) == {"completed"}
    assert (sent["channel"] != "Toko").all()
    assert sent["promised_at"].null_count() == 0
    assert stayed["promised_at"].is_null().all()
    assert set(stayed.filter(pl.col("channel") != "Toko")["status"]) == {"returned", "cancelled"}


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_badly_solved_complaints_make_customers_leave_and_others_do_not(
    customers: int, seed: int
) -> None:
    people, orders = drawn(customers, seed)
    live = orders.where(orders.live)
    ours = live.where(live.number > 0)  # nobody leaves of their own accord after the first order
    chance = people.dropout[ours.customer]
    for mine in (ours.complaint & ~ours.bad, ours.bad, ~ours.complaint):
        assert abs(surprise(ours.last[mine].sum(), chance[mine])) < 4
    complaints, bad = int(live.complaint.sum()), int(live.bad.sum())
    assert abs(surprise(bad, np.full(complaints, BADLY_SOLVED))) < 4
    assert abs(surprise(live.leaves.sum(), np.full(bad, LEAVES_AFTER_BAD))) < 4
    assert not live.leaves[~live.bad].any()


def test_the_effect_of_complaints_shows_in_the_tables() -> None:
    """After a badly solved complaint fewer customers order again than after a well solved one."""
    of = company(8_000, 3, Layer.DUPLICATES)
    orders = of.tables["order_lines"].filter(pl.col("status") == "completed")
    latest = orders.group_by("customer_id").agg(pl.col("ordered_at").max())
    made = of.tables["interactions"].join(of.truth.contacts, on=["interaction_id", "customer_id"])
    asked = made.filter(
        pl.col("complaint"),
        pl.col("happened_at").dt.year() < 2025,
        # repetitions of a badly solved complaint are not complaints of their own
        pl.col("resolved") | pl.col("badly_solved"),
    ).join(latest, on="customer_id")
    again = asked.with_columns(again=pl.col("ordered_at") > pl.col("happened_at"))
    share = dict(again.group_by("badly_solved").agg(pl.col("again").mean()).iter_rows())

    assert 0.15 < share[False] - share[True] < 0.40  # 0.30 stay away, some would have anyway


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_late_orders_bring_more_complaints_and_worse_marks(customers: int, seed: int) -> None:
    _, orders = drawn(customers, seed)
    contacts = company(customers, seed).tables["interactions"]
    marks = contacts.group_by("kind").agg(pl.col("satisfaction").mean())
    mean = dict(marks.iter_rows())

    assert orders.complaint[orders.late].mean() > 8 * orders.complaint[~orders.late].mean()
    assert mean["complaint"] < 3
    assert mean["praise"] > 4


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_the_mood_of_a_note_is_in_its_words(customers: int, seed: int) -> None:
    of = company(customers, seed)
    notes = of.tables["interactions"].join(of.truth.contacts, on="interaction_id")
    moods = notes.group_by(end=pl.col("note").str.split(": ").list.last()).agg(
        pl.col("mood").n_unique()
    )

    assert (moods["mood"] == 1).all()
    assert set(notes["mood"]) == {-1, 0, 1}


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


@pytest.mark.parametrize(("customers", "seed"), COMPANIES)
def test_the_business_is_sound_and_some_big_buyers_lose_money(customers: int, seed: int) -> None:
    of = company(customers, seed)
    rate = {key: float(value) for key, value in default_rates().items()}
    money = ["amount", "line_cost", "shipping_cost", "fee"]
    lines = of.tables["order_lines"].filter(pl.col("status") != "cancelled").with_columns(
        pl.col(money).cast(pl.Float64)
    )  # fmt: skip
    known = lines.filter(pl.col("customer_id").is_not_null())
    placed = pl.col("order_id").filter(pl.col("status") == "completed").n_unique()
    returned = (pl.col("quantity") < 0).sum()
    sent = pl.col("order_id").filter(pl.col("delivery_method").is_not_null()).n_unique()
    each = known.group_by("customer_id").agg(
        revenue=pl.col("amount").sum(),
        margin=(pl.col("amount") - pl.col("line_cost")).sum(),
        served=placed * rate["order"] + pl.len() * rate["line"]
        + returned * rate["return"] + sent * rate["delivery"],
        carried=(pl.col("shipping_cost") + pl.col("fee")).sum(),
    )  # fmt: skip
    contacts = of.tables["interactions"].group_by("customer_id").agg(
        spent=pl.when(pl.col("kind") == "visit").then(rate["visit"])
        .otherwise(pl.col("minutes").cast(pl.Float64) * rate["contact_minute"]).sum()
    )  # fmt: skip
    each = each.join(contacts, on="customer_id", how="left").with_columns(
        profit=pl.col("margin")
        - pl.col("carried")
        - pl.col("served")
        - pl.col("spent").fill_null(0)
    )
    anonymous = lines["customer_id"].is_null().mean()
    top = each.sort("revenue", descending=True).head(each.height // 10)
    served_at_a_loss = top.filter(pl.col("margin") > pl.col("carried"), pl.col("profit") < 0)

    assert 0.20 < (lines["amount"].sum() - lines["line_cost"].sum()) / lines["amount"].sum() < 0.35
    assert 0.15 < anonymous < 0.25
    assert 0.05 < each["profit"].sum() / each["revenue"].sum() < 0.25
    assert 0.10 < (each["profit"] < 0).mean() < 0.40
    assert served_at_a_loss.height > 0.02 * top.height  # their contribution is above 0


@pytest.mark.parametrize(("customers", "seed"), [(400, 1), (400, 2), (900, 3)])
def test_future_orders_equal_their_formula(customers: int, seed: int) -> None:
    values = future_values(company(customers, seed), continuations=60)
    total = values.select(pl.col("orders", "expected_orders").sum())
    error = np.sqrt((values["orders_error"] ** 2).sum())

    assert abs(total["orders"][0] - total["expected_orders"][0]) < 4 * error
    gone = company(customers, seed).truth.customers.filter(~pl.col("alive"))
    nothing = values.join(gone.select("customer_id"), on="customer_id")
    assert nothing.select(pl.col("orders", "revenue", "profit").abs().sum()).row(0) == (0, 0, 0)


def test_future_value_of_the_pure_process_has_a_formula() -> None:
    """Expected orders times the customer's mean order value."""
    pure = generate(400, 5, without=frozenset(Layer))
    values = future_values(pure, 180, continuations=100)
    truth = values.join(pure.truth.customers, on="customer_id")
    meant = (truth["expected_orders"] * truth["mean_order_value"]).sum()
    error = np.sqrt((values["revenue_error"] ** 2).sum())

    assert abs(values["revenue"].sum() - meant) < 4 * error


def test_future_values_are_kept(tmp_path: Path) -> None:
    first = future_values(company(3_000, 1), 30, continuations=2, keep_in=tmp_path)

    assert len(list(tmp_path.iterdir())) == 1
    assert future_values(company(3_000, 1), 30, continuations=2, keep_in=tmp_path).equals(first)
    with pytest.raises(ValueError, match="horizon_days must lie in 1 to 730"):
        future_values(company(3_000, 1), 731)


def test_nobody_starts_with_a_past() -> None:
    people, _ = drawn(3_000, 1)
    memory = new_memory(company(3_000, 1).recipe.people(0)[0], people)

    assert not memory.bought.any()
    assert not memory.last.any()
