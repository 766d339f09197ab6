"""Who may be contacted, of whom and by whom: lists, control groups, hold-outs, merged records."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.control import CONTROL
from data import contactable, holdouts, lists, merges
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.lists import ListError, NoSuchListError
from data.workspace import Workspace, open_workspace
from tests.targets import frozen, new_list, warung

VIEWER = Actor("v", Role.VIEWER)
STUDENT = Actor("s", Role.STUDENT, frozenset({"warung"}))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """On SQLite alone: the statements themselves are tested on both databases elsewhere."""
    opened = open_workspace(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def company(workspace: Workspace) -> str:
    """The name of a company with six customers."""
    return warung(workspace)


def test_drafts_and_names(workspace: Workspace, company: str) -> None:
    draft = lists.build(workspace, LOCAL_OWNER, company, new_list(workspace))
    with pytest.raises(ListError, match="taken"):
        lists.build(workspace, LOCAL_OWNER, company, new_list(workspace, " lebaran "))
    for wrong in ("", "x" * 121, "a\nb"):
        with pytest.raises(ListError, match="wrong_name"):
            lists.build(workspace, LOCAL_OWNER, company, new_list(workspace, wrong))
    with pytest.raises(ListError, match="long_note"):
        lists.build(workspace, LOCAL_OWNER, company, new_list(workspace, "b", note="x" * 401))
    assert lists.find(workspace, VIEWER, company, "LEBARAN").id == draft.id
    assert lists.find(workspace, VIEWER, company, draft.id).name == "Lebaran"
    lists.discard(workspace, LOCAL_OWNER, draft.id)
    assert lists.listing(workspace, VIEWER, company) == []
    with pytest.raises(NoSuchListError):
        lists.find(workspace, VIEWER, company, "Lebaran")
    alone = lists.build(workspace, LOCAL_OWNER, company, new_list(workspace, arms={"C1": CONTROL}))
    with pytest.raises(ListError, match="nobody_to_contact"):
        lists.freeze(workspace, LOCAL_OWNER, alone.id)


def test_who_may_do_what(workspace: Workspace, company: str) -> None:
    number = frozen(workspace, company)
    with pytest.raises(Forbidden):
        lists.build(workspace, VIEWER, company, new_list(workspace, "b"))
    with pytest.raises(Forbidden):
        lists.freeze(workspace, VIEWER, number)
    with pytest.raises(Forbidden):
        lists.mark_exported(workspace, STUDENT, number, {})
    with pytest.raises(Forbidden):
        holdouts.save(workspace, VIEWER, company, Decimal("0.1"))
    stranger = Actor("s", Role.STUDENT, frozenset({"other"}))
    with pytest.raises(NoSuchListError):
        lists.get(workspace, stranger, number)
    with pytest.raises(ListError, match="wrong_state"):
        lists.mark_measured(workspace, LOCAL_OWNER, number, {})


def test_export_asks_anew_and_control_stays_alone(workspace: Workspace, company: str) -> None:
    """C5 never consented, C6 complains; both were put on the list past the rules."""
    arms = dict.fromkeys(("C1", "C3", "C4", "C5", "C6", "C9"), "letter") | {"C2": CONTROL}
    number = frozen(workspace, company, arms=arms)
    found = contactable.of_list(workspace, LOCAL_OWNER, number)

    assert found.members.rows() == [("C1", "letter"), ("C3", "letter"), ("C4", "letter")]
    assert dict(found.suppression.left_out.iter_rows()) == {
        "C2": "control",
        "C5": "no_consent",
        "C6": "open_complaint",
        "C9": "unknown",
    }
    lists.mark_exported(workspace, LOCAL_OWNER, number, {})
    assert contactable.of_list(workspace, LOCAL_OWNER, number).members.equals(found.members)


def test_control_of_one_list_is_contacted_by_no_other(workspace: Workspace, company: str) -> None:
    first = frozen(workspace, company)
    second = frozen(workspace, company, name="Second", arms={"C1": CONTROL, "C2": "x", "C3": "x"})
    ours = contactable.of_list(workspace, LOCAL_OWNER, first).members["customer_id"].to_list()
    theirs = contactable.of_list(workspace, LOCAL_OWNER, second).members["customer_id"].to_list()
    assert (ours, theirs) == (["C3", "C4"], ["C3"])


def test_merged_records_are_one_person(workspace: Workspace, company: str) -> None:
    """C2 is control; read as C3, or C3 as C2, that person is left alone."""
    number = frozen(workspace, company)
    wish = merges.Wish(kept="C3", others=("C2",), reason="test")
    merges.merge(workspace, LOCAL_OWNER, company, [wish])
    found = contactable.of_list(workspace, LOCAL_OWNER, number)
    assert found.members["customer_id"].to_list() == ["C1", "C4"]


def test_whoever_is_held_out_is_never_contacted(workspace: Workspace, company: str) -> None:
    number = frozen(workspace, company)
    group = holdouts.save(workspace, LOCAL_OWNER, company, Decimal("0.5"))
    held = group.holds(["C1", "C3", "C4"])
    found = contactable.of_list(workspace, LOCAL_OWNER, number)
    assert set(found.members["customer_id"]) == {"C1", "C3", "C4"} - held
    smaller = holdouts.save(workspace, LOCAL_OWNER, company, Decimal("0.2"))
    assert smaller.holds(["C1", "C3", "C4"]) <= held
    assert (smaller.seed, smaller.version) == (group.seed, 2)
    for wrong in ("0.6", "-0.1", "NaN", "0.12345"):
        with pytest.raises(ListError, match="wrong_holdout"):
            holdouts.save(workspace, LOCAL_OWNER, company, Decimal(wrong))
