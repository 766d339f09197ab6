"""A column that repeats is looked at once for each different cell; nothing else comes of it."""

from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from data.intake import quick
from data.intake.coded import Coded, Parts
from data.intake.examine import examine
from data.intake.job import Job, Source
from data.intake.signs import survey
from tests.data.intake.mutating import EDITS, Base, bases, spoilt

FEW = settings(
    max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
MANY = settings(FEW, max_examples=600)
pytestmark = pytest.mark.usefixtures("same_cases_everywhere")
CELLS = {
    "order_id": [
        "A1", "A2", "B-7", "1.0", "2.0", "007", "1.2E+11", "\u21165", "\u04101", "", "n/a", "a1",
    ],
    "order_date": [
        "2025-01-02", "2025-03-04 05:06:07", "03/04/2025", "25/12/2024", "12/25/2024", "5 Mei 2025",
        "20250102", "45000", "2025-01-03", "2025-01-04", "13/12/2024", "14/12/2024", "15/12/2024",
        "12/13/2024", "12/14/2024", "6 Mei 2025", "7 Mei 2025", "8 Mei 2025", "03.11.2024",
        "2025-01-02T03:04:05Z", "2025-01-02 03:04 WIB", "1850-01-01", "x", "",
    ],
    "customer_id": ["C1", "c1", "C2", "0", "", "NULL", "\uff231", "\u04212", "12", "012", "#REF!"],
    "product_id": ["P1", "P2", " P1", "'=P3", "kopi susu", ""],
    "quantity": ["1", "2", "0", "-0", "-1", "1,5", "2.5", "1.000", "1e2", "NaN", ""],
    "unit_price": [
        "10", "12.50", "12,50", "1.234", "1,234.50", "1.234,50", "Rp 5.000", "$3.25", "(4.00)",
        "9999999999999999", "0.12345", "-1", "", "abc",
    ],
    "discount": ["0", "1", "-1", "0.5", "0,5", "1.000", "€2", ""],
    "status": ["paid", "Selesai", "returned", "batal", "unknown", ""],
    "unit_cost": ["5", "6.125", "1.234", "-5", ""],
}  # fmt: skip


USUAL = ["A1", "2025-01-02", "C1", "P1", "1", "10", "0", "paid", "5"]
ROWS = 24


def rows() -> st.SearchStrategy[list[list[str]]]:
    """Rows of a few cells in one or two columns, mostly of the first one drawn; as usual elsewhere.

    So what most rows say is mostly another thing than what most of the different cells say.
    """

    def of(cells: list[str]) -> st.SearchStrategy[list[str]]:
        few = st.lists(st.sampled_from(cells), min_size=2, max_size=12, unique=True)
        return few.flatmap(
            lambda some: st.lists(
                st.one_of(st.just(some[0]), st.just(some[0]), st.sampled_from(some)),
                min_size=ROWS,
                max_size=ROWS,
            )
        )

    def table(odd: list[int]) -> st.SearchStrategy[list[list[str]]]:
        columns = [
            of(cells) if place in odd else st.just([USUAL[place]] * ROWS)
            for place, cells in enumerate(CELLS.values())
        ]
        return st.tuples(*columns).map(
            lambda found: [list(row) for row in zip(*found, strict=True)]
        )

    places = st.lists(st.integers(0, len(CELLS) - 1), min_size=1, max_size=2)
    return places.flatmap(table)


def written(table: list[list[str]]) -> bytes:
    lines = [list(CELLS), *table]
    return "\n".join(";".join(line) for line in lines).encode()


class Both:
    """What comes of a file whose columns are all coded, and of the same with none."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch

    def check(self, base: Base, data: bytes, answers: dict[str, str] | None = None) -> str:
        once, by_row = (
            self.come(base, data, answers or {}, coded=coded) for coded in (True, False)
        )
        assert once == by_row
        return str(once["status"])

    def come(
        self, base: Base, data: bytes, answers: dict[str, str], *, coded: bool
    ) -> dict[str, Any]:
        self.monkeypatch.setattr(quick, "_repeats", lambda _: coded)
        out = self.folder / f"{coded}"
        out.mkdir(exist_ok=True)
        for left in out.iterdir():
            left.unlink()
        path = self.folder / "file"
        path.write_bytes(data)
        job = Job(
            (Source(str(path), base.name),), base.table, str(out), "IDR", 0, "Asia/Jakarta",
            "00" * 32, answers=answers,
        )  # fmt: skip
        told = asdict(examine(job))
        return told | {one.name: pl.read_parquet(one).to_dicts() for one in sorted(out.iterdir())}


@pytest.fixture
def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Both:
    return Both(tmp_path, monkeypatch)


LINES = Base("lines.csv", b"", "order_lines")
ANSWERS = st.sampled_from(
    [
        {},
        {"E_AMBIGUOUS_DATE": "dmy"},
        {"E_AMBIGUOUS_DATE": "mdy", "E_AMBIGUOUS_NUMBER": "comma"},
        {"E_AMBIGUOUS_NUMBER": "dot", "E_AMBIGUOUS_DATE": "serial"},
    ]
)


@pytest.mark.parametrize(
    ("column", "most", "others", "counts"),
    [
        ("order_date", "25/12/2024", [f"12/{day}/2024" for day in range(25, 30)], {"E_DATE": 5}),
        (
            "order_date",
            "2025-01-02 03:04",
            [f"2025-01-02 03:{minute} WIB" for minute in range(10, 19)],
            {"E_TZ": 9},
        ),
        (
            "order_date",
            "2025-01-02T03:04:05Z",
            [f"2025-01-02 03:{minute} WIB" for minute in range(10, 19)],
            {"E_TZ": 9, "W_TZ": 120},
        ),
        ("unit_price", "10", ["$1", "$2", "$3"], {"W_CURRENCY": 3, "E_CURRENCY": 3}),
        ("discount", "0,5", ["0.5", "0.25", "0.75"], {"E_AMBIGUOUS_NUMBER": 3}),
        ("order_date", "2025-01-02", [f"{d} Mei 2025" for d in range(1, 10)], {"E_DATE": 9}),
        (
            "order_date",
            "2025-01-02",
            [f"{day}/12/2024" for day in range(13, 22)],
            {"E_AMBIGUOUS_DATE": 9},
        ),
        ("status", "paid", [" paid", "paid "], {}),
        ("customer_id", "C1", [" C1", "C1 "], {}),
    ],
)
def test_what_most_rows_say_counts_not_what_most_cells_say(
    both: Both, column: str, most: str, others: list[str], counts: dict[str, int]
) -> None:
    place = list(CELLS).index(column)
    said = [most] * 120 + others
    table = [[*USUAL[:place], cell, *USUAL[place + 1 :]] for cell in said]
    assert both.check(LINES, written(table)) == "accepted"
    found = both.come(LINES, written(table), {}, coded=True)["counts"]
    assert {code: found.get(code) for code in counts} == counts


def test_what_would_be_asked_or_refused_by_rows_is(both: Both) -> None:
    iso = [f"2025-01-{day:02}" for day in range(1, 5)]
    mixed = [
        [USUAL[0], cell, *USUAL[2:]] for cell in iso * 3 + [f"{d} Mei 2025" for d in (1, 2, 3, 4)]
    ]
    assert both.check(LINES, written(mixed)) == "question"
    ids = [[cell, *USUAL[1:]] for cell in ["A1"] * 120 + ["1.2E+11"] * 5]
    assert both.check(LINES, written(ids)) == "rejected"


def test_where_the_first_thousand_rows_are_blank_the_next_tell_nothing(both: Both) -> None:
    head = [*CELLS, "delivered_at"]
    said = [""] * 1_200 + ["2025-01-04"] * 9 + ["2025- 1-05"]
    lines = [head, *([*USUAL, cell] for cell in said)]
    text = "\n".join(";".join(line) for line in lines).encode()
    assert both.check(LINES, text) == "accepted"


@pytest.mark.parametrize(("told", "part"), [("9", "amount"), ("11", "order_total")])
def test_a_total_that_is_the_lines_or_not(both: Both, told: str, part: str) -> None:
    lines = [[*CELLS, "total"], *([*USUAL, cell] for cell in ["10", told, ""] * 9 + ["10"] * 999)]
    text = "\n".join(";".join(line) for line in lines).encode()
    assert both.check(LINES, text) == "accepted"
    columns = both.come(LINES, text, {}, coded=True)["about"]["columns"]
    assert (part, "total") in {(one["part"], one["column"]) for one in columns}


def test_two_files_of_which_one_repeats(both: Both, tmp_path: Path) -> None:
    few = written([USUAL] * 30)
    many = written([[f"B{n}", *USUAL[1:5], f"{n}.5", *USUAL[6:]] for n in range(30)])
    paths = [tmp_path / name for name in ("few.csv", "many.csv")]
    for path, data in zip(paths, (few, many), strict=True):
        path.write_bytes(data)
    out = tmp_path / "out"
    out.mkdir()
    sources = tuple(Source(str(path), path.name) for path in paths)
    job = Job(sources, "order_lines", str(out), "IDR", 0, "Asia/Jakarta", "00" * 32)
    report = examine(job)
    assert (report.status, report.rows_accepted) == ("accepted", 60)
    found = pl.read_parquet(out / "order_lines.parquet")
    assert found["order_id"].to_list() == ["A1"] * 30 + [f"B{n}" for n in range(30)]
    assert found["unit_price"].to_list() == [10] * 30 + [n + Decimal("0.5") for n in range(30)]


def try_written(both: Both, how: settings) -> set[str]:
    seen = set()

    @seed(7)
    @how
    @given(rows(), ANSWERS)
    def tried(table: list[list[str]], answers: dict[str, str]) -> None:
        seen.add(both.check(LINES, written(table), answers))

    tried()
    return seen


def try_spoilt(both: Both, how: settings, found: list[Base]) -> set[str]:
    seen = set()

    @seed(8)
    @how
    @given(st.integers(0, 10**6), st.lists(EDITS, max_size=4))
    def tried(place: int, edits: Any) -> None:
        base = found[place % len(found)]
        seen.add(both.check(base, spoilt(base, edits)))

    tried()
    return seen


def of_text(folder: Path) -> list[Base]:
    return [base for base in bases(folder) if base.name.endswith((".csv", ".tsv", ".txt"))]


def test_a_column_looked_at_once_a_word_comes_out_as_one_looked_at_row_by_row(both: Both) -> None:
    assert {"accepted", "question"} <= try_written(both, FEW)


def test_spoilt_files_too(both: Both, tmp_path: Path) -> None:
    assert "accepted" in try_spoilt(both, FEW, of_text(tmp_path))


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_many_columns(both: Both) -> None:
    assert try_written(both, MANY) == {"accepted", "question", "rejected"}


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_many_spoilt_files(both: Both, tmp_path: Path) -> None:
    assert "accepted" in try_spoilt(both, MANY, of_text(tmp_path))


def frame(text: str) -> pl.DataFrame:
    data = text.encode()
    found = quick.read(data, survey(data, len(data), ","), 2, 0)
    assert found is not None
    return found


def test_columns_that_repeat_are_enums_and_others_text() -> None:
    found = frame("\n".join(f"{'ab'[i % 2]},{i}" for i in range(40)))
    assert found["c0"].dtype == pl.Enum(["a", "b"])
    assert found["c1"].dtype == pl.String
    assert found["c0"].cast(pl.String).to_list() == ["a", "b"] * 20
    assert found["c1"].to_list() == [str(i) for i in range(40)]


def test_a_column_that_begins_to_differ_is_text_after_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "_WORDS", 8)
    monkeypatch.setattr(quick, "_LOOKED_AT", 50)
    for different in (8, 30):  # a few too many, and mostly different
        lines = [f"a,{i}" for i in range(20)] + [f"a{i % different},1" for i in range(30)]
        found = frame("\n".join(lines))
        assert found["c0"].dtype == pl.String
        assert found["c0"].to_list() == ["a"] * 20 + [f"a{i % different}" for i in range(30)]


def test_words_made_of_others_may_be_blank_or_alike() -> None:
    codes = pl.Series([0, 1, 2, 0], dtype=pl.UInt8)
    parts = Parts({"x": Coded(codes, pl.Series(["a", "a", None]))})
    assert parts["x"].to_list() == ["a", "a", None, "a"]
    assert parts.frame(["x"])["x"].to_list() == ["a", "a", None, "a"]
    assert parts.tells("x", pl.Series.is_null).to_list() == [False, False, True, False]
    assert Coded(codes, pl.Series(["a", "b", "c", "d"])).counts().to_list() == [2, 1, 1, 0]
