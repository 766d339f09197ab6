"""Every frame of the kiosk, worked out by hand, on every engine: rows, values and types."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analytics.findings import NotEnoughData
from analytics.frames import (
    ACTIVITY,
    CUSTOMER_ACTIVITY,
    GROUP_ACTIVITY,
    MONTH_ACTIVITY,
    MONTH_CUSTOMERS,
    PERIOD_ACTIVITY,
    Frame,
)
from data.facts import Facts
from data.frames.assumed import assumed_cost_revenue
from data.frames.choices import choices, extra_costs
from data.frames.customers import customer_activity, first_orders
from data.frames.door import collect
from data.frames.groups import Dimension, available, group_activity, names
from data.frames.periods import month_activity, month_customers, period_activity
from data.frames.span import Span, span
from data.frames.totals import Part, totals
from data.rates import Rates
from data.scope import Period
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING

Row = Mapping[str, object]


def expected(contract: Frame, rows: Sequence[Row]) -> pl.DataFrame:
    """The frame that holds these rows; what is not named is 0."""
    nothing = dict.fromkeys([*ACTIVITY, "order_share", "delivery_share"], 0)
    full = [{name: {**nothing, **row}[name] for name in contract.columns} for row in rows]
    return pl.DataFrame(full, schema=dict(contract.columns), strict=False)


def assert_same(found: pl.DataFrame, contract: Frame, rows: Sequence[Row]) -> None:
    wanted = expected(contract, rows)
    exact = pl.selectors.float().round(9)  # floats of a sum typed above, not of the frame
    assert found.schema == wanted.schema
    assert found.select(pl.all().exclude(pl.Float64), exact).rows() == (
        wanted.select(pl.all().exclude(pl.Float64), exact).rows()
    )


# What each did in SPRING, 29 February to 31 March, before contacts and campaigns:
# A: O1 (100 web + 50 store; sent) and O2 of quantity 0. B: O1, O7, and O3 returned. C: O4 returned.
A: dict[str, object] = {
    "customer_id": "A",
    "orders": 1,
    "lines": 3,
    "deliveries": 1,
    "revenue": 157,
    "discount": 10,
}
A |= {"line_cost": 60 + 50 * 0.75 + 7 * 0.7, "shipping_cost": 5, "fee": 1}
B: dict[str, object] = {"customer_id": "B", "orders": 2, "lines": 3, "returns": 1, "revenue": 30}
B |= {"returned_value": 20, "line_cost": 40 * 0.6 - 20 * 0.75 + 0}
C: dict[str, object] = {
    "customer_id": "C",
    "lines": 1,
    "returns": 1,
    "revenue": -30,
    "returned_value": 30,
}
C |= {"line_cost": -18}
ANYBODY: dict[str, object] = {
    "orders": 1,
    "lines": 1,
    "revenue": 33.33,
    "line_cost": 23.331,
}  # margin 0.30

A_CONTACTS: dict[str, object] = {"contact_cost": 3 * 2 + 2.5 * 1}  # I6 came later, I8 took no time
B_CONTACTS: dict[str, object] = {
    "contact_cost": 9.99,
    "visit_cost": 50,
}  # recorded, not 10 minutes; visit at its rate
E: dict[str, object] = {"customer_id": "E", "visit_cost": 70}  # recorded


def test_customers_with_their_contacts(facts: Facts) -> None:
    activity = customer_activity(facts, SPRING, RATES)

    assert_same(activity.named, CUSTOMER_ACTIVITY, [A | A_CONTACTS, B | B_CONTACTS, C, E])
    assert activity.anonymous.schema == ACTIVITY
    found = activity.anonymous.row(0, named=True)
    assert found == dict.fromkeys(ACTIVITY, 0) | ANYBODY | {"contact_cost": 4}


def test_acquisition_is_charged_where_the_first_order_lies(facts: Facts) -> None:
    """D came before the period; B's cost is the newer load's; the campaign was sent to three."""
    named = customer_activity(facts, SPRING, RATES, acquisition=True, campaigns=True).named
    rows = [
        A | A_CONTACTS | {"acquisition_cost": 5, "campaign_cost": 10.5},
        B | B_CONTACTS | {"acquisition_cost": 12},
        C | {"campaign_cost": 10.5},
        E,
    ]
    assert_same(named, CUSTOMER_ACTIVITY, rows)


def test_what_comes_after_as_of_does_not_share_the_cost_of_a_campaign(facts: Facts) -> None:
    """On 31 March the campaign had reached two, on 2 April a third."""
    scope = replace(SPRING, as_of=date(2024, 3, 31))
    named = customer_activity(facts, scope, RATES, campaigns=True).named
    assert dict(named.select("customer_id", "campaign_cost").iter_rows()) == {
        **dict.fromkeys("BE", 0.0),
        **dict.fromkeys("AC", 30 / 2 + 0.5),
    }


def test_the_control_arm_costs_nothing(tmp_path: Path, facts: Facts) -> None:
    """E was to be left alone, and has a day all the same; a member of no arm was written to."""
    member = ("campaign_id", "customer_id", "arm", "contacted_at")
    day = datetime(2024, 3, 10)
    rows = [("K1", "A", "letter", day), ("K1", "E", "control", day), ("K1", "C", None, day)]
    members = pl.DataFrame(rows, schema=member, orient="row")
    files = kiosk.write(tmp_path, {**kiosk.loads(), "campaign_members": [members]})
    named = customer_activity(Facts(files, facts.scan), SPRING, RATES, campaigns=True).named
    assert dict(named.select("customer_id", "campaign_cost").iter_rows()) == {
        **dict.fromkeys("BE", 0.0),
        **dict.fromkeys("AC", 30 / 2 + 0.5),
    }


def test_a_channel_cuts_orders_and_leaves_costs_of_the_whole_customer_out(facts: Facts) -> None:
    """By web, A bought 2; O2 and O7 are the store's."""
    scope = replace(SPRING, channel=("web",))
    activity = customer_activity(facts, scope, RATES, acquisition=True, campaigns=True)
    web_a = A | {"lines": 1, "revenue": 100, "line_cost": 60}
    web_b = B | {"orders": 1, "lines": 2, "revenue": 20, "line_cost": 9}
    assert_same(activity.named, CUSTOMER_ACTIVITY, [web_a, web_b, C])
    assert activity.anonymous.is_empty()


