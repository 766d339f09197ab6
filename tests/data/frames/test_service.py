"""Deliveries and expectations by hand, on every engine."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analytics.frames import DELIVERIES, EXPECTATIONS
from data.facts import Facts
from data.frames.service import deliveries, expectations
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import SPRING

MARCH = {n: (date(2024, 3, n) - date(1970, 1, 1)).days for n in range(1, 32)}


def line(order: str, promised: int | None, delivered: int | None, **more: Any) -> dict[str, Any]:
    def at(day: int | None, hour: int) -> datetime | None:
        return None if day is None else datetime(2024, 3, day, hour)

    usual = {"order_id": order, "customer_id": "A", "line_no": 1, "quantity": 1, "amount": 5}
    usual |= {"ordered_at": datetime(2024, 3, 1), "status": None}
    return usual | {"promised_at": at(promised, 9), "delivered_at": at(delivered, 18)} | more


def sent(folder: Path, way: str, rows: list[Mapping[str, Any]]) -> Facts:
    return kiosk.facts(kiosk.write(folder, {"order_lines": [pl.DataFrame(rows)]}), way)


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_deliveries_by_hand(tmp_path: Path, way: str) -> None:
    """The promised day itself is on time; of two lines the latest counts; what is lost is left."""
    rows = [
        line("on time", 5, 5),
        line("late", 5, 6),
        line("one of two late", 5, 4),
        line("one of two late", 5, 7, line_no=2),
        line("not promised", None, 6),
        line("not there yet", 5, None),
        line("cancelled", 5, 9, status="cancelled"),
        line("sent back", 5, 9, quantity=-1),
        line("nobody's", 5, 9, customer_id=None),
        line("later than seen", 5, 30),
    ]
    facts = sent(tmp_path, way, rows)
    found = deliveries(facts, replace(SPRING, as_of=date(2024, 3, 20)))

    assert found.schema == dict(DELIVERIES.columns)
    assert found.rows() == [
        ("A", "late", MARCH[1], True),
        ("A", "on time", MARCH[1], False),
        ("A", "one of two late", MARCH[1], True),
    ]
    assert deliveries(facts, SPRING).height == 4
    with pytest.raises(ValueError, match="not settled"):
        deliveries(facts, Scope("kiosk"))


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_expectations_by_hand(tmp_path: Path, way: str) -> None:
    rows = [
        ("A", "expectation", "days", "2", date(2024, 3, 1)),
        ("B", "expectation", "days", "3", None),
        ("B", "need", "price", "low", None),
        ("C", "expectation", "days", "1", date(2024, 5, 1)),
        ("D", "expectation", "days", None, None),
    ]
    names = ("customer_id", "domain", "name", "value", "recorded_on")
    frame = pl.DataFrame(rows, schema=names, orient="row")
    facts = kiosk.facts(kiosk.write(tmp_path, {"traits": [frame]}), way)
    found = expectations(facts, SPRING)

    assert found.schema == dict(EXPECTATIONS.columns)
    assert found.rows() == [("A", "days", "2"), ("B", "days", "3")]


def test_without_traits_nobody_expects_anything(facts: Facts) -> None:
    assert expectations(facts, SPRING).is_empty()
