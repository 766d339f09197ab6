"""A campaign's members and what they bought, on the kiosk, by hand, on every engine."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics.frames import CAMPAIGN_DAYS, CAMPAIGN_MEMBERS, CAMPAIGNS
from data.facts import Facts
from data.frames.campaigns import campaign_days, campaign_frames
from data.frames.choices import campaign_names
from data.frames.span import span
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING

MONEY = ("orders", "revenue", "contribution", "profit")
LISTED = pl.DataFrame(
    {"campaign_id": ["L1"] * 3, "customer_id": ["A", "B", "D"], "arm": ["mail", "control", "mail"]}
)
ABOUT = pl.DataFrame(
    {"campaign_id": ["L1"], "starts_on": [date(2024, 3, 31)], "ends_on": [date(2024, 4, 2)]}
)


def test_the_letter_by_hand(facts: Facts) -> None:
    """K1 has no dates: its window is 21 days from the first contact on 10 March.

    In it A's line without quantity (7, cost 70 %), and C's return of 30 that had cost 18. In the 21
    days before: A's order of 150, at 97.5 and 6 for sending, 8.5 for contacts; a visit to E of 70.
    """
    found = campaign_frames(facts, SPRING, RATES, span(facts))

    assert found.campaigns.schema == dict(CAMPAIGNS.columns)
    assert found.members.schema == dict(CAMPAIGN_MEMBERS.columns)
    about = found.campaigns.row(0, named=True)
    march = date(2024, 3, 10).toordinal() - date(1970, 1, 1).toordinal()
    assert (about["first"], about["ends"], about["days"], about["before_days"]) == (
        *(march, None),
        *(21, 21),
    )
    assert (about["fixed_cost"], about["contact_cost"]) == (30.0, 0.5)
    assert [about[c] for c in ("cut_start", "cut_end", "cut_before")] == [False] * 3
    rows = found.members.select("customer_id", "arm", "contacted", *MONEY).rows()
    assert rows == [
        ("A", "letter", march, 0.0, 7.0, pytest.approx(2.1), pytest.approx(2.1)),
        ("C", "letter", march, 0.0, -30.0, -12.0, -12.0),
        ("D", "letter", march + 23, 0.0, 0.0, 0.0, 0.0),
        ("E", "control", None, 0.0, 0.0, 0.0, 0.0),
    ]
    before = found.members.select("customer_id", *[f"{c}_before" for c in MONEY]).rows()
    assert before == [
        ("A", 1.0, 150.0, 46.5, 38.0),
        ("C", 0.0, 0.0, 0.0, 0.0),
        ("D", 0.0, 0.0, 0.0, 0.0),
        ("E", 0.0, 0.0, 0.0, -70.0),
    ]


def test_edges_of_the_data_cut_windows(facts: Facts) -> None:
    """25 days from 10 March reach past 2 April; 30 before it past the first day, 10 February."""
    about = campaign_frames(facts, SPRING, RATES, span(facts), days=25, before_days=30).campaigns
    cut = ("cut_start", "cut_end", "cut_before")
    assert about.select(cut).row(0) == (False, True, True)
    late = replace(SPRING, start=date(2024, 3, 11))
    assert campaign_frames(facts, late, RATES, span(facts)).campaigns.is_empty()


def test_a_list_is_measured_from_later_sales(facts: Facts) -> None:
    """From 31 March to 2 April A bought for 80 at a cost of 50, B for 10 at none.

    Members of the scope's type alone, where it has one.
    """
    april = replace(SPRING, end=date(2024, 4, 2))
    given = {"campaigns": ABOUT, "members": LISTED}
    found = campaign_frames(facts, april, RATES, span(facts), **given)
    assert found.campaigns.select("campaign_id", "days", "fixed_cost").row(0) == ("L1", 3, None)
    assert found.members.select(
        "customer_id", "arm", "orders", "revenue", "contribution"
    ).rows() == [
        ("A", "mail", 1.0, 80.0, 30.0),
        ("B", "control", 1.0, 10.0, 10.0),
        ("D", "mail", 0.0, 0.0, 0.0),
    ]
    sold_to = replace(april, customer_type=("wholesale",))
    found = campaign_frames(facts, sold_to, RATES, span(facts), **given)
    assert found.members["customer_id"].to_list() == ["D"]  # B is retail by the later load


def test_the_days_of_a_window(facts: Facts) -> None:
    about = campaign_frames(facts, SPRING, RATES, span(facts)).campaigns.row(0, named=True)
    days = campaign_days(facts, SPRING, RATES, about)
    assert days.schema == dict(CAMPAIGN_DAYS.columns)
    assert days.rows() == [
        ("A", 5, 0.0, 7.0, pytest.approx(2.1)),
        ("B", 10, 0.0, -20.0, -5.0),
        ("C", 11, 0.0, -30.0, -12.0),
    ]


def test_a_company_without_campaigns_has_none(tmp_path: Path) -> None:
    tables = {k: v for k, v in kiosk.loads().items() if not k.startswith("campaign")}
    facts = kiosk.facts(kiosk.write(tmp_path, tables), "polars")
    found = campaign_frames(facts, SPRING, RATES, span(facts))
    assert found.campaigns.is_empty()
    assert found.members.is_empty()
    with pytest.raises(ValueError, match="not settled"):
        campaign_frames(facts, Scope("kiosk"), RATES, span(facts))


def test_the_engines_give_the_same(tmp_path: Path) -> None:
    files = kiosk.write(tmp_path, kiosk.loads())
    first, *others = (
        campaign_frames(kiosk.facts(files, way), SPRING, RATES, span(kiosk.facts(files, way)))
        for way in kiosk.WAYS
    )
    for other in others:
        assert_frame_equal(first.campaigns, other.campaigns, check_exact=True)
        assert_frame_equal(first.members, other.members, check_exact=True)


def test_campaigns_by_name(facts: Facts) -> None:
    assert campaign_names(facts) == {"K1": "Tea time"}


def test_of_two_campaigns_of_one_name_each_says_its_number(tmp_path: Path) -> None:
    names = {"campaign_id": ["K1", "K2", "K3", "K4"], "name": ["Tea", "Tea", "Rice", None]}
    files = kiosk.write(tmp_path, {"campaigns": [pl.DataFrame(names)]})
    assert campaign_names(Facts(files)) == {"K1": "Tea (K1)", "K2": "Tea (K2)", "K3": "Rice"}