def test_a_customer_type_is_that_of_the_newest_load(facts: Facts) -> None:
    """B became retail; nobody wholesale bought in spring; anonymous sales have no type."""
    retail = customer_activity(facts, replace(SPRING, customer_type=("retail",)), RATES)
    wholesale = customer_activity(facts, replace(SPRING, customer_type=("wholesale",)), RATES)
    assert_same(retail.named, CUSTOMER_ACTIVITY, [A | A_CONTACTS, B | B_CONTACTS, C])
    assert retail.anonymous.is_empty()
    assert wholesale.named.is_empty()


def test_the_first_order_ever_is_no_return_and_nothing_of_quantity_0(facts: Facts) -> None:
    days = collect(first_orders(facts, SPRING)).sort("customer_id")
    first = {"A": date(2024, 2, 29), "B": date(2024, 3, 1), "D": date(2024, 2, 10)}
    assert days.schema == {"customer_id": pl.String, "first_day": pl.Int64}
    assert dict(days.iter_rows()) == {c: (d - date(1970, 1, 1)).days for c, d in first.items()}


# Groups. O1 of A has a line of tea and one of cups: half an order each.
TEA: dict[str, object] = {
    "customers": 2,
    "orders": 2,
    "lines": 3,
    "returns": 1,
    "deliveries": 1,
    "revenue": 110,
}
TEA |= {"discount": 10, "returned_value": 30, "line_cost": 60 + 24 - 18, "shipping_cost": 5}
TEA |= {"fee": 1, "order_share": 1.5, "delivery_share": 0.5}
CUPS: dict[str, object] = {
    "customers": 2,
    "orders": 2,
    "lines": 3,
    "returns": 1,
    "deliveries": 1,
    "revenue": 40,
}
CUPS |= {"returned_value": 20, "line_cost": 37.5 - 15 + 0, "order_share": 1.5}
CUPS |= {"delivery_share": 0.5}
NEITHER: dict[str, object] = {
    "customers": 0,
    "orders": 1,
    "lines": 2,
    "revenue": 40.33,
    "line_cost": 4.9 + 23.331,
}
NEITHER |= {"order_share": 1, "delivery_share": 0}


