"""Text split line by line with care: cells over several lines, stray quotes, rows of other lengths.

For the files that the quick way does not read. What cannot be split is set aside by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from data.intake.raw import Broken

_SPAN = 500  # lines one cell may run over
_BATCH = 50_000


@dataclass
class Rows:
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
        """Put the cells taken so far into a frame."""
        names = [f"c{i}" for i in range(self.width)]
        schema = dict.fromkeys(names, pl.String)
        self.frames.append(pl.DataFrame(self.cells, schema=schema, orient="row"))
        self.cells = []


def lines_of(data: bytes, last: int) -> Iterator[str]:
    """Physical lines, split at LF, or at CR in files that have no LF; CR before LF is dropped."""
    mark = b"\n" if data.find(b"\n", 0, last) >= 0 else b"\r"
    start = 0
    while start <= last:
        end = data.find(mark, start, last)
        end = last if end < 0 else end
        line = data[start:end]
        yield (line[:-1] if mark == b"\n" and line.endswith(b"\r") else line).decode()
        start = end + 1


def split(line: str, delimiter: str) -> list[str] | None:
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


def split_all(lines: list[str], delimiter: str, first: int, rows: Rows, *, ended: bool) -> None:
    """Split line by line; a record may run over several lines while a quote is open.

    ``ended``: the file ends with the end of a line.
    """
    at = first
    while at < len(lines):
        line, number = lines[at], at + 1
        at += 1
        if not line.strip():
            continue
        cells = split(line, delimiter)
        if cells is None:
            joined, after = _joined(lines, at - 1, delimiter, rows.width)
            if joined is None:
                rows.broken.append(Broken(number, "E_QUOTE", line))
                continue
            cells, at = joined, after
        if "\x00" in line:
            rows.broken.append(Broken(number, "E_NUL", line.replace("\x00", "")))
        elif not rows.add(cells, number):
            pieces = [split(piece, delimiter) or [] for piece in line.split("\r") if piece]
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
            cells = split(record, delimiter)
            return (cells, stop + 1) if cells and len(cells) == width else (None, at + 1)
    return None, at + 1
