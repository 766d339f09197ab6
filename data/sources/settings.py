"""The file of sources, written by an administrator: databases, and the query of each table.

`PELANGGAN_SOURCES`, else `sources.toml` in the workspace. Secrets never stand in it: `${NAME}` is
an environment variable. Nothing of it comes from a visitor's keyboard.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import quote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from data.actor import Actor, Right
from data.intake.recipe import Recipe, RecipeError
from data.tables import EVENTS, TABLES
from data.workspace import Workspace

SOURCES = "PELANGGAN_SOURCES"
FILE = "sources.toml"

Mode = Literal["append", "period", "replace"]

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_SECRET = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
}
_OF_SOURCE = {"url", "company", "title", "currency", "timezone", "tables", "contacts"}
_OF_CONTACTS = {"table", "touch_points"}
TOUCH_POINTS = ("e-mail", "phone", "chat", "post", "store", "web")
_OF_TABLE = {
    *("query", "from", "incremental", "mode", "look_back_days"),
    *("recipe", "columns", "answers", "statuses"),
}


class SettingsError(ValueError):
    """The file of sources cannot be used. The message says where and why, never a value of it."""


class MissingSecretError(LookupError):
    """An environment variable that a source needs is not set."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"The environment variable {name} is not set.")


@dataclass(frozen=True)
class SourceTable:
    """One table of a source: ``query``, or ``relation``, a table or view of the database.

    ``incremental`` is the column to read on from; without it everything is read each time.
    """

    table: str
    query: str | None
    relation: str | None
    incremental: str | None
    mode: Mode
    look_back_days: int
    recipe: Recipe


@dataclass(frozen=True)
class ContactTable:
    """The one table of a database that contact lists may be written to, and of which kind."""

    table: str
    touch_points: tuple[str, ...] = TOUCH_POINTS


@dataclass(frozen=True)
class SourceDatabase:
    """One source. ``template`` is its address with ``${NAME}`` in the place of secrets.

    ``title``, ``currency`` and ``timezone`` are of a company that is not there yet. ``contacts`` is
    where contact lists may go; without it nothing is ever written to the database.
    """

    name: str
    company: str
    template: str = field(repr=False)
    tables: Mapping[str, SourceTable]
    title: str | None = None
    currency: str = "IDR"
    timezone: str = "Asia/Jakarta"
    contacts: ContactTable | None = None

    def url(self) -> URL:
        """The address with its secrets. Raises :class:`MissingSecretError`, `SettingsError`."""
        whole = _SECRET.fullmatch(self.template.strip())
        text = _SECRET.sub(lambda found: _secret(found[1], encode=not whole), self.template)
        try:
            url = make_url(text.strip())
        except (ArgumentError, ValueError):
            raise SettingsError(f"{self.name}: the url is not of the form kind://…") from None
        return url.set(drivername=_DRIVERS.get(url.drivername, url.drivername))


def settings_file(workspace: Workspace) -> Path:
    """Where the file of sources lies, or would lie."""
    named = os.environ.get(SOURCES)
    return Path(named).expanduser() if named else workspace.home / FILE


def sources(workspace: Workspace, actor: Actor) -> dict[str, SourceDatabase]:
    """The sources by name whose companies ``actor`` may bring data into; none without a file.

    Raises :class:`SettingsError`.
    """
    return {
        name: one
        for name, one in _named(workspace).items()
        if one.tables and actor.may(Right.SOURCES) and actor.may(Right.IMPORT_DATA, one.company)
    }


def contact_tables(workspace: Workspace, actor: Actor, company: str) -> dict[str, SourceDatabase]:
    """The databases by name that ``actor`` may write contact lists of ``company`` to.

    Raises :class:`SettingsError`.
    """
    may = actor.may(Right.EXPORT_CONTACTS, company)
    known = _named(workspace) if may else {}
    return {n: one for n, one in known.items() if one.contacts and one.company == company}


def _named(workspace: Workspace) -> dict[str, SourceDatabase]:
    """Everything that the file names."""
    file = settings_file(workspace)
    if not file.exists():
        return {}
    try:
        plain = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise SettingsError("The file of sources cannot be read.") from None
    except tomllib.TOMLDecodeError as problem:
        place = re.search(r"\(at .*\)", str(problem))
        raise SettingsError(
            f"The file of sources is no TOML {place[0] if place else ''}".strip() + "."
        ) from None
    return {name: _source(name, part, file.parent) for name, part in plain.items()}


def _source(name: str, plain: Any, folder: Path) -> SourceDatabase:
    if not _NAME.fullmatch(name):
        raise SettingsError("A source is named with small letters, digits and hyphens.")
    if not isinstance(plain, Mapping):
        raise SettingsError(f"{name}: write [{name}] with url, company and tables.")
    _known(name, plain, _OF_SOURCE)
    texts = {key: _text(name, plain, key) for key in ("url", "company")}
    _refuse_secret(name, texts["url"])
    contacts = _contacts(name, plain["contacts"]) if "contacts" in plain else None
    tables = plain.get("tables", {})
    if not isinstance(tables, Mapping) or not (tables or contacts):
        raise SettingsError(f"{name}: name at least one table, as in [{name}.tables.order_lines].")
    if not _NAME.fullmatch(texts["company"]):
        raise SettingsError(f"{name}: company is a short name, as in toko-nusantara.")
    more = {
        key: _text(name, plain, key) for key in ("title", "currency", "timezone") if key in plain
    }
    return SourceDatabase(
        name,
        texts["company"],
        texts["url"],
        {key: _table(f"{name}.tables.{key}", key, part, folder) for key, part in tables.items()},
        **more,
        contacts=contacts,
    )


