"""The audit log: who did what, when. Append-only, each line chained to the one before by its hash.

Details name companies, tables, counts and ids of lists and loads; never a person's name, e-mail,
phone or address.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from data.actor import Actor
from data.catalogue import audit, audit_head
from data.workspace import Workspace


class AuditError(RuntimeError):
    """The log does not hold together: a line was changed, removed or put in."""


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    seq: int
    at: datetime
    actor: str
    role: str
    action: str
    company: str | None
    details: Mapping[str, Any]


def append(
    connection: Connection,
    actor: Actor,
    action: str,
    company: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Add one line within the caller's write transaction: both happen, or neither.

    Gives the line's number. Lock whatever else the transaction changes first: the log is always
    the last.
    """
    head = connection.execute(
        select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == 1).with_for_update()
    ).one()
    line: dict[str, Any] = {
        "seq": head.seq + 1,
        "at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "actor": actor.id,
        "role": str(actor.role),
        "action": action,
        "company": company,
        "details": json.dumps(details or {}, sort_keys=True, ensure_ascii=True),
        "previous": head.hash,
    }
    line["hash"] = _hash(line)
    connection.execute(insert(audit).values(line))
    connection.execute(
        update(audit_head).where(audit_head.c.id == 1).values(seq=line["seq"], hash=line["hash"])
    )
    return int(line["seq"])


def record(
    workspace: Workspace,
    actor: Actor,
    action: str,
    company: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> int:
    """Add one line in a transaction of its own; whoever cannot log must not go on."""
    with workspace.writing() as connection:
        return append(connection, actor, action, company, details)


def entries(
    workspace: Workspace,
    company: str | None = None,
    *,
    action: str | None = None,
    limit: int = 1000,
) -> list[Entry]:
    """The newest lines first, of one company or of all, of one action or of all."""
    query = select(audit).order_by(audit.c.seq.desc()).limit(limit)
    if company is not None:
        query = query.where(audit.c.company == company)
    if action is not None:
        query = query.where(audit.c.action == action)
    with workspace.reading() as connection:
        return [_entry(row) for row in connection.execute(query)]


def verify(workspace: Workspace) -> int:
    """How many lines the log has, if each is as it was written and none is missing.

    Raises :class:`AuditError` naming the first line that is not.
    """
    with workspace.reading() as connection:
        head = connection.execute(select(audit_head).where(audit_head.c.id == 1)).one()
        # Lines after the head was read belong to the next check.
        lines = select(audit).where(audit.c.seq <= head.seq).order_by(audit.c.seq)
        previous, seen = "", 0
        for row in connection.execute(lines):
            line = dict(row._mapping)
            if line["seq"] != seen + 1 or line["previous"] != previous:
                raise AuditError(f"The audit log is broken before line {line['seq']}.")
            if line.pop("hash") != _hash(line):
                raise AuditError(f"Line {line['seq']} of the audit log was changed.")
            previous, seen = row.hash, line["seq"]
    if (seen, previous) != (head.seq, head.hash):
        raise AuditError(f"The audit log ends at line {seen}; it should end at {head.seq}.")
    return seen


def _hash(line: Mapping[str, Any]) -> str:
    text = json.dumps([line[c.name] for c in audit.columns if c.name != "hash"], ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        row.seq,
        datetime.fromisoformat(row.at),
        row.actor,
        row.role,
        row.action,
        row.company,
        json.loads(row.details),
    )
