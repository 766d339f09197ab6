"""Draft lists: customers somebody chose, with the scope they were seen in and the reason.

A draft permits no contact: consent and control are applied when it becomes a target list.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select

from data import audit, companies
from data.actor import Actor, Right, require
from data.catalogue import companies as companies_table
from data.catalogue import draft_lists, draft_members
from data.workspace import Workspace

_BATCH = 10_000  # two values a row: below every database's limit on values in one statement


class DraftError(ValueError):
    """A draft list cannot be kept. The message says what to change."""


class NoSuchDraftError(LookupError):
    """No draft list of this id is in the workspace."""

    def __init__(self, draft: str) -> None:
        super().__init__(f"There is no draft list {draft!r} here.")


@dataclass(frozen=True)
class Draft:
    """One draft list; ``company_version`` is the version of the data it was chosen from."""

    id: str
    company: str
    name: str
    reason: str
    purpose: str
    scope: Mapping[str, Any]
    members: int
    actor: str
    created_at: datetime
    company_version: int


def save(
    workspace: Workspace,
    actor: Actor,
    company: str,
    customer_ids: Iterable[str],
    *,
    name: str,
    reason: str,
    scope: Mapping[str, Any],
    purpose: str = "",
) -> str:
    """Keep a list of customers, each once, and give its id. Raises :class:`DraftError`."""
    require(actor, Right.DRAFT, company)
    chosen = sorted(set(customer_ids))
    if not chosen:
        raise DraftError("The list is empty. Choose at least one customer.")
    if not name.strip() or len(name) > 200:
        raise DraftError("A list needs a name of 1 to 200 characters.")
    draft = uuid.uuid4().hex
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        line = {
            "id": draft,
            "company_id": held.id,
            "name": name.strip(),
            "reason": reason,
            "purpose": purpose,
            "scope": dict(scope),
            "members": len(chosen),
            "actor": actor.id,
            "created_at": datetime.now(UTC),
            "company_version": held.version,
        }
        connection.execute(insert(draft_lists).values(line))
        for start in range(0, len(chosen), _BATCH):
            rows = [{"list_id": draft, "customer_id": c} for c in chosen[start : start + _BATCH]]
            connection.execute(insert(draft_members), rows)
        details = {"list": draft, "members": len(chosen)}
        audit.append(connection, actor, "draft.save", company, details)
    return draft


def listing(workspace: Workspace, actor: Actor, company: str) -> list[Draft]:
    """The draft lists of a company, newest first."""
    require(actor, Right.SEE, company)
    newest = draft_lists.c.created_at.desc()
    query = _DRAFTS.where(companies_table.c.name == company).order_by(newest, draft_lists.c.id)
    with workspace.reading() as connection:
        return [_draft(row) for row in connection.execute(query)]


def get(workspace: Workspace, actor: Actor, draft: str) -> Draft:
    """One draft list. Raises :class:`NoSuchDraftError`."""
    with workspace.reading() as connection:
        row = connection.execute(_DRAFTS.where(draft_lists.c.id == draft)).one_or_none()
    if row is None:
        raise NoSuchDraftError(draft)
    found = _draft(row)
    require(actor, Right.SEE, found.company)
    return found


def members(workspace: Workspace, actor: Actor, draft: str) -> list[str]:
    """The customers of a draft list, sorted. Raises :class:`NoSuchDraftError`."""
    get(workspace, actor, draft)
    mine = draft_members.c.list_id == draft
    query = select(draft_members.c.customer_id).where(mine)
    with workspace.reading() as connection:
        return sorted(connection.scalars(query))


def remove(workspace: Workspace, actor: Actor, draft: str) -> None:
    """Throw a draft list away. Raises :class:`NoSuchDraftError`."""
    found = get(workspace, actor, draft)
    require(actor, Right.DRAFT, found.company)
    with workspace.writing() as connection:
        connection.execute(delete(draft_members).where(draft_members.c.list_id == draft))
        connection.execute(delete(draft_lists).where(draft_lists.c.id == draft))
        audit.append(connection, actor, "draft.remove", found.company, {"list": draft})


_DRAFTS = select(draft_lists, companies_table.c.name.label("company")).join(companies_table)


def _draft(row: Row[Any]) -> Draft:
    values = dict(row._mapping)
    del values["company_id"]
    return Draft(**values)
