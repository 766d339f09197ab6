"""How far an import has come, for whoever shows it, and the way to call it off."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

STEPS: Mapping[str, float] = {
    "read": 0.3,
    "columns": 0.3,
    "check": 0.15,
    "write": 0.1,
    "keep": 0.15,
}
"""The steps of an import in their order, each with its usual share of the time."""


FETCH = "fetch"
"""The step before: rows come out of a database into a file."""


@dataclass(frozen=True)
class Progress:
    """``done`` of ``whole`` of one step: rows or bytes while reading, columns, then whole steps."""

    step: str
    done: int
    whole: int


class Watch:
    """Looks on while an import runs, perhaps from another thread, and can call it off.

    ``tell`` is called with each progress, in the thread that imports.
    """

    def __init__(self, tell: Callable[[Progress], None] | None = None) -> None:
        self._tell, self._lock = tell, threading.Lock()
        self._progress = Progress("read", 0, 1)
        self._began: float | None = None
        self._stop: Callable[[], None] | None = None
        self._cancelled = False

    @property
    def progress(self) -> Progress:
        """The newest news."""
        return self._progress

    @property
    def cancelled(self) -> bool:
        """Whether the import was called off."""
        return self._cancelled

    @property
    def share(self) -> float:
        """How much of the whole import is done, 0 to 1, by the usual time of its steps.

        While rows are fetched, how much of that.
        """
        found = self._progress
        if found.step == FETCH:
            return min(1.0, found.done / max(found.whole, 1))
        before = 0.0
        for step, weight in STEPS.items():
            if step == found.step:
                return min(1.0, before + weight * found.done / max(found.whole, 1))
            before += weight
        return before

    @property
    def seconds_left(self) -> float | None:
        """About how long it will take still; None as long as nobody can say."""
        if self._began is None or self.share < 0.05:
            return None
        return (time.monotonic() - self._began) * (1 - self.share) / self.share

    def move(self, step: str, done: int, whole: int) -> None:
        """Take note of how far the import is."""
        if self._began is None:
            self._began = time.monotonic()
        self._progress = Progress(step, done, whole)
        if self._tell is not None:
            self._tell(self._progress)

    def cancel(self) -> None:
        """Call the import off: what is being read is dropped and nothing is kept.

        An import that is already being recorded is finished; it can be taken back.
        """
        with self._lock:
            self._cancelled = True
            stop = self._stop
        if stop is not None:
            stop()

    def attach(self, stop: Callable[[], None] | None) -> None:
        """Say how to stop what runs now; at once, if it was called off before."""
        with self._lock:
            self._stop = stop
            late = self._cancelled
        if late and stop is not None:
            stop()
