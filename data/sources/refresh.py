"""A refresh: rows of a source since the last time, through the same intake as any file.

Where reading goes on from is kept with the load that it brought: a load taken back is read again.
"""

import datetime as dt
import hashlib
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, delete, insert, select

from data import audit, companies, loads
from data.actor import Actor, Right, require
from data.catalogue import refreshes
from data.companies import Company, NewCompany, NoSuchCompanyError
from data.intake.outcome import Outcome
from data.intake.problems import Problem
from data.intake.run import import_files
from data.intake.watch import Watch
from data.sources.connecting import SourceError
from data.sources.database import (
    CalledOff,
    Extract,
    Marks,
    reading,
    stretch,
    write,
)
from data.sources.settings import (
    MissingSecretError,
    SettingsError,
    SourceDatabase,
    SourceTable,
    sources,
)
from data.sources.values import plain, value
from data.workspace import Workspace

TIES = 20_000
"""How many rows of one newest value are told apart, old from new."""


@dataclass(frozen=True)
class Refreshed:
    """What came of one table: ``counted`` by the database = known before + read by the intake."""

    table: str
    counted: int | None
    known: int
    outcome: Outcome


@dataclass(frozen=True)
class LastRefresh:
    """The newest refresh of a table, as the catalogue holds it."""

    source: str
    table_name: str
    company: str
    at: dt.datetime
    actor: str
    status: str
    code: str | None
    rows_read: int | None
    load_id: str | None


def refresh(
    workspace: Workspace,
    actor: Actor,
    name: str,
    *,
    table: str | None = None,
    watch: Watch | None = None,
) -> list[Refreshed]:
    """Read one table of a source, or all, each into a load of its own; logged.

    ``watch`` hears how far it is and can call it off: then the outcome of that table is
    `cancelled`, and the tables before it stay loaded.

    Raises :class:`data.actor.Forbidden`, :class:`data.sources.settings.SettingsError` for a source
    or table that is not there, :class:`data.snapshots.DiskFullError`; whatever goes wrong with the
    database is in the outcome, and changed nothing.
    """
    require(actor, Right.SOURCES)
    known = sources(workspace, actor)
    if name not in known:
        raise SettingsError(f"There is no source {name!r}. There are: {', '.join(known) or '–'}.")
    source = known[name]
    if table is not None and table not in source.tables:
        raise SettingsError(f"{name} has no table {table!r}: there are {', '.join(source.tables)}.")
    require(actor, Right.IMPORT_DATA, source.company)
    wanted = [table] if table else list(source.tables)
    watch, done = watch or Watch(), []
    for one in wanted:
        done.append(_one(workspace, actor, source, source.tables[one], watch))
        if watch.cancelled:
            break
    return done


def last_refreshes(workspace: Workspace) -> list[LastRefresh]:
    """The newest refresh of each table of each source."""
    query = select(refreshes).order_by(refreshes.c.source, refreshes.c.table_name)
    with workspace.reading() as connection:
        return [_last(row) for row in connection.execute(query)]


def _one(
    workspace: Workspace,
    actor: Actor,
    source: SourceDatabase,
    table: SourceTable,
    watch: Watch,
) -> Refreshed:
    place = f"{source.name}.{table.table}"
    incoming = workspace.home / "incoming"
    incoming.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=incoming) as folder:
        file = Path(folder) / f"{place}.parquet"
        try:
            done = _read(workspace, actor, source, table, file, watch)
        except CalledOff:
            done = Refreshed(table.table, None, 0, Outcome("cancelled", None, None, None, ()))
        except (SourceError, MissingSecretError) as problem:
            if isinstance(problem, SourceError):
                found = Problem(problem.code, place, fields=problem.fields)
            else:
                found = Problem("E_SOURCE_SECRET", place, fields={"name": problem.name})
            done = Refreshed(table.table, None, 0, Outcome("rejected", None, None, None, (found,)))
    _keep(workspace, actor, source, done)
    return done


