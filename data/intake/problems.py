"""What can be wrong with a file: one value with a code, a place and fields for the words.

Codes beginning with W are warnings; a row with an E code is quarantined; a whole file can be put
back as a question or rejected. The words for each code are in `locales`, file `intake`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

LISTED = 1_000
"""How many problems an outcome lists; the quarantine holds every row."""


@dataclass(frozen=True)
class Problem:
    """One finding about a file: where it is and what the words need to name it.

    ``line`` is the physical line (the row of a sheet), 1-based; ``column`` is the file's own name.
    """

    code: str
    file: str = ""
    line: int | None = None
    column: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """The problem as JSON can hold it."""
        return {**asdict(self), "fields": dict(self.fields)}


class Stopped(Exception):
    """A file, or several, cannot come in as they are; nothing was changed."""

    def __init__(self, problems: Sequence[Problem], rows_read: int | None = None) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems, self.rows_read = list(problems), rows_read


class Rejected(Stopped):
    """The files are refused."""


class Question(Stopped):
    """The files wait for an answer; each problem's code is the name of its question."""


def reject(code: str, file: str, column: str | None = None, **fields: Any) -> Rejected:
    """A refusal with one problem."""
    return Rejected([Problem(code, file, None, column, fields)], fields.get("rows"))


def ask(
    code: str, file: str, column: str | None = None, line: int | None = None, **fields: Any
) -> Question:
    """A question with one problem; field ``rows`` is the number of rows read, if known."""
    return Question([Problem(code, file, line, column, fields)], fields.get("rows"))
