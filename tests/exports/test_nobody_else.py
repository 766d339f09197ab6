"""Whoever did not consent, objects, complains, is held out or is control is in no contact list.

Not by number, name, address or telephone, nor by a digest of them: in any format, by any way in:
what the page calls, the command line, and the table of a database. Who may be contacted is worked
out here a second time, from what was drawn.
"""

import hashlib
import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, redirect_stdout
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cli
from data import holdouts, loads
from data.actor import LOCAL_OWNER
from data.workspace import HOME, Workspace, open_workspace
from exports.contact_formats import ContactFormat, suits
from exports.contact_table import write_contacts
from exports.contacts import contact_list
from tests import reached
from words import Reader

NUMBERS = count(1)
POINTS = {"e-mail": "consent_email", "chat": "consent_chat", "post": "consent_post"}


@dataclass(frozen=True)
class Drawn:
    """What is known of one customer: before freezing, and the consent said after it."""

    consent: bool | None
    objects: bool | None
    complains: bool
    control: bool
    later: bool | None


CUSTOMER = st.builds(
    Drawn,
    st.sampled_from([True, True, True, False, None]),
    st.sampled_from([None, None, False, True]),
    st.sampled_from([False, False, False, True]),
    st.sampled_from([False, False, True]),
    st.sampled_from([True, True, True, False, None]),
)


@dataclass(frozen=True)
class Place:
    """A workspace, and a database that takes its contact lists."""

    workspace: Workspace
    outbox: Path

    def rows(self) -> bytes:
        with closing(sqlite3.connect(self.outbox)) as connection:
            return repr(connection.execute("select * from outbox").fetchall()).encode()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("nobody")
    workspace = open_workspace(folder)
    before = os.environ.get(HOME)
    os.environ[HOME] = str(folder)
    outbox = folder / "outbox.sqlite"
    columns = ["list_id", "exported_at", "customer_id", "arm", *reached.TEXTS[1:]]
    with closing(sqlite3.connect(outbox)) as connection:
        connection.execute(f"create table outbox ({' text, '.join(columns)} text)")
    yield Place(workspace, outbox)
    workspace.close()
    if before is None:
        del os.environ[HOME]
    else:
        os.environ[HOME] = before


def said(content: bytes, kind: ContactFormat) -> bytes:
    """Everything that a file says, as plain bytes."""
    if kind is ContactFormat.PARQUET:
        return repr(pl.read_parquet(io.BytesIO(content)).rows()).encode()
    if kind is ContactFormat.XLSX:
        book = openpyxl.load_workbook(io.BytesIO(content))
        cells = [str(c.value) for s in book for row in s.iter_rows() for c in row]
        return "|".join(cells).encode()
    return content


def marks(person: dict[str, Any], touch_point: str) -> set[bytes]:
    """All by which somebody could be told in a file of this touch point."""
    digits = "62" + person["phone"].replace("-", "")[1:]
    plain = [person["name"], person["email"], digits, person["address"]]
    name = person["name"].split()[-1].lower()
    hashed = [person["email"], digits, f"+{digits}", name]
    return {text.encode() for text in plain} | {
        hashlib.sha256(text.encode()).hexdigest().encode() for text in hashed
    }


def by_command(company: str, kind: ContactFormat, out: Path) -> bytes:
    arguments = ["list", "export", "lebaran", "--company", company]
    with redirect_stdout(io.StringIO()) as told:
        asked = [*arguments, "--format", kind.value, "--out", str(out), "--json"]
        cli.app(asked, standalone_mode=False)
    return (
        said(out.read_bytes(), kind) + told.getvalue().partition('"customers_dropped"')[0].encode()
    )


COMPANIES = st.lists(CUSTOMER, min_size=8, max_size=24)


@settings(max_examples=2)
@given(COMPANIES, st.sampled_from(sorted(POINTS)))
def test_nobody_else(place: Place, drawn: list[Drawn], touch_point: str) -> None:
    try_every_way(place, drawn, touch_point)


@pytest.mark.long
@settings(max_examples=60)
@given(COMPANIES, st.sampled_from(sorted(POINTS)))
def test_nobody_else_in_many_companies(place: Place, drawn: list[Drawn], touch_point: str) -> None:
    """Takes a minute: the same as above, more often."""
    try_every_way(place, drawn, touch_point)


def try_every_way(place: Place, drawn: list[Drawn], touch_point: str) -> None:
    company, consent = f"warga-{next(NUMBERS)}", POINTS[touch_point]
    names = [f"Nama{chr(65 + i)}{chr(75 + i)}x" for i in range(len(drawn))]
    people = [
        reached.person(
            i, name=names[i], **{consent: one.consent}, objects_to_profiling=one.objects,
            address=f"Jalan Nomor-{i}-Ujung",
        )
        for i, one in enumerate(drawn)
    ]  # fmt: skip
    complain = [p["customer_id"] for p, one in zip(people, drawn, strict=True) if one.complains]
    reached.company(place.workspace, people, company, complain)
    arms = {
        p["customer_id"]: "control" if one.control else "contact"
        for p, one in zip(people, drawn, strict=True)
    }
    if set(arms.values()) == {"control"}:
        return
    number = reached.frozen(place.workspace, company, arms, touch_point)
    later = [{**p, consent: one.later} for p, one in zip(people, drawn, strict=True)]
    loads.put(
        place.workspace, LOCAL_OWNER, company, {"customers": reached.people(later)}, source="later"
    )
    held = holdouts.save(place.workspace, LOCAL_OWNER, company, Decimal("0.2")).holds(arms)
    may = {
        p["customer_id"]
        for p, one in zip(people, drawn, strict=True)
        if one.later and not one.objects and not one.complains and not one.control
    } - held

    kinds = [kind for kind in ContactFormat if suits(kind, touch_point)]
    files = [
        said(
            contact_list(
                place.workspace, LOCAL_OWNER, number, kind, reader=Reader("id", "IDR", 0)
            ).export.content,
            kind,
        )
        for kind in kinds
    ]
    out = place.workspace.home / f"out-{company}"
    files.append(by_command(company, kinds[-1], out))
    settings_ = f'[crm]\nurl = "sqlite:///{place.outbox}"\ncompany = "{company}"\n'
    place.workspace.home.joinpath("sources.toml").write_text(
        settings_ + '[crm.contacts]\ntable = "outbox"\n'
    )
    with closing(sqlite3.connect(place.outbox)) as connection:
        connection.execute("delete from outbox")
        connection.commit()
    assert write_contacts(place.workspace, LOCAL_OWNER, number, "crm").rows == len(may)
    files.append(place.rows())

    for person in people:
        found = [any(mark in file for mark in marks(person, touch_point)) for file in files]
        assert set(found) == {person["customer_id"] in may}, person["customer_id"]
