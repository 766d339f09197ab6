"""The next campaign: by hand, from what was measured, and without anything to learn from."""

import pytest

from analytics.depth import Costs
from analytics.findings import NotEnoughData, WrongOption
from analytics.frames import TARGETED
from analytics.planning import plan_campaign
from analytics.planning_basis import ASSUMED_EFFECT, Given
from tests import contacting


def test_by_hand() -> None:
    """300 listed, 30 in control: 270 x (.1 x 50 - 2 - 1 x .3) - 100 = 629."""
    given = Given(base=0.2, effect=0.1, worth=50.0)
    plan = plan_campaign(TARGETED.empty(), contacting.now(), Costs(2.0, 1.0, 100.0), given=given)

    told = plan.summary()
    assert (told["members"], told["control_members"], told["contacted"]) == (300, 30, 270)
    assert told["expected_profit"] == pytest.approx(629.0)
    assert told["plan_cost"] == pytest.approx(270 * 2.3 + 100)
    effect = (2 + 100 / 270 + 0.2) / (50 - 1)
    assert told["break_even_effect"] == pytest.approx(effect)
    again = Given(base=0.2, effect=effect, worth=50.0)
    even = plan_campaign(TARGETED.empty(), contacting.now(), Costs(2.0, 1.0, 100.0), given=again)
    assert even.summary()["expected_profit"] == pytest.approx(0.0, abs=1e-9)


def test_what_was_measured_is_learnt() -> None:
    rows = contacting.members(1)
    plan = plan_campaign(rows, contacting.now(), contacting.FREE)

    control = rows.filter(~rows["treated"])["ordered"].mean()
    treated = rows.filter("treated")["ordered"].mean()
    assert plan.assumed.learnt_from == "K1"
    assert plan.assumed.base == pytest.approx(control)
    assert plan.assumed.effect == pytest.approx(treated - control)  # type: ignore[operator]
    assert plan.assumed.worth == 100.0
    assert plan.customers["answer_chance"].is_sorted(descending=True)


def test_without_campaigns_it_says_what_it_assumes() -> None:
    plan = plan_campaign(TARGETED.empty(), contacting.now(), contacting.FREE, size=120)

    assert plan.assumed.effect == ASSUMED_EFFECT
    assert plan.assumed.learnt_from is None
    assert plan.customers.height == 120
    assert plan.customers["answer_chance"].null_count() == 120
    keys = [finding.key for finding in plan.findings()]
    assert keys[0] == "planning.find_profit"
    assert plan.findings()[0].fields["expected_effect"] == ASSUMED_EFFECT  # on this condition
    assert keys[-1] == "planning.find_assumed"
    assert "planning.find_small_arms" in keys  # 12 in the control group


def test_a_larger_list_sees_smaller_effects() -> None:
    given = Given(base=0.2, effect=0.05, worth=50.0)
    plan = plan_campaign(
        TARGETED.empty(), contacting.now(3_000), contacting.FREE, given=given, control_share=0.3
    )

    seen = plan.sizes["detectable_effect"].drop_nulls()
    assert seen.len() > 15
    assert seen.is_sorted(descending=True)


def test_what_cannot_be_planned_is_refused() -> None:
    with pytest.raises(NotEnoughData):
        plan_campaign(TARGETED.empty(), contacting.now(20), contacting.FREE)
    with pytest.raises(WrongOption):
        plan_campaign(TARGETED.empty(), contacting.now(), contacting.FREE, given=Given(effect=1.5))
