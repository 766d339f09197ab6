"""Recency, columns of customers and members of segments of the kiosk, by hand, on every engine."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from analytics.bases import FREE, ServiceRates
from analytics.condition_columns import ATTRIBUTES, BOUGHT, FIGURES, RFM, trait
from analytics.conditions import Condition, Group
from analytics.frames import CUSTOMER_RECENCY
from analytics.rfm_settings import USUAL
from data.facts import Facts, Members
from data.frames.contacts import campaign_costs, contact_costs
from data.frames.customers import customer_activity
from data.frames.door import collect
from data.frames.lines import left_out, selected
from data.frames.rfm import customer_recency
from data.frames.segment_choices import traits, values
from data.frames.segments import customer_columns, members, rfm_members
from data.frames.totals import totals
from tests.data.frames.kiosk import RATES, SPRING


def c(column: str, operator: str, *given: str | float) -> Condition:
    return Condition(column, operator, given)


def columns(facts: Facts, *parts: Condition, days: int | None = None) -> pl.DataFrame:
    wanted = Group("all", parts)
    return customer_columns(facts, SPRING, RATES, FREE, wanted=wanted, days=days, rfm=USUAL)


def who(facts: Facts, *parts: Condition, days: int | None = None) -> str:
    wanted = Group("all", parts)
    found = members(facts, SPRING, RATES, FREE, wanted=wanted, days=days, rfm=USUAL)
    return "".join(found["customer_id"])


def test_recency_of_the_spring(facts: Facts) -> None:
    """As of 2 April. A ordered on 29 February alone (O2 is of quantity 0, O6 cancelled, O8 later).

    B ordered on 1 and 31 March; O3 is a return. C only returned.
    """
    found = customer_recency(facts, SPRING)

    assert found.schema == dict(CUSTOMER_RECENCY.columns)
    assert found.rows() == [("A", 33, 33, 1), ("B", 2, 32, 2)]


def test_recency_equals_the_first_and_last_day_of_pandas(facts: Facts) -> None:
    """Of the whole time, against a plain group by on the lines themselves."""
    ever = replace(SPRING, start=date(2024, 1, 1), end=date(2024, 4, 2))
    lines = collect(selected(facts, ever)).to_pandas().dropna(subset=["customer_id"])
    orders = lines.groupby(["customer_id", "order_id"]).agg(
        quantity=("quantity", "sum"), day=("day", "min")
    )
    orders = orders[orders["quantity"] > 0].reset_index()
    peer = orders.groupby("customer_id")["day"].agg(["max", "min", "count"])
    as_of = date(2024, 4, 2).toordinal() - date(1970, 1, 1).toordinal()
    found = customer_recency(facts, ever)

    assert found.rows() == [
        (i, as_of - int(row["max"]), as_of - int(row["min"]), int(row["count"]))
        for i, row in peer.iterrows()
    ]


def test_everyone_with_a_record_or_a_line_is_known(facts: Facts) -> None:
    """A to D are on record; E was only visited and is on none."""
    assert columns(facts).rows() == [("A",), ("B",), ("C",), ("D",)]


def test_what_each_did_in_all_their_time(facts: Facts) -> None:
    """A: O1 of 150, O2 of 7, O8 of 80 on the as-of day. B: 40 - 20 + 10. C: -30. D: 25."""
    asked = ("revenue", "orders", "returns", "recency_days", "average_order", "contacts")
    found = columns(facts, *(c(column, "at_least", 0) for column in asked)).select(
        "customer_id", *asked
    )

    assert found.rows() == [
        ("A", 237.0, 2, 0, 0, 118.5, 4),
        ("B", 30.0, 2, 1, 2, 15.0, 2),
        ("C", -30.0, 0, 1, None, None, 0),
        ("D", 25.0, 1, 0, 52, 25.0, 0),
    ]


def test_days_look_back_from_the_as_of_day(facts: Facts) -> None:
    """Three days are 31 March to 2 April: A's O8, B's O7; D's order lies before."""
    assert who(facts, c("orders", "at_least", 1), days=3) == "AB"
    assert who(facts, c("orders", "at_most", 0), days=3) == "CD"
    assert who(facts, c("orders", "at_least", 1)) == "ABD"
    assert who(facts, c("complaints", "at_least", 1)) == "B"


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        (c("customer_type", "any_of", "retail"), "ABC"),
        (c("customer_type", "blank"), ""),
        (c("acquisition_cost", "at_least", 5), "AB"),
        (c("product", "any_of", "P2"), "AB"),
        (c("product", "all_of", "P1", "P2"), "AB"),
        (c("product", "any_of", "P3"), ""),
        (c("product", "none_of", "P2"), "CD"),
        (c("category", "any_of", "Tea"), "ABD"),
        (c("channel", "any_of", "store"), "AB"),
        (c("region", "any_of", "South"), "BD"),
        (c("store", "any_of", "x"), ""),
        (c(trait("need", "x"), "filled"), ""),
        (c("satisfaction", "at_least", 1), ""),
        (c("consent_email", "no"), "ABCD"),
        (c("profit", "at_least", 10), "D"),  # 25 - 15; A's calls and B's visit cost more
        (c("segment", "blank"), "C"),
        (c("recency_score", "at_least", 4), "A"),
    ],
    ids=str,
)
def test_who_meets_a_condition(facts: Facts, condition: Condition, met: str) -> None:
    """Also by columns whose table, or whose values, the kiosk does not have."""
    assert who(facts, condition) == met


