"""Baskets, purchases, holdings and worth of items, worked by hand on the kiosk, on every engine."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analytics.findings import NotEnoughData
from analytics.frames import BASKETS, HOLDINGS, ITEM_WORTH, PURCHASES
from data.facts import Facts
from data.frames.market import Level, item_worth, levels, market
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING


def _day(month: int, day: int) -> int:
    return (date(2024, month, day) - date(1970, 1, 1)).days


def test_baskets_by_hand(facts: Facts) -> None:
    """O1 of A and of B are two; returns, quantity 0 and what was cancelled are in none."""
    sold = market(facts, SPRING, Level.PRODUCT)
    baskets = sold.baskets()

    assert BASKETS.check(baskets).select(*BASKETS.columns).rows() == [
        (0, "Blue cup", _day(2, 29)),
        (0, "Green tea", _day(2, 29)),
        (1, "Green tea", _day(3, 1)),
        (2, "P4", _day(3, 5)),
        (3, "Blue cup", _day(3, 31)),
    ]
    assert sold.left_out.is_empty()


def test_purchases_by_hand(facts: Facts) -> None:
    """What is anonymous is nobody's purchase."""
    frame = market(facts, SPRING, Level.PRODUCT).purchases()

    assert PURCHASES.check(frame).rows() == [
        ("A", _day(2, 29), "Blue cup"),
        ("A", _day(2, 29), "Green tea"),
        ("B", _day(3, 1), "Green tea"),
        ("B", _day(3, 31), "Blue cup"),
    ]


def test_holdings_of_some_items(facts: Facts) -> None:
    frame = market(facts, SPRING, Level.PRODUCT).holdings(["Blue cup", "nothing such"])

    assert frame.schema == pl.Schema(HOLDINGS.columns)
    assert frame.rows() == [("A", "Blue cup", 1, _day(2, 29)), ("B", "Blue cup", 1, _day(3, 31))]


def test_worth_by_hand(facts: Facts) -> None:
    """Green tea: 100 - 60 - 5 - 1 and 40 x .4; blue cup 50 x .25 and 10 - 0; P4 33.33 x .3."""
    frame = item_worth(facts, SPRING, RATES, Level.PRODUCT)

    assert frame.schema == pl.Schema(ITEM_WORTH.columns)
    assert dict(frame.iter_rows()) == {
        "Green tea": pytest.approx(50.0),
        "Blue cup": pytest.approx(22.5),
        "P4": pytest.approx(9.999),
    }


def test_a_product_without_the_level_is_left_out(facts: Facts) -> None:
    """P4 has no category."""
    sold = market(facts, SPRING, Level.CATEGORY)

    assert sold.baskets()["item"].unique().sort().to_list() == ["Cups", "Tea"]
    assert dict(item_worth(facts, SPRING, RATES, Level.CATEGORY).iter_rows()) == {
        "Tea": pytest.approx(50.0),
        "Cups": pytest.approx(22.5),
    }


def test_levels_at_which_products_differ(facts: Facts) -> None:
    assert levels(facts) == (Level.CATEGORY, Level.PRODUCT)


def test_an_item_by_its_name(facts: Facts) -> None:
    sold = market(facts, SPRING, Level.PRODUCT)

    assert sold.named(" green TEA") == "Green tea"
    with pytest.raises(NotEnoughData, match="no_item"):
        sold.named("Beer")


def _sold_as(tmp_path: Path, way: str, names: Mapping[str, str]) -> Facts:
    """One order with each product, in one of the ways of reading."""
    loads: dict[str, Any] = {
        "order_lines": [
            kiosk.order_lines()
            .slice(1, 1)
            .drop("product_id")
            .join(pl.DataFrame({"product_id": list(names)}), how="cross")
            .with_columns(line_no=pl.int_range(1, len(names) + 1))
        ],
        "products": [pl.DataFrame({"product_id": list(names), "name": list(names.values())})],
    }
    return kiosk.facts(kiosk.write(tmp_path, loads), way)


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_charges_are_told_by_code_and_by_words(tmp_path: Path, way: str) -> None:
    """In both languages; a coffee is no fee. What one names oneself is what is left out."""
    names = {
        "POST": "x",
        "85123A": "White cup",
        "22423": "Tea for one",
        "71053": "Lantern",
        "84029": "Bottle",
        "prod1": "Ongkos kirim JNE",
        "prod2": "Shipping to Bali",
        "prod3": "Bank charges",
        "prod4": "Coffee",
        "prod5": "Postal stamp album",
        "prod6": "Biaya admin",
        "m": "Paper",
    }
    facts = _sold_as(tmp_path, way, names)
    sold = market(facts, SPRING, Level.PRODUCT)

    assert sold.left_out["product_id"].to_list() == [
        "POST",
        "m",
        "prod1",
        "prod2",
        "prod3",
        "prod6",
    ]
    goods = ["Bottle", "Coffee", "Lantern", "Postal stamp album", "Tea for one", "White cup"]
    assert sold.items.to_list() == goods
    own = market(facts, SPRING, Level.PRODUCT, left_out=["prod4"])
    assert own.left_out["product_id"].to_list() == ["prod4"]
    assert len(own.items) == 11
    assert market(facts, SPRING, Level.PRODUCT, left_out=()).left_out.is_empty()


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_products_of_one_name_are_told_apart_by_id(tmp_path: Path, way: str) -> None:
    facts = _sold_as(tmp_path, way, {"t1": "Tea", "t2": "Tea", "m": "Cup"})

    assert market(facts, SPRING, Level.PRODUCT).items.to_list() == ["Cup", "Tea (t1)", "Tea (t2)"]


@pytest.mark.parametrize("way", kiosk.ENGINES)
def test_without_a_table_of_products_ids_are_the_items(tmp_path: Path, way: str) -> None:
    files = kiosk.write(tmp_path, {"order_lines": [kiosk.order_lines()]})
    facts = kiosk.facts(files, way)

    assert levels(facts) == (Level.PRODUCT,)
    assert market(facts, SPRING, Level.PRODUCT).items.to_list() == ["P1", "P2", "P4"]
    assert market(facts, SPRING, Level.BRAND).baskets().is_empty()
    assert item_worth(facts, SPRING, RATES, Level.BRAND).is_empty()
