"""Who answers: against scikit-learn, by hand, on planted truth, and where it must refuse."""

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import log_loss as peer_log_loss
from sklearn.metrics import roc_auc_score

from analytics.findings import NotEnoughData
from analytics.propensity import Propensity, score_response
from analytics.response_gains import auc, calibration, curve, log_loss, places, tenths
from analytics.response_models import folds
from tests import contacting


@pytest.fixture(scope="module")
def found() -> Propensity:
    return contacting.propensity()


def test_figures_equal_scikit_learn(found: Propensity) -> None:
    rows = found.tested
    one = rows.filter(campaign_id="K2")
    hits, chance = one["responded"].to_numpy(), one["chance"].to_numpy()

    assert auc(one, chance, hits) == pytest.approx(roc_auc_score(hits, chance))
    all_hits, all_chances = rows["responded"].to_numpy(), rows["chance"].to_numpy()
    assert log_loss(all_chances, all_hits) == pytest.approx(peer_log_loss(all_hits, all_chances))
    own = found.models.row(by_predicate=pl.col("rival") == found.model, named=True)
    each = [
        (roc_auc_score(p["responded"], p["chance"]), p["responded"].sum() * (~p["responded"]).sum())
        for _, p in rows.group_by("campaign_id")
    ]
    pairs = sum(n for _, n in each)
    assert own["auc_model"] == pytest.approx(sum(a * n for a, n in each) / pairs)


def test_gains_by_hand() -> None:
    """Ten members, best first; the 1st, 2nd and 5th answered."""
    rows = pl.DataFrame({"campaign_id": ["K"] * 10, "customer_id": list("abcdefghij")})
    hits = np.isin(np.arange(10), [0, 1, 4])
    place = places(rows, np.arange(10, 0, -1).astype(float))

    table = tenths(place, hits)
    assert table["responses"].to_list() == [1, 1, 0, 0, 1, 0, 0, 0, 0, 0]
    assert table["lift"][0] == pytest.approx(1 / 0.3)
    assert table["gains"].to_list()[:5] == pytest.approx([1 / 3, 2 / 3, 2 / 3, 2 / 3, 1])
    line = curve(place, place, hits)
    assert line["gains"][0] == 0
    assert line["gains"][-1] == 1
    assert calibration(np.full(10, 0.3), hits)["contacted"].sum() == 10


def test_nobody_is_scored_by_who_has_seen_the_answer() -> None:
    rows = contacting.members(4).filter("treated").sort("campaign_id", "customer_id")
    answers = rows["responded"].to_numpy()
    start, end = rows["start_day"].to_numpy(), rows["end_day"].to_numpy()

    parts, tested_by = folds(rows, answers, campaign=None, seed=0)
    assert tested_by == "time"
    for part in parts:
        assert end[part.learn].max() < start[part.score].min()
    first = rows.filter(campaign_id="K1")
    alone, tested_by = folds(first, first["responded"].to_numpy(), campaign="K1", seed=0)
    assert tested_by == "customers"
    for part in alone:
        assert not set(part.learn) & set(part.score)


def test_what_was_planted_is_found(found: Propensity) -> None:
    """Frequent customers answer more, and those whom a contact moves up; nothing else tells."""
    assert found.useful
    told = found.drivers.head(3)["factor"].to_list()
    assert set(told) == {"orders_before", "returns", "complaints"}
    slopes = dict(found.drivers.select("factor", "coefficient").rows())
    assert slopes["orders_before"] > 0.3
    assert slopes["complaints"] < -0.3
    assert found.lifts.ahead.low > 0  # RFM knows nothing of returns and complaints
    best = found.scores.sort("answer_chance", "customer_id", descending=[True, False])
    assert best["customer_id"].to_list() == found.scores["customer_id"].to_list()


def test_a_model_of_nothing_says_so() -> None:
    rng = np.random.default_rng(4)
    rows = contacting.members().with_columns(pl.Series("responded", rng.random(2_700) < 0.3))

    result = score_response(rows, contacting.now())
    assert not result.useful
    assert [f.key for f in result.findings()[:3]] == [
        *("propensity.find_no_lift", "propensity.find_like_rfm", "propensity.find_no_chances"),
    ]


def test_the_order_of_rows_changes_nothing(found: Propensity) -> None:
    mixed = score_response(
        contacting.members().sample(fraction=1, shuffle=True, seed=3), contacting.now()
    )

    assert mixed.scores.equals(found.scores)
    assert mixed.summary() == found.summary()


def test_too_few_answers_are_refused() -> None:
    few = contacting.members(1, 900).with_columns(
        responded=pl.col("responded") & (pl.int_range(pl.len()) < 60)
    )
    with pytest.raises(NotEnoughData) as refusal:
        score_response(few, contacting.now())

    assert refusal.value.key == "not_enough.few_responses"
