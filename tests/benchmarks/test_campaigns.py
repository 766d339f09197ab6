"""The benchmark of campaigns, run small: both roads agree, and the table is written."""

from pathlib import Path

import pytest

from benchmarks import campaigns, measuring


@pytest.mark.long  # six processes
def test_both_roads_agree_and_the_table_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "RESULTS", tmp_path)
    shown = campaigns.main(lines=250_000, rounds=1)
    assert [line.split(" | ")[0] for line in shown.splitlines()[2:]] == [
        f"| {name}" for name in campaigns.STEPS
    ]
    assert shown in (tmp_path / "campaigns.md").read_text(encoding="utf-8")
