"""Sheets of Excel files: values as text, read by calamine after the file was looked over.

Looked over means: nothing unpacks beyond the limits, no cell lies far out (calamine would set aside
room for all between), and cells that hold an error or a formula without a value are marked, which
calamine reads as blank or 0.
"""

import io
import re
import zipfile

import fastexcel
import polars as pl

from data.intake import header as headers
from data.intake import unpack
from data.intake.limits import Limits
from data.intake.problems import Problem, ask, reject
from data.intake.raw import Raw
from data.intake.sniff import XLS, is_encrypted_office

_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FAR = re.compile(rb'<(?:row|c)\b[^>]*?\br="([A-Z]{0,3})(\d{1,7})"')
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_THOUSANDS = r"^\s*-?[0-9]{1,3}(\.[0-9]{3})+\s*$"


def read(data: bytes, kind: str, name: str, limits: Limits, answers: dict[str, str]) -> Raw:
    """The one sheet with rows. Raises E_SHEET where there are several, E_CORRUPT, E_LIMIT, …"""
    if kind == XLS:
        if is_encrypted_office(data):
            raise reject("E_ENCRYPTED", name)
        odd = []
    else:
        odd = _look_over(data, name, limits)
    try:
        book = fastexcel.read_excel(data)
        found = [
            (sheet, frame) for sheet in book.sheet_names if (frame := _load(book, sheet)).height > 0
        ]
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError):
        raise reject("E_CORRUPT", name) from None
    wanted = answers.get("E_SHEET")
    chosen = [item for item in found if wanted in (None, item[0])]
    if not found:
        raise reject("E_EMPTY", name)
    if len(chosen) != 1:
        raise ask("E_SHEET", name, choices=", ".join(sheet for sheet, _ in found))
    sheet, frame = chosen[0]
    marks = [
        mark
        for at, mark in odd
        if len(book.sheet_names) == 1 or at == book.sheet_names.index(sheet)
    ]
    raw = _table(frame, name, limits, answers, sheet, marks)
    raw.texts = _texts(book, sheet, raw)
    return raw


def _texts(book: fastexcel.ExcelReader, sheet: str, raw: Raw) -> frozenset[str]:
    """The columns in which `1.250` may be a thousand: cells of texts, not numbers, hold it."""
    doubtful = [c for c in raw.header if raw.cells[c].str.contains(_THOUSANDS).any()]
    if not doubtful:
        return frozenset()
    first = int(raw.settings["header"])
    rows = book.load_sheet(sheet, header_row=None, skip_rows=first, schema_sample_rows=None)
    kinds = rows.to_polars().dtypes
    return frozenset(c for c in doubtful if kinds[raw.header.index(c)] == pl.String)


def _load(book: fastexcel.ExcelReader, sheet: str) -> pl.DataFrame:
    return book.load_sheet(sheet, header_row=None, skip_rows=0, dtypes="string").to_polars()


def _table(  # noqa: PLR0917 - a sheet and all that is known of it
    frame: pl.DataFrame,
    name: str,
    limits: Limits,
    answers: dict[str, str],
    sheet: str,
    marks: list[tuple[int, int, str]],
) -> Raw:
    headers.guard_width(frame.width, limits.columns, name)
    top = [list(row) for row in frame.head(headers.LOOKED_AT).iter_rows()]
    place = headers.find(top, name, answers)
    columns = headers.names(top[place] if place is not None else [""] * frame.width, name)
    first = 0 if place is None else place + 1
    frame.columns = columns
    numbers = pl.int_range(1, frame.height + 1, eager=True)
    marked_rows = {row - 1 for row, _, _ in marks}
    kept = ~frame.select(
        pl.all_horizontal((pl.all().is_null()) | (pl.all().str.strip_chars() == ""))
    ).to_series()
    if marked_rows:
        kept = kept | pl.Series([i in marked_rows for i in range(frame.height)])
    kept = kept & (numbers > first)
    cells, lines = frame.filter(kept), numbers.filter(kept)
    if not cells.height:
        raise headers.none_left(name)
    index = {line: i for i, line in enumerate(lines.to_list())} if marks else {}
    marked = [
        (index[row], columns[column], code)
        for row, column, code in marks
        if row in index and column < len(columns)
    ]
    settings = {"sheet": sheet, "header": str(first)}
    found: list[Problem] = []
    return Raw(name, columns, cells, lines, [], found, marked, typed=True, settings=settings)


def _look_over(data: bytes, name: str, limits: Limits) -> list[tuple[int, tuple[int, int, str]]]:
    """Sheet number, row, column and code of each cell that calamine would misread."""
    marks: list[tuple[int, tuple[int, int, str]]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        unpack.guard_members(packed, name, limits)
        names = set(packed.namelist())
        if "xl/workbook.xml" not in names:
            raise reject("E_CORRUPT", name)
        sheets = sorted(filter(_SHEET.fullmatch, names), key=_number)
        for at, sheet in enumerate(sheets):
            content = unpack.read_member(packed, packed.getinfo(sheet), name, limits)
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise reject("E_CORRUPT", name)
            _guard_span(content, name, limits)
            if b"<f" in content or b't="e"' in content:
                marks += [(at, mark) for mark in _odd_cells(content)]
    return marks


def _number(sheet: str) -> tuple[int, str]:
    found = re.search(r"[0-9]{1,9}", sheet.rpartition("/")[2])
    return (int(found.group()) if found else 0, sheet)


def _guard_span(content: bytes, name: str, limits: Limits) -> None:
    """Refuse a sheet that spans too many cells, or whose cells lie beyond any sheet."""
    rows, columns = 0, 0
    for letters, digits in _FAR.findall(content):
        rows = max(rows, int(digits))
        columns = max(columns, _column(letters) + 1)
    if rows * max(columns, 1) > limits.sheet_cells or rows > 1_048_576 or columns > 16_384:
        raise reject("E_LIMIT", name, rows_found=rows, columns=columns)
    headers.guard_width(columns, limits.columns, name)


def _odd_cells(content: bytes) -> list[tuple[int, int, str]]:
    found = []
    for attributes, inner in _CELL.findall(content):
        place = _PLACE.search(attributes)
        if place is None:
            continue
        at = int(place.group(2)), _column(place.group(1))
        if b't="e"' in attributes:
            found.append((*at, "E_EXCEL_ERROR"))
        elif b"<f" in inner and not re.search(rb"<v>[^<]", inner):
            found.append((*at, "E_FORMULA"))
    return found


def _column(letters: bytes) -> int:
    """0 for A, 25 for Z, 26 for AA; -1 for none."""
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value - 1
