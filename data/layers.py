"""The loads of one table laid over each other, oldest first, as lazy rows on any engine.

Where loads repeat a key, the newest row counts; then the rows of days that a later load took the
place of are left out. In this order: a row that was replaced does not bring an older one back.
Order lines are appended, never overruled by key: their loads are checked when they come in.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import narwhals as nw

from data.load import Days
from data.tables import ORDER_LINES, Table, day_columns

Lazy = nw.LazyFrame[Any]
Read = Callable[[Path], Lazy]


def stacked(
    table: Table, files: Sequence[Path], replaced: Mapping[Path, Sequence[Days]], read: Read
) -> Lazy:
    """The rows of ``files`` that count, as ``read`` gives them, and ``load_no``: place of the file.

    ``replaced``: by file, the days whose rows a later file took the place of.
    """
    frames = [read(file).with_columns(load_no=nw.lit(number)) for number, file in enumerate(files)]
    if table is ORDER_LINES:
        kept = [
            frame.filter(outside(table, replaced[file])) if replaced.get(file) else frame
            for file, frame in zip(files, frames, strict=True)
        ]
        return nw.concat(kept) if len(kept) > 1 else kept[0]
    if len(frames) == 1:
        return frames[0]
    rows = nw.concat(frames).unique(subset=list(table.key), keep="last", order_by=["load_no"])
    for number, file in enumerate(files):
        if replaced.get(file):
            rows = rows.filter((nw.col("load_no") != number) | outside(table, replaced[file]))
    return rows


def outside(table: Table, periods: Sequence[Days]) -> nw.Expr:
    """Whether a row's day lies in none of ``periods``; a row without a day lies in none."""
    day = nw.col(next(iter(day_columns(table).values())))
    parts = [((day < first) | (day > last)).fill_null(value=True) for first, last in periods]
    return reduce(and_, parts)
