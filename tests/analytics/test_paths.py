"""Paths by hand, attribution by brute force, and what follows complaints."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from analytics import attribution
from analytics.findings import NotEnoughData, WrongOption
from analytics.frames import TOUCHES
from analytics.issues import DAY
from analytics.paths import Paths, follow_paths
from tests.contacts import START

Journey = tuple[Sequence[int], bool]


def touched(rows: Sequence[tuple[str, float, str | None]]) -> pl.DataFrame:
    """TOUCHES from (customer, days after START, touch point or "order")."""
    made: list[dict[str, Any]] = []
    for n, (who, day, what) in enumerate(rows):
        usual: dict[str, Any] = dict.fromkeys(TOUCHES.columns)
        order = what == "order"
        usual |= {"customer_id": who, "at": round((START + day) * DAY), "place": n}
        usual |= {"what": "order" if order else "contact", "touch_point": None if order else what}
        made.append(usual | ({} if order else {"kind": "question", "resolved": True}))
    return pl.DataFrame(made, schema=dict(TOUCHES.columns))


def follow(rows: Sequence[tuple[str, float, str | None]], **options: Any) -> Paths:
    days = {"start": START, "end": START + 99, "as_of": START + 199}
    return follow_paths(touched(rows), **{**days, **options})


def many(rows: Sequence[tuple[str, float, str | None]], times: int = 10) -> list[Any]:
    """The same customers ``times`` over: from ten journeys on a path is shown."""
    return [(f"{who}{n}", day, what) for n in range(times) for who, day, what in rows]


def test_journeys_by_hand() -> None:
    """A: phone, chat, order; then web alone. B: phone, then too late: two journeys, one bought."""
    rows = [("A", 1, "phone"), ("A", 5, "chat"), ("A", 9, "order"), ("A", 20, "web")]
    rows += [("B", 1, "phone"), ("B", 40, "phone"), ("B", 70, "order"), ("B", 71, "order")]
    found = follow(many(rows))

    told = found.paths.select("path", "journeys", "purchases", "journey_days").rows()
    assert told == [
        ("phone", 20, 10, 30.0),  # exactly 30 days
        ("phone > chat", 10, 10, 8.0),
        ("web", 10, 0, None),
    ]
    assert (found.totals["journeys"], found.totals["purchases"]) == (40, 20)
    credit = found.attribution.select("touch_point", "journeys", "first_touch", "linear").rows()
    assert sorted(credit, key=str) == [("chat", 10, 0, 5), ("phone", 30, 20, 15), ("web", 10, 0, 0)]


def test_what_may_still_go_on_is_left_out() -> None:
    rows = [("A", 80, "phone"), ("B", 95, "phone"), ("B", 97, "order")]
    short = follow(rows, as_of=START + 100)
    assert (short.totals["journeys"], short.totals["purchases"]) == (1, 1)
    assert follow(rows).totals["journeys"] == 2
    cut = follow([("A", -5, "phone"), ("A", 3, "chat"), ("B", 3, "chat"), ("C", 120, "chat")])
    assert cut.totals["journeys"] == 1  # A's began before the period, C's after it


def test_a_touch_and_an_order_of_one_minute() -> None:
    found = follow([("A", 2, "order"), ("A", 2, "chat"), ("A", 3, None)])
    steps = {(row["came_from"], row["went_to"]) for row in found.steps.to_dicts()}
    assert steps == {("start", "chat"), ("chat", "bought"), ("start", None), (None, "lost")}


JOURNEYS = st.lists(
    st.tuples(st.lists(st.integers(0, 3), min_size=1, max_size=5), st.booleans()),
    min_size=1,
    max_size=9,
)


def framed(journeys: Sequence[Journey]) -> pl.DataFrame:
    schema = {"touch_points": pl.List(pl.Int64), "bought": pl.Boolean}
    return pl.DataFrame([(list(t), b) for t, b in journeys], schema=schema, orient="row")


def by_walking(journeys: Sequence[Journey], removed: int | None = None) -> float:
    """The chance of a purchase by following the walk step by step until nothing is left."""
    counts: dict[Any, dict[Any, int]] = {}
    for touches, bought in journeys:
        for here, there in pairwise(["start", *touches, "bought" if bought else "lost"]):
            row = counts.setdefault(here, {})
            row[there] = row.get(there, 0) + 1
    standing, bought_by = {"start": 1.0}, 0.0
    for _ in range(4_000):
        moved: dict[Any, float] = {}
        for here, chance in standing.items():
            total = sum(counts[here].values())
            for there, times in counts[here].items():
                part = chance * times / total
                if there == "bought":
                    bought_by += part
                elif there not in ("lost", removed):
                    moved[there] = moved.get(there, 0.0) + part
        standing = {key: chance for key, chance in moved.items() if chance > 1e-15}
        if not standing:
            break
    return bought_by


@settings(max_examples=150)
@given(JOURNEYS)
def test_attribution_equals_brute_force(journeys: list[Journey]) -> None:
    frame = framed(journeys)
    effect = attribution.removal(attribution.transitions(frame), 4)
    whole = by_walking(journeys)
    for place in range(4):
        wanted = 1 - by_walking(journeys, place) / whole if whole else 0.0
        assert effect[place] == pytest.approx(wanted, abs=1e-9)
    credit = attribution.credited(frame, 4)
    bought = [touches for touches, sold in journeys if sold]
    for place in range(4):
        assert credit["first_touch"][place] == sum(t[0] == place for t in bought)
        assert credit["last_touch"][place] == sum(t[-1] == place for t in bought)
        linear = sum(t.count(place) / len(t) for t in map(list, bought))
        assert credit["linear"][place] == pytest.approx(linear)
    for rule in credit.values():
        assert rule.sum() == pytest.approx(len(bought))


def test_removal_effects_as_published() -> None:
    """Three journeys, C1 > C2 > C3 bought, C1 lost, C2 > C3 lost: the usual worked example.

    The chance is 1/3; without C1 it is 1/6, without C2 or C3 none.
    """
    journeys = [((0, 1, 2), True), ((0,), False), ((1, 2), False)]
    assert by_walking(journeys) == pytest.approx(1 / 3)
    effect = attribution.removal(attribution.transitions(framed(journeys)), 3)
    assert effect == pytest.approx([0.5, 1.0, 1.0])
    rows = [("A", 1, "c1"), ("A", 2, "c2"), ("A", 3, "c3"), ("A", 4, "order"), ("B", 1, "c1")]
    found = follow([*rows, ("C", 1, "c2"), ("C", 2, "c3")])
    told = found.attribution.select("touch_point", "markov").rows()
    assert told == [("c2", 0.4), ("c3", 0.4), ("c1", 0.2)]


def test_touching_twice_in_a_row_changes_no_removal_effect() -> None:
    once = [((0, 1), True), ((1,), False), ((0,), True)]
    twice = [((0, 0, 1), True), ((1, 1, 1), False), ((0,), True)]
    one, other = (attribution.removal(attribution.transitions(framed(j)), 2) for j in (once, twice))
    assert np.allclose(one, other)


def after(days: float | None, *, kind: str, solved: bool | None, who: str) -> pl.DataFrame:
    rows = touched([(who, 1, "phone"), *([(who, 1 + days, "order")] if days else [])])
    contact = pl.col("what") == "contact"
    return rows.with_columns(
        kind=pl.when(contact).then(pl.lit(kind)),
        resolved=pl.when(contact).then(pl.lit(solved, pl.Boolean)),
    )


def test_what_follows_complaints_by_hand() -> None:
    """Of twelve solved three buy at once, two are lost; of ten open ones nine are lost."""
    solved = [5.0, 6, 30, 31, 90, 90, 90, 90, 90, 180, 181, None]
    parts = [after(d, kind="complaint", solved=True, who=f"S{n}") for n, d in enumerate(solved)]
    parts += [
        after(40 if n == 0 else None, kind="complaint", solved=False, who=f"O{n}")
        for n in range(10)
    ]
    parts[0] = parts[0].with_columns(pl.col("kind").str.to_titlecase())  # as others write it
    parts += [after(1, kind="question", solved=None, who="Q")]
    days = {"start": START, "end": START + 99, "as_of": START + 199}
    found = follow_paths(pl.concat(parts), **days)
    told = {(r["contact_kind"], r["contact_end"]): r for r in found.after.to_dicts()}

    well, badly = told["complaint", "solved"], told["complaint", "not_solved"]
    assert (well["bought_share"], well["lost_share"]) == (3 / 12, 2 / 12)
    assert (badly["bought_share"], badly["lost_share"]) == (0.0, 0.9)
    assert told["question", "not_known"]["bought_share"] is None  # one customer tells nothing
    assert "paths.find_lost" in [finding.key for finding in found.findings()]
    early = follow_paths(pl.concat(parts), **{**days, "as_of": START + 60})
    assert set(early.after["lost_of"]) == {0}


def test_the_first_contact_of_a_kind_counts_once() -> None:
    rows = many([("A", 1, "phone"), ("A", 2, "phone"), ("A", 3, "order"), ("A", 60, "chat")], 12)
    found = follow(rows)
    assert found.after["bought_of"].to_list() == [12]
    assert found.after["bought_share"].to_list() == [1.0]


def test_any_order_of_rows_gives_the_same() -> None:
    chance = np.random.default_rng(4)
    points = ["phone", "chat", None, "order"]
    rows = [
        (f"C{chance.integers(20)}", float(chance.integers(100)), points[chance.integers(4)])
        for _ in range(400)
    ]
    frame = touched(rows)
    days = {"start": START, "end": START + 99, "as_of": START + 199}
    one = follow_paths(frame, **days)
    other = follow_paths(frame.sample(fraction=1, shuffle=True, seed=1), **days)
    for name, found in one.frames().items():
        assert_frame_equal(found, other.frames()[name])


def test_refusals() -> None:
    with pytest.raises(NotEnoughData, match="no_journeys"):
        follow([("A", 1, "order")])
    with pytest.raises(NotEnoughData, match="no_journeys"):
        follow([("A", 90, "phone")], as_of=START + 99)
    for name in ("within", "lost"):
        with pytest.raises(WrongOption, match=name):
            follow([("A", 1, "phone")], **{name: 0})


def test_nobody_bought() -> None:
    found = follow([("A", 1, "phone"), ("B", 1, "chat")])
    assert found.attribution["markov"].to_list() == [0.0, 0.0]
    assert found.totals["purchase_share"] == 0.0
    assert found.totals["journey_days"] is None
    assert [finding.key for finding in found.findings()] == ["paths.find_journeys"]
