"""Consent, complaints and contacts by hand, on every engine."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data.facts import Facts
from data.frames.consent import contact_states, known
from data.frames.lines import EPOCH_ORDINAL
from data.frames.targets import usual_cost
from tests.data.frames import kiosk

MARCH = date(2024, 3, 31).toordinal() - EPOCH_ORDINAL


def at(day: str | None) -> datetime | None:
    return datetime.fromisoformat(f"2024-{day}T10:00:00") if day else None


def tables() -> dict[str, list[pl.DataFrame]]:
    people = pl.DataFrame(
        {
            "customer_id": ["A", "B", "C", "D"],
            "consent_email": [True, False, None, True],
            "consent_phone": [None, True, None, None],
            "objects_to_profiling": [None, False, None, True],
        }
    )
    told = pl.DataFrame(
        [
            # resolved before the day; resolved after it; never; says no and has a day: still open
            ("I1", "A", at("03-01"), "inbound", "complaint", True, at("03-05")),
            ("I2", "B", at("03-02"), "inbound", "Complaint", True, at("04-03")),
            ("I3", "C", at("03-03"), "inbound", "complaint", None, None),
            ("I4", "E", at("03-03"), "inbound", "complaint", False, at("03-04")),
            ("I5", "D", at("03-03"), "inbound", "complaint", None, at("03-04")),
            ("I6", "A", at("03-20"), "outbound", "question", None, None),
            ("I7", "A", at("04-02"), "outbound", "visit", None, None),
            ("I8", None, at("03-20"), "outbound", "complaint", False, None),
            ("I9", "F", at("04-01"), "inbound", "complaint", False, None),
        ],
        schema=["interaction_id", "customer_id", "happened_at", "direction", "kind", "resolved",
                "resolved_at"],
        orient="row",
    )  # fmt: skip
    campaigns = pl.DataFrame(
        {
            "campaign_id": ["K1", "K2", "K3"],
            "starts_on": [date(2024, 3, 10), date(2024, 3, 1), date(2024, 3, 1)],
            "ends_on": [date(2024, 4, 10), date(2024, 3, 30), None],
            "touch_point": ["post", "phone", "post"],
            "contact_cost": [1500.5, None, 900.0],
        }
    )
    members = pl.DataFrame(
        [
            ("K1", "A", "letter", at("03-10")),
            ("K1", "D", "control", None),
            ("K2", "B", "control", None),
            ("K2", "D", None, at("03-25")),
            ("K3", "C", "letter", at("04-05")),
        ],
        schema=["campaign_id", "customer_id", "arm", "contacted_at"],
        orient="row",
    )
    return {
        "customers": [people],
        "interactions": [told],
        "campaigns": [campaigns],
        "campaign_members": [members],
    }


COLUMNS = ("customer_id", "consent", "objects", "open_complaint", "last", "control", "running")


def told(files: dict[str, list[Path]], way: str, touch_point: str, **more: object) -> list[object]:
    facts = kiosk.Facts(files, kiosk.ENGINES[way])
    frame = contact_states(facts, touch_point, day=MARCH, **more)  # type: ignore[arg-type]
    days = pl.col("last_contact_day") - MARCH
    return frame.with_columns(last=days).select(COLUMNS).rows()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    return kiosk.write(tmp_path_factory.mktemp("consent"), tables())


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_by_hand_as_of_the_end_of_march(files: dict[str, list[Path]], way: str) -> None:
    """Days are counted from 31 March: A heard from us on the 20th, D on the 25th."""
    assert told(files, way, "e-mail", until=MARCH) == [
        ("A", True, False, False, -11, False, True),
        ("B", False, False, True, None, False, False),
        ("C", None, False, True, None, False, False),
        ("D", True, True, False, -6, True, False),
        ("E", None, False, True, None, False, False),
    ]


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_with_all_that_came_later(files: dict[str, list[Path]], way: str) -> None:
    """B's complaint was resolved in April, F complained then; A and C were contacted then."""
    found = {row[0]: row for row in told(files, way, "phone")}  # type: ignore[index]
    assert found["A"] == ("A", None, False, False, 2, False, True)
    assert found["B"] == ("B", True, False, False, None, False, False)
    assert found["C"] == ("C", None, False, True, 5, False, False)
    assert found["F"] == ("F", None, False, True, None, False, False)


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_a_campaign_does_not_stand_in_its_own_way(files: dict[str, list[Path]], way: str) -> None:
    found = {row[0]: row for row in told(files, way, "store", until=MARCH, but="K1")}  # type: ignore[index]
    assert found["A"] == ("A", None, False, False, -11, False, False)
    assert found["D"] == ("D", None, True, False, -6, False, False)


def test_the_engines_give_the_same_types(files: dict[str, list[Path]]) -> None:
    first, second = (
        contact_states(kiosk.Facts(files, scan), "e-mail", day=MARCH)
        for scan in kiosk.ENGINES.values()
    )
    assert_frame_equal(first, second, check_exact=True)


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_a_contact_costs_what_the_newest_campaign_says(
    files: dict[str, list[Path]], way: str
) -> None:
    facts = kiosk.Facts(files, kiosk.ENGINES[way])
    assert usual_cost(facts, "post") == 1500.5
    assert usual_cost(facts, "phone") is None


def test_who_is_known(facts: Facts) -> None:
    """By a record or an order line; E was visited alone, O5 is anonymous."""
    assert known(facts)["customer_id"].to_list() == ["A", "B", "C", "D"]


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_orders_alone_say_nothing(tmp_path: Path, way: str) -> None:
    files = kiosk.write(tmp_path, {"order_lines": [kiosk.order_lines()]})
    assert told(files, way, "e-mail") == []
