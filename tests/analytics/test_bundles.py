"""Bundles: worked by hand, their break-even as it must be, and the planted ones found."""

from dataclasses import replace
from datetime import date
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.bundles import Bundles, asked, price_bundles
from analytics.findings import NotEnoughData, WrongOption
from analytics.frames import HOLDINGS
from data.samples.toko_nusantara import generate


def baskets(kinds: list[tuple[int, tuple[str, ...]]]) -> pl.DataFrame:
    """A BASKETS frame: so many baskets that hold these items."""
    held = [items for count, items in kinds for _ in range(count)]
    rows = [(number, item, 0) for number, items in enumerate(held) for item in sorted(items)]
    schema = {"basket": pl.Int64, "item": pl.String, "day": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def prices(each: dict[str, tuple[float, float]]) -> pl.DataFrame:
    """ITEM_PRICES: price and margin of a unit, ten units of each."""
    return pl.DataFrame(
        {
            "item": list(each),
            "quantity": [10.0] * len(each),
            "revenue": [10 * price for price, _ in each.values()],
            "gross_margin": [10 * margin for _, margin in each.values()],
        }
    )


SHOP = baskets([(40, ("tea", "cup")), (60, ("tea",)), (20, ("cup",)), (880, ("ink",))])
PRICES = prices({"tea": (100.0, 40.0), "cup": (60.0, 30.0), "ink": (10.0, 5.0)})


def shop(**options: float) -> Bundles:
    return price_bundles(SHOP, PRICES, **options)  # type: ignore[arg-type]


def test_a_bundle_by_hand() -> None:
    """Price 160, margin 70, 10 % off is 16. 40 orders with both lose 640.

    Half of the 60 with tea and of the 20 with a cup: 30 · (70 − 16 − 40) + 10 · (70 − 16 − 30)
    = 660. Break-even: 640 of 1,320. At this take-up all is even at a discount of half of
    60 · 30 + 20 · 40 = 1,300, of 160 · (40 + 40) = 12,800: 10.156 %.
    """
    (row,) = shop(discount=0.1, take_up=0.5).bundles.to_dicts()

    assert row["products"] == "cup + tea"
    assert (row["together"], row["in_part"]) == (40, 80)
    assert row["lift"] == pytest.approx(40 * 1000 / (100 * 60))
    assert row["beyond_chance"] == pytest.approx(40 - 100 * 60 / 1000)
    assert (row["price"], row["margin_apart"]) == (160.0, 70.0)
    assert (row["bundle_price"], row["bundle_margin"]) == (144.0, 54.0)
    assert (row["cannibalised"], row["won"]) == (640.0, pytest.approx(660.0))
    assert row["gain"] == pytest.approx(20.0)
    assert row["break_even"] == pytest.approx(640 / 1320)
    assert row["lowest_price"] == pytest.approx(160 * (1 - 1300 / 12_800))
    assert row["sold_anyway"] == pytest.approx(40 / 80)


@given(st.floats(0.02, 0.4), st.floats(0.01, 0.9))
@settings(max_examples=25, deadline=None)
def test_at_break_even_and_at_the_lowest_price_nothing_is_gained(cut: float, taken: float) -> None:
    (row,) = shop(discount=cut, take_up=taken).bundles.to_dicts()
    least = 1 - row["lowest_price"] / row["price"]

    if row["break_even"] is not None and row["break_even"] < 1:
        (even,) = shop(discount=cut, take_up=row["break_even"]).bundles.to_dicts()
        assert even["gain"] == pytest.approx(0, abs=1e-6)
    (even,) = shop(discount=least, take_up=taken).bundles.to_dicts()
    assert even["gain"] == pytest.approx(0, abs=1e-6)
    assert (row["gain"] > 0) == (row["bundle_price"] > row["lowest_price"])


def test_a_triple_counts_every_part_of_it() -> None:
    """A plain count over the baskets, part by part."""
    kinds = [(40, "abc"), (30, "ab"), (20, "ac"), (10, "bc"), (15, "a"), (25, "b"), (35, "c")]
    money = {"a": (10.0, 4.0), "b": (20.0, 9.0), "c": (40.0, 10.0), "z": (1.0, 0.5)}
    rows = baskets([*[(n, tuple(items)) for n, items in kinds], (2000, ("z",))])
    found = price_bundles(rows, prices(money), discount=0.05, take_up=0.2)
    row = found.bundles.filter(size=3).row(0, named=True)
    won = sum(0.2 * n * (23 - 3.5 - sum(money[i][1] for i in items)) for n, items in kinds[1:])

    assert row["products"] == "a + b + c"
    assert row["in_part"] == sum(n for n, _ in kinds[1:])
    assert row["won"] == pytest.approx(won)
    assert row["gain"] == pytest.approx(won - 40 * 3.5)
    assert {tuple(p.split(" + ")) for p in found.bundles["products"]} == {
        *combinations("abc", 2),
        tuple("abc"),
    }


def test_who_has_a_part_and_lacks_the_rest_by_hand() -> None:
    """The bundle brings 54: 14 more than tea alone, 24 more than a cup; who has both is no one."""
    rows = [("C1", "tea", 5, 10), ("C2", "cup", 1, 20), ("C3", "cup", 1, 3), ("C3", "tea", 1, 3)]
    rows += [("C4", "tea", 5, 9), ("C5", "ink", 9, 9), ("C6", "tea", 6, 8)]
    held = pl.DataFrame(rows, schema=HOLDINGS.columns, orient="row")
    found = replace(asked(shop(discount=0.1), " CUP + tea"), holdings=held)

    assert found.offered_items() == ["cup", "tea"]
    assert found.frames()["customers"].rows() == [
        ("C2", "cup", "tea", 1, date(1970, 1, 21), pytest.approx(24.0)),
        ("C6", "tea", "cup", 6, date(1970, 1, 9), pytest.approx(14.0)),
        ("C1", "tea", "cup", 5, date(1970, 1, 11), pytest.approx(14.0)),
        ("C4", "tea", "cup", 5, date(1970, 1, 10), pytest.approx(14.0)),
    ]
    told = found.findings()[-1]
    assert (told.key, told.fields["customers_to_offer"]) == ("bundles.find_customers", 4)


def test_whose_part_brings_as_much_is_not_offered_the_bundle() -> None:
    """At 20 % off the bundle brings 70 - 32 = 38, less than tea alone."""
    rows = [("C1", "tea", 5, 10), ("C2", "cup", 1, 20)]
    held = pl.DataFrame(rows, schema=HOLDINGS.columns, orient="row")
    found = replace(asked(shop(discount=0.2), ""), holdings=held)

    assert found.in_part("cup + tea")["customer_id"].to_list() == ["C2", "C1"]
    assert found.customers("cup + tea")["customer_id"].to_list() == ["C2"]
    with pytest.raises(NotEnoughData, match="no_bundle"):
        asked(shop(), "tea + ink")


@given(st.lists(st.sets(st.sampled_from("abcz")), max_size=12))
@settings(max_examples=25, deadline=None)
def test_of_three_products_every_part_is_told(bought: list[set[str]]) -> None:
    """Beside a plain count; whatever the order of the rows."""
    kinds = [(40, ("a", "b", "c")), (30, ("a",)), (2000, ("z",))]
    money = {"a": (10.0, 4.0), "b": (20.0, 9.0), "c": (40.0, 10.0), "z": (1.0, 0.5)}
    rows = [(f"C{n}", item, 1, 0) for n, items in enumerate(bought) for item in sorted(items)]
    held = pl.DataFrame(sorted(rows), schema=HOLDINGS.columns, orient="row")
    priced = price_bundles(baskets([(n, tuple(items)) for n, items in kinds]), prices(money))
    found = replace(asked(priced, "a + b + c"), holdings=held).in_part("a + b + c")
    parts = {f"C{n}": items & set("abc") for n, items in enumerate(bought)}
    wanted = {who: part for who, part in parts.items() if 0 < len(part) < 3}

    assert set(found["customer_id"]) == set(wanted)
    for row in found.iter_rows(named=True):
        part = wanted[row["customer_id"]]
        assert row["products_had"] == " + ".join(sorted(part))
        assert row["products_lacked"] == " + ".join(sorted(set("abc") - part))
        assert row["margin_if_taken"] == pytest.approx(23 - 7 - sum(money[i][1] for i in part))


def test_another_currency_moves_money_and_no_share() -> None:
    rich = PRICES.with_columns(pl.col("revenue", "gross_margin") * 1000)
    (one,), (other,) = shop().bundles.to_dicts(), price_bundles(SHOP, rich).bundles.to_dicts()

    for name in ("price", "gain", "cannibalised", "won", "lowest_price"):
        assert other[name] == pytest.approx(1000 * one[name])
    for name in ("break_even", "sold_anyway", "lift"):
        assert other[name] == pytest.approx(one[name])


def test_what_lies_together_by_chance_is_no_bundle() -> None:
    rows = baskets([(100, ("a", "b")), (400, ("a",)), (100, ("b",)), (400, ("c",))])
    found = price_bundles(rows, prices({"a": (1.0, 0.5), "b": (1.0, 0.5), "c": (1.0, 0.5)}))

    assert found.bundles.is_empty()
    assert found.findings()[0].key == "bundles.find_none"


def test_the_planted_bundles_are_among_the_first() -> None:
    """Of Toko Nusantara's sets beyond chance, the four planted ones are among the first 25."""
    company = generate(customers=3_000)
    lines = company.tables["order_lines"].filter(pl.col("quantity") > 0)
    rows = lines.select(
        basket=pl.struct("order_id", "customer_id").rank("dense").cast(pl.Int64),
        item="product_id",
        day=pl.lit(0, pl.Int64),
    ).unique(["basket", "item"])
    sums = lines.group_by(item="product_id").agg(
        pl.col("quantity").cast(pl.Float64).sum(),
        revenue=pl.col("amount").cast(pl.Float64).sum(),
        gross_margin=(pl.col("amount") - pl.col("line_cost")).cast(pl.Float64).sum(),
    )
    found = price_bundles(rows, sums, rank_by="beyond_chance").bundles.head(25)["products"]
    first = {frozenset(products.split(" + ")) for products in found}

    assert {frozenset(row) for row in company.truth.bundles["products"]} <= first


def test_more_pairs_than_anybody_reads_ask_for_more_baskets() -> None:
    """Baskets of 70 products alike make 2,415 pairs in 40 baskets each; ten pairs lie in more."""
    many = tuple(f"p{number:02}" for number in range(70))
    often = many[:5]
    shop = baskets([(40, many), (10, often), (900, ("ink",))])
    money = prices(dict.fromkeys((*many, "ink"), (10.0, 5.0)))

    found = price_bundles(shop, money, items=2)
    assert found.bundles.height == 10
    assert found.bundles["together"].to_list() == [50] * 10
    assert price_bundles(shop, money, items=2, least=40).bundles.height == 2_415


def test_what_cannot_be_priced_is_refused() -> None:
    with pytest.raises(WrongOption):
        shop(discount=0.0)
    with pytest.raises(WrongOption):
        shop(take_up=1.5)
    with pytest.raises(NotEnoughData, match="no_baskets"):
        price_bundles(SHOP.clear(), PRICES)
