"""What comes back of a list: by its arms, whoever was reached, and counted to the last customer."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from data import companies, lists, loads, merges
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.frames import open_facts
from data.frames.door import collect
from data.list_results import Brought, bring_back, read_results
from data.target_list import ListError
from data.workspace import Workspace, open_workspace
from tests import reached

MARKETER = Actor("m", Role.MARKETER)
PEOPLE = [reached.person(number) for number in range(1, 7)]
FILE = """id pelanggan;tanggal kirim;tanggal respon;nilai
C1;2025-07-01;2025-07-03;50000
C2;2025-07-01;;
C3;2025-07-02 10:00;;
C9;2025-07-01;;
"""
"""C9 is a stranger; C4 is not in it; C2 is control and was contacted all the same."""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path / "home")
    reached.company(opened, PEOPLE)
    yield opened
    opened.close()


@pytest.fixture
def number(workspace: Workspace) -> str:
    """A list of six that was sent out, C2 and C6 in its control group."""
    made = reached.frozen(workspace, "warga", reached.arms(PEOPLE, C2="control", C6="control"))
    lists.mark_exported(workspace, LOCAL_OWNER, made, {})
    return made


def rows(workspace: Workspace, table: str) -> pl.DataFrame:
    facts = open_facts(workspace, "warga", companies.version(workspace, "warga"))
    return collect(facts.table(table))


def read(workspace: Workspace, number: str, folder: Path, text: str = FILE) -> pl.DataFrame:
    file = folder / "hasil.csv"
    file.write_text(text, encoding="utf-8")
    found = read_results(workspace, MARKETER, number, file).rows
    assert found is not None
    return found


def test_a_file_of_results(workspace: Workspace, number: str, tmp_path: Path) -> None:
    told = read(workspace, number, tmp_path)
    assert told.height == 4
    came = bring_back(workspace, MARKETER, number, told, source="hasil.csv")
    assert came == Brought(strangers=1, matched=3, answered=1, unreached=2, contaminated=1)

    one = rows(workspace, "campaigns").row(0, named=True)
    assert (one["campaign_id"], one["name"], one["touch_point"]) == (number, "Lebaran", "chat")
    assert (one["starts_on"], one["fixed_cost"], one["contact_cost"]) == (
        date(2025, 7, 1),
        Decimal(10_000),
        Decimal(500),
    )
    members = rows(workspace, "campaign_members").sort("customer_id")
    assert members.select("customer_id", "arm", "contacted_at", "response_amount").rows() == [
        ("C1", "contact", datetime(2025, 7, 1), Decimal(50_000)),
        ("C2", "control", datetime(2025, 7, 1), None),
        ("C3", "contact", datetime(2025, 7, 2, 10), None),
        ("C4", "contact", None, None),
        ("C5", "contact", None, None),
        ("C6", "control", None, None),
    ]
    (load, *_) = [x for x in loads.history(workspace, "warga") if x.table_name == "campaigns"]
    assert load.source == "Lebaran: hasil.csv"


def test_without_a_file_everybody_was_reached_that_day(workspace: Workspace, number: str) -> None:
    came = bring_back(workspace, MARKETER, number, contacted_on=date(2025, 7, 5))
    assert came == Brought(strangers=0, matched=0, answered=0, unreached=0, contaminated=0)
    members = rows(workspace, "campaign_members")
    day = {(arm, at) for arm, at in members.select("arm", "contacted_at").iter_rows()}
    assert day == {("contact", datetime(2025, 7, 5)), ("control", None)}


def test_a_file_without_days_says_who_was_reached(
    workspace: Workspace, number: str, tmp_path: Path
) -> None:
    told = read(workspace, number, tmp_path, "customer_id,responded_at\nC1,2025-07-09\nC3,\n")
    bring_back(workspace, MARKETER, number, told, contacted_on=date(2025, 7, 5))
    members = rows(workspace, "campaign_members").sort("customer_id")
    assert members["contacted_at"].is_not_null().to_list() == [True, False, True] + [False] * 3


def test_a_plain_yes_counts_on_the_day_of_contact(
    workspace: Workspace, number: str, tmp_path: Path
) -> None:
    """A no overrules a day, and what is neither yes nor no is told and counts as no."""
    file = tmp_path / "hasil.csv"
    file.write_text(
        "customer_id,menanggapi,tanggal respon\nC1,ya,\nC3,tidak,2025-07-09\n"
        "C4,barangkali,\nC5,YES,2025-07-08\n",
        encoding="utf-8",
    )
    found = read_results(workspace, MARKETER, number, file)
    assert (found.unused, found.unclear, found.undated) == ((), 1, 1)
    came = bring_back(workspace, MARKETER, number, found.rows, contacted_on=date(2025, 7, 5))
    assert (came.matched, came.answered) == (4, 2)
    members = rows(workspace, "campaign_members").drop_nulls("responded_at").sort("customer_id")
    assert members.select("customer_id", "responded_at").rows() == [
        ("C1", datetime(2025, 7, 5)),
        ("C5", datetime(2025, 7, 8)),
    ]

    file.write_text("customer_id,name\nC1,Ani\nC3,Budi\n")
    assert read_results(workspace, MARKETER, number, file).unused == ("name",)


def test_found_by_phone_or_e_mail_however_they_are_written(
    workspace: Workspace, number: str, tmp_path: Path
) -> None:
    """We hold C1 as 0812-0000-0001; nobody of ours has the number or address of the fourth row."""
    file = tmp_path / "hasil.csv"
    file.write_text(
        "no wa;surel;dijawab\n"
        "+62 812 0000 0001;;ya\n"
        "6281200000002;;tidak\n"
        ";Orang3@Contoh.ID ;ya\n"
        "081200000099;orang@lain.example;ya\n"
        ";;ya\n",
        encoding="utf-8",
    )
    found = read_results(workspace, MARKETER, number, file)
    assert found.rows is not None
    assert found.outcome.rows_quarantined == 1  # names nobody
    assert found.by_contact == 3
    assert set(found.rows.columns).isdisjoint({"phone", "email"})
    came = bring_back(workspace, MARKETER, number, found.rows, contacted_on=date(2025, 7, 5))
    assert came == Brought(strangers=1, matched=3, answered=2, unreached=2, contaminated=0)
    answered = rows(workspace, "campaign_members").drop_nulls("responded_at")
    assert sorted(answered["customer_id"]) == ["C1", "C3"]


def test_a_phone_in_the_file_is_kept_nowhere(
    workspace: Workspace, number: str, tmp_path: Path
) -> None:
    """Neither a member's nor a stranger's, as written or in one form, in any byte of the home."""
    stranger = "081277665544"
    told = read(workspace, number, tmp_path, f"phone,answered\n{stranger},yes\n0812,yes\n")
    bring_back(workspace, MARKETER, number, told)
    held = b"".join(p.read_bytes() for p in workspace.home.rglob("*") if p.is_file())
    assert stranger.encode() not in held
    assert b"62" + stranger[1:].encode() not in held


def test_a_number_comes_before_a_phone(workspace: Workspace, number: str, tmp_path: Path) -> None:
    """C1 stands in the file with the phone of C3: the number says who it is."""
    phone = next(row["phone"] for row in PEOPLE if row["customer_id"] == "C3")
    told = read(workspace, number, tmp_path, f"customer_id,phone,answered\nC1,{phone},yes\n")
    assert told["customer_id"].to_list() == ["C1"]


def test_brought_again_it_overrules_and_is_there_once(
    workspace: Workspace, number: str, tmp_path: Path
) -> None:
    told = read(workspace, number, tmp_path)
    bring_back(workspace, MARKETER, number, contacted_on=date(2025, 7, 5))
    bring_back(workspace, MARKETER, number, told)
    after = companies.version(workspace, "warga")
    bring_back(workspace, MARKETER, number, told)
    assert companies.version(workspace, "warga") == after
    assert rows(workspace, "campaigns").height == 1
    assert rows(workspace, "campaign_members").height == 6


def test_merged_customers_are_known_by_either_number(
    workspace: Workspace, number: str, tmp_path: Path
) -> None:
    """C3 is read as X7, whom the list does not name; the file does."""
    new = reached.people([reached.person(7, customer_id="X7")])
    loads.put(workspace, LOCAL_OWNER, "warga", {"customers": new}, source="later")
    wish = merges.Wish(kept="X7", others=("C3",), reason="test")
    merges.merge(workspace, LOCAL_OWNER, "warga", [wish])
    phone = reached.person(7)["phone"]
    for head, who in (("customer_id", "X7"), ("hp", phone)):
        text = f"{head},responded_at\n{who},2025-07-09\n"
        told = read(workspace, number, tmp_path, text)
        came = bring_back(workspace, MARKETER, number, told)
        assert (came.matched, came.answered, came.strangers) == (1, 1, 0)
    members = rows(workspace, "campaign_members").filter(customer_id="X7")
    assert members["arm"].to_list() == ["contact"]
    assert members["responded_at"].to_list() == [datetime(2025, 7, 9)]


def test_what_cannot_be_read_is_told(workspace: Workspace, number: str, tmp_path: Path) -> None:
    file = tmp_path / "hasil.csv"
    file.write_text("customer_id,responded_at\nC1,01/02/2025\nC3,03/04/2025\n")
    asked = read_results(workspace, MARKETER, number, file)
    assert (asked.outcome.status, asked.rows) == ("question", None)
    (problem,) = asked.outcome.problems
    answers = {"E_AMBIGUOUS_DATE": "dmy", "E_AMBIGUOUS_DATE:responded_at": "dmy"}
    told = read_results(workspace, MARKETER, number, file, answers=answers).rows
    assert problem.code == "E_AMBIGUOUS_DATE"
    assert told is not None
    assert told["responded_at"].to_list() == [datetime(2025, 2, 1), datetime(2025, 4, 3)]
    file.write_text("nama,hasil\nAni,ya\n")
    assert read_results(workspace, MARKETER, number, file).outcome.status == "rejected"


def test_who_may_and_when(workspace: Workspace, number: str) -> None:
    draft = reached.frozen(workspace, "warga", reached.arms(PEOPLE), called="Frozen only")
    with pytest.raises(ListError, match="not_exported"):
        bring_back(workspace, MARKETER, draft)
    for actor in (Actor("v", Role.VIEWER), Actor("s", Role.STUDENT, frozenset({"warga"}))):
        with pytest.raises(Forbidden):
            bring_back(workspace, actor, number)
        with pytest.raises(Forbidden):
            read_results(workspace, actor, number, Path("x"))
        with pytest.raises(Forbidden):
            loads.put_campaign(workspace, actor, "warga", {}, source="x")
    table = {"customers": pl.DataFrame({"customer_id": ["C1"]})}
    with pytest.raises(loads.LoadError, match="campaign_members"):
        loads.put_campaign(workspace, MARKETER, "warga", table, source="x")


def test_days_that_the_members_were_chosen_by_are_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Chosen from data up to 30 June: what a member did by then is why they are on the list.

    Days after it count, though the list itself was frozen long after them; of strangers any do.
    """
    drawn = reached.arms(PEOPLE, C2="control", C6="control")
    number = reached.frozen(workspace, "warga", drawn, called="Sesudah", as_of=reached.DAY)
    lists.mark_exported(workspace, LOCAL_OWNER, number, {})
    before = companies.version(workspace, "warga")
    for text in (
        "customer_id,contacted_at\nC1,2025-07-01\nC3,2025-06-30 23:00\n",
        "customer_id,contacted_at,responded_at\nC1,2025-07-01,2025-06-29\n",
        "customer_id,contacted_at\nC1,2025-07-01\nC2,2025-06-01\n",  # control
    ):
        told = read(workspace, number, tmp_path, text)
        with pytest.raises(ListError, match="known_day") as refused:
            bring_back(workspace, MARKETER, number, told)
        assert refused.value.fields["as_of"] == reached.DAY
    for file in (None, read(workspace, number, tmp_path, "customer_id,responded\nC1,yes\n")):
        with pytest.raises(ListError, match="known_day"):
            bring_back(workspace, MARKETER, number, file, contacted_on=reached.DAY)
    assert companies.version(workspace, "warga") == before

    told = read(
        workspace, number, tmp_path, "customer_id,contacted_at\nC1,2025-07-01\nC9,2025-01-01\n"
    )
    assert bring_back(workspace, MARKETER, number, told).strangers == 1
    assert rows(workspace, "campaigns")["starts_on"].to_list() == [date(2025, 7, 1)]


def test_sales_of_the_very_day_do_not_forbid_contact_on_it(workspace: Workspace) -> None:
    """A list that is frozen and sent today, from data up to today."""
    today = companies.get(workspace, "warga").local(datetime.now(UTC)).date()
    number = reached.frozen(workspace, "warga", reached.arms(PEOPLE), called="Kini", as_of=today)
    lists.mark_exported(workspace, LOCAL_OWNER, number, {})
    bring_back(workspace, MARKETER, number)
    assert rows(workspace, "campaigns")["starts_on"].to_list() == [today]
    yesterday = today - timedelta(days=1)
    with pytest.raises(ListError, match="known_day"):
        bring_back(workspace, MARKETER, number, contacted_on=yesterday)
