"""Amounts and quantities out of text: one way of writing per column, found on all its rows.

`dot` is 1,234.56 and `comma` is 1.234,56. Signs of currency, brackets and trailing or typographic
minus signs, thousands as spaces or apostrophes and powers of ten are read too, and said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import polars as pl

from data.intake.coded import Coded, Column, words_of
from data.intake.signs import lacks

Style = Literal["dot", "comma"]
EXACT = pl.Decimal(38, 10)
MOST = 10**15
WIDE = pl.Decimal(38, 6)
"""Holds the product of two numbers below :data:`MOST`."""
SHARE_APART = 0.2
"""Up to this share of a column's rows may be unlike the rest before the whole column is asked."""

BLANK = ("", "n/a", "#n/a n/a", "null", "none", "-", "–", "—", "nil")
EXCEL_ERRORS = (
    "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#N/A", "#NULL!", "#SPILL!", "#CALC!",
)  # fmt: skip
_CURRENCY = (
    r"(?i)(rp|idr|us\$|usd|s\$|sgd|a\$|aud|\$|€|eur|£|gbp|rm|myr|¥|jpy|cny|rmb|₹|inr|₫|vnd"
    r"|฿|thb|₱|php|₩|krw)"
)
_CODES = {
    "rp": "IDR", "us$": "USD", "$": "USD", "s$": "SGD", "a$": "AUD", "€": "EUR", "£": "GBP",
    "rm": "MYR", "¥": "JPY", "rmb": "CNY", "₹": "INR", "₫": "VND", "฿": "THB", "₱": "PHP",
    "₩": "KRW",
}  # fmt: skip
_SPACES = r"[\s\u00a0\u2007\u2008\u2009\u200a\u202f]"
_LOOKED_AT = 2_000
_DECIMAL_DOT = r"\.([0-9]{0,2}|[0-9]{4,})$|^-?0?\.|[eE]"
_PATTERNS = {
    "dot": r"^-?([0-9]{1,3}(,[0-9]{2,3})*,[0-9]{3}|[0-9]+)?(\.[0-9]*)?$",
    "comma": r"^-?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)?(,[0-9]*)?$",
}


@dataclass
class Parsed:
    """A column read: values, how they were written, per code a mask of the rows it holds for.

    With ``codes``, values and masks are those of different cells, and ``codes`` tell of each row
    which it has.
    """

    values: pl.Series
    style: str = ""  # the answer that would have settled how the column is written
    form: str = ""  # how it is written, to be shown
    currency: str = ""  # with whose sign most cells are written
    issues: list[tuple[str, pl.Series]] = field(default_factory=list)
    codes: pl.Series | None = None
    mixed: bool = False  # written in more than one way, of which the commonest was taken

    def mark(self, code: str, mask: pl.Series) -> None:
        """Note rows, if there are any."""
        mask = mask.fill_null(value=False)
        if mask.any():
            self.issues.append((code, mask))


def exact(texts: Mapping[str, Column]) -> dict[str, Column]:
    """What is a plain number in each column as Decimal(38, 10), null where it is none."""
    rows = {part: text for part, text in texts.items() if isinstance(text, pl.Series)}
    found: dict[str, Column] = {
        part: text.each(_exactly) for part, text in texts.items() if isinstance(text, Coded)
    }
    if rows:
        found |= pl.DataFrame(rows).select(pl.all().cast(EXACT, strict=False)).to_dict()
    return {part: found[part] for part in texts}


def _exactly(text: pl.Series) -> pl.Series:
    return text.cast(EXACT, strict=False)


