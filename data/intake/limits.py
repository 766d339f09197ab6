"""How large, wide and deep a file may be, and what the child process may use up."""

import contextlib
import ctypes
import os
import sys
from dataclasses import dataclass
from typing import Any

MIB = 1 << 20
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000  # flags of Linux's unshare(2)
_FORBIDDEN = (
    "socket.connect",
    "socket.bind",
    "subprocess.Popen",
    "os.exec",
    "os.system",
    "os.fork",
)


@dataclass(frozen=True)
class Limits:
    """Limits of one import. Sizes in bytes, time in seconds of the processor."""

    file: int = 8 << 30
    expanded: int = 8 << 30  # after unpacking
    ratio: int = 200  # expanded to packed, beyond ``ratio_from``
    ratio_from: int = 10 * MIB
    columns: int = 1_000
    cell: int = 32_767  # characters, as in Excel
    sheet_cells: int = 60_000_000  # rows times columns a sheet spans
    memory: int = 6 << 30
    seconds: int = 3_600


def restrict(limits: Limits) -> None:
    """Take from this process what reading a file does not need. Called first thing in the child."""
    if sys.platform == "linux":
        # A namespace without a network, where the kernel lets us have one; the hook works anyway.
        ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER | _NEW_NET)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        for kind, wanted in (
            (resource.RLIMIT_DATA, limits.memory),
            (resource.RLIMIT_CPU, limits.seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            hard = resource.getrlimit(kind)[1]
            most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            with contextlib.suppress(ValueError, OSError):  # macOS knows not every limit
                resource.setrlimit(kind, (most, hard))
    if hasattr(os, "nice"):
        os.nice(1)  # pages stay quick while a file is read
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"A file being read may not cause {event}.")
