"""A table as a file holds it: every cell as text, every row with its physical line."""

from dataclasses import dataclass, field

import polars as pl

from data.intake.problems import Problem


@dataclass(frozen=True)
class Broken:
    """A row that could not be split into cells, as the file has it."""

    line: int
    code: str
    text: str


@dataclass
class Raw:
    """The rows of one table of one file.

    ``cells``: String columns named by ``header``; blank is null or "". A column that repeats may be
    an Enum, where nothing is null. ``lines``: the physical line
    of each row. ``typed``: values came with types of their own (Parquet, a sheet's numbers), so
    their text is in one known form, but not in the columns ``texts``, which somebody wrote.
    ``quoted``: a leading ``'`` may guard a formula (text files). ``fixed``: the rows are the same
    for every table and every time zone.
    """

    file: str
    header: list[str]
    cells: pl.DataFrame
    lines: pl.Series
    broken: list[Broken] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    marked: list[tuple[int, str, str]] = field(default_factory=list)  # row, column, code
    binary: frozenset[str] = frozenset()
    typed: bool = False
    texts: frozenset[str] = frozenset()
    quoted: bool = False
    spoilt: bool = False
    narrow: frozenset[str] = frozenset()  # columns with nothing but printable ASCII
    tight: bool = False  # no space at either end of any cell
    absent: frozenset[str] = frozenset()  # signs that were looked for and are in no cell
    settings: dict[str, str] = field(default_factory=dict)  # encoding, delimiter, header row, sheet
    fixed: bool = False
    digest: str = ""  # SHA-256 of the file

    @property
    def rows(self) -> int:
        """How many rows were read."""
        return self.cells.height + len(self.broken)
