"""What is asked of the child process, and what it answers: plain values that JSON can hold."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from data.intake.limits import Limits
from data.intake.problems import Problem

Status = Literal["accepted", "question", "rejected", "cancelled"]


@dataclass(frozen=True)
class Source:
    """One file: where it lies, and the name it came under, which is only shown."""

    path: str
    name: str


@dataclass(frozen=True)
class Job:
    """One import: files of one kind for one table of one company.

    Where ``table`` is blank, the files are only looked into: which table may they be?
    ``columns`` maps columns to parts, ``answers`` questions to what was chosen, ``statuses`` words
    to what they mean; ``fixed`` are parts that hold one value in every row, whatever the files say
    of them; ``recipes`` are earlier ones that may fit. ``key`` (hex) makes customer ids
    out of contact data. Results are written to the folder ``out``.
    """

    sources: tuple[Source, ...]
    table: str
    out: str
    currency: str
    decimals: int
    timezone: str
    key: str
    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    recipes: tuple[Mapping[str, Any], ...] = ()
    limits: Limits = field(default_factory=Limits)

    def plain(self) -> dict[str, Any]:
        """The job as JSON can hold it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Job":
        """The job that :meth:`plain` gave."""
        sources = tuple(Source(**source) for source in plain["sources"])
        made = {**plain, "sources": sources, "limits": Limits(**plain["limits"])}
        return cls(**{**made, "recipes": tuple(plain["recipes"])})


@dataclass(frozen=True)
class Report:
    """What came of a job; ``counts`` has the rows behind each code, ``about`` what was guessed.

    ``digests``: SHA-256 of each file as it was read, in the order of the job's sources.
    """

    status: Status
    rows_read: int | None = None
    rows_accepted: int | None = None
    rows_quarantined: int | None = None
    problems: tuple[Problem, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    recipe: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    digests: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The report as JSON can hold it."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Report":
        """The report that :meth:`plain` gave."""
        problems = tuple(Problem(**problem) for problem in plain["problems"])
        return cls(**{**plain, "problems": problems, "digests": tuple(plain["digests"])})
