"""Text files with delimiters: found out, split into cells, each row with its physical line.

The quick way is pyarrow on the whole file. Where a file is anything but regular (cells with line
breaks, rows of other lengths, stray quotes, lone CR), a careful splitter reads it line by line, and
what it cannot split is set aside by itself.
"""

import itertools
import re
from collections.abc import Iterator

import polars as pl

from data.intake import header as headers
from data.intake import quick
from data.intake.coded import Parts, of_cells
from data.intake.encoding import Text
from data.intake.limits import Limits
from data.intake.problems import Problem, ask, reject
from data.intake.raw import Broken, Raw
from data.intake.signs import Signs, survey
from data.intake.splitting import Rows, lines_of, split, split_all
from data.intake.synonyms import is_known

DELIMITERS = (",", ";", "\t", "|")


def read(text: Text, name: str, limits: Limits, answers: dict[str, str]) -> Raw:
    """The table in a text file. Raises E_DELIMITER, E_NO_ROWS, E_TOO_WIDE and header's problems."""
    data, warnings = text.data, []
    end = _end(data)
    if data[end - 1 : end] == b"\x1a":
        data = data.rstrip(b"\r\n\x1a")
        end = len(data)
        warnings.append(Problem("W_CTRL_Z", name))
    columns, delimiter, first = _header(data, end, name, limits, answers)
    signs = survey(data, end, delimiter)
    regular = quick.read(data, signs, len(columns), first)
    frame, numbers, broken = _numbered(regular, first) or _rows(data, signs, len(columns), first)
    if not frame.height and not broken:
        raise headers.none_left(name)
    frame.columns = columns
    settings = {"encoding": text.encoding, "delimiter": delimiter, "header": str(first)}
    return Raw(
        name, columns, frame, numbers, broken, warnings,
        quoted=b"'" in data, spoilt=text.spoilt, settings=settings,
        narrow=_narrow(signs, regular, columns),
        tight=signs.tight and signs.plain and b'"' not in data,
        absent=frozenset(sign for sign in "+#" if sign.encode() not in data),
    )  # fmt: skip


def _header(
    data: bytes, end: int, name: str, limits: Limits, answers: dict[str, str]
) -> tuple[list[str], str, int]:
    """The columns' names, the delimiter, and how many physical lines come before the rows."""
    above, top = _top(lines_of(data, end), name)
    declared = re.fullmatch(r"\s*sep=(\S|\t)\s*", top[0])
    if declared:
        above, top = above + 1, top[1:] or [""]
    if answer := answers.get("E_DELIMITER"):
        delimiter = _answered(answer, name)
    else:
        delimiter = _answered(declared[1], name) if declared else _delimiter(top, name)
    start = [split(line, delimiter) or [line] for line in top]
    headers.guard_width(max(map(len, start)), limits.columns, name)
    place = headers.find(start, name, answers, above)
    cells = start[place] if place is not None else [""] * max(map(len, start))
    return headers.names(cells, name), delimiter, above + (0 if place is None else place + 1)


def _top(lines: Iterator[str], name: str) -> tuple[int, list[str]]:
    """How many blank lines there are above, and the first lines from there. Raises E_EMPTY."""
    for above, line in enumerate(lines):
        if line.strip():
            return above, [line, *itertools.islice(lines, headers.LOOKED_AT - 1)]
    raise reject("E_EMPTY", name)


def _end(data: bytes) -> int:
    """Where the text ends, without the ends of its last lines."""
    end = len(data)
    while end and data[end - 1] in b"\r\n":
        end -= 1
    return end


def _answered(answer: str, name: str) -> str:
    """The delimiter that an answer or the file itself names. Asks where it can be none."""
    delimiter = {"tab": "\t", "\\t": "\t"}.get(answer.lower(), answer)
    if len(delimiter) != 1 or not delimiter.isascii() or delimiter in '"\r\n\0':
        raise ask("E_DELIMITER", name, choices=", ; | tab")
    return delimiter


def _delimiter(top: list[str], name: str) -> str:
    """The delimiter under which the first lines read best."""
    found = {}
    for delimiter in DELIMITERS:
        rows = [split(line, delimiter) or [line] for line in top if line.strip()]
        known = max(map(headers.hits, rows))
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count)
        even = widths.count(usual) / len(widths) if usual > 1 else 0.0
        found[delimiter] = (known if max(widths) > 1 else 0, even, usual)
    ranked = sorted(found, key=lambda d: found[d], reverse=True)
    best, other = found[ranked[0]], found[ranked[1]]
    if best[0] == 0 and best[1] < 0.5:
        if is_known(top[0].strip().strip('"')):
            return ","  # one column
        raise reject("E_DELIMITER", name)
    unsure = best[0] < 2 and other[1] >= 0.8 and best[0] == other[0]
    if unsure or (best[0] >= 2 and other[0] * 2 > best[0] and other[1] > 0.5):
        raise ask("E_DELIMITER", name, choices=" ".join(d for d in ranked[:2]))
    return ranked[0]


def _narrow(signs: Signs, regular: pl.DataFrame | None, columns: list[str]) -> frozenset[str]:
    """The columns with nothing but printable ASCII, as far as that is quickly told."""
    if regular is None or not signs.printable:  # in it no cell runs over the end of a line
        return frozenset()
    if signs.plain:
        return frozenset(columns)
    words = Parts({column: of_cells(regular[column]) for column in columns}).words
    return frozenset(column for column in columns if _is_ascii(words(column)))


def _is_ascii(text: pl.Series) -> bool:
    return bool(text.str.len_bytes().sum() == text.str.len_chars().sum())


_Numbered = tuple[pl.DataFrame, pl.Series, list[Broken]]


def _numbered(regular: pl.DataFrame | None, first: int) -> _Numbered | None:
    """Rows that stand on one line each, with their lines."""
    if regular is None:
        return None
    return regular, pl.int_range(first + 1, first + 1 + regular.height, eager=True), []


def _rows(data: bytes, signs: Signs, width: int, first: int) -> _Numbered:
    """All rows after physical line ``first``: cells c0, c1, …, their lines, and the broken ones.

    ``signs`` are those of ``data`` without the ends of its last lines.
    """
    rows = Rows(width)
    lines = list(lines_of(data, signs.end))
    split_all(lines, signs.delimiter, first, rows, ended=signs.end < len(data))
    rows.flush()
    return pl.concat(rows.frames), pl.Series(rows.lines, dtype=pl.Int64), rows.broken
