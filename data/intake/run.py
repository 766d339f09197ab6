"""Files into a company: read by the child, then one load in one transaction, or nothing."""

import contextlib
import hashlib
import json
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from data import audit, companies, loads
from data.actor import Actor, Right, require
from data.arrivals import Arrival, LoadError
from data.companies import Company
from data.intake.child import Child
from data.intake.job import Job, Report, Source, Status
from data.intake.limits import Limits
from data.intake.messages import say as in_words
from data.intake.problems import Problem
from data.intake.recipe import Recipe
from data.loads import Load, Mode
from data.workspace import Workspace
from words import Reader

_STALE = 86_400.0  # seconds after which what a killed import left is removed
_RECIPES = 5  # earlier recipes that are tried on a new file


@dataclass(frozen=True)
class Outcome:
    """What came of an import. Accepted and quarantined rows are all the rows read.

    ``counts``: rows behind each code; ``about``: what was guessed (columns, grain, customers).
    A question or a rejection changed nothing; then ``load`` is None.
    """

    status: Status
    rows_read: int | None
    rows_accepted: int | None
    rows_quarantined: int | None
    problems: tuple[Problem, ...]
    load: Load | None = None
    recipe: Recipe | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wishes:
    """What was said about the files beforehand; see :class:`data.intake.recipe.Recipe`."""

    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class NewCompany:
    """A company to be made if its first files are accepted."""

    title: str
    currency: str
    decimals: int
    timezone: str


def import_files(  # noqa: PLR0913 - who, where, what, and how
    workspace: Workspace,
    actor: Actor,
    company: str,
    table: str,
    paths: Sequence[Path | Source],
    *,
    recipe: Recipe | None = None,
    wishes: Wishes | None = None,
    mode: Mode = "append",
    new: NewCompany | None = None,
    child: Child | None = None,
) -> Outcome:
    """Import files of one kind as one load of ``table``.

    ``recipe`` says how, else an earlier recipe of the company that suits the header, else what
    names and values tell; ``wishes`` come before either. ``new`` makes the company, but only once
    its files are accepted. Raises :class:`data.actor.Forbidden`,
    :class:`data.companies.NoSuchCompanyError`, :class:`data.snapshots.DiskFullError`; everything
    about the files themselves is in the outcome.
    """
    require(actor, Right.IMPORT_DATA, company)
    held = new or companies.get(workspace, company)
    sources = [p if isinstance(p, Source) else Source(str(p), p.name) for p in paths]
    with _folder(workspace) as out:
        earlier = () if recipe or new else _earlier(workspace, company, table)
        job = _job(workspace, held, table, sources, out, recipe, wishes or Wishes())
        job = replace(job, recipes=earlier)
        if child is None:
            with Child() as own:
                report = own.run(job)
        else:
            report = child.run(job)
        if report.status != "accepted":
            return _outcome(report)
        if new:
            companies.create(workspace, actor, company, **asdict(new))
        return _load(workspace, actor, company, report, job, mode)


def _job(  # noqa: PLR0917 - all that a job is made of
    workspace: Workspace,
    company: Company | NewCompany,
    table: str,
    sources: Sequence[Source],
    out: Path,
    recipe: Recipe | None,
    wishes: Wishes,
) -> Job:
    base = recipe or Recipe(table)
    return Job(
        tuple(sources),
        table,
        str(out),
        company.currency,
        company.decimals,
        company.timezone,
        _key(workspace),
        {**base.columns, **wishes.columns},
        {**base.answers, **wishes.answers},
        {**base.statuses, **wishes.statuses},
        limits=wishes.limits,
    )


def _earlier(workspace: Workspace, company: str, table: str) -> tuple[Mapping[str, Any], ...]:
    """The recipes of the newest loads of the table, each once."""
    found: list[Mapping[str, Any]] = []
    for load in loads.history(workspace, company):
        recipe = load.notes.get("recipe")
        if load.table_name == table and recipe and recipe not in found:
            found.append(recipe)
    return tuple(found[:_RECIPES])


