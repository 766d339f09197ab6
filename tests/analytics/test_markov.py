"""The chain of heads: by hand, against powers of the matrix, and against simulated companies."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.markov import Chain, Counts, estimate, forecast

NOBODY = np.zeros((1, 2), dtype=np.int64)


def chain(chances: list[list[float]], weight: int = 10**9, arrivals: Counts = NOBODY) -> Chain:
    """A chain as good as known."""
    moves = np.round(np.array(chances) * weight).astype(np.int64)
    return estimate(moves[None], arrivals)


def test_chances_are_shares_of_the_moves_seen() -> None:
    """80 stay and 20 go, in two months; one move more is shared out over the row."""
    moves = np.array([[[50, 10], [0, 0]], [[30, 10], [0, 0]]])
    found = estimate(moves, np.zeros((2, 2), dtype=np.int64))

    assert found.chances[0] == pytest.approx([80.5 / 101, 20.5 / 101])
    assert found.chances[1].tolist() == [0, 1]  # nobody stood there: stays


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 50), min_size=27, max_size=27))
def test_rows_add_up_to_one(moves: list[int]) -> None:
    found = estimate(np.array(moves).reshape(3, 3, 3), np.zeros((3, 3), dtype=np.int64))

    assert found.chances.sum(axis=1) == pytest.approx([1, 1, 1])
    assert (found.chances >= 0).all()


def test_the_forecast_is_the_power_of_the_matrix() -> None:
    known = [[0.9, 0.1, 0.0], [0.3, 0.5, 0.2], [0.05, 0.0, 0.95]]
    start = np.array([5_000, 3_000, 2_000])
    found = forecast(chain(known, arrivals=np.zeros((1, 3), dtype=np.int64)), start, steps=4)

    for step in range(4):
        expected = start @ np.linalg.matrix_power(np.array(known), step + 1)
        assert found.mean[step] == pytest.approx(expected, abs=8)
    assert (found.heads.sum(axis=2) == 10_000).all()  # nobody is lost, nobody comes


def test_newcomers_join_as_they_did() -> None:
    arrivals = np.array([[100, 0]] * 12)
    found = forecast(chain([[1.0, 0.0], [0.0, 1.0]], arrivals=arrivals), np.array([0, 7]), steps=3)

    assert found.mean[:, 0] == pytest.approx([100, 200, 300], rel=0.03)
    assert found.mean[:, 1] == pytest.approx([7, 7, 7])


def test_months_that_differ_widen_the_interval() -> None:
    """As many moves in all, half of them in every other month: more than chance."""
    even = np.array([[[900, 100], [0, 1]]] * 12)
    uneven = np.array([[[990, 10], [0, 1]], [[810, 190], [0, 1]]] * 6)
    nobody, start = np.zeros((12, 2), dtype=np.int64), np.array([1_000, 0])
    widths = []
    for moves in (even, uneven):
        low, high = forecast(estimate(moves, nobody), start, steps=1).interval
        widths.append(float(high[0, 0] - low[0, 0]))

    assert estimate(even, nobody).spread[0] == 0
    assert estimate(uneven, nobody).spread[0] > 0
    assert widths[1] > 3 * widths[0]


def test_the_interval_holds_what_comes_in_90_of_100_simulated_companies() -> None:
    """1,000 companies of known chances, each estimated from 12 of its months."""
    rng = np.random.default_rng(1)
    steps, held = 6, []
    for company in range(1_000):
        chances, rate = rng.dirichlet([2.0] * 3, 3), rng.uniform(2, 20, 3)
        heads, moves, arrivals = rng.multinomial(400, [1 / 3] * 3), [], []
        for month in range(12 + steps):
            if month == 12:
                known = estimate(np.array(moves), np.array(arrivals))
                found = forecast(known, heads, steps=steps, seed=company, draws=300)
                low, high = found.interval
            moved = np.array([rng.multinomial(heads[row], chances[row]) for row in range(3)])
            came = rng.poisson(rate)
            moves.append(moved)
            arrivals.append(came)
            heads = moved.sum(axis=0) + came
            if month >= 12:
                held.append((low[month - 12] <= heads) & (heads <= high[month - 12]))

    assert 0.87 <= np.mean(held) <= 0.93
    by_step = np.array(held).reshape(1_000, steps, 3).mean(axis=(0, 2))
    assert (by_step >= 0.87).all()
    assert (by_step <= 0.93).all()


def test_the_same_seed_gives_the_same_forecast() -> None:
    known = chain([[0.9, 0.1], [0.2, 0.8]], weight=50)
    first, again = (forecast(known, np.array([9, 4]), steps=3, seed=5) for _ in range(2))

    assert (first.heads == again.heads).all()


def test_broken_moves_are_refused() -> None:
    with pytest.raises(ValueError, match="months x segments x segments"):
        estimate(np.zeros((0, 2, 2), dtype=np.int64), NOBODY)
