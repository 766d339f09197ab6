"""Merged customers read as one, worked out by hand on the kiosk, on every engine."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest

from data.conform import conform
from data.facts import Facts
from data.frames.customers import customer_activity
from data.frames.door import collect
from data.frames.people import contacts, every_contact, refusing
from data.frames.totals import totals
from data.merged import SCHEMA, Merged
from data.tables import TABLES
from tests.data.frames import kiosk
from tests.data.frames.kiosk import RATES, SPRING

Numbers = Mapping[str, str]


def merged(folder: Path, kept: Numbers) -> Merged:
    """The file that says so: others by the number kept, in the order given."""
    rows = [(one, one, 0) for one in dict.fromkeys(kept.values())]
    places: dict[str, int] = {}
    for other, one in kept.items():
        places[one] = places.get(one, 0) + 1
        rows.append((other, one, places[one]))
    path = folder / "merges.parquet"
    pl.DataFrame(rows, schema=pl.Schema(SCHEMA), orient="row").write_parquet(path)
    return Merged(path, max(places.values()))


def people() -> dict[str, list[pl.DataFrame]]:
    """A kept record, two others of the same person, and somebody else whom one of them brought."""
    columns = (
        *("customer_id", "name", "email", "phone", "city", "referred_by"),
        *("consent_email", "consent_phone", "consent_chat", "consent_post"),
        *("consent_recorded_at", "objects_to_profiling", "joined_on", "acquisition_cost"),
    )
    march, may = datetime(2024, 3, 1), datetime(2024, 5, 1)
    rows = [
        ("K", "Ani", None, None, "Medan", None, True, None, None, None, march, None, None, None),
        ("L", "A. W.", "a@x.id", None, "Solo", "Z", False, True, None, None, may, False,
         date(2023, 1, 2), "5"),
        ("M", "Ani W", "m@x.id", "0812", None, None, True, False, None, True, None, True,
         date(2022, 1, 1), "7"),
        ("Z", "Zul", None, None, None, "M", True, None, False, None, None, None, None, None),
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None)
    members = [
        ("K1", "K", "control", None, None, None),
        ("K1", "L", "letter", datetime(2024, 3, 10), datetime(2024, 3, 12), "40"),
        ("K2", "M", "control", None, None, None),
    ]
    campaign = ("campaign_id", "customer_id", "arm", "contacted_at", "responded_at")
    member_rows = pl.DataFrame(
        members, schema=(*campaign, "response_amount"), orient="row", infer_schema_length=None
    )
    traits = [("K", "need", "rice", None), ("L", "need", "rice", "much"), ("M", "need", "tea", "a")]
    trait_rows = pl.DataFrame(
        traits, schema=("customer_id", "domain", "name", "value"), orient="row"
    )
    return {"customers": [frame], "campaign_members": [member_rows], "traits": [trait_rows]}


def write(folder: Path) -> dict[str, list[Path]]:
    """As the house stores it, the personal columns beside."""
    files = kiosk.write(folder, people())
    customers = TABLES["customers"]
    shaped = conform(customers, people()["customers"][0])
    personal = [c for c in customers.columns if c in customers.personal]
    own = files["customers"][0]
    shaped.select("customer_id", *personal).write_parquet(
        own.with_name(f"{own.stem}.personal.parquet")
    )
    return files


@pytest.fixture(params=sorted(kiosk.ENGINES))
def one(request: pytest.FixtureRequest, tmp_path: Path) -> Facts:
    """The facts with L and M read as K."""
    files = write(tmp_path)
    both = merged(tmp_path, {"L": "K", "M": "K"})
    return Facts(files, kiosk.ENGINES[request.param], both)


def test_the_kept_record_wins_and_its_blanks_are_filled(one: Facts) -> None:
    rows = collect(one.people()).sort("customer_id")
    kept, other = rows.iter_rows(named=True)

    assert rows.schema == {
        **collect(Facts(one.files, one.scan).people()).schema
    }  # the same columns and types as without any merge
    assert (kept["customer_id"], kept["name"], kept["city"]) == ("K", "Ani", "Medan")
    assert (kept["email"], kept["phone"], kept["joined_on"]) == ("a@x.id", "0812", date(2023, 1, 2))
    assert (kept["referred_by"], str(kept["acquisition_cost"])) == ("Z", "5.0000")
    assert kept["joined_day"] == date(2023, 1, 2).toordinal() - 719_163
    assert (other["customer_id"], other["referred_by"]) == ("Z", "K")  # brought by M, read as K


def test_consents_that_conflict_are_refused_and_an_objection_counts(one: Facts) -> None:
    kept = collect(one.table("customers")).row(
        by_predicate=pl.col("customer_id") == "K", named=True
    )

    assert kept["consent_email"] is False  # yes, no, yes
    assert kept["consent_phone"] is False  # blank, yes, no
    assert kept["consent_chat"] is None
    assert kept["consent_post"] is True  # blank, blank, yes
    assert kept["objects_to_profiling"] is True
    assert kept["consent_recorded_at"] == datetime(2024, 3, 1)


def test_whoever_was_reached_under_any_number_was_reached(one: Facts) -> None:
    rows = collect(one.table("campaign_members")).sort("campaign_id")

    assert rows.select("campaign_id", "customer_id", "arm").rows() == [
        ("K1", "K", "letter"),
        ("K2", "K", "control"),
    ]
    assert str(rows["response_amount"][0]) == "40.0000"
    assert rows["contacted_at"][0] == datetime(2024, 3, 10)


def test_traits_of_one_name_are_one(one: Facts) -> None:
    rows = collect(one.table("traits")).sort("name")
    assert rows.select("customer_id", "name", "value").rows() == [
        ("K", "rice", "much"),
        ("K", "tea", "a"),
    ]


def test_the_kiosk_with_b_read_as_a(facts: Facts, tmp_path: Path) -> None:
    """Order O1 of A and of B is one order now; nothing of the money is lost."""
    as_a = Facts(facts.files, facts.scan, merged(tmp_path, {"B": "A"}))
    alone = customer_activity(facts, SPRING, RATES).named
    found = customer_activity(as_a, SPRING, RATES).named
    both = alone.filter(pl.col("customer_id").is_in(["A", "B"]))
    row = found.row(by_predicate=pl.col("customer_id") == "A", named=True)

    assert found["customer_id"].to_list() == ["A", "C", "E"]
    assert row["revenue"] == pytest.approx(both["revenue"].sum())
    assert row["contact_cost"] == pytest.approx(both["contact_cost"].sum())
    assert (row["lines"], row["orders"]) == (6, 2)  # O1 and O7; O2 is of quantity 0
    before, after = totals(facts, SPRING), totals(as_a, SPRING)
    assert after.reconciles
    assert (after.accepted, after.shown) == (before.accepted, before.shown)


def test_a_kept_record_that_is_no_row_takes_the_others(facts: Facts, tmp_path: Path) -> None:
    """X is known by orders alone: it is read with what B's record says."""
    as_x = Facts(facts.files, facts.scan, merged(tmp_path, {"B": "X"}))
    rows = collect(as_x.table("customers")).sort("customer_id")
    assert rows.select("customer_id", "customer_type").rows() == [
        ("A", "retail"),
        ("C", "retail"),
        ("D", "wholesale"),
        ("X", "retail"),
    ]


