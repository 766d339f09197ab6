"""Three quarters worked by hand, and what must always hold."""

import itertools
import math
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.bases import ServiceRates
from analytics.factors import lay_on_factors
from analytics.findings import Finding, NotEnoughData
from analytics.frames import FrameError
from analytics.overview import CARDS, Overview, compare_periods
from tests.activity import heads, months, periods

JAN, FEB, MAR, APR = (date(2025, month, 1) for month in (1, 2, 3, 4))

NOW = {"active": 40, "new": 10, "orders": 120, "revenue": 6000, "line_cost": 3600}
BEFORE = {"active": 50, "new": 20, "orders": 100, "revenue": 5000, "line_cost": 3000}
YEAR = {"active": 20, "new": 20, "orders": 40, "revenue": 8000, "line_cost": 3000}

BY_MONTH = months(
    {
        (JAN, "web"): {"revenue": 1000, "orders": 20},
        (JAN, "store"): {"revenue": 900, "orders": 15},
        (FEB, "web"): {"revenue": 1600, "orders": 25},
        (FEB, "store"): {"revenue": 600, "orders": 12},
        (MAR, "web"): {"revenue": 1500, "orders": 30},
        (MAR, "store"): {"revenue": 400, "orders": 18},
        (MAR, None): {"contact_cost": 80},
    }
)
BY_HEAD = heads(
    {
        JAN: {"active": 20, "new": 4, "orders": 35},
        FEB: {"active": 25, "new": 5, "orders": 37},
        MAR: {"active": 22, "new": 1, "orders": 48},
    }
)


def quarter(**rows: dict[str, float]) -> Overview:
    return compare_periods(periods(rows), BY_MONTH, BY_HEAD)


def keys(result: Overview) -> list[str]:
    return [finding.key for finding in result.findings()]


def test_the_cards_of_a_quarter() -> None:
    result = quarter(current=NOW, before=BEFORE, year_before=YEAR)
    cards = {row["figure"]: row for row in result.cards.iter_rows(named=True)}

    assert result.cards["figure"].to_list() == list(CARDS)
    assert cards["revenue"]["now"] == 6000
    assert cards["revenue"]["change"] == pytest.approx(0.2)
    assert cards["revenue"]["change_year"] == pytest.approx(-0.25)
    assert cards["returning"]["now"] == 30
    assert cards["returning"]["change"] == 0
    assert cards["returning"]["change_year"] is None  # nobody returned a year before
    assert (cards["average_order"]["now"], cards["average_order"]["before"]) == (50, 50)
    assert cards["gross_margin"]["now"] == cards["profit"]["now"] == 2400


def test_who_is_new_is_not_compared_where_the_data_begin_too_late() -> None:
    """The last quarter of 2024 has 92 days: with fewer behind it, old customers look new there."""
    rows = periods({"current": NOW, "before": BEFORE})
    changes = {}
    for first in (date(2024, 7, 1), date(2024, 7, 2), date(2024, 12, 1)):
        result = compare_periods(rows, BY_MONTH, BY_HEAD, first=first)
        told = (result.card(figure)["change"] for figure in ("revenue", "active", "new"))
        changes[first] = [*told, result.unseen and result.unseen.now]

    assert list(changes.values()) == [
        pytest.approx([0.2, -0.2, -0.5, None]),
        pytest.approx([0.2, -0.2, None, False]),
        pytest.approx([0.2, -0.2, None, True]),
    ]


def test_who_is_new_is_said_only_where_it_can_be_known() -> None:
    rows = periods({"current": NOW, "before": BEFORE})
    early, late = (
        keys(compare_periods(rows, BY_MONTH, BY_HEAD, first=date(year, 12, 1)))
        for year in (2023, 2024)
    )

    assert ("overview.find_new" in early, "overview.find_unseen_now" in early) == (True, False)
    assert ("overview.find_new" in late, "overview.find_unseen_now" in late) == (False, True)


def test_a_leap_day_between_two_years_is_named() -> None:
    (leap,) = [f for f in quarter(current=NOW, year_before=YEAR).findings() if "leap" in f.key]

    assert leap.fields == {"days": 90, "days_year": 91}
    assert "overview.find_leap" not in keys(quarter(current=NOW, before=BEFORE))


def test_rates_lower_profit_and_nothing_above_it() -> None:
    rates = ServiceRates(order=5.0)
    result = compare_periods(periods({"current": NOW}), BY_MONTH, BY_HEAD, rates=rates)

    assert result.summary()["gross_margin"] == 2400
    assert result.summary()["profit"] == 1800
    assert result.spark("profit") == [1900 - 175, 2200 - 185, 1900 - 240 - 80]


def test_a_change_from_nothing_or_from_a_loss_is_blank() -> None:
    loss = BEFORE | {"revenue": 0, "orders": 0, "active": 0}
    result = quarter(current=NOW, before=loss)

    for figure in ("revenue", "profit", "orders", "average_order"):
        assert result.card(figure)["change"] is None
        assert result.card(figure)["change_year"] is None
    assert result.factors.is_empty()
    assert keys(result)[0] == "overview.find_revenue"


