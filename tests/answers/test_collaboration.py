"""Notes and tasks by customer: only of customers there are, and together where records are one."""

from pathlib import Path

import pytest

from analytics.findings import NotEnoughData
from answers import collaboration, open_books
from data import merges, team_notes
from data.actor import LOCAL_OWNER
from data.collaboration import About, Kind
from data.merges import Wish
from data.task import Department, Standing
from data.workspace import open_workspace
from tests.companies_people import twins


def test_merged_records_are_read_together_and_parted_again(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    company = twins(workspace)
    c1, c2 = About(Kind.CUSTOMER, "C1"), About(Kind.CUSTOMER, "C2")
    apart = open_books(workspace, LOCAL_OWNER, company)
    collaboration.write_note(workspace, LOCAL_OWNER, apart, c2, "On the second record")
    standing = Standing(Department.SALES)
    collaboration.make_task(workspace, LOCAL_OWNER, apart, c2, "Call", standing=standing)
    assert collaboration.notes_about(workspace, LOCAL_OWNER, apart, c1) == []

    (merge,) = merges.merge(workspace, LOCAL_OWNER, company, [Wish("C1", ("C2",), "same phone")])
    books = open_books(workspace, LOCAL_OWNER, company)
    assert collaboration.about_customer(books, " C2 ") == c1
    assert [n.about for n in collaboration.notes_about(workspace, LOCAL_OWNER, books, c1)] == [c2]
    assert len(collaboration.tasks_about(workspace, LOCAL_OWNER, books, c1)) == 1
    collaboration.write_note(workspace, LOCAL_OWNER, books, c2, "On the one that was kept")

    merges.unmerge(workspace, LOCAL_OWNER, company, merge)
    after = open_books(workspace, LOCAL_OWNER, company)
    by_record = {
        about.id: [n.text for n in collaboration.notes_about(workspace, LOCAL_OWNER, after, about)]
        for about in (c1, c2)
    }
    assert by_record == {"C1": ["On the one that was kept"], "C2": ["On the second record"]}
    workspace.close()


def test_nobody_writes_on_a_customer_who_is_not_there(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    books = open_books(workspace, LOCAL_OWNER, twins(workspace))
    nobody, list_of_another = About(Kind.CUSTOMER, "Joko"), About(Kind.LIST, "x")
    with pytest.raises(NotEnoughData, match="no_such_customer"):
        collaboration.write_note(workspace, LOCAL_OWNER, books, nobody, "x")
    with pytest.raises(ValueError, match="no_such_list"):
        collaboration.write_note(workspace, LOCAL_OWNER, books, list_of_another, "x")
    assert team_notes.listing(workspace, LOCAL_OWNER, books.company.name) == []
    workspace.close()
