"""Toko Nusantara as files: a finished company in three formats, or one of any size as a stream."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from data.samples.toko_nusantara.company import (
    Company,
    Recipe,
    global_tables,
    make_blocks,
    recipe_for,
)
from data.samples.toko_nusantara.layers import Layer
from data.samples.toko_nusantara.truth import Truth

Kind = Literal["csv", "xlsx", "parquet"]
SHEET_ROWS = 1_048_575  # rows of an XLSX sheet below its header
TRUTH = "truth"  # folder beside the tables
_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - XLSX keeps naive times; fixed for the same bytes


def write_files(
    company: Company,
    directory: Path,
    format: Kind = "csv",  # noqa: A002
    *,
    truth: bool = False,
) -> list[Path]:
    """Write each table into ``directory`` and return the files; if asked the truth, as Parquet.

    An XLSX file has one sheet; a table longer than a sheet goes on in ``<table>-2.xlsx``. Raises
    :class:`ValueError` for an unknown format.
    """
    if format not in {"csv", "xlsx", "parquet"}:
        raise ValueError(f"format must be csv, xlsx or parquet, got {format}")
    directory.mkdir(parents=True, exist_ok=True)
    written = []
    for name, frame in company.tables.items():
        path = directory / f"{name}.{format}"
        if format == "parquet":
            frame.write_parquet(path)
        elif format == "csv":
            frame.write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S")
        else:
            written += _write_sheets(frame, path)
            continue
        written.append(path)
    return written + (write_truth(company.truth, directory) if truth else [])


def write_truth(truth: Truth, directory: Path) -> list[Path]:
    """Write the truth into the folder ``truth`` of ``directory``, one Parquet file per frame."""
    folder = directory / TRUTH
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, frame in truth.frames().items():
        paths.append(folder / f"{name}.parquet")
        frame.write_parquet(paths[-1])
    return paths


def read_truth(directory: Path) -> Truth:
    """Read the truth that :func:`write_truth` or :func:`write_stream` left in ``directory``."""
    folder = directory / TRUTH
    return Truth(**{path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))})


def write_stream(
    directory: Path,
    lines: int | None = None,
    seed: int = 1,
    *,
    customers: int | None = None,
    without: frozenset[Layer] = frozenset(),
) -> Recipe:
    """Write a company of about ``lines`` order lines as Parquet, one block in memory at a time.

    One file per table with a row group per 10,000 customers, in order of blocks, not of time; the
    truth beside it. The rows are those of :func:`generate`.
    """
    recipe = recipe_for(customers, seed, without, lines)
    directory.mkdir(parents=True, exist_ok=True)
    for name, frame in global_tables(recipe).items():
        frame.write_parquet(directory / f"{name}.parquet")
    tables, rest = _Writers(directory), []
    growing = _Writers(directory / TRUTH)
    try:
        for block in make_blocks(recipe):
            tables.append(block.tables)
            counts = block.truth.pop("effects_counts")
            growing.append(block.truth)
            rest.append({name: frame.clear() for name, frame in block.truth.items()})
            rest[-1]["effects_counts"] = counts
    finally:
        tables.close()
        growing.close()
    small = Truth.of_blocks(recipe.written, rest).frames()
    for name in small.keys() - growing.files.keys():
        small[name].write_parquet(directory / TRUTH / f"{name}.parquet")
    return recipe


class _Writers:
    """Open Parquet files that grow by one row group at a time."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.files: dict[str, pq.ParquetWriter] = {}

    def append(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Add the rows of each frame to the file of its name."""
        for name, frame in frames.items():
            rows = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            if name not in self.files:
                path = self.directory / f"{name}.parquet"
                self.files[name] = pq.ParquetWriter(path, rows.schema, compression="zstd")
            self.files[name].write_table(_plain(rows))

    def close(self) -> None:
        """Finish every file."""
        for file in self.files.values():
            file.close()


def _plain(rows: pa.Table) -> pa.Table:
    """The rows in one piece, so that one block makes one row group."""
    return rows.combine_chunks()


def _write_sheets(frame: pl.DataFrame, path: Path) -> list[Path]:
    """Write a frame as XLSX, in as many files as its rows need."""
    paths = []
    for number, first in enumerate(range(0, max(frame.height, 1), SHEET_ROWS), start=1):
        paths.append(path if number == 1 else path.with_stem(f"{path.stem}-{number}"))
        plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(paths[-1], plain) as book:
            book.set_properties({"created": _MADE})
            formats: dict[type[date], Format] = {
                datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
                date: book.add_format({"num_format": "yyyy-mm-dd"}),
            }
            sheet = book.add_worksheet(path.stem[:31])
            sheet.write_row(0, 0, frame.columns)
            rows = frame.slice(first, SHEET_ROWS).iter_rows()
            for place, row in enumerate(rows, start=1):
                _write_row(sheet, place, row, formats)
    return paths


def _write_row(
    sheet: Worksheet, place: int, row: tuple[object, ...], formats: Mapping[type[date], Format]
) -> None:
    """Write one row, each cell as what it is; blanks stay blank."""
    for column, value in enumerate(row):
        if isinstance(value, str):
            sheet.write_string(place, column, value)
        elif isinstance(value, bool):
            sheet.write_boolean(place, column, value)
        elif isinstance(value, (int, Decimal)):
            sheet.write_number(place, column, float(value))
        elif isinstance(value, date):
            sheet.write_datetime(place, column, value, formats[type(value)])
