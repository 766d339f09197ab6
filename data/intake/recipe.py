"""A recipe: how files of one kind are read. Kept with each load, written as TOML, used again."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.intake.synonyms import normal
from data.tables import READ, TABLES


class RecipeError(ValueError):
    """The text is no recipe. The message says what is wrong."""


@dataclass(frozen=True)
class Recipe:
    """``columns``: part by the file's column, "" for one to leave out; ``answers`` by question.

    ``statuses``: what words of the status column mean (completed, returned, cancelled).
    """

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    statuses: Mapping[str, str] = field(default_factory=dict)

    def to_toml(self) -> str:
        """The recipe as TOML; equal recipes give equal text."""
        lines = [f"table = {_quoted(self.table)}"]
        for name in ("columns", "answers", "statuses"):
            entries: Mapping[str, str] = getattr(self, name)
            if entries:
                lines += ["", f"[{name}]"]
                lines += [f"{_quoted(k)} = {_quoted(v)}" for k, v in sorted(entries.items())]
        return "\n".join(lines) + "\n"

    @classmethod
    def from_toml(cls, text: str) -> "Recipe":
        """The recipe of a TOML text. Raises :class:`RecipeError`."""
        try:
            return cls.of(tomllib.loads(text))
        except tomllib.TOMLDecodeError as problem:
            raise RecipeError(f"The recipe is no TOML: {problem}.") from None

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Recipe":
        """The recipe of plain values. Raises :class:`RecipeError`."""
        table = plain.get("table")
        if not isinstance(table, str) or table not in READ:
            raise RecipeError(
                f"The recipe names no table. Write table = one of {', '.join(TABLES)}."
            )
        parts: dict[str, dict[str, str]] = {}
        for name in ("columns", "answers", "statuses"):
            entries = plain.get(name, {})
            if not isinstance(entries, Mapping):
                raise RecipeError(f"[{name}] of the recipe must be a table of texts.")
            parts[name] = {str(key): str(value) for key, value in entries.items()}
        return cls(table, **parts)

    def plain(self) -> dict[str, Any]:
        """The recipe as JSON can hold it."""
        return {
            "table": self.table,
            "columns": dict(self.columns),
            "answers": dict(self.answers),
            "statuses": dict(self.statuses),
        }

    @property
    def digest(self) -> str:
        """Equal for equal recipes."""
        return hashlib.sha256(self.to_toml().encode()).hexdigest()

    def suits(self, header: Sequence[str]) -> bool:
        """Whether every column it reads is there and none is new.

        What our own quarantine files have besides their source's columns is not counted as new.
        """
        ours = {name for name in header if name.startswith("problem_") or name == "line_no"}
        there = {normal(name) for name in header if name not in ours}
        named = {normal(name) for name in self.columns}
        used = {normal(name) for name, part in self.columns.items() if part}
        return bool(used) and used <= there and there <= named


def _quoted(text: str) -> str:
    """A TOML basic string; JSON's escapes are among TOML's once DEL is escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
