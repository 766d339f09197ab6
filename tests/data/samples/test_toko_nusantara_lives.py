"""Seasons, deliveries, complaints and the business as a whole are as the process says."""

import numpy as np
import polars as pl
import pytest
from scipy.stats import chi2

from data.samples.toko_nusantara import Layer, default_rates
from data.samples.toko_nusantara.baskets import new_memory
from data.samples.toko_nusantara.orders import (
    BADLY_SOLVED,
    LEAVES_AFTER_BAD,
)
from data.samples.toko_nusantara.places import CITIES, ZONE_LATE
from tests.data.samples.nusantara import COMPANIES, company, drawn, surprise


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


def test_nobody_starts_with_a_past() -> None:
    people, _ = drawn(3_000, 1)
    memory = new_memory(company(3_000, 1).recipe.people(0)[0], people)

    assert not memory.bought.any()
    assert not memory.last.any()