def style_of(cells: Column, numbers: Column) -> tuple[Style | None, int, int]:
    """How a column writes numbers, None where its rows do not tell; cells for dot and for comma.

    One column of stripped text, blank as "", and its :func:`exact` numbers. Where all cells are
    plain numbers, how many tell for the dot is reckoned by the first rows. Different cells count
    as often as they stand.
    """
    text, plain = words_of(cells), words_of(numbers)
    is_odd = plain.is_null() & (text != "")
    if not is_odd.any():
        top = cells.head(_LOOKED_AT)
        decisive = int(top.str.contains(_DECIMAL_DOT).sum())
        if decisive:
            return "dot", decisive * cells.len() // top.len(), 0
    counts = cells.counts() if isinstance(cells, Coded) else None
    odd, often = text.filter(is_odd), None if counts is None else counts.filter(is_odd)
    dotted = plain.is_not_null() & text.str.contains(".", literal=True)
    frame = _normalised(odd)
    dots = _count(dotted & text.str.contains(_DECIMAL_DOT), counts)
    commas = 0
    if frame.height:
        t = frame["text"]
        rupiah = frame["currency"].str.to_lowercase().is_in(["rp", "idr"]).fill_null(value=False)
        comma = t.str.contains(
            r"^-?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+$|^-?[0-9]+,([0-9]{1,2}|[0-9]{4,})$|^-?[0-9]{1,3}(\.[0-9]{3}){2,}$"
        )
        comma = comma | (rupiah & t.str.contains(r"^-?[0-9]{1,3}(\.[0-9]{3})+$"))
        dot = (
            t.str.contains(
                r"^-?[0-9]{1,3}(,[0-9]{2,3})*,[0-9]{3}\.[0-9]+$|^-?[0-9]+\.([0-9]{1,2}|[0-9]{4,})$|^-?[0-9]{1,3}(,[0-9]{3}){2,}$"
            )
            & ~comma
        )
        commas, dots = _count(comma, often), dots + _count(dot, often)
    if dots or commas:
        return ("comma" if commas > dots else "dot"), dots, commas
    unsure = dotted.any() or (
        frame.height and frame["text"].str.contains(r"^-?[0-9]{1,3}[.,][0-9]{3}$").any()
    )
    if unsure and dotted.any() and text.str.contains(r"^[0-9]{4,}$").any():
        return "dot", 0, 0  # thousands are written without a sign, so the dot is a decimal one
    return (None if unsure else "dot"), 0, 0


def _count(mask: pl.Series, counts: pl.Series | None) -> int:
    """How many cells a mask holds for; of different ones, how often they stand."""
    return int((mask if counts is None else counts.filter(mask)).sum())


def parse(
    text: pl.Series, values: pl.Series, style: Style, currency: str, *, typed: bool
) -> Parsed:
    """The numbers of a column written in one style; blank cells are null and marked E_NULL.

    ``text`` is stripped, blank as ""; ``values`` are its :func:`exact` numbers. A cell may be
    signed with the currency of most cells; where few are signed, with ``currency``.
    """
    parsed = Parsed(values, form=style)
    if typed:
        parsed.mark("E_NOT_FINITE", text.str.to_lowercase().is_in(["nan", "inf", "-inf"]))
    elif not lacks(text, "eE"):
        parsed.mark("W_SCI", text.str.contains("[eE]") & values.is_not_null())
    again = values.is_null()
    if values.null_count():
        again = again & (text != "")
    if style == "comma":
        again = again | text.str.contains(".", literal=True)
    if again.any():
        _read_again(text, again, style, currency, parsed)
    parsed.mark("E_NULL", text == "")
    if _far(parsed.values):
        big = parsed.values.abs() >= MOST
        parsed.mark("E_RANGE", big)
        parsed.values = parsed.values.set(big.fill_null(value=False), None)
    return parsed


def _far(values: pl.Series) -> bool:
    low, high = values.min(), values.max()
    return any(isinstance(end, Decimal) and abs(end) >= MOST for end in (low, high))


def _read_again(
    text: pl.Series, again: pl.Series, style: Style, currency: str, parsed: Parsed
) -> None:
    """Read the cells that are no plain numbers, each different text once."""
    found = _read_odd(text.filter(again).unique(maintain_order=True), style)
    joined = pl.DataFrame({"cell": text}).join(found, on="cell", how="left", maintain_order="left")
    parsed.values = pl.select(
        pl.when(again).then(joined["value"]).otherwise(parsed.values)
    ).to_series()
    for column in ("code", "warning"):
        for code in found[column].drop_nulls().unique(maintain_order=True):
            parsed.mark(code, again & (joined[column] == code))
    signed = found["currency"].drop_nulls()
    if signed.len():
        codes = joined["currency"].str.to_lowercase().replace(_CODES).str.to_uppercase()
        parsed.mark("W_CURRENCY", again & codes.is_not_null())
        seen = codes.filter(again).drop_nulls()
        own = currency
        if 2 * seen.len() > int((text != "").sum()):
            own = parsed.currency = str(seen.mode().sort()[0])
        parsed.mark("E_CURRENCY", again & (codes != own))


