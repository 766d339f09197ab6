"""RFM measured beside pandas: both roads give the same scores, and the table is written."""

from pathlib import Path

import pytest

from benchmarks import measuring, rfm


def test_both_roads_find_the_same_scores() -> None:
    assert set(rfm.measure(500)) == {"ours", "pandas"}


def test_the_table_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "RESULTS", tmp_path)
    shown = rfm.main(sizes=(300,))
    assert shown in (tmp_path / "rfm.md").read_text(encoding="utf-8")
