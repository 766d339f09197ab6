"""Cohorts: equal to a brute-force count, open months left out, means over what they say."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from analytics.findings import NotEnoughData
from analytics.frames import COHORT_ACTIVITY
from analytics.retention import follow

Order = tuple[str, date, float]


def month(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def cohorts(orders: list[Order], groups: dict[str, str] | None = None) -> pl.DataFrame:
    """A COHORT_ACTIVITY frame, counted one order at a time."""
    first: dict[str, date] = {}
    for who, day, _ in sorted(orders, key=lambda o: o[1]):
        first.setdefault(who, month(day))
    cells: dict[tuple[str | None, date, date], list[Order]] = {}
    for order in orders:
        group = groups[order[0]] if groups else None
        cells.setdefault((group, first[order[0]], month(order[1])), []).append(order)
    rows = [
        (
            *key,
            len({o[0] for o in had}),
            len(had),
            sum(o[2] for o in had),
            sum(o[2] for o in had) / 2,
        )
        for key, had in cells.items()
    ]
    schema = {
        "group": pl.String,
        "cohort": pl.Date,
        "month": pl.Date,
        "heads": pl.Int64,
        "orders": pl.Int64,
        "revenue": pl.Float64,
        "margin": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def a_year(seed: int = 1, customers: int = 300, stays: float = 0.5) -> list[Order]:
    """Customers who start in one of ten months and order each later month with a chance."""
    random = np.random.default_rng(seed)
    orders = []
    for i in range(customers):
        start = int(random.integers(1, 11))
        orders.append((f"c{i}", date(2024, start, 5), 10.0))
        orders += [
            (f"c{i}", date(2024, m, 20), 10.0)
            for m in range(start + 1, 13)
            if random.random() < stays
        ]
    return orders


def test_by_hand() -> None:
    """Three in January, one of them again in March; two in February, both again in March."""
    orders = [("a", date(2024, 1, 3), 10.0), ("b", date(2024, 1, 9), 20.0)]
    orders += [("c", date(2024, 1, 9), 30.0), ("a", date(2024, 3, 1), 40.0)]
    orders += [(w, date(2024, m, 2), 5.0) for w in "de" for m in (2, 3)]
    found = follow(cohorts(orders), first=date(2024, 1, 1), as_of=date(2024, 3, 20)).cells
    january = found.filter(cohort=date(2024, 1, 1))
    assert january["heads"].to_list() == [3, 0, 1]
    assert january["share"].to_list() == [1, 0, pytest.approx(1 / 3)]
    assert january["cumulative_margin"].to_list() == pytest.approx([10, 10, 10 + 20 / 3])
    assert january["complete"].to_list() == [True, True, False]
    assert found.filter(cohort=date(2024, 2, 1))["share"].to_list() == [1, 1]
    assert not found.filter(cohort=date(2024, 1, 1))["counted"].any()


def test_every_cell_by_brute_force() -> None:
    """Heads and shares of random customers, counted customer by customer."""
    orders = a_year()
    cells = follow(cohorts(orders), first=date(2024, 1, 1), as_of=date(2024, 12, 31)).cells
    first = {w: min(month(d) for v, d, _ in orders if v == w) for w, *_ in orders}
    for row in cells.iter_rows(named=True):
        members = {w for w, m in first.items() if m == row["cohort"]}
        there = {w for w, d, _ in orders if w in members and month(d) == row["month"]}
        assert (row["customers"], row["heads"]) == (len(members), len(there))
    assert cells["heads"].sum() == len({(w, month(d)) for w, d, _ in orders})
    assert cells["revenue"].sum() == pytest.approx(sum(o[2] for o in orders))


def test_a_mean_has_the_customers_it_speaks_of() -> None:
    """The share after k months is heads over customers of just the cohorts that are counted."""
    result = follow(cohorts(a_year()), first=date(2024, 1, 1), as_of=date(2024, 12, 31))
    for row in result.curve.iter_rows(named=True):
        used = result.cells.filter("counted", pl.col("age") == row["age"])
        assert row["cohorts"] == used.height >= 3
        assert row["share"] == pytest.approx(
            int(used["heads"].sum()) / int(used["customers"].sum())
        )
        assert row["share_low"] <= row["share"] <= row["share_high"]
    assert result.curve["age"].max() == 8  # of February to October: three cohorts reach 8 months


def test_the_open_month_is_in_no_mean() -> None:
    """On 15 December the month is half over: its cells are shown, not counted."""
    whole = [o for o in a_year() if o[1] <= date(2024, 12, 15)]
    open_month = follow(cohorts(whole), first=date(2024, 1, 1), as_of=date(2024, 12, 15))
    before = [o for o in a_year() if o[1] <= date(2024, 11, 30)]
    closed = follow(cohorts(before), first=date(2024, 1, 1), as_of=date(2024, 11, 30))
    assert open_month.curve.equals(closed.curve)
    assert not open_month.cells.filter(month=date(2024, 12, 1))["complete"].any()


def test_a_group_that_stays_better_is_named() -> None:
    """One channel keeps four of five, the other one of five; equal ones are not named."""
    good = [(f"g{w}", d, v) for w, d, v in a_year(2, stays=0.8)]
    bad = [(f"b{w}", d, v) for w, d, v in a_year(3, stays=0.2)]
    groups = {w: "store" if w[0] == "g" else "web" for w, *_ in good + bad}
    result = follow(cohorts(good + bad, groups), first=date(2024, 1, 1), as_of=date(2024, 12, 31))
    named = [f for f in result.findings() if f.key == "retention.find_group"]
    assert [f.fields["group"] for f in named] == ["store"]
    same = [(f"b{w}", d, v) for w, d, v in a_year(2, stays=0.8)]
    equal = follow(cohorts(good + same, groups), first=date(2024, 1, 1), as_of=date(2024, 12, 31))
    assert "retention.find_group" not in {f.key for f in equal.findings()}


def test_the_best_of_many_alike_groups_is_not_named() -> None:
    """Forty groups drawn alike: in no more than one of twenty tries the best is named."""
    rng, named = np.random.default_rng(5), 0
    months = [date(2024, m, 1) for m in range(1, 9)]
    for _ in range(20):
        rows = [
            (f"g{g:02}", c, m, heads, heads, float(heads), float(heads))
            for g in range(40)
            for c in months
            for m in months
            if m >= c
            for heads in [60 if m == c else int(rng.binomial(60, 0.4))]
        ]
        frame = pl.DataFrame(rows, schema=dict(COHORT_ACTIVITY.columns), orient="row")
        found = follow(frame, first=date(2023, 12, 1), as_of=date(2024, 8, 31)).findings()
        named += any(f.key == "retention.find_group" for f in found)
    assert named <= 1


def test_newer_cohorts_that_stay_less_are_told() -> None:
    """Two years of cohorts, the newer half keeps far fewer."""
    random = np.random.default_rng(9)
    orders = []
    for i in range(4_000):
        start = int(random.integers(0, 24))
        stays = 0.6 if start < 16 else 0.2
        for m in range(start, 24):
            if m == start or random.random() < stays:
                orders.append((f"c{i}", date(2023 + m // 12, m % 12 + 1, 7), 1.0))
    result = follow(cohorts(orders), first=date(2023, 1, 1), as_of=date(2024, 12, 31))
    assert "retention.find_worse" in {f.key for f in result.findings()}
    summary = result.summary()
    assert summary["customers"] == 4_000
    assert summary["retention_1"] == pytest.approx(0.47, abs=0.08)


def test_too_little_is_said() -> None:
    """Nobody; all in the last month."""
    for orders in ([], [("a", date(2024, 3, 3), 1.0)]):
        with pytest.raises(NotEnoughData):
            follow(cohorts(orders), first=date(2024, 3, 1), as_of=date(2024, 3, 20))
