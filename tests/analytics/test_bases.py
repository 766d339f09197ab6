"""The way from revenue to profit, on two customers worked by hand."""

import polars as pl
import pytest

from analytics.bases import BASES, COST_LINES, SERVICE_LINES, ServiceRates, add_bases
from analytics.frames import ACTIVITY

RATES = ServiceRates(order=2.0, line=0.5, return_=4.0, delivery=10.0)


def activity(**figures: float) -> pl.DataFrame:
    """One row of activity: nothing but ``figures``."""
    row = {name: figures.get(name, 0) for name in ACTIVITY}
    return pl.DataFrame([row], schema=dict(ACTIVITY))


def test_each_basis_takes_its_costs_off() -> None:
    """1,000 - 600 = 400; - 30 - 20 = 350; - (6 + 4 + 4 + 20 + 15 + 25 + 40 + 36) = 200."""
    done = activity(
        orders=3, lines=8, returns=1, deliveries=2, revenue=1000, line_cost=600, shipping_cost=30
    ).with_columns(
        fee=pl.lit(20.0),
        contact_cost=pl.lit(15.0),
        visit_cost=pl.lit(25.0),
        acquisition_cost=pl.lit(40.0),
        campaign_cost=pl.lit(36.0),
    )
    row = add_bases(done, RATES).row(0, named=True)

    assert [row[basis] for basis in BASES] == [1000, 400, 350, 200]
    assert row["cost_to_serve"] == 150
    assert [row[c] for c in ("order_cost", "handling_cost", "return_cost", "delivery_cost")] == [
        *(6, 4, 4, 20)
    ]


def test_all_that_lies_between_revenue_and_profit_is_a_cost_line() -> None:
    figures = {name: 7.25 * (i + 1) for i, name in enumerate(ACTIVITY) if i >= 4}
    done = add_bases(activity(orders=3, lines=5, returns=2, deliveries=1, **figures), RATES)
    row = done.row(0, named=True)

    assert row["revenue"] - sum(row[c] for c in COST_LINES) == pytest.approx(row["profit"])
    assert sum(row[c] for c in SERVICE_LINES) == pytest.approx(row["cost_to_serve"])


def test_discount_and_returned_value_are_never_subtracted_again() -> None:
    plain = add_bases(activity(orders=1, revenue=100), RATES)
    shown = add_bases(activity(orders=1, revenue=100, discount=40, returned_value=30), RATES)

    assert plain.select(BASES).equals(shown.select(BASES))


def test_a_return_earns_back_its_cost_of_goods_and_still_costs_to_handle() -> None:
    row = add_bases(activity(lines=1, returns=1, revenue=-50, line_cost=-30), RATES)

    assert row.select(BASES).row(0) == (-50, -20, -20, -24.5)


def test_what_is_nothing_on_paper_is_nothing_here() -> None:
    """0.1 + 0.2 - 0.3 is 0.00000000000000006 in floats; nobody has lost that."""
    row = add_bases(activity(revenue=0.3, line_cost=0.1, fee=0.2), ServiceRates())

    assert row["profit"].item() == 0


def test_shares_of_orders_and_deliveries_can_stand_in_for_counts() -> None:
    split = activity(orders=5, deliveries=5).with_columns(a=pl.lit(0.5), b=pl.lit(0.25))
    row = add_bases(split, RATES, orders="a", deliveries="b").row(0, named=True)

    assert (row["order_cost"], row["delivery_cost"]) == (1.0, 2.5)


@pytest.mark.parametrize("rate", [-1.0, float("nan"), float("inf")])
def test_a_rate_that_is_no_amount_of_money_is_refused(rate: float) -> None:
    with pytest.raises(ValueError, match="finite and not negative"):
        ServiceRates(delivery=rate)
