"""The text of each part becomes values of its column's type, with one format per column."""

from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl

from data.intake import currencies, dates, keys, numbers
from data.intake.asking import answer_to, question_of
from data.intake.batch import Batch
from data.intake.coded import Coded, Column, rows_of, words_of
from data.intake.job import Job
from data.intake.number_styles import styles_of
from data.intake.numbers import Parsed, Style
from data.intake.problems import Problem, Question
from data.tables import READ, Table

NUMBERS = frozenset(
    {
        "quantity", "returned_quantity", "unit_price", "unit_price_net", "discount", "amount",
        "order_total", "goods_total", "discount_percent", "unit_cost", "line_cost", "profit",
        "shipping_cost", "fee",
    }
)  # fmt: skip
_NO_MONEY = frozenset({"quantity", "returned_quantity", "discount_percent", "minutes"})
NEVER_BELOW_ZERO = frozenset(["unit_price", "unit_price_net", "unit_cost", "list_price", "minutes"])
_BY_SHARE = frozenset(
    {
        "E_DATE", "E_AMBIGUOUS_DATE", "E_TZ", "W_TZ", "E_CURRENCY", "W_CURRENCY", "E_SCI_ID",
    }
)  # fmt: skip
"""Codes that depend on how many rows of a column are written so, not on each cell alone."""
_LOOKED_AT = 1_000
_ORDER_KEYS = frozenset({"product_id", "staff_id", "partner_id", "referred_by"})
_YES = ("yes", "y", "true", "1", "1.0", "ya", "iya", "setuju", "subscribed", "on", "opt-in", "t")
_NO = ("no", "n", "false", "0", "0.0", "tidak", "tdk", "unsubscribed", "off", "opt-out", "f")


def kind_of(part: str, table: Table) -> str:
    """How a part is read: number, time, key, flag, integer or text."""
    kind = table.columns.get(part)
    if part in NUMBERS or isinstance(kind, pl.Decimal):
        return "number"
    if kind is not None and kind.is_temporal():
        return "time"
    if part.endswith("_id") or part in table.key or part in _ORDER_KEYS:
        return "key" if kind != pl.Int64 else "integer"
    if kind == pl.Boolean:
        return "flag"
    return "integer" if kind == pl.Int64 else "text"


def read_parts(
    batch: Batch,
    job: Job,
    answers: dict[str, str],
    needed: frozenset[str],
    tell: Callable[[str, int, int], None],
) -> None:
    """Fill ``batch.values``. ``needed`` parts may not be blank. Raises the questions of columns.

    ``tell`` hears of each column that was read.
    """
    table = READ[job.table]
    kinds = {part: kind_of(part, table) for part in batch.text}
    counted = [part for part, kind in kinds.items() if kind in ("number", "integer")]
    plain = numbers.exact({part: batch.text.held(part) for part in counted})
    styles, questions = styles_of(batch, job, plain, answers)
    doubts: dict[str, dates.Doubt] = {}
    for done, (part, kind) in enumerate(kinds.items()):
        tell("columns", done, len(kinds))
        if part in counted and part not in styles:
            continue
        if kind == "time":
            parsed: Parsed | Problem | dates.Doubt = _time(batch, job, answers, part)
        elif part in counted:
            parsed = _number(batch, job, part, plain[part], styles[part])
        else:
            parsed = _read(batch, job, part, kind)
        if isinstance(parsed, dates.Doubt):
            doubts[part] = parsed
        elif isinstance(parsed, Problem):
            questions.append(parsed)
        else:
            _keep(batch, part, kind, parsed, needed)
    questions += _settle(batch, job, doubts, needed)
    if questions:
        raise Question(questions, batch.height + sum(len(raw.broken) for raw in batch.raws))


def _settle(
    batch: Batch, job: Job, doubts: dict[str, dates.Doubt], needed: frozenset[str]
) -> list[Problem]:
    """Read the times that were in doubt as the file's other times are; the questions left."""
    questions = []
    for part, doubt in doubts.items():
        found = _as_the_others(batch, job, part, doubt)
        if isinstance(found, dates.Doubt):
            questions.append(question_of(batch, "E_AMBIGUOUS_DATE", part, found.choices))
        else:
            _keep(batch, part, "time", found, needed)
    return questions


def _format(batch: Batch, part: str, kind: str, form: str) -> dict[str, str]:
    """How a column is written, with a cell of it."""
    text = batch.text.head(part, _LOOKED_AT)
    filled = text.filter(text != "")
    example = str(filled[0])[:40] if filled.len() else ""
    column = batch.column(part) or part
    return {"column": column, "part": part, "kind": kind, "format": form, "example": example}


