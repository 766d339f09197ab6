"""Duplicates measured beside pandas: by contacts both find the same, and the table is written."""

from pathlib import Path

import pytest

from benchmarks import duplicates, measuring


def test_both_roads_find_the_same_records() -> None:
    assert set(duplicates.measure(500)) == {"ours", "pandas"}


def test_the_table_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "RESULTS", tmp_path)
    shown = duplicates.main(sizes=(300,))
    assert shown in (tmp_path / "duplicates.md").read_text(encoding="utf-8")