def test_what_moved_revenue() -> None:
    """40 x 3 x 50 against 50 x 2 x 50: fewer customers, more orders each, the same average order.

    L = 1000 / ln 1.2; effects L ln 0.8 = -1,223.9, L ln 1.5 = 2,223.9, and 0.
    """
    factors = quarter(current=NOW, before=BEFORE).factors

    assert factors["factor"].to_list() == ["active", "orders_per_customer", "average_order"]
    weight = 1000 / math.log(1.2)
    assert factors["effect"].to_list() == pytest.approx(
        [weight * math.log(0.8), weight * math.log(1.5), 0.0]
    )
    assert factors["effect"].sum() == pytest.approx(1000)


def test_with_anonymous_sales_orders_are_one_factor() -> None:
    result = quarter(current=NOW | {"anonymous_revenue": 1500}, before=BEFORE)

    assert result.factors["factor"].to_list() == ["orders", "average_order"]
    assert "overview.find_anonymous" in keys(result)
    assert result.summary()["anonymous_revenue"] == 1500


def test_the_first_finding_says_what_moved_and_why() -> None:
    up = quarter(current=NOW, before=BEFORE).findings()[0]
    down = quarter(current=BEFORE, before=NOW).findings()[0]

    assert (up.key, up.good) == ("overview.find_revenue_up_factor", True)
    assert up.fields["factor"] == "orders_per_customer"
    assert (down.key, down.good) == ("overview.find_revenue_down_factor", False)
    assert down.fields["factor"] == "orders_per_customer"


@pytest.mark.parametrize(
    ("now", "key"),
    [
        ({"line_cost": 4400}, "overview.find_profit_down_revenue_up"),
        ({"line_cost": 3000}, "overview.find_profit_up"),
        ({"line_cost": 4000}, "overview.find_profit_steady"),
        ({"line_cost": 4500, "revenue": 5000}, "overview.find_profit_down"),
        ({"line_cost": 7000}, "overview.find_loss"),
    ],
)
def test_how_profit_moved(now: dict[str, float], key: str) -> None:
    """It was 2,000 before, on 5,000 of revenue."""
    assert key in keys(quarter(current=NOW | now, before=BEFORE))


def test_months_and_channels() -> None:
    result = quarter(current=NOW)

    assert result.spark("revenue") == [1900, 2200, 1900]
    assert result.spark("average_order") == pytest.approx([1900 / 35, 2200 / 37, 1900 / 48])
    assert result.spark("returning") == [16, 20, 21]
    assert result.months.filter(month=MAR)["channel"].to_list() == ["store", "web", None]
    assert result.months.filter(month=MAR)["profit"].to_list() == [400, 1500, -80]
    best = next(f for f in result.findings() if f.key == "overview.find_best_month")
    assert best.fields == {"months": 3, "month": FEB, "revenue": 2200}


def test_the_year_before_says_by_how_much_revenue_is_down_or_up() -> None:
    """6,000 against 8,000 and against 4,800: down by a quarter, up by a quarter."""

    def year(revenue: float) -> Finding:
        found = quarter(current=NOW, year_before=YEAR | {"revenue": revenue}).findings()
        return next(f for f in found if f.key.startswith("overview.find_year"))

    down, up = year(8000), year(4800)
    assert (down.key, down.fields, down.good) == (
        "overview.find_year_down",
        {"change_year": pytest.approx(0.25)},
        False,
    )
    assert (up.key, up.fields, up.good) == (
        "overview.find_year_up",
        {"change_year": pytest.approx(0.25)},
        True,
    )


def test_an_order_over_two_channels_costs_each_its_share() -> None:
    shared = {"revenue": 10, "orders": 1, "order_share": 0.5, "delivery_share": 0.5}
    by_month = months({(JAN, "web"): shared, (JAN, "store"): shared})
    rates = ServiceRates(order=4.0, delivery=2.0)
    result = compare_periods(periods({"current": NOW}), by_month, BY_HEAD, rates=rates)

    assert result.months["profit"].to_list() == [7, 7]
    assert result.months["orders"].to_list() == [1, 1]


def test_channels_over_the_latest_whole_months() -> None:
    """Of three whole months, the last against the one before it."""
    result = quarter(current=NOW)

    assert result.span == 1
    assert result.channels.select("channel", "revenue", "revenue_before", "effect").rows() == [
        ("store", 400, 600, -200),
        ("web", 1500, 1600, -100),
    ]
    assert result.channels["change"].to_list() == pytest.approx([-1 / 3, -1 / 16])
    assert "overview.find_channel_down" in keys(result)
    assert "overview.find_channel_up" not in keys(result)


def test_a_month_covered_in_part_is_marked_and_left_out() -> None:
    late = dict.fromkeys(["revenue"], 9999.0)
    by_month = pl.concat([BY_MONTH, months({(APR, "web"): late})])
    result = compare_periods(
        periods({"current": NOW}),
        by_month,
        BY_HEAD,
        start=date(2025, 1, 2),
        as_of=date(2025, 4, 29),
    )

    assert result.trends["coverage"].to_list() == ["part", "whole", "whole", "part"]
    assert result.spark("revenue") == [2200, 1900]
    assert all(f.fields.get("month") not in (JAN, APR) for f in result.findings())


