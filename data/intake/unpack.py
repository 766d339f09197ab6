"""Bytes out of a gzip or zip file, never more than the limits allow and never onto the disk."""

import io
import re
import zipfile
import zlib

from data.intake.limits import Limits
from data.intake.problems import ask, reject

_STEP = 1 << 20
_DAMAGED = (  # what zipfile raises for members that are not what their headers say
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def gunzip(data: bytes, name: str, limits: Limits) -> bytes:
    """What a gzip file holds, all of it or nothing. Raises E_CORRUPT, E_ZIP_BOMB."""
    parts: list[bytes] = []
    size, rest = 0, data
    try:
        while rest:
            member = zlib.decompressobj(wbits=31)
            while not member.eof:
                part = member.decompress(rest, _STEP)
                rest = member.unconsumed_tail
                size += len(part)
                _guard(size, len(data), name, limits)
                parts.append(part)
                if not part and not rest and not member.eof:
                    raise reject("E_CORRUPT", name)
            rest = member.unused_data.lstrip(b"\x00")
    except zlib.error:
        raise reject("E_CORRUPT", name) from None
    return b"".join(parts)


def unzip(data: bytes, name: str, limits: Limits, wanted: str | None) -> tuple[str, bytes]:
    """Name and bytes of the one file in a zip. Raises E_SHEET where it holds several."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        held = [entry for entry in packed.infolist() if not entry.is_dir()]
        files = [e for e in held if not re.search(r"(^|/)(__MACOSX/|\.)", e.filename)]
        if not files:
            raise reject("E_EMPTY", name)
        chosen = [entry for entry in files if wanted in (None, entry.filename)]
        if len(chosen) != 1:
            choices = [entry.filename for entry in files[:20]]
            raise ask("E_SHEET", name, choices=", ".join(choices))
        return chosen[0].filename, read_member(packed, chosen[0], name, limits)


def read_member(
    packed: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, limits: Limits
) -> bytes:
    """The bytes of one member. Raises E_ZIP_BOMB, E_CORRUPT."""
    _guard(entry.file_size, entry.compress_size, name, limits)
    parts, size = [], 0
    try:
        with packed.open(entry) as stream:
            while part := stream.read(_STEP):
                size += len(part)
                _guard(size, entry.compress_size, name, limits)
                parts.append(part)
    except _DAMAGED:
        raise reject("E_CORRUPT", name) from None
    return b"".join(parts)


def guard_members(packed: zipfile.ZipFile, name: str, limits: Limits) -> None:
    """Refuse a zip whose members say they grow too much. Raises E_ZIP_BOMB."""
    entries = packed.infolist()
    for entry in entries:
        _guard(entry.file_size, entry.compress_size, name, limits)
    _guard(sum(e.file_size for e in entries), sum(e.compress_size for e in entries), name, limits)


def _guard(expanded: int, packed: int, name: str, limits: Limits) -> None:
    grown = expanded > limits.ratio_from and expanded > limits.ratio * max(packed, 1)
    if grown or expanded > limits.expanded:
        raise reject("E_ZIP_BOMB", name, megabytes=expanded >> 20)
