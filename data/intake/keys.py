"""Texts and identifiers: trimmed, otherwise kept as they are; what cannot be seen is not let in."""

import hashlib
import hmac
import unicodedata

import polars as pl

from data.intake.numbers import EXCEL_ERRORS, SHARE_APART, Parsed

_NOTHING = r"(?i)^(null|none|nan|n/a|<na>|\(blank\))$"
_SIZES = (3, 4, 7, 9)  # bytes of the words for nothing, one with a Kelvin sign for its k
_MASKED = r"\*{2}|(?i:x{3})[0-9]|[•●]"
_GUARDED = r"^'+[=+\-@\t\r\n]"
_SCIENTIFIC = r"^[0-9]\.[0-9]+[Ee]\+[0-9]{2,}$"
_LOOKALIKES = str.maketrans(  # Cyrillic and Greek letters, and the Latin ones they look like
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0405"
    "\u0408\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u0391\u0392\u0395"
    "\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf\u03bd\u0406",
    "ABEKMHOPCTYXISJaeopcyxisjABEZHIKMNOPTYXovI",
)


def unguard(text: pl.Series) -> pl.Series:
    """Take off the one ``'`` that our own export puts before what a spreadsheet would run."""
    if not text.str.starts_with("'").any():
        return text
    frame = pl.DataFrame({"t": text})
    t = pl.col("t")
    return frame.select(
        pl.when(t.str.contains(_GUARDED)).then(t.str.slice(1)).otherwise(t)
    ).to_series()


def read_text(text: pl.Series, most: int) -> Parsed:
    """A column of free text; blank is null. Marks E_CELL_TOO_LONG."""
    filled = pl.when(text != "").then(text)
    parsed = Parsed(pl.select(filled).to_series() if (text == "").any() else text)
    mark_long(parsed, text, most)
    return parsed


def mark_long(parsed: Parsed, text: pl.Series, most: int) -> None:
    """Mark E_CELL_TOO_LONG where a cell has more than ``most`` bytes."""
    long = text.str.len_bytes() > most
    if long.any():
        parsed.mark("E_CELL_TOO_LONG", long)


def read_key(
    text: pl.Series, most: int, *, narrow: bool = False, absent: frozenset[str] = frozenset()
) -> tuple[Parsed, bool]:
    """A column of identifiers, and whether a spreadsheet ruined the column.

    ``text`` is stripped, blank as ""; all of it is printable ASCII where it is ``narrow``, and has
    none of the signs ``absent``. Marks E_KEY_INVISIBLE, E_KEY_CONFUSABLE, E_EXCEL_ERROR,
    E_SCI_ID, E_CELL_TOO_LONG, W_FLOAT_ID, W_LOST_ZEROS.
    """
    nothing = _says_nothing(text)
    values = pl.select(pl.when(~nothing).then(text)).to_series() if nothing.any() else text
    parsed = Parsed(values)
    if "#" not in absent and text.str.starts_with("#").any():
        parsed.mark("E_EXCEL_ERROR", text.str.to_uppercase().is_in(EXCEL_ERRORS))
    mark_long(parsed, text, most)
    filled = int(values.is_not_null().sum())
    everywhere = filled and _first(values).endswith(".0") and _all_end(values, ".0")
    if everywhere and values.str.contains(r"^[0-9]+\.0$").drop_nulls().all():
        parsed.values = values = values.str.strip_suffix(".0")
        parsed.mark("W_FLOAT_ID", values.is_not_null())
    ruined = False
    if "+" not in absent and values.str.contains("+", literal=True).any():
        scientific = values.str.contains(_SCIENTIFIC).fill_null(value=False)
        ruined = int(scientific.sum()) > 0.01 * filled
        parsed.mark("E_SCI_ID", scientific)
    if not narrow and values.str.contains(r"[^\x20-\x7e]").any():
        _look_closer(parsed)
    elif filled and _first(values).isdecimal() and _are_digits(values):
        lengths = values.str.len_bytes()
        if lengths.min() != lengths.max():
            parsed.mark("W_LOST_ZEROS", values.is_not_null() & (lengths < lengths.max()))
    return parsed, ruined


