"""What a file is, by its first bytes; the name only says what it claims to be."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePath

from data.intake.problems import reject

TEXT, XLSX, XLS = "text", "xlsx", "xls"
PARQUET, SQLITE, GZIP, ZIP = "parquet", "sqlite", "gzip", "zip"

_MAGIC = (
    (b"PAR1", PARQUET),
    (b"SQLite format 3\x00", SQLITE),
    (b"\x1f\x8b", GZIP),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", XLS),
)
_FOREIGN = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF", b"BZh", b"\xfd7zXZ",
    b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd", b"ARROW1", b"ORC", b"Obj\x01",
)  # fmt: skip
_CLAIMS = {
    ".csv": {TEXT}, ".tsv": {TEXT}, ".txt": {TEXT}, ".tab": {TEXT}, ".psv": {TEXT},
    ".xlsx": {XLSX}, ".xlsm": {XLSX}, ".xls": {XLS}, ".parquet": {PARQUET}, ".pq": {PARQUET},
    ".sqlite": {SQLITE}, ".sqlite3": {SQLITE}, ".db": {SQLITE}, ".gz": {GZIP}, ".zip": {ZIP},
}  # fmt: skip
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PICKLE = re.compile(rb"\x80[\x02-\x05](\x95|[\]}(cX])", re.DOTALL)
_MARKUP = re.compile(rb"\s*<(!doctype|html|\?xml|table|head|body|svg)", re.IGNORECASE)
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26, 27})


def kind_of(data: bytes | memoryview, name: str, *, inside: str | None = None) -> str:
    """The kind of the bytes, if it is one that ``name`` may carry.

    ``inside`` is the container the bytes lay in; containers do not nest. Raises
    :class:`data.intake.problems.Rejected`.
    """
    head = bytes(data[:65_536])
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x1a\x00"):
        raise reject("E_EMPTY", name)
    kind = _by_content(data, head, name)
    ending = PurePath(name.strip()).suffix.lower()
    if inside:
        if kind in (GZIP, ZIP):
            raise reject("E_FORMAT", name, found=kind, wanted="csv, xlsx, parquet")
        if ending in (".gz", ".zip"):
            return kind
    claimed = _CLAIMS.get(ending)
    if claimed and kind not in claimed:
        raise reject("E_FORMAT", name, found=kind, wanted=ending.lstrip("."))
    return kind


def _by_content(data: bytes | memoryview, head: bytes, name: str) -> str:
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return _inside_zip(data, name) if kind == ZIP else kind
    if head.startswith(_FOREIGN) or _PICKLE.match(head):
        raise reject("E_BINARY", name)
    if _MARKUP.match(head.removeprefix(_BOMS[0])) or head.lstrip()[:2] in (b"[{", b'{"'):
        raise reject("E_FORMAT", name, found="html, xml or json", wanted="csv")
    if not head.startswith(_BOMS) and not looks_like_utf16(head):
        odd = len(head) - len(head.translate(None, _CONTROLS))
        if odd > max(4, len(head) // 20) or (odd and odd > len(head) // 10):
            raise reject("E_BINARY", name)
    return TEXT


def looks_like_utf16(head: bytes) -> str | None:
    """The name of the UTF-16 these bytes seem to be, by where their zeros lie."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half and even > 0.6 * half and odd < 0.1 * half:
        return "utf-16-be"
    if half and odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    return None


def _inside_zip(data: bytes | memoryview, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
            if any(entry.flag_bits & 1 for entry in packed.infolist()):
                raise reject("E_ENCRYPTED", name)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise reject("E_CORRUPT", name) from None
    if "[Content_Types].xml" in names or any(entry.startswith("xl/") for entry in names):
        if any(entry.lower().endswith("vbaproject.bin") for entry in names):
            raise reject("E_MACRO", name)
        return XLSX
    return ZIP


def is_encrypted_office(data: bytes) -> bool:
    """Whether an OLE file is an Office document under a password."""
    wanted: Callable[[str], bytes] = lambda text: text.encode("utf-16-le")  # noqa: E731
    return wanted("EncryptedPackage") in data or wanted("EncryptionInfo") in data
