"""Loads: what came in, from where, and what is live at which version of a company.

Snapshots are written first; then ONE catalogue transaction records the loads and moves the
company's version. A load is live for versions since <= v < until, so a reader who holds a version
keeps reading the same rows whatever comes in. The same content with the same recipe, loaded again,
changes nothing. A load taken back gives what it had replaced its place again: whole loads come
back, and days it took the place of are seen again, for no row was ever removed.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, or_, select, update
from sqlalchemy.exc import DBAPIError

from data import audit, companies, snapshots, standing
from data.actor import Actor, Right, require
from data.arrivals import (
    Arrival,
    LoadError,
    Rows,
    Staged,
    discard,
    period_of,
    refuse_doubles,
    stage,
)
from data.catalogue import loads
from data.companies import Company, NewCompany
from data.load import Days, Load, Mode, date_of, day_of
from data.parquet import is_full
from data.snapshots import DiskFullError
from data.tables import TABLES
from data.workspace import Workspace

__all__ = ["Load", "Mode", "history", "live", "put", "undo", "verify"]


def put(
    workspace: Workspace,
    actor: Actor,
    company: str,
    frames: Mapping[str, Rows | Arrival],
    *,
    source: str,
    mode: Mode = "append",
    period: tuple[date, date] | None = None,
    new: NewCompany | None = None,
) -> list[Load]:
    """Load rows into the tables named, all of them or none, and give the loads now live for them.

    ``append`` adds: for order lines no key may be there already; elsewhere a newer row of a key
    overrules the older. ``period`` takes the place of the rows of the days of ``period``, by
    default from the first day of the rows to their last. ``replace`` takes the place of everything
    live in the same tables. ``new`` makes the company, in the same transaction. Raises
    :class:`LoadError` (:class:`data.arrivals.PeriodError` for what is wrong with a period),
    :class:`data.conform.TableError`, :class:`data.snapshots.DiskFullError`,
    :class:`data.companies.NoSuchCompanyError`, :class:`data.companies.CompanyError`; then nothing
    was changed.
    """
    require(actor, Right.IMPORT_DATA, company)
    days = None if period is None else (day_of(period[0]), day_of(period[1]))
    return _put(workspace, _Request(actor, company, source, mode, new=new), frames, days)


def put_campaign(
    workspace: Workspace,
    actor: Actor,
    company: str,
    frames: Mapping[str, Rows],
    *,
    source: str,
) -> list[Load]:
    """Load what became of a target list as a campaign: ``campaigns`` and ``campaign_members``.

    As :func:`put`, appended; but whoever may send the list out may also say what came of it.
    """
    require(actor, Right.EXPORT_CONTACTS, company)
    if set(frames) != {"campaigns", "campaign_members"}:
        raise LoadError("A target list becomes rows of campaigns and campaign_members.")
    return _put(workspace, _Request(actor, company, source), frames)


def live(workspace: Workspace, company: str, version: int | None = None) -> list[Load]:
    """The loads live at ``version`` (else now), oldest first: newer rows overrule older ones."""
    held = companies.get(workspace, company)
    with workspace.reading() as connection:
        return _live(connection, held.id, held.version if version is None else version)


def history(workspace: Workspace, company: str) -> list[Load]:
    """Every load there ever was, newest first."""
    held = companies.get(workspace, company)
    query = select(loads).where(loads.c.company_id == held.id)
    with workspace.reading() as connection:
        rows = connection.execute(query.order_by(loads.c.since_version.desc(), loads.c.id))
        return [_load(row) for row in rows]


def undo(workspace: Workspace, actor: Actor, company: str, load: str) -> None:
    """Take a load back, by its id; what it had replaced is live again. Twice changes nothing.

    Raises :class:`LoadError` for a load that is not there, that a newer one replaced, or that had
    replaced order lines which have meanwhile come in by another load.
    """
    require(actor, Right.IMPORT_DATA, company)
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        mine = (loads.c.id == load) & (loads.c.company_id == held.id)
        row = connection.execute(select(loads).where(mine)).one_or_none()
        if row is None:
            raise LoadError(f"{company} has no load {load}.")
        taken = _load(row)
        if taken.replaced_by:
            raise LoadError(f"Load {load} was replaced by load {taken.replaced_by}: undo that one.")
        if taken.until_version is not None:
            return
        version = companies.move(connection, held)
        connection.execute(update(loads).where(mine).values(until_version=version, live_key=None))
        back = _restore(connection, taken, version)
        if back or taken.period:
            present = _of_table(_live(connection, held.id, version), taken)
            refuse_doubles(TABLES[taken.table_name], standing.view(workspace, present))
        details = {"load": taken.id, "table": taken.table_name, "restored": back}
        audit.append(connection, actor, "load.undo", company, details)


def verify(workspace: Workspace, company: str | None = None) -> int:
    """How many files the loads name, if each lies there just as it was written.

    Raises :class:`LoadError` naming the first load and file that do not.
    """
    query = select(loads).order_by(loads.c.id)
    if company is not None:
        query = query.where(loads.c.company_id == companies.get(workspace, company).id)
    with workspace.reading() as connection:
        known = [_load(row) for row in connection.execute(query)]
    checked = 0
    for load in known:
        for name, wanted in load.files.items():
            path = workspace.snapshots / load.folder / name
            if not path.exists() or snapshots.digest(path).sha256 != wanted["sha256"]:
                raise LoadError(f"Load {load.id}: file {name} is missing or was changed.")
            checked += 1
    return checked


@dataclass(frozen=True)
class _Item:
    staged: Staged
    period: Days | None  # whose earlier rows it takes the place of


@dataclass(frozen=True)
class _Request:
    actor: Actor
    company: str
    source: str
    mode: Mode = "append"
    items: Sequence[_Item] = ()
    new: NewCompany | None = None


def _put(
    workspace: Workspace,
    request: _Request,
    frames: Mapping[str, Rows | Arrival],
    days: Days | None = None,
) -> list[Load]:
    """Write the rows down, then record them; what no load came to name is removed."""
    if unknown := sorted(frames.keys() - TABLES.keys()):
        raise LoadError(f"There is no table {', '.join(unknown)}. Use {', '.join(TABLES)}.")
    if request.new is None:
        companies.get(workspace, request.company)
    arrivals = {n: x if isinstance(x, Arrival) else Arrival(x) for n, x in frames.items()}
    with snapshots.writing(workspace):
        staged: list[Staged] = []
        try:
            for name, arrival in arrivals.items():
                staged.append(stage(workspace, TABLES[name], arrival))
            timed = request.mode == "period"
            items = [_Item(item, period_of(item, days) if timed else None) for item in staged]
            made = _record(workspace, replace(request, items=items))
        except (ValueError, DiskFullError):
            discard(workspace, staged)
            raise
        except DBAPIError as problem:  # the commit may yet have happened: leave the files
            if is_full(problem):
                raise DiskFullError from None
            raise
        named = {load.folder for load in made}
        discard(workspace, [item for item in staged if item.folder not in named])
    return made


def _record(workspace: Workspace, request: _Request) -> list[Load]:
    """Look at what is there outside the transaction; again if the company moved meanwhile."""
    new, name = request.new, request.company
    while True:
        held = None if new else companies.get(workspace, name)
        present = live(workspace, name, held.version) if held else []
        there = [
            standing.found(workspace, item.staged, request.mode, item.period, present)
            for item in request.items
        ]
        with workspace.writing() as connection:
            if new:
                locked = companies.add(connection, request.actor, name, new)
            else:
                locked = companies.lock(connection, name)
            if held is None or locked.version == held.version:
                return _commit(connection, locked, request, there)


def _commit(
    connection: Connection, company: Company, request: _Request, there: Sequence[Load | None]
) -> list[Load]:
    """Record what is new, end what it replaces, move the version: one transaction."""
    present = _live(connection, company.id, company.version)
    version = company.version + 1
    made = [
        found or _new(company, request, item, version)
        for item, found in zip(request.items, there, strict=True)
    ]
    new = [load for load in made if load.since_version == version]
    ended = []
    if request.mode == "replace":
        kept = {load.id for load in made}
        takers = {load.table_name: load.id for load in made}
        ended = [x for x in present if x.table_name in takers and x.id not in kept]
        for old in ended:
            taker = takers[old.table_name]
            ending = {"until_version": version, "live_key": None, "replaced_by": taker}
            connection.execute(update(loads).where(loads.c.id == old.id).values(ending))
    if new or ended:
        companies.move(connection, company)
    for load in new:
        beneath = loads.c.live_key == load.live_key  # the same content, replaced since by day
        connection.execute(update(loads).where(beneath).values(live_key=None))
        connection.execute(insert(loads).values(asdict(load)))
        details = {
            "load": load.id,
            "table": load.table_name,
            "mode": request.mode,
            "rows": load.rows_accepted,
            "content": load.content_hash,
            "replaced": [x.id for x in ended if x.table_name == load.table_name],
        }
        if load.period:
            details["period"] = [date_of(day).isoformat() for day in load.period]
        audit.append(connection, request.actor, "load.put", request.company, details)
    return made


def _new(company: Company, request: _Request, item: _Item, version: int) -> Load:
    staged = item.staged
    first, last = item.period or (None, None)
    return Load(
        id=uuid.uuid4().hex,
        company_id=company.id,
        table_name=staged.table.name,
        content_hash=staged.content,
        recipe_hash=staged.recipe,
        live_key=_live_key(company.id, staged.table.name, staged.content, staged.recipe),
        source=request.source,
        actor=request.actor.id,
        loaded_at=datetime.now(UTC),
        folder=staged.folder,
        rank=version,
        since_version=version,
        until_version=None,
        replaced_by=None,
        notes=staged.notes,
        mode=request.mode,
        period_first=first,
        period_last=last,
        **{"amount_total": None, "first_day": None, "last_day": None, **staged.measures},
    )


def _restore(connection: Connection, taken: Load, version: int) -> list[str]:
    """Make live again what ``taken`` had replaced: new lines in the catalogue, the same files."""
    now = _of_table(_live(connection, taken.company_id, version), taken)
    there = {standing.content(load) for load in now}
    same = select(loads.c.id).where(loads.c.folder == taken.folder)  # it may be one restored itself
    gone = select(loads).where(loads.c.replaced_by.in_(same)).order_by(loads.c.rank, loads.c.id)
    back = [
        old for old in map(_load, connection.execute(gone)) if standing.content(old) not in there
    ]
    for old in back:
        again = replace(
            old,
            id=uuid.uuid4().hex,
            live_key=_live_key(old.company_id, old.table_name, old.content_hash, old.recipe_hash),
            since_version=version,
            until_version=None,
            replaced_by=None,
            notes={**old.notes, "restores": old.id},
        )
        connection.execute(insert(loads).values(asdict(again)))
    return [load.id for load in back]


def _live(connection: Connection, company_id: int, version: int) -> list[Load]:
    query = (
        select(loads)
        .where(loads.c.company_id == company_id, loads.c.since_version <= version)
        .where(or_(loads.c.until_version.is_(None), loads.c.until_version > version))
        .order_by(loads.c.rank, loads.c.table_name, loads.c.id)
    )
    return [_load(row) for row in connection.execute(query)]


def _of_table(present: Sequence[Load], like: Load) -> list[Load]:
    return [load for load in present if load.table_name == like.table_name]


def _live_key(company: int, table: str, content: str, recipe: str) -> str:
    return f"{company}:{table}:{content}:{recipe}"


def _load(row: Row[Any]) -> Load:
    return Load(**row._mapping)
