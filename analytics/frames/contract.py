"""What a frame of the analyses is: columns, key and units, and how a frame is held to them."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl


class FrameError(ValueError):
    """A frame breaks its contract. The message names the column and says what to do."""


@dataclass(frozen=True)
class Frame:
    """A tidy frame: one row per ``key``, and at least these ``columns``, none of them blank.

    Columns in ``may_be_blank`` may hold nulls. Numbers are finite. No key: one row, or none.
    """

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, pl.DataType]
    may_be_blank: frozenset[str] = frozenset()

    def check(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return ``frame`` cut to the contract's columns, or raise :class:`FrameError`."""
        if missing := [c for c in self.columns if c not in frame.columns]:
            raise FrameError(
                f"{self.name}: no column {', '.join(missing)}; found {', '.join(frame.columns)}. "
                "Supply it, or map it when the file is imported."
            )
        for column, wanted in self.columns.items():
            if frame.schema[column] != wanted:
                raise FrameError(
                    f"{self.name}.{column} is {frame.schema[column]}; it must be {wanted}. "
                    f"Cast it before the analysis."
                )
        cut = frame.select(*self.columns)
        floats = cut.select(pl.selectors.float())
        if infinite := [c for c in floats.columns if floats[c].is_infinite().any()]:
            raise FrameError(f"{self.name}: infinite values in {', '.join(infinite)}. Mend them.")
        filled = cut.drop(*self.may_be_blank).fill_nan(None)
        if blank := [c for c in filled.columns if filled[c].null_count()]:
            raise FrameError(f"{self.name}: blank values in {', '.join(blank)}. Fill or drop them.")
        if not self.key and cut.height > 1:
            raise FrameError(f"{self.name}: {cut.height} rows; it must be one. Add them up.")
        if self.key and (repeated := _repeated(cut.select(*self.key))):
            raise FrameError(
                f"{self.name}: {repeated} repeated {' + '.join(self.key)}. Keep one row for each."
            )
        return cut

    def empty(self) -> pl.DataFrame:
        """The frame with its columns and no row."""
        return pl.DataFrame(schema=dict(self.columns))


def _repeated(keys: pl.DataFrame) -> int:
    """How many rows repeat another. Different hashes, the usual case, cost a quarter of rows."""
    if keys.hash_rows().n_unique() == keys.height:
        return 0
    return keys.height - keys.n_unique()


COUNT = pl.Int64()
MONEY = pl.Float64()
