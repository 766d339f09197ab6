"""Duplicates: pairs worked out by hand, groups by others, properties, and the planted truth."""

import random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.duplicate_pairs import SHARED
from analytics.duplicates import Duplicates, find_duplicates
from analytics.findings import NotEnoughData
from analytics.frames import PEOPLE
from data.samples.toko_nusantara import generate

Person = dict[str, Any]


def people(*rows: Person) -> pl.DataFrame:
    """A frame PEOPLE; what is not said is blank, everybody ordered once for 10."""
    blank = dict.fromkeys(PEOPLE.columns) | {"orders": 1, "revenue": 10.0}
    return pl.DataFrame([blank | row for row in rows], schema=pl.Schema(PEOPLE.columns))


def person(number: str, name: str | None = None, **told: object) -> Person:
    return {"customer_id": number, "name": name, **told}


def pairs(result: Duplicates) -> list[tuple[object, ...]]:
    return result.pairs.select("customer_id", "other_id", "reason", "likeness").rows()


@pytest.mark.parametrize(
    ("first", "second", "reason", "likeness"),
    [
        (
            person("A", "Ani Wijaya", email="ani@x.id", phone="0812 3456 7890"),
            person("B", "WIJAYA, Ani", email=" ANI@X.ID", phone="+6281234567890"),
            "same_email_phone",
            1.0,
        ),
        (
            person("A", "Ani Wijaya", phone="081234567890", email="ani@x.id"),
            person("B", "A. Wijaya", phone="6281234567890", email="other@x.id"),
            "same_phone",
            0.95,
        ),
        (
            person("A", "Ani Wijaya", email="ani@x.id"),
            person("B", None, email="ani@x.id"),
            "same_email",
            0.85,
        ),
        (
            person("A", "Ani Wijaya", email="ani@x.id", phone="081234567890"),
            person("B", "Budi Halim", email="ani@x.id", phone="081234567890"),
            "same_email_phone",
            0.85,
        ),
        (
            person("A", "Ani Wijaya", address="Jl. Mawar No. 3", phone="081234567890"),
            person("B", "Anie Wijaya", address="jl mawar no 3", email="ani@x.id"),
            "name_address",
            0.9,
        ),
    ],
)
def test_pairs_with_something_in_common(
    first: Person, second: Person, reason: str, likeness: float
) -> None:
    (found,) = pairs(find_duplicates(people(first, second)))
    assert found == ("A", "B", reason, pytest.approx(likeness))


def crowd(size: int) -> list[Person]:
    """People who are nobody's namesake."""
    return [
        person(f"Z{n:03}", f"{chr(97 + n % 26)}first{n} {chr(97 + n % 25)}last{n}", city="Solo")
        for n in range(size)
    ]


def test_names_of_one_city_where_no_contact_says_otherwise() -> None:
    ani = person("A", "Ani Wijaya", city="Kota Medan", phone="081234567890")
    typed = person("B", "Ani Wijayaa", city="medan")
    found = find_duplicates(people(ani, typed, *crowd(60)))
    ((first, second, reason, likeness),) = pairs(found)
    assert (first, second, reason) == ("A", "B", "name_city")
    assert likeness == pytest.approx(0.8 * found.pairs["name_alike"][0])
    otherwise = typed | {"phone": "081299999999"}
    assert not pairs(find_duplicates(people(ani, otherwise, *crowd(60))))
    elsewhere = typed | {"city": "Bogor"}
    assert not pairs(find_duplicates(people(ani, elsewhere, *crowd(60))))
    assert not pairs(find_duplicates(people(ani, typed, *crowd(60)), near=False))


def test_a_common_name_tells_nothing() -> None:
    """Of 60 people of Solo ten are called Ani and ten Wijaya: two Ani Wijayas are no wonder."""
    named = [person(f"N{n}", f"Ani last{n}", city="Solo") for n in range(10)]
    named += [person(f"M{n}", f"first{n} Wijaya", city="Solo") for n in range(10)]
    two = [person("A", "Ani Wijaya", city="Solo"), person("B", "Ani Wijaya", city="Solo")]
    assert not pairs(find_duplicates(people(*two, *named, *crowd(40))))


def test_one_phone_with_other_names_is_shown_on_request_alone() -> None:
    frame = people(
        person("A", "Ani Wijaya", phone="081234567890"),
        person("B", "Budi Halim", phone="081234567890"),
    )
    assert not pairs(find_duplicates(frame))
    assert pairs(find_duplicates(frame, least=0.6)) == [("A", "B", "same_phone", 0.6)]


