"""A table of segments is a partition of the map, whatever somebody makes of it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.rfm_scores import Breaks
from analytics.rfm_settings import USUAL, RfmSettings, settings_from_json
from analytics.rfm_table import (
    AXES,
    CELLS,
    DEFAULT,
    Segment,
    SegmentTable,
    TableError,
    from_json,
    texts,
)

KEYS = [f"S{n}" for n in range(8)]


def table(owners: list[str]) -> SegmentTable:
    """The table in which each cell belongs to its owner."""
    made = [
        Segment(key, tuple(c for c, owner in zip(CELLS, owners, strict=True) if owner == key))
        for key in sorted(set(owners))
    ]
    return SegmentTable(tuple(made))


OWNERS = st.lists(st.sampled_from(KEYS), min_size=25, max_size=25)


@given(OWNERS)
def test_each_cell_is_in_exactly_one_segment(owners: list[str]) -> None:
    made = table(owners)

    assert [made.of(cell) for cell in CELLS] == owners
    assert sorted(cell for s in made.segments for cell in s.cells) == sorted(CELLS)
    assert from_json(made.as_json()) == made


@given(OWNERS, st.sampled_from(CELLS))
def test_a_gap_is_refused_and_named(owners: list[str], cell: tuple[int, int]) -> None:
    segments = [
        replace(s, cells=tuple(c for c in s.cells if c != cell)) for s in table(owners).segments
    ]
    with pytest.raises(TableError, match=r"rfm\.gap") as refused:
        SegmentTable(tuple(segments))
    assert refused.value.fields["cells"] == f"R{cell[0]}·{cell[1]}"


@given(OWNERS, st.sampled_from(CELLS), st.data())
def test_an_overlap_is_refused_and_named(
    owners: list[str], cell: tuple[int, int], data: st.DataObject
) -> None:
    made = table(owners).segments
    place = data.draw(st.integers(0, len(made) - 1))
    twice = replace(made[place], cells=(*made[place].cells, cell))
    with pytest.raises(TableError, match=r"rfm\.overlap") as refused:
        SegmentTable((*made[:place], twice, *made[place + 1 :]))
    assert refused.value.fields["cells"] == f"R{cell[0]}·{cell[1]}"


def changed(**first: object) -> tuple[Segment, ...]:
    return (replace(DEFAULT.segments[0], **first), *DEFAULT.segments[1:])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("segments", "why"),
    [
        (changed(key="loyal"), "same_name"),
        (changed(key=" LOYAL "), "same_name"),
        (changed(names=(("en", "at_risk"),)), "same_name"),
        (changed(key=" "), "no_name"),
        (changed(key="a\nb"), "no_name"),
        (changed(key="a" * 61), "too_long"),
        (changed(actions=(("en", "a" * 401),)), "too_long"),
        (changed(cells=((5, 4), (5, 5), (6, 1))), "wrong_cell"),
        ((*DEFAULT.segments, Segment("idle", ())), "no_cell"),
        ((), "wrong_number"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_tables_that_are_none(segments: tuple[Segment, ...], why: str) -> None:
    with pytest.raises(TableError, match=rf"rfm\.{why}"):
        SegmentTable(segments)


@pytest.mark.parametrize(
    "given_",
    [
        None,
        [],
        {},
        {"segments": "x"},
        {"segments": [{"key": 1}]},
        {"segments": [{"key": "a", "cells": "all"}]},
        {"segments": [{"key": "a", "cells": [[1, True]]}]},
        {"segments": [{"key": "a", "cells": [[1, 1]], "names": "x"}]},
        {"segments": [], "across": "weather"},
    ],
    ids=str,
)
def test_values_that_are_no_table(given_: object) -> None:
    with pytest.raises(TableError):
        from_json(given_)


def test_settings_come_back_as_they_were_and_have_a_mark_of_their_own() -> None:
    own = RfmSettings(
        "revenue", "per_order", Breaks((1, 2, 3, 4.5)), replace(DEFAULT, across="both")
    )

    assert settings_from_json(own.as_json()) == own
    assert settings_from_json(USUAL.as_json()) == USUAL
    assert own.mark != USUAL.mark
    with pytest.raises(TableError):
        settings_from_json({**USUAL.as_json(), "breaks": {"recency": [3, 2, 1, 0]}})
    with pytest.raises(TableError):
        settings_from_json({**USUAL.as_json(), "basis": "weather"})


def test_own_words_are_trimmed_and_blank_ones_left_out() -> None:
    assert texts({"id": " Juara ", "en": " "}) == (("id", "Juara"),)
    assert AXES == ("frequency", "monetary", "both")
