"""Rows on their way in: written as a snapshot and measured, before any load names them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from data import snapshots
from data.conform import key_hash
from data.load import Days
from data.snapshots import Snapshot
from data.tables import EVENTS, ORDER_LINES, Table, day_columns
from data.workspace import Workspace

Rows = pl.DataFrame | pl.LazyFrame


class LoadError(ValueError):
    """A load cannot be made or taken back as asked. Nothing was changed."""


@dataclass(frozen=True)
class Arrival:
    """Accepted rows of one table, and what is known of how they came.

    ``content`` is the digest of the file they were read from (else of the snapshot's own files),
    ``recipe`` the digest of how it was read; ``quarantine`` the rows that were not accepted.
    ``added`` of the rows are no rows of the file: lines of what was given back beside its sale.
    Rows may be the folder that :func:`data.parquet.write_table` wrote them to, and the quarantine
    a Parquet file: then neither is read into memory.
    """

    rows: Rows | Path
    content: str | None = None
    recipe: str = ""
    quarantine: pl.DataFrame | Path | None = None
    notes: Mapping[str, Any] = field(default_factory=dict)
    added: int = 0


@dataclass(frozen=True)
class Staged:
    """A finished snapshot of one table that no load names yet."""

    table: Table
    recipe: str
    content: str
    folder: str
    path: Path  # of the table's own columns
    measures: Mapping[str, Any]  # columns of the catalogue's loads: rows, amount, days, files
    notes: Mapping[str, Any]


def stage(workspace: Workspace, table: Table, arrival: Arrival) -> Staged:
    """Write one arrival to the disk and measure it there. Raises as :func:`snapshots.write`."""
    quarantine = arrival.quarantine
    others = {} if quarantine is None else {"quarantine": quarantine}
    snapshot = snapshots.write(workspace, {table.name: arrival.rows}, others)
    path = workspace.snapshots / snapshot.folder / f"{table.name}.parquet"
    measures = _measure(table, path)
    measures["rows_accepted"] -= arrival.added
    measures["rows_quarantined"] = 0 if quarantine is None else _height(quarantine)
    measures["rows_read"] = measures["rows_accepted"] + measures["rows_quarantined"]
    measures["files"] = {
        name: {"sha256": file.sha256, "bytes": file.bytes} for name, file in snapshot.files.items()
    }
    content = arrival.content or _content(table, snapshot)
    notes = {**arrival.notes, **({"added": arrival.added} if arrival.added else {})}
    return Staged(table, arrival.recipe, content, snapshot.folder, path, measures, notes)


def _height(rows: pl.DataFrame | Path) -> int:
    if isinstance(rows, pl.DataFrame):
        return rows.height
    return int(pl.scan_parquet(rows).select(pl.len()).collect().item())


def discard(workspace: Workspace, staged: Iterable[Staged]) -> None:
    """Remove snapshots that no load came to name."""
    for item in staged:
        snapshots.remove(workspace.snapshots / item.folder)


class PeriodError(LoadError):
    """A period cannot be replaced as asked. ``code`` and ``fields`` name it in the catalogue."""

    def __init__(self, code: str, message: str, **fields: Any) -> None:
        super().__init__(message)
        self.code, self.fields = code, fields


def period_of(item: Staged, asked: Days | None) -> Days:
    """The days that ``item`` takes the place of: those asked for, else from its first to its last.

    Raises :class:`PeriodError` for a table whose rows happen on no day, rows without a day, and
    rows outside the days asked for.
    """
    name = item.table.name
    if item.table not in EVENTS:
        raise PeriodError(
            "E_NO_DAY",
            f"{name}: its rows happen on no day, so no period of it can be replaced. Append them: "
            "a newer row of a key overrules the older; or replace the whole table.",
            table=name,
        )
    first, last = item.measures["first_day"], item.measures["last_day"]
    if first is None:
        raise PeriodError(
            "E_PERIOD_DAYS", f"{name}: no row has a day. Name the period to replace.", table=name
        )
    found = (first, last) if asked is None else asked
    if first < found[0] or last > found[1]:
        day = pl.col(next(iter(day_columns(item.table).values())))
        beyond = pl.scan_parquet(item.path).filter(~day.is_between(*found))
        rows = beyond.select(pl.len()).collect(engine="streaming").item()
        raise PeriodError(
            "E_PERIOD",
            f"{name}: {rows} rows lie outside the period to be replaced. Choose a longer period, "
            "or leave those rows out.",
            table=name,
            rows=rows,
        )
    return found


def refuse_repeats(table: Table, new: Path, present: pl.LazyFrame) -> None:
    """Raise :class:`LoadError` if order lines of the file ``new`` are in ``present`` already.

    Elsewhere a newer row of a key overrules the older, so nothing is refused.
    """
    if table is not ORDER_LINES:
        return
    key = list(table.key)
    coming, there = (
        frame.select(*key, key_hash(table).alias("hash"))
        for frame in (pl.scan_parquet(new), present)
    )
    alike = there.join(coming.select("hash"), on="hash", how="semi").collect(engine="streaming")
    common = coming.join(alike.lazy(), on=key, how="semi", nulls_equal=True)
    _refuse(table, common.select(pl.len()).collect(engine="streaming").item())


def refuse_doubles(table: Table, rows: pl.LazyFrame) -> None:
    """Raise :class:`LoadError` if two of the order lines ``rows`` have one key."""
    if table is not ORDER_LINES:
        return
    counts = rows.select(rows=pl.len(), hashes=key_hash(table).n_unique())
    count, hashes = counts.collect(engine="streaming").row(0)
    if count == hashes:  # no two have one hash, so none have one key
        return
    keys = rows.select(table.key).unique().select(pl.len()).collect(engine="streaming").item()
    _refuse(table, count - keys)


def _refuse(table: Table, count: int) -> None:
    if count:
        raise LoadError(
            f"{table.name}: {count} lines (by {' + '.join(table.key)}) are there already from "
            "another load. Leave them out, take that load back, or replace it."
        )


def _measure(table: Table, path: Path) -> dict[str, Any]:
    """Rows, total amount (of order lines), first and last day, from the file as written."""
    found = [pl.len().alias("rows_accepted")]
    if table is ORDER_LINES:
        found.append(pl.col("amount").sum().alias("amount_total"))
    if days := list(day_columns(table).values()):
        found += [pl.col(days[0]).min().alias("first_day"), pl.col(days[0]).max().alias("last_day")]
    return pl.scan_parquet(path).select(found).collect(engine="streaming").row(0, named=True)


def _content(table: Table, snapshot: Snapshot) -> str:
    """Digest of the table's files alone: what lies in quarantine beside them is not content."""
    own = sorted(name for name in snapshot.files if name.startswith(f"{table.name}."))
    lines = "".join(f"{name} {snapshot.files[name].sha256}\n" for name in own)
    return hashlib.sha256(lines.encode()).hexdigest()
