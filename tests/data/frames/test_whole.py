"""What the kiosk's data hold as a whole: totals, span, choices, and what has no cost."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analytics.findings import NotEnoughData
from data.facts import Facts
from data.frames.assumed import assumed_cost_revenue
from data.frames.choices import choices, extra_costs
from data.frames.customers import customer_activity
from data.frames.groups import Dimension, group_activity
from data.frames.periods import month_activity
from data.frames.span import Span, any_sold, span
from data.frames.totals import Part, totals
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING


def test_every_line_is_in_one_place(facts: Facts) -> None:
    found = totals(facts, SPRING)
    assert found.accepted == Part(12, Decimal("795.33"))
    assert found.customers == Part(6, Decimal("187.00"))
    assert found.returns_only == Part(1, Decimal("-30.00"))
    assert found.anonymous == Part(1, Decimal("33.33"))
    assert found.left_out == Part(3, Decimal("105.00"))
    assert found.not_counted == Part(1, Decimal("500.00"))
    assert found.reconciles
    assert not replace(found, left_out=Part(2, Decimal("105.00"))).reconciles
    assert not replace(found, left_out=Part(3, Decimal("105.01"))).reconciles


def test_the_span_begins_with_a_line_and_ends_with_an_order(tmp_path: Path, facts: Facts) -> None:
    assert span(facts) == Span(date(2024, 2, 10), date(2024, 4, 2))

    later = [("C", -1, datetime(2024, 1, 5)), ("D", 0, datetime(2024, 12, 5))]
    lines = pl.DataFrame(
        [
            {
                "order_id": "X",
                "customer_id": customer,
                "line_no": 1,
                "quantity": quantity,
                "amount": 0,
                "ordered_at": day,
            }
            for customer, quantity, day in later
        ]
    )
    files = kiosk.write(tmp_path, {"order_lines": [kiosk.order_lines(), lines]})
    assert span(Facts(files, facts.scan)) == Span(date(2024, 1, 5), date(2024, 4, 2))

    files = kiosk.write(tmp_path, {"order_lines": [lines]})
    with pytest.raises(NotEnoughData, match=r"not_enough\.no_orders"):
        span(Facts(files, facts.scan))
    with pytest.raises(NotEnoughData, match=r"not_enough\.no_order_lines"):
        span(Facts({}, facts.scan))


@pytest.mark.parametrize(
    ("rows", "sold"),
    [
        ([("A", 2, None), ("A", -1, None)], True),
        ([("A", 2, None), ("A", -2, None)], False),  # all of the order was given back
        ([("A", 2, "cancelled"), ("B", -1, None)], False),
        ([("A", 0, None)], False),
    ],
)
def test_rows_not_loaded_yet_are_judged_as_loaded_ones(
    tmp_path: Path, facts: Facts, rows: list[tuple[str, int, str | None]], *, sold: bool
) -> None:
    columns = {"order_id": pl.String, "quantity": pl.Int64, "status": pl.String}
    lines = pl.DataFrame(rows, schema=columns, orient="row").with_columns(
        customer_id=pl.lit("C"), line_no=pl.int_range(pl.len()), amount=0,
        ordered_at=datetime(2025, 1, 5),
    )  # fmt: skip
    assert any_sold(lines) is sold
    opened = kiosk.write(tmp_path, {"order_lines": [lines]})
    with nullcontext() if sold else pytest.raises(NotEnoughData):
        span(Facts(opened, facts.scan))


def test_choices(facts: Facts) -> None:
    assert choices(facts) == {
        "channel": ("store", "web"),
        "region": ("North", "South"),
        "customer_type": ("retail", "wholesale"),
    }
    assert choices(Facts({}, facts.scan)) == {"channel": (), "region": (), "customer_type": ()}


def test_costs_that_are_counted_on_demand(tmp_path: Path, facts: Facts) -> None:
    """Only where there is any: not of 0, of nothing, or of campaigns without members."""
    assert extra_costs(facts) == {"acquisition", "campaigns"}
    assert extra_costs(Facts({}, facts.scan)) == frozenset()
    tables = kiosk.loads()
    free = {
        "customers": [tables["customers"][0].with_columns(acquisition_cost=pl.lit("0"))],
        "campaigns": [tables["campaigns"][0].with_columns(fixed_cost=None, contact_cost=None)],
        "campaign_members": tables["campaign_members"],
    }
    files = kiosk.write(tmp_path, {**tables, **free})
    assert extra_costs(Facts(files, facts.scan)) == frozenset()
    few = {name: facts.files[name] for name in ("order_lines", "campaigns")}
    assert extra_costs(Facts(few, facts.scan)) == frozenset()


def test_how_much_revenue_has_no_cost(facts: Facts) -> None:
    """Without a cost: 50 + 40 + 33.33 + 7 - 20; all: 190.33."""
    assert assumed_cost_revenue(facts, SPRING) == (Decimal("110.33"), Decimal("190.33"))
    nothing = replace(SPRING, start=date(2024, 3, 6), end=date(2024, 3, 7))
    assert assumed_cost_revenue(facts, nothing) == (Decimal(0), Decimal(0))


def test_a_period_without_a_line_is_empty(facts: Facts) -> None:
    scope = replace(SPRING, start=date(2024, 4, 3), end=date(2024, 4, 5))
    scope = replace(scope, as_of=scope.end)
    activity = customer_activity(facts, scope, RATES)
    assert activity.named.is_empty()
    assert activity.anonymous.is_empty()
    assert group_activity(facts, scope, RATES, Dimension.PRODUCT).groups.is_empty()
    assert month_activity(facts, scope, RATES).is_empty()
    assert totals(facts, scope).shown == Part()
