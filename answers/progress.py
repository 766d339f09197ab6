"""What a long answer is doing, told to whoever waits for it: a page, or nobody."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Told = Callable[[str], None]

_LISTENER: ContextVar[Told | None] = ContextVar("listener", default=None)


@contextmanager
def heard_by(listener: Told) -> Iterator[None]:
    """Within it, ``listener`` is told the key of each step that begins, in the same thread."""
    before = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(before)


def begun(step: str) -> None:
    """Say that a step has begun."""
    listener = _LISTENER.get()
    if listener is not None:
        listener(step)
