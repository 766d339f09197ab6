"""Notes that people of the house write on a customer or a target list, with author and time.

A note is never changed: its author takes it away and writes another. Notes lie in the catalogue and
stay whatever becomes of loads, merges or lists.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from data import audit, companies
from data.actor import Actor, Forbidden, Right, require
from data.catalogue import companies as companies_table
from data.catalogue import team_notes
from data.collaboration import (
    LONGEST_NOTE,
    About,
    CollaborationError,
    about_of,
    as_row,
    checked,
    is_about,
    logged,
    may_remove,
    readable,
    refuse_unknown_list,
)
from data.workspace import Workspace


@dataclass(frozen=True)
class Note:
    """One note; ``text`` is None where it is somebody else's: see :mod:`data.collaboration`."""

    id: str
    about: About
    text: str | None
    author: str
    at: datetime


def write(workspace: Workspace, actor: Actor, company: str, about: About, text: str) -> str:
    """Keep a note and give its id. Raises ``CollaborationError``, ``Forbidden``.

    Whether there is such a customer is for the caller to say.
    """
    require(actor, Right.COLLABORATE, company)
    kept = checked(text, LONGEST_NOTE)
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        refuse_unknown_list(connection, held.id, about)
        row = as_row(held.id, about, kept, actor.id)
        connection.execute(insert(team_notes).values(row))
        audit.append(connection, actor, "note.write", company, {"note": row["id"], **logged(row)})
    return str(row["id"])


def listing(
    workspace: Workspace,
    actor: Actor,
    company: str,
    *,
    about: Sequence[About] = (),
    most: int | None = None,
) -> list[Note]:
    """The notes about any of these, else all of the company, newest first."""
    require(actor, Right.SEE, company)
    there = companies_table.c.id == team_notes.c.company_id
    query = select(team_notes).join(companies_table, there).where(companies_table.c.name == company)
    if about:
        query = query.where(is_about(team_notes, about))
    newest = query.order_by(team_notes.c.at.desc(), team_notes.c.id).limit(most)
    with workspace.reading() as connection:
        return [
            Note(
                row.id,
                about_of(row),
                readable(actor, row.author, row.text),
                row.author,
                row.at,
            )
            for row in connection.execute(newest)
        ]


def remove(workspace: Workspace, actor: Actor, company: str, note: str) -> None:
    """Take a note away: its author may, and whoever may erase.

    Raises ``CollaborationError``, ``Forbidden``.
    """
    require(actor, Right.SEE, company)
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        mine = (team_notes.c.id == note) & (team_notes.c.company_id == held.id)
        author = connection.scalar(select(team_notes.c.author).where(mine))
        if author is None:
            raise CollaborationError("inbox.no_such_note")
        if not may_remove(actor, author, company):
            raise Forbidden(actor, Right.ERASE, company)
        connection.execute(delete(team_notes).where(mine))
        audit.append(connection, actor, "note.remove", company, {"note": note})
