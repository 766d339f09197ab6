"""The facts of one company at one version: the eleven tables as lazy Narwhals frames.

The same expressions run on whatever engine ``scan`` reads with: Polars over Parquet by default.
Only ``data/frames`` asks for facts.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl

from data.merged import Merged, apply
from data.rates import Rates
from data.tables import TABLES

Scan = Callable[[Path], Any]


@dataclass(frozen=True, eq=False)
class Baskets:
    """The counted order lines added up at ``rates``, in memory: see :mod:`data.frames.baskets`."""

    rows: pl.DataFrame
    rates: Rates


@dataclass(frozen=True)
class Facts:
    """Snapshot files by table, oldest load first, the engine that reads them, and what is merged.

    Personal columns lie in files of their own beside these; only :meth:`people` reads them.
    ``baskets``, where there are any, hold what the order lines add up to; they change no figure.
    """

    files: Mapping[str, Sequence[Path]]
    scan: Scan = pl.scan_parquet
    merged: Merged | None = None
    baskets: Baskets | None = None

    def has(self, table: str) -> bool:
        """Whether anything was ever loaded into ``table``."""
        return bool(self.files.get(table))

    def table(self, name: str) -> "nw.LazyFrame[Any]":
        """All rows of a table; where loads repeat a key, the newest load's row.

        Order lines are appended, never replaced by key: their loads are checked for repeats when
        they come in. Merged customers read as one. Raises ``KeyError`` where nothing was loaded.
        """
        rows = self._rows(name, self._own)
        return apply(rows, TABLES[name], self.merged, self.scan) if self.merged else rows

    def people(self) -> "nw.LazyFrame[Any]":
        """The table of customers with its personal columns, read like :meth:`table`."""
        rows = self._rows("customers", self._whole)
        return apply(rows, TABLES["customers"], self.merged, self.scan) if self.merged else rows

    def _own(self, file: Path) -> "nw.LazyFrame[Any]":
        rows: nw.LazyFrame[Any] = nw.from_native(self.scan(file))
        return rows

    def _whole(self, file: Path) -> "nw.LazyFrame[Any]":
        """A load's rows with what lies in its personal file; a load without one has blanks."""
        customers = TABLES["customers"]
        beside = file.with_name(f"{file.stem}.personal.parquet")
        if not beside.exists():
            blanks = {c: nw.lit(None, dtype=nw.String) for c in sorted(customers.personal)}
            return self._own(file).with_columns(**blanks)
        personal = nw.from_native(self.scan(beside))
        names = [c for c in customers.columns if c in customers.personal]
        kept = personal.select("customer_id", *names)
        return self._own(file).join(kept, on="customer_id", how="left")

    def _rows(self, name: str, read: "Callable[[Path], nw.LazyFrame[Any]]") -> "nw.LazyFrame[Any]":
        files = self.files.get(name)
        if not files:
            raise KeyError(f"no data in table {name}")
        loads: list[nw.LazyFrame[Any]] = [
            read(file).with_columns(load_no=nw.lit(number)) for number, file in enumerate(files)
        ]
        if len(loads) == 1:
            return loads[0].drop("load_no")
        rows = nw.concat(loads)
        if name != "order_lines":
            rows = rows.unique(subset=list(TABLES[name].key), keep="last", order_by=["load_no"])
        return rows.drop("load_no")
