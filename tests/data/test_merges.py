"""Merges on a real catalogue: pinned readers, chains, undo to the byte, rights, the log."""

from collections.abc import Mapping
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data import audit, companies, loads, merges
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.frames import open_facts
from data.frames.door import collect
from data.merges import MOST, MergeError, Wish
from data.workspace import Workspace, open_workspace

VIEWER = Actor("issuer viewer", Role.VIEWER)


def put(workspace: Workspace, kiosk: str, lines: pl.DataFrame, people: pl.DataFrame) -> int:
    frames = {"order_lines": lines, "customers": people}
    loads.put(workspace, LOCAL_OWNER, kiosk, frames, source="typed by hand")
    return companies.version(workspace, kiosk)


def rows(workspace: Workspace, kiosk: str, version: int) -> dict[str, pl.DataFrame]:
    facts = open_facts(workspace, kiosk, version)
    return {
        "order_lines": collect(facts.table("order_lines")).sort("order_id", "line_no"),
        "people": collect(facts.people()).sort("customer_id"),
    }


def ids(frames: Mapping[str, pl.DataFrame]) -> list[str | None]:
    return frames["order_lines"]["customer_id"].to_list()


def test_merge_and_undo_bring_everything_back(
    workspace: Workspace, kiosk: str, lines: pl.DataFrame, people: pl.DataFrame
) -> None:
    version = put(workspace, kiosk, lines, people)
    before = rows(workspace, kiosk, version)
    wish = Wish("C2", ("C1",), "same phone", Decimal("0.9"))
    (made,) = merges.merge(workspace, LOCAL_OWNER, kiosk, [wish])

    assert companies.version(workspace, kiosk) == version + 1
    after = rows(workspace, kiosk, version + 1)
    assert ids(after) == ["C2", "C2", "C2", None, "C2"]
    names = after["people"].select("customer_id", "name", "email", "consent_email").rows()
    assert names == [
        ("C2", "Budi Santoso", "ani@example.com", True),
        ("C3", None, None, False),
    ]
    pinned = rows(workspace, kiosk, version)  # a reader of the version before
    assert all(pinned[name].equals(before[name]) for name in before)
    merges.unmerge(workspace, LOCAL_OWNER, kiosk, made)
    merges.unmerge(workspace, LOCAL_OWNER, kiosk, made)  # twice changes nothing

    assert companies.version(workspace, kiosk) == version + 2
    again = rows(workspace, kiosk, version + 2)
    assert all(again[name].equals(before[name]) for name in before)
    assert ids(rows(workspace, kiosk, version + 1)) == ids(after)
    assert loads.verify(workspace, kiosk) > 0
    (kept,) = merges.listing(workspace, LOCAL_OWNER, kiosk)
    assert (kept.kept_id, kept.customer_ids, kept.reason) == ("C2", ("C1",), "same phone")
    assert kept.score == Decimal("0.9")
    assert (kept.actor, kept.undone_by) == ("local-owner", "local-owner")
    told = [(e.action, e.details.get("merge")) for e in audit.entries(workspace, kiosk)[:2]]
    assert told == [("merge.undo", made), ("merge.make", made)]


def test_chains_are_followed_and_parted_again(
    workspace: Workspace, kiosk: str, lines: pl.DataFrame, people: pl.DataFrame
) -> None:
    version = put(workspace, kiosk, lines, people)
    (first,) = merges.merge(workspace, LOCAL_OWNER, kiosk, [Wish("C2", ("C1",), "")])
    (second,) = merges.merge(workspace, LOCAL_OWNER, kiosk, [Wish("C3", ("C2",), "")])
    assert merges.count(workspace, kiosk, version + 2) == 2
    assert ids(rows(workspace, kiosk, version + 2)) == ["C3", "C3", "C3", None, "C3"]
    merges.unmerge(workspace, LOCAL_OWNER, kiosk, first)
    assert ids(rows(workspace, kiosk, version + 3)) == ["C1", "C1", "C3", None, "C1"]
    merges.merge(workspace, LOCAL_OWNER, kiosk, [Wish("C1", ("C3",), "")])  # no circle
    assert ids(rows(workspace, kiosk, version + 4)) == ["C1", "C1", "C1", None, "C1"]
    merges.unmerge(workspace, LOCAL_OWNER, kiosk, second)
    assert ids(rows(workspace, kiosk, version + 5)) == ["C1", "C1", "C2", None, "C1"]


