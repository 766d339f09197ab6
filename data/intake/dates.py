"""Times and dates out of text: one way of writing per column, found on all its rows.

Ways: `iso` 2025-12-31, `dmy` and `mdy` with - / . or space, `name` 5 Mei 2025, `compact` 20251231,
`serial` (days of a spreadsheet). Times may follow; a zone is taken into account and said.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from data.intake.numbers import BLANK, EXCEL_ERRORS, SHARE_APART, Parsed

TIME = pl.Datetime("us")
LOOKED_AT = 1_000
"""Of so many rows, the first that is filled tells how to begin."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan", "februari february feb peb pebruari", "maret march mar mrt",
            "april apr", "mei may", "juni june jun", "juli july jul",
            "agustus august agu ags aug agt", "september sept sep", "oktober october okt oct",
            "november nopember nov nop", "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ZONES = {"WIB": "+07:00", "WITA": "+08:00", "WIT": "+09:00", "UTC": "+00:00", "GMT": "+00:00"}
_CLOCK = r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.,][0-9]+)?)?\s*([AaPp]\.?[Mm]\.?)?"
_AFTER = r"(?:\s*(Z|z|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2}|[A-Z]{3,5}))?"
_TIME = rf"(?:T|\s*,?\s+){_CLOCK}{_AFTER}$"


@dataclass(frozen=True)
class Style:
    """How a column writes its dates; ``named`` where its times carry the name of a zone."""

    shape: str  # iso, xy, name, compact or serial
    order: str = ""  # dmy or mdy where the shape is xy
    mixed: bool = False  # ISO beside it, by an answer


@dataclass
class Doubt:
    """A column that cannot be read without an answer.

    ``silent``: none of its rows tells how it is written, so what the others of its file say counts.
    """

    choices: str
    example: str
    silent: bool = False


def parse(
    text: pl.Series,
    timezone: str,
    years: tuple[int, int],
    answer: str | None,
    top: pl.Series | None = None,
) -> Parsed | Doubt:
    """The times of a column in ``timezone``, without zone, or the doubt to be asked about.

    ``text`` is stripped, blank as "". ``years`` are the first and last that are no error.
    ``answer``: dmy, mdy or serial. ``top``: the column's first cells, if ``text`` has each once.
    """
    filled = text != ""
    values = _quickly(text, text.head(LOOKED_AT) if top is None else top)
    rest = values.is_null() & filled
    parsed = Parsed(values, form="iso")
    if rest.any():
        found = _shapes(text.filter(rest).unique(maintain_order=True))
        joined = pl.DataFrame({"cell": text}).join(
            found, on="cell", how="left", maintain_order="left"
        )
        style = _style(joined, values, answer)
        if isinstance(style, Doubt):
            return style
        ways = joined.filter(rest)["shape"].n_unique() + values.is_not_null().any()
        parsed.mixed = ways > 1
        parsed.form = style.order or style.shape
        parsed.style = style.order or ("serial" if style.shape == "serial" else "")
        _read(joined, rest, style, timezone, parsed)
    parsed.mark("E_NULL", ~filled)
    if not _within(parsed.values, years):
        year = parsed.values.dt.year()
        parsed.mark("E_DATE_RANGE", (year < years[0]) | (year > years[1]))
    return parsed


def _within(values: pl.Series, years: tuple[int, int]) -> bool:
    begin, end = (_moment(datetime(year, 1, 1, tzinfo=UTC)) for year in (years[0], years[1] + 1))
    count = values.to_physical()
    return not ((count < begin) | (count >= end)).any()


def _moment(time: datetime) -> int:
    return round(time.timestamp()) * 1_000_000


def _quickly(text: pl.Series, top: pl.Series) -> pl.Series:
    """Cells that are ISO dates or times without zone, by the length of the first that is filled."""
    first = next((cell for cell in top if cell), "")
    separator = "T" if "T" in first else " "
    form = {
        10: "%Y-%m-%d",
        16: f"%Y-%m-%d{separator}%H:%M",
        19: f"%Y-%m-%d{separator}%H:%M:%S",
    }.get(len(first))
    if form is None or first[4:5] != "-":
        return pl.Series([None], dtype=TIME).new_from_index(0, text.len())
    return text.str.to_datetime(form, strict=False, time_unit="us")


