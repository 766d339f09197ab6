"""Uplift and Qini: by hand, against scikit-uplift, on planted truth, and where it must refuse."""

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import auc
from sklift.metrics import qini_curve

from analytics.findings import NotEnoughData
from analytics.qini import qini
from analytics.uplift import PERSUADABLE, SLEEPING, Uplift, measure_uplift
from analytics.uplift_models import METHODS, fit_uplift
from tests import contacting


@pytest.fixture(scope="module")
def found() -> Uplift:
    return contacting.uplift()


def test_qini_by_hand() -> None:
    """T1 C0 | T1 C1 | T0 C1, best first: Q is 1 - 0 at a third, 2 - 1 at two, 2 - 2 at the end.

    The line of the lot is 0; the area by trapezia 1/6 + 1/3 + 1/6 = 2/3, over 3 treated.
    """
    score = np.array([3.0, 3, 2, 2, 1, 1])
    treated = np.array([True, False] * 3)
    answers = np.array([True, False, True, True, False, True])

    found = qini(score, answers, treated)
    assert found.depth == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert found.value == pytest.approx([0, 1, 1, 0])
    assert found.coefficient == pytest.approx(2 / 9)


def test_where_no_control_is_among_the_best_nothing_is_said() -> None:
    score, treated = np.array([4.0, 3, 2, 1]), np.array([True, True, False, False])

    found = qini(score, np.array([True, False, False, True]), treated)
    assert found.depth.tolist() == [0, 0.75, 1]


@pytest.mark.filterwarnings("ignore:Function stable_cumsum:FutureWarning")
def test_qini_equals_scikit_uplift() -> None:
    """The same curve; its coefficient is divided by that of a perfect ranking, so areas compare."""
    rng = np.random.default_rng(2)
    size = 4_000
    score, treated = np.round(rng.random(size), 3), rng.random(size) < 0.7
    answers = rng.random(size) < 0.1 + 0.2 * score * treated

    found = qini(score, answers, treated)
    number, value = qini_curve(answers.astype(int), score, treated.astype(int))
    assert np.interp(found.depth * size, number, value) == pytest.approx(found.value, abs=1e-9)
    area = (auc(number, value) - auc([0, size], [0, value[-1]])) / size / treated.sum()
    assert found.coefficient == pytest.approx(area, rel=1e-3)  # apart where N_c is still 0


def test_by_lot_there_is_no_coefficient() -> None:
    """Of rankings without meaning about 2.5 % are called better than the lot."""
    rng = np.random.default_rng(5)
    sure = 0
    for seed in range(30):
        treated, answers = rng.random(400) < 0.6, rng.random(400) < 0.3
        sure += qini(rng.random(400), answers, treated, seed=seed).sure
    assert sure <= 3


def test_who_was_planted_is_found(found: Uplift) -> None:
    """A third is moved up by 35 points, a third down, the rest not at all."""
    assert found.qini.sure
    names = found.groups["uplift_group"].to_list()
    assert names[0] == PERSUADABLE
    assert names[-1] == SLEEPING
    first, last = found.groups["uplift"][0], found.groups["uplift"][-1]
    assert first == pytest.approx(0.35, abs=0.1)
    assert last == pytest.approx(-0.35, abs=0.1)
    assert found.scores["expected_uplift"].is_sorted(descending=True)


@pytest.mark.parametrize("method", METHODS)
def test_each_method_parts_the_planted_kinds(method: str) -> None:
    rows = contacting.members(1, 2_400)
    told = rows.with_columns(told=pl.Series(fit_uplift(rows, method)(rows)))

    up = told.filter(pl.col("returns") == 9)["told"].mean()
    down = told.filter(pl.col("complaints") == 3)["told"].mean()
    assert up == pytest.approx(0.35, abs=0.12)
    assert down == pytest.approx(-0.35, abs=0.12)


def test_nothing_planted_nothing_named() -> None:
    """But by chance: five groups at 99 % name one in some 5 of 100 such campaigns."""
    named = 0
    for seed in range(3, 8):
        rows = contacting.members(1, 1_200, lift=0.0, seed=seed)
        found = measure_uplift(rows, contacting.now())
        assert not found.qini.sure
        assert found.findings()[0].key == "uplift.find_no_ranking"
        named += bool({PERSUADABLE, SLEEPING} & set(found.groups["uplift_group"].to_list()))
    assert named <= 1


def test_without_a_control_group_it_is_refused() -> None:
    with pytest.raises(NotEnoughData) as refusal:
        measure_uplift(contacting.members(1, control=0.0), contacting.now())
    assert refusal.value.key == "not_enough.no_control"
    with pytest.raises(NotEnoughData) as refusal:
        measure_uplift(contacting.members(1, 90), contacting.now())
    assert refusal.value.key == "not_enough.few_to_compare"


def test_by_itself_the_latest_campaign_that_can_tell_is_taken() -> None:
    """Of the last one nearly nobody ordered; of the one before too few were left alone."""
    good, lonely, quiet = contacting.members(3).partition_by("campaign_id", maintain_order=True)
    left = lonely.filter(~pl.col("treated")).head(29)
    lonely = pl.concat([lonely.filter("treated"), left])
    early = pl.col("ordered").cum_sum().over("treated") <= 24
    quiet = quiet.with_columns(pl.col("ordered") & early)
    none = pl.concat([lonely, quiet])

    assert measure_uplift(pl.concat([good, none]), contacting.now()).campaign == "K1"
    refused = {"K2": "no_control", "K3": "few_to_compare", None: "few_to_compare"}
    for campaign, key in refused.items():
        with pytest.raises(NotEnoughData) as refusal:
            measure_uplift(none, contacting.now(), campaign=campaign)
        assert refusal.value.key == f"not_enough.{key}"


def test_the_order_of_rows_changes_nothing(found: Uplift) -> None:
    mixed = contacting.members(1, 2_400).sample(fraction=1, shuffle=True, seed=3)

    other = measure_uplift(mixed, contacting.now())
    assert other.scores.equals(found.scores)
    assert other.groups.equals(found.groups)
