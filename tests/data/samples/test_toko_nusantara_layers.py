"""The same seed gives the same bytes; a layer switched off leaves the rest as it was."""

import hashlib
import io
from functools import lru_cache

import numpy as np
import polars as pl
import pytest

from data.conform import conform
from data.samples.toko_nusantara import (
    ALL_LAYERS,
    COMPANY,
    Company,
    Layer,
    default_rates,
    generate,
    recipe_for,
)
from data.tables import TABLES

SIZE = 600


@lru_cache(maxsize=32)
def small(without: Layer | None = None, seed: int = 1) -> Company:
    return generate(SIZE, seed, without=frozenset({without} if without else ()))


def prints(company: Company) -> dict[str, str]:
    """A digest of the Parquet bytes of every table and of every frame of the truth."""
    found = {}
    truth = {f"truth.{name}": frame for name, frame in company.truth.frames().items()}
    for name, frame in {**company.tables, **truth}.items():
        file = io.BytesIO()
        frame.write_parquet(file)
        found[name] = hashlib.sha256(file.getvalue()).hexdigest()
    return found


def test_same_seed_same_bytes() -> None:
    assert prints(generate(SIZE)) == prints(small())


def test_another_seed_is_another_company() -> None:
    assert prints(small(seed=2))["order_lines"] != prints(small())["order_lines"]


def test_a_block_of_customers_is_the_same_in_a_company_of_any_size() -> None:
    """Numbers of customers are dealt out in blocks of 10,000: the second changes nothing."""
    one, two = generate(10_000, without=ALL_LAYERS), generate(10_300, without=ALL_LAYERS)
    first = two.tables["order_lines"].filter(pl.col("customer_id") <= "C0010500")

    assert first.equals(one.tables["order_lines"])
    assert two.tables["customers"].height == 10_300


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("customers", [1, 2, 7, SIZE])
def test_tables_conform_to_the_data_dictionary(customers: int, seed: int) -> None:
    company = generate(customers, seed)

    assert list(company.tables) == list(TABLES)
    for name, frame in company.tables.items():
        conform(TABLES[name], frame)
        assert dict(frame.schema) == dict(TABLES[name].columns)
    assert company.truth.customers.height == customers


@pytest.mark.parametrize("layer", list(Layer))
def test_each_layer_alone_can_be_switched_off(layer: Layer) -> None:
    company = small(layer)

    for name, frame in company.tables.items():
        conform(TABLES[name], frame)
    assert prints(company) != prints(small())


# A layer may only reach what the written process says it reaches.
REACH = {
    Layer.ANONYMOUS: {"order_lines", "truth.dirt"},
    Layer.REFERRALS: {"customers"},
    Layer.CONTRACTS: {"contracts", "truth.contracts", "truth.parameters"},
    Layer.DISCOUNTS: {"order_lines", "campaign_members"},
    Layer.DIRT: {"order_lines", "customers", "truth.dirt"},
    Layer.RETURNS: {"order_lines", "truth.customers", "truth.dirt", "truth.parameters"},
    Layer.BUNDLES: {"order_lines", "campaign_members", "truth.bundles", "truth.dirt"}
    | {"truth.moves"},
    Layer.FIRST_HALF_RULE: {"order_lines", "campaign_members", "truth.rules", "truth.dirt"}
    | {"truth.moves"},
    Layer.AFFINITIES: {"order_lines", "campaign_members", "truth.rules", "truth.next_orders"}
    | {"truth.dirt", "truth.moves"},
    Layer.PRICE_TIERS: {"order_lines", "campaign_members", "truth.ladders", "truth.dirt"}
    | {"truth.moves"},
    Layer.DUPLICATES: {
        "truth.parameters",
        "order_lines",
        "customers",
        "interactions",
        "truth.duplicates",
    }
    | {"truth.dirt"},
    Layer.OPPORTUNITIES: {"order_lines", "customers", "interactions", "opportunities", "staff"}
    | {"partners", "truth.contacts"},
}


@pytest.mark.parametrize("layer", list(REACH))
def test_a_layer_reaches_only_what_it_says(layer: Layer) -> None:
    on, off = prints(small()), prints(small(layer))

    assert {name for name in on if on[name] != off[name]} <= REACH[layer]


@pytest.mark.parametrize(
    ("layer", "empty"),
    [
        (Layer.CAMPAIGNS, ("campaigns", "campaign_members")),
        (Layer.CONTACTS, ("interactions",)),
        (Layer.CONTRACTS, ("contracts",)),
        (Layer.OPPORTUNITIES, ("opportunities", "staff", "partners")),
        (Layer.SEGMENTS, ("traits",)),
    ],
)
def test_tables_of_a_layer_are_empty_without_it(layer: Layer, empty: tuple[str, ...]) -> None:
    assert all(small(layer).tables[name].is_empty() for name in empty)
    assert not any(small().tables[name].is_empty() for name in empty)