@pytest.mark.parametrize(
    ("wishes", "key"),
    [
        ([Wish("C2", (), "")], "merge_alone"),
        ([Wish("C2", ("C2",), "")], "merge_alone"),
        ([Wish("C2", ("C3",), ""), Wish("C4", ("C3",), "")], "merge_twice"),
        ([Wish("C2", ("C1",), "")], "merged_already"),
        ([Wish("C1", ("C2",), "")], "merged_already"),
        ([Wish("C5", tuple(f"D{n}" for n in range(MOST)), "")], "merge_too_many"),
        ([Wish("C9", tuple(f"D{n}" for n in range(MOST - 1)), "")], "merge_too_many"),
    ],
)
def test_what_cannot_be_merged_changes_nothing(
    workspace: Workspace, kiosk: str, wishes: list[Wish], key: str
) -> None:
    merges.merge(workspace, LOCAL_OWNER, kiosk, [Wish("C9", ("C1",), "")])
    version = companies.version(workspace, kiosk)
    with pytest.raises(MergeError) as refused:
        merges.merge(workspace, LOCAL_OWNER, kiosk, wishes)
    assert refused.value.key == f"error.{key}"
    assert companies.version(workspace, kiosk) == version


def test_only_who_may_import_may_merge(workspace: Workspace, kiosk: str) -> None:
    with pytest.raises(Forbidden):
        merges.merge(workspace, VIEWER, kiosk, [Wish("A", ("B",), "")])
    (made,) = merges.merge(workspace, LOCAL_OWNER, kiosk, [Wish("A", ("B",), "")])
    with pytest.raises(Forbidden):
        merges.unmerge(workspace, VIEWER, kiosk, made)
    assert len(merges.listing(workspace, VIEWER, kiosk)) == 1
    with pytest.raises(MergeError):
        merges.unmerge(workspace, LOCAL_OWNER, kiosk, "nothing")


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(steps=st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7), st.booleans()), max_size=12))
def test_any_run_of_merges_and_undos_reads_as_their_graph_says(
    steps: list[tuple[int, int, bool]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace = open_workspace(tmp_path_factory.mktemp("merges"))
    companies.create(
        workspace, LOCAL_OWNER, "k", title="K", currency="IDR", decimals=0, timezone="Asia/Jakarta"
    )
    edges: dict[str, tuple[str, str]] = {}  # what is live: merge by the record it takes
    for kept, other, undo in steps:
        if undo and edges:
            number = sorted(edges)[kept % len(edges)]
            merges.unmerge(workspace, LOCAL_OWNER, "k", edges.pop(number)[1])
            continue
        refused = kept == other or {str(kept), str(other)} & edges.keys()
        try:
            (made,) = merges.merge(
                workspace, LOCAL_OWNER, "k", [Wish(str(kept), (str(other),), "")]
            )
        except MergeError:
            assert refused
        else:
            assert not refused
            edges[str(other)] = (str(kept), made)
    found = merges.at_version(workspace, "k", companies.version(workspace, "k"))
    ends = {}
    for first in edges:
        last = first
        while last in edges:
            last = edges[last][0]
        ends[first] = last
    told = {} if found is None else dict(
        pl.read_parquet(found.file).filter(pl.col("place") > 0)
        .select("customer_id", "kept_id").iter_rows()
    )  # fmt: skip
    workspace.close()
    assert told == ends
