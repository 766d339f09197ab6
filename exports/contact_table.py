"""A contact list into a table of a configured database, where the administrator named one.

By the same door as the file: :func:`exports.contacts.ready` says who and what. The rows are put in
first and kept only once the log holds them, so nothing is there that was not logged.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import polars as pl

from data import companies, lists
from data.actor import Actor, Right, require
from data.sources.connecting import SourceError
from data.sources.settings import (
    MissingSecretError,
    SettingsError,
    SourceDatabase,
    contact_tables,
)
from data.sources.writing import replace, transaction
from data.target_list import ListError
from data.workspace import Workspace
from exports.contact_formats import ContactFormat, shaped
from exports.contacts import Checked, Ready, checked, details, ready

KEY = "list_id"
STAMP = "exported_at"


@dataclass(frozen=True)
class Written:
    """How many ``rows`` of the list are in the table ``target`` now."""

    target: str
    rows: int
    checked: Checked


class NotWritten(RuntimeError):
    """Nothing was written. ``code`` and ``fields`` say why, as of a source that is read."""

    def __init__(self, target: str, code: str, **fields: object) -> None:
        super().__init__(code)
        self.target, self.code, self.fields = target, code, fields


def targets(workspace: Workspace, actor: Actor, list_id: str) -> list[str]:
    """The names of databases that may take this list; none where the file is broken."""
    one = lists.get(workspace, actor, list_id)
    try:
        known = contact_tables(workspace, actor, one.company)
    except SettingsError:
        return []
    fit = (n for n, d in known.items() if d.contacts and one.touch_point in d.contacts.touch_points)
    return sorted(fit)


def write_contacts(
    workspace: Workspace, actor: Actor, list_id: str, target: str, *, arm: str | None = None
) -> Written:
    """Write the contacts of a frozen list to ``target``, in the place of what it had there.

    The table has list_id, exported_at, customer_id, arm and the columns of the touch point. Raises
    ``Forbidden``, :class:`data.target_list.ListError`, :class:`NotWritten`,
    :class:`data.sources.settings.SettingsError`.
    """
    one = lists.get(workspace, actor, list_id)
    require(actor, Right.EXPORT_CONTACTS, one.company)
    database = contact_tables(workspace, actor, one.company).get(target)
    if database is None or database.contacts is None:
        raise ListError("contacts.no_target", target=target)
    if one.touch_point not in database.contacts.touch_points:
        raise ListError("contacts.target_point", target=target, touch_point=one.touch_point)
    found = ready(workspace, actor, list_id, arm)
    rows = shaped(found.contacts.rows, ContactFormat.PARQUET, one.touch_point)
    try:
        written = _write(workspace, actor, found, rows, database)
    except MissingSecretError as missing:
        raise NotWritten(target, "E_SOURCE_SECRET", name=missing.name) from None
    except SourceError as problem:
        raise NotWritten(target, problem.code, **problem.fields) from None
    return Written(target, written, checked(found))


def _write(
    workspace: Workspace, actor: Actor, found: Ready, rows: pl.DataFrame, database: SourceDatabase
) -> int:
    table = database.contacts.table if database.contacts else ""
    one, now = found.target_list, datetime.now(UTC)
    stamped = [{**row, STAMP: now} for row in rows.iter_rows(named=True)]
    columns = (STAMP, *rows.columns)
    with transaction(database.url()) as connection:
        written = replace(connection, table, columns, stamped, key={KEY: one.id})
        told = details(found, f"table:{database.name}", rows, rows.write_csv().encode())
        lists.mark_exported(workspace, actor, one.id, told)
        if companies.version(workspace, found.company.name) != found.company.version:
            raise ListError("contacts.moves_on", name=one.name)
    return written
