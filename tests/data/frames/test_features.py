"""Features and months of customers, worked by hand on the kiosk, on every engine."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics.bases import FREE
from data.facts import Facts
from data.frames.features import customer_features
from data.frames.migration import customer_months
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING


def test_features_by_hand(facts: Facts) -> None:
    """A: O1 on 29 Feb over web and store; B: O1 on 1 March, O7 on 31 March, one return."""
    found = customer_features(facts, SPRING, RATES, FREE)
    rows = {row["customer_id"]: row for row in found.customers.iter_rows(named=True)}

    assert sorted(rows) == ["A", "B"]
    assert (found.returns_only, found.anonymous_revenue) == (2, 33.33)  # C returned, E was visited
    a, b = rows["A"], rows["B"]
    assert (a["orders"], a["recency_days"], a["span_days"], a["lines"]) == (1, 31, 0, 2)
    assert (b["orders"], b["recency_days"], b["span_days"], b["lines"]) == (2, 0, 30, 2)
    assert (a["discounted_lines"], a["returned_lines"], b["returned_lines"]) == (1, 0, 1)
    assert (a["categories"], b["categories"]) == (2, 2)
    assert (a["channel:web"], a["channel:store"], b["channel:web"], b["channel:store"]) == (
        *(1, 1, 1, 1),
    )
    assert (a["category:Tea"], b["category:Cups"]) == (1, 1)
    assert (a["contacts"], b["contacts"]) == (3, 2)  # the call of April is not seen


def test_the_price_level_by_hand(facts: Facts) -> None:
    """Tea: 150 before discount for 3 is 50 each; cups: 60 for 2 is 30 each.

    A paid 110 + 50 for what usually costs 100 + 30; B 40 + 10 for 50 + 30.
    """
    frame = customer_features(facts, SPRING, RATES, FREE).customers

    assert frame["price_level"].to_list() == pytest.approx([160 / 130, 50 / 80])


def test_what_comes_after_the_period_is_not_seen(facts: Facts) -> None:
    early = Scope("kiosk", date(2024, 2, 1), date(2024, 3, 1), date(2024, 3, 1))
    frame = customer_features(facts, early, RATES, FREE).customers

    assert frame.filter(customer_id="B").select("orders", "contacts", "returned_lines").row(0) == (
        *(1, 0, 0),
    )


def test_months_by_hand(facts: Facts) -> None:
    frame = customer_months(facts, SPRING, RATES, FREE)
    rows = {
        (c, m.month): (o, r)
        for c, m, o, r in frame.select("customer_id", "month", "orders", "revenue").rows()
    }

    assert rows == {
        ("A", 2): (1, 150.0),
        ("A", 3): (0, 7.0),
        ("B", 3): (2, 30.0),
        ("C", 3): (0, -30.0),
        ("E", 3): (0, 0.0),
    }
    last = frame.filter(customer_id="B")["last_day"].item()
    assert date.fromordinal(last + 719_163) == date(2024, 3, 31)


def test_engines_agree_to_the_bit(kiosk_files: dict[str, list[Path]]) -> None:
    found = [
        (
            customer_features(kiosk.facts(kiosk_files, engine), SPRING, RATES, FREE).customers,
            customer_months(kiosk.facts(kiosk_files, engine), SPRING, RATES, FREE),
        )
        for engine in sorted(kiosk.ENGINES)
    ]

    for one, other in zip(*found, strict=True):
        assert one.schema == other.schema
        assert one.equals(other)


@pytest.mark.parametrize("engine", sorted(kiosk.ENGINES))
def test_traits_by_their_scale(tmp_path: Path, engine: str) -> None:
    """Ordinal by place, numbers as they are, nominal as yes or no; later ones are not seen."""
    rows = [
        ("A", "age", "25-34", "ordinal", date(2024, 1, 1)),
        ("B", "age", "18-24", "ordinal", None),
        ("C", "age", "55+", "ordinal", date(2024, 1, 1)),
        ("A", "kids", "2", "ratio", date(2024, 1, 1)),
        ("B", "kids", "3", "ratio", date(2024, 6, 1)),  # after the period
        ("A", "need", "price", "nominal", date(2024, 1, 1)),
    ]
    table = pl.DataFrame(
        [
            {"customer_id": c, "domain": "demography", "name": n, "value": v, "scale": s}
            | {"origin": "declared", "recorded_on": d}
            for c, n, v, s, d in rows
        ]
    )
    files = kiosk.write(tmp_path, {**kiosk.loads(), "traits": [table]})
    frame = customer_features(kiosk.facts(files, engine), SPRING, RATES, FREE).customers

    assert frame["trait:age"].to_list() == [0.5, 0.0]
    assert frame["trait:kids"].to_list() == [2.0, None]
    assert frame["trait_is:need:price"].to_list() == [1.0, None]
    assert "trait:need" not in frame.columns
