"""Price ladders: tiers and moves by hand, mixing is no climb, what is planted is recovered."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.findings import NotEnoughData, WrongOption
from analytics.upsell import Upsell, climb_ladders
from analytics.upsell_ladders import by_day, moves, tiered
from data.samples.toko_nusantara import generate

LADDERS = {"Kopi", "Sampo", "Susu bubuk"}


def frame(rows: list[tuple[str, int, str, float]], group: str = "tea") -> pl.DataFrame:
    """TIER_PURCHASES: customer, day, product and price; a unit brings a tenth of it."""
    bought = pl.DataFrame(
        sorted(rows),
        schema={
            "customer_id": pl.String,
            "day": pl.Int64,
            "item": pl.String,
            "revenue": pl.Float64,
        },
        orient="row",
    )
    return bought.with_columns(
        group=pl.lit(group), quantity=pl.lit(1.0), contribution=pl.col("revenue") / 10
    )


def shop(customers: int = 400, *, climb: float = 0.0, seed: int = 1) -> pl.DataFrame:
    """Eight days each: tiers mixed at random; some customers climb by one for good, halfway."""
    chance = np.random.default_rng(seed)
    rows = []
    for who in range(customers):
        base = int(chance.integers(2))
        climbs = chance.random() < climb
        for turn in range(8):
            tier = min(max(base + int(chance.random() < 0.2) + (climbs and turn > 3), 0), 2)
            rows.append((f"c{who:03}", turn * 10, f"t{tier}", 10.0 * 2**tier))
    return frame(rows)


def test_tiers_and_moves_by_hand() -> None:
    """Five prices in three tiers; A moves on day 5 and never goes back, B mixes, C moves down."""
    prices = {"a": 1.0, "b": 2.0, "c": 3.0, "e": 5.0, "f": 6.0}
    days = {"A": "abace", "B": "aeae", "C": "effab", "D": "ae"}
    rows = frame(
        [(who, day, item, prices[item]) for who, s in days.items() for day, item in enumerate(s, 1)]
    )
    items = tiered(rows, 3)
    found = moves(by_day(rows, items))

    assert dict(items.select("item", "tier").rows()) == {"a": 1, "b": 1, "c": 2, "e": 2, "f": 3}
    assert found.select("customer_id", "up", "moved_on").rows() == [("A", True, 4), ("C", False, 4)]


def test_equal_prices_share_a_tier() -> None:
    rows = frame([("A", 1, "a", 1.0), ("A", 2, "b", 1.0), ("A", 3, "c", 2.0), ("A", 4, "d", 3.0)])

    tiers = dict(tiered(rows, 3).select("item", "tier").rows())
    assert tiers["a"] == tiers["b"] == 1


def test_mixing_is_no_climb_and_a_climb_is_one() -> None:
    """Four of ten climb one tier: .4 less what is capped at the top."""
    still, climbed = climb_ladders(shop()), climb_ladders(shop(3_000, climb=0.4))
    row = climbed.ladder

    assert still.ladder["climbs"] == "no"
    assert still.findings()[0].key == "upsell.find_no_climb"
    assert row["climbs"] == "yes"
    expected = 0.4 * (0.5 + 0.5 * 0.8)  # who begins at 1 and mixes up is at the top already
    assert row["rise_low"] <= expected <= row["rise_high"]
    assert row["moved_up"] > 3 * row["moved_down"]


@pytest.fixture(scope="module")
def climbing() -> Upsell:
    return climb_ladders(shop(2_000, climb=0.4))


def test_chances_come_true_or_are_not_given(climbing: Upsell) -> None:
    told = climbing.likely
    few = climb_ladders(shop(60)).likely

    assert told.auc is not None
    fit = told.calibration
    outside = fit.filter(~pl.col("expected_share").is_between("came_low", "came_high"))
    assert fit.height == 5
    assert outside.height <= 1
    assert told.customers["chance_up"].is_between(0, 1).all()
    assert few.customers.is_empty()
    assert few.auc is None


def test_what_a_customer_can_bring(climbing: Upsell) -> None:
    """Chance × a tier's more (1 or 2 a unit) × units × purchase days in the later part."""
    result = climbing
    row = result.likely.customers.row(0, named=True)
    step = min(max(round(row["tier_before"]), 1), 2)
    more = {1: 1.0, 2: 2.0}[step]

    assert result.steps["contribution_each"].to_list() == pytest.approx([1.0, 2.0, 4.0])
    assert row["expected_contribution"] == pytest.approx(row["chance_up"] * more * 3)


def test_the_planted_ladders_are_recovered() -> None:
    """Only they climb, and the rise that the truth makes lies within the interval of each.

    What is true: tiers of the first line are unmoved; the last line's are those of the segment's
    shelf raised by the steps that the customer has taken.
    """
    company = generate(customers=4_000)
    tables, truth = company.tables, company.truth
    lines = tables["order_lines"].filter(
        pl.col("quantity") > 0,
        pl.col("customer_id").is_not_null(),
        pl.col("status").fill_null("") != "cancelled",
    )
    products = tables["products"].select("product_id", "subcategory")
    rows = lines.join(products, on="product_id").select(
        "customer_id",
        day=pl.col("ordered_at").dt.date().cast(pl.Int32).cast(pl.Int64),
        group="subcategory",
        item="product_id",
        quantity=pl.col("quantity").cast(pl.Float64),
        revenue=pl.col("amount").cast(pl.Float64),
        contribution=(pl.col("amount") - pl.col("line_cost")).cast(pl.Float64),
    )
    key = ("customer_id", "day", "group", "item")
    rows = rows.group_by(key).agg(pl.col("quantity", "revenue", "contribution").sum())
    found = climb_ladders(rows)
    climbs = set(found.ladders.filter(climbs="yes")["group"])

    assert climbs >= LADDERS
    assert len(climbs - LADDERS) <= 1
    days = by_day(rows, tiered(rows, 3))
    segments = truth.customers.select("customer_id", "segment")
    steps = truth.moves.select("customer_id", "steps_up", group="subcategory")
    for group in sorted(LADDERS):
        here = days.filter(group=group)
        ends = here.group_by("customer_id").agg(pl.len(), pl.col("tier").sort_by("day").first())
        known = ends.join(segments, on="customer_id").join(
            steps.filter(group=group), on="customer_id", how="left"
        )
        known = known.with_columns(pl.col("steps_up").fill_null(0))
        rises = []
        for _, part in known.group_by("segment"):
            shelf = part["tier"].to_numpy()
            for taken in part.filter(pl.col("len") > 1)["steps_up"].to_list():
                rises.append(float((np.minimum(shelf + taken, 3) - shelf).mean()))
        row = found.ladders.filter(group=group).row(0, named=True)
        assert row["rise_low"] <= np.mean(rises) <= row["rise_high"], group


def test_the_order_of_the_rows_says_nothing() -> None:
    rows = shop(300, climb=0.3)
    one, other = climb_ladders(rows), climb_ladders(rows.sample(fraction=1, shuffle=True, seed=2))

    for name, table in one.frames().items():
        assert_frame_equal(table, other.frames()[name])


def test_what_is_too_little_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="no_ladders"):
        climb_ladders(shop(10))
    with pytest.raises(NotEnoughData, match="no_ladders"):
        climb_ladders(shop().clear())
    with pytest.raises(NotEnoughData, match="no_ladder"):
        climb_ladders(shop(), group="coffee")
    with pytest.raises(WrongOption):
        climb_ladders(shop(), tiers=1)
