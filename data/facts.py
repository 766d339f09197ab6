"""The facts of one company at one version: the eleven tables as lazy Narwhals frames.

The same expressions run on whatever engine ``scan`` reads with: Polars over Parquet by default.
Only ``data/frames`` asks for facts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw
import polars as pl

from data.layers import stacked
from data.load import Days
from data.merged import Merged, apply
from data.rates import Rates
from data.tables import TABLES, Table

if TYPE_CHECKING:
    from data.frames.totals import Part

Scan = Callable[[Path], Any]


@dataclass(frozen=True, eq=False)
class Baskets:
    """The counted order lines added up at ``rates``, in memory: see :mod:`data.frames.baskets`.

    ``by_category`` gives them parted by category, added up when first asked for. ``accepted`` and
    ``cancelled`` are all lines and those that do not count, as ``data.frames.totals`` adds them up.
    """

    rates: Rates
    rows: pl.DataFrame
    by_category: Callable[[], pl.DataFrame]
    accepted: "Part"
    cancelled: "Part"


@dataclass(frozen=True, eq=False)
class Members:
    """The customers of the scope's segment: one column customer_id, each once."""

    rows: pl.DataFrame


@dataclass(frozen=True)
class Facts:
    """Snapshot files by table, oldest load first, the engine that reads them, and what is merged.

    Personal columns lie in files of their own beside these; only :meth:`whole` reads them.
    ``replaced`` are days of a file whose rows later files took the place of.
    ``baskets``, where there are any, hold what the order lines add up to; they change no figure.
    ``members`` are whom a scope with a segment speaks of.
    """

    files: Mapping[str, Sequence[Path]]
    scan: Scan = pl.scan_parquet
    merged: Merged | None = None
    replaced: Mapping[Path, Sequence[Days]] = field(default_factory=dict)
    baskets: Baskets | None = None
    members: Members | None = None

    def has(self, table: str) -> bool:
        """Whether anything was ever loaded into ``table``."""
        return bool(self.files.get(table))

    def table(self, name: str) -> "nw.LazyFrame[Any]":
        """All rows of a table that count: see :mod:`data.layers`.

        Merged customers read as one. Raises ``KeyError`` where nothing was loaded.
        """
        rows = self._rows(name, self._own)
        return apply(rows, TABLES[name], self.merged, self.scan) if self.merged else rows

    def people(self) -> "nw.LazyFrame[Any]":
        """The table of customers with its personal columns, read like :meth:`table`."""
        return self.whole("customers")

    def whole(self, name: str) -> "nw.LazyFrame[Any]":
        """A table with its personal columns, read like :meth:`table`."""
        table = TABLES[name]
        rows = self._rows(name, partial(self._whole, table) if table.personal else self._own)
        return apply(rows, table, self.merged, self.scan) if self.merged else rows

    def _own(self, file: Path) -> "nw.LazyFrame[Any]":
        rows: nw.LazyFrame[Any] = nw.from_native(self.scan(file))
        return rows

    def _whole(self, table: Table, file: Path) -> "nw.LazyFrame[Any]":
        """A load's rows with what lies in its personal file; a load without one has blanks."""
        beside = file.with_name(f"{file.stem}.personal.parquet")
        names = [c for c in table.columns if c in table.personal]
        if not beside.exists():
            blanks = {c: nw.lit(None, dtype=nw.String) for c in names}
            return self._own(file).with_columns(**blanks)
        kept = nw.from_native(self.scan(beside)).select(*table.key, *names)
        return self._own(file).join(kept, on=list(table.key), how="left")

    def _rows(self, name: str, read: "Callable[[Path], nw.LazyFrame[Any]]") -> "nw.LazyFrame[Any]":
        files = self.files.get(name)
        if not files:
            raise KeyError(f"no data in table {name}")
        rows = stacked(TABLES[name], files, self.replaced, read)
        return rows.drop("load_no")
