"""How the columns of a file write numbers: with a decimal point or a comma."""

import polars as pl

from data.intake import numbers
from data.intake.asking import answer_to, question_of
from data.intake.batch import Batch
from data.intake.coded import Column, rows_of
from data.intake.job import Job
from data.intake.numbers import SHARE_APART, Style
from data.intake.problems import Problem


def styles_of(
    batch: Batch, job: Job, plain: dict[str, Column], answers: dict[str, str]
) -> tuple[dict[str, Style], list[Problem]]:
    """How each column writes numbers: by its own rows, else as the file's other columns do.

    Where several do not tell, the first is asked about, and its answer holds for the others too.
    """
    seen: dict[str, tuple[Style | None, int, int]] = {
        part: ("dot", 0, 0) if batch.typed(part) and _is_plain(batch.text[part], rows_of(values))
        else numbers.style_of(batch.text.held(part), values)
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
            questions.append(question_of(batch, "E_AMBIGUOUS_NUMBER", part, _choices(job)))
        elif style is not None:
            styles[part] = (
                style
                if own_dots or own_commas or usual is None
                else _lean(style, usual, batch.text.words(part))
            )
        elif usual is not None:
            styles[part] = usual
        else:
            _unsure(batch, job, part, styles, silent)
    return styles, questions + silent[:1]


def _answered(answers: dict[str, str], column: str | None) -> Style | None:
    answer = answer_to(answers, "E_AMBIGUOUS_NUMBER", column)
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
        questions.append(question_of(batch, "E_AMBIGUOUS_NUMBER", part, _choices(job)))
