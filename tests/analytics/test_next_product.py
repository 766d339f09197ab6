"""Next products: what is planted is found, noise is given to the simple way, order says nothing."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.findings import NotEnoughData
from analytics.next_product import AT, BASELINES, NextProduct, propose
from analytics.next_scores import Purchases, Scores

SCHEMA = {"customer_id": pl.String, "day": pl.Int64, "item": pl.String}


def frame(rows: list[tuple[str, int, str]]) -> pl.DataFrame:
    """A PURCHASES frame."""
    return pl.DataFrame(sorted(set(rows)), schema=SCHEMA, orient="row")


def cycles(customers: int = 150, *, seed: int = 1, follows: bool = True) -> pl.DataFrame:
    """Everybody buys 12 times one of 30 items; if it ``follows``, item n + 1 comes after n."""
    chance = np.random.default_rng(seed)
    rows = []
    for who in range(customers):
        item = int(chance.integers(30))
        for turn in range(12):
            rows.append((f"c{who:03}", turn * 30 + int(chance.integers(20)), f"i{item:02}"))
            nearby = follows and chance.random() < 0.8
            item = (item + 1) % 30 if nearby else int(chance.integers(30))
    return frame(rows)


@pytest.fixture(scope="module")
def planted() -> NextProduct:
    return propose(cycles(600), repeats=True, item="i07")


def test_what_follows_is_found_and_beats_every_simple_way(planted: NextProduct) -> None:
    """8 of 10 next items are known, 2 of 10 fall among 30: at 1, .8 + .2 / 30 can be hit."""
    first = planted.proof.filter(way="weighed", at=1).row(0, named=True)

    assert first["hit_low"] <= 0.8 + 0.2 / 30 <= first["hit_high"]
    assert planted.beats
    assert planted.against["hit_gain_low"].min() > 0.4  # type: ignore[operator]
    assert set(planted.against["way"]) == set(BASELINES)
    assert planted.findings()[0].key == "next_product.find_beats"
    top = planted.proposals.filter(place=1)
    assert (top["because"] == "sequences").mean() > 0.9  # type: ignore[operator]
    told = top.filter(because="sequences").row(0, named=True)
    after = int(told["because_item"][1:]) + 1
    assert told["item"] == f"i{after % 30:02}"


def test_whom_to_offer_an_item(planted: NextProduct) -> None:
    """First those whose last purchase comes before it."""
    rows = cycles(600)
    last = rows.sort("day").group_by("customer_id").last().filter(item="i06")["customer_id"]

    assert set(planted.offers["customer_id"].head(len(last))) == set(last)
    assert planted.offers.height == 600
    assert planted.offers["next_chance"].is_sorted(descending=True)
    assert_frame_equal(planted.offers, planted.offer("i07"))
    with pytest.raises(NotEnoughData, match="no_item"):
        planted.offer("nothing")


def test_noise_is_given_to_the_simple_way() -> None:
    result = propose(cycles(follows=False), repeats=True)

    assert not result.beats
    assert result.way == result.baseline
    assert result.proposals["next_chance"].null_count() == result.proposals.height
    assert result.findings()[0].key == "next_product.find_baseline"


def test_what_was_bought_is_not_proposed_again() -> None:
    rows = cycles()
    result = propose(rows, repeats=False)
    again = result.proposals.join(rows, on=["customer_id", "item"], how="semi")

    assert again.is_empty()
    assert result.against["way"].to_list() == ["best_seller"]


def test_hit_rates_rise_with_the_list_and_lie_in_their_intervals(planted: NextProduct) -> None:
    wide = planted.proof.pivot("at", index="way", values="hit_rate")
    one, five, ten = (wide[str(at)] for at in AT)

    assert (one <= five).all()
    assert (five <= ten).all()
    inside = pl.col("hit_rate").is_between("hit_low", "hit_high")
    assert planted.proof.select(inside.all()).item()


def test_the_order_of_the_rows_says_nothing() -> None:
    rows = cycles()
    one, other = propose(rows), propose(rows.sample(fraction=1, shuffle=True, seed=3))

    for name, found in one.frames().items():
        assert_frame_equal(found, other.frames()[name])


def test_scores_by_hand() -> None:
    """A bought x twice and y; B x; C y and z. Cosine of x and y: 1 of √(2 · 2)."""
    rows = frame([("A", 1, "x"), ("A", 5, "x"), ("A", 5, "y"), ("B", 2, "x"), ("C", 3, "y")])
    rows = pl.concat([rows, frame([("C", 3, "z"), ("B", 90, "z")])])
    scores = Scores.of(Purchases.of(rows), pl.Series(["x", "y", "z"]), day=90)
    ((_, known),) = scores.blocks()

    assert known["best_seller"][0].tolist() == [3 / 4, 2 / 4, 1 / 4]  # of four purchase days
    assert known["repeat_most"].tolist() == [[1, 0.5, 0], [1, 0, 0], [0, 1, 1]]
    assert known["repeat_last"].tolist() == [[1, 1, 0], [1, 0, 0], [0, 1, 1]]
    assert scores.alike[0].tolist() == pytest.approx([0, 1 / 2, 0])
    assert scores.alike[1].tolist() == pytest.approx([1 / 2, 0, 1 / np.sqrt(2)])
    assert known["similarity"][1].tolist() == pytest.approx([0, 1 / 2, 0])


@pytest.mark.parametrize("rows", [[], [("A", 1, "x")], [("A", day, "x") for day in range(90)]])
def test_too_little_is_refused(rows: list[tuple[str, int, str]]) -> None:
    with pytest.raises(NotEnoughData):
        propose(frame(rows))
