"""What an analysis has to say: findings with their figures, and refusals with their reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import polars as pl

Value = float | int | str | date | None


@dataclass(frozen=True)
class Finding:
    """One sentence a reader should know: a key of the catalogue and the figures it names.

    The names of ``fields`` are keys of the figures of the vocabulary, which give their units.
    ``good`` says whether it is good news, bad news, or neither (None).
    """

    key: str
    fields: Mapping[str, Value] = field(default_factory=dict)
    good: bool | None = None


class NotEnoughData(ValueError):
    """The data cannot answer the question. ``key`` and ``fields`` say why in the catalogue."""

    def __init__(self, key: str, **fields: Value) -> None:
        super().__init__(f"{key}: {fields}" if fields else key)
        self.key = key
        self.fields = fields


class WrongOption(ValueError):
    """An option outside its range, 0-1 unless said: its name in the catalogue, and what it was."""

    def __init__(self, option: str, value: float, low: float = 0.0, high: float = 1.0) -> None:
        super().__init__(f"{option} must lie in ({low}, {high}]; got {value}")
        self.option, self.value, self.low, self.high = option, value, low, high


class Meaningless(ValueError):
    """A known value of an option means nothing to this question: ``key`` of the catalogue says why.

    ``given`` is the value, a word of ours.
    """

    def __init__(self, key: str, given: str) -> None:
        super().__init__(f"{key}: {given}")
        self.key, self.given = key, given


class Result(Protocol):
    """What every analysis gives back: a frozen answer that can be shown, written and read aloud."""

    def summary(self) -> Mapping[str, Value]:
        """The answer in single figures, by key."""
        ...

    def findings(self) -> list[Finding]:
        """What it means, most important first."""
        ...

    def frames(self) -> Mapping[str, pl.DataFrame]:
        """The tables behind it, by name."""
        ...
