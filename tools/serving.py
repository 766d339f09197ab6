"""Start the real server as its users do, for tests, pictures and benchmarks."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 180.0
COMMAND = (sys.executable, "-m", "ui.server", "--port", "0")
ADDRESS = re.compile(r"http://(?P<host>127\.0\.0\.1|localhost):(?P<port>[0-9]+)")


class DidNotStart(Exception):
    """The server ended, or said nothing in time; the message is all that it wrote."""


@dataclass(frozen=True)
class Served:
    """A running server: where it answers, its process, and the file of all it wrote."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving(
    home: Path,
    *options: str,
    command: tuple[str, ...] = COMMAND,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
) -> Iterator[Served]:
    """The app on the workspace ``home``, on a free port, until the block ends.

    ``options`` are those of ``ui.server``; ``folder`` is the working directory.
    Raises ``DidNotStart``.
    """
    path = os.pathsep.join([str(folder), str(ROOT)])
    settings = {"PELANGGAN_HOME": str(home), "PYTHONPATH": path, **(environment or {})}
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "server.log"
        with log.open("wb") as written:
            process = subprocess.Popen(  # noqa: S603
                [*command, *options],
                cwd=folder,
                env={**os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=subprocess.STDOUT,
            )
        try:
            yield Served(_port(process, log), process, log)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    """The port in the address that the server prints once it answers."""
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end:
        address = ADDRESS.search(log.read_text(encoding="utf-8"))
        if address:
            return int(address["port"])
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise DidNotStart(log.read_text(encoding="utf-8"))
