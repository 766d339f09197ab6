"""The benchmark of choosing k runs, and both choose the same."""

from pathlib import Path

import pytest

from benchmarks import clusters, measuring


@pytest.mark.long
def test_it_writes_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "RESULTS", tmp_path)
    shown = clusters.main(customers=5_000, rounds=1)

    assert shown in (tmp_path / "clusters.md").read_text(encoding="utf-8")
    assert "| 5 |" in shown
