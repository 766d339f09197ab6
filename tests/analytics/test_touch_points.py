"""Touch points: by hand, by brute force, and against known truths."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from scipy import stats

from analytics.findings import NotEnoughData, WrongOption
from analytics.frames import CONTACT_GROUPS
from analytics.issues import DAY, Rule, with_issues
from analytics.touch_points import GROUPS, Days, TouchPoints, read_contacts
from analytics.waiting import quantiles
from tests.contacts import START, busy, contact, contacts

AUTUMN = Days(START, START + 29, START + 60)


def read(rows: list[dict[str, Any]], days: Days = AUTUMN, **options: Any) -> TouchPoints:
    return read_contacts(contacts(rows), days, **options)


def told(rows: list[dict[str, Any]], days: int = 7, **rule: Any) -> list[tuple[Any, ...]]:
    """Begins an issue, repeated, solved at once, for each contact as typed."""
    frame = contacts(rows).sort("at", "interaction_id")
    found = with_issues(frame, Rule(days, **rule), (START + 60) * DAY).sort("interaction_id")
    return found.select("begins", "repeated", "at_once").rows()


def test_issues_by_hand() -> None:
    """A asks on day 0, again on day 6 and 13 (one issue: each within 7 days), and on day 21."""
    rows = [contact(day) for day in (0, 6, 13, 21)]
    assert told(rows) == [
        (True, True, False),
        (False, True, None),
        (False, False, None),
        (True, False, True),
    ]
    assert told([contact(0), contact(7)])[0] == (True, True, False)  # exactly 7 days
    assert told([contact(0), contact(7 + 1 / DAY)])[0] == (True, False, True)


def test_another_topic_or_customer_is_another_issue() -> None:
    rows = [contact(0), contact(1, topic="return"), contact(2, "B"), contact(3, topic=None)]
    assert told(rows) == [(True, False, True)] * 4
    any_topic = told(rows, same_topic=False)
    assert any_topic[:2] == [(True, True, False), (False, True, None)]
    assert any_topic[2:] == [(True, False, True), (False, False, None)]


def test_what_asks_for_nothing_is_no_issue() -> None:
    rows = [
        contact(0, direction="outbound"),
        contact(1, kind="visit"),
        contact(2, kind="Praise"),
        contact(3, None),  # nobody knows who
        contact(4, kind=None, direction=None),
    ]
    assert [row[0] for row in told(rows)] == [None, None, None, None, True]


def test_days_that_are_not_over_are_no_evidence() -> None:
    found = told([contact(53), contact(53.01, "B"), contact(0, "C", resolved=None)])
    assert found == [(True, False, True), (True, None, None), (True, False, None)]


@settings(max_examples=60)
@given(
    rows=st.lists(
        st.tuples(st.integers(0, 40), st.sampled_from("AB"), st.sampled_from(["x", "y", None])),
        max_size=14,
    ),
    days=st.integers(1, 10),
)
def test_issues_by_brute_force(rows: list[tuple[int, str, str | None]], days: int) -> None:
    typed = [contact(day, who, topic=topic) for day, who, topic in rows]
    wanted = []
    for n, (day, who, topic) in enumerate(rows):
        same = [(d, m) for m, (d, w, t) in enumerate(rows) if (w, t) == (who, topic)]
        before = [d for d, m in same if (d, m) < (day, n)]
        after = [d for d, m in same if (d, m) > (day, n)]
        begins = not before or day - max(before) > days
        again = bool(after) and min(after) - day <= days
        wanted.append((begins, again, not again if begins else None))
    assert told(typed, days) == wanted


def test_open_contacts_are_not_left_out_of_the_time_to_resolve() -> None:
    """Freireich's remissions (6-MP arm, 1963): the median is 23 weeks; 9 of 10 is not reached."""
    weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    ended = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    waited, solved = np.array(weeks, dtype=float), np.array(ended, dtype=bool)

    assert quantiles(waited, solved) == [23.0, None]
    survival = stats.ecdf(stats.CensoredData(uncensored=waited[solved], right=waited[~solved])).sf
    for share in (0.1, 0.25, 0.4, 0.5):
        below = survival.quantiles[survival.probabilities <= 1 - share]
        assert quantiles(waited, solved, [share]) == [below[0] if len(below) else None]
    assert quantiles(np.array([5.0, 1.0, 3.0]), np.ones(3, dtype=bool)) == [3.0, 5.0]
    assert quantiles(np.zeros(0), np.zeros(0, dtype=bool)) == [None, None]


def test_figures_by_hand() -> None:
    """Twenty calls and ten letters: half of the calls open, marks 4 and 5, one asked again."""
    rows = [
        contact(n, f"C{n}", minutes=6.0, cost=10.0, satisfaction=4 + n % 2)
        | ({"resolved": False} if n % 2 else {"resolve_minutes": 60 * (n + 1)})
        for n in range(20)
    ]
    rows += [contact(n, "B", touch_point="post", topic=f"T{n}", cost=1.0) for n in range(10)]
    rows += [contact(6, "C4", touch_point=None, cost=2.0)]
    result = read(rows)
    groups = {row["group"]: row for row in result.groups.to_dicts()}

    assert list(groups) == ["phone", "post", None]
    phone = groups["phone"]
    assert (phone["contacts"], phone["contact_minutes"], phone["contacts_cost"]) == (20, 120, 200)
    assert phone["share"] == pytest.approx(20 / 31)
    assert phone["resolved_share"] == 0.5
    assert (phone["repeat_share"], phone["first_contact_share"]) == (1 / 20, 9 / 20)
    assert phone["satisfaction"] == 4.5
    low = stats.t.interval(0.95, 19, 4.5, np.std([4, 5] * 10, ddof=1) / 20**0.5)[0]
    assert phone["satisfaction_low"] == pytest.approx(low)
    assert phone["resolve_median_hours"] == pytest.approx(19.0)  # the tenth of twenty
    assert phone["resolve_most_hours"] is None
    assert groups["post"]["satisfaction"] is None  # no marks
    assert groups["post"]["first_contact_share"] == 1.0
    assert groups[None]["resolved_share"] is None  # one contact tells nothing
    assert result.summary()["self_service_share"] == 0.0
    assert result.months["contacts"].sum() == result.hours["contacts"].sum() == 31


