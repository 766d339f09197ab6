"""A file's bytes become the rows of one table, whatever the file is."""

import hashlib
from pathlib import Path

from data.intake import columnar, delimited, encoding, unpack, workbook
from data.intake.job import Job, Source
from data.intake.problems import Question, reject
from data.intake.raw import Raw
from data.intake.sniff import GZIP, PARQUET, SQLITE, TEXT, XLS, XLSX, ZIP, kind_of


def open_source(source: Source, job: Job, answers: dict[str, str]) -> tuple[Raw, Question | None]:
    """The rows of one file, and the question about its encoding if that was only guessed.

    Raises :class:`data.intake.problems.Stopped` for everything a whole file can have wrong.
    """
    path = Path(source.path)
    size = path.stat().st_size
    if size > job.limits.file:
        raise reject("E_TOO_LARGE", source.name, megabytes=size >> 20)
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    raw, question = _open(data, source, job, answers)
    raw.digest = digest
    return raw, question


def _fixed(raw: Raw) -> Raw:
    raw.fixed = True
    return raw


def _open(
    data: bytes, source: Source, job: Job, answers: dict[str, str]
) -> tuple[Raw, Question | None]:
    kind = kind_of(data, source.name)
    if kind == GZIP:
        data = unpack.gunzip(data, source.name, job.limits)
        inner = Path(source.name).stem if source.name.endswith(".gz") else source.name
        kind = kind_of(data, inner, inside=GZIP)
    elif kind == ZIP:
        inner, data = unpack.unzip(data, source.name, job.limits, answers.get("E_SHEET"))
        kind = kind_of(data, inner, inside=ZIP)
        answers = {code: value for code, value in answers.items() if code != "E_SHEET"}
    if kind == TEXT:
        text, question = encoding.decode(data, source.name, answers.get("E_ENCODING"))
        return _fixed(delimited.read(text, source.name, job.limits, answers)), question
    if kind in (XLSX, XLS):
        return _fixed(workbook.read(data, kind, source.name, job.limits, answers)), None
    if kind == PARQUET:
        return columnar.read_parquet(data, source.name, job.limits, job.timezone), None
    if kind == SQLITE:
        found = columnar.read_sqlite(data, source.name, job.limits, answers, job.table)
        return found, None
    raise reject("E_FORMAT", source.name, found=kind, wanted="csv")
