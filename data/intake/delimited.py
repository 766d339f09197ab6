"""Text files with delimiters: found out, split into cells, each row with its physical line.

The quick way is pyarrow on the whole file. Where a file is anything but regular (cells with line
breaks, rows of other lengths, stray quotes, lone CR), a careful splitter reads it line by line, and
what it cannot split is set aside by itself.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl
import pyarrow as pa
import pyarrow.csv as pv

from data.intake import header as headers
from data.intake.encoding import Text
from data.intake.limits import Limits
from data.intake.problems import Problem, ask, reject
from data.intake.raw import Broken, Raw
from data.intake.signs import Signs, survey
from data.intake.synonyms import is_known

DELIMITERS = (",", ";", "\t", "|")
_SPAN = 500  # lines one cell may run over
_BATCH = 50_000


@dataclass
class _Rows:
    """Rows being split: cells, their lines, and what could not be split."""

    width: int
    frames: list[pl.DataFrame] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)

    def add(self, cells: list[str], line: int) -> bool:
        """Take a row if it has the right number of cells, or only blank ones too many."""
        while len(cells) > self.width and not cells[-1]:
            cells.pop()
        if len(cells) != self.width:
            return False
        if any(cells):
            self.cells.append(cells)
            self.lines.append(line)
            if len(self.cells) >= _BATCH:
                self.flush()
        return True

    def flush(self) -> None:
        names = [f"c{i}" for i in range(self.width)]
        schema = dict.fromkeys(names, pl.String)
        self.frames.append(pl.DataFrame(self.cells, schema=schema, orient="row"))
        self.cells = []


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
    frame, numbers, broken = _rows(data, signs, len(columns), first)
    if not frame.height and not broken:
        raise headers.none_left(name)
    frame.columns = columns
    narrow = signs.plain and b'"' not in data
    settings = {"encoding": text.encoding, "delimiter": delimiter, "header": str(first)}
    return Raw(
        name, columns, frame, numbers, broken, warnings,
        quoted=b"'" in data, spoilt=text.spoilt, settings=settings,
        narrow=narrow, tight=narrow and signs.tight,
        absent=frozenset(sign for sign in "+#" if sign.encode() not in data),
    )  # fmt: skip


def _header(
    data: bytes, end: int, name: str, limits: Limits, answers: dict[str, str]
) -> tuple[list[str], str, int]:
    """The columns' names, the delimiter, and how many physical lines come before the rows."""
    above, top = _top(_lines(data, end), name)
    declared = re.fullmatch(r"\s*sep=(\S|\t)\s*", top[0])
    if declared:
        above, top = above + 1, top[1:] or [""]
    if answer := answers.get("E_DELIMITER"):
        delimiter = _answered(answer, name)
    else:
        delimiter = _answered(declared[1], name) if declared else _delimiter(top, name)
    start = [_split(line, delimiter) or [line] for line in top]
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


def _lines(data: bytes, last: int) -> Iterator[str]:
    """Physical lines, split at LF, or at CR in files that have no LF; CR before LF is dropped."""
    mark = b"\n" if data.find(b"\n", 0, last) >= 0 else b"\r"
    start = 0
    while start <= last:
        end = data.find(mark, start, last)
        end = last if end < 0 else end
        line = data[start:end]
        yield (line[:-1] if mark == b"\n" and line.endswith(b"\r") else line).decode()
        start = end + 1


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
        rows = [_split(line, delimiter) or [line] for line in top if line.strip()]
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


def _split(line: str, delimiter: str) -> list[str] | None:
    """The cells of one record; None where a quote stays open or is followed by text."""
    if '"' not in line:
        return line.split(delimiter)
    cells: list[str] = []
    at, end = 0, len(line)
    while True:
        if line[at : at + 1] == '"':
            stop = at + 1
            while True:
                stop = line.find('"', stop)
                if stop < 0:
                    return None
                if line[stop + 1 : stop + 2] != '"':
                    break
                stop += 2
            cells.append(line[at + 1 : stop].replace('""', '"'))
            at = stop + 1
            if at < end and line[at] != delimiter:
                return None
        else:
            stop = line.find(delimiter, at)
            stop = end if stop < 0 else stop
            cells.append(line[at:stop])
            at = stop
        if at >= end:
            return cells
        at += 1


