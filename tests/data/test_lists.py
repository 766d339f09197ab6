"""Target lists in the catalogue, on SQLite and on PostgreSQL: states, hash, log."""

import json
from decimal import Decimal

import pytest
from sqlalchemy import update

from analytics.control import CONTROL
from data import audit, contactable, holdouts, list_members, lists
from data.actor import LOCAL_OWNER, Actor, Role
from data.catalogue import target_lists, target_members
from data.lists import ListError, ListState
from data.workspace import Workspace
from tests.targets import frozen, new_list, warung

VIEWER = Actor("v", Role.VIEWER)


@pytest.fixture
def company(workspace: Workspace) -> str:
    """The name of a company with six customers."""
    return warung(workspace)


def test_from_a_draft_to_a_result(workspace: Workspace, company: str) -> None:
    draft = lists.build(workspace, LOCAL_OWNER, company, new_list(workspace, purpose="Win back"))
    assert (draft.state, draft.hash, draft.campaign_id) == (ListState.DRAFT, None, draft.id)
    assert (draft.members, draft.control, draft.contacted) == (4, 1, 3)
    assert (draft.cost, draft.treatments) == (Decimal(1_750), ("letter",))

    done = lists.freeze(workspace, LOCAL_OWNER, draft.id)
    assert (done.state, done.frozen_by, len(done.hash or "")) == ("frozen", "local-owner", 64)
    assert lists.members(workspace, LOCAL_OWNER, done.id) == [
        ("C1", "letter"),
        ("C2", CONTROL),
        ("C3", "letter"),
        ("C4", "letter"),
    ]
    first = lists.mark_exported(workspace, LOCAL_OWNER, done.id, {"format": "csv", "rows": 3})
    again = lists.mark_exported(workspace, LOCAL_OWNER, done.id, {"format": "xlsx", "rows": 3})
    assert again.exported_at == first.exported_at
    assert again.exported_last > first.exported_last  # type: ignore[operator]
    assert lists.mark_measured(workspace, LOCAL_OWNER, done.id, {}).state is ListState.MEASURED
    assert lists.get(workspace, LOCAL_OWNER, done.id).state is ListState.MEASURED

    assert audit.verify(workspace)
    told = {entry.action: entry.details for entry in audit.entries(workspace, company)}
    assert told["list.freeze"]["hash"] == done.hash
    assert told["list.freeze"]["purpose"] == "Win back"
    assert told["list.freeze"]["arms"] == {CONTROL: 1, "letter": 3}
    assert told["list.freeze"]["left_out"] == {"no_consent": 1, "open_complaint": 1}
    assert told["list.freeze"]["data_version"] == draft.company_version
    assert told["list.export"]["hash"] == told["list.measure"]["hash"] == done.hash
    assert "C1" not in json.dumps([dict(entry.details) for entry in audit.entries(workspace)])


def test_a_frozen_list_never_changes(workspace: Workspace, company: str) -> None:
    number = frozen(workspace, company)
    with pytest.raises(ListError, match="wrong_state"):
        lists.build(workspace, LOCAL_OWNER, company, new_list(workspace), replaces=number)
    with pytest.raises(ListError, match="wrong_state"):
        lists.discard(workspace, LOCAL_OWNER, number)
    with pytest.raises(ListError, match="wrong_state"):
        lists.freeze(workspace, LOCAL_OWNER, number)
    assert len(lists.members(workspace, LOCAL_OWNER, number)) == 4


@pytest.mark.parametrize("what", ["arm", "member", "conditions"])
def test_who_changes_it_past_us_is_found_out(workspace: Workspace, company: str, what: str) -> None:
    number = frozen(workspace, company)
    mine = target_members.c.list_id == number
    with workspace.writing() as connection:
        if what == "conditions":
            changed = target_lists.update().values(conditions={"rules": {}})
            connection.execute(changed.where(target_lists.c.id == number))
        elif what == "arm":
            one = mine & (target_members.c.customer_id == "C2")
            connection.execute(update(target_members).where(one).values(arm="letter"))
        else:
            connection.execute(
                target_members.insert().values(
                    list_id=number, customer_id="C5", arm="letter", stratum="a"
                )
            )
    with pytest.raises(ListError, match="tampered"):
        lists.members(workspace, LOCAL_OWNER, number)
    with pytest.raises(ListError, match="tampered"):
        contactable.of_list(workspace, LOCAL_OWNER, number)


def test_a_list_is_frozen_on_what_is_known_now(workspace: Workspace, company: str) -> None:
    """Data that came in, or another list that was frozen: who may be contacted is found anew."""
    draft = lists.build(workspace, LOCAL_OWNER, company, new_list(workspace))
    holdouts.save(workspace, LOCAL_OWNER, company, Decimal("0.1"))
    with pytest.raises(ListError, match="moved_on"):
        lists.freeze(workspace, LOCAL_OWNER, draft.id)
    again = lists.build(workspace, LOCAL_OWNER, company, new_list(workspace), replaces=draft.id)
    frozen(workspace, company, name="Other")
    with pytest.raises(ListError, match="moved_on"):
        lists.freeze(workspace, LOCAL_OWNER, again.id)
    lists.build(workspace, LOCAL_OWNER, company, new_list(workspace), replaces=draft.id)
    assert lists.freeze(workspace, LOCAL_OWNER, draft.id).state is ListState.FROZEN


def test_an_exported_list_is_remembered_as_contact(workspace: Workspace, company: str) -> None:
    number = frozen(workspace, company)
    assert list_members.contacted(workspace, VIEWER, company).is_empty()
    lists.mark_exported(workspace, LOCAL_OWNER, number, {})
    assert list_members.contacted(workspace, VIEWER, company)["customer_id"].to_list() == [
        "C1",
        "C3",
        "C4",
    ]
    assert list_members.contacted(workspace, VIEWER, company, but=number).is_empty()
    assert list_members.running(workspace, VIEWER, company).height == 4
    lists.mark_measured(workspace, LOCAL_OWNER, number, {})
    assert list_members.running(workspace, VIEWER, company).is_empty()
    assert list_members.of_lists(workspace, VIEWER, company, [number]).height == 4
