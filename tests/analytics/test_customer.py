"""One customer by hand: place, rhythm, what lies open, what is masked and what is not said."""

from datetime import date, timedelta

import polars as pl
import pytest

from analytics.bases import BASES
from analytics.customer import Customer, with_outlook
from analytics.findings import NotEnoughData
from analytics.frames import CUSTOMER_RECORD
from tests.contacts import START, contact, contacts
from tests.customers import AHEAD, RECORD, STANDING, everybody, outlook, record, regular, viewed

EPOCH = date(1970, 1, 1)
STEADY = {0: 50.0, 30: 50.0, 60: 50.0, 90: 50.0}


def day(number: int) -> date:
    return EPOCH + timedelta(days=START + number)


def keys(found: Customer) -> list[str]:
    return [finding.key.partition(".")[2] for finding in found.findings()]


def test_the_place_among_all_and_ties_by_number() -> None:
    found = viewed(STEADY, among=everybody(A=50.0, B=90.0, C=10.0, D=50.0))
    assert found.values.rows() == [(basis, 50.0, 2, 4) for basis in BASES]
    tied = viewed(STEADY, among=everybody(A=50.0, B=50.0))
    assert tied.value("profit")["rank"] == 1
    absent = viewed(STEADY, among=everybody(B=50.0))
    assert (absent.value("profit")["rank"], absent.value("profit")["customers"]) == (None, 1)
    assert keys(absent)[0] == "find_quiet"
    assert keys(viewed({0: 5.0}, among=everybody(A=-5.0, B=1.0)))[0] == "find_loss"


@pytest.mark.parametrize(
    ("silent", "state"), [(30, "on_time"), (31, "due"), (45, "due"), (46, "overdue")]
)
def test_the_rhythm_by_hand(silent: int, state: str) -> None:
    """Gaps of 30 days: usual 30, spread a quarter of it, so the limit is 30 + 2 x 7.5 = 45."""
    rhythm = viewed(STEADY, as_of=START + 90 + silent).rhythm
    assert (rhythm.usual_gap_days, rhythm.limit_days, rhythm.state) == (30.0, 45.0, state)
    assert (rhythm.first_day, rhythm.last_day, rhythm.due_day) == (day(0), day(90), day(120))


def test_two_gaps_are_no_rhythm() -> None:
    rhythm = viewed({0: 50.0, 30: 50.0, 60: 50.0}).rhythm
    assert (rhythm.state, rhythm.usual_gap_days, rhythm.due_day) == ("no_rhythm", None, None)
    assert rhythm.recency_days == 70


def test_what_lies_open() -> None:
    """Questions that were not solved, and complaints of which nothing is written."""
    spoken = contacts(
        [
            contact(1, "A", kind="question", resolved=False),
            contact(2, "A", kind="complaint", resolved=None),
            contact(3, "A", kind="question", resolved=None),
            contact(4, "A", kind="complaint", resolved=True),
            contact(5, "A", kind="praise", resolved=False),
            contact(6, "A", kind="Complaint", resolved=False, direction="outbound"),
            contact(7, "A", kind="question", resolved=False, direction="outbound"),
        ]
    )
    found = viewed(STEADY, contacts=spoken)
    states = dict(zip(found.contacts["day"], found.contacts["solved"], strict=True))
    assert [states[day(n)] for n in range(1, 8)] == [
        *("issue_open", "issue_open", "issue_unknown", "solved", "issue_unknown"),
        *("issue_open", "issue_unknown"),
    ]
    assert found.open_issues == 3
    assert "find_open" in keys(found)


def test_what_lies_open_is_unknown_where_nobody_records_contacts() -> None:
    none = viewed(STEADY, contacts=None)
    assert none.summary()["open_issues"] is None
    assert none.contacts.is_empty()
    assert "find_open" not in keys(none)
    assert viewed(STEADY).summary()["open_issues"] == 0


