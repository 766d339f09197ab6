"""Rules in both halves, what they bring, and who has A and lacks B; by hand and as planted."""

import polars as pl
import pytest

from analytics.cross_sell import asked, cross_sell, usual
from analytics.findings import NotEnoughData
from analytics.frames import BASKETS, HOLDINGS
from analytics.rules import Thresholds, find_rules
from tests import kinds_market


def _rule(frame: pl.DataFrame, first: str, then: str) -> dict[str, object]:
    sides = (pl.col(s).list.join("+") for s in ("antecedents", "consequents"))
    return frame.filter(
        *(side == name for side, name in zip(sides, (first, then), strict=True))
    ).row(0, named=True)


def test_what_holds_and_what_died() -> None:
    found = kinds_market.rules()

    assert _rule(found.rules, "tea", "cups")["fate"] == "holds"
    assert _rule(found.rules, "ink", "paper")["fate"] == "died"
    assert found.findings()[0].fields["antecedent"] in ("tea", "cups")


def test_the_figures_of_a_rule_are_those_of_all_baskets() -> None:
    """The same rules with the same measures as without a test, and both halves beside them."""
    frame = kinds_market.baskets()
    limits = Thresholds(support=0.01, confidence=0.1, lift=1.0, false_share=1.0)
    found = cross_sell(frame, kinds_market.worth(frame), split=kinds_market.MIDDLE, wanted=limits)
    plain = find_rules(frame, wanted=limits).rules
    same = [c for c in plain.columns if not c.startswith("later") and c not in ("rule", "fate")]

    assert found.rules.select(same).equals(plain.select(same))
    rule = _rule(found.rules, "ink", "paper")
    first = frame.filter(pl.col("day") < kinds_market.MIDDLE)
    ink = first.filter(item="ink").select("basket")
    both = first.filter(item="paper").join(ink, on="basket", how="semi").height
    assert rule["earlier_confidence"] == pytest.approx(both / ink.height)
    assert rule["later_confidence"] < 0.5 * rule["earlier_confidence"]  # type: ignore[operator]


def test_extra_is_uplift_of_the_later_half_times_worth() -> None:
    """10 of cups in each basket with cups: 100 x (confidence - share of cups) x 10."""
    frame = kinds_market.baskets()
    later = frame.filter(pl.col("day") >= kinds_market.MIDDLE)
    tea, cups = (later.filter(item=i).select("basket") for i in ("tea", "cups"))
    confidence = tea.join(cups, on="basket").height / tea.height
    base = cups.height / later["basket"].n_unique()
    rule = _rule(kinds_market.rules().rules, "tea", "cups")

    assert rule["value_per_basket"] == pytest.approx(10)
    assert rule["extra_per_100"] == pytest.approx(100 * (confidence - base) * 10)


def test_has_the_first_and_lacks_the_second() -> None:
    """All 60 have tea, every second one cups: the others are asked, who bought most first."""
    found = kinds_market.rules()
    number = _rule(found.rules, "tea", "cups")["rule_no"]
    people = found.targets(int(number))  # type: ignore[call-overload]

    assert sorted(people["customer_id"]) == [f"C{n:03}" for n in range(0, 60, 2)]
    assert people["times"].is_sorted(descending=True)
    assert people["expected_contribution"].n_unique() == 1


def test_each_customer_has_one_offer_and_no_dead_one() -> None:
    people = kinds_market.rules().customers

    assert people["customer_id"].is_unique().all()
    assert "paper" not in people["consequent"]
    assert (people["expected_contribution"] > 0).all()


def test_several_items_must_all_be_had() -> None:
    """Tea and ink together: only who has both."""
    frame = kinds_market.baskets()
    limits = Thresholds(baskets=5, confidence=0.01, lift=0.1, items=3, false_share=1.0)
    found = cross_sell(frame, kinds_market.worth(frame), split=kinds_market.MIDDLE, wanted=limits)
    held = pl.DataFrame(
        [("A", "tea", 1, 9), ("B", "tea", 1, 9), ("B", "ink", 2, 9), ("C", "ink", 1, 9)],
        schema=list(HOLDINGS.columns),
        orient="row",
    ).cast(dict(HOLDINGS.columns))
    found = asked(found, held)
    row = found.rules.filter(
        pl.col("antecedents").list.sort().list.join("+") == "ink+tea",
        pl.col("consequents").list.first() == "cups",
    )
    assert found.targets(row["rule_no"][0])["customer_id"].to_list() == ["B"]


def test_only_what_begins_with_an_item() -> None:
    found = kinds_market.rules().about("tea")

    assert found.rules.height
    assert found.rules["antecedents"].list.contains("tea").all()
    assert set(found.customers["antecedent"]) <= {"tea"}


def test_thresholds_follow_from_the_number_of_baskets() -> None:
    assert [usual(n).baskets for n in (1, 10_000, 10_001, 270_157)] == [5, 5, 6, 136]


def test_limits_are_raised_until_rules_can_be_read() -> None:
    """200 pairs that always go together, in either direction: 400 rules, by lift all alike.

    The first pairs lie in more baskets; what is given is not raised.
    """
    rows = [(b, f"p{(b * b // 8_000) % 200:03}{side}", b) for b in range(8_000) for side in "ab"]
    frame = pl.DataFrame(rows, schema=list(BASKETS.columns), orient="row")
    frame = frame.cast(dict(BASKETS.columns))
    worth = kinds_market.worth(frame)
    found = cross_sell(frame, worth, split=4_000)
    given = cross_sell(frame, worth, split=4_000, lift=2.0)

    assert found.thresholds.lift == 3
    assert 0 < found.rules.height <= 300 < given.rules.height
    assert found.rules["both"].min() >= found.summary()["least_baskets"] > 5
    assert given.summary()["least_baskets"] == 5


def test_without_a_later_half_nothing_is_claimed() -> None:
    found = kinds_market.untested()

    assert set(found.rules["fate"]) == {"open"}
    assert found.findings()[0].key == "rules.find_untested"
    assert found.rules["extra_per_100"].is_not_null().all()


def test_nothing_is_refused() -> None:
    with pytest.raises(NotEnoughData, match="no_baskets"):
        cross_sell(BASKETS.empty(), kinds_market.worth(BASKETS.empty()), split=0)
    assert kinds_market.no_rules().findings()[0].key == "rules.find_none"


def test_a_limit_of_many_decimals_is_still_exact() -> None:
    """0.1 + 0.2 is no 0.3; its numerator does not pass through 64 bits."""
    frame = kinds_market.baskets()
    limits = Thresholds(baskets=5, confidence=0.1 + 0.2, lift=1 / 3, false_share=1.0)
    plain = Thresholds(baskets=5, confidence=0.3, lift=0.3333, false_share=1.0)

    assert find_rules(frame, wanted=limits).rules.equals(find_rules(frame, wanted=plain).rules)
