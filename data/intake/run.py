"""Files into a company: read by the child, then one load in one transaction, or nothing."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data import audit, loads
from data.actor import Actor, Right, require
from data.arrivals import LoadError
from data.companies import NewCompany
from data.intake.child import Child
from data.intake.job import Source
from data.intake.messages import say as in_words
from data.intake.outcome import Outcome, Wishes
from data.intake.problems import Problem
from data.intake.recipe import Recipe
from data.intake.staged import prepare
from data.intake.watch import Watch
from data.loads import Mode
from data.workspace import Workspace
from words import Reader

__all__ = [
    "Outcome", "Watch", "Wishes", "export_quarantine", "import_files", "quarantined",
]  # fmt: skip


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
    period: tuple[date, date] | None = None,
    notes: Mapping[str, Any] | None = None,
    new: NewCompany | None = None,
    watch: Watch | None = None,
    child: Child | None = None,
) -> Outcome:
    """Import files of one kind as one load of ``table``; see :func:`data.intake.staged.prepare`.

    ``mode``, ``period`` and ``notes`` as in :meth:`data.intake.staged.Prepared.load`.

    Raises also :class:`data.snapshots.DiskFullError`.
    """
    with prepare(
        workspace,
        actor,
        company,
        table,
        paths,
        recipe=recipe,
        wishes=wishes,
        new=new,
        watch=watch,
        child=child,
    ) as prepared:
        return prepared.load(mode, period=period, notes=notes)


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
