"""The text of each part becomes values of its column's type, with one format per column."""

from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl

from data.intake import currencies, dates, keys, numbers
from data.intake.batch import Batch
from data.intake.job import Job
from data.intake.numbers import SHARE_APART, Parsed, Style
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
_LOOKED_AT = 1_000
_ODD = 4  # cells that a question shows
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
    plain = numbers.exact({part: batch.text[part] for part in counted})
    styles, questions = _styles(batch, job, plain, answers)
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
            questions.append(_doubt(batch, "E_AMBIGUOUS_DATE", part, found.choices))
        else:
            _keep(batch, part, "time", found, needed)
    return questions


def _format(batch: Batch, part: str, kind: str, form: str) -> dict[str, str]:
    """How a column is written, with a cell of it."""
    text = batch.text[part].head(_LOOKED_AT)
    filled = text.filter(text != "")
    example = str(filled[0])[:40] if filled.len() else ""
    column = batch.column(part) or part
    return {"column": column, "part": part, "kind": kind, "format": form, "example": example}


def _number(batch: Batch, job: Job, part: str, values: pl.Series, style: Style) -> Parsed:
    """The numbers of one part, out of its cells and those that are plain numbers already."""
    parsed = numbers.parse(batch.text[part], values, style, job.currency, typed=batch.typed(part))
    _check_number(batch, part, parsed)
    if part not in _NO_MONEY:
        currencies.compare(batch, job, part, parsed.currency, by_sign=True)
        currencies.compare(batch, job, part, currencies.named_in(batch.column(part) or ""))
    if kind_of(part, READ[job.table]) == "integer":
        _whole(parsed)
    return parsed


def _time(batch: Batch, job: Job, answers: dict[str, str], part: str) -> Parsed | dates.Doubt:
    """The times of one part, written as an answer says, if there is one."""
    answer = _answer(answers, "E_AMBIGUOUS_DATE", batch.column(part))
    soon = datetime.now(UTC).year + 5
    years = (1970, soon) if job.table == "order_lines" else (1900, 2100)
    return dates.parse(batch.text[part], job.timezone, years, answer)


def _as_the_others(batch: Batch, job: Job, part: str, doubt: dates.Doubt) -> Parsed | dates.Doubt:
    """The times of a part that does not tell day from month, as the file's other columns do."""
    usual = {form["format"] for form in batch.formats.values()} & {"dmy", "mdy"}
    if not doubt.silent or len(usual) != 1:
        return doubt
    return _time(batch, job, {"E_AMBIGUOUS_DATE": usual.pop()}, part)


def _read(batch: Batch, job: Job, part: str, kind: str) -> Parsed | Problem:
    """The values of one part, or why the whole column cannot be read."""
    text = batch.text[part]
    if kind == "key":
        narrow, most = part in batch.narrow, job.limits.cell
        parsed, ruined = keys.read_key(text, most, narrow=narrow, absent=batch.absent())
        file = batch.raws[0].file
        return Problem("E_SCI_ID", file, None, batch.column(part)) if ruined else parsed
    if kind == "flag":
        return _flag(text)
    return keys.read_text(text, job.limits.cell)


def _keep(batch: Batch, part: str, kind: str, parsed: Parsed, needed: frozenset[str]) -> None:
    """Carry values, format and issues over; blank counts only where something is needed."""
    batch.values[part] = parsed.values
    if parsed.form:
        batch.formats[part] = _format(batch, part, kind, parsed.form)
    if parsed.style:
        batch.settled[f"E_AMBIGUOUS_DATE:{batch.column(part)}"] = parsed.style
    for code, mask in parsed.issues:
        if code == "E_NULL" and part not in needed:
            continue
        batch.mark(code, part, mask)


def _answer(answers: dict[str, str], code: str, column: str | None) -> str | None:
    return answers.get(f"{code}:{column}") or answers.get(code)