@pytest.mark.parametrize(
    ("as_of", "coverage"), [(date(2025, 3, 30), "part"), (date(2025, 3, 31), "whole")]
)
def test_the_last_day_of_a_month_makes_it_whole(as_of: date, coverage: str) -> None:
    result = compare_periods(periods({"current": NOW}), BY_MONTH, BY_HEAD, as_of=as_of)

    assert result.trends["coverage"].to_list() == ["whole", "whole", coverage]


def test_a_month_without_any_sale_counts_as_a_month() -> None:
    gap = months({(JAN, "web"): {"revenue": 1}, (APR, "web"): {"revenue": 5}})
    result = compare_periods(
        periods({"current": NOW}), gap, BY_HEAD.head(2), as_of=date(2025, 4, 30)
    )

    assert result.span == 2  # March and April against January and February
    assert result.channels.select("revenue_before", "revenue").row(0) == (1, 5)
    assert result.trends["month"].to_list() == [JAN, FEB, APR]  # of March nobody said anything
    assert result.trends["active"].to_list() == [20, 25, 0]
    assert result.spark("revenue") == [1, 0, 5]


def test_the_smallest_overviews() -> None:
    nothing = compare_periods(periods({"current": {}}), BY_MONTH.clear(), BY_HEAD.clear())

    assert nothing.trends.is_empty()
    assert nothing.channels.is_empty()
    assert nothing.span == 0
    assert keys(nothing) == ["overview.find_revenue"]
    one_day = quarter(current={"active": 1, "new": 1, "orders": 1, "revenue": 5})
    assert one_day.card("average_order")["now"] == 5


def test_new_customers_are_only_told_where_others_returned() -> None:
    assert "overview.find_new" in keys(quarter(current=NOW))
    assert "overview.find_new" not in keys(quarter(current=NOW | {"new": 40}))


def test_all_returns() -> None:
    result = quarter(current={"lines": 3, "returns": 3, "revenue": -50}, before=BEFORE)

    assert result.card("average_order")["now"] is None
    assert result.factors.is_empty()
    assert {"overview.find_revenue_down", "overview.find_loss"} <= set(keys(result))


def test_no_current_period_and_broken_frames_are_refused() -> None:
    with pytest.raises(NotEnoughData) as refusal:
        quarter(before=BEFORE)
    assert refusal.value.key == "not_enough.no_sales"
    with pytest.raises(FrameError, match="blank values in revenue"):
        quarter(current=NOW | {"revenue": float("nan")})


def test_the_order_of_the_rows_does_not_matter() -> None:
    frames = (periods({"current": NOW, "before": BEFORE}), BY_MONTH, BY_HEAD)
    straight, turned = (compare_periods(*(f[::s] for f in frames)) for s in (1, -1))

    for name, table in straight.frames().items():
        assert table.equals(turned.frames()[name]), name
    assert straight.findings() == turned.findings()


@pytest.mark.parametrize("rate", [4.0, 1000.0, 15_700.0])
def test_another_currency_moves_money_and_no_share(rate: float) -> None:
    dear = [
        p | {"revenue": p["revenue"] * rate, "line_cost": p["line_cost"] * rate}
        for p in (NOW, BEFORE)
    ]
    here = quarter(current=NOW, before=BEFORE)
    there = quarter(current=dear[0], before=dear[1])

    assert there.cards["change"].to_list() == pytest.approx(here.cards["change"].to_list())
    effects = (here.factors["effect"] * rate).to_list()
    assert there.factors["effect"].to_list() == pytest.approx(effects)


# factors

POSITIVE = st.floats(0.01, 1e6)


@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=4))
def test_effects_add_up_to_the_change_of_the_product(pairs: list[tuple[float, float]]) -> None:
    now, before = ({str(i): pair[k] for i, pair in enumerate(pairs)} for k in (0, 1))
    change = math.prod(now.values()) - math.prod(before.values())
    scale = max(math.prod(now.values()), math.prod(before.values()))

    effects = lay_on_factors(now, before)
    assert sum(effects.values()) == pytest.approx(change, rel=1e-6, abs=1e-6 * scale)
    assert all((effects[k] > 0) == (now[k] > before[k]) or effects[k] == 0 for k in now)


def test_effects_do_not_depend_on_the_order_of_the_factors() -> None:
    now, before = {"a": 2.0, "b": 3.0, "c": 5.0}, {"a": 1.0, "b": 4.0, "c": 5.0}
    plain = lay_on_factors(now, before)

    for order in itertools.permutations("abc"):
        turned = lay_on_factors({k: now[k] for k in order}, {k: before[k] for k in order})
        assert turned == pytest.approx(plain)
    assert plain["c"] == 0


def test_a_factor_of_nothing_has_no_logarithm() -> None:
    with pytest.raises(ValueError, match="0 or less"):
        lay_on_factors({"a": 0.0}, {"a": 1.0})
    with pytest.raises(ValueError, match="factors differ"):
        lay_on_factors({"a": 1.0}, {"b": 1.0})
