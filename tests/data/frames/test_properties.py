"""What holds for any company: the order of rows and the cut into files change nothing."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from data.facts import Facts
from data.frames.assumed import assumed_cost_revenue
from data.frames.customers import customer_activity
from data.frames.groups import Dimension, group_activity
from data.frames.periods import month_activity, month_customers
from data.frames.totals import Totals, totals
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING, WAYS

FEW = settings(max_examples=3, suppress_health_check=[HealthCheck.too_slow])
FIRST = datetime(2024, 2, 25, 8)

LINE = st.fixed_dictionaries(
    {
        "order_id": st.sampled_from(["O1", "O2", "O3"]),
        "customer_id": st.sampled_from(["A", "B", "C", "Z", None]),
        "ordered_at": st.integers(0, 40).map(lambda days: FIRST + timedelta(days=days)),
        "product_id": st.sampled_from(["P1", "P2", "P3", "P4"]),
        "quantity": st.sampled_from(["1", "2.5", "0", "-1"]),
        "amount": st.decimals(-1000, 1000, places=2).map(str),
        "line_cost": st.sampled_from([None, "3.33"]),
        "channel": st.sampled_from(["web", "store", None]),
        "region": st.sampled_from(["North", None]),
        "status": st.sampled_from([None, "completed", "returned", "cancelled"]),
        "delivery_method": st.sampled_from([None, "courier"]),
    }
)
LINES = st.lists(LINE, min_size=1, max_size=14).map(
    lambda rows: [row | {"line_no": number} for number, row in enumerate(rows)]
)
TEXT = dict.fromkeys(("customer_id", "line_cost", "channel", "region"), pl.String)
SCHEMA = {**TEXT, "status": pl.String, "delivery_method": pl.String}
SOME = st.lists(st.sampled_from(["web", "store", "nowhere"]), max_size=2, unique=True).map(tuple)
SCOPES = st.builds(
    lambda start, days, channel, region, kind: Scope(
        "kiosk",
        start.date(),
        start.date() + timedelta(days=days),
        start.date() + timedelta(days=days),
        channel,
        region,
        kind,
    ),
    st.integers(-3, 40).map(lambda days: FIRST + timedelta(days=days)),
    st.integers(0, 30),
    SOME,
    st.sampled_from([(), ("North",)]),
    st.sampled_from([(), ("retail",), ("wholesale", "unheard of")]),
)


def frame(rows: Sequence[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema_overrides=SCHEMA, infer_schema_length=None)


def company(folder: Path, lines: Sequence[pl.DataFrame], engine: str) -> Facts:
    tables = {**kiosk.loads(), "order_lines": list(lines)}
    return kiosk.facts(kiosk.write(folder, tables), engine)


def everything(facts: Facts, scope: Scope) -> list[pl.DataFrame]:
    activity = customer_activity(facts, scope, RATES, acquisition=True, campaigns=True)
    by = (Dimension.CATEGORY, Dimension.PRODUCT, Dimension.CHANNEL, Dimension.CUSTOMER_TYPE)
    groups = [frame for d in by for frame in group_activity(facts, scope, RATES, d)]
    months = month_activity(facts, scope, RATES), month_customers(facts, scope)
    return [*activity, *groups, *months]


def same(engine: str, rows: list[dict[str, object]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    parts = [frame(part) for part in (shuffled[:cut], shuffled[cut:]) if part]
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        whole = everything(company(Path(one), [frame(rows)], engine), SPRING)
        pieces = everything(company(Path(other), parts, engine), SPRING)
    for left, right in zip(whole, pieces, strict=True):
        assert_frame_equal(left, right, check_exact=True)


@pytest.mark.parametrize("engine", WAYS)
@FEW
@given(rows=LINES, data=st.data())
def test_row_order_and_files_change_nothing(
    engine: str, rows: list[dict[str, object]], data: st.DataObject
) -> None:
    same(engine, rows, data)


@pytest.mark.long
@pytest.mark.parametrize("engine", WAYS)
@settings(FEW, max_examples=15)
@given(rows=LINES, data=st.data())
def test_row_order_and_files_change_nothing_more_often(
    engine: str, rows: list[dict[str, object]], data: st.DataObject
) -> None:
    same(engine, rows, data)


def agree(rows: list[dict[str, object]], scope: Scope) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = [
            (everything(facts, scope), totals(facts, scope), assumed_cost_revenue(facts, scope))
            for facts in (company(Path(folder), [frame(rows)], way) for way in WAYS)
        ]
    for other in found[1:]:
        assert other[1:] == found[0][1:]
        for mine, theirs in zip(other[0], found[0][0], strict=True):
            assert_frame_equal(mine, theirs, check_exact=True)


@FEW
@given(rows=LINES, scope=SCOPES)
def test_engines_and_baskets_agree_to_the_bit(rows: list[dict[str, object]], scope: Scope) -> None:
    agree(rows, scope)


@pytest.mark.long
@settings(FEW, max_examples=15)
@given(rows=LINES, scope=SCOPES)
def test_engines_and_baskets_agree_more_often(rows: list[dict[str, object]], scope: Scope) -> None:
    agree(rows, scope)


@settings(FEW, max_examples=40)
@given(rows=LINES, scope=SCOPES)
def test_it_always_reconciles(rows: list[dict[str, object]], scope: Scope) -> None:
    """For any filters: no channel, types nobody has, customers nobody knows."""
    with tempfile.TemporaryDirectory() as folder:
        facts = company(Path(folder), [frame(rows)], "polars")
        found = totals(facts, scope)
        activity = customer_activity(facts, scope, RATES)

    assert found.reconciles
    assert found.accepted.lines == len(rows)
    assert found.accepted.amount == sum(Decimal(str(row["amount"])) for row in rows)
    parts = (getattr(found, name) for name in Totals.__dataclass_fields__)
    assert all(isinstance(part.amount, Decimal) for part in parts)
    shown = pl.concat([activity.named.drop("customer_id"), activity.anonymous])
    assert shown["lines"].sum() == found.shown.lines
    assert float(shown["revenue"].sum()) == pytest.approx(float(found.shown.amount), abs=1e-6)
    whole = replace(scope, channel=(), region=(), customer_type=())
    assert found.shown.lines <= totals_of(facts_lines=rows, scope=whole)


def totals_of(facts_lines: Sequence[dict[str, object]], scope: Scope) -> int:
    """Counted lines of the period, counted in plain Python."""
    assert scope.start is not None
    assert scope.end is not None
    return sum(
        row["status"] != "cancelled"
        and isinstance(day := row["ordered_at"], datetime)
        and scope.start <= day.date() <= scope.end
        for row in facts_lines
    )
