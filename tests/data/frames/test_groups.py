"""Sales by product, category, channel and customer type, worked out by hand on the kiosk."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics.frames import (
    ACTIVITY,
    GROUP_ACTIVITY,
)
from data.facts import Facts
from data.frames.groups import Dimension, available, group_activity, names
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING
from tests.data.frames.worked import assert_same

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
