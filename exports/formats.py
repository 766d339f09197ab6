"""The files an export can be: CSV, XLSX and Parquet."""

import io
from collections.abc import Mapping, Sequence
from enum import StrEnum

import polars as pl
import xlsxwriter
from polars import selectors as cs

from exports.neutral import neutralise

SHEET_ROWS = 1_048_575  # an Excel sheet holds no more below its header


class TooLong(ValueError):
    """``rows`` do not fit the format asked for. Another format holds them."""

    def __init__(self, rows: int) -> None:
        super().__init__(f"{rows:,} rows; an Excel sheet holds {SHEET_ROWS:,}. Use CSV.")
        self.rows = rows


class Format(StrEnum):
    """A file format, by its ending."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


FORMATS: Mapping[Format, str] = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
}


def encode(
    frame: pl.DataFrame,
    kind: Format,
    *,
    head: Sequence[tuple[str, str]],
    names: Mapping[str, str],
    patterns: Mapping[str, str],
    remarks: Mapping[str, str] | None = None,
) -> bytes:
    """``frame`` as a file; XLSX has ``head`` on a sheet before, and columns by ``names``,
    their numbers by ``patterns``.

    ``remarks`` go along in the others: what the rows are for, and how far to trust them. A CSV has
    each at the end of its header, over an empty column, so that programs read the others as ever; a
    Parquet file has them in its metadata by name.
    """
    remarks = remarks or {}
    plain = frame.with_columns(cs.by_dtype(pl.Enum, pl.Categorical).cast(pl.String))
    if kind is Format.CSV:
        headed = plain.with_columns(pl.lit("").alias(remark) for remark in remarks.values())
        return neutralise(headed).write_csv(include_bom=True).encode()
    if kind is Format.PARQUET:
        buffer = io.BytesIO()
        plain.write_parquet(buffer, metadata=dict(remarks) or None)
        return buffer.getvalue()
    return _workbook(plain, head, names, patterns)


def _workbook(
    frame: pl.DataFrame,
    head: Sequence[tuple[str, str]],
    names: Mapping[str, str],
    patterns: Mapping[str, str],
) -> bytes:
    if frame.height > SHEET_ROWS:
        raise TooLong(frame.height)
    buffer = io.BytesIO()
    literal = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **literal}) as book:
        about = book.add_worksheet(names["sheet_about"])
        bold = book.add_format({"bold": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        about.set_column(0, 0, 24)
        about.set_column(1, 1, 80)
        for row, (label, text) in enumerate(head):
            about.write_string(row, 0, label, bold)
            about.write_string(row, 1, text, wrapped)
        frame.rename({c: names[c] for c in frame.columns}).write_excel(
            book,
            worksheet=names["sheet_rows"],
            column_formats={names[c]: pattern for c, pattern in patterns.items()},
            autofit=True,
            autofilter=True,
            freeze_panes=(1, 0),
        )
    return buffer.getvalue()
