"""What is asked about a column, and what was answered."""

import polars as pl

from data.intake.batch import Batch
from data.intake.problems import Problem

_LOOKED_AT = 1_000
_ODD = 4  # cells that a question shows


def answer_to(answers: dict[str, str], code: str, column: str | None) -> str | None:
    """The answer to a question about a column, or to it about all columns."""
    return answers.get(f"{code}:{column}") or answers.get(code)


def question_of(batch: Batch, code: str, part: str, choices: str) -> Problem:
    """The question how a column is written, with odd cells of it."""
    fields = {"choices": choices, "cells": _odd(batch.text[part])}
    return Problem(code, batch.raws[0].file, None, batch.column(part), fields)


def _odd(text: pl.Series) -> list[str]:
    """The first cell of each way of writing that a column has, a few at most."""
    filled = text.filter(text != "").head(_LOOKED_AT)
    frame = pl.DataFrame({"cell": filled, "shape": filled.str.replace_all(r"[0-9]", "0")})
    first = frame.unique("shape", keep="first", maintain_order=True)
    return [str(cell)[:40] for cell in first["cell"].head(_ODD)]