def _shapes(cells: pl.Series) -> pl.DataFrame:
    """For each text: shape, the numbers a, b, c of its date, clock, zone."""
    frame = pl.DataFrame({"cell": cells}, schema={"cell": pl.String})
    cell = pl.col("cell")
    clock = cell.str.extract_groups(_TIME)
    frame = frame.with_columns(
        date=cell.str.replace(_TIME, "").str.replace(r"^[A-Za-z]+,\s+", "").str.to_lowercase(),
        hour=clock.struct.field("1"),
        minute=clock.struct.field("2"),
        second=clock.struct.field("3"),
        half=clock.struct.field("4").str.to_lowercase().str.replace_all(".", "", literal=True),
        zone=clock.struct.field("5"),
    )
    date = pl.col("date")
    day_first = date.str.extract_groups(
        r"^([0-9]{1,2})(?:st|nd|rd|th)?[\s\-./]+([a-z]{3,})\.?[\s\-./,]+([0-9]{4}|[0-9]{2})$"
    )
    month_first = date.str.extract_groups(
        r"^([a-z]{3,})\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})$"
    )
    frame = frame.with_columns(
        d=pl.coalesce(day_first.struct.field("1"), month_first.struct.field("2")),
        m=pl.coalesce(day_first.struct.field("2"), month_first.struct.field("1")),
        y=pl.coalesce(day_first.struct.field("3"), month_first.struct.field("3")),
    ).with_columns(m=pl.col("m").replace_strict(_MONTHS, default=None, return_dtype=pl.Int64))
    iso = date.str.extract_groups(r"^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$")
    xy = date.str.extract_groups(r"^([0-9]{1,2})([-/. ])([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})$")
    compact = date.str.extract_groups(r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})$")
    named = pl.col("m").is_not_null()
    frame = frame.with_columns(
        shape=pl.when(iso.struct.field("1").is_not_null())
        .then(pl.lit("iso"))
        .when(xy.struct.field("1").is_not_null())
        .then(pl.lit("xy"))
        .when(named)
        .then(pl.lit("name"))
        .when(compact.struct.field("1").is_not_null())
        .then(pl.lit("compact"))
        .when(date.str.contains(r"^[0-9]{5}(\.[0-9]+)?$"))
        .then(pl.lit("serial")),
        dotted=xy.struct.field("2") == ".",
        a=pl.coalesce(iso.struct.field("1"), xy.struct.field("1"), compact.struct.field("1"), "d"),
        b=pl.coalesce(
            iso.struct.field("2"),
            xy.struct.field("3"),
            compact.struct.field("2"),
            pl.col("m").cast(pl.String),
        ),
        c=pl.coalesce(iso.struct.field("3"), xy.struct.field("4"), compact.struct.field("3"), "y"),
    )
    numbers = [
        pl.col(n).cast(pl.Int64, strict=False) for n in ("a", "b", "c", "hour", "minute", "second")
    ]
    return frame.with_columns(numbers).select(
        "cell", "shape", "dotted", "a", "b", "c", "hour", "minute", "second", "half", "zone", "date"
    )  # fmt: skip


def _style(joined: pl.DataFrame, quick: pl.Series, answer: str | None) -> Style | Doubt:
    """The column's way of writing; rows few enough to be unlike it are set aside later."""
    counts = dict(joined.group_by("shape").len().drop_nulls().iter_rows())
    counts["iso"] = counts.get("iso", 0) + int(quick.is_not_null().sum())
    counts = {shape: n for shape, n in counts.items() if n}
    if not counts:
        return Style("iso")
    shape = max(counts, key=lambda s: (counts[s], s))
    total = sum(counts.values())
    odd = joined.filter(pl.col("shape") != "iso")["cell"]
    example = odd[0] if odd.len() else ""
    if answer in ("dmy", "mdy"):
        return Style("xy", answer, mixed="iso" in counts)
    if answer == "serial":
        return Style("serial", mixed="iso" in counts)
    if total - counts[shape] > SHARE_APART * total or shape == "serial":
        return Doubt("serial" if shape == "serial" else "dmy, mdy", example)
    return (
        Style(shape) if shape != "xy" else _order(joined.filter(pl.col("shape") == "xy"), example)
    )


def _order(rows: pl.DataFrame, example: str) -> Style | Doubt:
    """Whether the day or the month comes first: as days above 12 tell, and points between."""
    days = int(((rows["a"] > 12) & (rows["b"] <= 12)).sum())
    months = int(((rows["b"] > 12) & (rows["a"] <= 12)).sum())
    if not days and not months and rows["dotted"].all():
        return Style("xy", "dmy")
    fewer = min(days, months)
    if (not days and not months) or fewer > SHARE_APART * rows.height:
        return Doubt("dmy, mdy", example, silent=not days and not months)
    return Style("xy", "dmy" if days > months else "mdy")


