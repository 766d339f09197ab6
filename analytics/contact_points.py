"""E-mail addresses and telephone numbers in one form, and whether they can be right at all.

An address is trimmed and in small letters. A number becomes its digits with the country's code
(E.164 without the plus): `0812-3456-789`, `+62 812 3456 789` and `628123456789` are one number.
What a number of a country can look like is taken from Google's libphonenumber (the package
phonenumbers); its patterns run over whole columns, one number at a time would take minutes.
Nothing is sent anywhere: an address or number that can be right may still not exist.
"""

from functools import cache

import polars as pl
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

STATE = pl.Enum(["blank", "masked", "invalid", "local", "valid"])
"""``masked``: hidden by stars, as marketplaces do. ``local``: a right number without its country,
as it is dialled at home; other systems do not take it."""

_MASK = r"[*\x{2022}\x{25CF}]|(?i)x{3}"
_MAIL = (
    r"^[\p{L}\p{N}!#$%&'+/=?^_`{|}~-]+(?:\.[\p{L}\p{N}!#$%&'+/=?^_`{|}~-]+)*"
    r"@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]*[\p{L}\p{N}]$"
)
_BETWEEN = r"\(0\)|[\s().\-/\x{2010}-\x{2015}\x{00A0}\x{202A}-\x{202E}]"
_DIGITS = 3  # of the longest country code


def emails(column: pl.Series) -> pl.DataFrame:
    """For each address ``key`` (null unless it is valid) and ``state`` (:data:`STATE`)."""
    text = column.str.strip_chars().str.to_lowercase()
    state = (
        pl.when(pl.col("text").is_null() | (pl.col("text") == ""))
        .then(pl.lit("blank"))
        .when(pl.col("text").str.contains(_MASK))
        .then(pl.lit("masked"))
        .when(pl.col("text").str.contains(_MAIL))
        .then(pl.lit("valid"))
        .otherwise(pl.lit("invalid"))
    )
    found = pl.DataFrame({"text": text}).select("text", state=state.cast(STATE))
    return found.select(key=pl.when(pl.col("state") == "valid").then("text"), state="state")


def phones(column: pl.Series, region: str) -> pl.DataFrame:
    """For each number ``key`` (null unless valid or local) and ``state`` (:data:`STATE`).

    ``region`` (two letters, as in ID) is the country whose numbers are written without its code.
    """
    text = column.str.strip_chars()
    bare = text.str.replace_all(_BETWEEN, "").str.replace(r"^00", "+")
    frame = pl.DataFrame({"text": text, "bare": bare}).with_columns(
        plain=pl.col("bare").str.contains(r"^\+?\d{4,17}$"),
        abroad=pl.col("bare").str.starts_with("+"),
        digits=pl.col("bare").str.strip_prefix("+"),
    )
    home = _country_of(region)
    frame = frame.with_columns(_home(home).alias("home"), _with_code(home).alias("coded"))
    frame = frame.with_columns(_abroad(frame).alias("far"))
    known = pl.col("plain").fill_null(value=False)
    key = (
        pl.when(known & pl.col("abroad"))
        .then("far")
        .when(known)
        .then(pl.coalesce(pl.when(~pl.col("digits").str.starts_with("0")).then("coded"), "home"))
    )
    state = (
        pl.when(pl.col("text").is_null() | (pl.col("text") == ""))
        .then(pl.lit("blank"))
        .when(pl.col("text").str.contains(_MASK))
        .then(pl.lit("masked"))
        .when(pl.col("key").is_null())
        .then(pl.lit("invalid"))
        .when(pl.col("abroad") | (pl.col("digits") == pl.col("key")))
        .then(pl.lit("valid"))
        .otherwise(pl.lit("local"))
    )
    return frame.with_columns(key=key).select("key", state=state.cast(STATE))


def _home(code: int) -> pl.Expr:
    """The number as it is dialled at home: with the national prefix, or with it lost."""
    prefix = _prefix(code)
    rest = pl.col("digits").str.strip_prefix(prefix) if prefix else pl.col("digits")
    return pl.when(rest.str.contains(_pattern(code))).then(pl.lit(str(code)) + rest)


def _with_code(code: int) -> pl.Expr:
    """The number with its country's code in front, and the national prefix left out behind it."""
    rest = _national(code)
    begins = pl.col("digits").str.starts_with(str(code))
    return pl.when(begins & rest.str.contains(_pattern(code))).then(pl.lit(str(code)) + rest)


def _national(code: int) -> pl.Expr:
    rest, prefix = pl.col("digits").str.slice(len(str(code))), _prefix(code)
    if not prefix:
        return rest
    return (
        pl.when(rest.str.contains(_pattern(code)))
        .then(rest)
        .otherwise(rest.str.strip_prefix(prefix))
    )


def _abroad(frame: pl.DataFrame) -> pl.Expr:
    """The numbers with a plus, each by the pattern of its own country."""
    starts = frame.filter(pl.col("abroad") & pl.col("plain"))["digits"]
    codes: set[int] = set()
    for size in range(1, _DIGITS + 1):
        heads = starts.str.head(size).unique().to_list()
        codes |= {int(head) for head in heads if int(head) in COUNTRY_CODE_TO_REGION_CODE}
    found = [_with_code(code) for code in sorted(codes)]
    return pl.coalesce(found) if found else pl.lit(None, dtype=pl.String)


@cache
def _country_of(region: str) -> int:
    found = PhoneMetadata.metadata_for_region(region)
    if found is None or found.country_code is None:
        raise ValueError(f"{region!r} is no country with telephone numbers. Use two letters: ID.")
    return found.country_code


@cache
def _prefix(code: int) -> str:
    """What is dialled at home in front of a number: 0 in most countries, nothing in some."""
    main = PhoneMetadata.metadata_for_region(COUNTRY_CODE_TO_REGION_CODE[code][0])
    prefix = main.national_prefix if main else None
    return prefix if prefix and prefix.isdecimal() else ""


@cache
def _pattern(code: int) -> str:
    """What a number behind this code can look like, of any kind: its first digits and length."""
    found: dict[str, None] = {}
    for region in COUNTRY_CODE_TO_REGION_CODE[code]:
        known = (
            PhoneMetadata.metadata_for_nongeo_region(code)
            if region == "001"
            else PhoneMetadata.metadata_for_region(region)
        )
        shape = known.general_desc if known else None
        if shape and shape.national_number_pattern:
            found[shape.national_number_pattern] = None
    return f"^(?:{'|'.join(found)})$"