def _styles(
    batch: Batch, job: Job, plain: dict[str, pl.Series], answers: dict[str, str]
) -> tuple[dict[str, Style], list[Problem]]:
    """How each column writes numbers: by its own rows, else as the file's other columns do.

    Where several do not tell, the first is asked about, and its answer holds for the others too.
    """
    seen: dict[str, tuple[Style | None, int, int]] = {
        part: ("dot", 0, 0) if batch.typed(part) and _is_plain(batch.text[part], values)
        else numbers.style_of(batch.text[part], values)
        for part, values in plain.items()
    }  # fmt: skip
    dots = sum(found[1] for found in seen.values())
    commas = sum(found[2] for found in seen.values())
    usual: Style | None = None if dots == commas else "dot" if dots > commas else "comma"
    said = {part: _answered(answers, batch.column(part)) for part in plain}
    if usual is None and len(told := {style for style in said.values() if style}) == 1:
        usual = told.pop()
    styles: dict[str, Style] = {}
    questions: list[Problem] = []
    silent: list[Problem] = []
    for part, (style, own_dots, own_commas) in seen.items():
        if style and (own_dots or own_commas):
            batch.settled[f"E_AMBIGUOUS_NUMBER:{batch.column(part)}"] = style
        if answer := said[part]:
            styles[part] = answer
            continue
        fewer = min(own_dots, own_commas)
        if fewer > SHARE_APART * max(1, own_dots + own_commas):
            questions.append(_doubt(batch, "E_AMBIGUOUS_NUMBER", part, _choices(job)))
        elif style is not None:
            styles[part] = (
                style
                if own_dots or own_commas or usual is None
                else _lean(style, usual, batch.text[part])
            )
        elif usual is not None:
            styles[part] = usual
        else:
            _unsure(batch, job, part, styles, silent)
    return styles, questions + silent[:1]


def _answered(answers: dict[str, str], column: str | None) -> Style | None:
    answer = _answer(answers, "E_AMBIGUOUS_NUMBER", column)
    return "dot" if answer == "dot" else "comma" if answer == "comma" else None


def _choices(job: Job) -> str:
    """The likelier first: where money has no cents, 1.234 is more than a thousand."""
    return "dot, comma" if job.decimals else "comma, dot"


def _lean(style: Style, usual: Style, text: pl.Series) -> Style:
    """A column of whole numbers reads alike either way; keep the quick way."""
    return style if not text.str.contains(r"[.,]").any() else usual


def _is_plain(text: pl.Series, values: pl.Series) -> bool:
    return not (values.is_null() & (text != "")).any()


def _unsure(
    batch: Batch, job: Job, part: str, styles: dict[str, Style], questions: list[Problem]
) -> None:
    """1.234 may be a thousand or one and a bit: few such rows are set aside, many are asked."""
    text = batch.text[part]
    mask = text.str.contains(r"^\D*[0-9]{1,3}[.,][0-9]{3}\D*$")
    filled = int((text != "").sum())
    if int(mask.sum()) <= SHARE_APART * filled:
        batch.mark("E_AMBIGUOUS_NUMBER", part, mask)
        styles[part] = "dot"
    else:
        questions.append(_doubt(batch, "E_AMBIGUOUS_NUMBER", part, _choices(job)))


def _doubt(batch: Batch, code: str, part: str, choices: str) -> Problem:
    fields = {"choices": choices, "cells": _odd(batch.text[part])}
    return Problem(code, batch.raws[0].file, None, batch.column(part), fields)


def _odd(text: pl.Series) -> list[str]:
    """The first cell of each way of writing that a column has, a few at most."""
    filled = text.filter(text != "").head(_LOOKED_AT)
    frame = pl.DataFrame({"cell": filled, "shape": filled.str.replace_all(r"[0-9]", "0")})
    first = frame.unique("shape", keep="first", maintain_order=True)
    return [str(cell)[:40] for cell in first["cell"].head(_ODD)]


def _check_number(batch: Batch, part: str, parsed: Parsed) -> None:
    if part in NEVER_BELOW_ZERO:
        parsed.mark("E_RANGE", parsed.values < 0)
    if part == "quantity":
        nothing = (parsed.values == 0).fill_null(value=False)
        if nothing.any():
            minus = batch.text[part].str.contains(r"^-0+([.,]0+)?$")
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
