"""What the commands of the command line share: words, options, and how a refusal is told."""

import sys
import time
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from data import companies
from data.intake.messages import progress
from data.intake.watch import Progress, Watch
from data.workspace import open_workspace
from words import Reader

WRONG_OPTION, QUESTION, REJECTED = 2, 3, 4
_BIG = 4 << 20  # bytes from which an import tells how far it is
_EVERY = 1.0  # seconds
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
