"""What is asked of an import beforehand, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data.intake.job import Report, Status
from data.intake.limits import Limits
from data.intake.problems import Problem
from data.intake.recipe import Recipe
from data.loads import Load


@dataclass(frozen=True)
class Outcome:
    """What came of an import. Accepted and quarantined rows are all the rows read.

    A question, a rejection and a cancelled import changed nothing; then ``load`` is None.
    ``counts``: rows behind each code. ``about``, what was found out and guessed, as far as it came:

    - ``files``: file, rows, and where known encoding, delimiter, header (its line), sheet
    - ``tables``: which table the files may be: table, sure, columns (part by column), missing
    - ``grain``: line, order, or row (of a table that is not order lines)
    - ``columns``: column, part, reason (name, values, given), sure (0 to 1); ``unused``: the others
      and, once the rows of order lines were read, those that are understood but stored nowhere
    - ``formats``: column, part, kind (number, integer, time), format (dot, comma; iso, dmy, mdy,
      name, compact, serial), example
    - ``filled_down``: follow-up lines that took the fields of their order
    - ``given_back``: lines of what was given back, made beside the sales they belong to
    - ``customers``: from (customer_id, username, email, phone, nothing), column, customers
    - ``statuses``: word, meaning (None: unknown, counts as completed), rows
    """

    status: Status
    rows_read: int | None
    rows_accepted: int | None
    rows_quarantined: int | None
    problems: tuple[Problem, ...]
    load: Load | None = None
    recipe: Recipe | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Report) -> "Outcome":
        """What the reading process said, before anything is loaded."""
        return cls(
            report.status,
            report.rows_read,
            report.rows_accepted,
            report.rows_quarantined,
            report.problems,
            None,
            Recipe.of(report.recipe) if report.recipe else None,
            report.counts,
            report.about,
        )


@dataclass(frozen=True)
class Wishes:
    """What was said about the files beforehand; see :class:`data.intake.recipe.Recipe`.

    ``fixed``: parts with one value in every row, as of files that are about one campaign alone.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