def _load(  # noqa: PLR0917 - one import's pieces
    workspace: Workspace,
    actor: Actor,
    company: str,
    report: Report,
    job: Job,
    mode: Mode,
) -> Outcome:
    out = Path(job.out)
    recipe = Recipe.of(report.recipe)
    aside = out / "quarantine.parquet"
    arrival = Arrival(
        pl.scan_parquet(out / "accepted.parquet"),
        content=_content(job.sources),
        recipe=recipe.digest,
        quarantine=pl.read_parquet(aside) if aside.exists() else None,
        notes={
            "recipe": report.recipe,
            "counts": dict(report.counts),
            "about": dict(report.about),
        },
    )
    source = ", ".join(one.name for one in job.sources)
    try:
        made = loads.put(workspace, actor, company, {job.table: arrival}, source=source, mode=mode)
    except LoadError:
        name = job.sources[0].name
        overlap = Problem("E_OVERLAP", name, fields={"table": job.table})
        return Outcome("rejected", report.rows_read, None, None, (overlap,), None, recipe)
    return _outcome(report, made[0], recipe)


def _outcome(report: Report, load: Load | None = None, recipe: Recipe | None = None) -> Outcome:
    return Outcome(
        report.status,
        report.rows_read,
        report.rows_accepted,
        report.rows_quarantined,
        report.problems,
        load,
        recipe,
        report.counts,
        report.about,
    )


def quarantined(workspace: Workspace, company: str, load: str) -> pl.DataFrame | None:
    """The rows a load set aside, or None where it set none aside. Raises :class:`LoadError`."""
    for one in loads.history(workspace, company):
        if one.id == load:
            path = workspace.snapshots / one.folder / "quarantine.parquet"
            return pl.read_parquet(path) if path.exists() else None
    raise LoadError(f"{company} has no load {load}.")


def export_quarantine(
    workspace: Workspace, actor: Actor, company: str, load: str, reader: Reader
) -> pl.DataFrame | None:
    """The rows a load set aside, to be mended outside, each with its problem in words; logged.

    Column `problem_message` comes first after the place; see :mod:`data.intake.quarantine`. Raises
    :class:`data.actor.Forbidden`, :class:`LoadError`.
    """
    require(actor, Right.IMPORT_DATA, company)
    rows = quarantined(workspace, company, load)
    if rows is None:
        return None
    with workspace.writing() as connection:
        details = {"load": load, "rows": rows.height}
        audit.append(connection, actor, "load.quarantine", company, details)
    said = [
        in_words(Problem(code, "", None, column, json.loads(fields)), reader)
        for code, column, fields in rows.select(
            "problem_code", "problem_column", "problem_fields"
        ).iter_rows()
    ]
    worded = rows.with_columns(pl.Series("problem_message", said, dtype=pl.String))
    first = ["problem_file", "problem_line", "problem_column", "problem_code", "problem_message"]
    rest = [c for c in rows.columns if c not in first and c != "problem_fields"]
    return worded.select(*first, *rest)


def _content(sources: Sequence[Source]) -> str:
    """Digest of the files: of the one, else of the digests of all, whatever their order."""
    digests = []
    for source in sources:
        with Path(source.path).open("rb") as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()


def _key(workspace: Workspace) -> str:
    """The secret of this workspace that makes customer ids out of contact data; made once."""
    path = workspace.home / "identity.key"
    if not path.exists():
        fresh = path.with_name(f"identity.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32))
        with contextlib.suppress(FileExistsError):  # another import was first
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text().strip()


@contextmanager
def _folder(workspace: Workspace) -> Iterator[Path]:
    """A folder for one import; what a killed import left long ago is removed."""
    incoming = workspace.home / "incoming"
    incoming.mkdir(mode=0o700, exist_ok=True)
    for left in incoming.iterdir():
        if time.time() - left.stat().st_mtime > _STALE:
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=incoming, ignore_cleanup_errors=True) as folder:
        yield Path(folder)
