"""The checks of the data and the people of the table, worked out by hand, on every engine."""

from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from analytics.frames import PEOPLE, QUALITY_CHECKS
from data.conform import conform
from data.facts import Facts
from data.frames.people import people, records
from data.frames.quality import Limits, quality_checks, quality_rows
from data.scope import Scope
from data.tables import TABLES
from tests.data.frames import kiosk

LIMITS = Limits(stale_days=100, inactive_days=30, region="ID")
MAY = Scope("stall", date(2024, 5, 1), date(2024, 5, 10), date(2024, 5, 10))


def day(number: int, month: int = 5) -> datetime:
    return datetime(2024, month, number, 10)


def tables() -> dict[str, pl.DataFrame]:
    """A stall with one thing wrong of each kind."""
    line = ("order_id", "customer_id", "line_no", "ordered_at", "product_id", "amount")
    lines = [
        ("O1", "A", 1, day(1), "P1", 100, day(2), day(3)),
        ("O2", None, 1, day(2), "P2", 30, None, None),  # anonymous
        ("O3", "X", 1, day(3), "P9", 20, day(2), None),  # unlisted, unknown product, promised late
        ("O4", "B", 1, day(1, 2), "P1", 50, None, day(2, 2)),  # inactive since February
        ("O5", "A", 1, day(10), None, 5, None, None),
    ]
    person = (
        *("customer_id", "name", "email", "phone", "consent_email", "consent_recorded_at"),
        *("consent_source", "objects_to_profiling", "last_verified_on"),
    )
    people_rows = [
        ("A", "Ani", "ani@x.id", "081234567890", True, day(1), "web", False, date(2024, 5, 1)),
        ("B", None, "b.x.id", "12", None, None, None, None, date(2023, 1, 1)),
        ("C", "Cici", "c***@x.id", None, True, None, None, True, None),
        ("D", None, None, None, None, None, None, None, None),
    ]
    contacts = [
        ("I1", "A", day(1), day(2)),
        ("I2", None, day(3), day(2)),  # nobody's; resolved before it came
        ("I3", "Q", day(3), None),  # of somebody unknown
    ]
    products = [("P1", "Kopi  Tubruk"), ("P2", "kopi-tubruk"), ("P3", "Teh")]
    schema = {"orient": "row", "infer_schema_length": None}
    return {
        "order_lines": pl.DataFrame(
            lines, schema=(*line, "promised_at", "delivered_at"), **schema
        ).with_columns(quantity=pl.lit(1)),
        "customers": pl.DataFrame(people_rows, schema=person, **schema),
        "interactions": pl.DataFrame(
            contacts,
            schema=("interaction_id", "customer_id", "happened_at", "resolved_at"),
            **schema,
        ),
        "products": pl.DataFrame(products, schema=("product_id", "name"), **schema),
    }


@pytest.fixture(params=sorted(kiosk.ENGINES))
def stall(request: pytest.FixtureRequest, tmp_path: Path) -> Facts:
    """The stall on each engine, personal columns beside."""
    files = kiosk.write(tmp_path, {name: [frame] for name, frame in tables().items()})
    customers = TABLES["customers"]
    personal = [c for c in customers.columns if c in customers.personal]
    own = files["customers"][0]
    conform(customers, tables()["customers"]).select("customer_id", *personal).write_parquet(
        own.with_name(f"{own.stem}.personal.parquet")
    )
    return Facts(files, kiosk.ENGINES[request.param])


COUNTS = {
    "anonymous_lines": (1, 4),  # O4 lies before the period
    "unlisted_customers": (1, 2),
    "unlinked_contacts": (2, 3),
    "unreachable": (2, 3),  # B and C; of D nothing is known at all
    "local_phones": (1, 1),
    "nameless": (1, 3),
    "invalid_emails": (1, 2),
    "invalid_phones": (1, 2),
    "unknown_products": (1, 3),
    "spelt_twice": (2, 3),
    "impossible_dates": (2, 4),
    "inactive": (1, 3),
    "stale_contacts": (1, 2),
    "never_verified": (1, 3),
    "quiet_days": (6, 10),  # sold on the 1st, 2nd, 3rd and 10th
    "no_consent": (1, 3),  # B: blank is no
    "unproven_consent": (1, 2),
    "masked_contacts": (1, 3),
    "objections": (1, 2),
}
ROWS = {
    "anonymous_lines": [("O2", None, 1, "P2", 30.0)],
    "unlisted_customers": [("X",)],
    "unlinked_contacts": [("I2", None), ("I3", "Q")],
    "unreachable": [("B",), ("C",)],
    "spelt_twice": [("Kopi  Tubruk", "P1"), ("kopi-tubruk", "P2")],
    "impossible_dates": [("interactions", "I2"), ("order_lines", "O3")],
    "inactive": [("B",)],
    "stale_contacts": [("B",)],
    "objections": [("C",)],
}


def test_each_check_counts_what_was_planted(stall: Facts) -> None:
    found = quality_checks(stall, MAY, LIMITS)
    rows = {row["check"]: row for row in found.iter_rows(named=True)}

    assert found.schema == QUALITY_CHECKS.columns
    counted = {name: (row["rows_hit"], row["rows_of"]) for name, row in rows.items()}
    blank = counted.pop("blank_columns")
    assert counted == COUNTS
    assert 0 < blank[0] < blank[1]
    assert (rows["anonymous_lines"]["revenue"], rows["anonymous_lines"]["revenue_of"]) == (30, 155)
    assert rows["nameless"]["revenue"] is None


@pytest.mark.parametrize("name", ROWS)
def test_the_rows_behind_a_check(stall: Facts, name: str) -> None:
    assert quality_rows(stall, MAY, LIMITS, name).rows() == ROWS[name]


def test_rows_are_as_many_as_were_counted(stall: Facts) -> None:
    for name, (hit, _) in COUNTS.items():
        rows = quality_rows(stall, MAY, LIMITS, name)
        assert rows.height == hit
        assert not {"name", "email", "phone", "address"} & set(rows.columns)


def test_a_check_without_its_table_is_left_out(stall: Facts) -> None:
    lines = Facts({"order_lines": stall.files["order_lines"]}, stall.scan)
    found = quality_checks(lines, MAY, LIMITS)["check"].to_list()
    assert set(found) == {
        *("anonymous_lines", "impossible_dates", "inactive", "blank_columns", "quiet_days")
    }
    with pytest.raises(KeyError):
        quality_rows(lines, MAY, LIMITS, "spelt_twice")


def test_people_with_what_they_bought(stall: Facts) -> None:
    found = people(stall, MAY)
    assert found.schema == PEOPLE.columns
    told = found.select("customer_id", "name", "email", "orders", "revenue").rows()
    assert told == [
        ("A", "Ani", "ani@x.id", 2, 105.0),
        ("B", None, "b.x.id", 1, 50.0),
        ("C", "Cici", "c***@x.id", 0, 0.0),
        ("D", None, None, 0, 0.0),
    ]
    nobody = Facts({"order_lines": stall.files["order_lines"]}, stall.scan)
    assert people(nobody, MAY).is_empty()


def test_records_of_some(stall: Facts) -> None:
    found = records(stall, ["B", "A", "nobody"])
    assert found.select("customer_id", "email", "last_verified_on").rows() == [
        ("A", "ani@x.id", date(2024, 5, 1)),
        ("B", "b.x.id", date(2023, 1, 1)),
    ]