def test_categories(facts: Facts) -> None:
    found = group_activity(facts, SPRING, RATES, Dimension.CATEGORY)
    rows = [{"group": None, **NEITHER}, {"group": "Cups", **CUPS}, {"group": "Tea", **TEA}]
    assert_same(found.groups, GROUP_ACTIVITY, rows)
    contacts = {"contact_cost": 22.49, "visit_cost": 120}  # 8.5 + 9.99 + 4
    assert found.apart.row(0, named=True) == dict.fromkeys(ACTIVITY, 0) | contacts
    assert found.apart.schema == ACTIVITY


def test_a_line_of_quantity_0_is_no_purchase_of_the_product(facts: Facts) -> None:
    """O8 holds one P1 and zero P2: an order of P1, whose cost both lines share."""
    april = replace(SPRING, start=date(2024, 4, 1), end=date(2024, 4, 2))
    found = group_activity(facts, april, RATES, Dimension.PRODUCT).groups
    shares = found.select("group", "customers", "orders", "lines", "order_share")
    assert shares.rows() == [("P1", 1, 1, 1, 0.5), ("P2", 0, 0, 1, 0.5)]


def test_contacts_are_laid_on_customer_types_alone(facts: Facts) -> None:
    """A, B and C are retail; E and the anonymous have no type."""
    found = group_activity(facts, SPRING, RATES, Dimension.CUSTOMER_TYPE)
    costs = found.groups.select("group", "orders", "contact_cost", "visit_cost", "order_share")
    assert costs.rows() == [(None, 1, 4.0, 70.0, 1.0), ("retail", 3, 18.49, 50.0, 3.0)]
    assert found.apart.row(0, named=True) == dict.fromkeys(ACTIVITY, 0)


@pytest.mark.parametrize("dimension", list(Dimension))
def test_groups_and_what_stands_apart_make_the_whole(facts: Facts, dimension: Dimension) -> None:
    found = group_activity(facts, SPRING, RATES, dimension)
    whole = found.groups.select(pl.col(*ACTIVITY).sum()).row(0, named=True)
    money = ("revenue", "line_cost", "discount", "returned_value", "shipping_cost", "fee")
    added = {key: whole[key] for key in (*money, "lines", "returns")}
    assert added == pytest.approx(
        {
            "revenue": 190.33,
            "line_cost": 116.731,
            "discount": 10,
            "returned_value": 50,
            "shipping_cost": 5,
            "fee": 1,
            "lines": 8,
            "returns": 2,
        }
    )
    contacts = whole["contact_cost"] + found.apart["contact_cost"].item()
    assert contacts == pytest.approx(22.49)
    shares = found.groups.select(pl.col("order_share", "delivery_share").sum())
    assert shares.row(0) == pytest.approx((4, 1), abs=1e-9)


def test_what_sales_can_be_grouped_by(facts: Facts) -> None:
    wanted = [Dimension.PRODUCT, Dimension.CATEGORY, Dimension.CHANNEL, Dimension.REGION]
    assert available(facts) == [*wanted, Dimension.CUSTOMER_TYPE]
    assert available(Facts({}, facts.scan)) == []


