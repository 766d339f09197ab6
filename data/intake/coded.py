"""Columns whose cells repeat: each different one once, and of every row which of them it has.

What is asked of a cell alone is then asked once for all cells that are alike.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl


@dataclass(frozen=True, eq=False)
class Coded:
    """``words``: what the column says, each of its different cells; ``codes``: which by row.

    Words that were made of others may be null or alike.
    """

    codes: pl.Series
    words: pl.Series

    def len(self) -> int:
        """How many rows there are."""
        return self.codes.len()

    @cached_property
    def rows(self) -> pl.Series:
        """What each row says."""
        return self.words.gather(self.codes)

    def head(self, rows: int) -> pl.Series:
        """What the first rows say."""
        return self.words.gather(self.codes.head(rows))

    def each(self, look: Callable[[pl.Series], pl.Series]) -> "Coded":
        """The same rows with what ``look`` makes of the words, one by one."""
        return Coded(self.codes, look(self.words))

    def counts(self) -> pl.Series:
        """How many rows say each word."""
        found = pl.DataFrame({"code": self.codes}).group_by("code").len()
        none = pl.Series([0], dtype=pl.UInt32).new_from_index(0, self.words.len())
        return none.scatter(found["code"], found["len"])

    @cached_property
    def enum(self) -> pl.Series:
        """What each row says, as an Enum: as such a frame holds it."""
        different = self.words.drop_nulls().unique(maintain_order=True)
        return self.words.cast(pl.Enum(different)).gather(self.codes)


Column = pl.Series | Coded


def words_of(column: Column) -> pl.Series:
    """All that a column says, what repeats maybe once only."""
    return column.words if isinstance(column, Coded) else column


def rows_of(column: Column) -> pl.Series:
    """What each row of a column says."""
    return column.rows if isinstance(column, Coded) else column


def of_cells(cells: pl.Series) -> Column:
    """Cells as text; an Enum is a column of a text file that repeats, where nothing is null."""
    if isinstance(cells.dtype, pl.Enum):
        return Coded(cells.to_physical(), cells.dtype.categories)
    return cells


class Parts(MutableMapping[str, pl.Series]):
    """Columns by part, some of them held coded.

    As a mapping it gives rows, which costs their making where a column is coded; `held`, `words`,
    `head`, `each` and `tells` ask of each different cell once.
    """

    def __init__(self, columns: Mapping[str, Column] | None = None) -> None:
        self._held: dict[str, Column] = dict(columns or {})

    def __getitem__(self, part: str) -> pl.Series:
        return rows_of(self._held[part])

    def __setitem__(self, part: str, column: pl.Series) -> None:
        self.hold(part, column)

    def __delitem__(self, part: str) -> None:
        del self._held[part]

    def __contains__(self, part: object) -> bool:
        return part in self._held

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def hold(self, part: str, column: Column) -> None:
        """Take a column as it is."""
        self._held[part] = column

    def held(self, part: str) -> Column:
        """The column as it is held."""
        return self._held[part]

    def words(self, part: str) -> pl.Series:
        """All that a column says, what repeats maybe once only."""
        return words_of(self._held[part])

    def head(self, part: str, rows: int) -> pl.Series:
        """What the first rows say."""
        return self._held[part].head(rows)

    def each(self, part: str, look: Callable[[pl.Series], pl.Series]) -> Column:
        """What ``look`` makes of a column, whose result for a cell depends on that cell alone."""
        held = self._held[part]
        return look(held) if isinstance(held, pl.Series) else held.each(look)

    def tells(self, part: str, look: Callable[[pl.Series], pl.Series]) -> pl.Series:
        """The rows of whose cell ``look`` says true; it depends on that cell alone."""
        return rows_of(self.each(part, look))

    def frame(self, parts: Iterable[str]) -> pl.DataFrame:
        """A frame of columns; text that is held coded is an Enum."""
        return pl.DataFrame({part: self._framed(part) for part in parts})

    def _framed(self, part: str) -> pl.Series:
        held = self._held[part]
        if isinstance(held, Coded) and held.words.dtype == pl.String:
            return held.enum
        return self[part]
