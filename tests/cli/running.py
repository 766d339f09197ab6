"""How tests run a command: as a process of its own, or within this one, which is far quicker."""

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import cli

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def plain(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


def as_process(home: Path, *arguments: str, **environment: str) -> Done:
    """Python started for this command alone, as a user starts it."""
    settings = {"PELANGGAN_HOME": str(home), "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(  # noqa: S603
        [sys.executable, str(ROOT / "cli.py"), *arguments],
        env={**os.environ, **settings},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=600,
    )
    assert "Traceback" not in done.stderr + done.stdout
    return Done(done.returncode, done.stdout, done.stderr)


def run(home: Path, *arguments: str) -> Done:
    """The command within this process: starting Python for each takes seconds."""
    out, err = io.StringIO(), io.StringIO()
    with (
        mock.patch.dict(os.environ, PELANGGAN_HOME=str(home)),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        cli.main(list(arguments))
    return Done(int(str(ended.value.code)), out.getvalue(), err.getvalue())
