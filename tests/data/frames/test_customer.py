"""One customer's orders, contacts, campaigns and record by hand, on every engine."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from analytics.frames import CUSTOMER_ORDERS
from data.facts import Facts
from data.frames import customer
from data.frames.customer_days import customer_days
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING


def day(month: int, of: int) -> int:
    return (date(2024, month, of) - date(1970, 1, 1)).days


def test_orders_are_the_customers_own(facts: Facts) -> None:
    """O1 is B's too, O6 was cancelled, O2 holds nothing; the scope's period cuts nothing."""
    found = customer.orders(facts, SPRING, RATES, "A")

    assert found.schema == dict(CUSTOMER_ORDERS.columns)
    columns = ("order_id", "day", "channel", "orders", "lines", "revenue", "line_cost", "fee")
    assert found.select(columns).rows() == [
        ("O1", day(2, 29), None, 1, 2, 150.0, 97.5, 1.0),
        ("O2", day(3, 15), "store", 0, 1, 7.0, 4.9, 0.0),
        ("O8", day(4, 2), None, 1, 2, 80.0, 50.0, 0.0),
    ]
    returned = customer.orders(facts, SPRING, RATES, "B").filter(order_id="O3")
    assert returned.select("orders", "returns", "returned_value").row(0) == (0, 1, 20.0)


def test_nothing_after_the_day_is_seen_and_no_filter_cuts(facts: Facts) -> None:
    early = replace(SPRING, as_of=date(2024, 4, 1), channel=("store",), customer_type=("x",))
    assert customer.orders(facts, early, RATES, "A")["order_id"].to_list() == ["O1", "O2"]
    contacts = customer.contacts(facts, early, RATES, "A")
    assert contacts["interaction_id"].to_list() == ["I1", "I2", "I8", "I6"]
    assert customer.contacts(facts, replace(early, as_of=date(2024, 3, 31)), RATES, "A").height == 3
    days = customer.days(facts, early, RATES, "A")
    every = customer_days(facts, Scope("kiosk", as_of=early.as_of), RATES)
    assert days.equals(every.filter(customer_id="A"))


def test_campaigns_also_as_control(facts: Facts) -> None:
    columns = ("campaign_id", "campaign_name", "arm", "contacted_day")
    assert customer.campaigns(facts, SPRING, "A").select(columns).rows() == [
        ("K1", "Tea time", "letter", day(3, 10))
    ]
    assert customer.campaigns(facts, SPRING, "E").select(columns).rows() == [
        ("K1", "Tea time", "control", None)
    ]
    early = replace(SPRING, as_of=date(2024, 4, 1))
    assert customer.campaigns(facts, early, "D").is_empty()  # contacted on the second


def test_the_newer_record_counts(facts: Facts) -> None:
    found = customer.record(facts, "B")
    row = found.row(0, named=True)
    assert (row["customer_type"], row["acquisition_cost"], row["name"]) == ("retail", 12.0, None)
    assert customer.record(facts, "Z").is_empty()


def test_who_is_known(facts: Facts) -> None:
    known = {number: customer.is_known(facts, number) for number in ("A", "D", "E", "Z", "")}
    assert known == {"A": True, "D": True, "E": True, "Z": False, "": False}
    assert customer.numbers_like(facts, "a", 5) == ["A"]
    assert customer.numbers_like(facts, "", 3) == ["A", "B", "C"]
    with pytest.raises(ValueError, match="not settled"):
        customer.orders(facts, Scope("kiosk"), RATES, "A")


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_traits_and_answers_by_the_day(tmp_path: Path, way: str) -> None:
    """What was recorded or answered later is not known yet."""
    rows = [
        ("A", "need", "price", "low", None),
        ("A", "need", "speed", "high", date(2024, 4, 3)),
        ("B", "need", "price", "high", None),
    ]
    names = ("customer_id", "domain", "name", "value", "recorded_on")
    member = {
        "campaign_id": ["K1"],
        "customer_id": ["A"],
        "arm": ["letter"],
        "contacted_at": [datetime(2024, 3, 10)],
        "responded_at": [datetime(2024, 4, 3)],
        "response_amount": [9.0],
    }
    tables = {
        "traits": [pl.DataFrame(rows, schema=names, orient="row")],
        "campaign_members": [pl.DataFrame(member)],
    }
    facts = kiosk.facts(kiosk.write(tmp_path, tables), way)
    assert customer.traits(facts, SPRING, "A")["name"].to_list() == ["price"]
    columns = ("contacted_day", "responded_day", "response_amount")
    now = customer.campaigns(facts, SPRING, "A").select(columns).row(0)
    later = replace(SPRING, as_of=date(2024, 4, 3))
    assert now == (day(3, 10), None, None)
    answered = customer.campaigns(facts, later, "A").select(columns).row(0)
    assert answered == (day(3, 10), day(4, 3), 9.0)


def test_without_the_tables_nothing_is_made_up() -> None:
    bare = Facts({})
    assert customer.record(bare, "A").is_empty()
    assert customer.contacts(bare, SPRING, RATES, "A").is_empty()
    assert customer.notes(bare, SPRING, "A").is_empty()
    assert customer.campaigns(bare, SPRING, "A").is_empty()
    assert customer.traits(bare, SPRING, "A").is_empty()
    assert not customer.is_known(bare, "A")
    assert customer.contact_table(bare).is_empty()
