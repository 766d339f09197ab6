"""Immutable Parquet snapshots: staging name, fsync, rename. A crash leaves all of one, or nothing.

Personal columns lie in a file of their own, `<table>.personal.parquet`, joined by the table's key;
it holds only the rows that have something personal.
"""

import errno
import hashlib
import shutil
import stat
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from operator import or_
from pathlib import Path

import polars as pl
from sqlalchemy import select

from data.catalogue import loads
from data.tables import TABLES, Table, check, misfit, shape
from data.workspace import Workspace, to_disk

if sys.platform != "win32":
    import fcntl

ROW_GROUP = 250_000
_FULL = (errno.ENOSPC, errno.EDQUOT)


class DiskFullError(OSError):
    """There is no room for a snapshot. Nothing was changed; what was there is still readable."""

    def __init__(self) -> None:
        super().__init__(
            errno.ENOSPC,
            "The disk of the workspace is full. Nothing was changed and all earlier data is still "
            "there. Make room, then load again.",
        )


@dataclass(frozen=True)
class File:
    """One file of a snapshot: its digest (hex) and its size."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Snapshot:
    """A finished folder below `snapshots/`, and its files by name."""

    folder: str
    files: Mapping[str, File]

    @property
    def sha256(self) -> str:
        """One digest over all files, by name."""
        lines = "".join(f"{name} {file.sha256}\n" for name, file in sorted(self.files.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(file.bytes for file in self.files.values())


def write(
    workspace: Workspace,
    frames: Mapping[str, pl.DataFrame | pl.LazyFrame],
    others: Mapping[str, pl.DataFrame] | None = None,
) -> Snapshot:
    """Write ``frames``, by table name, as one snapshot that survives a crash once this returns.

    Lazy frames stream to disk. ``others`` are kept beside them as they are, by name (rows put in
    quarantine). Raises :class:`data.tables.TableError` for rows that do not fit their table and
    :class:`DiskFullError`; then nothing is left behind.
    """
    folder = uuid.uuid4().hex
    staged, final = workspace.staging / folder, workspace.snapshots / folder
    try:
        staged.mkdir(mode=0o700)
        for name, frame in frames.items():
            _write_table(staged, TABLES[name], frame.lazy())
        for name, other in (others or {}).items():
            _sink(other.lazy(), staged / f"{name}.parquet")
        files = {path.name: _settle(path) for path in sorted(staged.iterdir())}
        to_disk(staged)
        staged.rename(final)
        to_disk(workspace.snapshots)
    except BaseException as problem:
        remove(staged)
        if is_full(problem):
            raise DiskFullError from None
        raise
    return Snapshot(folder, files)


def is_full(problem: BaseException) -> bool:
    """True if the disk, or the room given to us on it, ran out."""
    if isinstance(problem, OSError) and problem.errno in _FULL:
        return True
    text = str(problem).lower()
    return any(words in text for words in ("no space left", "disk is full", "quota exceeded"))


def digest(path: Path) -> File:
    """Digest and size of one file as it lies on the disk now."""
    with path.open("rb") as file:
        return File(hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size)


@contextmanager
def writing(workspace: Workspace) -> Iterator[None]:
    """Hold off :func:`sweep` from the first byte of a snapshot until a load names it."""
    with (workspace.home / "writing.lock").open("a") as lock:
        if sys.platform != "win32":
            fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def sweep(workspace: Workspace, older_than: timedelta = timedelta(hours=1)) -> int:
    """Remove what crashed imports left: staged folders, and snapshots that no load names.

    Does nothing while an import runs (a lock, given back by the system when a process dies); where
    locks do not reach, the age protects. Returns how many folders went.
    """
    with (workspace.home / "writing.lock").open("a") as lock:
        if sys.platform != "win32":
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return 0
        with workspace.reading() as connection:
            named = set(connection.scalars(select(loads.c.folder).distinct()))
        before = time.time() - older_than.total_seconds()
        lost = [
            folder
            for room in (workspace.staging, workspace.snapshots)
            for folder in room.iterdir()
            if folder.name not in named and folder.stat().st_mtime <= before
        ]
        for folder in lost:
            remove(folder)
        return len(lost)


def remove(folder: Path) -> None:
    """Remove a snapshot's folder, read-only files and all; a missing one is fine."""
    if not folder.exists():
        return
    for path in folder.iterdir():
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    shutil.rmtree(folder)


def _write_table(folder: Path, table: Table, frame: pl.LazyFrame) -> None:
    """The table's own columns in one file, checked as it lies there; the personal ones beside."""
    shaped = shape(table, frame)
    own = folder / f"{table.name}.parquet"
    try:
        _sink(shaped.drop(*table.personal), own)
    except pl.exceptions.PolarsError as problem:
        if is_full(problem):
            raise
        raise misfit(table) from None
    check(table, pl.scan_parquet(own))
    if table.personal:
        personal = sorted(table.personal, key=list(table.columns).index)
        told = reduce(or_, (pl.col(column).is_not_null() for column in personal))
        kept = shaped.select(*table.key, *personal).filter(told)
        _sink(kept, folder / f"{table.name}.personal.parquet")


def _sink(frame: pl.LazyFrame, path: Path) -> None:
    frame.sink_parquet(path, compression="zstd", row_group_size=ROW_GROUP)


def _settle(path: Path) -> File:
    """Bring one file to the disk, read-only, and digest what is there."""
    to_disk(path)
    path.chmod(stat.S_IRUSR)
    return digest(path)
