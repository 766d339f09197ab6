"""One import from files to rows: opened, mapped, read, checked, split into accepted and set aside.

Runs in the child process and writes `<table>.parquet` (and what is personal beside it, as a
snapshot holds it) and `quarantine.parquet`. Every row read is
in exactly one of the two.
"""

import json
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs

from data.intake import checks, currencies, orders, quarantine, returns, spread, unstored
from data.intake import mapping as maps
from data.intake.batch import Batch, gather
from data.intake.job import Job, Report
from data.intake.opening import open_source
from data.intake.problems import Problem, Question, Stopped, reject
from data.intake.raw import Raw
from data.intake.reading import read_parts
from data.intake.recipe import Recipe
from data.intake.synonyms import normal
from data.parquet import write_table
from data.tables import READ

SAMPLE = 2_000
Tell = Callable[[str, int, int], None]
"""Takes the step of an import, how much of it is done, and of how much."""
_looked_into: dict[Hashable, list[Raw]] = {}
"""What the job before opened only to look into: mostly the next one imports just that."""


def examine(job: Job, tell: Tell = lambda *_: None) -> Report:
    """Read the files of ``job`` and write what was accepted and what was set aside.

    A job without a table ends once its files are opened: `about` then says what they may be.
    """
    about: dict[str, Any] = {}
    try:
        raws, recipe = _open(job, tell)
        digests = tuple(raw.digest for raw in raws)
        sample = raws[0].cells.head(SAMPLE).cast({cs.enum(): pl.String})
        about["files"] = [{"file": raw.file, "rows": raw.rows, **raw.settings} for raw in raws]
        about["tables"] = maps.likely(raws[0].header, sample)
        if not job.table:
            return Report("accepted", sum(r.rows for r in raws), about=about, digests=digests)
        mapping = maps.propose(raws[0].header, sample, job.table, recipe.columns)
        about["grain"] = mapping.grain if job.table == "order_lines" else "row"
        about["columns"] = [vars(proposal) for proposal in mapping.proposals]
        about["unused"] = list(mapping.unused)
        for raw in raws:
            _suits(raw, mapping, job)
        batch = gather(raws, mapping)
        for part, value in job.fixed.items():
            batch.text[part] = pl.Series(part, [value]).new_from_index(0, batch.height)
            batch.narrow.discard(part)
        for name in [c for c in mapping.unused if not c.startswith("problem_")]:
            batch.found.append(Problem("W_COLUMN", raws[0].file, None, name))
        _read(batch, job, recipe, about, tell)
        mapping = batch.mapping  # the values may have told better than the names
        final = {p.column: p.part for p in mapping.proposals} | dict.fromkeys(mapping.unused, "")
        answers = {**batch.settled, **recipe.answers}
        used = Recipe(job.table, final, answers, recipe.statuses)
        return _split(batch, job, used, about, digests)
    except Stopped as stopped:
        return _stopped(stopped, about)


def _stopped(stopped: Stopped, about: Mapping[str, Any]) -> Report:
    """A question or a rejection, with what was guessed until then."""
    problems, rows = stopped.problems, stopped.rows_read
    ruined = [problem for problem in problems if problem.code == "E_SCI_ID"]
    told = _plain(about)
    if isinstance(stopped, Question) and not ruined:
        return Report("question", rows, problems=tuple(problems), about=told)
    if ruined:
        return Report("rejected", rows, problems=tuple(ruined), about=told)
    return Report("rejected", rows, rows, rows, tuple(problems), about=told)


def _plain(about: Mapping[str, Any]) -> dict[str, Any]:
    return dict(json.loads(json.dumps(about, default=str)))


def _open(job: Job, tell: Tell) -> tuple[list[Raw], Recipe]:
    """The rows of all files, and how to read them: as given, else as the newest recipe that suits.

    Raises the questions of the files, unless an earlier recipe has answered them.
    """
    given = Recipe(job.table, job.columns, job.answers, job.statuses)
    try:
        raws = _opened(job, given, tell)
        asked: Question | None = None
    except Question as question:
        raws, asked = [], question
    for plain in job.recipes:
        earlier = Recipe.of(plain)
        merged = Recipe(
            job.table,
            {**earlier.columns, **given.columns},
            {**earlier.answers, **given.answers},
            {**earlier.statuses, **given.statuses},
        )
        try:
            found = raws or _opened(job, merged, tell)
        except Question:
            continue
        if earlier.suits(found[0].header):
            return found, merged
    if asked:
        raise asked
    return raws, given


