"""Which row is the header: the one whose cells are names we know, or at least no values."""

import re
from collections import Counter
from collections.abc import Sequence

from data.intake.problems import Rejected, ask, reject
from data.intake.synonyms import is_known, normal

_VALUE = re.compile(
    r"[-+(]?(rp\.?|idr|\$|€)?\s*\d[\d.,\s']*\)?%?|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\S+@\S+\.\w+"
    r"|[a-z]{0,4}\d{2,}",
    re.IGNORECASE,
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LINE = re.compile(r"[0-9]{1,9}")
LOOKED_AT = 60


def hits(cells: Sequence[str | None]) -> int:
    """How many cells are names of columns that we know."""
    return sum(1 for cell in cells if cell and is_known(cell))


def find(
    rows: Sequence[Sequence[str | None]], name: str, answers: dict[str, str], above: int = 0
) -> int | None:
    """Index of the header among the first rows, or None where there is none.

    ``above``: physical lines that come before these rows.
    ``answers``: E_HEADER_ROW with its line, E_NO_HEADER with `none`. Raises the questions
    E_HEADER_ROW and E_NO_HEADER.
    """
    if answer := answers.get("E_HEADER_ROW"):
        return _place(answer, above, len(rows), name)
    if "E_NO_HEADER" in answers:
        return None
    counts = [hits(row) for row in rows]
    filled = [sum(1 for cell in row if cell and cell.strip()) for row in rows]
    first = next((i for i, count in enumerate(filled) if count), 0)
    best = max(range(len(rows)), key=lambda i: (counts[i], -i))
    enough = 2 if filled[best] > 2 else 1
    if counts[best] >= enough:
        if best != first and counts[best] > counts[first]:
            line = above + best + 1
            raise ask("E_HEADER_ROW", name, line=line, header=line)
        return first if counts[first] >= counts[best] else best
    if any(cell and _VALUE.fullmatch(cell.strip()) for cell in rows[first]):
        raise ask("E_NO_HEADER", name, line=above + first + 1)
    usual = Counter(filled).most_common(1)[0][0]
    if filled[first] < usual and (wide := [i for i, n in enumerate(filled) if n == usual]):
        line = above + wide[0] + 1
        raise ask("E_HEADER_ROW", name, line=line, header=line)
    return first


def _place(answer: str, above: int, most: int, name: str) -> int:
    """Index of the row whose physical line an answer names. Asks again where there is none."""
    if not (_LINE.fullmatch(answer) and 1 <= int(answer) <= above + most):
        raise ask("E_HEADER_ROW", name, header=f"{above + 1}–{above + most}")
    return max(0, int(answer) - 1 - above)


def names(cells: Sequence[str | None], file: str) -> list[str]:
    """The names of the columns, without signs that control; a blank one becomes `column N`.

    Raises E_DUP_HEADER.
    """
    found = [" ".join(_CONTROLS.sub(" ", cell or "").split()) for cell in cells]
    seen: dict[str, str] = {}
    for name in found:
        if name and normal(name) in seen:
            raise reject("E_DUP_HEADER", file, column=name)
        seen[normal(name)] = name
    return [name or f"column {place}" for place, name in enumerate(found, start=1)]


def guard_width(width: int, most: int, file: str) -> None:
    """Refuse a table with too many columns. Raises E_TOO_WIDE."""
    if width > most:
        raise reject("E_TOO_WIDE", file, columns=width, most=most)


def none_left(file: str) -> Rejected:
    """What to raise where a header has no rows below it."""
    return reject("E_NO_ROWS", file, rows=0)
