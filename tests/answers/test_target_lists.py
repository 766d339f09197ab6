"""Target lists from every source, on every rule: who must not be contacted never is."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.conditions import Condition, Group
from analytics.control import CONTROL
from analytics.findings import NotEnoughData
from analytics.suppression import TOUCH_POINTS, Rules
from analytics.target_lists import CLTV, ORDERS, STRATA, Terms
from answers import open_books, target_lists
from answers.target_list_wanted import Source, SourceKind, Wanted, wanted_of
from answers.target_lists import About
from data import contactable, drafts, holdouts, lists, loads, segments
from data.actor import LOCAL_OWNER, Actor, Forbidden, Role
from data.lists import ListError
from data.workspace import Workspace, open_workspace
from tests.companies import Line, order_lines, put

DAY = date(2025, 6, 30)
EVERYBODY = [f"C{number:02}" for number in range(40)]
CONSENTS = ("consent_email", "consent_phone", "consent_chat", "consent_post")
CONSENT_OF = dict(zip(("e-mail", "phone", "chat", "post"), CONSENTS, strict=True))
RICH = Group("all", (Condition("revenue", "at_least", (30_000,)),))


def consent(number: int, column: int) -> bool | None:
    """Three of four said yes, some nothing, some no; another pattern for each touch point."""
    return (True, True, True, True, None, False)[(number + column) % 6]


def people() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "customer_id": EVERYBODY,
            **{name: [consent(n, c) for n in range(40)] for c, name in enumerate(CONSENTS)},
            "objects_to_profiling": [n % 13 == 5 for n in range(40)],
            "customer_type": ["retail" if n % 3 else None for n in range(40)],
        }
    )


def complaints() -> pl.DataFrame:
    who = EVERYBODY[2::9]
    days = [DAY - timedelta(days=40)] * len(who)
    return pl.DataFrame(
        {
            "interaction_id": [f"I{who}" for who in who],
            "customer_id": who,
            "happened_at": pl.Series(days).cast(pl.Datetime("us")),
            "kind": ["complaint"] * len(who),
            "resolved": [False, None] * (len(who) // 2) + [False] * (len(who) % 2),
        }
    )


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Forty customers; a running list with control, a hold-out group, a segment and a draft."""
    opened = open_workspace(tmp_path_factory.mktemp("targets"))
    lines = [
        Line(f"O{n}", who, DAY - timedelta(days=5 * n), 10_000 + 1_000 * n, 6_000)
        for n, who in enumerate(EVERYBODY)
    ]
    tables = {"order_lines": order_lines(lines), "customers": people(),
              "interactions": complaints()}  # fmt: skip
    put(opened, "warung", tables)
    holdouts.save(opened, LOCAL_OWNER, "warung", Decimal("0.3"))  # by chance nobody: 1 in 10^6
    segments.save(opened, LOCAL_OWNER, "warung", "Kaya", RICH)
    books = open_books(opened, LOCAL_OWNER, "warung")
    plan = target_lists.plan(
        opened, LOCAL_OWNER, books, Wanted(terms=Terms(budget=8, contact_cost=1, control_share=0.4))
    )
    first = target_lists.keep(opened, LOCAL_OWNER, books, plan, About("Running"))
    target_lists.freeze(opened, LOCAL_OWNER, first.id)
    scope = {"as_of": DAY.isoformat()}
    drafts.save(opened, LOCAL_OWNER, "warung", [*EVERYBODY, "gone"], name="All", reason="",
                scope=scope)  # fmt: skip
    yield opened
    opened.close()


def never(workspace: Workspace, touch_point: str) -> set[str]:
    """Who must not be contacted, worked out from the tables as they were typed."""
    rows = people().to_dicts()
    column = CONSENT_OF.get(touch_point)
    silent = {row["customer_id"] for row in rows if column and row[column] is not True}
    objects = {row["customer_id"] for row in rows if row["objects_to_profiling"]}
    held = holdouts.get(workspace, LOCAL_OWNER, "warung").holds(EVERYBODY)
    running = lists.find(workspace, LOCAL_OWNER, "warung", "Running")
    alone = {w for w, arm in lists.members(workspace, LOCAL_OWNER, running.id) if arm == CONTROL}
    assert held
    assert alone
    return silent | objects | set(complaints()["customer_id"]) | held | alone | {"gone"}