def _number(batch: Batch, job: Job, part: str, plain: Column, style: Style) -> Parsed:
    """The numbers of one part, out of its cells and those that are plain numbers already."""

    def read(text: pl.Series, values: pl.Series) -> Parsed:
        parsed = numbers.parse(text, values, style, job.currency, typed=batch.typed(part))
        _check_number(text, part, parsed)
        if kind_of(part, READ[job.table]) == "integer":
            _whole(parsed)
        return parsed

    parsed = None
    if isinstance(plain, Coded):
        parsed = _for_all_rows(read(batch.text.words(part), plain.words), plain)
    if parsed is None:
        parsed = read(batch.text[part], rows_of(plain))
    if part not in _NO_MONEY:
        currencies.compare(batch, job, part, parsed.currency, by_sign=True)
        currencies.compare(batch, job, part, currencies.named_in(batch.column(part) or ""))
    return parsed


def _time(batch: Batch, job: Job, answers: dict[str, str], part: str) -> Parsed | dates.Doubt:
    """The times of one part, written as an answer says, if there is one."""
    answer = answer_to(answers, "E_AMBIGUOUS_DATE", batch.column(part))
    soon = datetime.now(UTC).year + 5
    years = (1970, soon) if job.table == "order_lines" else (1900, 2100)
    held = batch.text.held(part)
    if isinstance(held, Coded):
        found = dates.parse(held.words, job.timezone, years, answer, held.head(dates.LOOKED_AT))
        told = _for_all_rows(found, held) if isinstance(found, Parsed) else None
        if told is not None:
            return told
    return dates.parse(batch.text[part], job.timezone, years, answer)


def _as_the_others(batch: Batch, job: Job, part: str, doubt: dates.Doubt) -> Parsed | dates.Doubt:
    """The times of a part that does not tell day from month, as the file's other columns do."""
    usual = {form["format"] for form in batch.formats.values()} & {"dmy", "mdy"}
    if not doubt.silent or len(usual) != 1:
        return doubt
    return _time(batch, job, {"E_AMBIGUOUS_DATE": usual.pop()}, part)


def _read(batch: Batch, job: Job, part: str, kind: str) -> Parsed | Problem:
    """The values of one part, or why the whole column cannot be read."""
    if kind == "key":
        return _key(batch, job, part)
    held = batch.text.held(part)
    text = words_of(held)
    parsed = _flag(text) if kind == "flag" else keys.read_text(text, job.limits.cell)
    parsed.codes = held.codes if isinstance(held, Coded) else None
    return parsed


def _key(batch: Batch, job: Job, part: str) -> Parsed | Problem:
    narrow, most, absent = part in batch.narrow, job.limits.cell, batch.absent()
    held = batch.text.held(part)
    if isinstance(held, Coded) and narrow:  # other signs are judged by how many rows have them
        parsed, _ = keys.read_key(held.words, most, narrow=narrow, absent=absent)
        if told := _for_all_rows(parsed, held):
            return told
    parsed, ruined = keys.read_key(batch.text[part], most, narrow=narrow, absent=absent)
    file = batch.raws[0].file
    return Problem("E_SCI_ID", file, None, batch.column(part)) if ruined else parsed


def _for_all_rows(parsed: Parsed, held: Coded) -> Parsed | None:
    """What was read of the different cells, for all rows.

    None where it depends on more than each cell: on how many rows are written so.
    """
    if parsed.mixed or {code for code, _ in parsed.issues} & _BY_SHARE:
        return None
    parsed.codes = held.codes
    return parsed


def _keep(batch: Batch, part: str, kind: str, parsed: Parsed, needed: frozenset[str]) -> None:
    """Carry values, format and issues over; blank counts only where something is needed."""
    codes = parsed.codes
    batch.values.hold(part, parsed.values if codes is None else Coded(codes, parsed.values))
    if parsed.form:
        batch.formats[part] = _format(batch, part, kind, parsed.form)
    if parsed.style:
        batch.settled[f"E_AMBIGUOUS_DATE:{batch.column(part)}"] = parsed.style
    for code, mask in parsed.issues:
        if code == "E_NULL" and part not in needed:
            continue
        batch.mark(code, part, mask if codes is None else mask.gather(codes))


def _check_number(text: pl.Series, part: str, parsed: Parsed) -> None:
    if part in NEVER_BELOW_ZERO:
        parsed.mark("E_RANGE", parsed.values < 0)
    if part == "quantity":
        nothing = (parsed.values == 0).fill_null(value=False)
        if nothing.any():
            minus = text.str.contains(r"^-0+([.,]0+)?$")
            parsed.mark("E_RANGE", minus & nothing)
            parsed.mark("W_ZERO_QTY", nothing)
    if part == "satisfaction":
        parsed.mark("E_RANGE", (parsed.values < 1) | (parsed.values > 5))


def _whole(parsed: Parsed) -> None:
    parsed.mark("E_TYPE", parsed.values != parsed.values.round(0))
    parsed.values = parsed.values.cast(pl.Int64, strict=False)


def _flag(text: pl.Series) -> Parsed:
    low = text.str.to_lowercase()
    frame = pl.DataFrame({"t": low})
    t = pl.col("t")
    values = frame.select(pl.when(t.is_in(_YES + _NO)).then(t.is_in(_YES))).to_series()
    parsed = Parsed(values)
    parsed.mark("W_CATEGORY", values.is_null() & (text != ""))
    return parsed