def _opened(job: Job, recipe: Recipe, tell: Tell) -> list[Raw]:
    """The rows of all files; files that have just been looked into are not opened again."""
    found = [Path(source.path).stat() for source in job.sources]
    sizes = [one.st_size for one in found]
    marks = tuple((one.st_ino, one.st_size, one.st_mtime_ns) for one in found)
    same = job.sources, marks, job.limits, frozenset(recipe.answers.items())
    raws = _looked_into.pop(same, None)
    _looked_into.clear()
    if raws is None:
        raws = _anew(job, recipe, sizes, tell)
    tell("read", sum(sizes), sum(sizes))
    if not job.table and all(raw.fixed for raw in raws):
        _looked_into[same] = raws
    return raws


def _anew(job: Job, recipe: Recipe, sizes: list[int], tell: Tell) -> list[Raw]:
    raws: list[Raw] = []
    questions: list[Problem] = []
    for place, source in enumerate(job.sources):
        tell("read", sum(sizes[:place]), sum(sizes))
        raw, question = open_source(source, job, dict(recipe.answers))
        raws.append(raw)
        questions += question.problems if question else []
    if questions:
        raise Question(questions, sum(raw.rows for raw in raws))
    return raws


def _suits(raw: Raw, mapping: maps.Columns, job: Job) -> None:
    """Refuse a file that lacks a column the first one has, or holds bytes in a mapped one."""
    table = job.table
    maps.check(mapping, table, raw.header, raw.file, job.fixed)
    there = {normal(name) for name in raw.header}
    for part, column in mapping.columns.items():
        if normal(column) not in there:
            raise reject("E_MISSING_COLUMN", raw.file, part, names=column, nearest="", table=table)
        if column in raw.binary:
            raise reject("E_TYPE", raw.file, column, value="")


def _read(batch: Batch, job: Job, recipe: Recipe, about: dict[str, Any], tell: Tell) -> None:
    """Values for every part, and everything that is odd about the rows."""
    lines = job.table == "order_lines"
    coded = unstored.coded(batch)
    if lines:
        about["filled_down"] = orders.fill_down(batch)
        orders.join_time(batch)
        checks.product(batch)
        spread.without_signs(batch)
    checks.whole_rows(batch, job.table)
    needed = orders.needed(batch) if lines else frozenset[str]()
    own = Job.of({**job.plain(), "statuses": recipe.statuses})
    try:
        read_parts(batch, own, dict(recipe.answers), needed, tell)
    finally:
        about["formats"] = list(batch.formats.values())
    tell("check", 0, 1)
    _settle(batch, own, about)
    about["columns"] = [vars(proposal) for proposal in batch.mapping.proposals]
    if lines:
        about["unused"] += unstored.columns(batch, coded=coded)
    tell("write", 0, 1)


def _settle(batch: Batch, job: Job, about: dict[str, Any]) -> None:
    """What is worked out of the values, and what is odd about them together."""
    if job.table == "order_lines":
        currencies.of_rows(batch, job)
        about["customers"] = orders.customers(batch, bytes.fromhex(job.key))
        about["statuses"] = orders.statuses(batch, job)
        spread.of_per_cent(batch)
        orders.amounts(batch, job)
        spread.spread(batch)
        returns.give_back(batch)
        orders.number_lines(batch)
    else:
        checks.people(batch, job)
        checks.money(batch)
    checks.keys(batch, job.table)


def _split(
    batch: Batch, job: Job, recipe: Recipe, about: Mapping[str, Any], digests: tuple[str, ...]
) -> Report:
    table = READ[job.table]
    bad = batch.bad()
    parts = [part for part in table.columns if part in batch.values]
    if batch.back is None:
        values = batch.values.frame(parts)
    else:  # lines are added, with words of their own
        values = pl.DataFrame({part: batch.values[part] for part in parts})
    kept = values.filter(~bad) if bad.any() else values
    out = Path(job.out)
    back = returns.lines(batch, values, ~bad) if batch.back is not None else None
    whole = kept if back is None else pl.concat([kept, back], how="diagonal")
    write_table(out, table, whole.lazy())
    aside = quarantine.frame(batch, bad)
    if aside.height:
        aside.write_parquet(out / "quarantine.parquet")
    counts: dict[str, int] = {}
    for code, _, mask in batch.issues:
        counts[code] = counts.get(code, 0) + int(mask.sum())
    for raw in batch.raws:
        for broken in raw.broken:
            counts[broken.code] = counts.get(broken.code, 0) + 1
    read = sum(raw.rows for raw in batch.raws)
    return Report(
        "accepted",
        read,
        kept.height,
        aside.height,
        tuple(batch.problems()),
        counts,
        recipe.plain(),
        _plain({**about, "given_back": whole.height - kept.height}),
        digests,
    )
