"""What a task is: whom it is for, how far it has come, and every step on the way."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from data.collaboration import About


class Department(StrEnum):
    """Who is to do a task."""

    MARKETING = "marketing"
    SALES = "sales"
    SERVICE = "service"
    PRODUCT = "product"


class TaskState(StrEnum):
    """How far a task has come."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"


WAITING = (TaskState.OPEN, TaskState.IN_PROGRESS)
"""The states of a task that is still to be done."""


@dataclass(frozen=True)
class Standing:
    """Where a task stands; ``due`` None: whenever there is time."""

    department: Department
    state: TaskState = TaskState.OPEN
    due: date | None = None


@dataclass(frozen=True)
class Task:
    """One task as it is now. ``revision`` counts its changes, the newest by ``changed_by``.

    ``text`` is None where somebody else wrote it: see :mod:`data.collaboration`.
    """

    id: str
    about: About
    text: str | None
    author: str
    at: datetime
    revision: int
    standing: Standing
    changed_by: str
    changed_at: datetime

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been done before ``today``."""
        standing = self.standing
        late = standing.due is not None and standing.due < today
        return late and standing.state in WAITING


@dataclass(frozen=True)
class Step:
    """One line of a task's history."""

    revision: int
    standing: Standing
    actor: str
    at: datetime


@dataclass(frozen=True)
class Counts:
    """How many tasks stand where; ``overdue`` of those not done, and when one is due next."""

    open: int
    in_progress: int
    done: int
    overdue: int
    next_due: date | None

    @property
    def waiting(self) -> int:
        """Those not done."""
        return self.open + self.in_progress

    @property
    def all(self) -> int:
        """Every task."""
        return self.waiting + self.done