def _normalised(cells: pl.Series) -> pl.DataFrame:
    """Cells without currency, spaces and unusual minus signs: cell, text, currency, warning."""
    frame = pl.DataFrame({"cell": cells}, schema={"cell": pl.String})
    text = pl.col("text")
    frame = frame.with_columns(
        text=pl.col("cell").str.replace_all(r"[\u2212\u2013\u2010\u2011\uFE63\uFF0D]", "-"),
    ).with_columns(
        warning=pl.when(pl.col("cell") != text)
        .then(pl.lit("W_UNICODE_MINUS"))
        .when(text.str.contains(r"[0-9]\s*-$") & ~text.str.contains(r",-$|^-"))
        .then(pl.lit("W_TRAILING_MINUS")),
        currency=text.str.extract(rf"^[-(]?\s*{_CURRENCY}[\s.0-9(-]").fill_null(
            text.str.extract(rf"[0-9)\s]{_CURRENCY}\)?$")
        ),
    )
    return frame.with_columns(
        text.str.replace(rf"^([-(]?)\s*{_CURRENCY}\.?\s*", "$1")
        .str.replace(rf"\s*{_CURRENCY}(\)?)$", "$2")
        .str.replace(r",-+$", "")
        .str.replace(r"^\((.*)\)$", "-$1")
        .str.replace(r"^(.*[0-9])\s*-$", "-$1")
        .str.replace(r"^--", "-")
        .str.replace(r"^\+", "")
        .str.replace(rf"^-{_SPACES}+", "-")
    ).with_columns(
        pl.when(text.str.contains(rf"^-?[0-9]{{1,3}}({_SPACES}[0-9]{{3}})+([.,][0-9]+)?$"))
        .then(text.str.replace_all(_SPACES, ""))
        .when(text.str.contains(r"^-?[0-9]{1,3}(['’][0-9]{3})+([.,][0-9]+)?$"))
        .then(text.str.replace_all(r"['’]", ""))
        .otherwise(text)
        .alias("text")
    )


def _read_odd(cells: pl.Series, style: Style) -> pl.DataFrame:
    """Value, code, warning and currency of each cell that is not a plain number."""
    other: Style = "comma" if style == "dot" else "dot"
    text, low = pl.col("text"), pl.col("cell").str.to_lowercase()
    frame = _normalised(cells)
    power = text.str.contains(r"(?i)^-?[0-9]+([.,][0-9]+)?e[+-]?[0-9]+$")
    huge = text.str.contains(r"(?i)e\+?[0-9]{2,}$") & power
    value = (_plain(text, style)).cast(EXACT, strict=False)
    power_of = _plain(text, style).cast(pl.Float64, strict=False)
    digits = text.str.contains(r"[0-9]")
    rupiah = pl.col("currency").str.to_lowercase().is_in(["rp", "idr"]).fill_null(value=False)
    thousands = rupiah & (style == "dot") & text.str.contains(r"^-?[0-9]{1,3}(\.[0-9]{3})+$")
    frame = frame.with_columns(
        value=pl.when(thousands)
        .then(None)
        .when(text.str.contains(_PATTERNS[style]) & digits)
        .then(value)
        .when(power)
        .then(pl.when(power_of.abs() < 10 * MOST).then(power_of).cast(EXACT, strict=False)),
        warning=pl.when(power).then(pl.lit("W_SCI")).otherwise(pl.col("warning")),
    )
    code = (
        pl.when(pl.col("value").is_not_null())
        .then(None)
        .when(low.is_in(BLANK))
        .then(pl.lit("E_NULL"))
        .when(low.str.contains(r"^[-+]?(nan|inf|infinity)$"))
        .then(pl.lit("E_NOT_FINITE"))
        .when(pl.col("cell").str.to_uppercase().is_in(EXCEL_ERRORS))
        .then(pl.lit("E_EXCEL_ERROR"))
        .when(low.str.starts_with("="))
        .then(pl.lit("E_FORMULA"))
        .when(huge | text.str.contains(r"^-?[0-9]{16,}"))
        .then(pl.lit("E_RANGE"))
        .when(thousands | (text.str.contains(_PATTERNS[other]) & digits))
        .then(pl.lit("E_AMBIGUOUS_NUMBER"))
        .otherwise(pl.lit("E_TYPE"))
    )
    return frame.with_columns(code.alias("code")).select(
        "cell", "value", "code", "currency",
        warning=pl.when(pl.col("value").is_not_null()).then(pl.col("warning")),
    )  # fmt: skip


def _plain(text: pl.Expr, style: Style) -> pl.Expr:
    if style == "dot":
        return text.str.replace_all(",", "", literal=True)
    return text.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
