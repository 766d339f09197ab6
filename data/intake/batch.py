"""All rows of an import together: the text of each part, where each row stands, what was found."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from data.intake.coded import Coded, Column, Parts, of_cells, rows_of
from data.intake.keys import unguard
from data.intake.mapping import Columns, Proposal
from data.intake.problems import LISTED, Problem
from data.intake.raw import Raw
from data.intake.synonyms import normal

PARTS_KEPT = frozenset({"name", "address", "note", "value"})
"""Parts whose text is kept with its spaces."""


@dataclass
class Batch:
    """Rows of several files under one mapping.

    ``text`` holds the stripped text of each part, blank as ""; ``values`` what was made of it;
    ``issues`` code, part and mask of rows, where a mask is true for the rows it holds for;
    ``settled`` how columns turned out to be written, as the answers that would ask for it;
    ``formats`` the same by part, to be shown.
    """

    raws: list[Raw]
    mapping: Columns
    text: Parts
    file: pl.Series  # place of each row's file in ``raws``
    line: pl.Series
    values: Parts = field(default_factory=Parts)
    issues: list[tuple[str, str | None, pl.Series]] = field(default_factory=list)
    found: list[Problem] = field(default_factory=list)
    settled: dict[str, str] = field(default_factory=dict)
    formats: dict[str, dict[str, str]] = field(default_factory=dict)
    narrow: set[str] = field(default_factory=set)  # parts whose text is printable ASCII
    numbered: bool = False  # lines were numbered here, so that no two have one key
    told: dict[str, dict[str, Any]] = field(default_factory=dict)  # of a warning, besides its rows
    back: pl.Series | None = None  # how much of each sale was given back, blank where nothing
    void: pl.Series | None = None  # rows that are no records, so that nothing more is said of them

    @property
    def height(self) -> int:
        """Rows that could be split into cells."""
        return self.line.len()

    def typed(self, part: str) -> bool:
        """Whether the values of a part carried a type of their own in every file."""
        column = normal(self.column(part) or part)
        return all(raw.typed and column not in map(normal, raw.texts) for raw in self.raws)

    def absent(self) -> frozenset[str]:
        """Signs that no cell of any file has, as far as that is known."""
        found = [raw.absent for raw in self.raws]
        return frozenset.intersection(*found)

    def mark(self, code: str, part: str | None, mask: pl.Series) -> None:
        """Note rows under a code, if there are any."""
        mask = mask.fill_null(value=False)
        if self.void is not None:
            mask = mask & ~self.void
        if not mask.any():
            return
        for at, (known, known_part, rows) in enumerate(self.issues):
            if (known, known_part) == (code, part):
                self.issues[at] = (code, part, rows | mask)
                return
        self.issues.append((code, part, mask))

    def bad(self) -> pl.Series:
        """Which rows are quarantined so far."""
        bad = pl.Series([False]).new_from_index(0, self.height)
        for code, _, mask in self.issues:
            if code.startswith("E_"):
                bad = bad | mask
        return bad

    def column(self, part: str | None) -> str | None:
        """The file's own name of a part."""
        return None if part is None else self.mapping.columns.get(part, part)

    def take_for(self, part: str, other: str, reason: str, sure: float) -> None:
        """Take the column of ``part`` for ``other``, which nothing stands for yet."""
        proposals = tuple(
            Proposal(p.column, other, reason, sure) if p.part == part else p
            for p in self.mapping.proposals
        )
        self.mapping = replace(self.mapping, proposals=proposals)
        for parts in (self.text, self.values):
            parts.hold(other, parts.held(part))
            del parts[part]
        if part in self.formats:
            self.formats[other] = self.formats.pop(part)
            self.formats[other]["part"] = other
        self.issues = [(c, other if own == part else own, rows) for c, own, rows in self.issues]

    def fields(self, part: str | None, row: int, code: str) -> dict[str, Any]:
        """What may be said of a cell: its text, unless it may be personal."""
        if part is None or part not in self.text or code not in _SHOWN:
            return {}
        return {"value": self.text[part][row][:40]}

    def problems(self) -> list[Problem]:
        """Warnings once per code and column, errors row by row, as many as are listed."""
        listed = list(self.found)
        for code, part, mask in self.issues:
            if code.startswith("W_"):
                row = int(mask.arg_max() or 0)
                rows = {"rows": int(mask.sum())}
                listed.append(self._problem(code, part, row, rows | self.told.get(code, {})))
        errors = []
        for code, part, mask in self.issues:
            if code.startswith("E_"):
                for row in mask.arg_true()[:LISTED]:
                    errors.append(self._problem(code, part, row, self.fields(part, row, code)))
        for raw in self.raws:
            errors += [Problem(b.code, raw.file, b.line) for b in raw.broken[:LISTED]]
        errors.sort(key=lambda p: (p.file, p.line or 0))
        return listed + errors[:LISTED]

    def _problem(self, code: str, part: str | None, row: int, fields: dict[str, Any]) -> Problem:
        raw = self.raws[self.file[row]]
        return Problem(code, raw.file, self.line[row], self.column(part), fields)