def test_contacts_are_those_of_the_kept_record(one: Facts) -> None:
    """Whoever is merged is reached under the number that was kept, and no other."""
    found = contacts(one, pl.Series(["K", "L", "Z", "nobody"]))
    assert found["customer_id"].to_list() == ["K", "Z"]
    assert found.row(0, named=True)["email"] == "a@x.id"
    for asked in ("K", "L"):  # by the number that was kept, or by another
        every = every_contact(one, pl.Series([asked]), "email")
        assert sorted(every) == ["a@x.id", "m@x.id"]
    apart = Facts(one.files, one.scan)
    assert contacts(apart, pl.Series(["K", "L"]))["customer_id"].to_list() == ["K", "L"]
    assert contacts(Facts({}, one.scan), pl.Series(["K"])).is_empty()


def test_contacts_of_those_who_said_no(one: Facts) -> None:
    """L refuses e-mail and M the telephone; merged into K they are refusals of K's."""
    for facts in (one, Facts(one.files, one.scan)):
        assert refusing(facts, "consent_email", "email").to_list() == ["a@x.id"]
        assert refusing(facts, "consent_phone", "phone").to_list() == ["0812"]
        assert refusing(facts, "consent_chat", "phone").is_empty()
    assert refusing(Facts({}, one.scan), "consent_email", "email").is_empty()
