"""What was known before a campaign, worked by hand on the kiosk, on every engine; and no leak."""

from datetime import date, datetime
from pathlib import Path

import polars as pl

from data.facts import Facts
from data.frames.campaign_features import begun, campaign_features, features_now
from data.scope import Scope
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES

YEAR = Scope("kiosk", date(2024, 2, 1), date(2024, 4, 2), date(2024, 4, 2))


def test_by_hand(facts: Facts) -> None:
    """K1's first contact is on 10 March: A has O1 of 29 February, D O9 of 10 February.

    A's O1: 150 after 10 of discount; costs 60 and 75 % of 50, shipping 5, fee 1. D's O9: 25 at the
    margin of tea, 40 %. C and E had not ordered; C returned on 21 March, which is not yet known.
    """
    rows = {r["customer_id"]: r for r in campaign_features(facts, YEAR, RATES).to_dicts()}

    assert sorted(rows) == ["A", "C", "D", "E"]
    a, c, d = rows["A"], rows["C"], rows["D"]
    assert (a["recency_days"], a["tenure_days"], a["orders_before"], a["orders_90d"]) == (
        *(10.0, 10.0, 1, 1),
    )
    assert (a["revenue"], a["gross_margin"], a["contribution"]) == (150.0, 52.5, 46.5)
    assert (a["average_order"], a["lines_per_order"], a["discount_share"]) == (150.0, 2.0, 10 / 160)
    assert (a["categories"], a["contacts"], a["complaints"]) == (2, 3, 0)  # I1, I2 and I8
    assert (c["recency_days"], c["orders_before"], c["revenue"], c["returns"]) == (None, 0, 0.0, 0)
    assert (d["recency_days"], d["revenue"], d["gross_margin"]) == (29.0, 25.0, 10.0)
    assert rows["E"]["contacts"] == 1  # the visit of 6 March
    assert {r["campaigns_before"] for r in rows.values()} == {0}


def test_customers_now(facts: Facts) -> None:
    rows = {r["customer_id"]: r for r in features_now(facts, YEAR, RATES).to_dicts()}

    assert sorted(rows) == ["A", "B", "D"]  # C and E never ordered
    a = rows["A"]
    assert (a["recency_days"], a["orders_before"], a["campaigns_before"]) == (1.0, 2, 1)
    assert rows["B"]["returns"] == 1


def test_the_campaigns_of_the_period(facts: Facts) -> None:
    assert begun(facts, YEAR).rows() == [("K1", "Tea time")]
    assert begun(facts, YEAR.between(date(2024, 4, 1), date(2024, 4, 2))).is_empty()


def test_engines_agree_to_the_bit(kiosk_files: dict[str, list[Path]]) -> None:
    found = [
        (
            campaign_features(kiosk.facts(kiosk_files, engine), YEAR, RATES),
            features_now(kiosk.facts(kiosk_files, engine), YEAR, RATES),
        )
        for engine in kiosk.WAYS
    ]

    for other in found[1:]:
        for mine, theirs in zip(found[0], other, strict=True):
            assert mine.equals(theirs)
            assert mine.schema == theirs.schema


def test_what_comes_later_changes_nothing(
    kiosk_files: dict[str, list[Path]], tmp_path: Path
) -> None:
    """Lines, returns, contacts, campaigns and answers from the campaign's first day on."""
    start = datetime(2024, 3, 10)
    later = {"ordered_at": start, "product_id": "P1", "quantity": 9, "amount": "999.00"}
    lines = [{"order_id": name, "customer_id": "A", "line_no": 7} | later for name in ("O1", "O77")]
    lines.append(lines[1] | {"line_no": 8, "quantity": -1, "amount": "-50.00"})
    more = {
        "order_lines": pl.DataFrame(lines),
        "interactions": pl.DataFrame(
            {"interaction_id": ["I99"], "customer_id": ["A"], "happened_at": [start]}
        ),
        "campaigns": pl.DataFrame(
            {"campaign_id": ["K9"], "name": ["Later"], "starts_on": [date(2024, 3, 20)]}
        ),
        "campaign_members": pl.DataFrame(
            {
                "campaign_id": ["K9", "K9"],
                "customer_id": ["A", "D"],
                "arm": ["letter", "letter"],
                "contacted_at": [start, start],
                "responded_at": [start, None],
            }
        ),
    }
    loads = kiosk.loads()
    both = {
        name: [*frames, *([more[name]] if name in more else [])] for name, frames in loads.items()
    }
    fuller = kiosk.write(tmp_path, both)

    for way in kiosk.WAYS:
        before = campaign_features(kiosk.facts(kiosk_files, way), YEAR, RATES)
        after = campaign_features(kiosk.facts(fuller, way), YEAR, RATES)
        assert after.filter(campaign_id="K1").equals(before)
        assert after.filter(campaign_id="K9", customer_id="A")["orders_before"].item() == 2
