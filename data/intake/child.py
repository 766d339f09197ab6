"""The process that reads files, so that the one that serves pages never does.

Spawned with limits on memory and time, without a network and without our environment. It takes
jobs as lines of JSON and answers each with lines that tell its progress and then one with the
report; if it dies, the file is refused and a new one is
started for the next job.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from data.intake.job import Job, Report
from data.intake.limits import Limits, restrict
from data.intake.problems import Problem
from data.intake.watch import Watch
from data.parquet import is_full

_ROOT = Path(__file__).resolve().parents[2]
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")


class Child:
    """A process for reading files. Use as a context; it may run several jobs, one after another."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def run(self, job: Job, watch: Watch | None = None) -> Report:
        """What came of ``job``; ``watch`` looks on and may call it off.

        A process that died gives a rejection E_LIMIT, never an error.
        """
        watch = watch or Watch()
        process = self._process or self._start()
        watch.attach(process.kill)
        try:
            plain = _answer(process, job, watch)
        finally:
            watch.attach(None)
        if watch.cancelled:
            self.stop()
            return Report("cancelled")
        if plain is None:
            self.stop()
            name = job.sources[0].name
            return Report("rejected", problems=(Problem("E_LIMIT", name, fields=_NO_SIZE),))
        return Report.of(plain)

    def stop(self) -> None:
        """End the process, also in the middle of a job: then nothing of it is kept."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)

    def _start(self) -> subprocess.Popen[str]:
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        environment |= {"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "utf-8"}
        environment["ARROW_DEFAULT_MEMORY_POOL"] = "jemalloc"  # steadier than its default
        self._process = subprocess.Popen(
            [sys.executable, "-m", "data.intake.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            cwd=_ROOT,
            text=True,
            encoding="utf-8",
        )
        return self._process


DISK = "E_DISK"
"""The code of a disk that is full; :func:`data.intake.staged.prepare` raises it as an error."""
_NO_SIZE = {"rows_found": 0, "columns": 0}


def _answer(process: subprocess.Popen[str], job: Job, watch: Watch) -> Mapping[str, Any] | None:
    """The process's answer in plain values, its progress told meanwhile; None if it died."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(json.dumps(job.plain()) + "\n")
        process.stdin.flush()
    except BrokenPipeError:
        return None
    for said in process.stdout:
        plain: Mapping[str, Any] = json.loads(said)
        if "step" not in plain:
            return plain
        watch.move(plain["step"], plain["done"], plain["whole"])
    return None


def _close(pipe: IO[str]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


def serve() -> None:
    """Answer jobs from standard input until it ends. Nothing else reaches standard output."""
    restrict(Limits())
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    examine = _examiner()

    def say(plain: Mapping[str, Any]) -> None:
        answers.write(json.dumps(plain) + "\n")
        answers.flush()

    def tell(step: str, done: int, whole: int) -> None:
        say({"step": step, "done": done, "whole": whole})

    for line in sys.stdin:
        job = Job.of(json.loads(line))
        try:
            report = examine(job, tell)
        except MemoryError:
            report = _refused(job, "E_LIMIT", **_NO_SIZE)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as problem:  # a panic of a reader is no Exception
            if is_full(problem):
                report = _refused(job, DISK)
            else:
                report = _refused(job, "E_CORRUPT", kind=type(problem).__name__)
        say(report.plain())


def _examiner() -> Callable[[Job, Callable[[str, int, int], None]], Report]:
    """How files are read; loaded once limits are set, and without NumPy, which takes longest."""
    sys.modules["numpy"] = None  # type: ignore[assignment]  # pyarrow does without
    from data.intake.examine import examine  # noqa: PLC0415 - see above

    return examine


def _end_with(parent: int) -> None:
    """End this process, whatever it is doing, once the one that started it is gone."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def _refused(job: Job, code: str, **fields: object) -> Report:
    return Report("rejected", problems=(Problem(code, job.sources[0].name, fields=fields),))


if __name__ == "__main__":
    serve()
