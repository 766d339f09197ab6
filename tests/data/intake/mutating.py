"""Good files of every kind, and ways to spoil any file: what the reader must get through."""

import gzip
import io
import json
import os
import sqlite3
import zipfile
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from hypothesis import strategies as st

BAD = Path(os.environ.get("PELANGGAN_BAD_INPUTS", "../shared/bad-inputs"))
LARGEST = 100_000  # bytes of a bad input that is spoilt further

STRAY = (
    b",", b'"', b"\n", b"\r", b";", b"\t", b"|", b"=", b"-", b"'", b"\x00", b"\xff", b"\xfe",
    b"0" * 30, b"9" * 400, b"1e400", b"1e-400", b"NaN", b"-0", b"Rp ", b"(1.234,5)",
    b"\xe2\x80\x8b", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"2025-02-30", b"31/12/99999",
    b"0000-00-00", b"T25:61:61Z", b"+99:99", b"</c>", b'r="XFD1048577"', b"<f>", b"A" * 5000,
    b"Grand Total", b"null", b"\xc2\xa0", b"sep=;\n",
)  # fmt: skip


@dataclass(frozen=True)
class Base:
    """A file to be spoilt: the name it comes under, its bytes, and the table it is for."""

    name: str
    data: bytes
    table: str


@dataclass(frozen=True)
class Edit:
    """One spoiling: ``what`` is done at share ``at`` of the bytes, with ``size`` and ``stray``."""

    what: str
    at: float
    size: int
    stray: bytes


EDITS = st.builds(
    Edit,
    st.sampled_from(["flip", "insert", "delete", "repeat", "cut", "swap", "inside"]),
    st.floats(0, 1, exclude_max=True),
    st.integers(1, 60),
    st.one_of(st.sampled_from(STRAY), st.binary(min_size=1, max_size=8)),
)


def spoilt(base: Base, edits: list[Edit]) -> bytes:
    """The bytes of ``base`` after all edits."""
    data = bytearray(base.data)
    for edit in edits:
        if edit.what == "inside":
            data = bytearray(_inside(bytes(data), edit))
        elif data:
            _change(data, edit)
    return bytes(data)


def _change(data: bytearray, edit: Edit) -> None:
    at, size = int(edit.at * len(data)), edit.size
    match edit.what:
        case "flip":
            data[at] ^= 1 + edit.stray[0] % 255
        case "insert":
            data[at:at] = edit.stray
        case "delete":
            del data[at : at + size]
        case "repeat":
            data[at:at] = data[at : at + size]
        case "cut":
            del data[max(at, len(data) - 40 * size) :]
        case _:
            data[at : at + size], data[:size] = data[:size], data[at : at + size]


def _inside(data: bytes, edit: Edit) -> bytes:
    """The same of one member of a zip or of what a gzip holds; other files as they are."""
    within = Edit("insert" if edit.size % 2 else "flip", edit.at, edit.size, edit.stray)
    try:
        if data[:2] == b"\x1f\x8b":
            inner = bytearray(gzip.decompress(data))
            _change(inner, within)
            return gzip.compress(bytes(inner), 1, mtime=0)
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            members = old.namelist()
            chosen = members[edit.size % len(members)]
            for member in members:
                content = bytearray(old.read(member))
                if member == chosen and content:
                    _change(content, within)
                new.writestr(zipfile.ZipInfo(member), bytes(content))
        return out.getvalue()
    except Exception:  # spoilt before: not a zip any more
        return data


def bases(folder: Path) -> list[Base]:
    """Good files of each kind, and the collection of bad ones where it is there."""
    rows = [
        (f"O{i // 2}", f"C{i % 5}", f"2025-01-{i % 28 + 1:02d}", f"P{i % 4}", i % 3 + 1, i + 0.5)
        for i in range(24)
    ]
    names = ("order_id", "customer_id", "order_date", "product_id", "quantity", "unit_price")
    lines = [",".join(names), *(",".join(map(str, row)) for row in rows)]
    plain = ("\n".join(lines) + "\n").encode()
    own = plain.replace(b",", b";").replace(b".5", b",5").replace(b"\n", b"\r\n")
    people = "Nama,Surel,No HP,Kota\n" + "".join(
        f"Ani {i},ani{i}@example.com,0812{i:06d},Médan\n" for i in range(20)
    )
    quoted = plain.replace(b"P1", b'"P\n1"').replace(b"P2", b'"P,""2"')
    frame = pl.DataFrame(rows, schema=list(names), orient="row")
    sheet, columns = io.BytesIO(), io.BytesIO()
    frame.write_excel(sheet)
    frame.with_columns(pl.col("order_date").str.to_date()).write_parquet(columns)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lines.csv", plain)
    good = [
        Base("lines.csv", plain, "order_lines"),
        Base("lines.tsv", plain.replace(b",", b"\t"), "order_lines"),
        Base("own.csv", own, "order_lines"),
        Base("quoted.csv", quoted, "order_lines"),
        Base("utf16.csv", plain.decode().encode("utf-16"), "order_lines"),
        Base("people.csv", people.encode(), "customers"),
        Base("people.csv", people.encode("cp1252"), "customers"),
        Base("lines.csv.gz", gzip.compress(plain, mtime=0), "order_lines"),
        Base("lines.zip", packed.getvalue(), "order_lines"),
        Base("lines.xlsx", sheet.getvalue(), "order_lines"),
        Base("lines.parquet", columns.getvalue(), "order_lines"),
        Base("lines.sqlite", _database(folder, names, rows), "order_lines"),
    ]
    return good + _bad()


def _database(folder: Path, names: tuple[str, ...], rows: list[tuple[object, ...]]) -> bytes:
    path = folder / "made.sqlite"
    connection = sqlite3.connect(path)
    connection.execute(f"create table orders ({', '.join(names)})")
    connection.executemany("insert into orders values (?, ?, ?, ?, ?, ?)", rows)
    connection.commit()
    connection.close()
    return path.read_bytes()


def _bad() -> list[Base]:
    manifest = BAD / "manifest.json"
    if not manifest.exists():
        return []
    entries = json.loads(manifest.read_text(encoding="utf-8"))["entries"]
    found = [(e.get("upload_as", e["name"]), BAD / e["name"], e["kind"]) for e in entries]
    return [
        Base(name, path.read_bytes(), kind)
        for name, path, kind in found
        if path.stat().st_size <= LARGEST
    ]