def _read(  # noqa: PLR0917 - one table of one source, and where it goes
    workspace: Workspace,
    actor: Actor,
    source: SourceDatabase,
    table: SourceTable,
    file: Path,
    watch: Watch,
) -> Refreshed:
    company, new = _company(workspace, source)
    before = _before(workspace, source, table)
    zone = ZoneInfo(company.timezone)
    since = None if before is None else _start(value(before["newest"]), table, zone)
    known = Counter(before["digests"]) if before and table.mode == "append" else Counter[str]()
    with reading(source.url()) as connection:
        extract, query = stretch(table, connection, since)
        if table.incremental and extract.newest is None and since is not None:
            return Refreshed(table.table, 0, 0, NOTHING)
        marks = Marks()
        if table.incremental and extract.newest is not None:
            marks = Marks(table.incremental, _start(extract.newest, table, zone), known)
        write(connection, query, file, extract, marks, company.timezone, watch)
    notes = _notes(source, table, extract)
    if table.mode == "period" and before and before["stretch"] == notes["source"]["stretch"]:
        return Refreshed(table.table, extract.counted, extract.read, NOTHING)
    if not extract.new and before:
        return Refreshed(table.table, extract.counted, extract.known, NOTHING)
    period = _period(since, extract.newest, zone) if table.mode == "period" and since else None
    outcome = import_files(
        workspace,
        actor,
        source.company,
        table.table,
        [file],
        recipe=table.recipe,
        mode=table.mode if since is not None or table.mode == "replace" else "append",
        period=period,
        notes=notes,
        new=new,
        watch=watch,
    )
    return Refreshed(table.table, extract.counted, extract.known, outcome)


NOTHING = Outcome("accepted", 0, 0, 0, ())


def _company(
    workspace: Workspace, source: SourceDatabase
) -> tuple[Company | NewCompany, NewCompany | None]:
    try:
        return companies.get(workspace, source.company), None
    except NoSuchCompanyError:
        decimals = companies.usual_decimals(source.currency)
        title = source.title or source.company
        new = NewCompany(title, source.currency, decimals, source.timezone)
        return new, new


def _before(
    workspace: Workspace, source: SourceDatabase, table: SourceTable
) -> Mapping[str, Any] | None:
    """Where the newest live load from this source stopped; None where all is to be read."""
    if table.incremental is None:
        return None
    try:
        live = loads.live(workspace, source.company)
    except NoSuchCompanyError:
        return None
    for load in reversed(live):
        told = load.notes.get("source")
        if load.table_name == table.table and told and told["name"] == source.name:
            return told if told.get("column") == table.incremental else None
    return None


def _notes(source: SourceDatabase, table: SourceTable, extract: Extract) -> dict[str, Any]:
    """What the load keeps of where it came from, and where the next refresh goes on."""
    told: dict[str, Any] = {"name": source.name}
    if table.incremental and extract.newest is not None:
        digests = extract.digests
        if table.mode == "append" and digests.total() > TIES:
            raise SourceError("E_SOURCE_TIES", rows=digests.total())
        told |= {
            "column": table.incremental,
            "newest": plain(extract.newest),
            "digests": dict(digests) if table.mode == "append" else {},
            "stretch": _all(digests),
        }
    return {"source": told}


def _all(digests: Counter[str]) -> str:
    """One digest of many rows, whatever their order."""
    lines = "".join(f"{mark} {times}\n" for mark, times in sorted(digests.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _start(newest: Any, table: SourceTable, zone: ZoneInfo) -> Any:
    """From which value on to read next: the newest itself; by period, from its day or before."""
    if table.mode != "period":
        return newest
    day = _day(newest, zone) - dt.timedelta(days=table.look_back_days)
    if isinstance(newest, dt.datetime):
        return dt.datetime.combine(day, dt.time(), zone if newest.tzinfo else None)
    return day if isinstance(newest, dt.date) else day.isoformat()


def _period(since: Any, newest: Any, zone: ZoneInfo) -> tuple[dt.date, dt.date]:
    return _day(since, zone), _day(newest, zone)


def _day(value: Any, zone: ZoneInfo) -> dt.date:
    if isinstance(value, dt.datetime):
        return (value.astimezone(zone) if value.tzinfo else value).date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise SourceError("E_SOURCE_DAY") from None


def _keep(workspace: Workspace, actor: Actor, source: SourceDatabase, done: Refreshed) -> None:
    """Note when and how the refresh ended."""
    outcome = done.outcome
    values = {
        "source": source.name,
        "table_name": done.table,
        "company": source.company,
        "at": dt.datetime.now(dt.UTC),
        "actor": actor.id,
        "status": outcome.status,
        "code": None if outcome.status == "accepted" else _code(outcome),
        "rows_read": done.counted,
        "load_id": outcome.load.id if outcome.load else None,
    }
    details = {key: values[key] for key in ("source", "table_name", "status", "code", "rows_read")}
    with workspace.writing() as connection:
        mine = (refreshes.c.source == source.name) & (refreshes.c.table_name == done.table)
        connection.execute(delete(refreshes).where(mine))
        connection.execute(insert(refreshes).values(values))
        audit.append(connection, actor, "source.refresh", source.company, details)


def _code(outcome: Outcome) -> str | None:
    return outcome.problems[0].code if outcome.problems else None


def _last(row: Row[Any]) -> LastRefresh:
    return LastRefresh(**row._mapping)
