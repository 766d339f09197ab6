"""The benchmarks run, small: sums agree and tables are written. No times are asserted."""

from pathlib import Path

import polars as pl
import pytest

from benchmarks import customer_frame, generated, measuring, pages, run
from data.tables import TABLES, stored_schema


def test_made_up_lines_are_always_the_same_and_fit_the_stored_schema(tmp_path: Path) -> None:
    for name in ("one", "two"):
        generated.company(str(tmp_path / name), 4_000)
    files = [pl.read_parquet(tmp_path / name / "order_lines.parquet") for name in ("one", "two")]
    assert files[0].equals(files[1])
    assert dict(files[0].schema) == stored_schema(TABLES["order_lines"])
    assert files[0].height == 4_000
    assert files[0]["line_cost"].null_count() == 0


@pytest.mark.parametrize("costs", [1, 0])
def test_pandas_and_the_customer_frame_agree(costs: int) -> None:
    found = customer_frame.compare(3_000, costs, rounds=1)
    assert found["ours"].answer[0] > 50
    assert min(cost.cpu for cost in found.values()) > 0
    assert min(cost.memory for cost in found.values()) > 10


@pytest.mark.long
def test_the_table_of_the_customer_frame_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "RESULTS", tmp_path)
    shown = customer_frame.main(sizes=(2_000,), rounds=1)
    assert shown in (tmp_path / "customer_frame.md").read_text(encoding="utf-8")
    assert len(shown.splitlines()) == 2 + 2 * 3


@pytest.mark.long
@pytest.mark.browser
def test_the_pages_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "RESULTS", tmp_path)
    shown = pages.main(rounds=1, users=2, pause=0.1)
    assert shown.splitlines()[0] == "|  | overview | profit |"
    assert (tmp_path / "pages.md").read_text(encoding="utf-8").count("|\n") > 15


def test_quantiles_are_values_that_were_seen() -> None:
    assert measuring.quantile([3, 1, 2], 0.5) == 2
    assert measuring.quantile(range(1, 101), 0.95) == 95
    assert measuring.quantile([7], 0.95) == 7


def test_an_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run.main(["nothing"])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("No benchmark nothing. There are ")
    assert all(name in said for name in ("customer_frame", "pages", "imports"))
