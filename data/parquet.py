"""The files of a table as a snapshot holds them; written here, whoever writes them.

Personal columns lie in a file of their own, `<table>.personal.parquet`, joined by the table's key;
it holds only the rows that have something personal.
"""

import errno
import io
from functools import reduce
from operator import or_
from pathlib import Path

import polars as pl

from data.conform import check, misfit, shape
from data.tables import Table, stored_schema

ROW_GROUP = 250_000
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_FULL_WORDS = (
    "no space left",
    "disk is full",
    "quota exceeded",
    "file too large",
    "thrift: transport error",  # how Polars says that a file's last bytes could not be written
)


def write_table(folder: Path, table: Table, frame: pl.LazyFrame) -> None:
    """The table's own columns in one file, checked as it lies there; the personal ones beside.

    Raises :class:`data.conform.TableError` for rows that do not fit.
    """
    shaped = shape(table, frame, coded=True)
    own = folder / f"{table.name}.parquet"
    try:
        sink(shaped.drop(*table.personal), own)
    except pl.exceptions.PolarsError as problem:
        if is_full(problem):
            raise
        raise misfit(table) from None
    check(table, pl.scan_parquet(own))
    if table.personal:
        personal = sorted(table.personal, key=list(table.columns).index)
        told = reduce(or_, (pl.col(column).is_not_null() for column in personal))
        kept = shaped.select(*table.key, *personal).filter(told)
        sink(kept, folder / f"{table.name}.personal.parquet")


def written(folder: Path, table: Table) -> list[Path]:
    """The files :func:`write_table` left in ``folder``. Raises :class:`data.conform.TableError`."""
    own, personal = (folder / f"{table.name}{part}.parquet" for part in ("", ".personal"))
    wanted = stored_schema(table)
    for path, left_out in ((own, table.personal), (personal, wanted.keys() - _joined(table))):
        if path.exists() and pl.read_parquet_schema(path) != {
            name: kind for name, kind in wanted.items() if name not in left_out
        }:
            raise misfit(table)
    return [own, personal] if table.personal else [own]


def _joined(table: Table) -> set[str]:
    return {*table.key, *table.personal}


def sink(frame: pl.LazyFrame, path: Path) -> None:
    """Write rows as they come, never all of them in memory; an Enum as the text it stands for."""
    schema = frame.collect_schema()
    coded = any(isinstance(kind, pl.Enum) for kind in schema.values())
    told = _arrow_schema(schema) if coded else None
    frame.sink_parquet(path, compression="lz4", row_group_size=ROW_GROUP, metadata=told)


def _arrow_schema(schema: pl.Schema) -> dict[str, str]:
    """What a file says of its columns, with text where there are Enums.

    In the file itself both are the same: bytes, each different one once, and which of them by row.
    Polars calls ``metadata`` experimental; it is the one way to write what is coded without
    spelling out each row first. `tests/data/test_parquet.py` says whether it still holds.
    """
    kinds = {
        name: pl.String if isinstance(kind, pl.Enum) else kind for name, kind in schema.items()
    }
    file = io.BytesIO()
    pl.DataFrame(schema=kinds).write_parquet(file)
    file.seek(0)
    return pl.read_parquet_metadata(file)


def is_full(problem: BaseException) -> bool:
    """True if the disk, or the room given to us on it, ran out."""
    if isinstance(problem, OSError) and problem.errno in _FULL:
        return True
    text = str(problem).lower()
    return any(words in text for words in _FULL_WORDS)
