import pytest

from data import audit, companies, drafts
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.drafts import DraftError, NoSuchDraftError
from data.workspace import Workspace

STRANGE = ["c1", "C1", "007", " x", "=1+1", "Ω", "a'b"]


def keep(workspace: Workspace, chosen: list[str], actor: Actor = LOCAL_OWNER) -> str:
    return drafts.save(
        workspace,
        actor,
        "kiosk",
        chosen,
        name="Loss makers",
        reason="Profit below 0 in 2025",
        scope={"company": "kiosk", "channel": ["web"]},
    )


def test_a_list_keeps_each_customer_once_and_as_written(workspace: Workspace, kiosk: str) -> None:
    draft = keep(workspace, [*STRANGE, *STRANGE])
    assert drafts.members(workspace, LOCAL_OWNER, draft) == sorted(STRANGE)
    (listed,) = drafts.listing(workspace, LOCAL_OWNER, kiosk)
    assert listed == drafts.get(workspace, LOCAL_OWNER, draft)
    assert (listed.id, listed.name, listed.members) == (draft, "Loss makers", len(STRANGE))
    assert listed.scope == {"company": "kiosk", "channel": ["web"]}
    assert (listed.company, listed.company_version, listed.actor) == (kiosk, 0, "local-owner")


def test_a_draft_changes_no_answer(workspace: Workspace, kiosk: str) -> None:
    keep(workspace, ["C1"])
    assert companies.version(workspace, kiosk) == 0


def test_a_hundred_thousand_customers_fit(workspace: Workspace, kiosk: str) -> None:
    chosen = [f"C{number:06}" for number in range(100_000)]
    assert drafts.members(workspace, LOCAL_OWNER, keep(workspace, chosen)) == chosen


def test_newest_first_and_gone_when_removed(workspace: Workspace, kiosk: str) -> None:
    first, second = keep(workspace, ["C1"]), keep(workspace, ["C2"])
    assert [x.id for x in drafts.listing(workspace, LOCAL_OWNER, kiosk)] == [second, first]
    drafts.remove(workspace, LOCAL_OWNER, second)
    assert [x.id for x in drafts.listing(workspace, LOCAL_OWNER, kiosk)] == [first]
    with pytest.raises(NoSuchDraftError):
        drafts.members(workspace, LOCAL_OWNER, second)
    actions = [entry.action for entry in audit.entries(workspace, kiosk)]
    assert actions == ["draft.remove", "draft.save", "draft.save", "company.create"]


def test_an_empty_or_nameless_list_is_refused(workspace: Workspace, kiosk: str) -> None:
    with pytest.raises(DraftError, match="empty"):
        keep(workspace, [])
    with pytest.raises(DraftError, match="name"):
        drafts.save(workspace, LOCAL_OWNER, kiosk, ["C1"], name=" ", reason="", scope={})
    assert drafts.listing(workspace, LOCAL_OWNER, kiosk) == []


def test_lists_are_for_those_who_may(workspace: Workspace, kiosk: str) -> None:
    draft = keep(workspace, ["C1"])
    viewer, stranger = Actor("v", Role.VIEWER), Actor("s", Role.STUDENT, frozenset({"another"}))
    assert drafts.members(workspace, viewer, draft) == ["C1"]
    with pytest.raises(Forbidden):
        keep(workspace, ["C2"], viewer)
    with pytest.raises(Forbidden):
        drafts.remove(workspace, viewer, draft)
    with pytest.raises(Forbidden):
        drafts.members(workspace, stranger, draft)
    with pytest.raises(Forbidden):
        drafts.listing(workspace, stranger, kiosk)
    assert len(drafts.listing(workspace, LOCAL_OWNER, kiosk)) == 1
