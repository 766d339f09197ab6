"""What winning and keeping cost on the kiosk, by hand, on every engine."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from analytics.frames import WINNING_COSTS
from data.facts import Facts
from data.frames.keeping import winning_costs
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING


def test_the_spring_by_hand(facts: Facts) -> None:
    """A and B are won (5 and 12); A and C were written to (30 / 3 + 0.5 each), C never ordered.

    Contacts: A's cost 6 and 2.5, B's 9.99; visits to B and E 50 and 70. D was known before and
    nothing was spent on D in the period.
    """
    found = winning_costs(facts, SPRING, RATES)

    assert found.schema == dict(WINNING_COSTS.columns)
    assert found.rows() == [
        ("win", "acquisition_cost", 17.0, 2),
        ("win", "campaign_cost", 21.0, 2),
        ("win", "contact_cost", pytest.approx(18.49), 2),
        ("win", "visit_cost", 120.0, 2),
    ]


def test_who_was_known_is_kept(facts: Facts) -> None:
    """From 1 March on, A was known since the day before; only B is won. A orders on 2 April."""
    march = replace(SPRING, start=date(2024, 3, 1), end=date(2024, 4, 2))
    kept = winning_costs(facts, march, RATES).filter(side="keep")

    assert kept.rows() == [
        ("keep", "campaign_cost", 21.0, 1),  # A and D, who is written to on 2 April
        ("keep", "contact_cost", 208.5, 1),  # 6, 2.5 and 100 minutes on 1 April
    ]


def test_a_channel_has_no_costs_of_whole_customers(facts: Facts) -> None:
    assert winning_costs(facts, replace(SPRING, channel=("web",)), RATES).is_empty()
    with pytest.raises(ValueError, match="not settled"):
        winning_costs(facts, Scope("kiosk"), RATES)


def test_the_engines_give_the_same_costs(tmp_path: Path) -> None:
    files = kiosk.write(tmp_path, kiosk.loads())
    first, *others = (winning_costs(kiosk.facts(files, way), SPRING, RATES) for way in kiosk.WAYS)
    for other in others:
        assert_frame_equal(first, other, check_exact=True)
