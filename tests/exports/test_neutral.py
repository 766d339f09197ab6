"""No cell of a CSV runs as a formula, and every value comes back."""

import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from exports.formats import Format, encode
from exports.neutral import neutralise, restore
from tests import hostile

RISKY = tuple("=+-@\t\r\n")
CELL = st.none() | st.text() | st.text(alphabet="'=+-@\t\r\n a1", max_size=6)


def frame(*cells: str | None) -> pl.DataFrame:
    return pl.DataFrame({"customer_id": list(cells)}, schema={"customer_id": pl.String})


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+62811", "'+62811"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        ("'=1+1", "''=1+1"),
        ("''=1+1", "'''=1+1"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
        ("", ""),
        (None, None),
    ],
)
def test_one_sign_in_front_of_what_would_run(cell: str | None, written: str | None) -> None:
    assert neutralise(frame(cell)).item() == written
    assert restore(frame(written)).item() == cell


@given(st.lists(CELL, max_size=8))
def test_everything_comes_back_and_nothing_runs(cells: list[str | None]) -> None:
    safe = neutralise(frame(*cells))
    assert_frame_equal(restore(safe), frame(*cells))
    assert not [cell for cell in safe["customer_id"] if cell and cell.startswith(RISKY)]


def test_numbers_stay_numbers() -> None:
    numbers = pl.DataFrame({"profit": [-1.5, 2.0], "rank": [-1, 2]})
    assert_frame_equal(neutralise(numbers), numbers)


@given(st.lists(CELL, min_size=1, max_size=6))
def test_a_csv_gives_every_value_back(cells: list[str | None]) -> None:
    """Read as a spreadsheet reads it: quoted line ends, blank and empty apart."""
    content = encode(frame(*cells), Format.CSV, head=[], names={}, patterns={})
    back = pl.read_csv(io.BytesIO(content), schema={"customer_id": pl.String}, infer_schema=False)
    wanted = [cell if cell else None for cell in cells]
    assert [cell or None for cell in restore(back)["customer_id"]] == wanted


@pytest.mark.parametrize("text", [*hostile.MARKUP, *hostile.bad_cells()])
def test_hostile_strings_come_back(text: str) -> None:
    assert restore(neutralise(frame(text))).item() == text
