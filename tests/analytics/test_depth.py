"""Profit by depth: by hand, on planted truth, and what is said without a control group."""

import numpy as np
import polars as pl
import pytest

from analytics.depth import BY_UPLIFT, Costs, _profits, find_depth
from analytics.findings import NotEnoughData
from tests import contacting


def test_by_hand() -> None:
    """Twenty members, every second one treated; the best ten treated-or-not bring 100 or 40.

    At half: 10 x (100 - 40 - 5) - 50 = 500. At the end: 20 x (50 - 20 - 5) - 50 = 450.
    """
    rows = pl.DataFrame(
        {
            "customer_id": [f"{n:02d}" for n in range(20)],
            "treated": [n % 2 == 0 for n in range(20)],
            "ordered": [n < 10 for n in range(20)],
            "responded": [n < 10 for n in range(20)],
            "margin": [(100.0 if n % 2 == 0 else 40.0) if n < 10 else 0.0 for n in range(20)],
        }
    )
    score = np.arange(20, 0, -1).astype(float)

    table, _ = _profits(rows, score, Costs(5.0, 0.0, 50.0), None, incremental=True, seed=0)
    half, whole = table.row(10, named=True), table.row(20, named=True)
    assert (half["contacted"], half["profit"]) == (10, 500.0)
    assert (whole["contacted"], whole["profit"]) == (20, 450.0)
    assert table["profit"][0] == 0


def test_the_planted_depth_is_found() -> None:
    """A third is moved up by 35 points, worth 35; another down; a contact costs 5."""
    rows = contacting.members(1, 3_000)

    found = find_depth(rows, Costs(5.0, 0.0, 0.0), rank_by=BY_UPLIFT)
    assert found.incremental
    assert found.best is not None
    assert found.best.value == pytest.approx(1 / 3, abs=0.08)
    assert found.best.low <= 1 / 3 <= found.best.high
    assert found.over_all is not None
    assert found.over_all.low > 0
    assert found.findings()[0].key == "depth.find_best"
    expected = 3_000 / 3 * (35 - 5)
    assert found.summary()["depth_profit_low"] <= expected <= found.summary()["depth_profit_high"]


def test_without_control_it_is_the_profit_of_responders() -> None:
    """Answers that are a thing of their own, as coupons are: nearly everybody orders anyway."""
    rows = contacting.members(2, control=0.0).with_columns(ordered=pl.lit(value=True))

    found = find_depth(rows, Costs(20.0, 0.0, 0.0))
    assert found.summary()["profit_kind"] == "profit_of_responders"
    assert found.best is not None
    keys = [finding.key for finding in found.findings()]
    assert keys[0] == "depth.find_best_responders"
    assert "depth.find_no_control" in keys
    assert not {"depth.find_fewer", "depth.find_like_all"} & {*keys}


def test_where_every_order_is_a_response_no_depth_is_given() -> None:
    found = find_depth(contacting.members(2, control=0.0), Costs(20.0, 0.0, 0.0))

    assert found.best is None
    assert found.summary()["best_depth"] is None
    assert found.findings()[0].key == "depth.find_moves_sales"


def test_what_costs_nothing_has_no_best_depth_without_control() -> None:
    """Profit of responders then only grows; a fixed cost does not change that."""
    rows = contacting.members(2, control=0.0).with_columns(ordered=pl.lit(value=True))

    found = find_depth(rows, Costs(0.0, 0.0, 500.0))
    assert found.best is None
    assert found.over_all is None
    assert found.findings()[0].key == "depth.find_no_cost"
    assert found.depths["profit"].diff()[2:].min() >= -1e-6


def test_too_dear_is_for_nobody() -> None:
    found = find_depth(contacting.members(1), Costs(1_000.0, 0.0, 0.0))

    assert found.best is not None
    assert found.best.value == 0
    assert found.break_even is None
    assert found.findings()[0].key == "depth.find_nobody"


def test_money_scales_with_the_currency() -> None:
    rows = contacting.members(2)
    one = find_depth(rows, Costs(5.0, 1.0, 200.0))
    many = find_depth(
        rows.with_columns(pl.col("margin") * 1_000), Costs(5_000.0, 1_000.0, 200_000.0)
    )

    assert many.best == one.best
    scaled = one.depths["profit"].to_numpy() * 1_000
    assert many.depths["profit"].to_numpy() == pytest.approx(scaled)


def test_a_rank_by_uplift_needs_a_control_group() -> None:
    with pytest.raises(NotEnoughData) as refusal:
        find_depth(contacting.members(1, control=0.0), contacting.FREE, rank_by=BY_UPLIFT)
    assert refusal.value.key == "not_enough.no_control"
