"""Where an import lies while it is being read, and the secret its customer ids are made with."""

import contextlib
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.parquet import is_full
from data.snapshots import DiskFullError
from data.workspace import Workspace

_STALE = 86_400.0  # seconds after which what a killed import left is removed


def identity_key(workspace: Workspace) -> str:
    """The secret of this workspace that makes customer ids out of contact data; made once."""
    path = workspace.home / "identity.key"
    if not path.exists():
        fresh = path.with_name(f"identity.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):  # another import was first
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text().strip()


@contextmanager
def room(workspace: Workspace) -> Iterator[Path]:
    """A folder for one import, removed if it comes to nothing. Raises DiskFullError."""
    out: Path | None = None
    try:
        out = _folder(workspace)
        yield out
    except BaseException as problem:
        if out is not None:
            shutil.rmtree(out, ignore_errors=True)
        if is_full(problem):
            raise DiskFullError from None
        raise


def _folder(workspace: Workspace) -> Path:
    """A folder for one import; what a killed import left long ago is removed."""
    incoming = workspace.home / "incoming"
    incoming.mkdir(mode=0o700, exist_ok=True)
    for left in incoming.iterdir():
        with contextlib.suppress(FileNotFoundError):  # another import has just ended
            if time.time() - left.stat().st_mtime > _STALE:
                shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(dir=incoming))
