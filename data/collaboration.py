"""What notes and tasks share: whom or what they are about, who may read them, and their limits.

People write names and telephone numbers into free text, and no mask finds them all: a text is
personal as a whole. Its author reads it; everybody else needs the right to reveal, and each look is
logged. Others see that it is there, who wrote it and when.
"""

import unicodedata
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, or_, select

from data import audit
from data.actor import Actor, Right, require
from data.catalogue import companies as companies_table
from data.catalogue import target_lists, tasks, team_notes
from data.workspace import Workspace

LONGEST_NOTE, LONGEST_TASK = 2_000, 500
_BATCH = 1_000  # ids asked for in one statement


class Kind(StrEnum):
    """What a note or a task can be about."""

    CUSTOMER = "customer"
    LIST = "list"


@dataclass(frozen=True)
class About:
    """A customer by number, or a target list by id."""

    kind: Kind
    id: str


class CollaborationError(ValueError):
    """A note or task that cannot be kept or changed. ``key`` and ``fields`` say why in words."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(f"{key}: {fields}")
        self.key, self.fields = key, fields


def reveal(
    workspace: Workspace, actor: Actor, company: str, ids: Collection[str]
) -> Mapping[str, str]:
    """The texts of notes and tasks by id, for this look alone: logged before they are given.

    Ids that the company does not have are left out. Raises ``Forbidden``.
    """
    require(actor, Right.SEE, company)
    require(actor, Right.REVEAL, company)
    wanted = sorted(set(ids))
    found: dict[str, str] = {}
    with workspace.writing() as connection:
        counts = {}
        for name, table in (("notes", team_notes), ("tasks", tasks)):
            rows = _texts(connection, table, company, wanted)
            counts[name] = len(rows)
            found |= rows
        audit.append(connection, actor, "collaboration.reveal", company, counts)
    return found


def checked(text: str, most: int) -> str:
    """``text`` without the blanks around it. Raises :class:`CollaborationError`."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not kept:
        raise CollaborationError("inbox.no_text")
    if len(kept) > most:
        raise CollaborationError("inbox.long_text", characters=len(kept), most=most)
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in kept):
        raise CollaborationError("inbox.wrong_signs")
    return kept


def as_row(company_id: int, about: About, text: str, author: str) -> dict[str, Any]:
    """The columns that a note and a task have in common, with an id of its own, as of now."""
    return {
        "id": uuid.uuid4().hex,
        "company_id": company_id,
        "about": about.kind.value,
        "about_id": about.id,
        "text": text,
        "author": author,
        "at": datetime.now(UTC),
    }


def logged(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the log says of such a row: never its text."""
    return {"about": row["about"], "characters": len(row["text"])}


def about_of(row: Row[Any]) -> About:
    """What a note or a task is about."""
    return About(Kind(row.about), row.about_id)


def readable(actor: Actor, author: str, text: str) -> str | None:
    """The text where ``actor`` wrote it; else None: it is there, and hidden."""
    return text if actor.id == author else None


def refuse_unknown_list(connection: Connection, company_id: int, about: About) -> None:
    """Only a list of this company can be written about. Raises :class:`CollaborationError`."""
    if about.kind is not Kind.LIST:
        return
    mine = (target_lists.c.id == about.id) & (target_lists.c.company_id == company_id)
    if connection.scalar(select(target_lists.c.id).where(mine)) is None:
        raise CollaborationError("inbox.no_such_list")


def is_about(table: Table, wanted: Iterable[About]) -> ColumnElement[bool]:
    """Rows of ``table`` about any of these."""
    return or_(*[and_(table.c.about == one.kind, table.c.about_id == one.id) for one in wanted])


def may_remove(actor: Actor, author: str, company: str) -> bool:
    """Whoever wrote it takes it away, and whoever may erase."""
    own = actor.id == author and actor.may(Right.COLLABORATE, company)
    return own or actor.may(Right.ERASE, company)


def _texts(connection: Connection, table: Table, company: str, wanted: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    there = companies_table.c.id == table.c.company_id
    for start in range(0, len(wanted), _BATCH):
        mine = table.c.id.in_(wanted[start : start + _BATCH]) & (companies_table.c.name == company)
        query = select(table.c.id, table.c.text).join(companies_table, there).where(mine)
        found |= {row.id: row.text for row in connection.execute(query)}
    return found
