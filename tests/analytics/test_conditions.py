"""Conditions by hand: what each operator lets through, what is refused, and that JSON keeps all."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.condition_columns import COLUMNS, OPERATORS, ConditionError, kind_of, trait, trait_of
from analytics.conditions import Condition, Group, conditions, depth, from_json, meets, named

KOPI = trait("preference", "Kopi: berapa?")
PEOPLE = pl.DataFrame(
    {
        "customer_id": ["A", "B", "C", "D"],
        "profit": [100.0, -5.0, 0.0, 40.0],
        "recency_days": [1, None, 30, 9],
        "customer_type": ["Grosir", "Eceran", None, "Grosir"],
        "consent_email": [True, False, None, True],
        "joined_on": [date(2024, 5, 1), None, date(2025, 1, 1), date(2024, 12, 31)],
        "product": [["P1", "P2"], ["P2"], [], ["P1"]],
        KOPI: ["3", "sering", None, "2.5"],
    },
    schema_overrides={"product": pl.List(pl.String)},
)


def who(*parts: Condition | Group, match: str = "all") -> str:
    """The customers who meet the conditions."""
    return "".join(PEOPLE.filter(meets(Group(match, parts)))["customer_id"])


def c(column: str, operator: str, *values: str | float) -> Condition:
    return Condition(column, operator, values)


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        (c("profit", "at_least", 40), "AD"),
        (c("profit", "at_most", 0), "BC"),
        (c("profit", "between", 0, 40), "CD"),
        (c("recency_days", "at_most", 9), "AD"),
        (c("recency_days", "at_least", 0), "ACD"),
        (c("customer_type", "any_of", "Grosir"), "AD"),
        (c("customer_type", "none_of", "Grosir"), "BC"),
        (c("customer_type", "filled"), "ABD"),
        (c("customer_type", "blank"), "C"),
        (c("consent_email", "yes"), "AD"),
        (c("consent_email", "no"), "BC"),
        (c("joined_on", "at_least", "2024-12-31"), "CD"),
        (c("joined_on", "at_most", "2024-12-31"), "AD"),
        (c("joined_on", "between", "2024-05-01", "2024-12-31"), "AD"),
        (c("product", "any_of", "P1", "P2"), "ABD"),
        (c("product", "all_of", "P1", "P2"), "A"),
        (c("product", "none_of", "P1"), "BC"),
        (c(KOPI, "at_least", 2.6), "A"),
        (c(KOPI, "any_of", "sering"), "B"),
        (c(KOPI, "blank"), "C"),
    ],
    ids=str,
)
def test_what_each_operator_lets_through(condition: Condition, met: str) -> None:
    assert who(condition) == met


def test_all_any_and_groups_within() -> None:
    rich, big = c("profit", "at_least", 40), c("customer_type", "any_of", "Grosir")
    said = c("consent_email", "no")

    assert who(rich, said) == ""
    assert who(rich, said, match="any") == "ABCD"
    assert who(big, Group("any", (said, c("profit", "at_least", 100)))) == "A"
    assert who() == who(match="any") == "ABCD"


@pytest.mark.parametrize(
    ("column", "operator", "values", "why"),
    [
        ("email", "any_of", ("x",), "unknown_column"),
        ("profit; drop table", "at_least", (1,), "unknown_column"),
        ("trait:mood:x", "any_of", ("x",), "unknown_column"),
        ("trait:need:", "any_of", ("x",), "unknown_column"),
        ("profit", "any_of", ("x",), "unknown_operator"),
        ("profit", "==", (1,), "unknown_operator"),
        ("profit", "at_least", (), "wrong_values"),
        ("profit", "between", (1,), "wrong_values"),
        ("profit", "between", (2, 1), "wrong_order"),
        ("profit", "at_least", ("much",), "wrong_value"),
        ("profit", "at_least", (float("inf"),), "wrong_value"),
        ("profit", "at_least", (True,), "wrong_value"),
        ("joined_on", "at_least", ("31/12/2024",), "wrong_value"),
        ("customer_type", "any_of", (), "wrong_list"),
        ("customer_type", "any_of", ("x" * 201,), "wrong_list"),
    ],
)
def test_conditions_that_mean_nothing(
    column: str, operator: str, values: tuple[str | float, ...], why: str
) -> None:
    with pytest.raises(ConditionError, match=rf"segments\.{why}"):
        Condition(column, operator, values)


@pytest.mark.parametrize(
    ("given_", "why"),
    [
        (None, "wrong_form"),
        ([], "wrong_form"),
        ({"match": "all"}, "wrong_form"),
        ({"match": "none", "parts": []}, "wrong_match"),
        ({"parts": [1]}, "wrong_form"),
        ({"parts": [{"column": "profit"}]}, "wrong_form"),
        ({"parts": [{"column": "profit", "operator": "at_least", "values": 1}]}, "wrong_form"),
        ({"parts": [{"column": "city", "operator": "any_of", "values": [[1]]}]}, "wrong_form"),
        ({"parts": [{"column": "city", "operator": "filled"}] * 51}, "too_many"),
        ({"parts": [{"parts": [{"parts": [{"parts": []}]}]}]}, "too_deep"),
    ],
    ids=str,
)
def test_values_that_are_no_conditions(given_: object, why: str) -> None:
    with pytest.raises(ConditionError, match=rf"segments\.{why}"):
        from_json(given_)


TEXT = st.text(min_size=1, max_size=8)


@st.composite
def single(draw: st.DrawFn) -> Condition:
    column = draw(st.sampled_from([*COLUMNS, KOPI]))
    operator = draw(st.sampled_from(OPERATORS[kind_of(column)]))
    if operator in ("any_of", "none_of", "all_of"):
        return Condition(column, operator, tuple(draw(st.lists(TEXT, min_size=1, max_size=4))))
    if operator in ("yes", "no", "filled", "blank"):
        return Condition(column, operator)
    dated = kind_of(column).value == "date"
    limit = st.dates().map(date.isoformat) if dated else st.floats(-1e9, 1e9)
    low, high = sorted([draw(limit), draw(limit)])
    return Condition(column, operator, (low, high) if operator == "between" else (low,))


FLAT = st.builds(Group, st.sampled_from(["all", "any"]), st.lists(single(), max_size=4).map(tuple))
DEEP = st.builds(
    Group, st.sampled_from(["all", "any"]), st.lists(single() | FLAT, max_size=3).map(tuple)
)


@given(DEEP)
def test_json_keeps_every_condition(group: Group) -> None:
    assert from_json(group.as_json()) == group
    assert hash(from_json(group.as_json())) == hash(group)
    assert depth(group) <= 2
    assert all(kind_of(each.column) for each in conditions(group))


def test_a_trait_names_domain_and_name() -> None:
    assert trait_of(KOPI) == ("preference", "Kopi: berapa?")
    assert trait_of("profit") is None
    group = Group("all", (c("product", "any_of", "P2", "P1"), c("product", "none_of", "P3")))
    assert named(group, "product") == ["P1", "P2", "P3"]
