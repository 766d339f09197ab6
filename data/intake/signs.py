"""Which signs a text is made of, found on its bytes at once and not cell by cell."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import pyarrow as pa

_INLINE = 12  # bytes of a cell that Arrow keeps beside its length
_SPAN = 1 << 20  # bytes looked at together: they stay in the processor's own memory
_LF, _CR, _SPACE, _FIRST, _LAST, _ASCII = 10, 13, 32, 32, 126, 127


@dataclass(frozen=True)
class Signs:
    """Of the first ``end`` bytes of a text with delimiters.

    ``ends`` counts the ends of its lines. ``printable``: there is nothing of ASCII in its cells
    that cannot be printed, but for ends of lines in quotes; ``plain``: and nothing beyond ASCII.
    ``tight``: no space stands at either end of any cell that has no quotes.
    """

    end: int
    delimiter: str
    ends: int
    printable: bool
    plain: bool
    tight: bool


def survey(data: bytes, end: int, delimiter: str) -> Signs:
    """The signs of the first ``end`` bytes of ``data``."""
    text = _bytes(pa.py_buffer(data).slice(0, end))
    ends = returns = others = beyond = 0
    ascii_only = data.isascii()
    tight = not data.startswith(b" ") and data[end - 1 : end] != b" "
    mark = delimiter.encode()[0]
    for start in range(0, text.len(), _SPAN):
        part = text.slice(start, _SPAN)
        ends += int((part == _LF).sum())
        odd = (part < _FIRST) | (part > _LAST)
        others += int((odd if mark >= _FIRST else odd & (part != mark)).sum())
        beyond += 0 if ascii_only else int((part > _ASCII).sum())
        if tight:
            part = text.slice(start, _SPAN + 1)  # with the first byte of the next
            space, edge = part == _SPACE, (part == mark) | (part == _LF) | (part == _CR)
            tight = not (_follows(space, edge) or _follows(edge, space))
    if others > ends and b"\r" in data:
        returns = data.count(b"\r\n", 0, end)
    printable = others - beyond == ends + returns
    return Signs(end, delimiter, ends, printable, plain=printable and not beyond, tight=tight)


def lacks(text: pl.Series, signs: str) -> bool:
    """Whether none of ``signs``, all ASCII letters, is in any cell."""
    long = text.str.len_bytes() > _INLINE
    if long.any():
        if text.filter(long).str.contains(f"[{signs}]").any():
            return False
        text = text.filter(~long)
    array: Any = text.to_arrow(compat_level=pl.CompatLevel.newest())
    held = _bytes(array.buffers()[1])  # of each cell its length, at most 12, and its bytes
    return not any((held == ord(sign)).any() for sign in signs)


def _bytes(buffer: pa.Buffer) -> pl.Series:
    array = pa.Array.from_buffers(pa.uint8(), buffer.size, [None, buffer])
    # As a table of one column: an array by itself would have Polars load all of pyarrow.compute.
    found = pl.from_arrow(pa.Table.from_arrays([array], ["byte"]), rechunk=False)
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - a table becomes a frame
    return found.to_series()


def _follows(one: pl.Series, other: pl.Series) -> bool:
    """Whether ``other`` comes right after ``one`` anywhere."""
    size = one.len() - 1
    return bool((one.slice(0, size) & other.slice(1, size)).any())