_SHOWN = frozenset(
    {
        "E_DATE", "E_DATE_RANGE", "E_AMBIGUOUS_DATE", "E_AMBIGUOUS_NUMBER", "E_TYPE", "E_RANGE",
        "E_TZ", "E_NOT_FINITE", "E_CURRENCY", "E_EXCEL_ERROR", "E_FORMULA",
    }
)  # fmt: skip


def gather(raws: list[Raw], mapping: Columns) -> Batch:
    """The rows of all files by the parts of one mapping."""
    text: dict[str, Column] = {}
    for part, column in mapping.columns.items():
        pieces = [_cells(raw, column) for raw in raws]
        text[part] = pieces[0] if len(pieces) == 1 else pl.concat(map(rows_of, pieces))
    narrow = {part for part, column in mapping.columns.items() if _is_narrow(raws, column)}
    trimmed = {part: text[part] for part in text if part not in PARTS_KEPT}
    if not all(raw.tight for raw in raws):
        text |= _stripped(trimmed, narrow)
    counts = [raw.cells.height for raw in raws]
    file = _repeat(range(len(raws)), counts)
    batch = Batch(
        raws, mapping, Parts(text), file, pl.concat([raw.lines.cast(pl.Int64) for raw in raws])
    )
    batch.narrow = narrow
    start = 0
    for raw, count in zip(raws, counts, strict=True):
        batch.found += raw.warnings
        _marked(batch, raw, start)
        start += count
    return batch


def _is_narrow(raws: list[Raw], column: str) -> bool:
    wanted = normal(column)
    return all(wanted in map(normal, raw.narrow) for raw in raws)


def _stripped(text: dict[str, Column], narrow: set[str]) -> dict[str, Column]:
    """The texts that have spaces around them somewhere, without them."""
    parts = Parts(text)

    def loose(part: str) -> bool:
        cells = parts.words(part).str
        bare = cells.starts_with(" ") | cells.ends_with(" ")
        return bool((bare if part in narrow else cells.contains(r"^\s|\s$")).any())

    return {part: parts.each(part, _trimmed) for part in text if loose(part)}


def _trimmed(text: pl.Series) -> pl.Series:
    return text.str.strip_chars()


def _cells(raw: Raw, column: str) -> Column:
    wanted = normal(column)
    own = next(name for name in raw.header if name == column or normal(name) == wanted)
    cells = of_cells(raw.cells[own])
    if isinstance(cells, Coded):  # of text files, where nothing is null
        return cells.each(unguard) if raw.quoted else cells
    text = cells.fill_null("")
    return unguard(text) if raw.quoted else text


def _repeat(values: Iterable[int], counts: list[int]) -> pl.Series:
    frame = pl.DataFrame({"value": list(values), "count": counts})
    return frame.select(pl.col("value").cast(pl.Int32).repeat_by("count").explode()).to_series()


def _marked(batch: Batch, raw: Raw, start: int) -> None:
    """Carry over what the reader of the file found in single cells."""
    parts = {column: part for part, column in batch.mapping.columns.items()}
    rows: dict[tuple[str, str], list[int]] = {}
    for row, column, code in raw.marked:
        if column in parts:
            rows.setdefault((code, parts[column]), []).append(start + row)
    for (code, part), places in rows.items():
        mask = pl.Series([False]).new_from_index(0, batch.height)
        batch.mark(code, part, mask.scatter(places, values=True))
    if raw.spoilt:
        for part, text in batch.text.items():
            own = (batch.file == batch.raws.index(raw)) & text.str.contains("\ufffd", literal=True)
            batch.mark("E_ENCODING", part, own)