def _rows(
    data: bytes, signs: Signs, width: int, first: int
) -> tuple[pl.DataFrame, pl.Series, list[Broken]]:
    """All rows after physical line ``first``: cells c0, c1, …, their lines, and the broken ones.

    ``signs`` are those of ``data`` without the ends of its last lines.
    """
    quick = _quickly(data, signs, width, first)
    if quick is not None:
        return quick, pl.int_range(first + 1, first + 1 + quick.height, eager=True), []
    rows = _Rows(width)
    lines = list(_lines(data, signs.end))
    _carefully(lines, signs.delimiter, first, rows, ended=signs.end < len(data))
    rows.flush()
    return pl.concat(rows.frames), pl.Series(rows.lines, dtype=pl.Int64), rows.broken


def _quickly(data: bytes, signs: Signs, width: int, first: int) -> pl.DataFrame | None:
    """The rows by pyarrow, or None where the file is not regular."""
    end, delimiter = signs.end, signs.delimiter
    if (
        (not signs.plain and (b"\x00" in data or _lone_return(data, end)))
        or b"\n" not in data
        or _stray_quote(data, delimiter)
    ):
        return None
    expected = signs.ends + 1 - first
    names = [f"c{i}" for i in range(width)]
    if expected <= 0:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    try:
        table = pv.read_csv(
            pa.BufferReader(pa.py_buffer(data).slice(0, end)),
            read_options=pv.ReadOptions(column_names=names, skip_rows=first, block_size=4 << 20),
            parse_options=pv.ParseOptions(delimiter=delimiter),
            convert_options=pv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                check_utf8=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != expected:
        return None
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - a table becomes a frame
    no_first = frame.to_series() == ""
    blank = no_first.any() and frame.select(pl.all_horizontal(pl.all() == "").any()).item()
    return None if blank else frame


def _lone_return(data: bytes, end: int) -> bool:
    return b"\r" in data and data.count(b"\r", 0, end) != data.count(b"\r\n", 0, end)


def _stray_quote(data: bytes, delimiter: str) -> bool:
    """Whether a quote stands between two other signs, where it neither opens nor closes a cell."""
    other = rb'[^"\r\n' + re.escape(delimiter).encode() + rb"]"
    # Begins with the quote itself, which is found ten times sooner than a class of signs.
    return b'"' in data and re.search(rb'"(?<=' + other + rb'")' + other, data) is not None


def _carefully(lines: list[str], delimiter: str, first: int, rows: _Rows, *, ended: bool) -> None:
    """Split line by line; a record may run over several lines while a quote is open.

    ``ended``: the file ends with the end of a line.
    """
    at = first
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if not line.strip():
            continue
        cells = _split(line, delimiter)
        if cells is None:
            joined, after = _joined(lines, at - 1, delimiter, rows.width)
            if joined is None:
                rows.broken.append(Broken(number, "E_QUOTE", line))
                continue
            cells, at = joined, after
        if "\x00" in line:
            rows.broken.append(Broken(number, "E_NUL", line.replace("\x00", "")))
        elif not rows.add(cells, number):
            pieces = [_split(piece, delimiter) or [] for piece in line.split("\r") if piece]
            if len(pieces) > 1 and all(len(piece) == rows.width for piece in pieces):
                for piece in pieces:
                    rows.add(piece, number)
                continue
            cut = at >= len(lines) and not ended and len(cells) < rows.width
            rows.broken.append(Broken(number, "E_TRUNCATED" if cut else "E_RAGGED", line))


def _joined(lines: list[str], at: int, delimiter: str, width: int) -> tuple[list[str] | None, int]:
    """The record that begins at ``at`` and runs on, and the index after it; None if there is no."""
    record = lines[at]
    if record.count('"') % 2 == 0:
        return None, at + 1
    for stop in range(at + 1, min(at + _SPAN, len(lines))):
        record += "\n" + lines[stop]
        if lines[stop].count('"') % 2:
            cells = _split(record, delimiter)
            return (cells, stop + 1) if cells and len(cells) == width else (None, at + 1)
    return None, at + 1
