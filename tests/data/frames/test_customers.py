"""What each customer did and cost, worked out by hand on the kiosk, on every engine."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from analytics.frames import (
    ACTIVITY,
    CUSTOMER_ACTIVITY,
)
from data.facts import Facts
from data.frames.customers import customer_activity, first_orders
from data.frames.door import collect
from data.rates import Rates
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING
from tests.data.frames.worked import assert_same

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
