"""Contact lists: who is in them and who is not, by which columns, for whom, and what the log says.

One company of ten: C1 may be reached; C2 is control; C3 never consented; C4 complains; C5 refuses;
C6 objects to profiling; C7's number is wrong; C8 has C2's number; C9 is called like a formula;
C10 lives abroad.
"""

import csv
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from sqlalchemy.exc import OperationalError

from data import audit, companies, holdouts, lists, loads, merges
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.target_list import ListError, ListState
from data.workspace import Workspace, open_workspace
from exports.contact_formats import ContactFormat
from exports.contacts import ContactList, check, contact_file, contact_list
from tests import reached, zones
from words import Reader

READER = Reader("en", "IDR", 0)
FORMULA = '=HYPERLINK("https://x.example","Ani")'
PEOPLE = [
    reached.person(1),
    reached.person(2),
    reached.person(3, consent_chat=None),
    reached.person(4),
    reached.person(5, consent_chat=False),
    reached.person(6, objects_to_profiling=True),
    reached.person(7, phone="0812-xx"),
    reached.person(8, phone="+62 812 0000 0002"),
    reached.person(9, name=FORMULA),
    reached.person(10, phone="+65 6123 4567", country="Singapura"),
]
MAY = (LOCAL_OWNER, Actor("m", Role.MARKETER), Actor("a", Role.ADMINISTRATOR))
MAY_NOT = (
    Actor("v", Role.VIEWER),
    Actor("i", Role.INSTRUCTOR),
    Actor("s", Role.STUDENT, frozenset({"warga"})),
)
REACHABLE = {"C1": "6281200000001", "C7": None, "C9": "6281200000009", "C10": "6561234567"}


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path / "home")
    reached.company(opened, PEOPLE, complain=["C4"])
    yield opened
    opened.close()


@pytest.fixture
def chat(workspace: Workspace) -> str:
    """A frozen list for chat; C2 is control, C10 has a treatment of its own."""
    return reached.frozen(workspace, "warga", reached.arms(PEOPLE, C2="control", C10="voucher"))


def made(
    workspace: Workspace,
    number: str,
    kind: ContactFormat = ContactFormat.CSV,
    actor: Actor = LOCAL_OWNER,
    arm: str | None = None,
) -> ContactList:
    return contact_list(workspace, actor, number, kind, reader=READER, arm=arm)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_who_is_in_it_and_who_dropped_out(workspace: Workspace, chat: str) -> None:
    made_list = made(workspace, chat)
    rows = rows_of(made_list.export.content)
    assert {row["customer_id"]: row["phone"] or None for row in rows} == REACHABLE
    assert list(rows[0]) == ["customer_id", "arm", "name", "phone"]
    told = made_list.checked
    assert dict(told.out.iter_rows()) == {
        "C3": "no_consent",
        "C4": "open_complaint",
        "C5": "refused",
        "C6": "objects",
        "C8": "shared",
    }
    assert told.bad.rows() == [("C7", "phone", "invalid")]
    assert (told.rows, told.reached, told.merged) == (4, 3, 0)
    assert check(workspace, LOCAL_OWNER, chat).out.equals(told.out)


