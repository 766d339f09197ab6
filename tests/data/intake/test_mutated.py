"""Thousands of spoilt files: none raises an error of ours, none loses a row."""

from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from data.intake.child import Child
from data.intake.job import Job, Report, Source
from tests.data.intake.mutating import EDITS, Base, Edit, bases, spoilt

OF_READERS = frozenset({"PanicException"})
"""Kinds of E_CORRUPT that come out of a library in Rust, not out of our own code."""
FEW = settings(
    max_examples=150,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
MANY, FRESH = settings(FEW, max_examples=10_000), settings(FEW, max_examples=200)
pytestmark = pytest.mark.usefixtures("same_cases_everywhere")
SPOILT = st.tuples(st.integers(0, 10**6), st.lists(EDITS, min_size=1, max_size=6))


class Reader:
    """Reads spoilt files into one folder and looks at what comes of each."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bases = folder, bases(folder)
        self.seen: Counter[str] = Counter()

    def check(self, child: Child, place: int, edits: list[Edit]) -> None:
        base = self.bases[place % len(self.bases)]
        out = self.folder / "out"
        out.mkdir(exist_ok=True)
        for left in out.iterdir():
            left.unlink()
        path = self.folder / "spoilt"
        path.write_bytes(spoilt(base, edits))
        job = Job(
            (Source(str(path), base.name),),
            base.table,
            str(out),
            "IDR",
            0,
            "Asia/Jakarta",
            "00" * 32,
        )
        self.judge(base, child.run(job), out)

    def judge(self, base: Base, report: Report, out: Path) -> None:
        self.seen[report.status] += 1
        assert report.status in ("accepted", "question", "rejected")
        assert report.problems or report.status == "accepted"
        for problem in report.problems:
            kind = problem.fields.get("kind")
            assert kind is None or kind in OF_READERS, (base.name, kind, problem)
            self.seen["dead"] += problem.code == "E_LIMIT" and problem.fields.get("columns") == 0
        if report.status != "accepted":
            return
        kept = pl.read_parquet(out / f"{base.table}.parquet").height
        aside = out / "quarantine.parquet"
        left = pl.read_parquet(aside).height if aside.exists() else 0
        assert (report.rows_accepted, report.rows_quarantined) == (kept, left)
        assert report.rows_read == kept + left


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    return Reader(tmp_path)


def test_spoilt_files_lose_no_row(reader: Reader, child: Child) -> None:
    @seed(1)
    @FEW
    @given(SPOILT)
    def each(case: tuple[int, list[Edit]]) -> None:
        reader.check(child, *case)

    each()
    assert reader.seen["accepted"] > 10
    assert reader.seen["dead"] == 0


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_ten_thousand_spoilt_files_in_one_process(reader: Reader, child: Child) -> None:
    @seed(2)
    @MANY
    @given(SPOILT)
    def each(case: tuple[int, list[Edit]]) -> None:
        reader.check(child, *case)

    each()
    assert sum(reader.seen[status] for status in ("accepted", "question", "rejected")) >= 10_000
    assert reader.seen["accepted"] > 1_000
    assert reader.seen["dead"] <= 10


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_spoilt_files_each_in_a_fresh_process(reader: Reader) -> None:
    @seed(3)
    @FRESH
    @given(SPOILT)
    def each(case: tuple[int, list[Edit]]) -> None:
        with Child() as own:
            reader.check(own, *case)

    each()
