"""What became of a target list: it turns into a campaign, and its members into those of one.

By the arms that were drawn, whatever happened since (intention to treat): whoever was to be
contacted and was not stays in that arm, and so does a member of the control group whom somebody
contacted all the same. The rows go the way of every load, so the list is measured like any campaign
and costs what one costs.

A file may name customers by number, phone or e-mail, in whatever way it writes them. Numbers and
addresses are matched with those of the list's members, normalised alike
(:mod:`analytics.contact_points`), and go no further: what is kept names customers by number alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path

import polars as pl

from analytics.contact_points import emails, phones
from analytics.control import CONTROL
from data import companies, lists, loads, merges
from data.actor import Actor, Right, require
from data.facts import Facts
from data.frames import open_facts
from data.frames.people import contacts
from data.intake.job import Source
from data.intake.outcome import Outcome, Wishes
from data.intake.staged import prepare
from data.merged import kept_numbers
from data.tables import CAMPAIGN_MEMBERS, CAMPAIGN_RESULTS
from data.target_list import ListError, ListState, TargetList
from data.workspace import Workspace

TOLD = ("contacted_at", "responded_at", "response_amount")
_ALL = 1 << 31


@dataclass(frozen=True)
class Read:
    """A file of results, read and not kept yet: ``rows`` has customer_id, :data:`TOLD`, responded.

    ``by_contact``: how many of them were found by phone or e-mail.
    """

    outcome: Outcome
    rows: pl.DataFrame | None
    by_contact: int = 0

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns left over where none says who answered."""
        about = self.outcome.about
        told = {one["part"] for one in about.get("columns", ())}
        if told & {"responded_at", "responded"}:
            return ()
        left = (str(column) for column in about.get("unused", ()))
        return tuple(column for column in left if not column.startswith("problem_"))

    @property
    def undated(self) -> int:
        """Answers that name no day."""
        if self.rows is None:
            return 0
        return self.rows.filter(pl.col("responded"), pl.col("responded_at").is_null()).height

    @property
    def unclear(self) -> int:
        """Rows that say something else than yes or no; they count as no answer."""
        return int(self.outcome.counts.get("W_CATEGORY", 0))


@dataclass(frozen=True)
class Brought:
    """What came back. Customers of the file: ``strangers`` are not on the list.

    Members of the list: ``matched`` are in the file, ``answered`` responded, ``unreached`` were to
    be contacted and were not, ``contaminated`` are control and were contacted.
    """

    strangers: int
    matched: int
    answered: int
    unreached: int
    contaminated: int


def read_results(
    workspace: Workspace,
    actor: Actor,
    list_id: str,
    file: Path | Source,
    *,
    answers: Mapping[str, str] | None = None,
) -> Read:
    """Read a file of who was reached and who answered, by the same intake as any file.

    It needs customer_id, phone or email, and has contacted_at, responded (yes or no), responded_at
    and response_amount as far as known; ``answers`` as in :class:`data.intake.outcome.Wishes`.
    Nothing is changed. Raises ``Forbidden``, :class:`data.target_list.ListError` for a list that
    was not sent out.
    """
    one = _sent(workspace, actor, list_id)
    wishes = Wishes(answers=answers or {}, fixed={"campaign_id": one.campaign_id})
    with prepare(
        workspace,
        actor,
        one.company,
        CAMPAIGN_RESULTS.name,
        [file],
        wishes=wishes,
        right=Right.EXPORT_CONTACTS,
    ) as prepared:
        outcome = prepared.outcome
        if outcome.status != "accepted":
            return Read(outcome, None)
        rows = prepared.accepted(_ALL)
    return _matched(workspace, actor, one, outcome, rows)


