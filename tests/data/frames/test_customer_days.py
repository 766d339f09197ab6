"""Order days of customers, worked by hand on the kiosk, on every engine."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.frames import CUSTOMER_DAYS
from data.facts import Facts
from data.frames.customer_days import customer_days
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING


def _day(month: int, day: int) -> int:
    return (date(2024, month, day) - date(1970, 1, 1)).days


def _rows(facts: Facts, scope: Scope) -> dict[tuple[str, int], object]:
    frame = customer_days(facts, scope, RATES)
    assert frame.schema == pl.Schema(CUSTOMER_DAYS.columns)
    return {(who, day): (n, pay, margin) for who, day, n, pay, margin in frame.iter_rows()}


def test_order_days_by_hand(facts: Facts) -> None:
    """A's 7 of quantity 0 and B's return go to the order day before; C, who only returned, is out.

    Costs: A 60 + 50 x .75 + 6 and 7 x .7; B 40 x .6 - 20 x .75; D 25 x .6. The period cuts nothing.
    """
    assert _rows(facts, SPRING) == {
        ("A", _day(2, 29)): (1, 157.0, pytest.approx(48.6)),
        ("A", _day(4, 2)): (1, 80.0, pytest.approx(30.0)),
        ("B", _day(3, 1)): (1, 20.0, pytest.approx(11.0)),
        ("B", _day(3, 31)): (1, 10.0, pytest.approx(10.0)),
        ("D", _day(2, 10)): (1, 25.0, pytest.approx(10.0)),
    }


def test_nothing_after_as_of_is_seen(facts: Facts) -> None:
    early = replace(SPRING, end=date(2024, 3, 14), as_of=date(2024, 3, 14))

    assert _rows(facts, early) == {
        ("A", _day(2, 29)): (1, 150.0, pytest.approx(46.5)),
        ("B", _day(3, 1)): (1, 40.0, pytest.approx(16.0)),
        ("D", _day(2, 10)): (1, 25.0, pytest.approx(10.0)),
    }


def test_filters(facts: Facts) -> None:
    """A channel cuts orders, a customer type cuts customers."""
    store, retail = replace(SPRING, channel=("store",)), replace(SPRING, customer_type=("retail",))

    assert _rows(facts, store) == {
        ("A", _day(2, 29)): (1, 57.0, pytest.approx(14.6)),
        ("B", _day(3, 31)): (1, 10.0, pytest.approx(10.0)),
    }
    assert {who for who, _ in _rows(facts, retail)} == {"A", "B"}


def test_every_engine_gives_the_same_bits(kiosk_files: dict[str, list[Path]]) -> None:
    found = [customer_days(kiosk.facts(kiosk_files, way), SPRING, RATES) for way in kiosk.WAYS]
    for other in found[1:]:
        assert_frame_equal(found[0], other, check_exact=True)
