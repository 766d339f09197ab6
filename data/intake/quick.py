"""A regular text file by pyarrow, all at once; columns that repeat come as Enums.

Regular is a file whose rows stand on one line each and have one length, without stray quotes.
"""

import re
from collections.abc import Mapping, Sequence

import polars as pl
import pyarrow as pa
import pyarrow.csv as pv

from data.intake.coded import Parts, of_cells
from data.intake.signs import Signs

_LOOKED_AT = 4 << 20  # bytes of the file that tell which columns repeat
_ROWS_A_WORD = 6  # in the second half of them, for each cell that the first has not
_BLOCK = 4 << 20
_CODED = pa.dictionary(pa.int32(), pa.string())
_WORDS = 1 << 16  # more different cells are no longer a gain


def read(data: bytes, signs: Signs, width: int, first: int) -> pl.DataFrame | None:
    """The rows after physical line ``first``: String or Enum columns c0, c1, …; none is null.

    None where the file is not regular. ``signs`` are those of ``data`` without its last ends of
    lines.
    """
    end, delimiter = signs.end, signs.delimiter
    if (
        (not signs.plain and (b"\x00" in data or _lone_return(data, end)))
        or b"\n" not in data
        or _stray_quote(data, delimiter)
    ):
        return None
    expected = signs.ends + 1 - first
    names = [f"c{i}" for i in range(width)]
    if expected <= 0:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    text, kinds = pa.py_buffer(data), dict.fromkeys(names, pa.string())
    top = _cells(text.slice(0, _some(data, end)), delimiter, first, kinds)
    if top is None:
        return None
    kinds |= {name: _CODED for name in names if _repeats(_text(top[name]))}
    found = _cells(text.slice(0, end), delimiter, first, kinds)
    if found is None or found.num_rows != expected:
        return None
    frame = _framed(found)
    cells = Parts({name: of_cells(frame[name]) for name in names})
    blank = cells.tells(names[0], _is_blank)
    for name in names[1:]:
        if not blank.any():
            return frame
        blank = blank & cells.tells(name, _is_blank)
    return None if blank.any() else frame


def _some(data: bytes, end: int) -> int:
    """Where the first rows end that are looked at; at the end of a line."""
    at = data.rfind(b"\n", 0, _LOOKED_AT) if end > _LOOKED_AT else -1
    return at if at > 0 else end


def _cells(
    text: pa.Buffer, delimiter: str, first: int, kinds: Mapping[str, pa.DataType]
) -> pa.Table | None:
    """The cells of each row as ``kinds`` says by column; None where a row has more or fewer."""
    try:
        return pv.read_csv(
            pa.BufferReader(text),
            read_options=pv.ReadOptions(
                column_names=list(kinds), skip_rows=first, block_size=_BLOCK
            ),
            parse_options=pv.ParseOptions(delimiter=delimiter),
            convert_options=pv.ConvertOptions(
                column_types=kinds, strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None


def _repeats(cells: pl.Series) -> bool:
    """Whether the second half of the cells that are filled says little that the first does not."""
    filled = cells.filter(cells != "")
    half = filled.len() // 2
    new = filled.n_unique() - filled.head(half).n_unique()
    return new * _ROWS_A_WORD <= half


def _framed(table: pa.Table) -> pl.DataFrame:
    """The cells as Polars has them: text, or an Enum of each different cell."""
    columns = {name: table[name] for name in table.column_names}
    return pl.DataFrame(
        {
            name: _enum(cells) if pa.types.is_dictionary(cells.type) else _text(cells)
            for name, cells in columns.items()
        }
    )


def _enum(cells: pa.ChunkedArray) -> pl.Series:
    """Cells read as dictionaries, as an Enum; as text where they repeat too little after all."""
    if 2 * sum(len(chunk.dictionary) for chunk in cells.chunks) > len(cells):
        return pl.concat([_words(chunk).gather(_codes([chunk])) for chunk in cells.chunks])
    alike = cells.unify_dictionaries()
    words, codes = _words(alike.chunk(0)), _codes(alike.chunks)
    if words.len() >= _WORDS:
        return words.gather(codes)
    size = pl.UInt8 if words.len() < 1 << 8 else pl.UInt16
    return codes.cast(size).rechunk().cat.to(pl.Enum(words))


def _words(chunk: pa.DictionaryArray) -> pl.Series:
    return _text(pa.chunked_array([chunk.dictionary]))


def _codes(chunks: Sequence[pa.DictionaryArray]) -> pl.Series:
    return _text(pa.chunked_array([chunk.indices for chunk in chunks]))


def _text(cells: pa.ChunkedArray) -> pl.Series:
    # As a table of one column: an array by itself would have Polars load all of pyarrow.compute.
    found = pl.from_arrow(pa.Table.from_arrays([cells], ["cells"]))
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - a table becomes a frame
    return found.to_series()


def _is_blank(cells: pl.Series) -> pl.Series:
    return cells == ""


def _lone_return(data: bytes, end: int) -> bool:
    return b"\r" in data and data.count(b"\r", 0, end) != data.count(b"\r\n", 0, end)


def _stray_quote(data: bytes, delimiter: str) -> bool:
    """Whether a quote stands between two other signs, where it neither opens nor closes a cell."""
    other = rb'[^"\r\n' + re.escape(delimiter).encode() + rb"]"
    # Begins with the quote itself, which is found ten times sooner than a class of signs.
    return b'"' in data and re.search(rb'"(?<=' + other + rb'")' + other, data) is not None