def bring_back(
    workspace: Workspace,
    actor: Actor,
    list_id: str,
    rows: pl.DataFrame | None = None,
    *,
    contacted_on: date | None = None,
    source: str = "",
) -> Brought:
    """Load the list as a campaign with its members by arm; what is new overrules what was there.

    ``rows`` as of :func:`read_results`, responded may be missing; None: nothing is known but that
    the list was sent out. ``contacted_on`` (by default the day it first left) is the day of contact
    where ``rows`` name none. Raises as :func:`read_results`, :func:`refuse_known` and
    :func:`data.loads.put_campaign`.
    """
    one = _sent(workspace, actor, list_id)
    day = contacted_on or left_on(workspace, one)
    members = _members(workspace, actor, one, rows, datetime.combine(day, time()))
    treated = pl.col("arm") != CONTROL
    first = members.filter(treated)["contacted_at"].min()
    begins = first.date() if isinstance(first, datetime) else day
    earliest = members.select(pl.min_horizontal("contacted_at", "responded_at").min()).item()
    refuse_known(workspace, one, min(begins, earliest.date()) if earliest else begins)
    about = {
        "campaign_id": one.campaign_id,
        "name": one.name,
        "touch_point": one.touch_point,
        "objective": one.purpose or None,
        "starts_on": begins,
        "fixed_cost": one.fixed_cost,
        "contact_cost": one.contact_cost,
    }
    campaign = pl.DataFrame([about], schema_overrides={"objective": pl.String})
    told = members.drop("told", "told_of")
    loads.put_campaign(
        workspace,
        actor,
        one.company,
        {"campaigns": campaign, "campaign_members": told},
        source=f"{one.name}: {source}" if source else one.name,
    )
    reached = pl.col("contacted_at").is_not_null()
    known = 0 if rows is None else rows["customer_id"].n_unique()
    return Brought(
        strangers=known - members["told_of"].drop_nulls().n_unique(),
        matched=members.filter("told").height,
        answered=members["responded_at"].count(),
        unreached=members.filter(treated, ~reached).height,
        contaminated=members.filter(~treated, reached).height,
    )


def left_on(workspace: Workspace, one: TargetList) -> date:
    """The day on which a list was first sent out, where the company is."""
    if one.exported_at is None:
        raise ListError("contacts.not_exported", name=one.name)
    return companies.get(workspace, one.company).local(one.exported_at).date()


def refuse_known(workspace: Workspace, one: TargetList, day: date) -> None:
    """Refuse a day of contact or answer in the data that the members were chosen from.

    Until then they did what they were chosen for: that is no effect. Data as old as those of a
    sample may be older than the list, so it is not the day of freezing that counts; but from that
    day on any day can be true, where sales of the very day are in. Raises
    :class:`data.target_list.ListError`.
    """
    as_of = one.scope.get("as_of")
    if as_of is None or one.frozen_at is None or day > (last := date.fromisoformat(as_of)):
        return
    if day < companies.get(workspace, one.company).local(one.frozen_at).date():
        raise ListError("contacts.known_day", name=one.name, day=day, as_of=last)


def _sent(workspace: Workspace, actor: Actor, list_id: str) -> TargetList:
    one = lists.get(workspace, actor, list_id)
    require(actor, Right.EXPORT_CONTACTS, one.company)
    if one.state not in (ListState.EXPORTED, ListState.MEASURED):
        raise ListError("contacts.not_exported", name=one.name)
    return one


