"""Cohorts of the kiosk by hand, and of any company by a brute-force count, on every engine."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from analytics.frames import COHORT_ACTIVITY
from data.facts import Facts
from data.frames.cohorts import CohortBy, _first_products, cohort_activity, cohort_groups
from data.frames.customer_days import customer_days
from data.frames.door import collect
from data.frames.lines import costed, counted
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING
from tests.data.frames.test_properties import FEW, LINES, company, frame

ACQUIRED = pl.DataFrame(
    {"customer_id": ["A", "B"], "segment": ["loyal", None]},
    schema={"customer_id": pl.String, "segment": pl.String},
)
FEBRUARY, MARCH, APRIL = (date(2024, month, 1) for month in (2, 3, 4))


def counts(found: pl.DataFrame) -> list[tuple[Any, ...]]:
    return found.select("group", "cohort", "month", "heads", "orders").rows()


def test_the_kiosk_by_hand(facts: Facts) -> None:
    """A is won in February (O1) and orders again in April; D in February; B in March, twice."""
    found = cohort_activity(facts, SPRING, RATES)

    assert found.schema == dict(COHORT_ACTIVITY.columns)
    assert counts(found) == [
        (None, FEBRUARY, FEBRUARY, 2, 2),
        (None, FEBRUARY, MARCH, 0, 0),  # A's line of quantity 0: money, no order
        (None, FEBRUARY, APRIL, 1, 1),
        (None, MARCH, MARCH, 1, 2),
    ]
    assert found["revenue"].to_list() == [25 + 150, 7, 80, 40 - 20 + 10]
    costs = 25 * 0.6 + 60 + 50 * 0.75 + 5 + 1
    assert found["margin"][0] == pytest.approx(175 - costs)


@pytest.mark.parametrize(
    ("by", "groups"),
    [
        (CohortBy.CUSTOMER_TYPE, {"A": "retail", "B": "retail", "D": "wholesale"}),
        (CohortBy.SEGMENT, {"A": "loyal", "B": None, "D": None}),
        (CohortBy.FIRST_CHANNEL, {"A": "web", "B": "web", "D": "web"}),
        (CohortBy.FIRST_CATEGORY, {"A": "Tea", "B": "Tea", "D": "Tea"}),
        (CohortBy.FIRST_PRODUCT, dict.fromkeys("ABD", "Green tea")),
        (CohortBy.HOME_REGION, dict.fromkeys("ABD")),
    ],
)
def test_groups_part_the_cohorts(
    facts: Facts, by: CohortBy, groups: Mapping[str, str | None]
) -> None:
    found = cohort_activity(facts, SPRING, RATES, by, segments=ACQUIRED)
    first = found.filter(pl.col("cohort") == pl.col("month"))
    heads = {(row["group"], row["cohort"]): row["heads"] for row in first.iter_rows(named=True)}
    wanted: dict[tuple[str | None, date], int] = {}
    for who, start in (("A", FEBRUARY), ("D", FEBRUARY), ("B", MARCH)):
        wanted[groups[who], start] = wanted.get((groups[who], start), 0) + 1
    assert heads == wanted
    whole = cohort_activity(facts, SPRING, RATES)
    for name in ("orders", "revenue", "margin"):
        assert found[name].sum() == pytest.approx(whole[name].sum())


def test_nothing_after_as_of_and_only_the_filters_orders(facts: Facts) -> None:
    march = cohort_activity(facts, replace(SPRING, as_of=date(2024, 3, 31)), RATES)
    assert march["month"].max() == MARCH
    store = cohort_activity(facts, replace(SPRING, channel=("store",)), RATES)
    assert counts(store)[0] == (None, FEBRUARY, FEBRUARY, 1, 1)  # A's cup
    assert counts(store)[-1] == (None, MARCH, MARCH, 1, 1)  # B's first order in the store
    with pytest.raises(ValueError, match="not settled"):
        cohort_activity(facts, Scope("kiosk"), RATES)


def test_what_can_be_grouped_by(facts: Facts) -> None:
    assert cohort_groups(facts) == (
        CohortBy.EVERYONE,
        CohortBy.CUSTOMER_TYPE,
        CohortBy.SEGMENT,
        CohortBy.FIRST_CHANNEL,
        CohortBy.FIRST_CATEGORY,
        CohortBy.FIRST_PRODUCT,
    )


def test_frequent_first_products_are_named_and_all_others_blank(tmp_path: Path) -> None:
    """Two products share a name; money decides which was bought first; ten are named, by number."""
    lines = [("A", "P1", "5"), ("A", "P2", "9"), ("B", "P2", "4"), ("C", "P1", "1")]
    lines += [("D", "P3", "2"), *((f"E{n}", f"S{n:02}", "1") for n in range(12))]
    rows = [
        {"order_id": f"O{who}", "customer_id": who, "line_no": n, "product_id": product}
        | {"ordered_at": datetime(2024, 3, 1), "quantity": 1, "amount": amount}
        for n, (who, product, amount) in enumerate(lines)
    ]
    products = [{"product_id": key, "name": "Tea"} for key in ("P1", "P2")]
    loads = {"order_lines": [pl.DataFrame(rows)], "products": [pl.DataFrame(products)]}
    facts = kiosk.facts(kiosk.write(tmp_path, loads), "polars")
    groups = dict(_first_products(facts, SPRING).iter_rows())
    assert {who: groups[who] for who in "ABCD"} == {
        "A": "Tea (P2)",
        "B": "Tea (P2)",
        "C": "Tea (P1)",
        "D": "P3",
    }
    assert [groups[f"E{n}"] for n in (0, 6, 7, 11)] == ["S00", "S06", None, None]


def brute(facts: Facts, scope: Scope) -> dict[tuple[date, date], list[float]]:
    """Heads, orders, revenue and margin of each cohort and month, line by line."""
    assert scope.as_of is not None
    lines = collect(costed(counted(facts.table("order_lines")), facts, RATES)).to_dicts()
    lines = [row for row in lines if row["customer_id"] and row["ordered_at"].date() <= scope.as_of]
    if scope.channel:
        lines = [row for row in lines if row["channel"] in scope.channel]
    orders: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in lines:
        orders.setdefault((row["customer_id"], row["order_id"]), []).append(row)
    bought = [
        (who, min(row["ordered_at"].date() for row in of).replace(day=1))
        for (who, _), of in orders.items()
        if sum(row["quantity"] for row in of) > 0
    ]
    start = {who: min(m for w, m in bought if w == who) for who, _ in bought}
    cells: dict[tuple[date, date], list[float]] = {}
    for who, month in bought:
        cells.setdefault((start[who], month), [0, 0, 0, 0])[1] += 1
    for who, month in set(bought):
        cells[start[who], month][0] += 1
    for row in (row for row in lines if row["customer_id"] in start):
        first = start[row["customer_id"]]
        month = max(row["ordered_at"].date().replace(day=1), first)
        cell = cells.setdefault((first, month), [0, 0, 0, 0])
        cell[2] += float(row["amount"])
        cell[3] += float(row["amount"] - row["line_cost"] - row["shipping_cost"] - row["fee"])
    return cells


@pytest.mark.parametrize("engine", kiosk.WAYS)
@FEW
@given(rows=LINES, channel=st.sampled_from([(), ("web",)]))
def test_every_cell_of_any_company_by_brute_force(
    engine: str, rows: list[dict[str, object]], channel: tuple[str, ...]
) -> None:
    scope = replace(SPRING, channel=channel)
    with tempfile.TemporaryDirectory() as folder:
        facts = company(Path(folder), [frame(rows)], engine)
        found = cohort_activity(facts, scope, RATES)
        wanted = brute(facts, scope)
        days = customer_days(facts, scope, RATES)
    cells = {(r["cohort"], r["month"]): r for r in found.iter_rows(named=True)}
    assert cells.keys() == wanted.keys()
    for key, values in wanted.items():
        have = [cells[key][name] for name in ("heads", "orders", "revenue", "margin")]
        assert have == pytest.approx(values, abs=1e-6)
    assert found["orders"].sum() == days["orders"].sum()
    assert found["margin"].sum() == pytest.approx(days["margin"].sum(), abs=1e-6)


@pytest.mark.parametrize("by", list(CohortBy))
def test_the_engines_give_the_same_cohorts(tmp_path: Path, by: CohortBy) -> None:
    files = kiosk.write(tmp_path, kiosk.loads())
    first, *others = (
        cohort_activity(kiosk.facts(files, way), SPRING, RATES, by, segments=ACQUIRED)
        for way in kiosk.WAYS
    )
    for other in others:
        assert_frame_equal(first, other, check_exact=True)
