"""Ordered patterns: equal to a brute-force count of every possible one."""

from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.findings import WrongOption
from analytics.patterns import find_patterns

Event = tuple[str, int, str]
events = st.sets(
    st.tuples(st.sampled_from(["Ani", "Budi", "Citra"]), st.integers(0, 9), st.sampled_from("abc")),
    min_size=1,
    max_size=25,
)


def frame(rows: set[Event] | list[Event]) -> pl.DataFrame:
    """A PURCHASES frame."""
    schema = {"customer_id": pl.String, "day": pl.Int64, "item": pl.String}
    return pl.DataFrame(sorted(rows), schema=schema, orient="row")


def has(
    bought: list[tuple[int, str]], pattern: tuple[str, ...], gap: int | None, last: int
) -> bool:
    """Whether a customer bought the pattern after the day ``last`` (-1: from the start)."""
    if not pattern:
        return True
    return any(
        item == pattern[0]
        and (last < 0 or (day > last and (gap is None or day - last <= gap)))
        and has(bought, pattern[1:], gap, day)
        for day, item in bought
    )


@given(rows=events, least=st.integers(1, 3), gap=st.sampled_from([None, 1, 3]))
@settings(max_examples=80, deadline=None)
def test_every_pattern_by_brute_force(rows: set[Event], least: int, gap: int | None) -> None:
    """All patterns of two and three items, with and without a largest gap."""
    customers = {name: [(d, i) for c, d, i in rows if c == name] for name, *_ in rows}

    def count(pattern: tuple[str, ...]) -> int:
        return sum(has(bought, pattern, gap, -1) for bought in customers.values())

    wanted = {
        pattern: (count(pattern), count(pattern[::-1]), count(pattern[:-1]))
        for size in (2, 3)
        for pattern in product("abc", repeat=size)
        if count(pattern) >= least
    }
    found = find_patterns(frame(rows), least=least, items=3, gap=gap, complete=True)
    figures = found.select("pattern", "customers", "backwards", "prefix_customers").iter_rows()
    assert {tuple(pattern): tuple(counts) for pattern, *counts in figures} == wanted


def test_a_pattern_by_hand() -> None:
    """Ani buys a, b, c; Budi a and b on one day, which is no order; Citra b after a long pause."""
    rows = [("Ani", 1, "a"), ("Ani", 3, "b"), ("Ani", 4, "c"), ("Budi", 1, "a"), ("Budi", 1, "b")]
    rows += [("Citra", 1, "a"), ("Citra", 90, "b")]
    found = find_patterns(frame(rows), least=1, items=3, complete=True)
    names = ("pattern", "customers", "backwards", "prefix_customers", "confidence", "lift")
    assert found.select(names).rows() == [
        (["a", "b"], 2, 0, 3, pytest.approx(2 / 3), pytest.approx(2 / 3)),
        (["a", "b", "c"], 1, 0, 2, 0.5, 1.5),
        (["a", "c"], 1, 0, 3, pytest.approx(1 / 3), 1),
        (["b", "c"], 1, 0, 3, pytest.approx(1 / 3), 1),
    ]
    assert not found["ordered"].any()
    near = find_patterns(frame(rows), least=1, items=2, gap=30)
    assert near.row(0)[:2] == (["a", "b"], 1)


def test_limits_that_mean_nothing_are_refused() -> None:
    """At least one customer, two items, one day."""
    for wrong in ({"least": 0}, {"least": 1, "items": 1}, {"least": 1, "gap": 0}):
        with pytest.raises(WrongOption):
            find_patterns(frame([("Ani", 1, "a")]), **wrong)
    assert find_patterns(frame([("Ani", 1, "a")]), least=1).is_empty()


def shoppers(customers: int, *, follow: bool, seed: int = 2) -> pl.DataFrame:
    """20 visits a week apart, one of six items each; half also buy a, b and c in turn."""
    chance = np.random.default_rng(seed)
    rows = set()
    for n in range(customers):
        rows |= {(f"c{n:03}", 7 * week, str(chance.choice(list("abcdef")))) for week in range(20)}
        if follow and n % 2:
            start = int(chance.integers(80))
            rows |= {(f"c{n:03}", start + d, i) for d, i in ((0, "a"), (20, "b"), (35, "c"))}
    return frame(rows)


def test_an_order_with_other_purchases_between_is_told_from_none() -> None:
    """a, b and c 20 and 15 days apart, visits each week between: the order, and no other."""
    found = find_patterns(shoppers(400, follow=True), least=40, gap=21).filter("ordered")
    names = {"".join(pattern) for pattern in found["pattern"].to_list()}
    assert {"ab", "bc", "abc"} <= names <= {"ab", "bc", "ac", "abc"}
    longest = found.row(found["pattern"].to_list().index(["a", "b", "c"]), named=True)
    assert longest["customers"] > longest["backwards"] + 50
    plain = [
        find_patterns(shoppers(200, follow=False, seed=seed), least=20, gap=21)["ordered"].any()
        for seed in range(8)
    ]
    assert sum(plain) <= 2