def _says_nothing(text: pl.Series) -> pl.Series:
    """Cells that are blank, or a word for nothing."""
    size = text.str.len_bytes()
    nothing = size == 0
    short = size.is_in(_SIZES)
    if (cells := int(short.sum())) and cells < text.len() // 2:
        rows = short.arg_true()
        words = rows.filter(text.gather(rows).str.contains(_NOTHING))
        return nothing.scatter(words, pl.Series([True]).new_from_index(0, words.len()))
    return nothing | text.str.contains(_NOTHING) if cells else nothing


def _first(values: pl.Series) -> str:
    at = values.is_not_null().arg_max()
    return str(values[at]) if at is not None else ""


def _all_end(values: pl.Series, end: str) -> bool:
    return bool(values.str.ends_with(end).drop_nulls().all())


def _are_digits(values: pl.Series) -> bool:
    return bool(values.str.contains(r"^[0-9]+$").drop_nulls().all())


def _look_closer(parsed: Parsed) -> None:
    """Identifiers with signs that cannot be seen, or that look like others but are not."""
    odd = parsed.values.str.contains(r"[^\x20-\x7e]").fill_null(value=False)
    cells = parsed.values.filter(odd).unique(maintain_order=True)
    apart = int(odd.sum()) <= SHARE_APART * int(parsed.values.is_not_null().sum())
    codes = {cell: _key_code(cell, apart=apart) for cell in cells}
    composed = {cell: unicodedata.normalize("NFC", cell) for cell in cells}
    changed = {cell: now for cell, now in composed.items() if cell != now}
    for code in ("E_KEY_INVISIBLE", "E_KEY_CONFUSABLE"):
        these = [cell for cell, found in codes.items() if found == code]
        if these:
            parsed.mark(code, parsed.values.is_in(these))
    if changed:
        parsed.values = parsed.values.replace(changed)


def _key_code(cell: str, *, apart: bool) -> str | None:
    if any(unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn") for c in cell):
        return "E_KEY_INVISIBLE"
    lookalike = unicodedata.normalize("NFKC", cell.translate(_LOOKALIKES))
    letters = [c for c in cell if c.isalpha()]
    mixed = any(c.isascii() for c in letters) and any(
        unicodedata.name(c, "").startswith(("CYRILLIC", "GREEK")) for c in letters
    )
    if mixed or (apart and lookalike.isascii() and lookalike != cell):
        return "E_KEY_CONFUSABLE"
    return None


def hashed(values: pl.Series, kind: str, key: bytes) -> pl.Series:
    """Keyed hashes in place of e-mails, phones or user names, so that none becomes an id."""
    plain = normalise(values, kind)
    known = {
        value: f"{kind[0]}-{hmac.new(key, value.encode(), hashlib.sha256).hexdigest()[:24]}"
        for value in plain.drop_nulls().unique()
    }
    return plain.replace_strict(known, default=None, return_dtype=pl.String)


def normalise(values: pl.Series, kind: str) -> pl.Series:
    """One way of writing an e-mail (small letters), a phone (62…) or a user name; else null.

    What is masked (`+62812****89`) is null: several people share it.
    """
    values = pl.select(pl.when(~values.str.contains(_MASKED)).then(values)).to_series()
    if kind == "email":
        low = values.str.to_lowercase()
        frame = pl.DataFrame({"v": low})
        return frame.select(pl.when(pl.col("v").str.contains(EMAIL)).then("v")).to_series()
    if kind == "phone":
        digits = values.str.replace_all(r"\D", "")
        digits = digits.str.replace(r"^00", "").str.replace(r"^0", "62").str.replace(r"^8", "628")
        frame = pl.DataFrame({"v": digits})
        return frame.select(
            pl.when(pl.col("v").str.contains(r"^[0-9]{8,15}$")).then("v")
        ).to_series()
    return values.str.to_lowercase()


EMAIL = r"^[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}$"
