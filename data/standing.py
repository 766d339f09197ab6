"""What already stands: the rows of live loads that count, and whether new ones add to them."""

from collections.abc import Sequence

import narwhals as nw
import polars as pl

from data.arrivals import Staged, refuse_repeats
from data.layers import outside, stacked
from data.load import Days, Load, Mode, replaced_days
from data.tables import TABLES
from data.workspace import Workspace


def found(
    workspace: Workspace, item: Staged, mode: Mode, period: Days | None, live: Sequence[Load]
) -> Load | None:
    """The load of ``live`` that already says what ``item`` would; None where it is to be made.

    Raises :class:`data.arrivals.LoadError` for order lines that are there already and stay there.
    """
    there = [load for load in live if load.table_name == item.table.name]
    same = [load for load in there if content(load) == (item.content, item.recipe)]
    newest = same[-1] if same else None
    if mode == "replace":
        return newest
    if newest and _says_all(workspace, newest, there, period):
        return newest
    if there:
        rows = view(workspace, there)
        if period:
            rows = _native(nw.from_native(rows).filter(outside(item.table, [period])))
        refuse_repeats(item.table, item.path, rows)
    return None


def content(load: Load) -> tuple[str, str]:
    """What makes two loads of a table the same."""
    return load.content_hash, load.recipe_hash


def view(workspace: Workspace, there: Sequence[Load]) -> pl.LazyFrame:
    """The rows of these loads of one table that count, and ``load_no``, the place of their load.

    ``there`` has at least one load, oldest first.
    """
    replaced = replaced_days(there)
    paths = {load.id: load.path(workspace) for load in there}
    rows = stacked(
        TABLES[there[0].table_name],
        list(paths.values()),
        {paths[key]: days for key, days in replaced.items()},
        lambda path: nw.from_native(pl.scan_parquet(path)),
    )
    return _native(rows)


def _says_all(workspace: Workspace, load: Load, there: Sequence[Load], period: Days | None) -> bool:
    """Whether every row of ``load`` counts; with ``period``, whether no other of its days does.

    Without ``period`` a row that a newer one of its key overrules is no reason to load it again.
    """
    if period is None and not replaced_days(there)[load.id]:
        return True
    own, inside = pl.col("load_no") == there.index(load), pl.lit(value=False)
    rows = nw.from_native(view(workspace, there))
    if period:
        rows = rows.with_columns(away=outside(TABLES[load.table_name], [period]))
        inside = ~pl.col("away")
    counts = _native(rows).select(own=own.sum(), others=(inside & ~own).sum())
    kept, others = counts.collect(engine="streaming").row(0)
    return bool(kept == load.rows_held and not others)


def _native(rows: "nw.LazyFrame[pl.LazyFrame]") -> pl.LazyFrame:
    return rows.to_native()
