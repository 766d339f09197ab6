"""Rows set aside: as the file has them, with file, line, column, code and what the words need."""

import json

import polars as pl
import polars.selectors as cs

from data.intake.batch import Batch

PROBLEM_COLUMNS = [
    "problem_file",
    "problem_line",
    "problem_column",
    "problem_code",
    "problem_fields",
    "problem_text",
]
_SCHEMA = dict.fromkeys(PROBLEM_COLUMNS, pl.String) | {"problem_line": pl.Int64}


def frame(batch: Batch, bad: pl.Series) -> pl.DataFrame:
    """One row per row set aside, in the order of files and lines; the first problem names it.

    Columns: ``PROBLEM_COLUMNS``, then the files' own columns, then `line_no` where lines were
    numbered, so that a mended row takes its old place. A row that could not be split into cells
    stands as a whole in `problem_text`.
    """
    rows = bad.arg_true()
    named: dict[int, tuple[str, str | None]] = {}
    for code, part, mask in batch.issues:
        if code.startswith("E_"):
            for row in mask.arg_true():
                named.setdefault(row, (code, part))
    told = [
        (
            batch.raws[batch.file[row]].file,
            batch.line[row],
            batch.column(named[row][1]),
            named[row][0],
            json.dumps(batch.fields(named[row][1], row, named[row][0]), ensure_ascii=False),
            None,
        )
        for row in rows
    ]
    problems = pl.DataFrame(told, schema=_SCHEMA, orient="row")
    cells, start = [], 0
    for raw in batch.raws:
        own = bad.slice(start, raw.cells.height)
        kept = raw.cells.filter(own).select(~cs.starts_with("problem_"))
        cells.append(kept.cast({cs.enum(): pl.String}))
        start += raw.cells.height
    both = pl.concat([problems, pl.concat(cells, how="diagonal")], how="horizontal")
    if "line_no" in batch.values and "line_no" not in batch.text and "line_no" not in both.columns:
        both = both.with_columns(
            batch.values["line_no"].filter(bad).cast(pl.String).alias("line_no")
        )
    broken = [
        (raw.file, item.line, None, item.code, "{}", item.text)
        for raw in batch.raws
        for item in raw.broken
    ]
    split = pl.DataFrame(broken, schema=_SCHEMA, orient="row")
    whole = pl.concat([both, split], how="diagonal") if broken else both
    return whole.sort("problem_file", "problem_line", maintain_order=True)