SOURCES = st.sampled_from(
    [
        Source(),
        Source(SourceKind.SEGMENT, "Kaya"),
        Source(SourceKind.DRAFT, "All"),
        Source(SourceKind.CONDITIONS, conditions=RICH, days=90),
    ]
)


TERMS = st.builds(
    Terms,
    contact_cost=st.just(1.0),
    budget=st.sampled_from([None, 5.0]),
    control_share=st.sampled_from([0.0, 0.1, 0.5]),
    treatments=st.just(("a", "b")),
    strata=st.sampled_from([(), ("value",), STRATA]),
    seed=st.integers(0, 99),
)
RULES = st.builds(
    Rules,
    st.sampled_from(TOUCH_POINTS),
    quiet_days=st.sampled_from([0, 14]),
    skip_running=st.booleans(),
)
WANTED = st.builds(Wanted, SOURCES, RULES, st.just(()), TERMS, st.sampled_from(ORDERS))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=WANTED)
def test_nobody_is_contacted_who_must_not_be_by_any_way_in(
    workspace: Workspace, wanted: Wanted
) -> None:
    """Built, kept, frozen and asked again at export; another list runs meanwhile."""
    if wanted.source.kind is SourceKind.DRAFT:
        (draft,) = drafts.listing(workspace, LOCAL_OWNER, "warung")
        wanted = replace(wanted, source=Source(SourceKind.DRAFT, draft.id))
    books = open_books(workspace, LOCAL_OWNER, "warung")
    plan = target_lists.plan(workspace, LOCAL_OWNER, books, wanted)
    must_not = never(workspace, wanted.rules.touch_point)

    members = set(plan.result.arms.members["customer_id"])
    assert not members & must_not
    told = plan.result.suppression
    assert told.found == told.kept.height + sum(told.counts.values())
    assert len(members) + plan.result.over_budget == told.kept.height
    if not plan.result.contacted:
        return
    kept = target_lists.keep(workspace, LOCAL_OWNER, books, plan, About("One more"))
    try:
        frozen = target_lists.freeze(workspace, LOCAL_OWNER, kept.id)
        found = contactable.of_list(workspace, LOCAL_OWNER, frozen.id).members
        own = {w for w, arm in lists.members(workspace, LOCAL_OWNER, kept.id) if arm == CONTROL}
        assert not set(found["customer_id"]) & (must_not | own)
        assert wanted_of(frozen) == wanted
    finally:
        _forget(workspace, kept.id)


def _forget(workspace: Workspace, list_id: str) -> None:
    """So that one example does not use up the customers of the next."""
    from data.catalogue import target_lists as table  # noqa: PLC0415
    from data.catalogue import target_members as members  # noqa: PLC0415

    with workspace.writing() as connection:
        connection.execute(members.delete().where(members.c.list_id == list_id))
        connection.execute(table.delete().where(table.c.id == list_id))


def test_lists_leave_out_those_that_run_and_those_named(workspace: Workspace) -> None:
    books = open_books(workspace, LOCAL_OWNER, "warung")
    running = lists.find(workspace, LOCAL_OWNER, "warung", "Running")
    plain = Wanted(rules=Rules("e-mail", 0))
    both = target_lists.plan(workspace, LOCAL_OWNER, books, plain).result.suppression.counts
    assert both["running"] == running.contacted
    assert both["control"] == running.control
    loose = Rules("e-mail", 0, skip_running=False)
    named = Wanted(rules=loose, exclude=(running.id,))
    found = target_lists.plan(workspace, LOCAL_OWNER, books, named).result.suppression.counts
    assert "running" not in found
    assert (found["control"], found["earlier"]) == (running.control, running.contacted)
    draft = target_lists.keep(workspace, LOCAL_OWNER, books, target_lists.plan(
        workspace, LOCAL_OWNER, books, plain), About("Later"))  # fmt: skip
    with pytest.raises(ListError, match="exclude_draft"):
        target_lists.plan(workspace, LOCAL_OWNER, books, Wanted(exclude=(draft.id,)))
    lists.discard(workspace, LOCAL_OWNER, draft.id)


