"""Contact lists: the only way by which personal columns leave the house.

From a frozen target list alone, for its one touch point, with the columns that it needs and no
others. Who may be contacted is found last, in here, from the facts of this moment: whoever
withdrew, objected, complained or was held out since the list was frozen drops out, and nobody of a
control group was ever in. The log is written before anything is handed over; where it cannot be
written, nothing is.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

import polars as pl

from analytics.control import CONTROL
from analytics.suppression import CONSENT
from data import companies, contactable, lists
from data.actor import Actor, Right, require
from data.companies import Company
from data.frames import Facts, open_facts
from data.frames.people import contacts, every_contact, refusing
from data.target_list import ListError, TargetList
from data.workspace import Workspace
from exports.contact_formats import ContactFormat, shaped, suits
from exports.contact_rows import MATCHED, POINT, Clean, clean, key_of
from exports.formats import Format, encode
from exports.out import Export
from words import Reader

SHARED = "shared"
"""Why somebody drops out whose number or address is that of one who must be left alone."""

_TRIES = 5
BY_ITSELF = frozenset({"email", "phone"})  # letters bear a name, messages do not


@dataclass(frozen=True)
class Ready:
    """Who of a list can be contacted now. Holds personal data: stays within this package.

    ``out``: customer_id, reason of those who dropped out since the list was frozen; ``merged`` are
    members who became one with another. ``contacts`` are whom the list would contact, and how.
    """

    target_list: TargetList
    company: Company
    out: pl.DataFrame
    merged: int
    contacts: Clean = field(repr=False)


@dataclass(frozen=True)
class Checked:
    """What a contact list would hold, without a value of it.

    ``rows`` customers; ``reached`` of them have a contact that can be right. ``out``: customer_id,
    reason of who dropped out since freezing; ``bad``: customer_id, column, state of contacts left
    blank.
    """

    target_list: TargetList
    version: int
    rows: int
    reached: int
    out: pl.DataFrame
    bad: pl.DataFrame
    merged: int

    @cached_property
    def reasons(self) -> Mapping[str, int]:
        """How many dropped out, by reason."""
        return dict(self.out.group_by("reason").len().sort("reason").iter_rows())

    def because(self, reader: Reader) -> list[str]:
        """Each reason with how many dropped out for it, in words."""
        return [
            reader.text(
                "contacts.counted",
                what=reason_in_words(why, reader),
                customers=reader.count(count),
            )
            for why, count in self.reasons.items()
        ]

    def wrong(self, reader: Reader) -> list[str]:
        """What is wrong with contacts left blank, with how many, in words."""
        return [
            reader.text(
                "contacts.counted",
                what=reader.text(f"contacts.state_{state}"),
                customers=reader.count(count),
            )
            for state, count in self.states.items()
        ]

    @cached_property
    def states(self) -> Mapping[str, int]:
        """How many contacts are left blank, by what is wrong with them."""
        return dict(self.bad.group_by("state").len().sort("state").iter_rows())


@dataclass(frozen=True)
class ContactList:
    """A contact list on its way out, and what is to be told of it."""

    export: Export = field(repr=False)
    rows: int  # of the file: platforms get those alone who can be reached
    checked: Checked


def check(workspace: Workspace, actor: Actor, list_id: str) -> Checked:
    """Whom a contact list would hold now; nothing leaves, so nothing is logged.

    Raises ``Forbidden``, :class:`data.target_list.ListError` for a list that is not frozen.
    """
    return checked(ready(workspace, actor, list_id))


def contact_list(
    workspace: Workspace,
    actor: Actor,
    list_id: str,
    kind: ContactFormat,
    *,
    reader: Reader,
    arm: str | None = None,
) -> ContactList:
    """The contacts of a frozen list as a file, for all its treatments or for ``arm`` alone.

    Raises ``Forbidden``, :class:`data.target_list.ListError` for a list that is not frozen or a
    format that its touch point does not suit, :class:`exports.formats.TooLong`. Nothing leaves when
    the log cannot be written.
    """
    for _ in range(_TRIES):
        found = ready(workspace, actor, list_id, arm)
        if not suits(kind, found.target_list.touch_point):
            raise ListError("contacts.wrong_format", touch_point=found.target_list.touch_point)
        rows = shaped(found.contacts.rows, kind, found.target_list.touch_point)
        content = written(rows, kind, found, reader)
        lists.mark_exported(workspace, actor, list_id, details(found, kind.value, rows, content))
        if companies.version(workspace, found.company.name) == found.company.version:
            break
    else:
        raise ListError("contacts.moves_on", name=found.target_list.name)
    name = contact_file(found.company, found.target_list, kind)
    return ContactList(Export(name, kind.mime, content), rows.height, checked(found))


def reason_in_words(why: str, reader: Reader) -> str:
    """Why somebody dropped out."""
    section = "contacts" if why == SHARED else "target_lists"
    return reader.text(f"{section}.reason_{why}")


def ready(workspace: Workspace, actor: Actor, list_id: str, arm: str | None = None) -> Ready:
    """Who can be contacted by the facts of now, with what the list's touch point needs of them."""
    found = lists.get(workspace, actor, list_id)
    require(actor, Right.EXPORT_CONTACTS, found.company)
    if arm is not None and arm not in found.treatments:
        raise ListError("contacts.no_such_arm", arm=arm, name=found.name)
    company = companies.get(workspace, found.company)
    allowed = contactable.of_list(workspace, actor, list_id)
    facts = open_facts(workspace, company.name, company.version)
    drawn = lists.arms(workspace, actor, list_id)
    left_alone = drawn.filter(pl.col("arm") == CONTROL)["customer_id"]
    others = allowed.suppression.left_out
    people = contacts(facts, allowed.members["customer_id"])
    members = allowed.members.join(people, on="customer_id", how="left")
    apart = pl.concat([others["customer_id"], left_alone])
    shares = _shares(members, apart, found.touch_point, facts, company.country)
    both = members.filter(shares).select("customer_id", reason=pl.lit(SHARED))
    dropped = others.filter(~pl.col("customer_id").is_in(left_alone.implode()))
    out = pl.concat([dropped, both]).sort("customer_id")
    members = members.filter(~shares)
    merged = drawn.height - left_alone.len() - members.height - out.height
    if arm is not None:
        members = members.filter(pl.col("arm") == arm)
    cleaned = clean(members, found.touch_point, company.country, *MATCHED)
    return Ready(found, company, out, max(merged, 0), cleaned)


