"""Four groups worked by hand, and what must always hold."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.bases import BASES, ServiceRates
from analytics.findings import NotEnoughData
from analytics.frames import FrameError
from analytics.profit_groups import rank_groups
from tests.activity import apart, groups

RATES = ServiceRates(order=10.0, line=1.0)
SHOP = groups(
    {
        "Milk": {"revenue": 500, "line_cost": 300, "order_share": 4.5, "lines": 15, "orders": 9},
        "Tea": {"revenue": 300, "line_cost": 100, "order_share": 3.5, "lines": 5, "orders": 6},
        "Salt": {"revenue": 100, "line_cost": 90, "order_share": 2, "lines": 10, "orders": 8},
        None: {"revenue": 100, "line_cost": 60, "order_share": 0, "lines": 0, "orders": 0},
    }
)
"""Profit: Milk 500 - 300 - 45 - 15 = 140; Tea 300 - 100 - 35 - 5 = 160; Salt 100 - 90 - 20 - 10 =
-20; not stated 40. Together 320, on 1,000 of revenue."""


def test_groups_are_ranked_by_profit_and_add_up() -> None:
    result = rank_groups(SHOP, rates=RATES)

    assert result.groups["group"].to_list() == ["Tea", "Milk", None, "Salt"]
    assert result.groups["profit"].to_list() == [160, 140, 40, -20]
    assert result.groups["share"].to_list() == [0.5, 0.4375, 0.125, -0.0625]
    assert result.groups["margin_share"].to_list() == pytest.approx([160 / 300, 0.28, 0.4, -0.2])
    assert result.summary()["profit"] == 320


def test_the_best_margin_is_the_yardstick_of_all() -> None:
    """Tea earns 160 of 300; what is not stated, and what is too small, is no yardstick."""
    tiny = {"revenue": 9, "line_cost": 0, "order_share": 0, "lines": 0, "orders": 1}
    more = groups({"Salt": {"revenue": 1_000, "line_cost": 900, "lines": 0}, "Gum": tiny})
    result = rank_groups(SHOP, rates=RATES).groups
    beside = dict(result.select("group", "to_yardstick").rows())

    assert set(result["yardstick_margin"]) == {160 / 300}
    assert beside["Tea"] == pytest.approx(0, abs=1e-6)
    assert beside["Milk"] == pytest.approx(500 * 160 / 300 - 140)
    assert beside["Salt"] == pytest.approx(100 * 160 / 300 + 20)
    assert set(rank_groups(more).groups["yardstick_margin"]) == {0.1}


def test_what_no_group_caused_stands_apart() -> None:
    result = rank_groups(SHOP, rates=RATES, apart=apart(contact_cost=70.0))

    assert result.groups["profit"].sum() == 320
    assert result.apart.row(0, named=True)["profit"] == -70
    assert result.summary()["profit"] == 250
    assert result.groups["share"].to_list() == [0.64, 0.56, 0.16, -0.08]  # of 250, like the page
    assert result.groups["share"].sum() - 70 / 250 == pytest.approx(1)
    assert result.findings()[-1].fields == {"cost_to_serve": 70}


def test_the_top_the_rest_and_what_stands_apart() -> None:
    top = rank_groups(SHOP, rates=RATES, apart=apart(contact_cost=70.0)).top(2)

    assert top.select("kind", "group", "profit").rows() == [
        ("group", "Tea", 160),
        ("group", "Milk", 140),
        ("rest", None, 40),
        ("group", "Salt", -20),
        ("apart", None, -70),
    ]
    assert rank_groups(SHOP, apart=apart()).top(9)["kind"].to_list() == ["group"] * 4


def test_what_the_groups_mean() -> None:
    best, losing, gap = rank_groups(SHOP, rates=RATES).findings()

    assert best.fields == {"group": "Tea", "share": 0.5, "basis": "profit"}
    assert (losing.key, losing.fields["loss"]) == ("profit.find_losing_groups_one", 20)
    assert (gap.fields["group"], gap.fields["revenue_share"]) == ("Salt", 0.1)


def test_groups_under_their_names() -> None:
    """Two products share a name, one has none, and one known name was not sold."""
    names = pl.DataFrame(
        {"group": ["Milk", "Tea", "Oil", "Fat"], "name": ["Best", "Best", "Oil", "Lard"]}
    )
    result = rank_groups(SHOP, rates=RATES)

    assert result.named(names).groups["group"].to_list() == [
        *("Best (Tea)", "Best (Milk)", None, "Salt")
    ]
    assert result.named(names).findings()[0].fields["group"] == "Best (Tea)"
    assert result.named(names).groups.drop("group").equals(result.groups.drop("group"))


def test_a_loss_has_no_shares_and_one_group_no_findings() -> None:
    loss = rank_groups(groups({"A": {"revenue": 5}, "B": {"revenue": -9}}))

    assert loss.groups["share"].to_list() == [None, None]
    assert loss.groups["margin_share"].to_list() == [1.0, None]
    assert [f.key for f in loss.findings()] == ["profit.find_losing_groups_one"]
    assert rank_groups(groups({"A": {"revenue": 5}})).findings() == []


def test_ties_go_by_name_and_not_stated_last() -> None:
    tied = groups({None: {"revenue": 5}, "B": {"revenue": 5}, "A": {"revenue": 5}})

    assert rank_groups(tied).groups["group"].to_list() == ["A", "B", None]


def test_no_group_and_broken_frames_are_refused() -> None:
    with pytest.raises(NotEnoughData) as refusal:
        rank_groups(SHOP.clear())
    assert refusal.value.key == "not_enough.no_groups"
    with pytest.raises(FrameError, match="1 repeated group"):
        rank_groups(pl.concat([SHOP, SHOP.head(1)]))
    with pytest.raises(ValueError, match="basis must be one of"):
        rank_groups(SHOP, basis="cost")


CENTS = st.integers(-10_000, 90_000).map(lambda c: c / 100)


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.one_of(st.none(), st.text("ABCDE", min_size=1, max_size=3)),
        st.fixed_dictionaries({"revenue": CENTS, "line_cost": CENTS, "lines": st.integers(0, 9)}),
        min_size=1,
    ),
    st.sampled_from(BASES),
    st.integers(1, 6),
)
def test_top_and_rest_are_all_of_it_in_any_row_order(
    rows: dict[str | None, dict[str, float]], basis: str, n: int
) -> None:
    result = rank_groups(groups(rows), rates=RATES, basis=basis, apart=apart(visit_cost=3.0))
    turned = rank_groups(groups(rows)[::-1], rates=RATES, basis=basis, apart=apart(visit_cost=3.0))

    assert result.groups.equals(turned.groups)
    for each in BASES:
        assert result.top(n)[each].sum() == pytest.approx(result.summary()[each], abs=1e-6)


def test_beneath_the_groups_stand_what_is_apart_and_the_total() -> None:
    rows = {"A": {"revenue": 90.0, "line_cost": 30.0}, None: {"revenue": 10.0}}
    whole = rank_groups(groups(rows), apart=apart(visit_cost=20.0)).with_total()

    assert whole["kind"].to_list() == ["group", "group", "apart", "total"]
    assert whole["profit"].to_list() == [60, 10, -20, 50]
    assert whole["share"].to_list() == pytest.approx([1.2, 0.2, -0.4, 1.0])
    assert whole["margin_share"][-1] == 0.5
    assert whole["customers"][-2:].to_list() == [None, None]  # they do not add up
    nothing = rank_groups(groups(rows)).with_total()
    assert nothing["kind"].to_list() == ["group", "group", "total"]
