"""An import in two steps: read and looked at, then loaded, so that a person can say yes between."""

import hashlib
import shutil
import weakref
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl

from data import companies, loads, standing
from data.actor import Actor, Right, require
from data.arrivals import Arrival, LoadError, PeriodError
from data.companies import Company, NewCompany
from data.intake.child import DISK, Child
from data.intake.job import Job, Report, Source
from data.intake.outcome import Outcome, Wishes
from data.intake.problems import Problem
from data.intake.recipe import Recipe
from data.intake.room import identity_key, room
from data.intake.watch import Watch
from data.loads import Load, Mode
from data.snapshots import DiskFullError
from data.tables import READ
from data.workspace import Workspace

_RECIPES = 5  # earlier recipes that are tried on a new file


class Prepared:
    """Files that were read and checked, and not loaded yet; to be closed, best as a context.

    Until then its rows lie in a folder of the workspace, which nothing else reads.
    """

    def __init__(  # noqa: PLR0917 - one import's pieces
        self,
        workspace: Workspace,
        actor: Actor,
        company: str,
        job: Job,
        report: Report,
        new: NewCompany | None,
        watch: Watch,
    ) -> None:
        self._workspace, self._actor, self._company = workspace, actor, company
        self._job, self._report, self._new, self._watch = job, report, new, watch
        self._folder = Path(job.out)
        self._gone = weakref.finalize(self, shutil.rmtree, job.out, ignore_errors=True)
        self.outcome = Outcome.of(report)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Remove what was read. Twice does nothing."""
        self._gone()

    def accepted(self, rows: int = 100) -> pl.DataFrame:
        """The first rows as they would be loaded; none where nothing was accepted."""
        own = self._head(self._job.table, rows)
        personal = self._folder / f"{self._job.table}.personal.parquet"
        if not personal.exists():
            return own
        table = READ[self._job.table]
        beside = pl.scan_parquet(personal).join(own.lazy(), on=table.key, how="semi").collect()
        joined = own.join(beside, on=table.key, how="left", maintain_order="left")
        order = dict.fromkeys((*table.columns, *own.columns))
        return joined.select(c for c in order if c in joined.columns)

    def quarantined(self, rows: int = 100) -> pl.DataFrame:
        """The first rows set aside; columns as :mod:`data.intake.quarantine` says."""
        return self._head("quarantine", rows)

    def _head(self, name: str, rows: int) -> pl.DataFrame:
        path = self._folder / f"{name}.parquet"
        return pl.scan_parquet(path).head(rows).collect() if path.exists() else pl.DataFrame()

    def load(
        self,
        mode: Mode = "append",
        *,
        period: tuple[date, date] | None = None,
        notes: Mapping[str, Any] | None = None,
    ) -> Outcome:
        """Load what was accepted, in one transaction; anything but that gives the outcome as it is.

        ``mode`` and ``period`` as in :func:`data.loads.put`; ``notes`` are kept with the load.
        Raises :class:`data.actor.Forbidden`, :class:`data.snapshots.DiskFullError`, and
        :class:`data.companies.CompanyError` where the name of a new company is taken meanwhile.
        """
        require(self._actor, Right.IMPORT_DATA, self._company)
        if self._watch.cancelled:
            return Outcome("cancelled", None, None, None, ())
        if self.outcome.status != "accepted":
            return self.outcome
        self._watch.move("keep", 0, 1)
        source = ", ".join(one.name for one in self._job.sources)
        try:
            made = loads.put(
                self._workspace,
                self._actor,
                self._company,
                {self._job.table: self._arrival(notes or {})},
                source=source,
                mode=mode,
                period=period,
                new=self._new,
            )
        except LoadError as refused:
            name = self._job.sources[0].name
            code, fields = "E_OVERLAP", {"table": self._job.table}
            if isinstance(refused, PeriodError):
                code, fields = refused.code, refused.fields
            problem = Problem(code, name, fields=fields)
            return replace(
                self.outcome,
                status="rejected",
                rows_accepted=None,
                rows_quarantined=None,
                problems=(problem,),
                counts={},
            )
        self._new = None
        self._watch.move("keep", 1, 1)
        return replace(self.outcome, load=made[0])

    def there(self) -> Load | None:
        """The live load of the same content, read the same way, if there is one."""
        if self._new is not None or self.outcome.status != "accepted":
            return None
        report, table = self._report, self._job.table
        same = _content(report.digests), Recipe.of(report.recipe).digest
        live = loads.live(self._workspace, self._company)
        found = [x for x in live if x.table_name == table and standing.content(x) == same]
        return found[-1] if found else None

    def _arrival(self, notes: Mapping[str, Any]) -> Arrival:
        aside = self._folder / "quarantine.parquet"
        report = self._report
        return Arrival(
            self._folder,
            content=_content(report.digests),
            recipe=Recipe.of(report.recipe).digest,
            quarantine=aside if aside.exists() else None,
            added=int(report.about.get("given_back", 0)),
            notes={
                "recipe": report.recipe,
                "counts": dict(report.counts),
                "about": dict(report.about),
                **notes,
            },
        )


def prepare(  # noqa: PLR0913 - who, where, what, and how
    workspace: Workspace,
    actor: Actor,
    company: str,
    table: str,
    paths: Sequence[Path | Source],
    *,
    recipe: Recipe | None = None,
    wishes: Wishes | None = None,
    new: NewCompany | None = None,
    watch: Watch | None = None,
    child: Child | None = None,
    right: Right = Right.IMPORT_DATA,
) -> Prepared:
    """Read and check files of one kind for ``table``; nothing is changed until they are loaded.

    ``recipe`` says how, else an earlier recipe of the company that suits the header, else what
    names and values tell; ``wishes`` come before either. ``new`` makes the company, but only once
    its files are loaded. ``watch`` hears of the progress and can call the import off: then the
    outcome is `cancelled`. ``right`` is what reading them needs; loading asks for its own. Raises
    :class:`data.actor.Forbidden`, :class:`data.companies.NoSuchCompanyError`,
    :class:`data.snapshots.DiskFullError`; everything about the files is in the outcome.
    """
    require(actor, right, company)
    held = new or companies.get(workspace, company)
    watch = watch or Watch()
    earlier = () if recipe or new else _earlier(workspace, company, table)
    with room(workspace) as out:
        job = _job(workspace, held, table, _sources(paths), out, recipe, wishes or Wishes())
        job = replace(job, recipes=earlier)
        report = _run(job, child, watch)
        if DISK in {problem.code for problem in report.problems}:
            raise DiskFullError
    return Prepared(workspace, actor, company, job, report, new, watch)


def likely_tables(
    workspace: Workspace,
    actor: Actor,
    paths: Sequence[Path | Source],
    *,
    company: str | None = None,
    wishes: Wishes | None = None,
    child: Child | None = None,
) -> Outcome:
    """Which table files are most likely: `about["tables"]` of the outcome, the likeliest first.

    A file that cannot be opened gives its question or rejection, as when it is imported; what
    ``company`` has answered of such files before is not asked again.
    """
    require(actor, Right.IMPORT_DATA, company)
    wished = wishes or Wishes()
    job = Job(
        _sources(paths), "", "", "IDR", 0, "UTC", "", answers=wished.answers, limits=wished.limits
    )
    job = replace(job, recipes=_earlier(workspace, company) if company else ())
    report = _run(job, child, Watch())
    return Outcome.of(report)


def _run(job: Job, child: Child | None, watch: Watch) -> Report:
    if child is not None:
        return child.run(job, watch)
    with Child() as own:
        return own.run(job, watch)


def _sources(paths: Sequence[Path | Source]) -> tuple[Source, ...]:
    return tuple(p if isinstance(p, Source) else Source(str(p), p.name) for p in paths)


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
        identity_key(workspace),
        {**base.columns, **wishes.columns},
        {**base.answers, **wishes.answers},
        {**base.statuses, **wishes.statuses},
        dict(wishes.fixed),
        limits=wishes.limits,
    )


def _earlier(
    workspace: Workspace, company: str, table: str | None = None
) -> tuple[Mapping[str, Any], ...]:
    """The recipes of the newest loads of the table, or of any, each once."""
    found: list[Mapping[str, Any]] = []
    for load in loads.history(workspace, company):
        recipe = load.notes.get("recipe")
        if table in (None, load.table_name) and recipe and recipe not in found:
            found.append(recipe)
    return tuple(found[:_RECIPES])


def _content(digests: Sequence[str]) -> str:
    """Digest of the files: of the one, else of the digests of all, whatever their order."""
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