def test_columns_of_a_layer_are_blank_or_nought_without_it() -> None:
    def lines(layer: Layer) -> pl.DataFrame:
        return small(layer).tables["order_lines"]

    assert lines(Layer.ANONYMOUS)["customer_id"].null_count() == 0
    assert lines(Layer.RETURNS)["status"].unique().to_list() == ["completed"]
    assert (lines(Layer.RETURNS)["quantity"] >= 0).all()
    assert lines(Layer.DELIVERIES)["promised_at"].is_null().all()
    assert lines(Layer.DELIVERIES)["shipping_cost"].sum() == 0
    assert lines(Layer.OPPORTUNITIES)["staff_id"].is_null().all()
    assert small(Layer.REFERRALS).tables["customers"]["referred_by"].is_null().all()
    assert small(Layer.DUPLICATES).tables["customers"].height == SIZE
    without_bundles = generate(SIZE, without=frozenset({Layer.DISCOUNTS, Layer.BUNDLES}))
    assert without_bundles.tables["order_lines"]["discount"].sum() == 0
    consents = small(Layer.CONSENTS).tables["customers"].select(pl.col("^consent_[ecp].*$"))
    assert consents.select(pl.all().exclude(pl.String).all()).row(0) == (True,) * 4


def test_money_is_whole_rupiah_and_adds_up() -> None:
    lines = small().tables["order_lines"]
    money = ["unit_price", "discount", "amount", "line_cost", "shipping_cost", "fee"]

    assert lines.select((pl.col(money).cast(pl.Float64) % 1 == 0).all()).row(0) == (True,) * 6
    meant = pl.col("unit_price") * pl.col("quantity") - pl.col("discount")
    assert lines.filter(pl.col("amount") != meant).is_empty()


def test_times_lie_inside_the_three_years_and_in_order() -> None:
    company = generate(3_000, 4)
    lines, contacts = company.tables["order_lines"], company.tables["interactions"]
    first, last = lines["ordered_at"].dt.date().min(), lines["ordered_at"].dt.date().max()

    assert (str(first), str(last)) == ("2023-01-01", "2025-12-31")
    assert str(contacts["happened_at"].dt.date().max()) <= "2025-12-31"
    assert lines.filter(pl.col("delivered_at") < pl.col("ordered_at")).is_empty()
    assert contacts.filter(pl.col("resolved_at") < pl.col("happened_at")).is_empty()
    joined = company.tables["customers"].select("customer_id", "joined_on")
    early = lines.join(joined, on="customer_id").filter(
        pl.col("ordered_at").dt.date() < pl.col("joined_on"), pl.col("status") != "cancelled"
    )
    assert early.is_empty()


@pytest.mark.parametrize("wanted", [30_000, 90_000])
def test_lines_are_about_as_many_as_asked_for(wanted: int) -> None:
    assert generate(lines=wanted).tables["order_lines"].height == pytest.approx(wanted, rel=0.15)


@pytest.mark.parametrize("factor", [0.5, 2])
def test_with_customers_given_lines_stretch_the_baskets(factor: float) -> None:
    company = generate(1_000, lines=int(52_000 * factor))
    usual = generate(1_000)

    assert company.tables["order_lines"].height == pytest.approx(52_000 * factor, rel=0.25)
    orders = [c.truth.customers["orders"].to_list() for c in (company, usual)]
    assert orders[0] == orders[1]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"customers": 0}, "customers must lie in 1"),
        ({"customers": 100, "lines": 10}, "100 customers make 1,040 to 104,000 lines, not 10"),
        ({"decline": 1.0}, r"decline must lie in \[0, 1\)"),
    ],
)
def test_sizes_that_cannot_be_had_are_refused(options: dict[str, float], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        recipe_for(**options)  # type: ignore[arg-type]


def test_a_decline_lowers_buying_from_2025_and_nothing_before() -> None:
    usual, fallen = generate(3_000), generate(3_000, decline=0.5)
    year = pl.col("ordered_at").dt.year()

    def orders(company: Company, of: int) -> int:
        lines = company.tables["order_lines"].filter(year == of)
        return lines["order_id"].n_unique()

    assert orders(fallen, 2024) == pytest.approx(orders(usual, 2024), rel=0.15)
    assert orders(fallen, 2025) < 0.7 * orders(usual, 2025)


def test_people_cannot_be_reached() -> None:
    customers = small(Layer.DIRT).tables["customers"]
    domains = customers["email"].str.split("@").list.last().unique().to_list()

    assert all(d.endswith(".example") or d.startswith("example.") for d in domains)
    assert customers["phone"].str.contains(r"^(62|0)84\d{8}$").all()  # 084x: given to no operator


def test_rates_are_rupiah_and_the_company_says_what_it_is() -> None:
    rates = default_rates()

    assert {"order", "line", "return", "delivery", "visit", "contact_minute"} <= rates.keys()
    assert all(rate > 0 and rate == int(rate) for rate in rates.values())
    assert (COMPANY["currency"], COMPANY["decimals"]) == ("IDR", 0)


def test_ids_say_nothing_about_the_segment() -> None:
    truth = small().truth.customers.sort("customer_id").with_row_index()
    means = truth.group_by("segment").agg(pl.col("index").mean(), pl.len())
    spread = SIZE / np.sqrt(12 * means["len"].to_numpy())

    assert (np.abs(means["index"].to_numpy() - SIZE / 2) < 4 * spread).all()
