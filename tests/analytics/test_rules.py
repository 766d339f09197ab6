"""Association rules: equal to mlxtend, exact at their limits, and honest about later days."""

from typing import Any

import numpy as np
import pandas as pd  # type: ignore[import-untyped]  # noqa: TID251 - the peer reads nothing else
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mlxtend.frequent_patterns import association_rules, fpgrowth
from scipy.stats import hypergeom

from analytics.findings import NotEnoughData
from analytics.itemsets import Baskets, fewest
from analytics.rule_measures import chance, false_discovery, lift_interval
from analytics.rules import Rules, Thresholds, find_rules
from data.samples.complete_journey import tables

LOOSE: dict[str, Any] = {"confidence": 1e-9, "lift": 0.0, "false_share": 1.0, "redundant": True}
MEASURES = {
    "support": "support",
    "confidence": "confidence",
    "lift": "lift",
    "leverage": "leverage",
    "conviction": "conviction",
    "zhang": "zhangs_metric",
    "jaccard": "jaccard",
    "certainty": "certainty",
    "kulczynski": "kulczynski",
}
ITEMS = "abcdefg"
some_baskets = st.lists(
    st.sets(st.sampled_from(ITEMS), min_size=1, max_size=6), min_size=2, max_size=40
)


def frame(baskets: list[set[str]], days: list[int] | None = None) -> pl.DataFrame:
    """A BASKETS frame of sets of items, one a day unless told otherwise."""
    rows = [
        (number, item, days[number] if days else number)
        for number, items in enumerate(baskets)
        for item in items
    ]
    schema = {"basket": pl.Int64, "item": pl.String, "day": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def by_sides(rules: Rules) -> dict[tuple[frozenset[str], frozenset[str]], dict[str, Any]]:
    """The rules by their sides."""
    return {
        (frozenset(row["antecedents"]), frozenset(row["consequents"])): row
        for row in rules.rules.iter_rows(named=True)
    }


def of_peer(table: pd.DataFrame, support: float, items: int) -> dict[Any, Any]:
    """What mlxtend finds in a table of items by baskets, by the sides."""
    sets = fpgrowth(table, min_support=support - 1e-9, use_colnames=True, max_len=items)
    if sets.empty or (sets["itemsets"].map(len) < 2).all():
        return {}
    found = association_rules(sets, metric="confidence", min_threshold=0.0)
    return {(row.antecedents, row.consequents): row for row in found.itertuples()}


@pytest.mark.filterwarnings("ignore")
@given(baskets=some_baskets, support=st.sampled_from([0.05, 0.1, 0.3]), items=st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_every_rule_and_measure_of_mlxtend(
    baskets: list[set[str]], support: float, items: int
) -> None:
    """Random baskets, sides of any size; certainty where confidence reaches the consequent's."""
    wanted = Thresholds(support=support, items=items, any_consequent=True, **LOOSE)
    table = pd.DataFrame([{item: item in basket for item in ITEMS} for basket in baskets])
    the_same(find_rules(frame(baskets), wanted=wanted), of_peer(table, support, items))


def the_same(found: Rules, theirs: dict[Any, Any]) -> None:
    """Every rule of mlxtend and no other, and every measure of each."""
    ours = by_sides(found)
    assert ours.keys() == theirs.keys()
    for sides, row in ours.items():
        peer = theirs[sides]
        for name, named in MEASURES.items():
            value = getattr(peer, named)
            if name == "conviction" and np.isinf(value):
                assert row[name] is None
            elif name == "certainty" and row["lift"] < 1:
                share = row["consequent_baskets"] / found.earlier
                assert row[name] == pytest.approx(row["confidence"] / share - 1)
            else:
                assert row[name] == pytest.approx(value, abs=1e-9), name


@pytest.mark.long  # mlxtend needs some seconds for 140,000 orders
def test_every_rule_and_measure_of_mlxtend_on_complete_journey() -> None:
    """By category, up to four items, sides of any size."""
    read = tables()
    kinds = read["products"].select("product_id", item="category").drop_nulls()
    sold = read["order_lines"].filter(pl.col("quantity") > 0).join(kinds, on="product_id")
    order = pl.struct("order_id", "customer_id").rank("dense").cast(pl.Int64)
    rows = sold.select("item", basket=order, day=pl.lit(0, pl.Int64)).unique()
    hot = rows.with_columns(has=pl.lit(value=True)).pivot("item", index="basket", values="has")
    table = pd.DataFrame(hot.drop("basket").fill_null(value=False).to_dict(as_series=False))
    wanted = Thresholds(support=0.001, items=4, any_consequent=True, **LOOSE)
    found = find_rules(rows, wanted=wanted)
    assert found.rules.height > 1_000
    the_same(found, of_peer(table, 0.001, 4))


def test_a_rule_by_hand() -> None:
    """10 baskets: A in 5, C in 6, both in 4."""
    baskets = [{"a", "c"}] * 4 + [{"a"}] + [{"c"}] * 2 + [{"b"}] * 3
    row = by_sides(find_rules(frame(baskets), wanted=Thresholds(support=0.1, **LOOSE)))[
        frozenset("a"), frozenset("c")
    ]
    assert row["support"] == pytest.approx(0.4)
    assert row["confidence"] == pytest.approx(0.8)
    assert row["lift"] == pytest.approx(4 / 3)
    assert row["leverage"] == pytest.approx(0.1)
    assert row["conviction"] == pytest.approx(2.0)
    assert row["zhang"] == pytest.approx(0.1 / 0.2)
    assert row["jaccard"] == pytest.approx(4 / 7)
    assert row["certainty"] == pytest.approx(0.5)
    assert row["kulczynski"] == pytest.approx((0.8 + 4 / 6) / 2)
    # of the 210 ways to lay 6 Cs on 10 baskets, 60 + 6 x 4 / 4 = 55 have at least 4 on the 5 As:
    # C(5,4) C(5,2) = 50 and C(5,5) C(5,1) = 5
    assert row["p_value"] == pytest.approx(55 / 210)


def test_thresholds_are_inclusive_and_exact() -> None:
    """8 of 10 reach 0.8, although 0.8 is no binary number; 7 of 10 do not."""
    baskets = [{"a", "c"}] * 8 + [{"a"}] * 2 + [{"b"}] * 10
    strict = {**LOOSE, "confidence": 0.8}
    assert find_rules(frame(baskets), wanted=Thresholds(support=0.4, **strict)).rules.height == 2
    fewer = [{"a", "c"}] * 7 + [{"a"}] * 3 + [{"b"}] * 10
    sides = by_sides(find_rules(frame(fewer), wanted=Thresholds(support=0.35, **strict)))
    assert list(sides) == [(frozenset("c"), frozenset("a"))]
    assert fewest(0.07, 100) == 7
    assert fewest(0.8, 10) == 8
    with pytest.raises(ValueError, match="support"):
        fewest(0.0, 10)


@pytest.mark.parametrize(
    ("limit", "height"),
    [
        ({"confidence": 1e-300}, 2),
        ({"lift": 1e-300}, 2),
        ({"lift": 1e300}, 0),
        ({"confidence": 0.8 + 1e-6}, 1),
    ],
    ids=["hardly", "hardly more", "endless", "a little more"],
)
def test_thresholds_of_any_size(limit: dict[str, float], height: int) -> None:
    """A fraction of 300 digits fits no number of the engine."""
    baskets = [{"a", "c"}] * 8 + [{"a"}] * 2 + [{"b"}] * 10
    wanted = Thresholds(support=0.4, **{**LOOSE, **limit})
    assert find_rules(frame(baskets), wanted=wanted).rules.height == height


def test_baskets_as_a_number_come_before_the_share() -> None:
    """At least three baskets, whatever share that is."""
    baskets = [{"a", "b"}] * 3 + [{"a", "c"}] * 2 + [{"d"}] * 5
    found = find_rules(frame(baskets), wanted=Thresholds(baskets=3, **LOOSE))
    assert {frozenset("ab")} == {a | b for a, b in by_sides(found)}


@given(n=st.integers(2, 400), a=st.floats(0, 1), c=st.floats(0, 1), both=st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_the_exact_test_is_that_of_scipy(n: int, a: float, c: float, both: float) -> None:
    """The hypergeometric tail, both near and far from independence."""
    left, right = max(1, round(a * n)), max(1, round(c * n))
    least, most = max(0, left + right - n), min(left, right)
    together = least + round(both * (most - least))
    counts = pl.DataFrame(
        {"both": [together], "antecedent_baskets": [left], "consequent_baskets": [right]}
    )
    wanted = hypergeom.sf(together - 1, n, left, right)
    assert chance(counts, n)[0] == pytest.approx(wanted, rel=1e-8, abs=1e-14)


def test_false_discovery_by_hand() -> None:
    """Benjamini and Hochberg: 4 tests, chances .01, .04, .03, .5."""
    found = false_discovery(np.array([0.01, 0.04, 0.03, 0.5]), 4)
    assert found == pytest.approx([0.04, 4 * 0.04 / 3, 4 * 0.04 / 3, 0.5])


def test_the_interval_of_lift_covers() -> None:
    """Of 2,000 samples of 3,000 baskets, 93 to 97 % of the intervals hold the true lift of 2."""
    random = np.random.default_rng(7)
    cells = random.multinomial(3_000, [0.04, 0.06, 0.16, 0.74], 2_000)
    counts = pl.DataFrame(
        {
            "both": cells[:, 0],
            "antecedent_baskets": cells[:, 0] + cells[:, 1],
            "consequent_baskets": cells[:, 0] + cells[:, 2],
        }
    )
    limits = lift_interval(counts, 3_000)
    held = ((limits["lift_low"] <= 2.0) & (limits["lift_high"] >= 2.0)).mean()
    assert 0.93 <= float(held or 0) <= 0.97


def test_shuffled_baskets_give_false_rules_at_the_stated_rate() -> None:
    """Items laid into baskets by chance: in at most about 5 of 100 companies is any rule found."""
    random = np.random.default_rng(3)
    shares = random.uniform(0.02, 0.3, 25)
    with_rules = 0
    for _ in range(100):
        table = random.random((600, 25)) < shares
        rows = np.argwhere(table)
        data = pl.DataFrame(
            {
                "basket": rows[:, 0],
                "item": [f"item {i:02}" for i in rows[:, 1]],
                "day": rows[:, 0],
            },
            schema={"basket": pl.Int64, "item": pl.String, "day": pl.Int64},
        )
        with_rules += find_rules(data, wanted=Thresholds(support=0.01)).rules.height > 0
    assert with_rules <= 10


def company(*, dies: bool, seed: int = 5) -> pl.DataFrame:
    """4,000 baskets over 400 days; tea pulls sugar, in the second half too unless it dies."""
    random = np.random.default_rng(seed)
    baskets, days = [], []
    for number in range(4_000):
        day = number // 10
        items = {f"p{i}" for i in np.flatnonzero(random.random(12) < 0.15)}
        if random.random() < 0.2:
            items.add("tea")
            if random.random() < (0.6 if day < 200 or not dies else 0.0):
                items.add("sugar")
        if random.random() < 0.1:
            items.add("sugar")
        baskets.append(items | {"bag"})
        days.append(day)
    return frame(baskets, days)


@pytest.mark.parametrize(("dies", "fate"), [(False, "holds"), (True, "died")])
def test_a_rule_is_measured_again_on_later_days(*, dies: bool, fate: str) -> None:
    """The planted rule holds; where it was planted in the first half only, it is marked as died."""
    found = find_rules(company(dies=dies), wanted=Thresholds(support=0.01), split=200)
    row = by_sides(found)[frozenset({"tea"}), frozenset({"sugar"})]
    assert row["fate"] == fate
    assert (row["later_lift"] > 1.5) is not dies


def test_what_is_in_every_basket_makes_no_rule() -> None:
    """The bag lies in all baskets: lift is 1 and chance explains it."""
    found = find_rules(company(dies=False), wanted=Thresholds(support=0.01))
    assert "bag" not in {item for side in found.rules["consequents"] for item in side}


def test_few_later_baskets_leave_it_open() -> None:
    """Eight baskets afterwards can neither confirm nor deny."""
    found = find_rules(company(dies=True), wanted=Thresholds(support=0.01), split=399)
    row = by_sides(found)[frozenset({"tea"}), frozenset({"sugar"})]
    assert row["fate"] in {"open", "died"}
    nothing = find_rules(company(dies=True), wanted=Thresholds(support=0.01), split=10_000)
    assert set(nothing.rules["fate"]) == {"open"}
    assert nothing.rules["later_lift"].null_count() == nothing.rules.height
    with pytest.raises(NotEnoughData):
        find_rules(company(dies=True), split=0)


def test_longer_rules_that_say_no_more_are_left_out() -> None:
    """Coffee brings milk; with cake beside it no more often."""
    baskets = ([{"coffee", "milk"}] * 40 + [{"coffee", "cake", "milk"}] * 40) + [{"cake"}] * 60
    baskets += [{"bread"}] * 60
    all_rules = find_rules(frame(baskets), wanted=Thresholds(support=0.05, items=3, **LOOSE))
    needed = find_rules(
        frame(baskets), wanted=Thresholds(support=0.05, items=3, **{**LOOSE, "redundant": False})
    )
    longer = (frozenset({"coffee", "cake"}), frozenset({"milk"}))
    assert longer in by_sides(all_rules)
    assert longer not in by_sides(needed)
    assert (frozenset({"coffee"}), frozenset({"milk"})) in by_sides(needed)


def test_large_baskets_keep_their_most_frequent_items() -> None:
    """A basket of all items is cut to the limit, and counted as cut."""
    rows = frame([{"a", "b"}] * 5 + [set(ITEMS)])
    cut = Baskets.of(rows, most=2)
    assert cut.capped == 1
    assert cut.heads().tolist() == [6, 6, 0, 0, 0, 0, 0]
    assert Baskets.of(rows).capped == 0


def test_row_order_changes_nothing() -> None:
    """Shuffled rows give the same rules in the same order."""
    rows = company(dies=True)
    wanted = find_rules(rows, wanted=Thresholds(support=0.01), split=200).rules
    for seed in range(3):
        mixed = rows.sample(fraction=1.0, shuffle=True, seed=seed)
        found = find_rules(mixed, wanted=Thresholds(support=0.01), split=200).rules
        assert found.equals(wanted)


def test_one_item_a_basket_has_no_rule() -> None:
    """And no candidate for one."""
    found = find_rules(frame([{"a"}, {"b"}] * 20))
    assert found.rules.is_empty()
    assert found.tested == 0
