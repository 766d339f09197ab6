"""The pipeline: chances by hand and by simulation, forecasts that see nothing later, refusals."""

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.findings import NotEnoughData, WrongOption
from analytics.frames import OPPORTUNITIES
from analytics.pipeline import Pipeline, read_pipeline
from analytics.pipeline_chances import LOST, OPEN, WON, ends_of
from analytics.pipeline_forecast import as_known, error, foresee, prove
from analytics.pipeline_scores import score
from tests import selling
from tests.selling import TODAY


@pytest.fixture(scope="module")
def read() -> Pipeline:
    return selling.pipeline()


def test_chances_by_hand() -> None:
    """Of four: won on day 1, open since day 1, lost on day 2, won on day 3.

    Day 1: 1 of 4 won. Day 2: 1 of 2 still open lost, so 3/8 stay. Day 3: the last is won.
    """
    ends = ends_of(np.array([1, 1, 2, 3]), np.array([WON, OPEN, LOST, WON]))
    assert ends.won.tolist() == [0.0, 0.25, 0.25, 0.625]
    assert ends.still_open.tolist() == [1.0, 0.75, 0.375, 0.0]
    chance = ends.chance(np.array([0, 1, 2, 9]), 1)
    assert chance.tolist() == [0.25, 0.0, 1.0, 0.0]  # 9: older than any that ended
    assert ends.chance(np.array([0]), None).tolist() == [0.625]


def test_a_weight_of_two_is_two_opportunities() -> None:
    days, ended = np.array([1, 4, 6]), np.array([WON, LOST, OPEN])
    twice = ends_of(np.r_[days, 4], np.r_[ended, LOST])
    weighted = ends_of(days, ended, np.array([1.0, 2.0, 1.0]))
    assert weighted.won.tolist() == twice.won.tolist()


def test_open_ones_do_not_bias_the_chance() -> None:
    """Losing takes four times as long as winning here; half are won in truth."""
    rng = np.random.default_rng(5)
    won = rng.random(4_000) < 0.5
    takes = (rng.exponential(np.where(won, 20, 80))).astype(int)
    seen = rng.integers(0, 400, 4_000)
    days, ended = np.minimum(takes, seen), np.where(takes > seen, OPEN, np.where(won, WON, LOST))
    naive = (ended == WON).sum() / (ended != OPEN).sum()
    chance = ends_of(days, ended).chance(np.array([0]), None)[0]
    assert naive > 0.54
    assert chance == pytest.approx(0.5, abs=0.025)


def test_rates_of_sellers_are_recovered_and_stand_out(read: Pipeline) -> None:
    rows = {row["group"]: row for row in read.groups.iter_rows(named=True)}
    for name, rate in selling.RATES.items():
        assert rows[name]["win_rate_low"] < rate < rows[name]["win_rate_high"]
    assert rows["Ani"]["stands_out"] == "better"
    assert rows["Dodi"]["stands_out"] == "worse"
    assert rows["Budi"]["stands_out"] is rows["Citra"]["stands_out"] is None


def test_everything_is_counted_once(read: Pipeline) -> None:
    rows, summary = selling.deals(), read.summary()
    assert sum(summary[k] for k in ("deals_won", "deals_lost", "deals_open")) == rows.height  # type: ignore[misc]
    still = rows.filter(pl.col("closed").is_null())
    assert summary["deals_open"] == read.deals.height == still.height
    for table in (read.groups, read.stages):
        assert table["open_value"].sum() == pytest.approx(still["amount"].sum())
        assert table["expected_value"].sum() == pytest.approx(summary["expected_value"])


def test_the_score_is_used_where_sellers_differ_and_not_where_nothing_tells() -> None:
    assert score(selling.deals()).used
    rng = np.random.default_rng(1)
    shuffled = selling.deals().with_columns(
        pl.Series("staff", rng.permutation(selling.deals()["staff"]))
    )
    assert not score(shuffled).used
    few = score(selling.deals(60))
    assert (few.used, few.auc, few.relative.tolist()) == (False, None, [1.0] * 60)