@pytest.mark.parametrize("kind", list(ContactFormat))
def test_the_same_people_in_every_format(
    workspace: Workspace, chat: str, kind: ContactFormat
) -> None:
    content = made(workspace, chat, kind).export.content
    if kind is ContactFormat.XLSX:
        sheet = openpyxl.load_workbook(io.BytesIO(content))["Rows"]
        found = [row[3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    elif kind is ContactFormat.PARQUET:
        found = pl.read_parquet(io.BytesIO(content))["phone"].to_list()
    elif kind in (ContactFormat.CSV, ContactFormat.PHONES):
        found = [row["phone"] or None for row in rows_of(content)]
    else:
        assert len(rows_of(content)) == 3
        return
    wanted = set(REACHABLE.values())
    assert set(found) == (wanted - {None} if kind is ContactFormat.PHONES else wanted)


def test_one_treatment_alone(workspace: Workspace, chat: str) -> None:
    rows = rows_of(made(workspace, chat, arm="voucher").export.content)
    assert [row["customer_id"] for row in rows] == ["C10"]
    with pytest.raises(ListError, match="no_such_arm"):
        made(workspace, chat, arm="control")


def test_the_newest_word_counts(workspace: Workspace, chat: str) -> None:
    """C1 withdraws after freezing, and C9's record turns out to be that of the control C2."""
    later = reached.people([reached.person(1, consent_chat=False)])
    loads.put(workspace, LOCAL_OWNER, "warga", {"customers": later}, source="later")
    wish = merges.Wish(kept="C9", others=("C2",), reason="test")
    merges.merge(workspace, LOCAL_OWNER, "warga", [wish])
    told = made(workspace, chat).checked
    assert dict(told.out.iter_rows())["C1"] == "refused"
    assert dict(told.out.iter_rows())["C9"] == "control"
    assert told.rows == 2


def test_whoever_is_held_out_drops_out(workspace: Workspace, chat: str) -> None:
    group = holdouts.save(workspace, LOCAL_OWNER, "warga", Decimal("0.5"))
    held = group.holds([*REACHABLE, "C8"])  # drawn anew each time: perhaps none, perhaps all
    told = made(workspace, chat).checked
    rows = rows_of(made(workspace, chat).export.content)
    assert {row["customer_id"] for row in rows} == REACHABLE.keys() - held
    assert {who for who, why in told.out.iter_rows() if why == "held_out"} == held


def test_two_records_with_one_number_of_which_one_refuses(workspace: Workspace) -> None:
    """C5, who is not on the list, refused; C1 is on it with that number."""
    later = reached.people([reached.person(1, phone="62 812 0000 0005")])
    loads.put(workspace, LOCAL_OWNER, "warga", {"customers": later}, source="later")
    number = reached.frozen(workspace, "warga", {"C1": "contact", "C9": "contact"})
    assert dict(check(workspace, LOCAL_OWNER, number).out.iter_rows()) == {"C1": "shared"}


@pytest.mark.parametrize("actor", MAY, ids=lambda actor: actor.role)
def test_it_is_logged_before_it_leaves(workspace: Workspace, chat: str, actor: Actor) -> None:
    export = made(workspace, chat, ContactFormat.GOOGLE, actor).export
    entry = audit.entries(workspace, "warga")[0]
    assert (entry.action, entry.actor) == ("list.export", actor.id)
    assert entry.details["list"] == chat
    assert entry.details["rows"] == 3
    assert entry.details["dropped"] == {
        "no_consent": 1, "objects": 1, "open_complaint": 1, "refused": 1, "shared": 1,
    }  # fmt: skip
    text = str(entry.details)
    assert not [p for p in PEOPLE if p["name"] in text or p["phone"] in text or p["email"] in text]
    assert lists.get(workspace, actor, chat).state is ListState.EXPORTED
    assert export.file_name.startswith("warga_Lebaran_chat_google_")
    audit.verify(workspace)


@pytest.mark.parametrize("actor", MAY_NOT, ids=lambda actor: actor.role)
def test_who_may_not(workspace: Workspace, chat: str, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        made(workspace, chat, actor=actor)
    with pytest.raises(Forbidden):
        check(workspace, actor, chat)
    stranger = Actor("m", Role.MARKETER, frozenset({"other"}))
    with pytest.raises(ListError, match="no_such_list"):
        made(workspace, chat, actor=stranger)
    assert audit.entries(workspace, "warga")[0].action == "list.freeze"


def test_nothing_leaves_when_the_log_cannot_be_written(workspace: Workspace, chat: str) -> None:
    with workspace.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(OperationalError, match="readonly"):
        made(workspace, chat)


def test_only_frozen_lists(workspace: Workspace, chat: str) -> None:
    made(workspace, chat)
    lists.mark_measured(workspace, LOCAL_OWNER, chat, {})
    with pytest.raises(ListError, match="wrong_state"):
        made(workspace, chat)


@pytest.mark.parametrize("kind", [ContactFormat.PHONES, ContactFormat.GOOGLE, ContactFormat.META])
def test_letters_are_no_business_of_platforms(workspace: Workspace, kind: ContactFormat) -> None:
    post = reached.frozen(workspace, "warga", reached.arms(PEOPLE), "post")
    with pytest.raises(ListError, match="wrong_format"):
        made(workspace, post, kind)
    mail = reached.frozen(workspace, "warga", reached.arms(PEOPLE), "e-mail", "Surel")
    with pytest.raises(ListError, match="wrong_format"):
        made(workspace, mail, ContactFormat.PHONES)


def test_at_the_counter_no_person_leaves(workspace: Workspace) -> None:
    number = reached.frozen(workspace, "warga", reached.arms(PEOPLE, C2="control"), "store")
    rows = rows_of(made(workspace, number).export.content)
    assert list(rows[0]) == ["customer_id", "arm"]
    assert {row["customer_id"] for row in rows} == {"C1", "C3", "C5", "C7", "C8", "C9", "C10"}


def test_a_workbook_says_what_it_may_be_used_for(workspace: Workspace, chat: str) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(made(workspace, chat, ContactFormat.XLSX).export.content)
    )
    said = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert said["Touch point"] == "chat"
    assert said["Purpose"] == "Sebelum Lebaran"
    assert said["Dropped out since it was frozen"] == "5"
    assert said["Fingerprint of the list"] == lists.get(workspace, LOCAL_OWNER, chat).hash
    assert "For contacting by chat" in said["Use"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert FORMULA in {cell.value for cell in cells}


def test_libreoffice_sees_no_formula(workspace: Workspace, chat: str, tmp_path: Path) -> None:
    """Opened by the program itself and saved in its own format, where a formula is an attribute."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")
    kinds = (ContactFormat.CSV, ContactFormat.XLSX)
    for kind in kinds:
        content = made(workspace, chat, kind).export.content
        (tmp_path / f"contacts-{kind}.{kind.ending}").write_bytes(content)
    files = [f"contacts-{kind}.{kind.ending}" for kind in kinds]
    home = (tmp_path / "office").as_uri()
    subprocess.run(  # noqa: S603 - our own files
        [office, f"-env:UserInstallation={home}", "--headless", "--convert-to", "fods", *files],
        cwd=tmp_path, check=True, capture_output=True, timeout=600,
    )  # fmt: skip
    for kind in kinds:
        text = (tmp_path / f"contacts-{kind}.fods").read_text(encoding="utf-8")
        assert "6281200000001" in text
        assert "table:formula" not in text
        assert "xlink:href" not in text.partition("<office:body>")[2]


def test_contacts_are_read_in_two_places_alone() -> None:
    """One masks them, the other lets them out; whoever else reads them is a way past both."""
    root = Path(__file__).parents[2]
    rooms = ("analytics", "answers", "charts", "exports", "pages", "reports", "ui", ".")
    readers = {
        path.relative_to(root).as_posix()
        for room in rooms
        for path in root.joinpath(room).glob("*.py")
        if re.search(r"frames\.people import|frames import people", path.read_text("utf-8"))
    }
    assert readers == {"answers/duplicates.py", "exports/contacts.py"}


def test_file_names_say_what_they_are_and_are_safe(workspace: Workspace) -> None:
    wild = reached.frozen(workspace, "warga", reached.arms(PEOPLE), called="../../etc =1+1 é")
    one = lists.get(workspace, LOCAL_OWNER, wild)
    held = companies.get(workspace, "warga")
    name = contact_file(held, one, ContactFormat.META, "a1b2c3")
    assert re.fullmatch(r"warga_[A-Za-z0-9._-]+_chat_meta_a1b2c3_v\d+_[\d-]+\.csv", name)
    assert "/" not in name
    assert "é" not in name


def test_its_days_are_those_where_the_company_is(workspace: Workspace, chat: str) -> None:
    zones.move(workspace, "warga")
    frozen_at = lists.get(workspace, LOCAL_OWNER, chat).frozen_at
    with zones.server_far_away():
        before = zones.there()
        export = made(workspace, chat, ContactFormat.XLSX).export
    days = {before, zones.there()}
    about = openpyxl.load_workbook(io.BytesIO(export.content))["About"]
    said = {row[0].value: row[1].value for row in about.iter_rows()}
    assert said["Frozen on"] == READER.date(date.fromisoformat(zones.there(frozen_at)))
    assert said["Made on"] in {READER.date(date.fromisoformat(day)) for day in days}
    assert export.file_name.removesuffix(".xlsx").rpartition("_")[2] in days
