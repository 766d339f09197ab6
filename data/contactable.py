"""Who may be contacted: the one place that says so, when a list is built and again at export.

The facts say who consented, objected, complained and was contacted; the catalogue knows lists and
hold-out groups. Merged customers are one person: whoever is control or held out under any number
is left alone under every one.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics.control import CONTROL
from analytics.frames.contacting import CONTACT_STATES
from analytics.suppression import Rules, Suppression, leave_out
from data import companies, holdouts, list_members, lists
from data.actor import Actor, Right, require
from data.facts import Facts
from data.frames import open_facts
from data.frames.consent import contact_states, known
from data.frames.lines import EPOCH_ORDINAL
from data.frames.span import span
from data.holdouts import Holdout
from data.merged import kept_numbers
from data.target_list import ListError, ListState, TargetList
from data.workspace import Workspace

_FLAGS = ("known", "objects", "open_complaint", "held_out", "control", "running", "earlier")


@dataclass(frozen=True)
class Contactable:
    """Who of a frozen list may be contacted now.

    ``members``: customer_id, arm (never control), sorted. ``suppression`` says who else is on the
    list and why they may not.
    """

    list: TargetList
    members: pl.DataFrame
    suppression: Suppression


@dataclass(frozen=True)
class Asking:
    """What is asked: of whose facts, by which rules, as of which day.

    ``until``: nothing after that day is seen; None sees all that the data hold. ``exclude`` names
    earlier lists by id; ``own`` the list that is asked about, which does not stand in its own way.
    """

    facts: Facts
    company: str
    rules: Rules
    as_of: date
    until: date | None = None
    exclude: tuple[str, ...] = ()
    own: str | None = None


def among(workspace: Workspace, actor: Actor, asking: Asking, customers: pl.Series) -> Suppression:
    """Who of ``customers`` may be contacted: each person once, by the id that the facts read."""
    require(actor, Right.SEE, asking.company)
    running = list_members.running(workspace, actor, asking.company)
    meant = pl.DataFrame({"customer_id": customers.cast(pl.String)})
    persons = _persons(meant, kept_numbers(asking.facts.merged))["customer_id"].unique()
    states = _states(workspace, actor, asking, persons, running)
    return leave_out(states, asking.rules, day=_day(asking.as_of))


def of_list(workspace: Workspace, actor: Actor, list_id: str) -> Contactable:
    """Who of a frozen or exported list may be contacted by now: to be asked last, at export.

    Consent and complaints are read anew from the newest data. Of other running lists, the control
    groups are left alone, and, as the list's rules say, whom an earlier one contacts. Raises
    :class:`ListError` for a draft or a list that was measured.
    """
    found = lists.get(workspace, actor, list_id)
    if found.state not in (ListState.FROZEN, ListState.EXPORTED):
        raise ListError("target_lists.wrong_state", name=found.name, list_state=found.state)
    rules = rules_of(found)
    version = companies.version(workspace, found.company)
    facts = open_facts(workspace, found.company, version)
    people = kept_numbers(facts.merged)
    mine = _persons(lists.arms(workspace, actor, list_id), people)
    left_alone = mine.filter(arm=CONTROL)["customer_id"].unique()
    running = list_members.running(workspace, actor, found.company)
    others = running.filter(
        (pl.col("list_id") != list_id)
        & ((pl.col("arm") == CONTROL) | pl.col("list_id").is_in(_before(workspace, actor, found)))
    )
    as_of = span(facts).last
    asking = Asking(facts, found.company, rules, as_of, exclude=_exclusions(found), own=list_id)
    persons = mine["customer_id"].unique()
    asked = _states(workspace, actor, asking, persons, others).with_columns(
        control=pl.col("control") | pl.col("customer_id").is_in(left_alone.implode())
    )
    suppression = leave_out(asked, rules, day=_day(as_of))
    treated = mine.filter(pl.col("arm") != CONTROL).sort("customer_id", "arm")
    treated = treated.unique("customer_id", keep="first").select("customer_id", "arm")
    members = treated.join(suppression.kept, on="customer_id", how="semi").sort("customer_id")
    return Contactable(found, members, suppression)


def rules_of(one: TargetList) -> Rules:
    """The rules that a list was built by."""
    kept = one.conditions.get("rules", {})
    return Rules(
        one.touch_point,
        quiet_days=int(kept.get("quiet_days", Rules(one.touch_point).quiet_days)),
        skip_running=bool(kept.get("skip_running", True)),
    )


def _exclusions(one: TargetList) -> tuple[str, ...]:
    return tuple(str(number) for number in one.conditions.get("exclude", ()))


def _before(workspace: Workspace, actor: Actor, one: TargetList) -> list[str]:
    """The lists that were frozen before this one."""
    known = lists.listing(workspace, actor, one.company)
    return [k.id for k in known if k.frozen_at and one.frozen_at and k.frozen_at < one.frozen_at]


def _states(
    workspace: Workspace,
    actor: Actor,
    asking: Asking,
    customers: pl.Series,
    running: pl.DataFrame,
) -> pl.DataFrame:
    """CONTACT_STATES of ``customers``; ``running``: list_id, customer_id, arm of lists that run."""
    people = kept_numbers(asking.facts.merged)
    told = contact_states(
        asking.facts,
        asking.rules.touch_point,
        day=_day(asking.as_of),
        until=None if asking.until is None else _day(asking.until),
        but=asking.own,
    )
    about = (workspace, actor, asking.company)
    frame = pl.DataFrame({"customer_id": customers.cast(pl.String)})
    parts = (
        known(asking.facts).with_columns(known=pl.lit(value=True)),
        told,
        _arms(_persons(running, people)),
        _excluded(_persons(list_members.of_lists(*about, asking.exclude), people)),
        _days(_persons(list_members.contacted(*about, but=asking.own), people)),
        _held_out(holdouts.get(*about), customers, people),
    )
    for part in parts:
        frame = frame.join(part, on="customer_id", how="left")
    frame = frame.with_columns(
        control=_either("control", "list_control"),
        running=_either("running", "list_running"),
        last_contact_day=pl.max_horizontal("last_contact_day", "listed_day"),
    )
    return CONTACT_STATES.check(frame.with_columns(_either(c).alias(c) for c in _FLAGS))


def _arms(running: pl.DataFrame) -> pl.DataFrame:
    alone = pl.col("arm") == CONTROL
    return running.group_by("customer_id").agg(
        list_control=alone.any(), list_running=(~alone).any()
    )


def _excluded(members: pl.DataFrame) -> pl.DataFrame:
    return members.select("customer_id").unique().with_columns(earlier=pl.lit(value=True))


def _days(contacted: pl.DataFrame) -> pl.DataFrame:
    return contacted.group_by("customer_id").agg(listed_day=pl.col("day").max())


def _held_out(group: Holdout, customers: pl.Series, people: pl.DataFrame) -> pl.DataFrame:
    """Those of ``customers`` who are held out, under whatever number."""
    merged = people.filter(pl.col("kept_id").is_in(customers.implode()))
    known = pl.concat([customers.cast(pl.String), merged["customer_id"]]).unique()
    held = sorted(group.holds(known.to_list()))
    ids = pl.DataFrame({"customer_id": held}, schema={"customer_id": pl.String})
    return _persons(ids, people).unique().with_columns(held_out=pl.lit(value=True))


def _either(*columns: str) -> pl.Expr:
    return pl.any_horizontal(pl.col(c).fill_null(value=False) for c in columns)


def _persons(rows: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """``rows`` under the numbers by which the facts read their customers."""
    joined = rows.join(people, on="customer_id", how="left")
    kept = pl.coalesce("kept_id", "customer_id")
    return joined.with_columns(customer_id=kept).drop("kept_id")


def _day(when: date) -> int:
    return when.toordinal() - EPOCH_ORDINAL
