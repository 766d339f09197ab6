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

from data.tables import TABLES

Scan = Callable[[Path], Any]


@dataclass(frozen=True)
class Facts:
    """Snapshot files by table, oldest load first, and the engine that reads them.

    Personal columns lie in files of their own and are not among these.
    """

    files: Mapping[str, Sequence[Path]]
    scan: Scan = pl.scan_parquet

    def has(self, table: str) -> bool:
        """Whether anything was ever loaded into ``table``."""
        return bool(self.files.get(table))

    def table(self, name: str) -> "nw.LazyFrame[Any]":
        """All rows of a table; where loads repeat a key, the newest load's row.

        Order lines are appended, never replaced by key: their loads are checked for repeats when
        they come in. Raises ``KeyError`` where nothing was loaded.
        """
        files = self.files.get(name)
        if not files:
            raise KeyError(f"no data in table {name}")
        loads: list[nw.LazyFrame[Any]] = [
            nw.from_native(self.scan(file)).with_columns(load_no=nw.lit(number))
            for number, file in enumerate(files)
        ]
        if len(loads) == 1:
            return loads[0].drop("load_no")
        rows = nw.concat(loads)
        if name != "order_lines":
            rows = rows.unique(subset=list(TABLES[name].key), keep="last", order_by=["load_no"])
        return rows.drop("load_no")
