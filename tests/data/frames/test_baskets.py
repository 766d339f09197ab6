"""Baskets: what they hold, and when there are none. That they add up is tested on every frame."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from data.facts import Facts
from data.frames import baskets
from data.frames.baskets import with_baskets
from data.frames.customers import customer_activity
from data.frames.door import collect
from data.frames.lines import sales
from data.frames.totals import totals
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING

Files = Mapping[str, list[Path]]


def test_lines_of_one_order_in_one_place_are_one_basket(kiosk_files: Files) -> None:
    """A's order O1 lies on two channels and B's is another; the cancelled O6 is not there."""
    facts = with_baskets(Facts(kiosk_files), RATES)
    rows = collect(sales(facts, RATES)).filter(pl.col("order_id").is_in(["O1", "O6"]))
    shown = rows.sort("customer_id", "channel").select("customer_id", "channel", "lines", "revenue")
    assert shown.rows() == [
        ("A", "store", 1, Decimal(50)),
        ("A", "web", 1, Decimal(100)),
        ("B", "web", 1, Decimal(40)),
    ]


def test_baskets_by_category_part_them(kiosk_files: Files) -> None:
    facts = with_baskets(Facts(kiosk_files), RATES)
    parts = collect(sales(facts, RATES, by_category=True)).filter(order_id="O1", customer_id="A")
    assert sorted(parts.select("category", "lines").rows()) == [("Cups", 1), ("Tea", 1)]


def test_other_rates_are_worked_out_from_the_lines(kiosk_files: Files) -> None:
    plain, dearer = Facts(kiosk_files), replace(RATES, margin_default=Decimal("0.1"))
    found = customer_activity(with_baskets(plain, RATES), SPRING, dearer)
    assert found.named.equals(customer_activity(plain, SPRING, dearer).named)
    assert not found.named.equals(customer_activity(plain, SPRING, RATES).named)


def test_none_for_too_many_lines_and_for_other_engines(
    kiosk_files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = with_baskets(Facts(kiosk_files), RATES)
    monkeypatch.setattr(baskets, "MOST", 11)  # the kiosk has 12 lines
    plain = with_baskets(Facts(kiosk_files), RATES)
    warehouse = with_baskets(kiosk.facts(kiosk_files, "duckdb"), RATES)
    assert plain.baskets is warehouse.baskets is with_baskets(Facts({}), RATES).baskets is None
    assert baskets.size(plain) == 0 < baskets.size(there)
    assert totals(plain, SPRING) == totals(there, SPRING)
