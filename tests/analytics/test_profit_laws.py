"""Second roads to the figures of profitability, and what must always hold of them."""

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.bases import BASES, COST_LINES, ServiceRates
from analytics.findings import Value
from analytics.profit import POINTS, rank_customers
from tests.activity import apart, customers, profits

# second roads

CENTS = st.integers(-50_000, 100_000)
AMOUNTS = st.lists(CENTS, min_size=2, max_size=40).filter(lambda cents: sum(cents) > 0)


@given(AMOUNTS)
def test_gini_is_the_mean_difference_of_all_pairs_over_twice_the_mean(cents: list[int]) -> None:
    size, mean = len(cents), sum(cents) / len(cents)
    difference = sum(abs(a - b) for a in cents for b in cents) / size**2
    gini = rank_customers(profits(*(c / 100 for c in cents))).summary()["gini"]

    assert gini == pytest.approx(difference / (2 * mean), rel=1e-6, abs=1e-9)


@given(AMOUNTS)
def test_running_shares_by_a_plain_loop(cents: list[int]) -> None:
    result = rank_customers(profits(*(c / 100 for c in cents)))
    running, shares = 0, []
    for cent in sorted(cents, reverse=True):
        running += cent
        shares.append(running / sum(cents))

    assert result.customers["value_share"].to_list() == pytest.approx(shares, rel=1e-9, abs=1e-9)
    needed = next(k for k, share in enumerate(shares, 1) if share >= 0.8 - 1e-12)
    summary = result.summary()
    assert summary["customers_for_80"] == result.tier("vital_few").height == needed
    assert summary["top_fifth_share"] == pytest.approx(shares[math.ceil(len(cents) / 5) - 1])
    assert summary["peak"] == pytest.approx(max(shares))


@given(AMOUNTS)
def test_the_peak_is_above_all_of_it_exactly_when_someone_loses(cents: list[int]) -> None:
    summary = rank_customers(profits(*(c / 100 for c in cents))).summary()
    peak = summary["peak"]

    assert isinstance(peak, float)
    assert (peak > 1) == (min(cents) < 0) == (summary["loss_makers"] != 0)


# what must always hold

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "orders": st.integers(0, 5),
            "lines": st.integers(0, 20),
            "returns": st.integers(0, 3),
            "deliveries": st.integers(0, 5),
            "revenue": CENTS.map(lambda c: c / 100),
            "line_cost": CENTS.map(lambda c: c / 100),
            "fee": CENTS.map(lambda c: abs(c) / 1000),
            "contact_cost": CENTS.map(lambda c: abs(c) / 1000),
        }
    ),
    min_size=1,
    max_size=25,
).filter(lambda rows: any(row["orders"] for row in rows))
MANY = settings(max_examples=40)
RATES = ServiceRates(order=1.5, line=0.25, return_=3.0, delivery=2.0)


def near(figure: Value, times: float = 1.0) -> object:
    """``figure`` within what floats lose; what is no number stays itself."""
    if isinstance(figure, float | int):
        return pytest.approx(figure * times, rel=1e-6, abs=1e-6 * times)
    return figure


def named(rows: list[dict[str, float]], ids: list[str] | None = None) -> pl.DataFrame:
    names = ids or [f"K{i:02}" for i in range(len(rows))]
    return customers(dict(zip(names, rows, strict=True)))


@MANY
@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(
    rows: list[dict[str, float]], chance: object
) -> None:
    frame = named(rows)
    order = list(range(len(rows)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    straight, mixed = (rank_customers(f, rates=RATES, previous=f) for f in (frame, frame[order]))

    for name, table in straight.frames().items():
        assert table.equals(mixed.frames()[name]), name
    assert straight.summary() == mixed.summary()


@MANY
@given(ROWS)
def test_new_names_leave_the_figures(rows: list[dict[str, float]]) -> None:
    other = [f"{i:02}-other" for i in reversed(range(len(rows)))]
    first = rank_customers(named(rows), rates=RATES)
    second = rank_customers(named(rows, other), rates=RATES)

    assert first.summary() == {k: near(v) for k, v in second.summary().items()}
    assert first.customers["value_share"].equals(second.customers["value_share"])


@MANY
@given(ROWS, st.sampled_from([2.0, 1000.0, 16000.0]))
def test_another_currency_moves_money_and_no_share(
    rows: list[dict[str, float]], rate: float
) -> None:
    money = ("revenue", "line_cost", "fee", "contact_cost")
    dear = [row | {m: row[m] * rate for m in money} for row in rows]
    rates = ServiceRates(1.5 * rate, 0.25 * rate, 3.0 * rate, 2.0 * rate)
    here = rank_customers(named(rows), rates=RATES).summary()
    there = rank_customers(named(dear), rates=rates).summary()

    for figure in ("top_fifth_share", "customers_for_80", "gini", "peak", "loss_makers"):
        assert there[figure] == near(here[figure]), figure
    for figure in (*BASES, "loss", "cost_to_serve"):
        assert there[figure] == near(here[figure], times=rate), figure


@MANY
@given(ROWS, CENTS)
def test_everything_adds_up(rows: list[dict[str, float]], cents: int) -> None:
    """Customers, returns-only and anonymous make the sum of the input on every basis."""
    anonymous = apart(orders=2, lines=4, revenue=cents / 100, line_cost=cents / 200)
    result = rank_customers(named(rows), rates=RATES, anonymous=anonymous)
    done = [*rows, {"orders": 2, "lines": 4, "revenue": cents / 100, "line_cost": cents / 200}]
    revenue = sum(row["revenue"] for row in done)
    margin = revenue - sum(row["line_cost"] for row in done)
    served = sum(
        row["orders"] * 1.5
        + row["lines"] * 0.25
        + row.get("returns", 0) * 3
        + row.get("deliveries", 0) * 2
        + row.get("contact_cost", 0)
        for row in done
    )
    contribution = margin - sum(row.get("fee", 0) for row in done)
    total = result.totals.row(-1, named=True)

    assert total["revenue"] == pytest.approx(revenue, abs=1e-4)
    assert total["gross_margin"] == pytest.approx(margin, abs=1e-4)
    assert total["contribution"] == pytest.approx(contribution, abs=1e-4)
    assert total["profit"] == pytest.approx(contribution - served, abs=1e-4)
    assert result.totals["customers"][-1] == len(rows)
    assert set(result.falls["cost_driver"].drop_nulls()) <= set(COST_LINES)


# size


def test_curves_are_thinned_but_keep_their_turning_points() -> None:
    amounts = [5.0] * 1_003 + [1.0] * 2_998 + [-1.0] * 1_002
    ids = {f"C{i:05}": {"revenue": amount} for i, amount in enumerate(amounts)}
    result = rank_customers(customers(ids))
    curve = result.curve("profit")

    assert curve.height < 1.2 * POINTS
    assert curve["value_share"].max() == pytest.approx(result.summary()["peak"])
    assert {1, 1_001, 4_001, 5_003, result.summary()["customers_for_80"]} <= set(curve["rank"])
    assert curve["rank"].is_sorted()
