"""What was paid for products, worked by hand on the kiosk, on every engine."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.frames import ITEM_PRICES, TIER_PURCHASES
from data.facts import Facts
from data.frames.market import Level
from data.frames.prices import item_prices, tier_purchases
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING


def _day(month: int, day: int) -> int:
    return (date(2024, month, day) - date(1970, 1, 1)).days


def test_prices_by_hand(facts: Facts) -> None:
    """Tea: A 2 for 100 (cost 60), B 1 for 40 (60 % of it); cups: 50 (75 % of it) and 10 (0)."""
    found = item_prices(facts, SPRING, RATES)

    assert found.schema == pl.Schema(ITEM_PRICES.columns)
    assert found.rows() == [
        ("Blue cup", 2.0, 60.0, pytest.approx(22.5)),
        ("Green tea", 3.0, 140.0, pytest.approx(56.0)),
        ("P4", 3.0, 33.33, pytest.approx(33.33 * 0.3)),
    ]


def test_purchases_within_groups_by_hand(facts: Facts) -> None:
    """P4 has no category and its buyer no name; A's order also pays 6 for shipping and fee."""
    found, out = tier_purchases(facts, SPRING, RATES, Level.CATEGORY)

    assert out.is_empty()
    assert found.schema == pl.Schema(TIER_PURCHASES.columns)
    assert found.rows() == [
        ("A", _day(2, 29), "Cups", "Blue cup", 1.0, 50.0, pytest.approx(12.5)),
        ("A", _day(2, 29), "Tea", "Green tea", 2.0, 100.0, pytest.approx(34.0)),
        ("B", _day(3, 1), "Tea", "Green tea", 1.0, 40.0, pytest.approx(16.0)),
        ("B", _day(3, 31), "Cups", "Blue cup", 1.0, 10.0, pytest.approx(10.0)),
    ]


def test_what_is_no_good_is_on_no_ladder(facts: Facts) -> None:
    """What one names oneself, by id, name or category; only products that were sold are listed."""
    left_out = ["P2", "P4", "PX"]
    found, out = tier_purchases(facts, SPRING, RATES, Level.CATEGORY, left_out=left_out)

    assert out.rows() == [("P2", "Blue cup"), ("P4", None)]
    assert set(found["item"]) == {"Green tea"}
    for named in (["blue CUP"], ["cups"]):
        found, out = tier_purchases(facts, SPRING, RATES, Level.CATEGORY, left_out=named)
        assert out.rows() == [("P2", "Blue cup")]
        assert set(found["item"]) == {"Green tea"}


def test_every_engine_gives_the_same_bits(kiosk_files: Mapping[str, list[Path]]) -> None:
    ways = [kiosk.facts(kiosk_files, way) for way in kiosk.WAYS]
    for make in (
        lambda facts: item_prices(facts, SPRING, RATES),
        lambda facts: tier_purchases(facts, SPRING, RATES, Level.CATEGORY)[0],
    ):
        first, *others = [make(facts) for facts in ways]
        for other in others:
            assert_frame_equal(first, other, check_exact=True)