def _read(
    joined: pl.DataFrame, rest: pl.Series, style: Style, timezone: str, parsed: Parsed
) -> None:
    """Values and codes of the rows that are no plain ISO times."""
    shape = pl.col("shape")
    year, month, day = _date_parts(style)
    right = shape == style.shape
    if style.mixed or style.shape != "xy":
        right = right | (shape == "iso")
    if style.shape == "iso":
        right = shape == "iso"
    hour = (
        pl.when(pl.col("half").str.starts_with("p"))
        .then(pl.col("hour") % 12 + 12)
        .when(pl.col("half").str.starts_with("a"))
        .then(pl.col("hour") % 12)
        .otherwise(pl.col("hour"))
        .fill_null(0)
    )
    written = pl.format(
        "{}-{}-{} {}:{}:{}", year.cast(pl.String).str.zfill(4), month, day, hour,
        pl.col("minute").fill_null(0), pl.col("second").fill_null(0),
    )  # fmt: skip
    days = pl.col("date").cast(pl.Float64, strict=False)
    serial = (
        (pl.lit(-25_569.0) + days)
        .mul(86_400_000_000)
        .round()
        .cast(pl.Int64, strict=False)
        .cast(TIME)
    )
    moment = (
        pl.when(shape == "serial")
        .then(serial)
        .otherwise(written.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us"))
    )
    work = joined.with_columns(
        moment=pl.when(right).then(moment), right=right, zone=pl.col("zone").str.to_uppercase()
    )
    _codes(work, rest, parsed)
    _zones(work, rest, timezone, parsed)


def _date_parts(style: Style) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Year, month and day out of a, b, c, by shape and order."""
    a, b, c = pl.col("a"), pl.col("b"), pl.col("c")
    year_first = pl.col("shape").is_in(["iso", "compact"])
    full = pl.when(c < 100).then(c + 2000).otherwise(c)
    year = pl.when(year_first).then(a).otherwise(full)
    if style.order == "mdy":
        month = pl.when(pl.col("shape") == "xy").then(a).otherwise(b)
        day = pl.when(year_first).then(c).when(pl.col("shape") == "xy").then(b).otherwise(a)
        return year, month, day
    return year, b, pl.when(year_first).then(c).otherwise(a)


def _codes(work: pl.DataFrame, rest: pl.Series, parsed: Parsed) -> None:
    low = pl.col("cell").str.to_lowercase()
    unlike = pl.col("shape").is_in(["xy", "iso", "serial", "compact"]) & ~pl.col("right")
    code = work.select(
        pl.when(low.is_in(BLANK))
        .then(pl.lit("E_NULL"))
        .when(pl.col("cell").str.to_uppercase().is_in(EXCEL_ERRORS))
        .then(pl.lit("E_EXCEL_ERROR"))
        .when(low.str.starts_with("="))
        .then(pl.lit("E_FORMULA"))
        .when(unlike)
        .then(pl.lit("E_AMBIGUOUS_DATE"))
        .when(pl.col("moment").is_null())
        .then(pl.lit("E_DATE"))
    ).to_series()
    for found in code.filter(rest).drop_nulls().unique(maintain_order=True):
        parsed.mark(found, rest & (code == found))


def _zones(work: pl.DataFrame, rest: pl.Series, timezone: str, parsed: Parsed) -> None:
    """Bring times with a zone into the company's; a name of a zone counts only if it is usual."""
    zone = work["zone"]
    named = zone.str.contains(r"^[A-Z]{3,5}$").fill_null(value=False)
    usual = int(named.sum()) > (1 - SHARE_APART) * int((work["cell"] != "").sum())
    known = zone.is_in(list(_ZONES))
    odd = rest & named & ~(known & pl.Series([usual or False]).new_from_index(0, zone.len()))
    moved = rest & zone.is_not_null() & ~odd
    text = zone.replace({**_ZONES, "Z": "+00:00"})
    sign = pl.select(pl.when(text.str.starts_with("-")).then(-1).otherwise(1)).to_series()
    minutes = sign * (
        text.str.slice(1, 2).cast(pl.Int64, strict=False) * 60
        + text.str.extract(r"([0-9]{2})$").cast(pl.Int64, strict=False)
        * (text.str.len_chars() > 3).cast(pl.Int64)
    )
    frame = pl.DataFrame({"moment": work["moment"], "minutes": minutes, "moved": moved})
    local = (
        (pl.col("moment") - pl.duration(minutes=pl.col("minutes")))
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone(timezone)
        .dt.replace_time_zone(None)
    )
    frame = frame.with_columns(pl.when("moved").then(local).otherwise("moment").alias("moment"))
    values = pl.select(pl.when(rest & ~odd).then(frame["moment"]).otherwise(parsed.values))
    parsed.values = values.to_series()
    parsed.mark("E_TZ", odd & work["moment"].is_not_null())
    parsed.mark("W_TZ", moved)
