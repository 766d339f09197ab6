"""Rules and sequences of the sample: what was planted is found, at any level, by any threshold."""

from collections.abc import Iterator

import polars as pl
import pytest

from analytics.findings import NotEnoughData, WrongOption
from answers import Books, ask, open_books
from answers.rules import RulesOptions
from answers.sequences import SequencesOptions
from data.actor import LOCAL_OWNER
from data.frames.market import Level
from data.samples.install import Recipe, install
from data.samples.toko_nusantara.rules import NEXT_ORDERS, RULES, rules_truth
from data.scope import Scope
from data.workspace import open_workspace

TOKO = Scope("toko-nusantara")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Books]:
    workspace = open_workspace(tmp_path_factory.mktemp("planted"))
    install(workspace, LOCAL_OWNER, "toko-nusantara", recipe=Recipe(customers=8_000))
    yield open_books(workspace, LOCAL_OWNER, "toko-nusantara")
    workspace.close()


def _found(books: Books, level: Level) -> pl.DataFrame:
    support = {Level.SUBCATEGORY: 0.0005, Level.PRODUCT: 0.0002}[level]
    options = RulesOptions(level, support, 0.02, 1.2)
    return ask(books, LOCAL_OWNER, "rules", TOKO, options).result.frames()["rules"]


def test_planted_rules_are_found_at_their_level_and_the_dead_one_marked(books: Books) -> None:
    truth = rules_truth(frozenset(rule.layer for rule in RULES))
    named = {level: _found(books, level) for level in (Level.SUBCATEGORY, Level.PRODUCT)}
    products = books.facts.table("products").to_native().collect()
    names = dict(products.select("product_id", "name").iter_rows())
    hits = 0
    for row in truth.iter_rows(named=True):
        first, then = (names.get(row[side], row[side]) for side in ("antecedent", "consequent"))
        rule = named[Level(row["level"])].filter(antecedents=first, consequents=then)
        hits += rule.height
        if rule.height and not row["holds"]:
            assert rule["fate"][0] == "died", row
        elif rule.height:
            assert rule["fate"][0] != "died", row
    assert hits >= 0.95 * truth.height


def test_planted_orders_are_found(books: Books) -> None:
    """Among the steps and among the patterns, whatever lies between."""
    found = ask(books, LOCAL_OWNER, "sequences", TOKO).result
    planted = {(order.antecedent, order.consequent) for order in NEXT_ORDERS}
    assert planted <= set(found.steps.filter("ordered").select("item", "next_item").rows())
    patterns = found.patterns.filter("ordered")["pattern"].to_list()
    assert planted <= {tuple(pattern) for pattern in patterns}
    assert max(len(pattern) for pattern in patterns) == 3
    begun = found.about(patterns[0][0]).patterns["pattern"].list.first()
    assert set(begun) == {patterns[0][0]}


def test_support_is_a_share_or_a_number_of_orders(books: Books) -> None:
    """As many rules either way, and all of them with one consequent."""
    share = RulesOptions(Level.CATEGORY, 0.01, 0.05, 1.0)
    found = ask(books, LOCAL_OWNER, "rules", TOKO, share).result
    count = RulesOptions(Level.CATEGORY, found.found.least, 0.05, 1.0)
    again = ask(books, LOCAL_OWNER, "rules", TOKO, count).result

    assert found.rules.equals(again.rules)
    assert (found.rules["consequents"].list.len() == 1).all()


def test_three_items_and_several_that_follow(books: Books) -> None:
    options = RulesOptions(Level.CATEGORY, 0.02, 0.05, 1.0, max_items=3, any_consequent=True)
    rules = ask(books, LOCAL_OWNER, "rules", TOKO, options).result.rules

    assert rules["consequents"].list.len().max() == 2
    assert rules["antecedents"].list.len().max() == 2


def test_products_can_be_left_out(books: Books) -> None:
    options = RulesOptions(Level.PRODUCT, exclude="P0001, P0002")
    left = ask(books, LOCAL_OWNER, "rules", TOKO, options).result.left_out

    assert left["product_id"].to_list() == ["P0001", "P0002"]


def test_names_to_leave_out_that_nothing_has_are_said(books: Books) -> None:
    """The others are left out as ever, in whatever case, sold in the period or not."""
    options = RulesOptions(Level.PRODUCT, exclude="P0001, kopi, Nothing at all, <b>x, p0002")
    told = ask(books, LOCAL_OWNER, "rules", TOKO, options)
    (said,) = [n for n in told.notices if n.key == "notice.unknown_left_out"]
    assert said.fields == {"item": "Nothing at all, <b>x, p0002"}  # ids are taken as they are
    assert told.result.left_out.height > 1

    for exclude in ("P0001", "none", None):
        plain = ask(books, LOCAL_OWNER, "rules", TOKO, RulesOptions(exclude=exclude))
        assert "notice.unknown_left_out" not in [n.key for n in plain.notices]
    many = ", ".join(f"no{number}" for number in range(9))
    listed = ask(books, LOCAL_OWNER, "rules", TOKO, RulesOptions(exclude=many)).notices[0]
    assert listed.fields == {"item": "no0, no1, no2, no3, no4, …"}


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("rules", RulesOptions(min_support=0.0)),
        ("rules", RulesOptions(min_support=-3)),
        ("rules", RulesOptions(min_confidence=1.5)),
        ("rules", RulesOptions(min_lift=-1)),
        ("rules", RulesOptions(max_items=1)),
        ("rules", RulesOptions(max_items=6)),
        ("sequences", SequencesOptions(min_times=0)),
        ("sequences", SequencesOptions(pattern_items=9)),
        ("sequences", SequencesOptions(max_gap=0)),
        ("sequences", SequencesOptions(min_customers=-1)),
        ("sequences", SequencesOptions(min_confidence=-0.1)),
    ],
    ids=str,
)
def test_limits_out_of_range_are_named(books: Books, name: str, options: RulesOptions) -> None:
    with pytest.raises(WrongOption):
        ask(books, LOCAL_OWNER, name, TOKO, options)


def test_an_item_that_was_not_sold_is_named(books: Books) -> None:
    with pytest.raises(NotEnoughData, match="no_item"):
        ask(books, LOCAL_OWNER, "rules", TOKO, RulesOptions(begins_with="Beer"))
    found = ask(books, LOCAL_OWNER, "rules", TOKO, RulesOptions(begins_with="popok")).result
    assert found.rules["antecedents"].list.contains("Popok").all()