def _members(
    workspace: Workspace,
    actor: Actor,
    one: TargetList,
    rows: pl.DataFrame | None,
    day: datetime,
) -> pl.DataFrame:
    """Everybody on the list as campaign_members, and told: whether the file speaks of them.

    The file may call merged customers by the number that was kept, or by an old one.
    """
    version = companies.version(workspace, one.company)
    numbers = kept_numbers(merges.at_version(workspace, one.company, version))
    drawn = _persons(lists.arms(workspace, actor, one.id), numbers)
    treated = pl.col("arm") != CONTROL
    dated = rows is not None and rows["contacted_at"].is_not_null().any()
    if rows is None:
        kinds = {c: CAMPAIGN_MEMBERS.columns[c] for c in TOLD}
        rows = pl.DataFrame(schema={"customer_id": pl.String(), **kinds})
    if "responded" not in rows.columns:
        rows = rows.with_columns(responded=pl.lit(None, pl.Boolean))
    said = _persons(rows, numbers).rename({"customer_id": "told_of"}).sort("told_of")
    said = said.unique("person", keep="first")
    known = pl.col("told_of").is_not_null()
    default = pl.when(treated & (known if rows.height else pl.lit(value=True))).then(pl.lit(day))
    contacted = (pl.col("contacted_at") if dated else default).cast(pl.Datetime("us"))
    # A plain yes names no day: it counts as of the day of contact. A no overrules a day.
    undated = pl.when(pl.col("responded")).then(pl.coalesce(contacted, pl.lit(day)))
    answered = pl.coalesce("responded_at", undated.cast(pl.Datetime("us")))
    return drawn.join(said, on="person", how="left").select(
        "customer_id",
        "arm",
        "response_amount",
        "told_of",
        responded_at=pl.when(pl.col("responded").fill_null(value=True)).then(answered),
        campaign_id=pl.lit(one.campaign_id),
        contacted_at=contacted,
        told=known,
    )


def _matched(
    workspace: Workspace, actor: Actor, one: TargetList, outcome: Outcome, rows: pl.DataFrame
) -> Read:
    """The rows by the numbers of the list's members; phone and e-mail end here."""
    rows = rows.with_columns(
        pl.lit(None, kind).alias(name)
        for name, kind in CAMPAIGN_RESULTS.columns.items()
        if name not in rows.columns
    )
    company = companies.get(workspace, one.company)
    facts = open_facts(workspace, company.name, company.version)
    numbers = kept_numbers(facts.merged)
    drawn = _persons(lists.arms(workspace, actor, one.id), numbers)
    reached = _reached(facts, drawn, numbers)
    rows = _persons(rows, numbers)
    found = [
        _by_point(rows[point], point, reached, company.country)
        for point in ("phone", "email")
        if rows[point].is_not_null().any()
    ]
    mine = pl.col("person").is_in(drawn["person"].implode())
    named = pl.coalesce(pl.when(mine).then("customer_id"), *found, "customer_id")
    matched = rows.with_columns(number=named)
    by_contact = matched.filter(pl.col("number") != pl.col("customer_id")).height
    kept = matched.sort("number", "customer_id").unique("number", keep="first").sort("number")
    return Read(outcome, kept.select("responded", *TOLD, customer_id="number"), by_contact)


def _reached(facts: Facts, drawn: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Phone and e-mail of every record of the members, merged ones too, with their number there.

    Those who were contacted come first: of several with one phone, it was theirs that was called.
    """
    same = numbers.filter(pl.col("kept_id").is_in(drawn["person"].implode()))
    ids = pl.concat([drawn["customer_id"], drawn["person"], same["customer_id"]]).unique()
    people = _persons(contacts(replace(facts, merged=None), ids), numbers)
    members = drawn.select("person", "arm", number="customer_id")
    first = (pl.col("arm") == CONTROL, "number", "customer_id")
    return people.join(members, on="person").sort(*first)


def _by_point(values: pl.Series, point: str, reached: pl.DataFrame, country: str) -> pl.Series:
    """The member behind each phone or e-mail; null where there is none."""
    known = pl.DataFrame({"key": _key_of(reached[point], point, country), "n": reached["number"]})
    once = known.drop_nulls("key").unique("key", keep="first", maintain_order=True)
    keys = _key_of(values, point, country).to_frame("key")
    return keys.join(once, on="key", how="left", maintain_order="left")["n"]


def _key_of(values: pl.Series, point: str, country: str) -> pl.Series:
    return (phones(values, country) if point == "phone" else emails(values))["key"]


def _persons(rows: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    joined = rows.join(numbers, on="customer_id", how="left")
    return joined.with_columns(person=pl.coalesce("kept_id", "customer_id")).drop("kept_id")