def _contacts(name: str, plain: Any) -> ContactTable:
    where = f"{name}.contacts"
    if not isinstance(plain, Mapping):
        raise SettingsError(f"{where}: write [{where}] with table.")
    _known(where, plain, _OF_CONTACTS)
    kinds = plain.get("touch_points", list(TOUCH_POINTS))
    if not isinstance(kinds, list) or not kinds or not set(kinds) <= set(TOUCH_POINTS):
        raise SettingsError(f"{where}: touch_points are some of {', '.join(TOUCH_POINTS)}.")
    return ContactTable(_text(where, plain, "table"), tuple(kinds))


def _table(where: str, table: str, plain: Any, folder: Path) -> SourceTable:
    if table not in TABLES:
        raise SettingsError(f"{where}: there is no such table. Use {', '.join(TABLES)}.")
    if not isinstance(plain, Mapping):
        raise SettingsError(f"{where}: write query or from.")
    _known(where, plain, _OF_TABLE)
    if ("query" in plain) == ("from" in plain):
        raise SettingsError(f"{where}: write either query or from.")
    query, relation = (
        _text(where, plain, key) if key in plain else None for key in ("query", "from")
    )
    incremental = _text(where, plain, "incremental") if "incremental" in plain else None
    mode = plain.get("mode", "append" if incremental else "replace")
    if mode not in ("append", "period", "replace"):
        raise SettingsError(f"{where}: mode is append, period or replace.")
    if mode == "period" and not (incremental and TABLES[table] in EVENTS):
        raise SettingsError(
            f"{where}: mode period needs incremental, the column of the day, "
            "and a table whose rows happen on a day."
        )
    if mode == "replace" and incremental:
        raise SettingsError(f"{where}: mode replace reads everything: leave incremental out.")
    back = plain.get("look_back_days", 0)
    if not isinstance(back, int) or isinstance(back, bool) or not 0 <= back <= 3_660:
        raise SettingsError(f"{where}: look_back_days is a whole number of days.")
    if query is not None:
        query = _one_query(where, query)
    recipe = _recipe(where, table, plain, folder)
    return SourceTable(table, query, relation, incremental, cast("Mode", mode), back, recipe)


def _recipe(where: str, table: str, plain: Mapping[str, Any], folder: Path) -> Recipe:
    own = {key: plain.get(key, {}) for key in ("columns", "answers", "statuses")}
    try:
        base = Recipe(table)
        if "recipe" in plain:
            base = Recipe.from_toml((folder / _text(where, plain, "recipe")).read_text("utf-8"))
        said = Recipe.of({"table": table, **own})
    except (OSError, UnicodeDecodeError, RecipeError):
        raise SettingsError(f"{where}: the recipe cannot be read.") from None
    if base.table != table:
        raise SettingsError(f"{where}: the recipe is for another table.")
    return Recipe(
        table,
        {**base.columns, **said.columns},
        {**base.answers, **said.answers},
        {**base.statuses, **said.statuses},
    )


def _one_query(where: str, query: str) -> str:
    """The query without a semicolon at its end; the database itself refuses to write."""
    plain = re.sub(r"'[^']*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/", "", query, flags=re.S)
    text = query.strip().rstrip(";").rstrip()
    if ";" in plain.strip().rstrip(";") or not re.match(r"\s*(select|with)\b", plain, re.I):
        raise SettingsError(f"{where}: the query must be one SELECT.")
    return text


def _known(where: str, plain: Mapping[str, Any], names: set[str]) -> None:
    if unknown := sorted(plain.keys() - names):
        raise SettingsError(f"{where}: there is no setting {', '.join(unknown)}.")


def _text(where: str, plain: Mapping[str, Any], key: str) -> str:
    value = plain.get(key)
    if not isinstance(value, str) or not value.strip():
        raise SettingsError(f"{where}: {key} must be a text.")
    return value


def _refuse_secret(name: str, template: str) -> None:
    """A password in the file itself is refused: files are copied, shown and kept."""
    if _SECRET.fullmatch(template.strip()):
        return
    try:
        password = make_url(_SECRET.sub("secret-of-the-environment", template)).password
    except (ArgumentError, ValueError):
        raise SettingsError(f"{name}: the url is not of the form kind://…") from None
    if password and password != "secret-of-the-environment":  # noqa: S105 - our own mark
        raise SettingsError(
            f"{name}: a password stands in the file. Put it into an environment variable and "
            "write ${NAME} in its place."
        )


def _secret(name: str, *, encode: bool) -> str:
    value = os.environ.get(name)
    if not value:
        raise MissingSecretError(name)
    return quote(value, safe="") if encode else value
