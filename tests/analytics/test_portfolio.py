"""Portfolios by hand: margin and turnover, who came again against who was expected to."""

import polars as pl
import pytest

from analytics.findings import NotEnoughData, WrongOption
from analytics.portfolio import weigh_portfolios
from tests.selling import TODAY, days_of, held_by, ordered, portfolio


def test_by_hand() -> None:
    """A's customer brought 30 of margin on 40, before 10; B's two 12 on 100. Nobody's brought 5."""
    rows = [
        *ordered("a", 400, margin=10, revenue=20),
        *ordered("a", 300, 10, margin=15, revenue=20),
        *ordered("b", 364, margin=8, revenue=60),
        *ordered("c", 0, margin=4, revenue=40),
        *ordered("n", 365, margin=5, revenue=9),
    ]
    found = weigh_portfolios(days_of(rows), held_by({"a": "A", "b": "B", "c": "B"}), as_of=TODAY)
    columns = ("rank", "holder", "customers", "active", "revenue", "margin", "margin_before")
    assert found.holders.select(*columns, "rank_revenue").rows() == [
        (1, "A", 1, 1, 40.0, 30.0, 10.0, 2),
        (2, "B", 2, 2, 100.0, 12.0, 0.0, 1),
        (None, None, 1, 0, 0.0, 0.0, 5.0, None),
    ]
    assert [f.key for f in found.findings()] == ["portfolio.find_best", "portfolio.find_turnover"]
    assert found.summary()["held_margin_share"] == 1.0
    assert found.customers["customer_id"].to_list() == ["a", "b", "c", "n"]


def test_who_keeps_fewer_than_alike_customers_elsewhere_stands_out() -> None:
    """Of forty alike, 36 and 12 came again: 48 of 80, so .6 is expected of both."""
    found = portfolio()
    columns = ("holder", "were_active", "retained", "expected_retention", "stands_out")
    assert found.holders.select(columns).rows()[:2] == [
        ("Ani", 40, 36, pytest.approx(0.6), "better"),
        ("Budi", 40, 12, pytest.approx(0.6), "worse"),
    ]
    assert found.holders["expected_retention"][2] is None  # nobody's: no yardstick
    keys = [finding.key for finding in found.findings()]
    assert keys[1:] == ["portfolio.find_better", "portfolio.find_worse"]


def test_a_portfolio_of_new_customers_is_compared_with_new_customers() -> None:
    """Ani's thirty bought five times and all stay, Budi's once and half do, as elsewhere."""
    rows, holders = [], {}
    for n in range(60):
        who = f"C{n:02}"
        holders[who] = "Ani" if n < 30 else "Budi"
        often = n < 30
        came = often or n % 2 == 0
        rows += ordered(who, *range(400, 405 if often else 401), *([9] if came else []))
    found = weigh_portfolios(days_of(rows), held_by(holders), as_of=TODAY)
    assert found.holders["retention"].to_list() == [1.0, 0.5]
    assert found.holders["expected_retention"].to_list() == [1.0, 0.5]
    assert found.holders["stands_out"].null_count() == 2


def test_few_have_no_share_and_no_value_without_its_proof() -> None:
    found = weigh_portfolios(days_of(ordered("a", 400, 3)), held_by({"a": "A"}), as_of=TODAY)
    row = found.holders.row(0, named=True)
    assert (row["were_active"], row["retained"], row["retention"]) == (1, 1, None)
    assert found.summary()["retention"] is found.summary()["value_ahead"] is None
    red = weigh_portfolios(
        days_of(ordered("a", 400, 3)), held_by({"a": "A"}), as_of=TODAY, light="red"
    )
    assert red.findings()[-1].key == "portfolio.find_red"


def test_value_to_come_adds_up() -> None:
    ahead = pl.DataFrame({"customer_id": ["a", "b"], "value_ahead": [7.5, -2.0]})
    rows = [*ordered("a", 5), *ordered("b", 6), *ordered("z", 7)]
    found = weigh_portfolios(
        days_of(rows), held_by({"a": "A", "b": "A"}), as_of=TODAY, ahead=ahead, light="green"
    )
    assert found.holders["value_ahead"].to_list() == [5.5, None]
    assert found.summary()["value_ahead"] == 5.5


def test_refusals() -> None:
    with pytest.raises(NotEnoughData, match="no_holders"):
        weigh_portfolios(days_of(ordered("a", 4)), held_by({}), as_of=TODAY)
    with pytest.raises(WrongOption):
        weigh_portfolios(days_of(ordered("a", 4)), held_by({"a": "A"}), as_of=TODAY, days=0)