def test_names_and_contacts_are_nowhere_in_the_result() -> None:
    found = regular()
    said = found.record.rows()
    assert ("name", "A••• W•••") in said
    assert ("city", "Medan") in said
    everything = repr([frame.rows() for frame in found.frames().values()])
    everything += repr(found.findings()) + repr(found.summary())
    for secret in ("Ani", "Wijaya", "ani.wijaya", "081234567890", "Mawar"):
        assert secret not in everything
    assert all("A" in frame["customer_id"] for frame in found.frames().values() if frame.height)


def test_what_happened_in_order() -> None:
    found = regular().timeline
    assert found.select("day", "event").rows() == [
        (day(120), "event_order"),
        (day(110), "event_segment"),
        (day(90), "event_order"),
        (day(70), "event_contact"),
        (day(66), "event_return"),
        (day(60), "event_order"),
        (day(60), "event_control"),
        (day(30), "event_order"),
        (day(21), "event_campaign"),
        (day(20), "event_segment"),
        (day(0), "event_order"),
    ]
    assert found["value"].sum() == 50 * 4 + 80 - 60


def test_returns_are_told_from_a_fifth_on() -> None:
    assert "find_returns" in keys(viewed({0: 80.0, 5: -16.0}))
    assert "find_returns" not in keys(viewed({0: 80.0, 5: -15.0}))


def test_what_is_wrong_with_the_record() -> None:
    def warned(**said: object) -> list[str]:
        return [
            w.key.removeprefix("customer.find_") for w in viewed({}, record=record(**said)).warnings
        ]

    assert warned() == []
    assert warned(email="ani.contoh.id") == ["bad_email"]
    assert warned(phone="12") == ["bad_phone"]
    assert warned(email=None, phone=None) == ["unreachable"]
    assert warned(consent_email=None) == ["no_consent"]
    assert warned(consent_source=None) == ["unproven_consent"]
    assert warned(last_verified_on=date(2010, 1, 1)) == ["stale"]
    assert [w.key for w in viewed({0: 1.0}, record=CUSTOMER_RECORD.empty()).warnings] == [
        "customer.find_no_record"
    ]


def test_whoever_objects_is_not_scored_and_nothing_is_foretold() -> None:
    objecting = viewed(STEADY, record=record(objects_to_profiling=True), standing=STANDING)
    found = with_outlook(objecting, outlook())
    assert found.objects
    assert found.outlook is None
    assert found.summary()["segment"] is None
    assert "find_objects" in keys(found)
    assert not {"find_segment", "find_ahead", "find_next", "find_moved"} & set(keys(found))
    assert viewed(STEADY, standing=STANDING).summary()["segment"] == "champions"


@pytest.mark.parametrize(
    ("light", "told"),
    [
        ("green", ["find_ahead", "find_ahead_why"]),
        ("amber", ["find_ahead", "find_ahead_why", "find_amber"]),
        ("red", ["find_red"]),
        (None, ["find_unproven"]),
    ],
)
def test_the_light_decides_what_is_said(light: str | None, told: list[str]) -> None:
    ahead = AHEAD if light in ("green", "amber") else {}
    found = with_outlook(viewed(STEADY), outlook(light, ahead, moved=False))
    names = {"find_ahead", "find_ahead_why", "find_amber", "find_red", "find_unproven"}
    assert [key for key in keys(found) if key in names] == told


def test_nobody_knows_this_number() -> None:
    with pytest.raises(NotEnoughData, match="no_such_customer"):
        viewed({}, record=CUSTOMER_RECORD.empty())


def test_the_order_of_rows_means_nothing() -> None:
    shuffled = viewed(dict(reversed(STEADY.items())))
    first = viewed(STEADY)
    for name, frame in first.frames().items():
        assert frame.equals(shuffled.frames()[name])
    assert isinstance(first.orders, pl.DataFrame)
    assert RECORD["name"] == "Ani Wijaya"
