"""The table of segments: a 5 x 5 map on which every pair of scores belongs to exactly one segment.

Across lies recency, up lies frequency, monetary value, or the mean of both. A table with a gap, an
overlap, two segments of one name or a segment without a place is refused with what is wrong.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

import polars as pl

from analytics.rfm_scores import SCORES

Cell = tuple[int, int]  # recency score, the other score
CELLS: tuple[Cell, ...] = tuple(product(SCORES, SCORES))
AXES = ("frequency", "monetary", "both")
LANGUAGES = ("en", "id")
MOST, LONGEST, LONGEST_TEXT = 25, 60, 400


class TableError(ValueError):
    """A table of segments is no partition. ``key`` and ``fields`` say why in the catalogue."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(f"{key}: {fields}")
        self.key = key
        self.fields = fields


@dataclass(frozen=True)
class Segment:
    """One segment and its cells. ``key`` is its name in links and files.

    ``names``, ``meanings`` and ``actions`` are the company's own words by language; where they are
    blank the house has its own for the key. Texts are kept sorted by language.
    """

    key: str
    cells: tuple[Cell, ...]
    names: tuple[tuple[str, str], ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()
    actions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SegmentTable:
    """Segments in the order they are shown, best first; checked to be a partition of the map.

    Raises :class:`TableError`.
    """

    segments: tuple[Segment, ...]
    across: str = "frequency"
    _of: Mapping[Cell, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what is no partition."""
        _check(self.segments, self.across)
        of = {cell: segment.key for segment in self.segments for cell in segment.cells}
        object.__setattr__(self, "_of", of)

    def of(self, cell: Cell) -> str:
        """The key of the segment that a pair of scores belongs to."""
        return self._of[cell]

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the segments, in their order."""
        return tuple(segment.key for segment in self.segments)

    def as_json(self) -> dict[str, object]:
        """The table in plain values, for the catalogue."""
        return {
            "across": self.across,
            "segments": [
                {
                    "key": segment.key,
                    "cells": [list(cell) for cell in segment.cells],
                    "names": dict(segment.names),
                    "meanings": dict(segment.meanings),
                    "actions": dict(segment.actions),
                }
                for segment in self.segments
            ],
        }


def assign(scored: pl.DataFrame, table: SegmentTable) -> pl.DataFrame:
    """Add ``other_score`` (the score across from recency) and ``segment`` (a key) to scored rows.

    ``scored`` holds the three scores of :func:`analytics.rfm_scores.score`.
    """
    cells = pl.DataFrame(
        [(*cell, table.of(cell)) for cell in CELLS],
        schema={"recency_score": pl.Int64, "other_score": pl.Int64, "segment": pl.String},
        orient="row",
    )
    placed = scored.with_columns(other_score=other_score(table.across))
    return placed.join(
        cells, on=["recency_score", "other_score"], how="left", maintain_order="left"
    )


def other_score(across: str) -> pl.Expr:
    """Frequency, monetary value, or the mean of both with halves up."""
    frequency, monetary = pl.col("frequency_score"), pl.col("monetary_score")
    return {
        "frequency": frequency,
        "monetary": monetary,
        "both": (frequency + monetary + 1) // 2,
    }[across]


def from_json(given: object) -> SegmentTable:
    """A table from plain values as :meth:`SegmentTable.as_json` writes them, checked.

    Raises :class:`TableError`.
    """
    if not isinstance(given, Mapping) or not isinstance(given.get("segments"), list):
        raise TableError("rfm.wrong_form")
    segments = [_segment(each) for each in given["segments"]]
    return SegmentTable(tuple(segments), str(given.get("across", "frequency")))


def texts(by_language: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Own words by language as a segment keeps them: trimmed, sorted, blank ones left out."""
    kept = {language: text.strip() for language, text in by_language.items()}
    return tuple((language, kept[language]) for language in sorted(kept) if kept[language])


def _segment(given: object) -> Segment:
    if not isinstance(given, Mapping) or not isinstance(given.get("key"), str):
        raise TableError("rfm.wrong_form")
    cells = given.get("cells")
    if not isinstance(cells, list):
        raise TableError("rfm.wrong_form")
    return Segment(
        key=given["key"],
        cells=tuple(_cell(cell) for cell in cells),
        names=_texts(given.get("names")),
        meanings=_texts(given.get("meanings")),
        actions=_texts(given.get("actions")),
    )


def _texts(given: object) -> tuple[tuple[str, str], ...]:
    if given is None:
        return ()
    if not isinstance(given, Mapping):
        raise TableError("rfm.wrong_form")
    return texts({str(k): str(v) for k, v in given.items() if k in LANGUAGES})


def _cell(given: object) -> Cell:
    if (
        isinstance(given, list | tuple)
        and len(given) == 2
        and all(type(part) is int and part in SCORES for part in given)
    ):
        return given[0], given[1]
    raise TableError("rfm.wrong_cell", cell=str(given)[:LONGEST])


def _check(segments: Iterable[Segment], across: str) -> None:
    segments = list(segments)
    if across not in AXES:
        raise TableError("rfm.wrong_axis", axis=across[:LONGEST], known=", ".join(AXES))
    if not 1 <= len(segments) <= MOST:
        raise TableError("rfm.wrong_number", segments=len(segments), most=MOST)
    for segment in segments:
        _check_texts(segment)
    _check_names(segments)
    places = Counter(cell for segment in segments for cell in segment.cells)
    for cell in places:
        _cell(cell)
    if missing := [cell for cell in CELLS if cell not in places]:
        raise TableError("rfm.gap", cells=_written(missing))
    if twice := [cell for cell in CELLS if places[cell] > 1]:
        raise TableError("rfm.overlap", cells=_written(twice))
    if empty := [segment.key for segment in segments if not segment.cells]:
        raise TableError("rfm.no_cell", segment=empty[0])


def _check_texts(segment: Segment) -> None:
    short = [segment.key, *(text for _, text in segment.names)]
    long = [text for _, text in (*segment.meanings, *segment.actions)]
    if not segment.key.strip() or not segment.key.isprintable():
        raise TableError("rfm.no_name")
    if max(map(len, short)) > LONGEST or max(map(len, long), default=0) > LONGEST_TEXT:
        raise TableError("rfm.too_long", segment=segment.key[:LONGEST], letters=LONGEST)


def _check_names(segments: list[Segment]) -> None:
    """Names are unique in each language, whatever the case of their letters."""
    for language in (None, *LANGUAGES):
        names = [dict(s.names).get(language, s.key) if language else s.key for s in segments]
        told = Counter(name.strip().casefold() for name in names)
        if same := [name for name in names if told[name.strip().casefold()] > 1]:
            raise TableError("rfm.same_name", segment=same[0])


def _written(cells: Iterable[Cell]) -> str:
    return ", ".join(f"R{recency}·{other}" for recency, other in cells)


def _cells(recency: str, other: str) -> tuple[Cell, ...]:
    return tuple(product(map(int, recency), map(int, other)))


DEFAULT = SegmentTable(
    (
        Segment("champions", _cells("5", "45")),
        Segment("loyal", _cells("34", "45")),
        Segment("potential_loyal", _cells("45", "23")),
        Segment("new_customers", _cells("5", "1")),
        Segment("promising", _cells("4", "1")),
        Segment("need_attention", _cells("3", "3")),
        Segment("about_to_sleep", _cells("3", "12")),
        Segment("cannot_lose", _cells("12", "5")),
        Segment("at_risk", _cells("12", "34")),
        Segment("hibernating", _cells("12", "12")),
    )
)
"""Ten segments in common use; a company changes them on its map."""
