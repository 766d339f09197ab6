"""What happened to the kiosk's customers in order, by hand, on every engine."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.findings import NotEnoughData
from analytics.frames import TOUCHES
from data.facts import Facts
from data.frames.touches import touches
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import SPRING

DAY = 24 * 60
NOON = 13 * 60 + 45
FIRST = (date(2024, 3, 1) - date(1970, 1, 1)).days * DAY + NOON


def test_the_spring_by_hand(facts: Facts) -> None:
    """All at 13:45. E is in the control arm, D was written to; O2, O6 and returns are no order."""
    found = touches(facts, SPRING)
    days = (pl.col("at") - FIRST) // DAY

    assert found.schema == dict(TOUCHES.columns)
    assert found.select("customer_id", days, "what", "place", "kind").rows() == [
        ("A", -1, "order", 0, None),
        ("A", 1, "contact", 0, "question"),
        ("A", 2, "contact", 0, "question"),
        ("A", 7, "contact", 0, "question"),
        ("A", 9, "campaign", 0, None),
        ("A", 31, "contact", 0, "question"),
        ("A", 32, "order", 0, None),
        ("B", 0, "order", 0, None),
        ("B", 3, "contact", 0, "Complaint"),
        ("B", 4, "contact", 0, "visit"),
        ("B", 30, "order", 0, None),
        ("C", 9, "campaign", 0, None),
        ("D", 32, "campaign", 0, None),
        ("E", 5, "contact", 0, "visit"),
    ]
    march = touches(facts, replace(SPRING, as_of=date(2024, 3, 31)))
    assert march.filter(pl.col("at") > FIRST + 31 * DAY).is_empty()


def test_what_it_cannot_be_told_of(facts: Facts) -> None:
    with pytest.raises(NotEnoughData, match="contacts_uncut"):
        touches(facts, replace(SPRING, region=("North",)))
    with pytest.raises(ValueError, match="not settled"):
        touches(facts, Scope("kiosk"))


def test_the_engines_give_the_same(tmp_path: Path) -> None:
    """Two contacts of one minute are numbered by their ids; without campaigns nothing is missed."""
    tables = kiosk.loads()
    del tables["campaigns"]
    tables["interactions"].append(
        tables["interactions"][0].with_columns(interaction_id="Z" + pl.col("interaction_id"))
    )
    files = kiosk.write(tmp_path, tables)
    first, *others = (touches(kiosk.facts(files, way), SPRING) for way in kiosk.WAYS)
    assert set(first["what"]) == {"contact", "order"}
    assert first.filter(what="contact")["place"].max() == 1
    for other in others:
        assert_frame_equal(first, other, check_exact=True)