def test_a_draft_is_built_anew_where_data_moved_on(
    tmp_path: Path,
) -> None:
    """Whoever takes consent back between building and freezing is not on the frozen list."""
    opened = open_workspace(tmp_path)
    lines = [Line(f"O{n}", who, DAY, 10_000, 6_000) for n, who in enumerate("ABC")]
    yes = pl.DataFrame({"customer_id": list("ABC"), "consent_post": [True] * 3})
    put(opened, "warung", {"order_lines": order_lines(lines), "customers": yes})
    books = open_books(opened, LOCAL_OWNER, "warung")
    wanted = Wanted(rules=Rules("post"), terms=Terms(control_share=0))
    plan = target_lists.plan(opened, LOCAL_OWNER, books, wanted)
    draft = target_lists.keep(opened, LOCAL_OWNER, books, plan, About("Surat", "p", "n", "Ani"))
    assert draft.contacted == 3
    no = pl.DataFrame({"customer_id": ["B"], "consent_post": [False]})
    loads.put(opened, LOCAL_OWNER, "warung", {"customers": no}, source="later")
    frozen = target_lists.freeze(opened, LOCAL_OWNER, draft.id)

    assert [who for who, _ in lists.members(opened, LOCAL_OWNER, frozen.id)] == ["A", "C"]
    assert dict(frozen.left_out) == {"refused": 1}
    assert (frozen.purpose, frozen.note, frozen.owner) == ("p", "n", "Ani")
    maybe = pl.DataFrame({"customer_id": ["C"], "consent_post": [None]},
                         schema_overrides={"consent_post": pl.Boolean})  # fmt: skip
    loads.put(opened, LOCAL_OWNER, "warung", {"customers": maybe}, source="later still")
    found = contactable.of_list(opened, LOCAL_OWNER, frozen.id)
    assert found.members["customer_id"].to_list() == ["A"]
    assert found.suppression.counts == {"no_consent": 1}
    opened.close()


def test_a_look_back_sees_nothing_later(workspace: Workspace) -> None:
    """On 1 March only the customers known by then are meant; complaints of May are not seen."""
    books = open_books(workspace, LOCAL_OWNER, "warung")
    wanted = Wanted(rules=Rules("store", 0, skip_running=False), as_of=date(2025, 3, 1))
    found = target_lists.plan(workspace, LOCAL_OWNER, books, wanted)
    assert "open_complaint" not in found.result.suppression.counts
    assert found.scope.as_of == date(2025, 3, 1)


def test_who_may_only_look_keeps_nothing(workspace: Workspace) -> None:
    books = open_books(workspace, LOCAL_OWNER, "warung")
    viewer = Actor("v", Role.VIEWER)
    plan = target_lists.plan(workspace, viewer, books, Wanted())
    with pytest.raises(Forbidden):
        target_lists.keep(workspace, viewer, books, plan, About("x"))
    stranger = Actor("s", Role.STUDENT, frozenset({"other"}))
    with pytest.raises(Forbidden):
        target_lists.plan(workspace, stranger, books, Wanted())


def test_what_cannot_be_wanted() -> None:
    with pytest.raises(ValueError, match="order"):
        Wanted(order="luck")
    with pytest.raises(ValueError, match="strata"):
        Wanted(terms=Terms(strata=("star sign",)))
    with pytest.raises(ValueError, match="window"):
        Wanted(window=0)


def test_a_list_by_lifetime_values_that_cannot_be_told_is_refused(workspace: Workspace) -> None:
    """Forty customers with one order each prove no forecast."""
    books = open_books(workspace, LOCAL_OWNER, "warung")
    with pytest.raises(NotEnoughData):
        target_lists.plan(workspace, LOCAL_OWNER, books, Wanted(terms=Terms(worth=CLTV)))
