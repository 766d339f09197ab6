"""The company as files: three formats, and a stream that needs one block of memory."""

import hashlib
from functools import lru_cache
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from data.samples.toko_nusantara import (
    ALL_LAYERS,
    Company,
    Layer,
    files,
    generate,
    write_files,
    write_stream,
)
from data.tables import TABLES


@lru_cache(maxsize=1)
def company() -> Company:
    return generate(150)


def digests(paths: list[Path]) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_the_same_company_makes_the_same_files(kind: files.Kind, tmp_path: Path) -> None:
    once = write_files(company(), tmp_path / "once", kind, truth=True)
    again = write_files(generate(150), tmp_path / "again", kind, truth=True)

    assert [path.name for path in once[:11]] == [f"{name}.{kind}" for name in TABLES]
    assert digests(once) == digests(again)


def test_parquet_gives_the_tables_back(tmp_path: Path) -> None:
    write_files(company(), tmp_path, "parquet")

    for name, frame in company().tables.items():
        assert pl.read_parquet(tmp_path / f"{name}.parquet").equals(frame)


def test_csv_gives_the_tables_back(tmp_path: Path) -> None:
    write_files(company(), tmp_path, "csv")

    for name, frame in company().tables.items():
        read = pl.read_csv(tmp_path / f"{name}.csv", schema=dict(TABLES[name].columns))
        assert read.equals(frame), name


def test_xlsx_holds_text_as_text_and_numbers_as_numbers(tmp_path: Path) -> None:
    write_files(company(), tmp_path, "xlsx")
    fastexcel = pytest.importorskip("fastexcel")
    read = fastexcel.read_excel(tmp_path / "order_lines.xlsx").load_sheet(0).to_polars()
    frame = company().tables["order_lines"]

    assert read.columns == frame.columns
    assert read["amount"].sum() == float(frame["amount"].sum())
    assert read["order_id"].to_list() == frame["order_id"].to_list()
    assert (
        read["ordered_at"]
        .dt.replace_time_zone(None)
        .cast(pl.Datetime("us"))
        .equals(frame["ordered_at"])
    )


def test_a_long_table_goes_on_in_a_second_workbook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SHEET_ROWS", 3_000)
    names = [path.name for path in write_files(company(), tmp_path, "xlsx")]

    rows = company().tables["order_lines"].height
    assert rows > 6_000
    assert [n for n in names if n.startswith("order_lines")] == [
        "order_lines.xlsx",
        *(f"order_lines-{n}.xlsx" for n in range(2, -(-rows // 3_000) + 1)),
    ]


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="csv, xlsx or parquet, got ods"):
        write_files(company(), tmp_path, "ods")  # type: ignore[arg-type]


@pytest.mark.parametrize("without", [frozenset(), ALL_LAYERS])
def test_a_stream_writes_the_rows_that_generate_makes(
    without: frozenset[Layer], tmp_path: Path
) -> None:
    size = 10_400  # two blocks
    write_stream(tmp_path, customers=size, without=without)
    whole = generate(size, without=without)

    for name, frame in whole.tables.items():
        read = pl.read_parquet(tmp_path / f"{name}.parquet")
        assert read.schema == frame.schema
        assert read.sort(read.columns).equals(frame.sort(frame.columns)), name
    truth = files.read_truth(tmp_path)
    for name, frame in whole.truth.frames().items():
        assert getattr(truth, name).height == frame.height, name
    assert truth.effects.equals(whole.truth.effects)


def test_a_stream_keeps_one_block_in_memory_at_a_time(tmp_path: Path) -> None:
    write_stream(tmp_path, customers=20_100, without=ALL_LAYERS)
    groups = pq.ParquetFile(tmp_path / "order_lines.parquet").metadata

    assert groups.num_row_groups == 3
    assert groups.row_group(2).num_rows < groups.row_group(0).num_rows / 50


def test_a_file_holds_no_formula(tmp_path: Path) -> None:
    write_files(company(), tmp_path, "csv")
    texts = [frame.select(pl.col(pl.String)) for frame in company().tables.values()]

    for frame in texts:
        dangerous = frame.select(pl.all().str.contains(r"^[=+\-@\t\r\n]").any())
        assert True not in dangerous.row(0)