def checked(found: Ready) -> Checked:
    """What may be told of it."""
    contacts = found.contacts
    rows = contacts.rows.height
    return Checked(
        found.target_list,
        found.company.version,
        rows,
        rows - contacts.bad.height,
        found.out,
        contacts.bad,
        found.merged,
    )


def details(found: Ready, kind: str, rows: pl.DataFrame, content: bytes) -> dict[str, object]:
    """What the log says of an export: how many, in which columns, never of whom."""
    told = checked(found)
    return {
        "format": kind,
        "touch_point": found.target_list.touch_point,
        "rows": rows.height,
        "columns": rows.columns,
        "dropped": dict(told.reasons),
        "left_blank": dict(told.states),
        "version": found.company.version,
        "content": hashlib.sha256(content).hexdigest(),
    }


def contact_file(company: Company, one: TargetList, kind: ContactFormat, mark: str = "") -> str:
    """The name of the file: company, list, touch point, format, day, in letters any system takes.

    ``mark`` is a part of chance, where files of several visitors must not be mixed.
    """
    today = company.local(datetime.now(UTC)).date().isoformat()
    stem = kind.value if kind.value != kind.ending else ""
    parts = [company.name, one.name[:60], one.touch_point, stem, mark, f"v{company.version}", today]
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", "_".join(part for part in parts if part))
    return f"{plain.lstrip('.-')}.{kind.ending}"


def written(rows: pl.DataFrame, kind: ContactFormat, found: Ready, reader: Reader) -> bytes:
    """``rows`` as bytes: platforms get their headers and nothing beside, spreadsheets a head."""
    if not kind.is_plain:
        return rows.write_csv().encode()
    names = {c: reader.text(f"contacts.column_{c}") for c in rows.columns}
    names |= {s: reader.text(f"export.{s}") for s in ("sheet_about", "sheet_rows")}
    return encode(
        rows, Format(kind), head=_head(found, reader, rows.height), names=names, patterns={}
    )


def _shares(
    members: pl.DataFrame, apart: pl.Series, touch_point: str, facts: Facts, country: str
) -> pl.Series:
    """Which members have the number or e-mail address of somebody who must be left alone.

    ``apart`` are the others of the list; whoever refused this touch point counts too, listed or
    not: of two records with one address, one of which says no, the answer is no.
    """
    point, consent = POINT.get(touch_point), CONSENT.get(touch_point)
    if point not in BY_ITSELF or consent is None:
        return pl.repeat(value=False, n=members.height, eager=True)
    barred = pl.concat([every_contact(facts, apart, point), refusing(facts, consent, point)])
    others = key_of(barred, point, country)["key"].drop_nulls().unique()
    keys = key_of(members[point], point, country)["key"]
    return keys.is_in(others.implode()).fill_null(value=False)


def _head(found: Ready, reader: Reader, rows: int) -> list[tuple[str, str]]:
    t, one, told = reader.text, found.target_list, checked(found)
    point, local = reader.preset(one.touch_point), found.company.local
    return [
        (t("contacts.what"), one.name),
        (t("export.company"), found.company.title),
        (t("contacts.purpose"), one.purpose or t("export.none")),
        (t("contacts.touch_point"), point),
        (
            t("contacts.frozen_on"),
            reader.date(local(one.frozen_at).date()) if one.frozen_at else "",
        ),
        (t("contacts.fingerprint"), one.hash or ""),
        (t("export.version"), str(found.company.version)),
        (t("export.rows"), reader.count(rows)),
        (t("contacts.dropped"), reader.count(told.out.height)),
        (t("contacts.left_blank"), reader.count(told.bad.height)),
        (t("export.made_on"), reader.date(local(datetime.now(UTC)).date())),
        (t("export.use"), t("contacts.use", touch_point=point)),
    ]