def test_the_period_before_is_compared_where_it_is_known() -> None:
    days = Days(START + 60, START + 119, START + 130, START)
    result = read_contacts(busy(), days)
    row = result.figures.filter(figure="contacts").row(0, named=True)
    assert (row["now"], row["before"], row["change"]) == (180, 180, 0.0)
    agents = result.figures.filter(figure="agents_per_issue").row(0, named=True)
    assert agents["now"] == result.summary()["agents_per_issue"]
    before = read_contacts(busy(), Days(START, START + 59, START + 130)).summary()
    assert agents["before"] == before["agents_per_issue"]
    alone = read_contacts(busy(), Days(START + 60, START + 119, START + 130))
    assert alone.figures["before"].null_count() == alone.figures.height
    assert alone.groups["contacts_before"].null_count() == alone.groups.height


def test_a_change_is_told_only_beyond_chance() -> None:
    def change(now: int, before: int) -> list[str]:
        rows = [contact(30 + n % 30, f"C{n}") for n in range(now)]
        rows += [contact(n % 30, f"D{n}") for n in range(before)]
        result = read(rows, Days(START + 30, START + 59, START + 59, START))
        return [finding.key for finding in result.findings()]

    assert "touch_points.find_more" in change(160, 100)
    assert "touch_points.find_fewer" in change(100, 160)
    assert not {"touch_points.find_more", "touch_points.find_fewer"} & set(change(120, 100))


@pytest.mark.parametrize("by", GROUPS)
def test_groups_add_up_to_all(by: str) -> None:
    standing = pl.DataFrame(
        {"customer_id": ["C01", "C02"], "segment": ["loyal", None], "tier": ["vital_few"] * 2},
        schema=dict(CONTACT_GROUPS.columns),
    )
    result = read_contacts(
        busy(), Days(START + 30, START + 119, START + 130), by=by, groups=standing
    )
    assert result.groups["contacts"].sum() == 270
    assert result.groups["share"].sum() == pytest.approx(1)
    assert result.groups["contacts_cost"].sum() == pytest.approx(result.totals["contacts_cost"])
    assert result.groups["group"].n_unique() == result.groups.height


def test_hours_and_days_of_the_week() -> None:
    result = read([contact(0.5), contact(3, "B"), contact(3.999, "C")])
    assert result.hours.rows() == [(1, 0, 1), (1, 23, 1), (5, 12, 1)]  # a Friday, and a Monday
    by_day = read([contact(0.5), contact(3, "B")], by="weekday").groups["group"].to_list()
    assert by_day == ["friday", "monday"]


def test_what_answers_would_save() -> None:
    """40 simple questions of 5,000 in 30 days; complaints, open and repeated ones save nothing."""
    simple = [contact(n % 20, f"C{n}", cost=5_000.0, minutes=3.0) for n in range(40)]
    hard = [
        contact(n % 20, f"H{n}", cost=9_000.0, minutes=30.0 if n % 2 else 3.0)
        | ({} if n % 2 else {"kind": "complaint"})
        for n in range(40)
    ]
    rare = [contact(n, "R", topic="rare") for n in range(5)]
    web = [contact(n % 20, f"W{n}", touch_point="Web", topic="loyalty") for n in range(40)]
    result = read([*simple, *hard, *rare, *web], deflection=0.25)

    assert result.faq["topic"].to_list() == ["price"]
    row = result.faq.row(0, named=True)
    assert row["simple_share"] == 0.5
    assert row["simple_cost_year"] == pytest.approx(200_000 * 365.25 / 30)
    assert row["savings_year"] == pytest.approx(row["simple_cost_year"] / 4)
    half = read([*simple, *hard], deflection=0.5).faq["savings_year"][0]
    assert half == pytest.approx(2 * row["savings_year"])
    assert result.findings()[-1].key == "touch_points.find_faq"


def test_any_order_of_rows_gives_the_same() -> None:
    days = Days(START + 30, START + 119, START + 130)
    whole, shuffled = busy(), busy().sample(fraction=1, shuffle=True, seed=3)
    one, other = read_contacts(whole, days), read_contacts(shuffled, days)
    for name, frame in one.frames().items():
        assert_frame_equal(frame, other.frames()[name])


def test_refusals() -> None:
    with pytest.raises(NotEnoughData, match="no_contacts_in_period"):
        read([contact(45)])
    with pytest.raises(ValueError, match="by must be one of"):
        read([contact(0)], by="shoe size")
    for deflection in (0.0, 1.5):
        with pytest.raises(WrongOption, match="deflection"):
            read([contact(0)], deflection=deflection)


def test_one_contact_is_counted_and_nothing_else_is_said() -> None:
    result = read([contact(0, None, kind=None, touch_point=None, topic=None, resolved=None)])
    summary = result.summary()
    assert summary["contacts"] == 1
    assert summary["issues"] == 0
    for name in ("satisfaction", "first_contact_share", "resolve_median_hours", "agents_per_issue"):
        assert summary[name] is None
    assert [finding.key for finding in result.findings()] == ["touch_points.find_volume"]