def test_products_have_names_and_channels_name_themselves(facts: Facts) -> None:
    found = names(facts, Dimension.PRODUCT)
    assert found is not None
    assert found.rows() == [("P1", "Green tea"), ("P2", "Blue cup")]
    assert names(facts, Dimension.CHANNEL) is None
    assert names(facts, Dimension.STAFF) is None


def test_customer_types_without_a_table_of_customers(facts: Facts) -> None:
    """Contacts there may be all the same."""
    few = {name: facts.files[name] for name in ("order_lines", "interactions")}
    found = group_activity(Facts(few, facts.scan), SPRING, RATES, Dimension.CUSTOMER_TYPE)
    assert found.groups.select("group", "lines").rows() == [(None, 8)]
    assert found.apart["contact_cost"].item() == 22.49


def test_no_channel_and_a_channel_without_a_name_are_two(tmp_path: Path, facts: Facts) -> None:
    lines = kiosk.order_lines().with_columns(
        channel=pl.when(pl.col("order_id") == "O7").then(pl.lit(""))
    )
    files = kiosk.write(tmp_path, {"order_lines": [lines]})
    found = group_activity(Facts(files, facts.scan), SPRING, RATES, Dimension.CHANNEL).groups
    assert found.select("group", "lines", "customers").rows() == [(None, 7, 2), ("", 1, 1)]


def test_months(facts: Facts) -> None:
    """By channel; contacts belong to no channel; O1 counts in both channels, half in each."""
    february, march = date(2024, 2, 1), date(2024, 3, 1)
    web = {"orders": 1, "lines": 1, "deliveries": 1, "revenue": 100, "discount": 10}
    web |= {"line_cost": 60, "shipping_cost": 5, "fee": 1}
    half = {"order_share": 0.5, "delivery_share": 0.5}
    rows: list[Row] = [
        {"month": february, "channel": "store", **half, "deliveries": 1}
        | {"orders": 1, "lines": 1, "revenue": 50, "line_cost": 37.5},
        {"month": february, "channel": "web", **half, **web},
        {"month": march, "channel": None, "contact_cost": 22.49, "visit_cost": 120},
        {"month": march, "channel": "store"}
        | {"orders": 2, "lines": 3, "revenue": 50.33, "line_cost": 4.9 + 23.331}
        | {"order_share": 2},
        {"month": march, "channel": "web", "order_share": 1}
        | {"orders": 1, "lines": 3, "returns": 2, "revenue": -10, "returned_value": 50}
        | {"line_cost": -9},
    ]
    assert_same(month_activity(facts, SPRING, RATES), MONTH_ACTIVITY, rows)


def test_heads_of_months(facts: Facts) -> None:
    """A month without an order has its row. January: nothing; D in February came first."""
    scope = replace(SPRING, start=date(2024, 1, 1), end=date(2024, 4, 2))
    keys = ("month", "active", "new", "orders")
    rows = [(1, 0, 0, 0), (2, 2, 2, 2), (3, 1, 1, 3), (4, 1, 0, 1)]
    wanted = [dict(zip(keys, (date(2024, m, 1), *rest), strict=True)) for m, *rest in rows]
    assert_same(month_customers(facts, scope), MONTH_CUSTOMERS, wanted)


def test_nobody_is_new_whose_first_order_was_earlier_in_the_month(facts: Facts) -> None:
    """B ordered first on 1 March, and again on the 31st."""
    scope = replace(SPRING, start=date(2024, 3, 2))
    assert month_customers(facts, scope).rows() == [(date(2024, 3, 1), 1, 0, 2)]


def test_the_months_of_a_period_may_end_with_time_itself(facts: Facts) -> None:
    scope = replace(SPRING, end=date.max, as_of=date.max)
    assert month_customers(facts, scope)["month"][-1] == date(9999, 12, 1)


