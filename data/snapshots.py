"""Immutable Parquet snapshots: staging name, fsync, rename. A crash leaves all of one, or nothing.

What lies in a snapshot's files is written by :mod:`data.parquet`.
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
from pathlib import Path

import polars as pl
from sqlalchemy import select

from data import parquet
from data.catalogue import loads
from data.parquet import is_full
from data.tables import TABLES
from data.workspace import Workspace, to_disk

if sys.platform != "win32":
    import fcntl


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
    frames: Mapping[str, pl.DataFrame | pl.LazyFrame | Path],
    others: Mapping[str, pl.DataFrame | Path] | None = None,
) -> Snapshot:
    """Write ``frames``, by table name, as one snapshot that survives a crash once this returns.

    Lazy frames stream to disk; a path is a folder with the files that
    :func:`data.parquet.write_table` made, which are kept as they are. ``others`` (frames or Parquet
    files: rows put in quarantine) lie beside them, by name. Raises :class:`data.conform.TableError`
    for rows that do not fit their table and :class:`DiskFullError`; then nothing is left behind.
    """
    folder = uuid.uuid4().hex
    staged, final = workspace.staging / folder, workspace.snapshots / folder
    try:
        staged.mkdir(mode=0o700)
        for name, frame in frames.items():
            if not isinstance(frame, Path):
                parquet.write_table(staged, TABLES[name], frame.lazy())
                continue
            for path in parquet.written(frame, TABLES[name]):
                _keep(path, staged / path.name)
        for name, other in (others or {}).items():
            target = staged / f"{name}.parquet"
            if isinstance(other, Path):
                _keep(other, target)
            else:
                parquet.sink(other.lazy(), target)
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


def _keep(path: Path, name: Path) -> None:
    """A second name for a file where the disk knows such, else a copy."""
    try:
        name.hardlink_to(path)
    except OSError as problem:
        if is_full(problem):
            raise
        shutil.copyfile(path, name)


def _settle(path: Path) -> File:
    """Bring one file to the disk, read-only, and digest what is there."""
    to_disk(path)
    path.chmod(stat.S_IRUSR)
    return digest(path)
