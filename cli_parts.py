"""What the commands of the command line share: words, options, and how a refusal is told."""

import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from analytics.condition_columns import ConditionError
from analytics.conditions import Group, from_json
from answers import Books, open_books
from data import companies
from data.actor import LOCAL_OWNER
from data.intake.messages import progress
from data.intake.watch import Progress, Watch
from data.workspace import Workspace, open_workspace
from words import Reader, visible

WRONG_OPTION, QUESTION, REJECTED = 2, 3, 4
_BIG = 4 << 20  # bytes from which an import tells how far it is
_EVERY = 1.0  # seconds
_LARGEST = 1 << 20  # bytes of a file of conditions
ENGLISH = Reader()


class Language(StrEnum):
    """The languages of the words."""

    EN = "en"
    ID = "id"


class Failure(Exception):
    """A refusal in the reader's words, with the exit code it ends in."""

    def __init__(self, code: int, name: str, message: str) -> None:
        super().__init__(message)
        self.code, self.name, self.message = code, name, message


class Keyed(Protocol):
    """A refusal by key: ``key`` and ``fields`` say why in the words."""

    @property
    def key(self) -> str:
        """The key of the sentence."""

    @property
    def fields(self) -> Mapping[str, Any]:
        """What the sentence names."""


def refused(problem: Keyed, reader: Reader) -> Failure:
    """What was refused by key, in the reader's words."""
    return Failure(WRONG_OPTION, code_of(problem), reader.text(problem.key, **problem.fields))


def code_of(problem: Keyed) -> str:
    """The name of a refusal, as ``--json`` tells it."""
    return problem.key.partition(".")[2]


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


def option(key: str, *names: str, section: str = "cli", **fields: str) -> Any:
    """An option with its help out of the words; a company may be named by its title too."""
    told = ENGLISH.text(f"{section}.{key}_help", **fields)
    return typer.Option(*names, help=told, callback=_company if key == "company" else None)


def _company(given: str | None) -> str | None:
    """The short name of the company that is meant, as `import --company "Toko Baru"` made it."""
    if given is None or given == (short := companies.short_name(given)):
        return given
    there = companies.names(open_workspace())
    return short if short in there and given not in there else given


COMPANY = Annotated[str, option("company", "--company")]
LANGUAGE = Annotated[Language, option("language", "--language")]
JSON = Annotated[bool, option("json", "--json")]


def opened(company: str, language: Language) -> tuple[Workspace, Books, Reader]:
    """Workspace, books and words of a company."""
    workspace = open_workspace()
    books = open_books(workspace, LOCAL_OWNER, company)
    reader = Reader(language.value, books.company.currency, books.company.decimals)
    return workspace, books, replace(reader, own=books.own_names(reader.language))


def day_of(text: str, reader: Reader) -> date:
    """A day as it was typed. Raises :class:`Failure`."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = reader.text("error.not_a_date", value=text)
        raise Failure(WRONG_OPTION, "not_a_date", message) from None


def day_if_any(text: str | None, reader: Reader) -> date | None:
    """A day that may be left open. Raises :class:`Failure`."""
    return None if text is None else day_of(text, reader)


def conditions_of(file: Path, reader: Reader) -> Group:
    """The conditions a JSON file holds. Raises ``ConditionError`` and :class:`Failure`."""
    try:
        if file.stat().st_size > _LARGEST:
            raise ConditionError("segments.wrong_form")
        held = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, json.JSONDecodeError, UnicodeDecodeError):
        message = reader.text("segments.unreadable", file=visible(str(file)))
        raise Failure(WRONG_OPTION, "unreadable", message) from None
    return from_json(held)


def watching(files: Sequence[Path], reader: Reader) -> Watch:
    """Tells on standard error how far an import of big files is, about once a second."""
    big = sum(file.stat().st_size for file in files) >= _BIG
    last = 0.0

    def tell(_: Progress) -> None:
        nonlocal last
        now = time.monotonic()
        if big and now - last >= _EVERY:
            last = now
            sys.stderr.write(progress(watch, reader) + "\n")
            sys.stderr.flush()

    watch = Watch(tell)
    return watch


def write(file: Path, content: bytes, reader: Reader) -> None:
    """Write a file that was asked for. Raises :class:`Failure`."""
    try:
        file.write_bytes(content)
    except OSError:
        message = reader.text("error.cannot_write", file=file)
        raise Failure(WRONG_OPTION, "cannot_write", message) from None
