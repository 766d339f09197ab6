"""What the commands of the command line share: words, options, and how a refusal is told."""

import sys
from enum import StrEnum
from typing import Any

import typer

from words import Reader

WRONG_OPTION, QUESTION, REJECTED = 2, 3, 4
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
    """An option with its help out of the words."""
    return typer.Option(*names, help=ENGLISH.text(f"{section}.{key}_help", **fields))
