"""Segments of a company: whom somebody means, kept by name with every version of the conditions.

An archived segment is no longer offered and keeps its definition: links, lists and exports that
name it still mean the same. Saving or archiving moves the company's version, so that no answer
made with an older definition is taken for a new one.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, insert, select, update

from analytics.conditions import Group, from_json
from analytics.rfm_settings import USUAL, RfmSettings, settings_from_json
from data import audit, companies
from data.actor import Actor, Right, require
from data.catalogue import companies as companies_table
from data.catalogue import rfm_maps, segment_versions, segments
from data.workspace import Workspace

RFM_PREFIX = "rfm:"  # of the segments of the RFM map, among names of segments
LONGEST_NAME, LONGEST_NOTE, MOST_DAYS = 80, 400, 36_525


class SegmentError(ValueError):
    """A segment that cannot be kept. ``key`` and ``fields`` say why in the catalogue."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(f"{key}: {fields}")
        self.key = key
        self.fields = fields


@dataclass(frozen=True)
class SavedSegment:
    """One segment as it is now. Figures look ``days`` back from the as-of date; None: all of it."""

    id: str
    name: str
    version: int
    conditions: Group
    days: int | None
    note: str
    archived: bool
    actor: str
    at: datetime

    @property
    def mark(self) -> str:
        """The definition by id and version, for keys and the heads of exports."""
        return f"{self.id}@{self.version}"


def save(
    workspace: Workspace,
    actor: Actor,
    company: str,
    name: str,
    conditions: Group,
    *,
    days: int | None = None,
    note: str = "",
) -> SavedSegment:
    """Keep a segment, or a new version of that of the same name, which is then offered again.

    The same definition once more changes nothing. Raises :class:`SegmentError`.
    """
    require(actor, Right.DRAFT, company)
    name, note = name.strip(), note.strip()
    _check(name, conditions, days, note)
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        before = _find(connection, company, name)
        definition = {"conditions": conditions.as_json(), "days": days, "note": note}
        if before and not before.archived and _definition(before) == definition:
            return before
        identity = before.id if before else uuid.uuid4().hex
        version = before.version + 1 if before else 1
        if before:
            mine = segments.c.id == identity
            after = {"name": name, "version": version, "archived_at": None}
            connection.execute(update(segments).where(mine).values(after))
        else:
            row = {"id": identity, "company_id": held.id, "name": name, "name_key": _key(name)}
            connection.execute(insert(segments).values(**row, version=version))
        made = {"actor": actor.id, "at": datetime.now(UTC)}
        line = {"segment_id": identity, "version": version, **definition, **made}
        connection.execute(insert(segment_versions).values(line))
        companies.move(connection, held)
        details = {"segment": identity, "version": version}
        audit.append(connection, actor, "segment.save", company, details)
    return get(workspace, actor, company, name)


def archive(workspace: Workspace, actor: Actor, company: str, name: str) -> None:
    """Offer a segment no longer. Raises :class:`SegmentError`."""
    require(actor, Right.DRAFT, company)
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        found = _find(connection, company, name)
        if found is None:
            raise SegmentError("error.no_segment", name=name)
        if found.archived:
            return
        mine = segments.c.id == found.id
        connection.execute(update(segments).where(mine).values(archived_at=datetime.now(UTC)))
        companies.move(connection, held)
        audit.append(connection, actor, "segment.archive", company, {"segment": found.id})


def listing(workspace: Workspace, actor: Actor, company: str) -> list[SavedSegment]:
    """The segments of a company by name, archived ones last."""
    require(actor, Right.SEE, company)
    query = _SEGMENTS.where(companies_table.c.name == company)
    with workspace.reading() as connection:
        found = [_segment(row) for row in connection.execute(query)]
    return sorted(found, key=lambda segment: (segment.archived, _key(segment.name)))


def get(workspace: Workspace, actor: Actor, company: str, name: str) -> SavedSegment:
    """One segment by name, whatever the case of its letters. Raises :class:`SegmentError`."""
    require(actor, Right.SEE, company)
    with workspace.reading() as connection:
        found = _find(connection, company, name)
    if found is None:
        raise SegmentError("error.no_segment", name=name)
    return found


def save_rfm(
    workspace: Workspace, actor: Actor, company: str, settings: RfmSettings
) -> RfmSettings:
    """Keep how the company reads its RFM; its version moves if anything changed."""
    require(actor, Right.DRAFT, company)
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        if _rfm(connection, company) == settings:
            return settings
        mine = rfm_maps.c.company_id == held.id
        newest = select(func.coalesce(func.max(rfm_maps.c.version), 0)).where(mine)
        version = int(connection.scalar(newest) or 0) + 1
        made = {"actor": actor.id, "at": datetime.now(UTC)}
        line = {"company_id": held.id, "version": version, "settings": settings.as_json(), **made}
        connection.execute(insert(rfm_maps).values(line))
        companies.move(connection, held)
        audit.append(connection, actor, "rfm.save", company, {"version": version})
    return settings


def rfm_settings(workspace: Workspace, company: str) -> RfmSettings:
    """How the company reads its RFM now."""
    with workspace.reading() as connection:
        return _rfm(connection, company)


def _rfm(connection: Connection, company: str) -> RfmSettings:
    query = (
        select(rfm_maps.c.settings)
        .join(companies_table)
        .where(companies_table.c.name == company)
        .order_by(rfm_maps.c.version.desc())
        .limit(1)
    )
    kept = connection.scalar(query)
    return USUAL if kept is None else settings_from_json(kept)


_SEGMENTS = (
    select(segments, segment_versions)
    .join(companies_table, companies_table.c.id == segments.c.company_id)
    .join(
        segment_versions,
        and_(
            segment_versions.c.segment_id == segments.c.id,
            segment_versions.c.version == segments.c.version,
        ),
    )
)


def _find(connection: Connection, company: str, name: str) -> SavedSegment | None:
    named = segments.c.name_key == _key(name)
    query = _SEGMENTS.where(companies_table.c.name == company, named)
    row = connection.execute(query).one_or_none()
    return None if row is None else _segment(row)


def _segment(row: Row[Any]) -> SavedSegment:
    return SavedSegment(
        id=row.id,
        name=row.name,
        version=row.version,
        conditions=from_json(row.conditions),
        days=row.days,
        note=row.note,
        archived=row.archived_at is not None,
        actor=row.actor,
        at=row.at,
    )


def _definition(segment: SavedSegment) -> dict[str, object]:
    return {
        "conditions": segment.conditions.as_json(),
        "days": segment.days,
        "note": segment.note,
    }


def _key(name: str) -> str:
    return name.strip().casefold()[:LONGEST_NAME]


def _check(name: str, conditions: Group, days: int | None, note: str) -> None:
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise SegmentError("segments.wrong_name", most=LONGEST_NAME)
    if name.casefold().startswith(RFM_PREFIX):
        raise SegmentError("segments.reserved_name", prefix=RFM_PREFIX)
    if not conditions.parts:
        raise SegmentError("segments.no_condition")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise SegmentError("segments.wrong_days", most=MOST_DAYS)
    if len(note) > LONGEST_NOTE:
        raise SegmentError("segments.long_note", most=LONGEST_NOTE)