def test_a_forecast_sees_nothing_later() -> None:
    """What is known on a day is the same, whatever happens after it."""
    day = TODAY - 120
    rows = selling.deals()
    later = (pl.col("opened") > day) | (pl.col("closed") > day)
    changed = rows.with_columns(
        pl.when(later & pl.col("closed").is_not_null())
        .then(pl.lit("lost"))
        .otherwise("outcome")
        .alias("outcome")
    )
    assert_frame_equal(as_known(rows, day), as_known(changed, day))
    one, two = (foresee(as_known(r, day), as_of=day, days=60) for r in (rows, changed))
    assert one is not None
    assert two is not None
    assert (one.value, one.low, one.high) == (two.value, two.low, two.high)


def test_the_proof_lays_forecasts_beside_what_came(read: Pipeline) -> None:
    proof, rows = read.proof, selling.deals()
    assert proof.height == 8
    last = proof.row(-1, named=True)
    day = TODAY - 60
    came = rows.filter(pl.col("opened") <= day, pl.col("closed") > day, pl.col("outcome") == "won")[
        "amount"
    ].sum()
    assert last["deal_actual"] == pytest.approx(came)
    assert read.light == "green"
    assert (error(proof, "deal_forecast") or 1) < (error(proof, "deal_repeated") or 0)


@pytest.mark.long
def test_intervals_hold_what_comes() -> None:
    """Nine of ten forecasts over twenty drawn pasts, give or take (long: a minute)."""
    proofs = pl.concat(prove(selling.deals(seed=s), as_of=TODAY, days=60) for s in range(20))
    held = proofs["deal_actual"].is_between(proofs["deal_low"], proofs["deal_high"]).mean()
    assert held is not None
    assert 0.82 <= float(held) <= 0.97  # type: ignore[arg-type]


def test_no_forecast_where_it_did_not_hold() -> None:
    """Win rates fall from .9 to .1 half-way: forecasts promise too much, and none is shown."""
    rows = selling.deals(1_500)
    rng = np.random.default_rng(2)
    late = (rows["opened"] > TODAY - 420).to_numpy()
    won = rng.random(rows.height) < np.where(late, 0.05, 0.95)
    turned = rows.with_columns(
        pl.when(pl.col("closed").is_not_null())
        .then(pl.Series(np.where(won, "won", "lost")))
        .alias("outcome")
    )
    found = read_pipeline(turned, first=0, as_of=TODAY, days=45)
    assert found.light == "red"
    assert found.summary()["deal_forecast"] is None
    assert found.findings()[0].key == "pipeline.find_red"


def test_what_ended_after_the_period_is_in_no_rate_of_it() -> None:
    rows = selling.deals()
    whole = read_pipeline(rows, first=0, as_of=TODAY, days=60)
    half = read_pipeline(rows, first=0, last=TODAY - 300, as_of=TODAY, days=60)
    by_hand = rows.filter(pl.col("outcome") == "won", pl.col("closed") <= TODAY - 300).height
    assert 0 < half.summary()["deals_won"] == by_hand < whole.summary()["deals_won"]
    assert half.deals.equals(whole.deals)  # what is open now is open


def test_few_say_so() -> None:
    few = read_pipeline(selling.deals(9), first=0, as_of=TODAY)
    assert few.groups["win_rate"].null_count() == few.groups.height
    assert few.findings()[0].key == "pipeline.find_open"
    assert few.summary()["deal_forecast"] is None


def test_refusals() -> None:
    with pytest.raises(NotEnoughData, match="no_opportunities"):
        read_pipeline(OPPORTUNITIES.empty(), first=0, as_of=TODAY)
    with pytest.raises(WrongOption):
        read_pipeline(selling.deals(9), first=0, as_of=TODAY, days=0)
    with pytest.raises(ValueError, match="by must be"):
        read_pipeline(selling.deals(9), first=0, as_of=TODAY, by="mood")


def test_order_of_rows_changes_nothing(read: Pipeline) -> None:
    shuffled = selling.deals().sample(fraction=1, shuffle=True, seed=9)
    again = read_pipeline(shuffled, first=0, as_of=TODAY, days=60)
    assert_frame_equal(again.deals, read.deals)
    assert_frame_equal(again.groups, read.groups)
