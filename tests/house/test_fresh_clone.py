"""What is committed serves by `make run` in an empty folder, and the second time at once."""

import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KEPT = {"PATH", "HOME", "LANG", "TMPDIR"} | {name for name in os.environ if name.startswith("PIP_")}

pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not (shutil.which("make") and shutil.which("git")), reason="no make or git"),
]


def start(folder: Path, seconds: float) -> str:
    """What `make run` wrote until health answered; then stop it."""
    log = folder.parent / "make.log"
    environment = {name: os.environ[name] for name in KEPT & os.environ.keys()}
    begun = time.monotonic()
    with log.open("wb") as written:
        process = subprocess.Popen(
            ["make", "run"],  # noqa: S607
            cwd=folder,
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        while process.poll() is None and time.monotonic() < begun + seconds:
            address = re.search(r"http://127\.0\.0\.1:[0-9]+", log.read_text())
            if address:
                with urllib.request.urlopen(f"{address[0]}/_stcore/health", timeout=10) as answer:
                    assert answer.read() == b"ok"
                return log.read_text()
            time.sleep(0.05)
        pytest.fail(log.read_text())
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def test_a_fresh_clone_serves_and_then_starts_without_making_anything_again(tmp_path: Path) -> None:
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)  # noqa: S603, S607
    first = start(folder, 1500)
    assert "Installing requirements.txt" in first
    assert "1,469,307" in first
    again = start(folder, 60)
    assert "Installing" not in again
    assert "1,469,307" not in again