@pytest.mark.parametrize("column", [*FIGURES, *RFM, *BOUGHT, *ATTRIBUTES])
def test_every_column_is_there_with_any_tables(facts: Facts, column: str) -> None:
    operator, *given = {
        "set": ("any_of", "x"),
        "text": ("any_of", "x"),
        "flag": ("yes",),
        "date": ("filled",),
    }.get((FIGURES | RFM | BOUGHT | ATTRIBUTES)[column].value, ("at_least", 0))
    lines_alone = replace(facts, files={"order_lines": facts.files["order_lines"]})
    for known in (facts, lines_alone):
        assert set(columns(known, c(column, operator, *given)).columns) == {"customer_id", column}
        assert set(who(known, c(column, operator, *given))) <= set("ABCD")


def test_members_of_the_map(facts: Facts) -> None:
    """B is later and oftener than A: of two customers the better scores 3, the worse 1."""
    scored = {
        key: "".join(
            rfm_members(facts, SPRING, RATES, ServiceRates(), segment=key, rfm=USUAL)["customer_id"]
        )
        for key in USUAL.table.keys
    }

    assert {key: ids for key, ids in scored.items() if ids} == {
        "need_attention": "B",
        "hibernating": "A",
    }
    nobody = replace(SPRING, start=date(2024, 3, 22), end=date(2024, 3, 23))
    found = rfm_members(facts, nobody, RATES, FREE, segment="loyal", rfm=USUAL)
    assert found.rows() == []


@pytest.mark.parametrize("chosen", ["", "A", "B", "C", "AB", "ABCD", "Z"])
def test_a_segment_parts_the_lines_and_they_add_up(facts: Facts, chosen: str) -> None:
    ids = pl.DataFrame({"customer_id": list(chosen)}, schema={"customer_id": pl.String})
    narrowed, scope = replace(facts, members=Members(ids)), replace(SPRING, segment="x")
    found = totals(narrowed, scope)

    assert found.reconciles
    assert found.anonymous.lines == 0
    whole = totals(facts, SPRING)
    assert found.accepted == whole.accepted
    activity = customer_activity(narrowed, scope, RATES)
    assert set(activity.named["customer_id"]) <= set(chosen)
    mine = customer_activity(facts, SPRING, RATES).named.filter(
        pl.col("customer_id").is_in(list(chosen))
    )
    assert activity.named.equals(mine)
    outside = collect(left_out(narrowed, scope)).height
    assert found.left_out.lines == outside


def test_costs_of_the_whole_customer_follow_the_segment(facts: Facts) -> None:
    ids = pl.DataFrame({"customer_id": ["A"]})
    narrowed, scope = replace(facts, members=Members(ids)), replace(SPRING, segment="x")
    contacts, campaigns = contact_costs(narrowed, scope, RATES), campaign_costs(narrowed, scope)

    assert contacts is not None
    assert campaigns is not None
    assert set(collect(contacts)["customer_id"]) == {"A"}
    assert set(collect(campaigns)["customer_id"]) == {"A"}
    won = customer_activity(
        narrowed, replace(scope, start=date(2024, 2, 1)), RATES, acquisition=True
    )
    assert won.named["acquisition_cost"].to_list() == [5]


def test_a_segment_nobody_was_found_for_is_a_mistake(facts: Facts) -> None:
    with pytest.raises(ValueError, match="has no members"):
        totals(facts, replace(SPRING, segment="x"))


def test_what_conditions_can_name(facts: Facts) -> None:
    assert values(facts, "product") == ("P1", "P2", "P3", "P4")
    assert values(facts, "category") == ("Cups", "Tea")
    assert values(facts, "region") == ("North", "South")
    assert values(facts, "customer_type") == ("retail", "wholesale")
    assert values(facts, "profit") == values(facts, trait("need", "x")) == ()
    assert traits(facts) == ()
