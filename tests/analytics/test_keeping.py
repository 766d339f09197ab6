"""Winning against keeping: by hand, and one side alone."""

import pytest

from analytics.findings import NotEnoughData
from analytics.frames import WINNING_COSTS
from analytics.keeping import compare_costs
from tests.staying import costs


def test_by_hand() -> None:
    """1,200 for 30 won are 40 each; 800 for 80 kept are 10 each: four times as much."""
    result = costs()
    assert result.summary() == {
        "won_customers": 30,
        "kept_customers": 80,
        "win_cost": 40.0,
        "keep_cost": 10.0,
        "win_times": 4.0,
    }
    assert result.costs["per_customer"].to_list() == [30.0, 10.0, 8.75, 1.25]
    assert [finding.key for finding in result.findings()] == ["keeping.find_both"]
    same = costs(("win", "acquisition_cost", 900.0, 30), ("keep", "contact_cost", 600.0, 20))
    assert [finding.key for finding in same.findings()] == ["keeping.find_alike"]


def test_one_side_alone_says_so() -> None:
    win = costs(("win", "acquisition_cost", 9.0, 3))
    assert [finding.key for finding in win.findings()] == ["keeping.find_win"]
    keep = costs(("keep", "contact_cost", 9.0, 3))
    assert [finding.key for finding in keep.findings()] == ["keeping.find_keep"]


def test_spent_on_nobody_won_is_no_cost_a_head() -> None:
    result = costs(("win", "campaign_cost", 9.0, 0), ("keep", "campaign_cost", 8.0, 4))
    assert result.summary()["win_cost"] is None
    assert [finding.key for finding in result.findings()] == ["keeping.find_keep"]


def test_no_cost_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="no_winning_costs"):
        compare_costs(WINNING_COSTS.empty())
