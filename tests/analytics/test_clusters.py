"""Kinds of customers: planted ones are found, noise is refused, the order of rows is nothing."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, pairwise_distances, silhouette_score

from analytics.cluster_choice import LEAST, choose, silhouette
from analytics.clusters import Apart, find_clusters
from analytics.features import AREAS, learn
from analytics.findings import NotEnoughData
from tests import kinds

WHERE = ("channels", "discount", "price")


def refusal(frame: pl.DataFrame, areas: tuple[str, ...]) -> str:
    with pytest.raises(NotEnoughData) as refused:
        find_clusters(frame, areas=areas)
    return refused.value.key


def test_planted_kinds_are_found() -> None:
    frame, planted = kinds.three_kinds()
    result = find_clusters(frame, areas=WHERE)

    assert result.profile.height == 3
    assert adjusted_rand_score(planted, result.customers["cluster"].to_list()) >= 0.98
    assert result.choice.silhouette > result.choice.noise + 0.2
    assert result.profile["stability"].min() > 0.9


def test_kinds_are_named_by_what_sets_them_apart() -> None:
    frame, planted = kinds.three_kinds()
    customers = find_clusters(frame, areas=WHERE).customers
    marks = {
        kind: set(customers.filter(pl.Series([k == kind for k in planted]))["marks"].mode())
        for kind in range(3)
    }

    assert all(len(found) == 1 for found in marks.values())
    named = [found.pop() for found in marks.values()]
    assert "high~channel:Shop" in named[0]
    assert "high~discounted_share" in named[1]
    assert "high~price_level" in named[2]


def test_everyone_is_in_exactly_one_and_the_money_adds_up() -> None:
    result = kinds.clusters()
    frame = kinds.three_kinds()[0]

    assert result.customers["customer_id"].to_list() == frame["customer_id"].to_list()
    assert result.profile["customers"].sum() == frame.height
    assert result.profile["profit"].sum() == pytest.approx(frame["profit"].sum())
    assert result.profile["head_share"].sum() == pytest.approx(1)
    assert result.profile["customers"].to_list() == sorted(
        result.profile["customers"], reverse=True
    )


def test_twenty_shuffles_of_the_rows_give_one_result() -> None:
    frame = kinds.three_kinds(120)[0]
    first = find_clusters(frame, areas=WHERE)
    for seed in range(20):
        again = find_clusters(frame.sample(fraction=1, shuffle=True, seed=seed), areas=WHERE)
        for name, rows in first.frames().items():
            assert again.frames()[name].equals(rows), (seed, name)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("columns", [2, 4, 8])
@pytest.mark.parametrize("shape", ["cloud", "box", "skewed", "lumps"])
def test_pure_noise_is_refused(shape: str, columns: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    size = (800, columns)
    noise = {
        "cloud": lambda: rng.standard_normal(size),
        "box": lambda: rng.uniform(size=size),
        "skewed": lambda: np.log1p(rng.exponential(size=size)),
        "lumps": lambda: rng.integers(0, 3, size).astype(float),
    }[shape]()
    with pytest.raises(NotEnoughData):
        choose(noise, seed=1)


def test_customers_without_kinds_are_refused_by_every_choice_of_areas() -> None:
    frame = kinds.features(600)
    for areas in (AREAS, WHERE, ("value", "timing", "breadth"), ("channels", "categories")):
        assert refusal(frame, areas) in {
            "not_enough.no_clusters",
            "not_enough.unstable_clusters",
            "not_enough.nothing_differs",
            "not_enough.one_feature",
        }


def test_what_cannot_be_answered_says_why() -> None:
    frame = kinds.three_kinds()[0]

    assert refusal(frame.head(LEAST - 1), WHERE) == "not_enough.few_customers"
    assert refusal(frame.head(0), WHERE) == "not_enough.few_customers"
    assert refusal(frame, ("price",)) == "not_enough.one_feature"
    alike = pl.concat([frame.head(1)] * 200).with_columns(
        customer_id=pl.int_range(200).cast(pl.String)
    )
    assert refusal(alike, AREAS) == "not_enough.nothing_differs"
    with pytest.raises(ValueError, match="no area colour"):
        find_clusters(frame, areas=("colour",))
    with pytest.raises(ValueError, match="no area chosen"):
        find_clusters(frame, areas=())


def test_others_are_placed_in_the_same_clusters() -> None:
    result = kinds.clusters()
    frame = kinds.three_kinds()[0]

    placed = result.place(frame.reverse()).sort("customer_id")
    assert placed["cluster"].to_list() == result.customers["cluster"].to_list()


def test_who_stands_apart_is_told() -> None:
    result = find_clusters(kinds.three_kinds()[0], areas=WHERE, apart=Apart(7, 500.0))

    assert result.findings()[-1].fields == {"returns_only": 7, "anonymous_revenue": 500.0}
    assert result.summary()["returns_only"] == 7


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 6))
def test_the_silhouette_is_that_of_scikit_learn(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(40, 3))
    labels = np.concatenate([np.arange(k), rng.integers(0, k, 40 - k)])

    expected = silhouette_score(values, labels)
    assert silhouette(pairwise_distances(values), labels) == pytest.approx(expected)


# features


def test_nominal_traits_are_yes_or_no_and_never_averaged() -> None:
    frame = kinds.features(200).with_columns(
        pl.Series("trait_is:need:price", [1.0, 0.0] * 100),
        pl.Series("trait_is:need:quality", [0.0, 1.0] * 100),
        pl.Series("trait:age", [None, *[float(n % 5) for n in range(199)]]),
    )
    scale = learn(frame, ("traits",))
    values = scale.apply(frame)

    assert [c.key for c in scale.columns] == [
        "trait:age",
        "trait_is:need:price",
        "trait_is:need:quality",
    ]
    assert values[0, 0] == 0  # not known: in the middle
    assert len(np.unique(values[:, 1])) == 2


def test_shares_that_differ_by_chance_alone_are_left_out() -> None:
    scale = learn(kinds.features(1_000), ("channels", "discount", "returns"))

    assert scale.columns == ()
    assert set(scale.left_out) == {
        *("channel:Shop", "channel:Web", "discounted_share", "returned_share"),
    }


def test_a_share_of_few_orders_is_drawn_to_the_common_one() -> None:
    """Everybody on one channel alone; who ordered once shows less than who ordered often."""
    frame, _ = kinds.three_kinds()
    scale = learn(frame, ("channels",))
    two = frame.head(2).with_columns(
        orders=pl.Series([1, 40]),
        **{"channel:Shop": pl.Series([1, 40]), "channel:Web": pl.Series([0, 0])},
    )
    once, often = scale.apply(two)[:, 0]

    assert 0 < once < often


@pytest.mark.parametrize("money", [0.001, 1.0, 16_000.0])
def test_another_currency_changes_nothing(money: float) -> None:
    frame, _ = kinds.three_kinds()
    turned = frame.with_columns(pl.col("profit", "revenue") * money)
    places = [learn(each, ("value",)).apply(each)[:, 0] for each in (frame, turned)]

    assert places[1] == pytest.approx(places[0], abs=1e-6)
