"""Lifetime value measured beside lifetimes: the table is written, with every step in it."""

from pathlib import Path

import pytest

from benchmarks import lifetime, measuring


def test_the_table_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "RESULTS", tmp_path)
    shown = lifetime.main(sizes=(1_500,), pareto=400, value=500, many=3_000, rounds=1)

    assert shown in (tmp_path / "lifetime.md").read_text(encoding="utf-8")
    steps = ("BG/NBD fit", "Pareto/NBD fit", "CLTV", "to value", "to proof")
    assert all(step in shown for step in steps)
