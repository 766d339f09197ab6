"""The page of one customer measured, small: the table is written, and no page shows an error."""

from pathlib import Path

import pytest

from benchmarks import customer, measuring


@pytest.mark.long
def test_the_table_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "RESULTS", tmp_path)
    shown = customer.main(rounds=1, customers=300)

    assert shown in (tmp_path / "customer.md").read_text(encoding="utf-8")
    assert all(page in shown for page in ("customer", *customer.PAGES))
