"""Segments in the catalogue: versions, names, archive, rights; and the RFM map of a company."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from analytics.conditions import Condition, Group
from analytics.rfm_settings import USUAL
from analytics.rfm_table import DEFAULT
from data import audit, companies, segments
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.segments import SegmentError
from data.workspace import Workspace, open_workspace
from tests import companies as examples

RICH = Group("all", (Condition("profit", "at_least", (1_000,)),))
FAR = Group("any", (*RICH.parts, Condition("city", "any_of", ("Medan", "Solo"))))
VIEWER = Actor("v", Role.VIEWER)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    opened = open_workspace(tmp_path)
    examples.one_customer(opened)
    examples.equals(opened)
    yield opened
    opened.close()


def save(workspace: Workspace, name: str = "Kaya", group: Group = RICH, **more: object) -> str:
    saved = segments.save(workspace, LOCAL_OWNER, "satu", name, group, **more)  # type: ignore[arg-type]
    return saved.mark


def test_each_change_is_a_new_version_and_moves_the_company(workspace: Workspace) -> None:
    before = companies.version(workspace, "satu")
    first = save(workspace)
    assert companies.version(workspace, "satu") == before + 1
    assert save(workspace) == first
    assert save(workspace, " kaya ") == first
    assert companies.version(workspace, "satu") == before + 1
    again = save(workspace, group=FAR, days=90, note="Musim")
    found = segments.get(workspace, LOCAL_OWNER, "satu", "KAYA")

    assert again == first.replace("@1", "@2") == found.mark
    assert (found.conditions, found.days, found.note) == (FAR, 90, "Musim")
    assert companies.version(workspace, "satu") == before + 2


def test_an_archived_segment_keeps_its_definition(workspace: Workspace) -> None:
    mark = save(workspace)
    segments.archive(workspace, LOCAL_OWNER, "satu", "kaya")
    found = segments.get(workspace, LOCAL_OWNER, "satu", "Kaya")
    assert found.archived
    assert (found.mark, found.conditions) == (mark, RICH)
    version = companies.version(workspace, "satu")
    segments.archive(workspace, LOCAL_OWNER, "satu", "kaya")
    assert companies.version(workspace, "satu") == version
    save(workspace)
    assert not segments.get(workspace, LOCAL_OWNER, "satu", "Kaya").archived


def test_a_company_sees_its_own(workspace: Workspace) -> None:
    save(workspace, "b")
    save(workspace, "A")
    save(workspace, "c")
    segments.archive(workspace, LOCAL_OWNER, "satu", "a")

    names = [one.name for one in segments.listing(workspace, VIEWER, "satu")]
    assert names == ["b", "c", "A"]
    assert segments.listing(workspace, VIEWER, "sama") == []
    with pytest.raises(SegmentError, match="no_segment"):
        segments.get(workspace, LOCAL_OWNER, "sama", "b")
    with pytest.raises(SegmentError, match="no_segment"):
        segments.archive(workspace, LOCAL_OWNER, "sama", "b")


@pytest.mark.parametrize(
    ("name", "group", "more", "why"),
    [
        ("", RICH, {}, "wrong_name"),
        ("a\nb", RICH, {}, "wrong_name"),
        ("x" * 81, RICH, {}, "wrong_name"),
        ("rfm:loyal", RICH, {}, "reserved_name"),
        ("a", Group(), {}, "no_condition"),
        ("a", RICH, {"days": 0}, "wrong_days"),
        ("a", RICH, {"note": "x" * 401}, "long_note"),
    ],
)
def test_what_cannot_be_kept(
    workspace: Workspace, name: str, group: Group, more: dict[str, object], why: str
) -> None:
    with pytest.raises(SegmentError, match=rf"segments\.{why}"):
        save(workspace, name, group, **more)
    assert segments.listing(workspace, LOCAL_OWNER, "satu") == []


def test_who_may_only_look_saves_nothing(workspace: Workspace) -> None:
    with pytest.raises(Forbidden):
        segments.save(workspace, VIEWER, "satu", "a", RICH)
    with pytest.raises(Forbidden):
        segments.archive(workspace, VIEWER, "satu", "a")
    with pytest.raises(Forbidden):
        segments.save_rfm(workspace, VIEWER, "satu", USUAL)
    stranger = Actor("s", Role.STUDENT, frozenset({"sama"}))
    with pytest.raises(Forbidden):
        segments.get(workspace, stranger, "satu", "a")


def test_the_rfm_map_of_a_company(workspace: Workspace) -> None:
    assert segments.rfm_settings(workspace, "satu") == USUAL
    own = replace(USUAL, basis="revenue", table=replace(DEFAULT, across="both"))
    version = companies.version(workspace, "satu")
    segments.save_rfm(workspace, LOCAL_OWNER, "satu", own)
    segments.save_rfm(workspace, LOCAL_OWNER, "satu", own)

    assert segments.rfm_settings(workspace, "satu") == own
    assert segments.rfm_settings(workspace, "sama") == USUAL
    assert companies.version(workspace, "satu") == version + 1
    segments.save_rfm(workspace, LOCAL_OWNER, "satu", USUAL)
    assert segments.rfm_settings(workspace, "satu") == USUAL


def test_the_log_knows_who_saved(workspace: Workspace) -> None:
    save(workspace)
    segments.archive(workspace, LOCAL_OWNER, "satu", "kaya")
    segments.save_rfm(workspace, LOCAL_OWNER, "satu", replace(USUAL, basis="revenue"))

    assert audit.verify(workspace)
    with workspace.reading() as connection:
        actions = list(
            connection.exec_driver_sql("select action from audit order by seq").scalars()
        )
    assert actions[-3:] == ["segment.save", "segment.archive", "rfm.save"]
