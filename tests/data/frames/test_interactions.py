"""Contacts of the kiosk by hand, on every engine."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.findings import NotEnoughData
from analytics.frames import INTERACTIONS
from data.facts import Facts
from data.frames.interactions import DAY, interactions
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING

FIRST = (date(2024, 3, 1) - date(1970, 1, 1)).days * DAY


def test_the_spring_by_hand(facts: Facts) -> None:
    """13:45 on the 2nd, 3rd, ... of March; costs as recorded, by minutes, or of a visit."""
    found = interactions(facts, SPRING, RATES)

    assert found.schema == dict(INTERACTIONS.columns)
    told = found.select("interaction_id", "customer_id", pl.col("at") - FIRST, "minutes", "cost")
    afternoon = 13 * 60 + 45
    assert told.rows() == [
        ("I1", "A", 1 * DAY + afternoon, 3.0, 6.0),
        ("I2", "A", 2 * DAY + afternoon, 2.5, 2.5),
        ("I3", "B", 3 * DAY + afternoon, 10.0, 9.99),
        ("I4", "B", 4 * DAY + afternoon, None, 50.0),
        ("I5", "E", 5 * DAY + afternoon, 5.0, 70.0),
        ("I7", None, 6 * DAY + afternoon, 4.0, 4.0),
        ("I8", "A", 7 * DAY + afternoon, None, 0.0),
        ("I6", "A", 31 * DAY + afternoon, 100.0, 200.0),  # after the period, by as_of
    ]
    since = interactions(facts, SPRING, RATES, since=date(2024, 3, 5))
    assert since["interaction_id"].to_list() == ["I4", "I5", "I7", "I8", "I6"]
    retail = interactions(facts, replace(SPRING, customer_type=("wholesale",)), RATES)
    assert retail.is_empty()  # B became retail, D never called


def desk(rows: list[Mapping[str, Any]], folder: Path, way: str) -> Facts:
    """Contacts of a help desk with how they ended."""
    types = {"resolved": pl.Boolean, "resolved_at": pl.Datetime("us"), "satisfaction": pl.Int64}
    frame = pl.DataFrame(rows, schema_overrides=types)
    return kiosk.facts(kiosk.write(folder, {"interactions": [frame]}), way)


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_what_is_solved_later_is_not_solved_yet(tmp_path: Path, way: str) -> None:
    asked = datetime(2024, 3, 1, 23, 50, 59)
    ends = {
        "solved": (True, datetime(2024, 3, 2, 0, 5)),
        "later": (True, datetime(2024, 4, 3)),
        "untimed": (True, None),
        "only timed": (None, datetime(2024, 3, 4, 23, 50)),
        "open": (False, None),
        "unknown": (None, None),
        "before it was asked": (True, datetime(2024, 3, 1)),
    }
    rows = [
        {"interaction_id": name, "happened_at": asked, "resolved": flag, "resolved_at": at}
        | {"satisfaction": 4 if name == "solved" else None}
        for name, (flag, at) in ends.items()
    ]
    found = interactions(desk(rows, tmp_path, way), SPRING, RATES)

    told = {row["interaction_id"]: row for row in found.to_dicts()}
    assert {name: (r["resolved"], r["resolve_minutes"]) for name, r in told.items()} == {
        "solved": (True, 15),
        "later": (False, None),
        "untimed": (True, None),
        "only timed": (True, 3 * DAY),
        "open": (False, None),
        "unknown": (None, None),
        "before it was asked": (True, None),
    }
    assert told["solved"]["satisfaction"] == 4


def test_what_has_no_contacts_to_tell_of(facts: Facts, tmp_path: Path) -> None:
    with pytest.raises(NotEnoughData, match="contacts_uncut"):
        interactions(facts, replace(SPRING, channel=("web",)), RATES)
    with pytest.raises(NotEnoughData, match="no_interactions"):
        interactions(Facts({}), SPRING, RATES)
    with pytest.raises(ValueError, match="not settled"):
        interactions(facts, Scope("kiosk"), RATES)


def test_no_word_of_what_was_said(facts: Facts) -> None:
    assert "note" not in interactions(facts, SPRING, RATES).columns


def test_the_engines_give_the_same(tmp_path: Path) -> None:
    files = kiosk.write(tmp_path, kiosk.loads())
    first, *others = (interactions(kiosk.facts(files, way), SPRING, RATES) for way in kiosk.WAYS)
    for other in others:
        assert_frame_equal(first, other, check_exact=True)