def test_groups_hang_together_by_others_and_propose_who_stays() -> None:
    """A and C share nothing; B shares an address with one, a number with the other."""
    result = find_duplicates(
        people(
            person("A", "Ani W", email="ani@x.id", orders=2),
            person("B", "Ani W", email="ani@x.id", phone="081234567890", orders=5),
            person("C", "Ani W", phone="081234567890", orders=5, city="Solo"),
            person("D", "Dedi", email="dedi@x.id"),
        )
    )
    (group,) = result.groups.rows(named=True)
    assert (group["kept_id"], group["records"], group["orders"]) == ("B", 3, 12)
    assert (group["reason"], group["likeness"], group["revenue"]) == ("same_email", 0.95, 30.0)
    assert result.of(1) == ["B", "C", "A"]
    assert (result.doubled, result.summary()["doubled_share"]) == (2, 0.5)


def test_a_contact_that_too_many_share_is_no_evidence() -> None:
    shop = [person(f"C{n:02}", "Ani", phone="081234567890") for n in range(SHARED + 1)]
    result = find_duplicates(people(*shop))
    assert (result.shared, result.pairs.height) == (1, 0)
    assert [finding.key for finding in result.findings()] == [
        "duplicates.find_none",
        "duplicates.find_shared",
    ]


def test_refusals() -> None:
    with pytest.raises(NotEnoughData, match="no_contacts"):
        find_duplicates(people(person("A"), person("B")))
    with pytest.raises(NotEnoughData, match="no_contacts"):
        find_duplicates(PEOPLE.empty())
    with pytest.raises(ValueError, match="least"):
        find_duplicates(people(person("A", "Ani")), least=0)
    assert not find_duplicates(people(person("A", "Ani"))).groups.height


def test_no_result_tells_what_anybody_is_called() -> None:
    result = find_duplicates(
        people(person("A", "Ani", email="ani@x.id"), person("B", "Ani", email="ani@x.id"))
    )
    for frame in result.frames().values():
        assert not {"name", "email", "phone", "address", "city"} & set(frame.columns)
        assert "ani" not in frame.write_csv().lower()


WORDS = st.sampled_from(["Ani", "Budi", "Wijaya", "A.", "Halim", ""])
CONTACT = st.sampled_from([None, "", "a@x.id", "b@x.id", "0812345678", "+62812345678", "0***1"])


@given(
    st.lists(st.tuples(WORDS, WORDS, CONTACT, CONTACT, st.sampled_from([None, "Solo", "Medan"]))),
    st.randoms(use_true_random=False),
)
def test_row_order_changes_nothing_and_every_record_is_in_one_group(
    rows: list[tuple[str, str, str | None, str | None, str | None]], chance: random.Random
) -> None:
    told = [
        person(f"C{n}", f"{first} {last}".strip() or "X", email=mail, phone=phone, city=city)
        for n, (first, last, mail, phone, city) in enumerate(rows)
    ] + [person("Q", "Somebody Else")]
    result = find_duplicates(people(*told), least=0.5)
    chance.shuffle(told)
    again = find_duplicates(people(*told), least=0.5)

    for name, frame in result.frames().items():
        assert again.frames()[name].equals(frame)
    assert result.records["customer_id"].is_unique().all()
    assert result.records.height == result.groups["records"].sum()
    assert (result.pairs["customer_id"] < result.pairs["other_id"]).all()
    assert result.pairs["likeness"].is_between(0.5, 1).all()
    ends = dict(result.records.select("customer_id", "group").iter_rows())
    assert all(ends[a] == ends[b] for a, b, *_ in pairs(result))


@pytest.mark.parametrize("seed", [1, 7])
def test_planted_duplicates_are_found(seed: int) -> None:
    """Precision and recall of pairs on Toko Nusantara, dirt layer on; see docs/methods.md."""
    company = generate(8_000, seed, frozenset(), None)
    told = company.tables["customers"].select(
        "customer_id", *("name", "email", "phone"), "address", "city"
    )
    frame = told.with_columns(orders=pl.lit(1, dtype=pl.Int64), revenue=pl.lit(1.0))
    found = {frozenset(pair[:2]) for pair in pairs(find_duplicates(frame))}
    truth = company.truth.duplicates.select("customer_id", "same_as").iter_rows()
    planted = {frozenset(pair) for pair in truth}

    assert len(planted) > 80
    assert len(found & planted) / len(found) > 0.96
    assert len(found & planted) / len(planted) > 0.96