def test_periods(facts: Facts) -> None:
    """The 32 days before hold D's order alone; a year before lies before the data."""
    assert SPRING.start is not None
    assert SPRING.end is not None
    assert SPRING.as_of is not None
    period = Period(SPRING.start, SPRING.end, SPRING.as_of)
    first = date(2024, 1, 1)
    found = period_activity(facts, SPRING, RATES, period=period, first=first)
    current = {"orders": 4, "lines": 8, "returns": 2, "deliveries": 1, "revenue": 190.33}
    current |= {"discount": 10, "returned_value": 50, "line_cost": 116.731, "shipping_cost": 5}
    current |= {"fee": 1, "contact_cost": 22.49, "visit_cost": 120, "anonymous_revenue": 33.33}
    current |= {"active": 2, "new": 2}
    before = {"orders": 1, "lines": 1, "revenue": 25, "line_cost": 15, "active": 1, "new": 1}
    rows: list[Row] = [
        {"period": "current", "start": SPRING.start, "end": SPRING.end, **current},
        {"period": "before", "start": date(2024, 1, 28), "end": date(2024, 2, 28), **before}
        | {"anonymous_revenue": 0},
    ]
    assert_same(found.select(*PERIOD_ACTIVITY.columns), PERIOD_ACTIVITY, rows)

    late = period_activity(facts, SPRING, RATES, period=period, first=date(2024, 1, 29))
    assert late["period"].to_list() == ["current"]


def test_a_period_without_a_line_is_no_period(facts: Facts) -> None:
    """Before 10 February nobody bought, and from 3 April on: contacts alone make no period."""
    quiet = Period(date(2024, 4, 3), date(2024, 4, 5), date(2024, 4, 5))
    found = period_activity(facts, SPRING, RATES, period=quiet, first=date(2024, 1, 1))
    assert found["period"].to_list() == ["before"]
    early = Period(date(2024, 2, 10), date(2024, 2, 20), date(2024, 4, 2))
    found = period_activity(facts, SPRING, RATES, period=early, first=date(2024, 1, 1))
    assert found["period"].to_list() == ["current"]
    contacts = Period(date(2024, 3, 2), date(2024, 3, 4), date(2024, 4, 2))
    found = period_activity(facts, SPRING, RATES, period=contacts, first=date(2024, 3, 1))
    assert found.is_empty()


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


def test_thousands_of_margin_rates(facts: Facts) -> None:
    margin = {f"Category {i}": Decimal(i) / 10_000 for i in range(1_000)}
    rates = Rates(margin=margin | dict(RATES.margin))
    lines = customer_activity(facts, replace(SPRING, channel=("web",)), rates).named
    assert dict(lines.select("customer_id", "line_cost").iter_rows()) == {"A": 60, "B": 9, "C": -18}


def test_half_a_hundredth_of_a_cent_is_the_same_on_every_engine(
    tmp_path: Path, facts: Facts
) -> None:
    """0.0001 x 0.5, and 10.01 x 0.655: floats round such halves up here and down there."""
    lines = kiosk.order_lines().with_columns(
        amount=pl.when(pl.col("order_id") == "O5")
        .then(pl.lit("0.0001"))
        .when(pl.col("customer_id") == "B")
        .then(pl.lit("10.01")),
        line_cost=pl.lit(None, pl.String),
    )
    lines = lines.with_columns(pl.col("amount").fill_null("1000000000000.01"))
    files = kiosk.write(tmp_path, {"order_lines": [lines]})
    store = Facts(files, facts.scan)
    half = customer_activity(store, SPRING, Rates(margin_default=Decimal("0.5")))
    assert half.anonymous["line_cost"].to_list() == [0.00005]
    third = customer_activity(store, SPRING, Rates(margin_default=Decimal("0.345")))
    costs = dict(third.named.select("customer_id", "line_cost").iter_rows())
    assert costs["B"] == float(3 * Decimal("10.01") * Decimal("0.655"))
    assert costs["C"] == float(Decimal("1000000000000.01") * Decimal("0.655"))
