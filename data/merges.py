"""Merges: records of one person under several numbers, read as one, and taken apart again.

A merge is lines in the catalogue and changes no row: `customer_id` is read as `kept_id` while the
merge is live, for versions since <= v < until. So an undo brings everything back exactly, and a
reader who holds a version keeps what it said. Chains (A into B, B into C) are followed to the end.
"""

import hashlib
import time
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
from sqlalchemy import ColumnElement, Connection, func, insert, or_, select, update

from data import audit, companies
from data.actor import Actor, Right, require
from data.catalogue import merges
from data.merged import SCHEMA, Merged
from data.workspace import Workspace

MOST = 20  # records that can become one
_STALE = 3_600.0  # seconds a reader may hold the merges of an earlier version
_BATCH = 1_000  # ids asked for in one statement


class MergeError(ValueError):
    """A merge that cannot be made or undone. ``key`` and ``fields`` say why in the words."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(f"{key}: {fields}")
        self.key, self.fields = key, fields


@dataclass(frozen=True)
class Merge:
    """One decision: ``customer_ids`` are read as ``kept_id``. Undone where ``undone_at`` is set."""

    id: str
    kept_id: str
    customer_ids: tuple[str, ...]
    reason: str
    score: Decimal | None
    actor: str
    at: datetime
    since_version: int
    until_version: int | None
    undone_by: str | None
    undone_at: datetime | None


@dataclass(frozen=True)
class Wish:
    """What is to become one: ``others`` into ``kept``; ``score`` says how alike they were."""

    kept: str
    others: tuple[str, ...]
    reason: str
    score: Decimal | None = None


def merge(workspace: Workspace, actor: Actor, company: str, wishes: Iterable[Wish]) -> list[str]:
    """Merge records, all wishes or none, and give the ids of the merges; the version moves once.

    Whether the customers exist is for the caller to say. Raises :class:`MergeError`.
    """
    require(actor, Right.IMPORT_DATA, company)
    asked = list(wishes)
    _check(asked)
    made = [uuid.uuid4().hex for _ in asked]
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        now = _live(connection, held.id, held.version)
        _refuse(now, asked)
        version = companies.move(connection, held)
        at = datetime.now(UTC)
        rows = [
            {
                "id": number,
                "customer_id": other,
                "company_id": held.id,
                "kept_id": wish.kept,
                "reason": wish.reason,
                "score": wish.score,
                "actor": actor.id,
                "at": at,
                "since_version": version,
            }
            for number, wish in zip(made, asked, strict=True)
            for other in wish.others
        ]
        for start in range(0, len(rows), _BATCH):
            connection.execute(insert(merges), rows[start : start + _BATCH])
        for number, wish in zip(made, asked, strict=True):
            details = {"merge": number, "records": len(wish.others) + 1}
            audit.append(connection, actor, "merge.make", company, details)
    return made


def unmerge(workspace: Workspace, actor: Actor, company: str, merge_id: str) -> None:
    """Take a merge back: its records stand on their own again. Twice changes nothing.

    Raises :class:`MergeError` where the company has no such merge.
    """
    require(actor, Right.IMPORT_DATA, company)
    with workspace.writing() as connection:
        held = companies.lock(connection, company)
        mine = (merges.c.id == merge_id) & (merges.c.company_id == held.id)
        found = connection.execute(select(merges.c.until_version).where(mine)).all()
        if not found:
            raise MergeError("error.no_such_merge", merge=merge_id)
        if found[0].until_version is not None:
            return
        version = companies.move(connection, held)
        ending = {
            "until_version": version,
            "undone_by": actor.id,
            "undone_at": datetime.now(UTC),
        }
        connection.execute(update(merges).where(mine).values(ending))
        audit.append(connection, actor, "merge.undo", company, {"merge": merge_id})


def listing(workspace: Workspace, actor: Actor, company: str) -> list[Merge]:
    """Every merge there ever was in a company, newest first."""
    require(actor, Right.SEE, company)
    held = companies.get(workspace, company)
    query = (
        select(merges)
        .where(merges.c.company_id == held.id)
        .order_by(merges.c.since_version.desc(), merges.c.id, merges.c.customer_id)
    )
    told = [c.name for c in merges.columns if c.name not in ("customer_id", "company_id")]
    found: dict[str, list[str]] = defaultdict(list)
    about: dict[str, Mapping[str, object]] = {}
    with workspace.reading() as connection:
        for row in connection.execute(query).mappings():
            found[row["id"]].append(row["customer_id"])
            about[row["id"]] = {name: row[name] for name in told}
    return [
        Merge(customer_ids=tuple(ids), **about[number])  # type: ignore[arg-type]
        for number, ids in found.items()
    ]


def count(workspace: Workspace, company: str, version: int) -> int:
    """How many records are read under another number at ``version``."""
    held = companies.get(workspace, company)
    query = select(func.count()).select_from(merges).where(_at(held.id, version))
    with workspace.reading() as connection:
        return int(connection.scalar(query) or 0)


def at_version(workspace: Workspace, company: str, version: int) -> Merged | None:
    """What is read as what at ``version``, as a file that every engine reads; None for nothing."""
    held = companies.get(workspace, company)
    with workspace.reading() as connection:
        pairs = _live(connection, held.id, version)
    if not pairs:
        return None
    table = _table(_resolved(pairs))
    most = int(table["place"].max() or 0)  # type: ignore[arg-type]
    return Merged(_keep(workspace, held.id, table), most)


def _check(asked: list[Wish]) -> None:
    for wish in asked:
        if not wish.others or wish.kept in wish.others:
            raise MergeError("error.merge_alone", customer=wish.kept)
    named = [number for wish in asked for number in (wish.kept, *wish.others)]
    if len(set(named)) != len(named):
        twice = sorted({number for number in named if named.count(number) > 1})
        raise MergeError("error.merge_twice", customer=twice[0])


def _refuse(now: Mapping[str, str], asked: list[Wish]) -> None:
    """Only records that stand on their own can be merged, so no circle can come about."""
    sizes: dict[str, int] = defaultdict(lambda: 1)
    for kept in _resolved(now).values():
        sizes[kept] += 1
    for wish in asked:
        for number in (wish.kept, *wish.others):
            if number in now:
                raise MergeError("error.merged_already", customer=number)
        if sum(sizes[number] for number in (wish.kept, *wish.others)) > MOST:
            raise MergeError("error.merge_too_many", customer=wish.kept, most=MOST)


def _at(company_id: int, version: int) -> ColumnElement[bool]:
    return (
        (merges.c.company_id == company_id)
        & (merges.c.since_version <= version)
        & or_(merges.c.until_version.is_(None), merges.c.until_version > version)
    )


def _live(connection: Connection, company_id: int, version: int) -> dict[str, str]:
    query = select(merges.c.customer_id, merges.c.kept_id).where(_at(company_id, version))
    return {row.customer_id: row.kept_id for row in connection.execute(query)}


def _resolved(pairs: Mapping[str, str]) -> dict[str, str]:
    """Each merged record with the end of its chain."""
    ends = {}
    for first in pairs:
        last = pairs[first]
        while last in pairs:
            last = pairs[last]
        ends[first] = last
    return ends


def _table(ends: Mapping[str, str]) -> pl.DataFrame:
    """SCHEMA: the kept record at place 0, then those read as it, by their numbers."""
    kept = sorted(set(ends.values()))
    rows = [*((one, one) for one in kept), *sorted(ends.items())]
    frame = pl.DataFrame(rows, schema=["customer_id", "kept_id"], orient="row")
    own = pl.col("customer_id") == pl.col("kept_id")
    return (
        frame.sort("kept_id", ~own, "customer_id")
        .with_columns(place=pl.int_range(pl.len()).over("kept_id"))
        .cast(pl.Schema(SCHEMA))
    )


def _keep(workspace: Workspace, company_id: int, table: pl.DataFrame) -> Path:
    """The table as a file named by what is in it; what nobody reads any more is removed."""
    text = "\n".join(f"{a}\t{b}" for a, b in table.select("customer_id", "kept_id").iter_rows())
    folder = workspace.home / "merges"
    path = folder / f"{company_id}-{hashlib.sha256(text.encode()).hexdigest()}.parquet"
    if path.exists():
        return path
    folder.mkdir(mode=0o700, exist_ok=True)
    for old in folder.glob(f"{company_id}-*.parquet"):
        if time.time() - old.stat().st_mtime > _STALE:
            old.unlink(missing_ok=True)
    fresh = folder / f"{uuid.uuid4().hex}.new"
    table.write_parquet(fresh)
    fresh.rename(path)
    return path
